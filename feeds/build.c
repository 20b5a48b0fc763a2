/* SPDX-License-Identifier: MIT */
#include "feeds/build.h"

#include "base/timetext.h"
#include "feeds/date.h"
#include "feeds/html.h"
#include "feeds/item_init.h"
#include "feeds/pace.h"
#include "feeds/text.h"
#include "feeds/url.h"

void feed_builder_init(struct feed_builder *b, struct feed_doc *doc, const struct feed_parse_opts *opts)
{
	*b = (struct feed_builder){ .doc = doc, .opts = opts };
}

static void body_finish(struct feed_body *body)
{
	free(body->raw);
	*body = (struct feed_body){ 0 };
}

void feed_builder_finish(struct feed_builder *b)
{
	if (b->in_item)
		feed_item_finish(&b->item);
	b->in_item = false;
	body_finish(&b->summary);
	body_finish(&b->content);
	feed_pace_finish(&b->doc->pace, b->period, b->frequency);
}

static void fail(struct feed_builder *b, int rc)
{
	if (rc && !b->err)
		b->err = rc;
}

static void set(struct feed_builder *b, char **dst, struct ww_str s, size_t max)
{
	fail(b, feed_text_set(dst, s, true, max));
}

static struct feed_ranks *ranks(struct feed_builder *b)
{
	return b->in_item ? &b->item_ranks : &b->channel_ranks;
}

/* Does a value of this rank replace what the field has? If so, note the rank. */
static bool outranks(uint8_t *have, uint8_t rank)
{
	if (*have >= rank)
		return false;
	*have = rank;
	return true;
}

void feed_builder_set_line(
        struct feed_builder *b, char **dst, struct ww_str s, enum feed_markup markup, size_t max)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(4 * (size_t) FEED_TEXT_MAX);

	if (markup == FEED_PLAIN || !s.n || (!memchr(s.p, '<', s.n) && !memchr(s.p, '&', s.n))) {
		set(b, dst, s, max);
		return;
	}
	fail(b, feed_html_to_text(feed_text_cut(s, FEED_TEXT_MAX), true, &line));
	set(b, dst, ww_buf_str(&line), max);
}

void feed_builder_set_url(struct feed_builder *b, char **dst, struct ww_str url, const char *base)
{
	WW_AUTO(str) char *whole = NULL;
	WW_AUTO(buf) struct ww_buf one = WW_BUF(FEED_URL_MAX);
	const char *from = base && *base ? base : b->opts ? b->opts->base_url : NULL;

	url = ww_str_trim(url);
	if (!url.n || url.n > FEED_URL_MAX)
		return;
	/* Line breaks inside an address come from a template and mean nothing (as browsers have it). */
	if (memchr(url.p, '\n', url.n) || memchr(url.p, '\r', url.n) || memchr(url.p, '\t', url.n)) {
		for (size_t i = 0; i < url.n; i++)
			if (url.p[i] != '\n' && url.p[i] != '\r' && url.p[i] != '\t')
				ww_buf_addc(&one, url.p[i]);
		url = ww_buf_str(&one);
	}
	whole = feed_url_resolve(from, url);
	if (!whole)
		fail(b, -ENOMEM);
	else
		set(b, dst, ww_str(whole), FEED_URL_MAX);
}

void feed_builder_image(struct feed_builder *b, struct ww_str url, const char *base, uint8_t rank)
{
	if (url.n && outranks(&ranks(b)->image, rank))
		feed_builder_set_url(b, b->in_item ? &b->item.image_url : &b->doc->icon_url, url, base);
}

void feed_builder_tag(struct feed_builder *b, struct ww_str tag)
{
	char *copy = feed_text_empty;

	if (!b->in_item || b->item.tags.n >= FEED_PER_ITEM_MAX)
		return;
	feed_builder_set_line(b, &copy, tag, FEED_HTML, FEED_TITLE_MAX);
	for (size_t i = 0; *copy && i < b->item.tags.n; i++)
		if (!strcmp(b->item.tags.v[i], copy)) {
			feed_text_free(copy);
			return;
		}
	if (*copy && ww_array_push(&b->item.tags, copy)) {
		feed_text_free(copy);
		fail(b, -ENOMEM);
	}
}

static void keywords(struct feed_builder *b, struct ww_str list)
{
	struct ww_str word;

	while (ww_str_split(&list, ',', &word))
		feed_builder_tag(b, ww_str_trim(word));
}

void feed_builder_author(struct feed_builder *b, struct ww_str name, struct ww_str url, struct ww_str email)
{
	struct feed_author a;

	feed_author_init(&a);
	feed_builder_set_line(b, &a.name, name, FEED_HTML, FEED_TITLE_MAX);
	set(b, &a.url, url, FEED_URL_MAX);
	set(b, &a.email, email, FEED_TITLE_MAX);
	if (!*a.name && !*a.url && !*a.email)
		return;
	if (b->in_item)
		fail(b, feed_authors_add(&b->item.authors, &a));
	else
		fail(b, feed_authors_add(&b->doc->authors, &a));
}

/* "jo@example.org (Jo Doe)", "Jo Doe <jo@example.org>", "Jo Doe", "jo@example.org". */
static void author_text(struct feed_builder *b, struct ww_str s)
{
	struct ww_str name = ww_str_trim(s), email = { 0 };
	size_t at = ww_str_find_char(name, '@'), open = ww_str_find_char(name, '('), close;

	if (at != SIZE_MAX && open == SIZE_MAX)
		open = ww_str_find_char(name, '<');
	if (at != SIZE_MAX && open != SIZE_MAX) {
		struct ww_str before = ww_str_trim(ww_str_n(name.p, open)),
		              inside = ww_str_from(name, open + 1);

		close = ww_str_find_char(inside, name.p[open] == '(' ? ')' : '>');
		if (close != SIZE_MAX)
			inside.n = close;
		inside = ww_str_trim(inside);
		if (at < open) {
			email = before;
			name = inside;
		} else {
			email = inside;
			name = before;
		}
	} else if (at != SIZE_MAX && ww_str_find_char(name, ' ') == SIZE_MAX) {
		email = name;
		name.n = 0;
	}
	feed_builder_author(b, name, (struct ww_str){ 0 }, email);
}

static bool is_html_type(struct ww_str type)
{
	return ww_str_starts_ci(type, WW_STR("text/html")) ||
	       ww_str_starts_ci(type, WW_STR("application/xhtml"));
}

void feed_builder_link(struct feed_builder *b, const struct feed_link *l)
{
	struct ww_str rel = ww_str_trim(l->rel), iana = WW_STR("http://www.iana.org/assignments/relation/");
	uint8_t rank = l->rank;

	if (ww_str_starts_ci(rel, iana))
		rel = ww_str_from(rel, iana.n);
	if (!rel.n || ww_str_eq_ci(rel, WW_STR("alternate"))) {
		/* Of several alternates the one for people: HTML, or one that does not say. */
		rank = (uint8_t) (rank + (is_html_type(l->type) ? 2 : !l->type.n ? 1 : 0));
		if (ww_str_trim(l->url).n && outranks(&ranks(b)->link, rank))
			feed_builder_set_url(
				b, b->in_item ? &b->item.url : &b->doc->home_url, l->url, l->base);
	} else if (ww_str_eq_ci(rel, WW_STR("enclosure"))) {
		feed_builder_enclosure(b, l);
	} else if (ww_str_eq_ci(rel, WW_STR("self")) && !b->in_item && !*b->doc->self_url) {
		feed_builder_set_url(b, &b->doc->self_url, l->url, l->base);
	} else if (ww_str_eq_ci(rel, WW_STR("replies")) && b->in_item && !*b->item.comments_url) {
		feed_builder_set_url(b, &b->item.comments_url, l->url, l->base);
	} else if (ww_str_eq_ci(rel, WW_STR("hub")) && !b->in_item && b->doc->hubs.n < FEED_PER_ITEM_MAX) {
		char *hub = feed_text_empty;

		feed_builder_set_url(b, &hub, l->url, l->base);
		if (*hub && ww_array_push(&b->doc->hubs, hub)) {
			feed_text_free(hub);
			fail(b, -ENOMEM);
		}
	}
}

void feed_builder_enclosure(struct feed_builder *b, const struct feed_link *l)
{
	struct feed_enclosure *e;
	struct feed_enclosure fresh;
	uint64_t size;

	if (!b->in_item || !ww_str_trim(l->url).n || b->item.enclosures.n >= FEED_PER_ITEM_MAX)
		return;
	feed_enclosure_init(&fresh);
	feed_builder_set_url(b, &fresh.url, l->url, l->base);
	set(b, &fresh.type, l->type, FEED_TITLE_MAX);
	set(b, &fresh.title, l->title, FEED_TITLE_MAX);
	if (!ww_str_to_u64(ww_str_trim(l->length), INT64_MAX, &size))
		fresh.size = (int64_t) size;
	fresh.duration = feed_builder_duration(l->duration);
	/* The same file as <enclosure> and as media:content is one file. */
	for (size_t i = 0; i < b->item.enclosures.n; i++) {
		e = &b->item.enclosures.v[i];
		if (strcmp(e->url, fresh.url) != 0)
			continue;
		if (e->size == FEED_SIZE_UNKNOWN)
			e->size = fresh.size;
		if (e->duration == FEED_SIZE_UNKNOWN)
			e->duration = fresh.duration;
		if (!*e->type) {
			feed_text_free(e->type);
			e->type = fresh.type;
			fresh.type = feed_text_empty;
		}
		feed_enclosure_finish(&fresh);
		return;
	}
	e = ww_array_add(&b->item.enclosures);
	if (!e) {
		feed_enclosure_finish(&fresh);
		fail(b, -ENOMEM);
		return;
	}
	*e = fresh;
}

int64_t feed_builder_duration(struct ww_str s)
{
	int64_t total = 0;
	struct ww_str part, rest = ww_str_trim(s);
	unsigned n = 0;

	if (!rest.n)
		return FEED_SIZE_UNKNOWN;
	while (ww_str_split(&rest, ':', &part)) {
		size_t dot = ww_str_find_char(part, '.');
		uint64_t v;

		if (dot != SIZE_MAX)
			part.n = dot;
		if (ww_str_to_u64(ww_str_trim(part), 10000000, &v) || ++n > 3)
			return FEED_SIZE_UNKNOWN;
		total = total * 60 + (int64_t) v;
	}
	return total;
}

static void set_date(struct feed_builder *b, const struct feed_value *v, uint8_t *have, int64_t *dst)
{
	int64_t t;

	if (*have >= v->rank || feed_date_parse(v->text, &t))
		return;
	if (b->opts && b->opts->now && t > b->opts->now + WW_DAY)
		return;
	*have = v->rank;
	*dst = t;
}

static void set_body(struct feed_builder *b, struct feed_body *body, const struct feed_value *v)
{
	struct ww_str s = v->text;

	if (!ww_str_trim(s).n || !outranks(&body->rank, v->rank))
		return;
	s = feed_text_cut(s, FEED_HTML_MAX);
	free(body->raw);
	body->raw = ww_str_dup(s);
	body->n = body->raw ? s.n : 0;
	body->markup = v->markup;
	if (!body->raw)
		fail(b, -ENOMEM);
}

static void set_guid(struct feed_builder *b, const struct feed_value *v)
{
	struct ww_str id = ww_str_trim(v->text);

	if (!id.n || !outranks(&b->item_ranks.id, v->rank))
		return;
	set(b, &b->item.id, id, FEED_ID_MAX);
	/* A guid is a link unless it denies it; an Atom id only when there is nothing better. */
	if (v->permalink && feed_url_is_http(id) &&
		outranks(&b->item_ranks.link, v->row->field == FEED_F_GUID ? 5 : 1))
		feed_builder_set_url(b, &b->item.url, id, v->base);
}

static void set_in_item(struct feed_builder *b, const struct feed_value *v)
{
	struct feed_item *it = &b->item;

	switch (v->row->field) {
	case FEED_F_ID:
	case FEED_F_GUID:
		set_guid(b, v);
		break;
	case FEED_F_SUMMARY:
		set_body(b, &b->summary, v);
		break;
	case FEED_F_CONTENT:
		set_body(b, &b->content, v);
		break;
	case FEED_F_PUBLISHED:
		set_date(b, v, &b->item_ranks.published, &it->published);
		break;
	case FEED_F_UPDATED:
		set_date(b, v, &b->item_ranks.updated, &it->updated);
		break;
	case FEED_F_CATEGORY:
		feed_builder_tag(b, v->text);
		break;
	case FEED_F_KEYWORDS:
		keywords(b, v->text);
		break;
	case FEED_F_COMMENTS:
		feed_builder_set_url(b, &it->comments_url, v->text, v->base);
		break;
	case FEED_F_SOURCE_TITLE:
		feed_builder_set_line(b, &it->source, v->text, FEED_HTML, FEED_TITLE_MAX);
		break;
	case FEED_F_DURATION:
		b->duration = feed_builder_duration(v->text);
		break;
	}
}

static void set_in_channel(struct feed_builder *b, const struct feed_value *v)
{
	struct feed_doc *doc = b->doc;

	switch (v->row->field) {
	case FEED_F_SUMMARY:
		if (ww_str_trim(v->text).n && outranks(&b->channel_ranks.summary, v->rank))
			feed_builder_set_line(b, &doc->description, v->text, v->markup, FEED_SUMMARY_MAX);
		break;
	case FEED_F_PUBLISHED:
	case FEED_F_UPDATED:
		set_date(b, v, &b->channel_ranks.published, &doc->updated);
		break;
	case FEED_F_TTL:
		feed_pace_ttl(&doc->pace, v->text);
		break;
	case FEED_F_HOUR:
		feed_pace_hour(&doc->pace, v->text);
		break;
	case FEED_F_DAY:
		feed_pace_day(&doc->pace, v->text);
		break;
	case FEED_F_PERIOD:
		b->period = feed_pace_period(v->text);
		break;
	case FEED_F_FREQUENCY:
		b->frequency = feed_pace_frequency(v->text);
		break;
	}
}

/* BCP 47 has hyphens; "en_US" is the name of a locale. */
static void set_language(struct feed_builder *b, char **dst, struct ww_str tag)
{
	char *p;

	set(b, dst, tag, FEED_TITLE_MAX);
	for (p = *dst; *p; p++)
		if (*p == '_')
			*p = '-';
}

void feed_builder_set(struct feed_builder *b, const struct feed_value *v)
{
	struct feed_ranks *r = ranks(b);
	struct ww_str text = ww_str_trim(v->text);

	switch (v->row->field) {
	case FEED_F_TITLE:
		if (text.n && outranks(&r->title, v->rank))
			feed_builder_set_line(b, b->in_item ? &b->item.title : &b->doc->title, text,
				v->markup, FEED_TITLE_MAX);
		break;
	case FEED_F_LINK:
		if (text.n && outranks(&r->link, v->rank))
			feed_builder_set_url(b, b->in_item ? &b->item.url : &b->doc->home_url, text, v->base);
		break;
	case FEED_F_AUTHOR:
		author_text(b, text);
		break;
	case FEED_F_LANGUAGE:
		if (text.n && outranks(&r->language, v->rank))
			set_language(b, b->in_item ? &b->item.language : &b->doc->language, text);
		break;
	case FEED_F_IMAGE_URL:
		feed_builder_image(b, text, v->base, v->rank);
		break;
	default:
		if (b->in_item)
			set_in_item(b, v);
		else
			set_in_channel(b, v);
	}
}

/* Text of a body into *dst; its HTML, if it is HTML, into *ret_html unless that is NULL. */
static void render(
        struct feed_builder *b, const struct feed_body *body, char **dst, size_t max, char **ret_html)
{
	struct ww_str raw = ww_str_n(body->raw, body->n);
	WW_AUTO(buf) struct ww_buf text = WW_BUF(4 * (size_t) FEED_HTML_MAX);

	if (!raw.n)
		return;
	if (body->markup == FEED_PLAIN || (!memchr(raw.p, '<', raw.n) && !memchr(raw.p, '&', raw.n))) {
		fail(b, feed_text_set(dst, ww_str_trim(raw), false, max));
		return;
	}
	fail(b, feed_html_to_text(raw, false, &text));
	fail(b, feed_text_set(dst, ww_buf_str(&text), false, max));
	if (ret_html)
		fail(b, feed_text_set(ret_html, raw, false, FEED_HTML_MAX));
}

void feed_builder_bodies(struct feed_builder *b, struct feed_body *content, struct feed_body *summary)
{
	struct feed_item *it = &b->item;

	if (!content->n) {
		render(b, summary, &it->text, FEED_TEXT_MAX, &it->html);
		return;
	}
	render(b, content, &it->text, FEED_TEXT_MAX, &it->html);
	render(b, summary, &it->summary, FEED_SUMMARY_MAX, NULL);
}

void feed_builder_begin_item(struct feed_builder *b)
{
	if (b->in_item)
		feed_item_finish(&b->item);
	feed_item_init(&b->item);
	b->in_item = true;
	b->item_ranks = (struct feed_ranks){ 0 };
	b->duration = FEED_SIZE_UNKNOWN;
	b->touched = false;
	body_finish(&b->summary);
	body_finish(&b->content);
}

void feed_builder_end_item(struct feed_builder *b)
{
	struct feed_item *slot;

	if (!b->in_item)
		return;
	b->in_item = false;
	feed_builder_bodies(b, &b->content, &b->summary);
	if (b->item.enclosures.n && b->item.enclosures.v[0].duration == FEED_SIZE_UNKNOWN)
		b->item.enclosures.v[0].duration = b->duration;
	if (!b->touched) {
		feed_item_finish(&b->item);
		return;
	}
	if (b->doc->items.n >= FEED_ITEMS_MAX) {
		b->doc->n_dropped++;
		feed_item_finish(&b->item);
		return;
	}
	slot = ww_array_add(&b->doc->items);
	if (!slot) {
		feed_item_finish(&b->item);
		fail(b, -ENOMEM);
		return;
	}
	*slot = b->item;
}
