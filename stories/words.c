/* SPDX-License-Identifier: MIT */
#include "stories/words.h"

#include "base/utf8.h"

#define ALIKE_MIN 5
#define ALIKE_MAX 48

static size_t decode(struct ww_str w, uint32_t out[ALIKE_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < w.n; n++) {
		if (n == ALIKE_MAX)
			return 0;
		at += ww_utf8_decode(w.p + at, w.n - at, &out[n], NULL);
		if (out[n] < 0x80 && ww_is_digit((char) out[n]))
			return 0;
	}
	return n;
}

bool story_words_alike(struct ww_str a, struct ww_str b)
{
	uint32_t x[ALIKE_MAX], y[ALIKE_MAX];
	size_t nx = decode(a, x), ny = decode(b, y), head = 0, tail = 0, rest;

	if (ww_str_eq(a, b))
		return true;
	if (nx < ALIKE_MIN || ny < ALIKE_MIN || nx > ny + 1 || ny > nx + 1)
		return false;
	while (head < ww_min(nx, ny) && x[head] == y[head])
		head++;
	while (tail < ww_min(nx, ny) - head && x[nx - 1 - tail] == y[ny - 1 - tail])
		tail++;
	if (!head)
		return false;
	rest = ww_max(nx, ny) - head - tail;
	return rest <= 1 || (rest == 2 && nx == ny && x[head] == y[head + 1] && x[head + 1] == y[head]);
}

size_t story_cut(struct ww_str s, size_t max)
{
	size_t at = 0, word = 0, chars = 0;

	while (at < s.n && chars < max) {
		if (s.p[at] == ' ')
			word = at;
		at += ww_utf8_decode(s.p + at, s.n - at, &(uint32_t){ 0 }, NULL);
		chars++;
	}
	if (at == s.n)
		return s.n;
	return s.p[at] == ' ' || word < at / 2 ? at : word;
}

void story_add_cut(struct ww_buf *out, struct ww_str s, size_t max)
{
	size_t n;

	s = ww_str_trim(s);
	n = story_cut(s, max);
	if (n < s.n)
		n = story_cut(s, max - 1);
	ww_utf8_clean(out, s.n ? s.p : "", n, true);
	if (n < s.n)
		ww_buf_adds(out, "…");
}
