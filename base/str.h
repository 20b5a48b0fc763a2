/* SPDX-License-Identifier: MIT */
/**
 * base/str.h - a view of bytes that somebody else owns.
 *
 * p need not be NUL-terminated; p may be NULL when n is 0. A view is passed
 * by value and is valid as long as its owner says.
 */
#ifndef WW_STR_H
#define WW_STR_H

#include "base/base.h"

struct ww_str {
	const char *p;
	size_t n;
};

/** A view of a literal, usable in static tables. */
#define WW_STR(lit) ((struct ww_str){ (lit), sizeof(lit) - 1 })

/** For "%.*s": WW_STR_ARG(s) gives length and pointer. */
#define WW_STR_ARG(s) (int) ww_min((s).n, (size_t) INT_MAX), (s).n ? (s).p : ""

/** View a C string; NULL gives an empty view. */
static inline struct ww_str ww_str(const char *s)
{
	return (struct ww_str){ s, s ? strlen(s) : 0 };
}

static inline struct ww_str ww_str_n(const char *p, size_t n)
{
	return (struct ww_str){ p, n };
}

static inline bool ww_str_eq(struct ww_str a, struct ww_str b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

/** Equality without regard to ASCII case. */
bool ww_str_eq_ci(struct ww_str a, struct ww_str b);

bool ww_str_starts(struct ww_str s, struct ww_str prefix);
bool ww_str_starts_ci(struct ww_str s, struct ww_str prefix);
bool ww_str_ends(struct ww_str s, struct ww_str suffix);

/** memcmp order, the shorter first. */
int ww_str_cmp(struct ww_str a, struct ww_str b);

/** Offset of the first needle in s, or SIZE_MAX. */
size_t ww_str_find(struct ww_str s, struct ww_str needle);
size_t ww_str_find_char(struct ww_str s, char c);

/** Without ASCII white space (space, tab, CR, LF, FF, VT) at both ends. */
struct ww_str ww_str_trim(struct ww_str s);

/** s from byte off on; empty when off is past the end. */
struct ww_str ww_str_from(struct ww_str s, size_t off);

/**
 * Take the part of *rest before the first sep and move *rest behind it.
 * False when *rest was used up; "a," gives "a" and then "".
 * A rest whose p is NULL is used up.
 */
bool ww_str_split(struct ww_str *rest, char sep, struct ww_str *ret_part);

/** A NUL-terminated copy; NULL when out of memory. The caller frees it. */
char *ww_str_dup(struct ww_str s) WW_MUST_CHECK;

/** Replace *dst by a copy of s. 0 or -ENOMEM (*dst is unchanged). */
int ww_str_set(char **dst, struct ww_str s) WW_MUST_CHECK;

/**
 * A decimal number that fills s: digits only, no sign, no blanks.
 * 0, -EINVAL (not a number) or -ERANGE (above max).
 */
int ww_str_to_u64(struct ww_str s, uint64_t max, uint64_t *ret);

static inline bool ww_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool ww_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool ww_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char ww_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

#endif
