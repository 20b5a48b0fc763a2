/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/width_table.h"

/* Unicode 15, table 3-7: what the second byte may be after each lead byte. */
size_t ww_utf8_decode(const char *s, size_t n, uint32_t *ret_cp, bool *ret_ok)
{
	const unsigned char *p = (const unsigned char *) s;
	unsigned lo = 0x80, hi = 0xBF, need;
	uint32_t cp;

	if (ret_ok)
		*ret_ok = true;
	if (p[0] < 0x80) {
		*ret_cp = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		need = 1;
		cp = p[0] & 0x1Fu;
	} else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
		need = 2;
		cp = p[0] & 0x0Fu;
		if (p[0] == 0xE0)
			lo = 0xA0;
		else if (p[0] == 0xED)
			hi = 0x9F;
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		need = 3;
		cp = p[0] & 0x07u;
		if (p[0] == 0xF0)
			lo = 0x90;
		else if (p[0] == 0xF4)
			hi = 0x8F;
	} else {
		need = 0;
		cp = 0;
	}
	for (unsigned i = 1; i <= need; i++) {
		if (i >= n || p[i] < lo || p[i] > hi) {
			need = 0;
			*ret_cp = WW_UTF8_REPLACEMENT;
			if (ret_ok)
				*ret_ok = false;
			return i;
		}
		cp = cp << 6 | (p[i] & 0x3Fu);
		lo = 0x80;
		hi = 0xBF;
	}
	if (!need) {
		*ret_cp = WW_UTF8_REPLACEMENT;
		if (ret_ok)
			*ret_ok = false;
		return 1;
	}
	*ret_cp = cp;
	return need + 1;
}

size_t ww_utf8_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = WW_UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char) cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char) (0xC0 | cp >> 6);
		out[1] = (char) (0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char) (0xE0 | cp >> 12);
		out[1] = (char) (0x80 | (cp >> 6 & 0x3F));
		out[2] = (char) (0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | cp >> 18);
	out[1] = (char) (0x80 | (cp >> 12 & 0x3F));
	out[2] = (char) (0x80 | (cp >> 6 & 0x3F));
	out[3] = (char) (0x80 | (cp & 0x3F));
	return 4;
}

size_t ww_utf8_check(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		uint32_t cp;
		bool ok;
		size_t k;

		if ((unsigned char) p[i] < 0x80) {
			i++;
			continue;
		}
		k = ww_utf8_decode(p + i, n - i, &cp, &ok);
		if (!ok)
			return i;
		i += k;
	}
	return n;
}

size_t ww_utf8_cut(const char *p, size_t n, size_t max)
{
	if (n <= max)
		max = n;
	/* Back to a lead byte, then keep that character only if it is whole. */
	for (size_t back = 0; back < 4 && back < max; back++) {
		unsigned char c = (unsigned char) p[max - back - 1];
		size_t need;

		if ((c & 0xC0) == 0x80)
			continue;
		need = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
		return need > back + 1 ? max - back - 1 : max;
	}
	return max;
}

size_t ww_utf8_len(const char *p, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; len++) {
		uint32_t cp;

		i += ww_utf8_decode(p + i, n - i, &cp, NULL);
	}
	return len;
}

enum clean { KEEP, SPACE, LINE, DROP };

static enum clean clean_class(uint32_t cp)
{
	if (cp == ' ' || cp == '\t')
		return SPACE;
	if (cp == '\n')
		return LINE;
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return cp == 0x85 ? LINE : cp == '\f' || cp == '\v' ? SPACE : DROP;
	if (cp < 0x2000)
		return cp == 0xA0 ? SPACE : KEEP;
	if (cp == 0x2028 || cp == 0x2029)
		return LINE;
	if ((cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || (cp >= 0xFFF9 && cp <= 0xFFFB))
		return DROP;
	if ((cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF))
		return DROP;
	return KEEP;
}

int ww_utf8_clean(struct ww_buf *out, const char *p, size_t n, bool fold_space)
{
	bool gap = false, any = false;

	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t start = i, k = ww_utf8_decode(p + i, n - i, &cp, NULL);
		enum clean c;

		i += k;
		if (cp == '\r') {
			if (i < n && p[i] == '\n')
				continue;
			cp = '\n';
		}
		c = clean_class(cp);
		if (c == DROP)
			continue;
		if (fold_space) {
			if (c != KEEP) {
				gap = true;
				continue;
			}
			if (gap && any)
				ww_buf_addc(out, ' ');
			gap = false;
		} else if (c == LINE) {
			ww_buf_addc(out, '\n');
			continue;
		}
		any = true;
		if (cp == WW_UTF8_REPLACEMENT)
			ww_buf_add_cp(out, cp);
		else
			ww_buf_add(out, p + start, k);
	}
	return out->err;
}

static bool in_table(const struct ww_width_range *t, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > t[mid].last)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && cp >= t[lo].first;
}

int ww_utf8_width(uint32_t cp)
{
	if (cp < 0x300)
		return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD ? 0 : 1;
	if (in_table(ww_width_zero, WW_ARRAY_LEN(ww_width_zero), cp))
		return 0;
	return in_table(ww_width_wide, WW_ARRAY_LEN(ww_width_wide), cp) ? 2 : 1;
}

size_t ww_utf8_columns(const char *p, size_t n)
{
	size_t cols = 0;

	for (size_t i = 0; i < n;) {
		uint32_t cp;

		i += ww_utf8_decode(p + i, n - i, &cp, NULL);
		cols += (size_t) ww_utf8_width(cp);
	}
	return cols;
}
