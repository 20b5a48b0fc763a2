/* SPDX-License-Identifier: MIT */
/**
 * base/hash.h - hashes: a fast one for tables, SHA-256 for names that last.
 */
#ifndef WW_HASH_H
#define WW_HASH_H

#include "base/base.h"
#include "base/str.h"

#define WW_SHA256_HEX_MAX 65 /* 64 digits and the NUL */

/**
 * FNV-1a with a final mix, for tables whose keys the user wrote. Never
 * stored. A table that takes keys from the network must bound its chains.
 */
uint64_t ww_hash64(const void *p, size_t n);

/**
 * SHA-256 over several parts, as lower-case hex. Each part is preceded by its
 * length (8 bytes, little endian), so ("a","bc") and ("ab","c") differ.
 * out holds digits + 1 bytes; digits <= 64.
 */
void ww_sha256_parts(const struct ww_str *parts, size_t n_parts, char *out, size_t digits);

/** Plain SHA-256 of one byte string, as sha256sum prints it. */
void ww_sha256(struct ww_str s, char out[WW_SHA256_HEX_MAX]);

#endif
