/* SPDX-License-Identifier: MIT */
#include "feeds/html.h"

#include "feeds/text.h"

#define CUT_TAG_MAX 256 /* bytes of an unfinished tag that are looked at */

/* What stands between two pieces of text; the stronger wins. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE };

struct stripper {
	struct ww_str in;
	size_t i;
	struct ww_buf *out;
	enum gap gap;
	/*
	 * Each of these searches runs to the end of the text when it fails. A
	 * search that failed once fails from every later place, so it is not
	 * tried again: that keeps the whole pass linear.
	 */
	bool no_gt, no_quote_end, no_comment_end, no_script_end, no_style_end;
};

static void gap(struct stripper *s, enum gap g)
{
	s->gap = ww_max(s->gap, g);
}

static void put(struct stripper *s, const char *p, size_t n)
{
	if (s->gap != GAP_NONE && s->out->n)
		ww_buf_addc(s->out, s->gap == GAP_LINE ? '\n' : ' ');
	s->gap = GAP_NONE;
	ww_buf_add(s->out, p, n);
}

/* Sorted; what starts a new line or cell. */
static const char *const blocks[] = {
	"address",
	"article",
	"aside",
	"blockquote",
	"br",
	"caption",
	"center",
	"dd",
	"details",
	"dir",
	"div",
	"dl",
	"dt",
	"fieldset",
	"figcaption",
	"figure",
	"footer",
	"form",
	"h1",
	"h2",
	"h3",
	"h4",
	"h5",
	"h6",
	"header",
	"hr",
	"legend",
	"li",
	"main",
	"nav",
	"ol",
	"option",
	"p",
	"pre",
	"section",
	"summary",
	"table",
	"tbody",
	"td",
	"tfoot",
	"th",
	"thead",
	"tr",
	"ul",
};

static int cmp_name(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *) row);
}

static enum gap gap_of(const char *name)
{
	if (!bsearch(name, blocks, WW_ARRAY_LEN(blocks), sizeof(blocks[0]), cmp_name))
		return GAP_NONE;
	return !strcmp(name, "td") || !strcmp(name, "th") ? GAP_SPACE : GAP_LINE;
}

/* The offset behind the tag that opens at i, or 0 when it never closes. */
static size_t tag_end(struct stripper *s, size_t i)
{
	const char *p = s->in.p, *gt;
	char quote = 0;

	if (s->no_gt)
		return 0;
	gt = memchr(p + i, '>', s->in.n - i);
	if (!gt) {
		s->no_gt = true;
		return 0;
	}
	if (s->no_quote_end)
		return (size_t) (gt - p) + 1;
	for (size_t j = i; j < s->in.n; j++) {
		if (quote) {
			quote = p[j] == quote ? 0 : quote;
		} else if ((p[j] == '"' || p[j] == '\'') && j > i &&
		           (p[j - 1] == '=' || ww_is_space(p[j - 1]))) {
			quote = p[j];
		} else if (p[j] == '>') {
			return j + 1;
		}
	}
	s->no_quote_end = true;
	return (size_t) (gt - p) + 1;
}

/* Jump behind the end tag of a script or style; one that is never closed is only a tag. */
static void skip_raw_text(struct stripper *s, struct ww_str end_tag, bool *none)
{
	for (size_t i = s->i; !*none && i + end_tag.n <= s->in.n; i++) {
		const char *lt = memchr(s->in.p + i, '<', s->in.n - i);

		if (!lt)
			break;
		i = (size_t) (lt - s->in.p);
		if (ww_str_starts_ci(ww_str_from(s->in, i), end_tag)) {
			s->i = i;
			return;
		}
	}
	*none = true;
}

static void take_tag(struct stripper *s)
{
	size_t i = s->i + 1, n = 0, end;
	bool closing = s->in.p[i] == '/';
	char name[16];

	end = tag_end(s, s->i);
	if (!end) {
		struct ww_str rest = ww_str_from(s->in, s->i);

		/* Cut off in the middle: the rest is markup unless it looks like "a <b". */
		if (closing || ww_str_find_char(ww_str_n(rest.p, ww_min(rest.n, (size_t) CUT_TAG_MAX)),
		                       '=') != SIZE_MAX) {
			s->i = s->in.n;
		} else {
			put(s, "<", 1);
			s->i++;
		}
		return;
	}
	for (i += closing; i < end && n < sizeof(name) - 1; i++) {
		char c = s->in.p[i];

		if (c == ':') {
			n = 0; /* "xhtml:p" */
			continue;
		}
		if (!ww_is_alpha(c) && !ww_is_digit(c))
			break;
		name[n++] = ww_lower(c);
	}
	name[n] = '\0';
	s->i = end;
	gap(s, gap_of(name));
	if (closing)
		return;
	if (!strcmp(name, "script"))
		skip_raw_text(s, WW_STR("</script"), &s->no_script_end);
	else if (!strcmp(name, "style"))
		skip_raw_text(s, WW_STR("</style"), &s->no_style_end);
}

/* "<!--", "<![CDATA[", "<!doctype", "<?xml": all but the text of a CDATA section goes. */
static void take_declaration(struct stripper *s)
{
	struct ww_str rest = ww_str_from(s->in, s->i);
	size_t end;

	if (ww_str_starts(rest, WW_STR("<![CDATA["))) {
		s->i += strlen("<![CDATA[");
		return; /* its "]]>" is dropped where it is met */
	}
	if (ww_str_starts(rest, WW_STR("<!--")) && !s->no_comment_end) {
		end = ww_str_find(ww_str_from(rest, 2), WW_STR("-->"));
		if (end != SIZE_MAX) {
			s->i += 2 + end + 3;
			return;
		}
		s->no_comment_end = true;
	}
	end = s->no_gt ? SIZE_MAX : ww_str_find_char(rest, '>');
	s->no_gt |= end == SIZE_MAX;
	s->i = end == SIZE_MAX ? s->in.n : s->i + end + 1;
}

static void take_less_than(struct stripper *s)
{
	char c = s->i + 1 < s->in.n ? s->in.p[s->i + 1] : 0;
	char d = s->i + 2 < s->in.n ? s->in.p[s->i + 2] : 0;

	if (ww_is_alpha(c) || (c == '/' && (ww_is_alpha(d) || d == '>'))) {
		take_tag(s);
	} else if ((c == '!' && (ww_is_alpha(d) || d == '-' || d == '[')) || (c == '?' && ww_is_alpha(d))) {
		take_declaration(s);
	} else {
		put(s, "<", 1);
		s->i++;
	}
}

static void take_reference(struct stripper *s)
{
	uint32_t cp[2];
	size_t used = feed_html_entity(ww_str_from(s->in, s->i), cp);

	if (!used) {
		put(s, "&", 1);
		s->i++;
		return;
	}
	s->i += used;
	if (cp[0] == ' ' || cp[0] == '\n' || cp[0] == '\t' || cp[0] == '\r') {
		gap(s, GAP_SPACE);
		return;
	}
	put(s, "", 0);
	ww_buf_add_cp(s->out, cp[0]);
	if (cp[1])
		ww_buf_add_cp(s->out, cp[1]);
}

/* Where a run of plain text ends. */
static const bool stops[256] = {
	['<'] = true, ['&'] = true, [']'] = true, [' '] = true, ['\t' ... '\r'] = true,
};

static void strip(struct stripper *s)
{
	while (s->i < s->in.n && !s->out->err) {
		const char *p = s->in.p + s->i, *end = s->in.p + s->in.n, *q = p;

		/* One space between words is the usual case and stays inside the run. */
		while (q < end && (!stops[(unsigned char) *q] || (*q == ' ' && q > p && q + 1 < end &&
		                                                         !stops[(unsigned char) q[1]])))
			q++;
		if (q > p) {
			put(s, p, (size_t) (q - p));
			s->i += (size_t) (q - p);
		} else if (*p == '<') {
			take_less_than(s);
		} else if (*p == '&') {
			take_reference(s);
		} else if (*p == ']') {
			if (end - p >= 3 && p[1] == ']' && p[2] == '>') {
				s->i += 3;
				continue;
			}
			put(s, "]", 1);
			s->i++;
		} else {
			gap(s, GAP_SPACE);
			s->i++;
		}
	}
}

int feed_html_to_text(struct ww_str html, bool one_line, struct ww_buf *out)
{
	/* The text is never longer than its HTML but for two-byte "<" made of nothing: there is none. */
	WW_AUTO(buf) struct ww_buf raw = WW_BUF(html.n + 64);
	struct stripper s = { .in = html, .out = &raw };

	if (out->err)
		return out->err;
	strip(&s);
	if (raw.err)
		return out->err = raw.err;
	return feed_text_clean(out, ww_buf_str(&raw), one_line);
}
