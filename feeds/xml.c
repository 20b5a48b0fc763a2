/* SPDX-License-Identifier: MIT */
#include "feeds/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <pthread.h>

#include "feeds/base64.h"
#include "feeds/build.h"
#include "feeds/capture.h"
#include "feeds/html.h"
#include "feeds/item_init.h"
#include "feeds/text.h"
#include "feeds/url.h"

#define CHUNK      (64u << 10) /* bytes between two questions to opts->stop */
#define NS_CACHED  16

/* An open element. */
struct frame {
	enum feed_place place;
	uint8_t field;      /* of the row that opened it */
	bool own_base;      /* base belongs to this frame */
	char *base;         /* xml:base in force, or NULL */
};

/* The element whose text is being collected; there is at most one. */
struct leaf {
	const struct feed_vocab *row;
	int depth;          /* of its frame */
	enum feed_markup markup;
	bool escape;        /* its direct text is text, not markup: type="xhtml" */
	bool has_elements;
	bool base64, permalink;
	bool has_href;      /* a link that said where in its attributes */
	char *rel, *type;   /* owned: of a link that may yet say where as text */
};

struct reader {
	struct feed_builder b;
	xmlParserCtxtPtr ctxt;
	struct frame frames[FEED_DEPTH_MAX + 1];
	int depth;
	bool atom;                /* the root is of the Atom family */
	const xmlChar *root_uri;  /* its namespace, whatever it is, is the family's */
	struct leaf leaf;
	struct feed_capture capture;
	struct feed_author person;
	struct {
		const xmlChar *uri; /* libxml2 interns: comparing pointers is enough */
		enum feed_ns ns;
	} cache[NS_CACHED];
	size_t n_cached;
	struct feed_xml_result *ret;
	int err;
};

static void stop(struct reader *r, int rc)
{
	if (!r->err)
		r->err = rc;
	xmlStopParser(r->ctxt);
}

static enum feed_ns family(const struct reader *r)
{
	return r->atom ? FEED_NS_ATOM : FEED_NS_RSS;
}

static enum feed_ns resolve_ns(struct reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	enum feed_ns ns;

	if (!uri)
		return prefix ? feed_vocab_prefix((const char *) prefix) : family(r);
	if (uri == r->root_uri)
		return family(r);
	for (size_t i = 0; i < r->n_cached; i++)
		if (r->cache[i].uri == uri)
			return r->cache[i].ns;
	ns = feed_vocab_ns((const char *) uri);
	if (ns == FEED_NS_OTHER && prefix)
		ns = feed_vocab_prefix((const char *) prefix);
	if (r->n_cached < NS_CACHED) {
		r->cache[r->n_cached].uri = uri;
		r->cache[r->n_cached++].ns = ns;
	}
	return ns;
}

/* atom:content's type and mode, 1.0 and 0.3. */
static void set_atom_markup(struct leaf *leaf, const struct feed_attributes *a)
{
	struct ww_str type = ww_str_trim(feed_attribute(a, NULL, "type")),
	              mode = ww_str_trim(feed_attribute(a, NULL, "mode"));
	bool is_xml = ww_str_eq_ci(mode, WW_STR("xml"));

	leaf->markup = FEED_PLAIN;
	leaf->base64 = ww_str_eq_ci(mode, WW_STR("base64"));
	if (ww_str_starts_ci(type, WW_STR("html")) || ww_str_starts_ci(type, WW_STR("text/html"))) {
		leaf->markup = FEED_HTML;
		leaf->escape = is_xml;
	} else if (ww_str_eq_ci(type, WW_STR("xhtml")) || ww_str_ends(type, WW_STR("/xml")) ||
		ww_str_ends(type, WW_STR("+xml"))) {
		leaf->markup = FEED_HTML;
		leaf->escape = !ww_str_eq_ci(mode, WW_STR("escaped"));
	} else if (ww_str_find_char(type, '/') != SIZE_MAX && !ww_str_starts_ci(type, WW_STR("text/"))) {
		/* RFC 4287, 4.1.3.3: any other media type is base64. */
		leaf->base64 = true;
	}
}

static int push(struct reader *r, enum feed_place place, uint8_t field, const struct feed_attributes *a)
{
	struct frame *f = &r->frames[r->depth], *up = r->depth ? f - 1 : NULL;
	struct ww_str base = feed_attribute(a, "xml", "base");

	*f = (struct frame){ .place = place, .field = field, .base = up ? up->base : NULL };
	if (base.n) {
		WW_AUTO(buf) struct ww_buf plain = WW_BUF(FEED_START_TAG_MAX);
		const char *from = f->base ? f->base : r->b.opts ? r->b.opts->base_url : NULL;
		struct ww_str ref = ww_str_trim(feed_attribute_unescape(base, &plain));

		if (ref.n <= FEED_URL_MAX) {
			f->base = feed_url_resolve(from, ref);
			if (!f->base)
				return -ENOMEM;
			f->own_base = true;
		}
	}
	r->depth++;
	return 0;
}

static void leaf_finish(struct leaf *leaf)
{
	free(leaf->rel);
	free(leaf->type);
	leaf->rel = leaf->type = NULL;
}

static void begin_leaf(
        struct reader *r, const struct feed_vocab *row, enum feed_ns ns, const struct feed_attributes *a)
{
	struct leaf *leaf = &r->leaf;
	struct ww_str permalink = ww_str_trim(feed_attribute(a, NULL, "isPermaLink"));

	ww_buf_reset(&r->capture.text);
	leaf_finish(leaf);
	*leaf = (struct leaf){ .row = row, .depth = r->depth, .markup = (enum feed_markup) row->markup };
	leaf->escape = ns == FEED_NS_XHTML;
	leaf->permalink = !ww_str_eq_ci(permalink, WW_STR("false"));
	if (ns == FEED_NS_ATOM && row->markup == FEED_HTML)
		set_atom_markup(leaf, a);
}

static struct feed_link link_of(struct reader *r, const struct feed_attributes *a, struct ww_buf *buf)
{
	struct feed_link l = { .base = r->frames[r->depth - 1].base };

	l.url = feed_attribute(a, NULL, "href");
	if (!l.url.p)
		l.url = feed_attribute(a, NULL, "url");
	if (!l.url.p)
		l.url = feed_attribute(a, "rdf", "resource");
	l.url = feed_attribute_unescape(l.url, buf);
	l.rel = feed_attribute(a, NULL, "rel");
	l.type = feed_attribute(a, NULL, "type");
	l.title = feed_attribute(a, NULL, "title");
	l.length = feed_attribute(a, NULL, "length");
	if (!l.length.n)
		l.length = feed_attribute(a, NULL, "fileSize");
	l.duration = feed_attribute(a, NULL, "duration");
	l.medium = feed_attribute(a, NULL, "medium");
	return l;
}

static uint8_t link_rank(const struct reader *r, const struct feed_vocab *row)
{
	return r->atom ? 6 : row->rank;
}

static void take_link(struct reader *r, const struct feed_vocab *row, struct feed_link *l)
{
	/* href="" is the document that xml:base names. */
	if (l->url.p && !l->url.n && l->base)
		l->url = ww_str(l->base);
	l->rank = link_rank(r, row);
	r->leaf.has_href = l->url.n > 0;
	if (r->leaf.has_href)
		feed_builder_link(&r->b, l);
	else if ((l->rel.n && ww_str_set(&r->leaf.rel, l->rel)) ||
	         (l->type.n && ww_str_set(&r->leaf.type, l->type)))
		stop(r, -ENOMEM);
}

/* What an element says in its attributes. Its frame is open already. */
static void take_attributes(struct reader *r, const struct feed_vocab *row, const struct feed_attributes *a)
{
	WW_AUTO(buf) struct ww_buf url = WW_BUF(FEED_START_TAG_MAX), other = WW_BUF(FEED_START_TAG_MAX);
	struct feed_link l = link_of(r, a, &url);
	struct ww_str term;

	switch (row->field) {
	case FEED_F_ENCLOSURE:
	case FEED_F_MEDIA_CONTENT:
		feed_builder_enclosure(&r->b, &l);
		if (r->b.in_item && (ww_str_starts_ci(l.type, WW_STR("image/")) ||
		                            ww_str_eq_ci(l.medium, WW_STR("image"))))
			feed_builder_image(&r->b, l.url, l.base, 1);
		break;
	case FEED_F_THUMBNAIL:
	case FEED_F_ART:
		feed_builder_image(&r->b, l.url, l.base, row->rank);
		break;
	case FEED_F_TOPIC:
		feed_builder_tag(&r->b, feed_attribute_unescape(feed_attribute(a, NULL, "text"), &other));
		break;
	case FEED_F_LINK:
	case FEED_F_ATOM_LINK:
		take_link(r, row, &l);
		break;
	case FEED_F_CATEGORY:
		term = feed_attribute(a, NULL, "label");
		if (term.n)
			feed_builder_tag(&r->b, feed_attribute_unescape(term, &other));
		ww_buf_reset(&other);
		feed_builder_tag(&r->b, feed_attribute_unescape(feed_attribute(a, NULL, "term"), &other));
		break;
	case FEED_F_SOURCE_TITLE:
		break;
	}
}

static void begin_item(struct reader *r, const struct feed_attributes *a)
{
	WW_AUTO(buf) struct ww_buf plain = WW_BUF(FEED_START_TAG_MAX);
	struct ww_str about = feed_attribute_unescape(feed_attribute(a, "rdf", "about"), &plain);
	static const struct feed_vocab id = { .field = FEED_F_ID };

	r->ret->is_feed = true;
	feed_builder_begin_item(&r->b);
	r->b.touched = about.n > 0;
	if (about.n)
		feed_builder_set(&r->b,
			&(struct feed_value){ .row = &id, .text = about, .rank = 4, .permalink = true });
}

static void feed_language(struct reader *r, const struct feed_attributes *a)
{
	static const struct feed_vocab language = { .field = FEED_F_LANGUAGE };
	struct ww_str lang = feed_attribute(a, "xml", "lang");

	if (lang.n)
		feed_builder_set(&r->b, &(struct feed_value){ .row = &language, .text = lang, .rank = 2 });
}

static enum feed_place place_inside(const struct feed_vocab *row, enum feed_place outside)
{
	switch (row->field) {
	case FEED_F_CHANNEL:
		return FEED_IN_CHANNEL;
	case FEED_F_ITEM:
		return FEED_IN_ITEM;
	case FEED_F_ITEMS:
		return outside;
	case FEED_F_IMAGE:
		return FEED_IN_IMAGE;
	case FEED_F_SOURCE:
		return FEED_IN_SOURCE;
	case FEED_F_PERSON:
		return FEED_IN_PERSON;
	case FEED_F_MEDIA_GROUP:
	case FEED_F_MEDIA_CONTENT:
		return FEED_IN_MEDIA;
	case FEED_F_HOURS:
		return FEED_IN_HOURS;
	case FEED_F_DAYS:
		return FEED_IN_DAYS;
	default:
		return row->field >= FEED_F_TEXTS ? FEED_IN_TEXT : FEED_IN_NOTHING;
	}
}

static int open_root(struct reader *r, const char *name, const xmlChar *uri, const struct feed_attributes *a)
{
	struct feed_doc *doc = r->b.doc;
	struct ww_str version = feed_attribute(a, NULL, "version");
	enum feed_place place = FEED_IN_ROOT;

	r->root_uri = uri;
	r->ret->is_feed |= strcasecmp(name, "rdf") != 0;
	if (!strcasecmp(name, "feed") || !strcasecmp(name, "entry")) {
		r->atom = true;
		doc->format = FEED_ATOM;
		place = FEED_IN_CHANNEL;
		if (!version.n && uri)
			version = strstr((const char *) uri, "2005") ? WW_STR("1.0") : WW_STR("0.3");
	} else if (!strcasecmp(name, "rdf")) {
		doc->format = FEED_RDF;
		r->root_uri = NULL;
		version = WW_STR("1.0");
	} else if (!strcasecmp(name, "channel")) {
		place = FEED_IN_CHANNEL;
		if (uri && strstr((const char *) uri, "rss1.1")) {
			doc->format = FEED_RDF;
			version = WW_STR("1.1");
		}
	}
	feed_language(r, a);
	if (!strcasecmp(name, "entry")) {
		begin_item(r, a);
		return push(r, FEED_IN_ITEM, FEED_F_ITEM, a);
	}
	if (feed_text_set(&doc->version, version, true, 16))
		return -ENOMEM;
	return push(r, place, FEED_F_CHANNEL, a);
}

static int open_element(struct reader *r, const char *name, enum feed_ns ns, const struct feed_attributes *a)
{
	enum feed_place outside = r->frames[r->depth - 1].place;
	const struct feed_vocab *row = outside ? feed_vocab_find(name, ns, outside) : NULL;
	int rc;

	r->b.touched = true;
	if (!row)
		return push(r, FEED_IN_NOTHING, 0, a);
	rc = push(r, place_inside(row, outside), row->field, a);
	if (rc)
		return rc;
	switch (row->field) {
	case FEED_F_CHANNEL:
		r->ret->is_feed = true;
		feed_language(r, a);
		return 0;
	case FEED_F_ITEM:
		/* An item inside an item is damage: its frame means nothing, the outer one goes on. */
		if (r->b.in_item) {
			r->frames[r->depth - 1].place = FEED_IN_NOTHING;
			r->frames[r->depth - 1].field = 0;
			return 0;
		}
		begin_item(r, a);
		feed_language(r, a);
		return 0;
	case FEED_F_PERSON:
		feed_author_finish(&r->person);
		feed_author_init(&r->person);
		return 0;
	}
	if (row->field >= FEED_F_TEXTS)
		begin_leaf(r, row, ns, a);
	if (a->n)
		take_attributes(r, row, a);
	return 0;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
	const xmlChar **ns, int n, int n_default, const xmlChar **attributes)
{
	struct reader *r = data;
	struct feed_attributes a = { attributes, n };
	int rc;

	if (r->err)
		return;
	if (r->depth > FEED_DEPTH_MAX - 1) {
		stop(r, -E2BIG);
		return;
	}
	if (!r->depth) {
		/* RDF is many things; a feed declares the RSS namespace even when it is empty. */
		for (int i = 0; i < n_ns; i++)
			r->ret->is_feed |= feed_vocab_ns((const char *) ns[2 * i + 1]) == FEED_NS_RSS;
		rc = open_root(r, (const char *) name, uri, &a);
	} else if (r->frames[r->depth - 1].place == FEED_IN_TEXT) {
		rc = push(r, FEED_IN_TEXT, 0, &a);
		r->leaf.has_elements = true;
		if (r->leaf.markup == FEED_HTML)
			feed_capture_start_tag(&r->capture, (const char *) name, &a);
	} else {
		rc = open_element(r, (const char *) name, resolve_ns(r, prefix, uri), &a);
	}
	if (rc)
		stop(r, rc);
}

static void on_text(void *data, const xmlChar *p, int n)
{
	struct reader *r = data;

	if (r->err || !r->depth || r->frames[r->depth - 1].place != FEED_IN_TEXT)
		return;
	if (r->leaf.markup == FEED_HTML && r->leaf.escape)
		feed_capture_escaped(&r->capture, (const char *) p, (size_t) n);
	else
		feed_capture_text(&r->capture, (const char *) p, (size_t) n);
}

static void set_person(struct reader *r, const struct feed_vocab *row, struct ww_str text)
{
	struct feed_author *p = &r->person;
	char **dst = row->field == FEED_F_NAME ? &p->name : row->field == FEED_F_URI ? &p->url : &p->email;
	int rc = feed_text_set(dst, text, true, FEED_TITLE_MAX);

	if (rc)
		stop(r, rc);
}

static void end_leaf(struct reader *r)
{
	struct leaf *leaf = &r->leaf;
	struct feed_value v = {
		.row = leaf->row,
		.text = ww_buf_str(&r->capture.text),
		.markup = leaf->markup,
		.rank = leaf->row->rank,
		.permalink = leaf->permalink,
		.base = r->frames[r->depth].base,
	};
	WW_AUTO(buf) struct ww_buf decoded = WW_BUF(FEED_CAPTURE_MAX);

	if (leaf->base64) {
		/* A picture is no text. */
		if (feed_base64_decode(v.text, &decoded) || !feed_text_is_text(ww_buf_str(&decoded)))
			return;
		v.text = ww_buf_str(&decoded);
	} else if (leaf->escape && !leaf->has_elements && memchr(v.text.p ? v.text.p : "", '&', v.text.n)) {
		/* XHTML without an element is escaped HTML that was given the wrong type. */
		if (feed_html_to_text(v.text, false, &decoded))
			return;
		v.text = ww_buf_str(&decoded);
	}
	if (leaf->row->field == FEED_F_ATOM_LINK) {
		if (!leaf->has_href)
			feed_builder_link(&r->b, &(struct feed_link){ .url = v.text,
			                                 .rel = ww_str(leaf->rel),
			                                 .type = ww_str(leaf->type),
			                                 .base = v.base,
			                                 .rank = link_rank(r, leaf->row) });
		return;
	}
	if (r->frames[r->depth - 1].place == FEED_IN_PERSON)
		set_person(r, leaf->row, v.text);
	else
		feed_builder_set(&r->b, &v);
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *r = data;
	struct frame *f;

	if (r->err || !r->depth)
		return;
	f = &r->frames[--r->depth];
	if (f->place == FEED_IN_TEXT && r->leaf.depth <= r->depth) {
		if (r->leaf.markup == FEED_HTML)
			feed_capture_end_tag(&r->capture, (const char *) name);
	} else if (f->place == FEED_IN_TEXT) {
		end_leaf(r);
	} else if (f->field == FEED_F_PERSON && f->place == FEED_IN_PERSON) {
		feed_builder_author(
			&r->b, ww_str(r->person.name), ww_str(r->person.url), ww_str(r->person.email));
	} else if (f->field == FEED_F_ITEM && f->place == FEED_IN_ITEM) {
		feed_builder_end_item(&r->b);
	}
	if (f->own_base)
		free(f->base);
	if (r->b.err)
		stop(r, r->b.err);
}

static void on_error(void *data, xmlErrorPtr e)
{
	struct reader *r = data;

	/* Namespace mistakes are warnings to us: conventional prefixes are understood. */
	if (!e || e->level < XML_ERR_ERROR || e->domain == XML_FROM_NAMESPACE || r->ret->message[0])
		return;
	snprintf(r->ret->message, sizeof(r->ret->message), "%s", e->message ? e->message : "not well-formed");
	r->ret->message[strcspn(r->ret->message, "\n")] = '\0';
	r->ret->line = e->line;
	r->ret->col = e->int2;
}

static xmlParserInputPtr refuse_external(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	return NULL;
}

/*
 * The one global setting of libxml2 there is. No text that reaches the parser
 * can name anything external (sniff.c ends the prolog), so this is a second
 * lock on a door that is walled up.
 */
static void init_libxml(void)
{
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_external);
}

static int feed_chunks(struct reader *r, struct ww_str text)
{
	const struct feed_parse_opts *opts = r->b.opts;

	for (size_t i = 0; i < text.n && !r->err;) {
		size_t n = ww_min(text.n - i, (size_t) CHUNK);

		if (opts && opts->stop && opts->stop(opts->stop_arg))
			return -ETIME;
		xmlParseChunk(r->ctxt, text.p + i, (int) n, 0);
		if (r->ctxt->errNo == XML_ERR_NO_MEMORY)
			return -ENOMEM;
		if (r->ctxt->disableSAX)
			break;
		i += n;
	}
	if (!r->err)
		xmlParseChunk(r->ctxt, NULL, 0, 1);
	return r->err;
}

static void reader_finish(struct reader *r)
{
	while (r->depth > 0)
		if (r->frames[--r->depth].own_base)
			free(r->frames[r->depth].base);
	feed_author_finish(&r->person);
	leaf_finish(&r->leaf);
	ww_buf_finish(&r->capture.text);
	feed_builder_finish(&r->b);
	xmlFreeParserCtxt(r->ctxt);
}

int feed_xml_parse(struct ww_str text, bool recover, const struct feed_parse_opts *opts, struct feed_doc *doc,
	struct feed_xml_result *ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.serror = on_error,
	};
	struct reader *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return -ENOMEM;
	*ret = (struct feed_xml_result){ 0 };
	pthread_once(&once, init_libxml);
	feed_builder_init(&r->b, doc, opts);
	feed_author_init(&r->person);
	r->capture.text = WW_BUF(FEED_CAPTURE_MAX + 16);
	r->ret = ret;
	r->ctxt = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
	if (!r->ctxt) {
		reader_finish(r);
		free(r);
		return -ENOMEM;
	}
	xmlCtxtUseOptions(
		r->ctxt, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | (recover ? XML_PARSE_RECOVER : 0));
	rc = feed_chunks(r, text);
	ret->well_formed = r->ctxt->wellFormed;
	reader_finish(r);
	free(r);
	return rc;
}
