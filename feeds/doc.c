/* SPDX-License-Identifier: MIT */
#include "feeds/doc.h"

#include "base/hash.h"
#include "feeds/decode.h"
#include "feeds/identity.h"
#include "feeds/item_init.h"
#include "feeds/json.h"
#include "feeds/mend.h"
#include "feeds/sniff.h"
#include "feeds/text.h"
#include "feeds/xml.h"

void feed_doc_init(struct feed_doc *doc)
{
	char *e = feed_text_empty;

	*doc = (struct feed_doc){
		.version = e,
		.title = e,
		.home_url = e,
		.self_url = e,
		.description = e,
		.language = e,
		.icon_url = e,
		.updated = FEED_TIME_UNKNOWN,
	};
}

static void doc_finish(struct feed_doc *doc)
{
	char *strings[] = { doc->version, doc->title, doc->home_url, doc->self_url, doc->description,
		doc->language, doc->icon_url };

	for (size_t i = 0; i < WW_ARRAY_LEN(strings); i++)
		feed_text_free(strings[i]);
	for (size_t i = 0; i < doc->authors.n; i++)
		feed_author_finish(&doc->authors.v[i]);
	for (size_t i = 0; i < doc->hubs.n; i++)
		feed_text_free(doc->hubs.v[i]);
	for (size_t i = 0; i < doc->items.n; i++)
		feed_item_finish(&doc->items.v[i]);
	ww_array_finish(&doc->authors);
	ww_array_finish(&doc->hubs);
	ww_array_finish(&doc->items);
}

void feed_doc_destroy(struct feed_doc *doc)
{
	if (!doc)
		return;
	doc_finish(doc);
	free(doc);
}

/* Does the text end with an end tag of the root, or what is left of it? */
static bool ends_with_root(struct ww_str text)
{
	struct ww_str root = feed_tag_name(text), rest;

	for (size_t i = text.n; i-- > 0;) {
		if (text.p[i] != '<')
			continue;
		rest = ww_str_from(text, i);
		if (ww_str_starts(rest, WW_STR("</")))
			return ww_str_eq(feed_tag_name(rest), root) &&
			       ww_str_find_char(rest, '>') != SIZE_MAX;
		/* A comment may follow the root; anything else may not. */
		if (!ww_str_starts(rest, WW_STR("<!--")))
			return text.p[text.n - 1] == '>' && i == 0;
	}
	return false;
}

/* Where libxml2 stumbled, in lines of the whole document. */
static int not_well_formed(struct ww_str before, const struct feed_xml_result *r, struct ww_err *err)
{
	int line = r->line;

	for (size_t i = 0; i < before.n; i++)
		line += before.p[i] == '\n';
	return ww_err_set(err, -EBADMSG, "%d:%d: not well-formed XML: %s", line, r->col, r->message);
}

static int check_rc(int rc, struct ww_err *err)
{
	if (rc == -E2BIG)
		return ww_err_set(err, rc, "elements are nested deeper than %d", FEED_DEPTH_MAX);
	if (rc == -ETIME)
		return ww_err_set(err, rc, "reading it took too long");
	return rc;
}

/* The second and last pass, over a text whose tags are balanced. */
static int repair(struct ww_str text, const struct feed_prolog *prolog, const struct feed_parse_opts *opts,
	struct feed_doc *doc, struct feed_xml_result *ret, struct ww_err *err)
{
	WW_AUTO(feed_mended) struct feed_mended mended = { 0 };
	int rc = feed_mend(text, prolog, true, opts, &mended, err);

	doc_finish(doc);
	feed_doc_init(doc);
	if (rc)
		return rc;
	doc->repaired = true;
	doc->truncated = !ends_with_root(text);
	return check_rc(feed_xml_parse(mended.text, true, opts, doc, ret), err);
}

static int parse_xml(struct ww_str whole, const struct feed_prolog *prolog,
        const struct feed_parse_opts *opts, struct feed_doc *doc, struct ww_err *err)
{
	WW_AUTO(feed_mended) struct feed_mended mended = { 0 };
	struct ww_str text = ww_str_from(whole, prolog->root);
	struct feed_xml_result first, second;
	int rc = feed_mend(text, prolog, false, opts, &mended, err);

	if (rc)
		return rc;
	rc = feed_xml_parse(mended.text, false, opts, doc, &first);
	/* A hundred "<br>" that nobody closed look deep; the repair pass knows better. */
	if (rc == -E2BIG) {
		first.well_formed = false;
		rc = 0;
	}
	rc = check_rc(rc, err);
	if (rc)
		return rc;
	doc->repaired = mended.repaired;
	second = first;
	if (!first.well_formed)
		rc = repair(text, prolog, opts, doc, &second, err);
	if (rc)
		return rc;
	/* What is only the beginning of something has to show that it is a feed. */
	if (second.is_feed && (first.well_formed || !doc->truncated || doc->items.n || *doc->title))
		return 0;
	if (!first.well_formed)
		return not_well_formed(ww_str_n(whole.p, prolog->root), &first, err);
	return ww_err_set(err, -EBADMSG,
		doc->format == FEED_RDF ? "this is RDF without a channel or items, not a feed"
	                                : "this is RSS without a channel");
}

static int parse_text(
        struct ww_str text, const struct feed_parse_opts *opts, struct feed_doc *doc, struct ww_err *err)
{
	WW_AUTO(feed_prolog) struct feed_prolog prolog = { 0 };
	int rc = feed_sniff(text, &prolog, err);

	if (rc)
		return rc;
	if (prolog.kind == FEED_SNIFFED_JSON)
		return check_rc(feed_json_parse(ww_str_from(text, prolog.root), opts, doc, err), err);
	return parse_xml(text, &prolog, opts, doc, err);
}

/* What libxml2 and jansson say quotes the document: no escape sequence may reach a terminal or a log. */
static void clean_err(struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(4 * WW_ERR_MAX);

	if (err && !feed_text_clean(&clean, ww_str(err->text), true))
		ww_err_set(err, 0, "%s", ww_buf_cstr(&clean));
}

int feed_doc_parse(const char *bytes, size_t n, const struct feed_parse_opts *opts, struct feed_doc **ret_doc,
	struct ww_err *err)
{
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	WW_AUTO(feed_decoded) struct feed_decoded decoded = { 0 };
	int rc;

	if (n > FEED_BYTES_MAX)
		return ww_err_set(err, -E2BIG, "larger than %u MiB", FEED_BYTES_MAX >> 20);
	rc = feed_decode(ww_str_n(bytes, n), opts ? opts->content_type : NULL, &decoded);
	if (rc)
		return rc == -EFBIG
		               ? ww_err_set(err, -E2BIG, "larger than %u MiB as UTF-8", FEED_BYTES_MAX >> 20)
		               : rc;
	doc = calloc(1, sizeof(*doc));
	if (!doc)
		return -ENOMEM;
	feed_doc_init(doc);
	rc = parse_text(decoded.text, opts, doc, err);
	if (rc == -EFBIG)
		rc = ww_err_set(err, -E2BIG, "larger than the limits allow");
	if (rc) {
		clean_err(err);
		return rc;
	}
	doc->repaired |= decoded.changed;
	rc = feed_identity_set(doc);
	if (rc)
		return rc;
	*ret_doc = ww_steal(&doc);
	return 0;
}

void feed_doc_format_text(const struct feed_doc *doc, char *out, size_t size)
{
	static const char *const names[] = { [FEED_RSS] = "RSS", [FEED_RDF] = "RSS", [FEED_ATOM] = "Atom",
		[FEED_JSON] = "JSON Feed" };

	snprintf(out, size, "%s%s%s", names[doc->format], *doc->version ? " " : "", doc->version);
}
