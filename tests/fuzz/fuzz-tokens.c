/* SPDX-License-Identifier: MIT */
/* Any bytes as a text: what watch_tokenise() promises about its result. */
#include "base/utf8.h"
#include "filters/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void check_word(const struct watch_tokens *t, struct ww_str text, size_t i)
{
	WW_AUTO(buf) struct ww_buf exact = WW_BUF(SIZE_MAX / 2);
	const struct watch_token *w = &t->list.v[i];
	struct ww_str folded = watch_token_folded(t, i);

	require(w->begin < w->end && w->end <= text.n);
	require(!i || w->begin >= w[-1].end);
	require(folded.n > 0 && w->fold + w->fold_len <= t->folded.n);
	require(ww_utf8_check(folded.p, folded.n) == folded.n);
	require(ww_utf8_check(text.p + w->begin, w->end - w->begin) == w->end - w->begin);
	require(watch_token_exact(t, text, i, &exact) == 0 && exact.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	struct ww_str text = ww_str_n((const char *) data, size);
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(SIZE_MAX / 2);

	require(watch_tokenise(&t, text) == 0);
	for (size_t i = 0; i < t.list.n; i++)
		check_word(&t, text, i);
	require(watch_fold(text, &folded) == 0);
	require(!t.list.n == !folded.n);
	return 0;
}
