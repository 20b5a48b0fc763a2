/* SPDX-License-Identifier: MIT */
/**
 * feeds/entity.h - character references: the named ones of HTML, and numbers.
 */
#ifndef FEED_ENTITY_H
#define FEED_ENTITY_H

#include "base/str.h"

/** The one or two code points of a name without & and ; (the second is 0 if there is one). */
bool feed_entity_named(struct ww_str name, uint32_t ret_cp[2]);

/** What the code point c of 0x80 to 0x9F means: windows-1252. */
uint32_t feed_entity_c1(uint32_t c);

/**
 * A numeric reference at s ("&#8217;", "&#x2019"); the semicolon may be missing.
 * &#128; to &#159; mean windows-1252; what is no scalar value becomes U+FFFD.
 * Returns the bytes used, 0 when it is none.
 */
size_t feed_entity_numeric(struct ww_str s, uint32_t *ret_cp);

#endif
