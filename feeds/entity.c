/* SPDX-License-Identifier: MIT */
#include "feeds/entity.h"

#include "feeds/entity_table.h"
#include "feeds/html.h"

/* What HTML makes of &#128; to &#159;: these are windows-1252 in disguise. */
static const uint16_t c1_as_windows_1252[32] = {
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
	0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
};

static const struct feed_entity *find(struct ww_str name)
{
	size_t lo = 0, hi = WW_ARRAY_LEN(feed_entities);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = ww_str_cmp(ww_str(feed_entities[mid].name), name);

		if (!c)
			return &feed_entities[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool feed_entity_named(struct ww_str name, uint32_t ret_cp[2])
{
	const struct feed_entity *e = name.n && name.n <= FEED_ENTITY_NAME_MAX ? find(name) : NULL;

	if (!e)
		return false;
	ret_cp[0] = e->cp[0];
	ret_cp[1] = e->cp[1];
	return true;
}

uint32_t feed_entity_c1(uint32_t c)
{
	return c >= 0x80 && c < 0xA0 ? c1_as_windows_1252[c - 0x80] : c;
}

static int digit_value(char c, bool hex)
{
	if (ww_is_digit(c))
		return c - '0';
	c = ww_lower(c);
	return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t feed_entity_numeric(struct ww_str s, uint32_t *ret_cp)
{
	bool hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
	size_t first = hex ? 3 : 2, i = first;
	uint32_t cp = 0;

	if (s.n < 3 || s.p[1] != '#')
		return 0;
	for (int d; i < s.n && (d = digit_value(s.p[i], hex)) >= 0; i++)
		/* Saturate: a thousand digits are still one wrong character. */
		cp = cp > 0x110000 ? cp : cp * (hex ? 16 : 10) + (uint32_t) d;
	if (i == first)
		return 0;
	cp = feed_entity_c1(cp);
	*ret_cp = cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000) ? 0xFFFD : cp;
	return i < s.n && s.p[i] == ';' ? i + 1 : i;
}

size_t feed_html_entity(struct ww_str s, uint32_t ret_cp[2])
{
	const struct feed_entity *e;
	size_t n = 0;

	ret_cp[0] = ret_cp[1] = 0;
	if (s.n < 3 || s.p[0] != '&')
		return 0;
	if (s.p[1] == '#')
		return feed_entity_numeric(s, ret_cp);
	while (n < FEED_ENTITY_NAME_MAX && n + 1 < s.n &&
		(ww_is_alpha(s.p[n + 1]) || ww_is_digit(s.p[n + 1])))
		n++;
	if (n + 1 < s.n && s.p[n + 1] == ';' && feed_entity_named(ww_str_n(s.p + 1, n), ret_cp))
		return n + 2;
	/* "&copy 2026" and even "&notit;": the longest name that may stand without a semicolon. */
	for (n = ww_min(n, (size_t) 6); n >= 2; n--) {
		e = find(ww_str_n(s.p + 1, n));
		if (e && e->legacy) {
			ret_cp[0] = e->cp[0];
			ret_cp[1] = e->cp[1];
			return n + 1;
		}
	}
	return 0;
}
