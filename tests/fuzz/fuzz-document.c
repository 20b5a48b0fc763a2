/* SPDX-License-Identifier: MIT */
/* Any bytes as a feed: what comes out is a clean document or a reason. */
#include "base/utf8.h"
#include "feeds/doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *s)
{
	size_t n = strlen(s);

	if (ww_utf8_check(s, n) != n)
		abort();
	for (size_t i = 0; i < n; i++)
		if ((unsigned char) s[i] < 0x20 && s[i] != '\n' && s[i] != '\t')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { NULL, "text/xml; charset=iso-8859-1",
		"application/rss+xml; charset=\"utf-8\"", "text/xml; charset=shift_jis" };
	struct feed_parse_opts opts = { .base_url = "http://a.example/feed", .now = 1700000000 };
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	WW_AUTO(buf) struct ww_buf json = WW_BUF((size_t) 1 << 28);
	struct ww_err err = { "" };
	int rc;

	opts.content_type = types[size % WW_ARRAY_LEN(types)];
	rc = feed_doc_parse((const char *) data, size, &opts, &doc, &err);
	if (rc) {
		if (doc || !err.text[0])
			abort();
		return 0;
	}
	for (size_t i = 0; i < doc->items.n; i++) {
		const struct feed_item *it = &doc->items.v[i];

		check_text(it->id);
		check_text(it->url);
		check_text(it->title);
		check_text(it->text);
		check_text(it->html);
		if (strlen(it->identity) != FEED_IDENTITY_LEN || strlen(it->title) > FEED_TITLE_MAX ||
			strlen(it->text) > FEED_TEXT_MAX)
			abort();
	}
	if (feed_doc_to_json(doc, &json) || ww_utf8_check(json.v, json.n) != json.n)
		abort();
	return 0;
}
