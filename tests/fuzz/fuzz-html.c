/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "feeds/html.h"
#include "feeds/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as HTML, and as a link: the text is clean, folding it again changes nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ww_str in = ww_str_n((const char *) data, size);
	WW_AUTO(buf)
	struct ww_buf lines = WW_BUF(size * 4 + 64),
	              line = WW_BUF(size * 4 + 64), again = WW_BUF(size * 4 + 64);
	WW_AUTO(str) char *url = feed_url_resolve("http://a.example/b/c?d", in);
	WW_AUTO(str) char *canonical = feed_url_canonical(in);

	if (!url || !canonical || feed_html_to_text(in, false, &lines) || feed_html_to_text(in, true, &line))
		abort();
	if (ww_utf8_check(lines.v, lines.n) != lines.n || ww_utf8_clean(&again, line.v, line.n, true))
		abort();
	if (!ww_str_eq(ww_buf_str(&line), ww_buf_str(&again)))
		abort();
	return 0;
}
