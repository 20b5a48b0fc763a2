/* SPDX-License-Identifier: MIT */
/* The document as JSON Feed 1.1. Written by hand: it is faster than a tree and the order of keys is ours. */
#include "base/timetext.h"
#include "feeds/doc.h"

struct writer {
	struct ww_buf *out;
	unsigned indent;
	bool first; /* nothing in this object or array yet */
};

static void add_string(struct ww_buf *out, const char *s)
{
	ww_buf_addc(out, '"');
	while (*s) {
		size_t n = 0;

		while ((unsigned char) s[n] >= 0x20 && s[n] != '"' && s[n] != '\\' && s[n] != 0x7F)
			n++;
		ww_buf_add(out, s, n);
		s += n;
		if (!*s)
			break;
		if (*s == '\n')
			ww_buf_adds(out, "\\n");
		else if (*s == '"' || *s == '\\')
			ww_buf_addf(out, "\\%c", *s);
		else
			ww_buf_addf(out, "\\u%04x", (unsigned char) *s);
		s++;
	}
	ww_buf_addc(out, '"');
}

static void next(struct writer *w)
{
	ww_buf_adds(w->out, w->first ? "\n" : ",\n");
	for (unsigned i = 0; i < w->indent; i++)
		ww_buf_adds(w->out, "  ");
	w->first = false;
}

static void key(struct writer *w, const char *name)
{
	next(w);
	add_string(w->out, name);
	ww_buf_adds(w->out, ": ");
}

static void begin(struct writer *w, char bracket)
{
	ww_buf_addc(w->out, bracket);
	w->indent++;
	w->first = true;
}

static void end(struct writer *w, char bracket)
{
	w->indent--;
	if (!w->first) {
		w->first = true;
		next(w);
	}
	ww_buf_addc(w->out, bracket);
	w->first = false;
}

static void string(struct writer *w, const char *name, const char *value)
{
	if (!*value)
		return;
	key(w, name);
	add_string(w->out, value);
}

static void number(struct writer *w, const char *name, int64_t value)
{
	if (value == FEED_SIZE_UNKNOWN)
		return;
	key(w, name);
	ww_buf_addf(w->out, "%" PRId64, value);
}

static void date(struct writer *w, const char *name, int64_t t)
{
	char text[WW_RFC3339_MAX];

	if (t == FEED_TIME_UNKNOWN)
		return;
	ww_time_rfc3339(t, text);
	string(w, name, text);
}

static void authors(struct writer *w, const struct feed_author *v, size_t n)
{
	if (!n)
		return;
	key(w, "authors");
	begin(w, '[');
	for (size_t i = 0; i < n; i++) {
		next(w);
		begin(w, '{');
		string(w, "name", *v[i].name ? v[i].name : v[i].email);
		if (*v[i].url) {
			string(w, "url", v[i].url);
		} else if (*v[i].email) {
			key(w, "url");
			/* add_string wants the whole of it. */
			WW_AUTO(buf) struct ww_buf mailto = WW_BUF(FEED_URL_MAX + 16);

			ww_buf_addf(&mailto, "mailto:%s", v[i].email);
			add_string(w->out, ww_buf_cstr(&mailto));
		}
		end(w, '}');
	}
	end(w, ']');
}

static void attachments(struct writer *w, const struct feed_item *it)
{
	if (!it->enclosures.n)
		return;
	key(w, "attachments");
	begin(w, '[');
	for (size_t i = 0; i < it->enclosures.n; i++) {
		const struct feed_enclosure *e = &it->enclosures.v[i];

		next(w);
		begin(w, '{');
		string(w, "url", e->url);
		/* JSON Feed requires a type. */
		string(w, "mime_type", *e->type ? e->type : "application/octet-stream");
		string(w, "title", e->title);
		number(w, "size_in_bytes", e->size);
		number(w, "duration_in_seconds", e->duration);
		end(w, '}');
	}
	end(w, ']');
}

static void tags(struct writer *w, const struct feed_item *it)
{
	if (!it->tags.n)
		return;
	key(w, "tags");
	begin(w, '[');
	for (size_t i = 0; i < it->tags.n; i++) {
		next(w);
		add_string(w->out, it->tags.v[i]);
	}
	end(w, ']');
}

static void item(struct writer *w, const struct feed_doc *doc, const struct feed_item *it)
{
	next(w);
	begin(w, '{');
	string(w, "id", *it->id ? it->id : *it->url ? it->url : it->identity);
	string(w, "url", it->url);
	string(w, "external_url", it->external_url);
	string(w, "title", it->title);
	string(w, "content_html", it->html);
	/* An item has to have one of the two. */
	if (!*it->html) {
		key(w, "content_text");
		add_string(w->out, it->text);
	}
	string(w, "summary", it->summary);
	string(w, "image", it->image_url);
	date(w, "date_published", it->published);
	date(w, "date_modified", it->updated);
	authors(w, it->authors.v, it->authors.n);
	tags(w, it);
	if (strcmp(it->language, doc->language) != 0)
		string(w, "language", it->language);
	attachments(w, it);
	end(w, '}');
}

static void hubs(struct writer *w, const struct feed_doc *doc)
{
	if (!doc->hubs.n)
		return;
	key(w, "hubs");
	begin(w, '[');
	for (size_t i = 0; i < doc->hubs.n; i++) {
		next(w);
		begin(w, '{');
		string(w, "type", "WebSub");
		string(w, "url", doc->hubs.v[i]);
		end(w, '}');
	}
	end(w, ']');
}

int feed_doc_to_json(const struct feed_doc *doc, struct ww_buf *out)
{
	struct writer w = { .out = out };

	begin(&w, '{');
	string(&w, "version", "https://jsonfeed.org/version/1.1");
	key(&w, "title");
	add_string(out, doc->title);
	string(&w, "home_page_url", doc->home_url);
	string(&w, "feed_url", doc->self_url);
	string(&w, "description", doc->description);
	string(&w, "icon", doc->icon_url);
	authors(&w, doc->authors.v, doc->authors.n);
	string(&w, "language", doc->language);
	hubs(&w, doc);
	key(&w, "items");
	begin(&w, '[');
	for (size_t i = 0; i < doc->items.n && !out->err; i++)
		item(&w, doc, &doc->items.v[i]);
	end(&w, ']');
	end(&w, '}');
	ww_buf_addc(out, '\n');
	return out->err;
}
