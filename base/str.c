/* SPDX-License-Identifier: MIT */
#include "base/str.h"

static bool eq_ci_n(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ww_lower(a[i]) != ww_lower(b[i]))
			return false;
	return true;
}

bool ww_str_eq_ci(struct ww_str a, struct ww_str b)
{
	return a.n == b.n && eq_ci_n(a.p, b.p, a.n);
}

bool ww_str_starts(struct ww_str s, struct ww_str prefix)
{
	return s.n >= prefix.n && (!prefix.n || !memcmp(s.p, prefix.p, prefix.n));
}

bool ww_str_starts_ci(struct ww_str s, struct ww_str prefix)
{
	return s.n >= prefix.n && eq_ci_n(s.p, prefix.p, prefix.n);
}

bool ww_str_ends(struct ww_str s, struct ww_str suffix)
{
	return s.n >= suffix.n && (!suffix.n || !memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n));
}

int ww_str_cmp(struct ww_str a, struct ww_str b)
{
	size_t n = ww_min(a.n, b.n);
	int rc = n ? memcmp(a.p, b.p, n) : 0;

	return rc ? rc : (a.n > b.n) - (a.n < b.n);
}

size_t ww_str_find(struct ww_str s, struct ww_str needle)
{
	const char *hit;

	if (!needle.n)
		return 0;
	hit = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return hit ? (size_t) (hit - s.p) : SIZE_MAX;
}

size_t ww_str_find_char(struct ww_str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t) (hit - s.p) : SIZE_MAX;
}

struct ww_str ww_str_trim(struct ww_str s)
{
	while (s.n && ww_is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && ww_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct ww_str ww_str_from(struct ww_str s, size_t off)
{
	off = ww_min(off, s.n);
	return ww_str_n(s.p ? s.p + off : NULL, s.n - off);
}

bool ww_str_split(struct ww_str *rest, char sep, struct ww_str *ret_part)
{
	size_t at;

	if (!rest->p)
		return false;
	at = ww_str_find_char(*rest, sep);
	if (at == SIZE_MAX) {
		*ret_part = *rest;
		*rest = ww_str_n(NULL, 0);
		return true;
	}
	*ret_part = ww_str_n(rest->p, at);
	*rest = ww_str_from(*rest, at + 1);
	return true;
}

char *ww_str_dup(struct ww_str s)
{
	char *copy = malloc(s.n + 1);

	if (!copy)
		return NULL;
	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

int ww_str_set(char **dst, struct ww_str s)
{
	char *copy = ww_str_dup(s);

	if (!copy)
		return -ENOMEM;
	free(*dst);
	*dst = copy;
	return 0;
}

int ww_str_to_u64(struct ww_str s, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;
	bool over = false;

	if (!s.n)
		return -EINVAL;
	for (size_t i = 0; i < s.n; i++) {
		if (!ww_is_digit(s.p[i]))
			return -EINVAL;
		over |= __builtin_mul_overflow(v, (uint64_t) 10, &v);
		over |= __builtin_add_overflow(v, (uint64_t) (s.p[i] - '0'), &v);
	}
	if (over || v > max)
		return -ERANGE;
	*ret = v;
	return 0;
}
