/* SPDX-License-Identifier: MIT */
#include "feeds/capture.h"

#include "feeds/doc.h"
#include "feeds/text.h"

struct ww_str feed_attribute(const struct feed_attributes *a, const char *prefix, const char *name)
{
	for (int i = 0; i < a->n; i++) {
		const char *const *row = (const char *const *) a->v + (size_t) i * 5;

		if (strcasecmp(row[0], name) != 0 || (prefix && (!row[1] || strcmp(row[1], prefix) != 0)))
			continue;
		return ww_str_n(row[3], (size_t) (row[4] - row[3]));
	}
	return (struct ww_str){ 0 };
}

struct ww_str feed_attribute_unescape(struct ww_str s, struct ww_buf *buf)
{
	struct ww_str amp = WW_STR("&#38;");

	if (!s.n || !memchr(s.p, '&', s.n))
		return s;
	for (size_t i = 0; i < s.n; i++) {
		ww_buf_addc(buf, s.p[i]);
		if (ww_str_starts(ww_str_from(s, i), amp))
			i += amp.n - 1;
	}
	return ww_buf_str(buf);
}

void feed_capture_text(struct feed_capture *c, const char *p, size_t n)
{
	/* A field longer than any cap is cut; what is cut is not missed later. */
	if (c->text.n + n > FEED_CAPTURE_MAX)
		n = c->text.n < FEED_CAPTURE_MAX
		            ? feed_text_cut(ww_str_n(p, n), FEED_CAPTURE_MAX - c->text.n).n
		            : 0;
	ww_buf_add(&c->text, p, n);
}

void feed_capture_escaped(struct feed_capture *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t k = i;

		while (k < n && p[k] != '<' && p[k] != '&' && p[k] != '"')
			k++;
		feed_capture_text(c, p + i, k - i);
		if (k < n) {
			const char *ref = p[k] == '<' ? "&lt;" : p[k] == '&' ? "&amp;" : "&quot;";

			feed_capture_text(c, ref, strlen(ref));
		}
		i = k + 1;
	}
}

void feed_capture_start_tag(struct feed_capture *c, const char *name, const struct feed_attributes *a)
{
	feed_capture_text(c, "<", 1);
	feed_capture_text(c, name, strlen(name));
	for (int i = 0; i < a->n; i++) {
		const char *const *row = (const char *const *) a->v + (size_t) i * 5;
		WW_AUTO(buf) struct ww_buf plain = WW_BUF(FEED_START_TAG_MAX);
		struct ww_str value =
			feed_attribute_unescape(ww_str_n(row[3], (size_t) (row[4] - row[3])), &plain);

		feed_capture_text(c, " ", 1);
		feed_capture_text(c, row[0], strlen(row[0]));
		feed_capture_text(c, "=\"", 2);
		feed_capture_escaped(c, value.p, value.n);
		feed_capture_text(c, "\"", 1);
	}
	feed_capture_text(c, ">", 1);
}

void feed_capture_end_tag(struct feed_capture *c, const char *name)
{
	static const char *const empty[] = { "br", "hr", "img", "input", "meta", "link", "area", "col",
		"embed", "source" };

	for (size_t i = 0; i < WW_ARRAY_LEN(empty); i++)
		if (!strcasecmp(name, empty[i]))
			return;
	feed_capture_text(c, "</", 2);
	feed_capture_text(c, name, strlen(name));
	feed_capture_text(c, ">", 1);
}
