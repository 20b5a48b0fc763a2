/* SPDX-License-Identifier: MIT */
#include "feeds/json.h"

#include <jansson.h>

#include "feeds/build.h"

/* A string, or a number as text: ids and sizes come as either. *buf is the memory of a number. */
static struct ww_str text_of(const json_t *v, char buf[32])
{
	if (json_is_string(v))
		return ww_str_n(json_string_value(v), json_string_length(v));
	if (json_is_integer(v))
		snprintf(buf, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		snprintf(buf, 32, "%.15g", json_real_value(v));
	else
		return (struct ww_str){ 0 };
	return ww_str(buf);
}

static struct ww_str get(const json_t *object, const char *key, char buf[32])
{
	return text_of(json_object_get(object, key), buf);
}

static void set(struct feed_builder *b, const json_t *object, const char *key, enum feed_field field,
        uint8_t rank, enum feed_markup markup)
{
	struct feed_vocab row = { .field = (uint8_t) field };
	char buf[32];
	struct feed_value v = { .row = &row, .text = get(object, key, buf), .markup = markup, .rank = rank };

	if (v.text.n)
		feed_builder_set(b, &v);
}

static void take_author(struct feed_builder *b, const json_t *a)
{
	char name[32], url[32];

	if (json_is_string(a))
		feed_builder_author(b, text_of(a, name), (struct ww_str){ 0 }, (struct ww_str){ 0 });
	else if (json_is_object(a))
		feed_builder_author(b, get(a, "name", name), get(a, "url", url), (struct ww_str){ 0 });
}

static void take_authors(struct feed_builder *b, const json_t *object)
{
	const json_t *list = json_object_get(object, "authors");
	size_t i;
	json_t *v;

	if (json_is_array(list)) {
		json_array_foreach(list, i, v)
			take_author(b, v);
	} else {
		take_author(b, list);
	}
	take_author(b, json_object_get(object, "author"));
}

static void take_tags(struct feed_builder *b, const json_t *tags)
{
	char buf[32];
	size_t i;
	json_t *v;

	if (json_is_string(tags))
		feed_builder_tag(b, text_of(tags, buf));
	json_array_foreach(tags, i, v)
		feed_builder_tag(b, text_of(v, buf));
}

static void take_attachment(struct feed_builder *b, const json_t *a)
{
	char url[32], type[32], title[32], size[32], duration[32];
	struct feed_link l = {
		.url = get(a, "url", url), .type = get(a, "mime_type", type), .title = get(a, "title", title),
		.length = get(a, "size_in_bytes", size), .duration = get(a, "duration_in_seconds", duration),
	};

	feed_builder_enclosure(b, &l);
}

static void take_url(struct feed_builder *b, const json_t *object, const char *key, char **dst)
{
	char buf[32];

	feed_builder_set_url(b, dst, get(object, key, buf), NULL);
}

static void take_item(struct feed_builder *b, const json_t *it)
{
	size_t i;
	json_t *v;

	feed_builder_begin_item(b);
	b->touched = json_object_size(it) > 0;
	set(b, it, "id", FEED_F_ID, 5, FEED_PLAIN);
	set(b, it, "guid", FEED_F_ID, 1, FEED_PLAIN);
	set(b, it, "title", FEED_F_TITLE, 5, FEED_PLAIN);
	set(b, it, "content_html", FEED_F_CONTENT, 6, FEED_HTML);
	set(b, it, "content_text", FEED_F_CONTENT, 5, FEED_PLAIN);
	set(b, it, "summary", FEED_F_SUMMARY, 5, FEED_PLAIN);
	set(b, it, "date_published", FEED_F_PUBLISHED, 5, FEED_PLAIN);
	set(b, it, "date_modified", FEED_F_UPDATED, 5, FEED_PLAIN);
	set(b, it, "language", FEED_F_LANGUAGE, 5, FEED_PLAIN);
	take_url(b, it, "url", &b->item.url);
	take_url(b, it, "external_url", &b->item.external_url);
	take_url(b, it, "banner_image", &b->item.image_url);
	take_url(b, it, "image", &b->item.image_url);
	take_authors(b, it);
	take_tags(b, json_object_get(it, "tags"));
	json_array_foreach(json_object_get(it, "attachments"), i, v)
		take_attachment(b, v);
	feed_builder_end_item(b);
}

static void take_hubs(struct feed_builder *b, const json_t *hubs)
{
	size_t i;
	json_t *v;

	json_array_foreach(hubs, i, v) {
		char url[32];
		struct feed_link l = { .url = get(v, "url", url), .rel = WW_STR("hub") };

		feed_builder_link(b, &l);
	}
}

static void take_feed(struct feed_builder *b, const json_t *feed)
{
	struct feed_doc *doc = b->doc;

	set(b, feed, "title", FEED_F_TITLE, 5, FEED_PLAIN);
	set(b, feed, "description", FEED_F_SUMMARY, 5, FEED_PLAIN);
	set(b, feed, "language", FEED_F_LANGUAGE, 5, FEED_PLAIN);
	take_url(b, feed, "home_page_url", &doc->home_url);
	take_url(b, feed, "feed_url", &doc->self_url);
	take_url(b, feed, "favicon", &doc->icon_url);
	take_url(b, feed, "icon", &doc->icon_url);
	take_authors(b, feed);
	take_hubs(b, json_object_get(feed, "hubs"));
}

static void take_version(struct feed_builder *b, const json_t *feed)
{
	char buf[32];
	struct ww_str v = get(feed, "version", buf);

	while (ww_str_find_char(v, '/') != SIZE_MAX)
		v = ww_str_from(v, ww_str_find_char(v, '/') + 1);
	feed_builder_set_line(b, &b->doc->version, v, FEED_PLAIN, 16);
}

static int build(const json_t *root, const struct feed_parse_opts *opts, struct feed_doc *doc)
{
	const json_t *items = json_object_get(root, "items");
	struct feed_builder b;
	size_t i;
	json_t *v;
	int rc = 0;

	feed_builder_init(&b, doc, opts);
	doc->format = FEED_JSON;
	take_version(&b, root);
	take_feed(&b, root);
	json_array_foreach(items, i, v) {
		if (i % 64 == 0 && opts && opts->stop && opts->stop(opts->stop_arg))
			rc = -ETIME;
		if (rc || b.err)
			break;
		take_item(&b, v);
	}
	feed_builder_finish(&b);
	return rc ? rc : b.err;
}

int feed_json_parse(
        struct ww_str text, const struct feed_parse_opts *opts, struct feed_doc *doc, struct ww_err *err)
{
	json_error_t e;
	json_t *root = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &e);
	int rc;

	if (!root)
		return ww_err_set(err, -EBADMSG, "%d:%d: not well-formed JSON: %s", e.line, e.column, e.text);
	if (!json_is_object(root))
		rc = ww_err_set(err, -EBADMSG, "this is a JSON array, not a feed");
	else if (!json_is_array(json_object_get(root, "items")))
		rc = ww_err_set(err, -EBADMSG, "this is a JSON object without items, not a feed");
	else
		rc = build(root, opts, doc);
	json_decref(root);
	return rc;
}
