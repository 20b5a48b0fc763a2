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

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/*
 * The length of the character at p if it is well-formed and one that
 * ww_utf8_clean copies, else 0. Says 0 too often, never too seldom: the lead
 * bytes that begin anything dubious are left to the careful way.
 */
static size_t plain_high(const unsigned char *p, size_t n)
{
	if (n >= 2 && is_tail(p[1]) && ((p[0] >= 0xC3 && p[0] <= 0xDF) || (p[0] == 0xC2 && p[1] > 0xA0)))
		return 2;
	if (n < 3 || !is_tail(p[1]) || !is_tail(p[2]))
		return 0;
	if (p[0] == 0xE2)
		return p[1] > 0x81 || (p[1] == 0x80 && p[2] >= 0x90 && p[2] < 0xA8) ? 3 : 0;
	return (p[0] >= 0xE3 && p[0] <= 0xEC && !(p[0] == 0xE3 && p[1] == 0x80)) || p[0] == 0xE1 ? 3 : 0;
}

/* Are the eight bytes at p all printable ASCII? The usual tests for a byte below or above a limit, in
 * parallel. */
static bool is_plain_word(const unsigned char *p)
{
	const uint64_t ones = 0x0101010101010101u, highs = ones * 0x80;
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return !((((w - ones * ' ') & ~w) | (w + ones) | w) & highs);
}

/*
 * How much of the beginning of s cleaning would leave as it is. Typical text
 * passes at a byte or two per cycle, where decoding each character does not.
 */
static size_t clean_prefix(struct ww_str s, bool fold)
{
	const unsigned char *p = (const unsigned char *) s.p;
	size_t i = 0, len;

	while (i < s.n) {
		while (!fold && i + 8 <= s.n && is_plain_word(p + i))
			i += 8;
		if (i == s.n)
			break;
		if ((p[i] > ' ' && p[i] < 0x7F) || (!fold && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t')))
			i++;
		else if (p[i] == ' ' && i && p[i - 1] != ' ' && i + 1 < s.n)
			i++;
		else if (p[i] >= 0x80 && (len = plain_high(p + i, s.n - i)) > 0)
			i += len;
		else
			break;
	}
	return i;
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

static int clean_carefully(struct ww_buf *out, struct ww_str s, bool fold)
{
	WW_AUTO(buf) struct ww_buf mapped = WW_BUF(s.n * 2);

	if (ww_str_find_char(s, '\xC2') == SIZE_MAX)
		return ww_utf8_clean(out, s.p, s.n, fold);
	add_without_c1(&mapped, s);
	return mapped.err ? (out->err = mapped.err) : ww_utf8_clean(out, mapped.v, mapped.n, fold);
}

/* The odd bytes at the beginning of s with what may belong to them: up to the next letter or the like. */
static size_t odd_prefix(struct ww_str s)
{
	size_t i = 0;

	while (i < s.n && ((s.p[i] & 0x80) || s.p[i] < ' ' || s.p[i] == 0x7F))
		i++;
	return i;
}

int feed_text_clean(struct ww_buf *out, struct ww_str s, bool fold)
{
	size_t n = clean_prefix(s, fold);

	/* Folding looks at its neighbours, so a line is clean as a whole or done again as a whole. */
	if (fold)
		return n == s.n ? ww_buf_add_str(out, s) : clean_carefully(out, s, true);
	while (s.n && !out->err) {
		ww_buf_add(out, s.p, n);
		s = ww_str_from(s, n);
		n = odd_prefix(s);
		if (n)
			clean_carefully(out, ww_str_n(s.p, n), false);
		s = ww_str_from(s, n);
		n = clean_prefix(s, false);
	}
	return out->err;
}

static int take_string(char **dst, char *s)
{
	if (!s)
		return -ENOMEM;
	feed_text_free(*dst);
	*dst = s;
	return 0;
}

int feed_text_set(char **dst, struct ww_str s, bool fold, size_t max)
{
	/* Cleaning can grow a text by replacement characters only, three bytes for one. */
	WW_AUTO(buf) struct ww_buf b = WW_BUF(4 * max + 64);

	if (fold)
		s = ww_str_trim(s);
	if (s.n <= max && clean_prefix(s, fold) == s.n)
		return take_string(dst, s.n ? ww_str_dup(s) : feed_text_empty);
	s = feed_text_cut(s, 4 * max / 3);
	if (feed_text_clean(&b, s, fold))
		return b.err;
	if (b.n > max)
		b.n = ww_utf8_cut(b.v, b.n, max);
	return take_string(dst, b.n ? ww_str_dup(ww_buf_str(&b)) : feed_text_empty);
}

/* Is the character at p (three bytes are there) one whose second byte may be any? */
static bool plain_tails(const unsigned char *p, size_t *ret_len)
{
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		*ret_len = 2;
		return is_tail(p[1]);
	}
	*ret_len = 3;
	return p[0] >= 0xE1 && p[0] <= 0xEC && is_tail(p[1]) && is_tail(p[2]);
}

size_t feed_text_check(struct ww_str s)
{
	size_t i = 0;

	while (i < s.n) {
		uint64_t word;
		uint32_t cp;
		size_t len;
		bool ok;

		while (i + 8 <= s.n && (memcpy(&word, s.p + i, 8), !(word & 0x8080808080808080u)))
			i += 8;
		if (i == s.n)
			break;
		if (!(s.p[i] & 0x80)) {
			i++;
			continue;
		}
		/* Two and three bytes without exceptions, which is most of what is not ASCII. */
		if (i + 3 <= s.n && plain_tails((const unsigned char *) s.p + i, &len)) {
			i += len;
			continue;
		}
		len = ww_utf8_decode(s.p + i, s.n - i, &cp, &ok);
		if (!ok)
			return i;
		i += len;
	}
	return s.n;
}
