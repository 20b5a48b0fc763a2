/* SPDX-License-Identifier: MIT */
/**
 * feeds/text.h - the strings of a document: cleaned, capped, never NULL.
 *
 * A field the feed does not have points at one shared empty string, which
 * costs nothing; feed_text_free() knows it.
 */
#ifndef FEED_TEXT_H
#define FEED_TEXT_H

#include "base/buf.h"

/** The shared empty string. Never written to. */
extern char feed_text_empty[1];

/** Free what feed_text_set made. NULL and the shared empty string are fine. */
void feed_text_free(char *s);

/**
 * Replace *dst by the cleaned s, cut at a character to at most max bytes.
 * fold: one line. 0 or -ENOMEM.
 */
int feed_text_set(char **dst, struct ww_str s, bool fold, size_t max) WW_MUST_CHECK;

/** ww_utf8_clean, with a fast way for text that is clean already, as nearly all is. Returns out->err. */
int feed_text_clean(struct ww_buf *out, struct ww_str s, bool fold);

/** The larger part of s that fits into max bytes, cut at a character. */
struct ww_str feed_text_cut(struct ww_str s, size_t max);

/** Well-formed UTF-8 without control characters, that is, no picture or archive. */
bool feed_text_is_text(struct ww_str s);

/** Offset of the first byte of s that is not well-formed UTF-8, or s.n. */
size_t feed_text_check(struct ww_str s);

#endif
