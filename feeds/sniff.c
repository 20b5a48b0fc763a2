/* SPDX-License-Identifier: MIT */
#include "feeds/sniff.h"

#include "base/buf.h"
#include "feeds/html.h"
#include "feeds/text.h"

void feed_prolog_finish(struct feed_prolog *p)
{
	for (size_t i = 0; i < p->entities.n; i++)
		free(p->entities.v[i].value);
	ww_array_finish(&p->entities);
}

static bool is_name_char(char c)
{
	return ww_is_alpha(c) || ww_is_digit(c) || c == ':' || c == '_' || c == '-' || c == '.' || (c & 0x80);
}

static struct ww_str name_at(struct ww_str s)
{
	size_t n = 0;

	while (n < s.n && is_name_char(s.p[n]))
		n++;
	if (n && (ww_is_digit(s.p[0]) || s.p[0] == '-' || s.p[0] == '.'))
		n = 0;
	return ww_str_n(s.p, n);
}

struct ww_str feed_tag_name(struct ww_str s)
{
	s = ww_str_from(s, 1);
	if (s.n && s.p[0] == '/')
		s = ww_str_from(s, 1);
	return name_at(s);
}

static struct ww_str local_name(struct ww_str name)
{
	size_t colon = ww_str_find_char(name, ':');

	return colon == SIZE_MAX ? name : ww_str_from(name, colon + 1);
}

static bool is_one_of(struct ww_str name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ww_str_eq_ci(name, ww_str(list[i])))
			return true;
	return false;
}

/* The offset behind end, searched from byte from on; the length of s if it is not there. */
static size_t behind(struct ww_str s, size_t from, struct ww_str end)
{
	size_t at = ww_str_find(ww_str_from(s, from), end);

	return at == SIZE_MAX ? s.n : from + at + end.n;
}

/*
 * The value of an entity with its references decoded once, or NULL for one
 * that is not honoured: too long, markup, or a reference to anything but a
 * character, which is how the bombs are built.
 */
static int decode_value(struct ww_str v, char **ret)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(FEED_ENTITY_VALUE_MAX);

	if (v.n > FEED_ENTITY_VALUE_MAX || ww_str_find_char(v, '<') != SIZE_MAX)
		return 0;
	for (size_t i = 0; i < v.n;) {
		uint32_t cp[2];
		size_t used;

		if (v.p[i] != '&') {
			ww_buf_addc(&b, v.p[i++]);
			continue;
		}
		used = feed_html_entity(ww_str_from(v, i), cp);
		if (!used)
			return 0;
		ww_buf_add_cp(&b, cp[0]);
		if (cp[1])
			ww_buf_add_cp(&b, cp[1]);
		i += used;
	}
	if (b.err)
		return b.err == -ENOMEM ? -ENOMEM : 0;
	*ret = ww_buf_detach(&b);
	return *ret ? 0 : -ENOMEM;
}

/* decl is what follows "<!ENTITY". Parameter and external entities fall through. */
static int take_entity(struct ww_str decl, struct feed_prolog *p)
{
	struct feed_declared e = { 0 };
	struct ww_str rest = ww_str_trim(decl);
	char quote;
	size_t end;
	int rc;

	e.name = name_at(rest);
	rest = ww_str_trim(ww_str_from(rest, e.name.n));
	if (!e.name.n || rest.n < 2 || (rest.p[0] != '"' && rest.p[0] != '\''))
		return 0;
	quote = rest.p[0];
	rest = ww_str_from(rest, 1);
	end = ww_str_find_char(rest, quote);
	if (end == SIZE_MAX || p->entities.n >= FEED_ENTITIES_MAX)
		return 0;
	rc = decode_value(ww_str_n(rest.p, end), &e.value);
	if (rc || !e.value)
		return rc;
	rc = ww_array_push(&p->entities, e);
	if (rc)
		free(e.value);
	return rc;
}

/* The offset behind a declaration "<!X ... >" at i; quotes protect '>' and, with subset, brackets nest it. */
static size_t declaration_end(struct ww_str s, size_t i)
{
	char quote = 0;

	for (; i < s.n; i++) {
		char c = s.p[i];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
		else if (c == '[')
			return i;
	}
	return s.n;
}

/* Read a DOCTYPE at i with its internal subset. Sets *ret_end behind it. */
static int take_doctype(struct ww_str s, size_t i, struct feed_prolog *p, size_t *ret_end)
{
	i = declaration_end(s, i + 2);
	*ret_end = i;
	if (i >= s.n || s.p[i] != '[')
		return 0;
	for (i++; i < s.n && s.p[i] != ']';) {
		struct ww_str rest = ww_str_from(s, i);
		size_t end;
		int rc;

		if (ww_str_starts(rest, WW_STR("<!--"))) {
			i = behind(s, i + 4, WW_STR("-->"));
		} else if (ww_str_starts(rest, WW_STR("<?"))) {
			i = behind(s, i + 2, WW_STR("?>"));
		} else if (ww_str_starts(rest, WW_STR("<!"))) {
			end = declaration_end(s, i + 2);
			if (ww_str_starts(rest, WW_STR("<!ENTITY"))) {
				rc = take_entity(ww_str_n(rest.p + 8, end - i - 8), p);
				if (rc)
					return rc;
			}
			i = end + (end < s.n && s.p[end] == '[');
		} else {
			i++;
		}
	}
	*ret_end = behind(s, i, WW_STR(">"));
	return 0;
}

static const char *const roots[] = { "rss", "rdf", "feed", "channel", "entry" };
/* What PHP and friends print in front of a feed when something went wrong. */
static const char *const junk[] = { "b", "br", "p", "font", "div", "pre", "i", "span", "a", "strong", "em",
	"table", "tr", "td", "th", "code", "hr" };
static const char *const html[] = { "html", "head", "body", "title", "meta", "script", "style", "link" };

static int not_a_feed(struct ww_str text, struct ww_str name, struct ww_err *err)
{
	struct ww_str local = local_name(name);

	if (is_one_of(local, html, WW_ARRAY_LEN(html)) || is_one_of(name, junk, WW_ARRAY_LEN(junk)))
		return ww_err_set(err, -EBADMSG, "this is an HTML page, not a feed");
	if (ww_str_eq_ci(local, WW_STR("opml")))
		return ww_err_set(err, -EBADMSG, "this is OPML, a list of feeds; import it instead");
	if (ww_str_eq_ci(local, WW_STR("urlset")) || ww_str_eq_ci(local, WW_STR("sitemapindex")))
		return ww_err_set(err, -EBADMSG, "this is a sitemap, not a feed");
	if (name.n)
		return ww_err_set(err, -EBADMSG, "this is XML with the root element \"%.*s\", not a feed",
			WW_STR_ARG(feed_text_cut(name, 60)));
	if (memchr(text.p, '\0', ww_min(text.n, (size_t) 512)))
		return ww_err_set(err, -EBADMSG, "this is binary data, not a feed");
	return ww_err_set(err, -EBADMSG, "this is text, not a feed");
}

static int find_root(struct ww_str text, struct feed_prolog *ret, struct ww_err *err)
{
	struct ww_str first = { 0 };
	bool is_html = false;
	size_t i = 0;
	int rc;

	while (i < text.n) {
		const char *lt = memchr(text.p + i, '<', text.n - i);
		struct ww_str rest, name, local;

		if (!lt)
			break;
		i = (size_t) (lt - text.p);
		rest = ww_str_from(text, i);
		name = feed_tag_name(rest);
		local = local_name(name);
		if (ww_str_starts(rest, WW_STR("<!--"))) {
			i = behind(text, i + 4, WW_STR("-->"));
		} else if (ww_str_starts(rest, WW_STR("<?"))) {
			i = behind(text, i + 2, WW_STR("?>"));
		} else if (ww_str_starts_ci(rest, WW_STR("<!doctype"))) {
			is_html = ww_str_starts_ci(ww_str_trim(ww_str_from(rest, 9)), WW_STR("html"));
			rc = take_doctype(text, i, ret, &i);
			if (rc)
				return rc;
		} else if (name.n && rest.p[1] != '/' && is_one_of(local, roots, WW_ARRAY_LEN(roots))) {
			ret->root = i;
			return 0;
		} else {
			if (name.n && !first.n)
				first = name;
			if (name.n && !is_one_of(local, junk, WW_ARRAY_LEN(junk)))
				break;
			i++;
		}
	}
	return not_a_feed(text, is_html ? WW_STR("html") : first, err);
}

int feed_sniff(struct ww_str text, struct feed_prolog *ret, struct ww_err *err)
{
	size_t i = 0;

	while (i < text.n && ww_is_space(text.p[i]))
		i++;
	if (i == text.n)
		return ww_err_set(err, -EBADMSG, "the document is empty");
	ret->root = i;
	if (text.p[i] == '{' || text.p[i] == '[') {
		ret->kind = FEED_SNIFFED_JSON;
		return 0;
	}
	ret->kind = FEED_SNIFFED_XML;
	return find_root(text, ret, err);
}
