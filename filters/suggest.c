/* SPDX-License-Identifier: MIT */
/*
 * "did you mean": the least number of edits, where a swap of two neighbours
 * is one edit (optimal string alignment), counted in characters.
 */
#include "base/utf8.h"
#include "filters/conf.h"

#define WORD_MAX 100 /* characters; longer words get no suggestion */

struct word {
	uint32_t cp[WORD_MAX];
	size_t n;
};

static bool decode(struct ww_str s, struct word *w)
{
	w->n = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;

		if (w->n == WORD_MAX)
			return false;
		i += ww_utf8_decode(s.p + i, s.n - i, &cp, NULL);
		w->cp[w->n++] = cp < 0x80 ? (uint32_t) (unsigned char) ww_lower((char) cp) : cp;
	}
	return true;
}

/* Three rows of the table are enough: a swap looks back two. */
static size_t distance(const struct word *a, const struct word *b)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b->n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a->n; i++) {
		size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b->n; j++) {
			size_t cost = a->cp[i - 1] != b->cp[j - 1];

			now[j] = ww_min(before[j - 1] + cost, ww_min(before[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a->cp[i - 1] == b->cp[j - 2] && a->cp[i - 2] == b->cp[j - 1])
				now[j] = ww_min(now[j], two[j - 2] + 1);
		}
	}
	return rows[a->n % 3][b->n];
}

const char *conf_suggest(struct ww_str word, const char *const *candidates, size_t n)
{
	struct word a, b;
	const char *best = NULL;
	size_t least = SIZE_MAX;

	if (!decode(word, &a) || !a.n)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t longer, d;

		if (!decode(ww_str(candidates[i]), &b))
			continue;
		longer = ww_max(a.n, b.n);
		/* The difference in length alone may be too much: most candidates end here. */
		if (longer - ww_min(a.n, b.n) > ww_max((size_t) 1, longer / 3))
			continue;
		d = distance(&a, &b);
		if (d < least && d <= ww_max((size_t) 1, longer / 3)) {
			least = d;
			best = candidates[i];
		}
	}
	return best;
}
