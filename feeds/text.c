/* SPDX-License-Identifier: MIT */
#include "feeds/text.h"

#include "base/utf8.h"
#include "feeds/entity.h"

char feed_text_empty[1];

void feed_text_free(char *s)
{
	if (s != feed_text_empty)
		free(s);
}

struct ww_str feed_text_cut(struct ww_str s, size_t max)
{
	if (s.n > max)
		s.n = ww_utf8_cut(s.p, s.n, max);
	return s;
}

/* Is the character at p one that ww_utf8_clean copies? Sets its length. May say no too often. */
static bool plain_high(const unsigned char *p, size_t n, size_t *ret_len)
{
	if (p[0] >= 0xC3 && p[0] <= 0xDF)
		*ret_len = 2;
	else if (p[0] == 0xC2 && n >= 2 && p[1] > 0xA0)
		*ret_len = 2;
	else if (p[0] == 0xE2 && n >= 3)
		*ret_len = p[1] > 0x81 || (p[1] == 0x80 && (p[2] >= 0x90 && p[2] < 0xA8)) ? 3 : 0;
	else if ((p[0] >= 0xE4 && p[0] <= 0xEC) || (p[0] == 0xE3 && n >= 2 && p[1] != 0x80))
		*ret_len = 3;
	else
		*ret_len = 0;
	return *ret_len && *ret_len <= n;
}

/*
 * Would cleaning leave s as it is? s must be well-formed UTF-8. Typical text
 * passes at a byte or two per cycle, where decoding each character does not.
 */
static bool is_clean(struct ww_str s, bool fold)
{
	const unsigned char *p = (const unsigned char *) s.p;
	size_t i = 0, len;

	if (fold && s.n && (p[0] == ' ' || p[s.n - 1] == ' '))
		return false;
	while (i < s.n) {
		if (p[i] > ' ' && p[i] < 0x7F)
			i++;
		else if (p[i] == ' ' && !(fold && p[i + 1] == ' '))
			i++;
		else if (!fold && (p[i] == '\n' || p[i] == '\t'))
			i++;
		else if (p[i] >= 0x80 && plain_high(p + i, s.n - i, &len))
			i += len;
		else
			return false;
	}
	return true;
}

bool feed_text_is_text(struct ww_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char) s.p[i] < ' ' && !ww_is_space(s.p[i]))
			return false;
	return feed_text_check(s) == s.n;
}

/* C1 controls do not occur in text: they are windows-1252 that somebody took for Latin-1. */
static void add_without_c1(struct ww_buf *out, struct ww_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint32_t cp;

		if (s.p[i] == '\xC2' && i + 1 < s.n && (unsigned char) s.p[i + 1] < 0xA0) {
			cp = feed_entity_c1((unsigned char) s.p[++i]);
			ww_buf_add_cp(out, cp);
		} else {
			ww_buf_addc(out, s.p[i]);
		}
	}
}

int feed_text_clean(struct ww_buf *out, struct ww_str s, bool fold)
{
	if (feed_text_check(s) == s.n && is_clean(s, fold))
		return ww_buf_add_str(out, s);
	if (ww_str_find_char(s, '\xC2') == SIZE_MAX)
		return ww_utf8_clean(out, s.p, s.n, fold);
	WW_AUTO(buf) struct ww_buf mapped = WW_BUF(s.n * 2);

	add_without_c1(&mapped, s);
	return mapped.err ? (out->err = mapped.err) : ww_utf8_clean(out, mapped.v, mapped.n, fold);
}

int feed_text_set(char **dst, struct ww_str s, bool fold, size_t max)
{
	/* Cleaning can grow a text by replacement characters only, three bytes for one. */
	WW_AUTO(buf) struct ww_buf b = WW_BUF(4 * max + 64);
	char *copy;

	if (fold)
		s = ww_str_trim(s);
	s = feed_text_cut(s, 4 * max / 3);
	if (feed_text_clean(&b, s, fold))
		return b.err;
	if (b.n > max)
		b.n = ww_utf8_cut(b.v, b.n, max);
	copy = b.n ? ww_str_dup(ww_buf_str(&b)) : feed_text_empty;
	if (!copy)
		return -ENOMEM;
	feed_text_free(*dst);
	*dst = copy;
	return 0;
}

size_t feed_text_check(struct ww_str s)
{
	size_t i = 0;

	while (i < s.n) {
		uint64_t word;
		uint32_t cp;
		bool ok;

		while (i + 8 <= s.n && (memcpy(&word, s.p + i, 8), !(word & 0x8080808080808080u)))
			i += 8;
		if (i == s.n)
			break;
		if (!(s.p[i] & 0x80)) {
			i++;
			continue;
		}
		size_t len = ww_utf8_decode(s.p + i, s.n - i, &cp, &ok);

		if (!ok)
			return i;
		i += len;
	}
	return s.n;
}
