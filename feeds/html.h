/* SPDX-License-Identifier: MIT */
/**
 * feeds/html.h - HTML to plain text: one pass, no tree, no recursion.
 */
#ifndef FEED_HTML_H
#define FEED_HTML_H

#include "base/buf.h"

/**
 * Append the text of html to out: tags off, comments, scripts and styles
 * dropped, block elements and br become line breaks, character references
 * decoded once, then cleaned (ww_utf8_clean). one_line folds all white space
 * (titles). Returns out->err.
 */
int feed_html_to_text(struct ww_str html, bool one_line, struct ww_buf *out);

/**
 * Decode the character reference at s ("&amp;", "&#8217;", "&nbsp;"; s.p[0] is
 * '&') as HTML does. Returns bytes used and 1 or 2 code points, or 0 when it is none.
 */
size_t feed_html_entity(struct ww_str s, uint32_t ret_cp[2]);

#endif
