/* SPDX-License-Identifier: MIT */
/**
 * base/utf8.h - UTF-8: decode, check, cut, clean, terminal width.
 *
 * Well-formed is Unicode's table 3-7: no overlong forms, no surrogates,
 * nothing above U+10FFFF.
 */
#ifndef WW_UTF8_H
#define WW_UTF8_H

#include "base/base.h"
#include "base/buf.h"

#define WW_UTF8_REPLACEMENT 0xFFFDu

/**
 * Decode the character at p (n >= 1 bytes are there). Returns the bytes used,
 * at least 1. An ill-formed sequence gives U+FFFD and the length of its
 * longest valid prefix (as WHATWG and Unicode recommend), *ret_ok = false.
 * ret_ok may be NULL.
 */
size_t ww_utf8_decode(const char *p, size_t n, uint32_t *ret_cp, bool *ret_ok);

/** Write cp to out[4]; returns the bytes written. What is no scalar value becomes U+FFFD. */
size_t ww_utf8_encode(uint32_t cp, char out[4]);

/** Offset of the first ill-formed byte, or n when all is well. */
size_t ww_utf8_check(const char *p, size_t n);

/** The largest length <= max at which p[0..n) may be cut without splitting a character. */
size_t ww_utf8_cut(const char *p, size_t n, size_t max);

/** How many characters p[0..n) has (an ill-formed sequence counts as one). */
size_t ww_utf8_len(const char *p, size_t n);

/**
 * The one sanitiser. Append p[0..n) to out as text that is safe to show, log
 * and store: ill-formed bytes become U+FFFD; C0 but tab, LF and CR, DEL, C1, bidirectional
 * embeddings, overrides and isolates (U+202A-202E, U+2066-2069), noncharacters and interlinear
 * marks (U+FFF9-FFFB) are dropped; U+2028/2029 become white space.
 *
 * fold_space: runs of white space (with NBSP) become one space and none stays at either end;
 * for titles and every one-line field. Otherwise tab and LF stay, CR LF and CR become LF.
 * Returns out->err.
 */
int ww_utf8_clean(struct ww_buf *out, const char *p, size_t n, bool fold_space);

/** Columns that cp takes on a terminal: 0, 1 or 2 (East Asian Wide and Fullwidth). */
int ww_utf8_width(uint32_t cp);

/** Columns of p[0..n). */
size_t ww_utf8_columns(const char *p, size_t n);

#endif
