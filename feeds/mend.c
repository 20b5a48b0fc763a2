/* SPDX-License-Identifier: MIT */
#include "feeds/mend.h"

#include "base/utf8.h"
#include "feeds/doc.h"
#include "feeds/entity.h"

#define EXPANSION_MAX (1u << 20) /* bytes that declared entities may add to one document */
#define TEXT_RUN_MAX  (4u << 20) /* bytes of one CDATA section; libxml2 gives up at 10 MB */
#define ASK_EVERY     (64u << 10) /* bytes between two questions to opts->stop */
#define ATTRIBUTES_MAX 64        /* of one tag in the full pass */

struct mender {
	struct ww_str in;
	size_t i;      /* where we are */
	size_t copied; /* in[0..copied) is in out, or nothing is yet */
	struct ww_buf *out;
	const struct feed_prolog *prolog;
	size_t expanded;
	bool writing, full, repaired;
	struct ww_str open[FEED_DEPTH_MAX + 1]; /* full: names of the open elements */
	size_t n_open;
};

void feed_mended_finish(struct feed_mended *m)
{
	ww_buf_finish(&m->owned);
}

/* Put p[0..n) in the place of the next used bytes. */
static void replace(struct mender *m, size_t used, const char *p, size_t n)
{
	m->writing = true;
	ww_buf_add(m->out, m->in.p + m->copied, m->i - m->copied);
	ww_buf_add(m->out, p, n);
	m->i += used;
	m->copied = m->i;
}

static void replaces(struct mender *m, size_t used, const char *s)
{
	replace(m, used, s, strlen(s));
}

/* strchr() would find a NUL in every set. */
static bool is_in(const char *set, char c)
{
	return c && strchr(set, c);
}

static void add_escaped(struct ww_buf *b, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '&')
			ww_buf_adds(b, "&amp;");
		else if (p[i] == '<')
			ww_buf_adds(b, "&lt;");
		else if (p[i] == '>')
			ww_buf_adds(b, "&gt;");
		else if (p[i] == '"')
			ww_buf_adds(b, "&quot;");
		else
			ww_buf_addc(b, p[i]);
	}
}

static void replace_escaped(struct mender *m, size_t used, const char *p, size_t n)
{
	replace(m, 0, "", 0);
	add_escaped(m->out, p, n);
	m->i += used;
	m->copied = m->i;
}

static bool is_xml_char(uint32_t cp)
{
	if (cp < 0x20)
		return cp == '\t' || cp == '\n' || cp == '\r';
	return cp != 0xFFFE && cp != 0xFFFF;
}

static void take_code_points(struct mender *m, size_t used, const uint32_t cp[2])
{
	char out[8];
	size_t n = is_xml_char(cp[0]) ? ww_utf8_encode(cp[0], out) : 0;

	if (cp[1])
		n += ww_utf8_encode(cp[1], out + n);
	replace_escaped(m, used, out, n);
}

static void take_numeric(struct mender *m, struct ww_str s)
{
	uint32_t cp[2] = { 0 };
	size_t used = feed_entity_numeric(s, &cp[0]);

	if (!used) {
		m->repaired = true;
		replaces(m, 1, "&amp;");
		return;
	}
	m->repaired |= s.p[used - 1] != ';' || !is_xml_char(cp[0]);
	/* The plain and usual case stays as it is; 0x80 to 0x9F have been moved elsewhere. */
	if (s.p[used - 1] == ';' && is_xml_char(cp[0]) && cp[0] != 0xFFFD && cp[0] < 0x80 && s.p[2] != 'X')
		m->i += used;
	else
		take_code_points(m, used, cp);
}

static const struct feed_declared *declared(const struct feed_prolog *p, struct ww_str name)
{
	for (size_t i = 0; i < p->entities.n; i++)
		if (ww_str_eq(p->entities.v[i].name, name))
			return &p->entities.v[i];
	return NULL;
}

static void take_reference(struct mender *m)
{
	static const char *const predefined[] = { "amp", "lt", "gt", "quot", "apos" };
	struct ww_str s = ww_str_from(m->in, m->i), name = ww_str_n(s.p + 1, 0);
	const struct feed_declared *e;
	uint32_t cp[2];

	if (s.n > 1 && s.p[1] == '#') {
		take_numeric(m, s);
		return;
	}
	while (1 + name.n < s.n && name.n < 64 &&
		(ww_is_alpha(name.p[name.n]) || ww_is_digit(name.p[name.n]) || is_in("_-.:", name.p[name.n])))
		name.n++;
	if (1 + name.n < s.n && name.n && name.p[name.n] == ';') {
		for (size_t i = 0; i < WW_ARRAY_LEN(predefined); i++)
			if (ww_str_eq(name, ww_str(predefined[i]))) {
				m->i += name.n + 2;
				return;
			}
		e = declared(m->prolog, name);
		if (e) {
			size_t n = strlen(e->value);

			m->expanded += n;
			replace_escaped(m, name.n + 2, e->value, m->expanded > EXPANSION_MAX ? 0 : n);
			return;
		}
		m->repaired = true;
		if (feed_entity_named(name, cp)) {
			take_code_points(m, name.n + 2, cp);
			return;
		}
	}
	m->repaired = true;
	replaces(m, 1, "&amp;");
}

/* A byte that XML forbids, or 0xEF, which may begin U+FFFE and U+FFFF. Never called for others. */
static void take_odd_byte(struct mender *m)
{
	unsigned char c = (unsigned char) m->in.p[m->i];

	if (c != 0xEF) {
		m->repaired = true;
		replace(m, 1, "", 0);
	} else if (m->in.n - m->i >= 3 && !memcmp(m->in.p + m->i, "\xEF\xBF", 2) &&
		(unsigned char) m->in.p[m->i + 2] >= 0xBE) {
		m->repaired = true;
		replace(m, 3, "", 0);
	} else {
		m->i++;
	}
}

static bool is_odd(char c)
{
	return ((unsigned char) c < 0x20 && c != '\n' && c != '\t' && c != '\r') || (unsigned char) c == 0xEF;
}

/* Copy up to end, dropping forbidden characters only: the inside of CDATA, comments and instructions. */
static void take_verbatim(struct mender *m, size_t end)
{
	while (m->i < end) {
		if (is_odd(m->in.p[m->i]))
			take_odd_byte(m);
		else
			m->i++;
	}
}

/* "<!--", "<?" or "<![CDATA[" up to its end mark. */
static void take_section(struct mender *m, size_t n_start, struct ww_str end_mark, bool keep)
{
	struct ww_str rest = ww_str_from(m->in, m->i + n_start);
	size_t at = ww_str_find(rest, end_mark);

	if (at == SIZE_MAX) {
		/* Cut off in here. What a comment said is of no interest; CDATA is text. */
		m->repaired = true;
		if (!keep) {
			replace(m, m->in.n - m->i, "", 0);
			return;
		}
		take_verbatim(m, m->in.n);
		replace(m, 0, end_mark.p, end_mark.n);
		return;
	}
	at += m->i + n_start + end_mark.n;
	if (keep && at - m->i > TEXT_RUN_MAX) {
		size_t end = m->i + ww_utf8_cut(m->in.p + m->i, at - m->i, TEXT_RUN_MAX);

		take_verbatim(m, end);
		replace(m, at - end - end_mark.n, "", 0);
		m->i += end_mark.n;
		return;
	}
	if (m->full && !keep)
		replace(m, at - m->i, "", 0);
	else
		take_verbatim(m, at);
}

/* Where the tag at m->i ends: behind its '>', or at a '<' or the end of the text, which are no part of it. */
static size_t tag_end(const struct mender *m)
{
	char quote = 0;

	for (size_t i = m->i + 1; i < m->in.n; i++) {
		char c = m->in.p[i];

		if (c == '<' && !(quote && m->full && i - m->i < 4096))
			return i;
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '>')
			return i + 1;
		else if ((c == '"' || c == '\'') && m->in.p[i - 1] != '<')
			quote = c;
	}
	return m->in.n;
}

static void close_one(struct mender *m)
{
	ww_buf_adds(m->out, "</");
	ww_buf_add_str(m->out, m->open[--m->n_open]);
	ww_buf_addc(m->out, '>');
}

/* The number of elements that stay open when the innermost called name is closed; SIZE_MAX: none is open. */
static size_t find_open(const struct mender *m, struct ww_str name)
{
	for (size_t k = m->n_open; k-- > 0;)
		if (ww_str_eq(m->open[k], name))
			return k;
	return SIZE_MAX;
}

static void close_down_to(struct mender *m, size_t k)
{
	while (m->n_open > k)
		close_one(m);
}

/* One attribute of tag at *i, written again with quotes; false at the end of the tag. */
static bool rewrite_attribute(
        struct mender *m, struct ww_str tag, size_t *i, struct ww_str *seen, size_t *n_seen)
{
	struct ww_str name, value = { "", 0 };
	struct mender inner;

	while (*i < tag.n && (ww_is_space(tag.p[*i]) || is_in("\"'/=<>", tag.p[*i])))
		++*i;
	name = ww_str_n(tag.p + *i, 0);
	while (*i + name.n < tag.n && !ww_is_space(name.p[name.n]) && !is_in("\"'/=<>", name.p[name.n]))
		name.n++;
	*i += name.n;
	if (!name.n)
		return false;
	while (*i < tag.n && ww_is_space(tag.p[*i]))
		++*i;
	if (*i < tag.n && tag.p[*i] == '=') {
		for (++*i; *i < tag.n && ww_is_space(tag.p[*i]);)
			++*i;
		value.p = tag.p + *i;
		if (*i < tag.n && (*value.p == '"' || *value.p == '\'')) {
			char quote = *value.p++;

			for (++*i; *i < tag.n && tag.p[*i] != quote; ++*i)
				value.n++;
			++*i;
		} else {
			for (; *i < tag.n && !ww_is_space(tag.p[*i]) && tag.p[*i] != '>'; ++*i)
				value.n++;
		}
	}
	if (!(ww_is_alpha(name.p[0]) || name.p[0] == '_') || *n_seen >= ATTRIBUTES_MAX)
		return true;
	for (size_t k = 0; k < *n_seen; k++)
		if (ww_str_eq(seen[k], name))
			return true;
	seen[(*n_seen)++] = name;
	for (size_t k = 0; k < name.n; k++)
		if (!ww_is_alpha(name.p[k]) && !ww_is_digit(name.p[k]) && !is_in("_-.:", name.p[k]))
			return true;
	ww_buf_addc(m->out, ' ');
	ww_buf_add_str(m->out, name);
	ww_buf_adds(m->out, "=\"");
	inner = (struct mender){ .in = value, .out = m->out, .prolog = m->prolog, .expanded = m->expanded };
	while (inner.i < value.n) {
		char c = value.p[inner.i];

		if (c == '&')
			take_reference(&inner);
		else if (is_odd(c))
			take_odd_byte(&inner);
		else if (c == '"' || c == '<')
			replaces(&inner, 1, c == '"' ? "&quot;" : "&lt;");
		else
			inner.i++;
	}
	replace(&inner, 0, "", 0);
	m->expanded = inner.expanded;
	ww_buf_addc(m->out, '"');
	return true;
}

/* Elements of HTML that have no end tag, where HTML was put into a feed as it is. */
static bool is_void(struct ww_str name)
{
	static const char *const names[] = { "br", "hr", "img", "input", "wbr", "embed" };

	for (size_t i = 0; i < WW_ARRAY_LEN(names); i++)
		if (ww_str_eq_ci(name, ww_str(names[i])))
			return true;
	return false;
}

/* Elements whose end tag is left out before another of their kind. */
static bool ends_its_like(struct ww_str name)
{
	return ww_str_eq_ci(name, WW_STR("p")) || ww_str_eq_ci(name, WW_STR("li"));
}

static int open_element(struct mender *m, struct ww_str name, struct ww_str tag, bool empty)
{
	struct ww_str seen[ATTRIBUTES_MAX];
	size_t n_seen = 0, i = 1 + name.n;

	if (m->n_open > FEED_DEPTH_MAX)
		return -E2BIG;
	ww_buf_addc(m->out, '<');
	ww_buf_add_str(m->out, name);
	while (rewrite_attribute(m, tag, &i, seen, &n_seen))
		;
	ww_buf_adds(m->out, empty ? "/>" : ">");
	if (!empty)
		m->open[m->n_open++] = name;
	return 0;
}

/* Full pass: write the tag in[i..end) again so that it is well-formed and balanced. */
static int rewrite_tag(struct mender *m, size_t end)
{
	struct ww_str tag = ww_str_n(m->in.p + m->i, end - m->i), name = feed_tag_name(tag);
	bool closing = tag.p[1] == '/', empty;
	size_t k;
	int rc = 0;

	replace(m, tag.n, "", 0);
	if (tag.p[tag.n - 1] == '>')
		tag.n--;
	empty = !closing && ((tag.n > 1 && tag.p[tag.n - 1] == '/') || is_void(name));
	if (closing) {
		k = find_open(m, name);
		if (k != SIZE_MAX)
			close_down_to(m, k);
	} else {
		/* Items do not nest: the one before was not closed. */
		k = ww_str_eq(name, WW_STR("item")) ? find_open(m, name) : SIZE_MAX;
		if (k != SIZE_MAX)
			close_down_to(m, k);
		else if (m->n_open && ends_its_like(name) && ww_str_eq_ci(m->open[m->n_open - 1], name))
			close_one(m);
		rc = open_element(m, name, tag, empty);
	}
	/* The root is closed: nothing that follows belongs to the document. */
	if (!rc && closing && !m->n_open)
		m->i = m->copied = m->in.n;
	return rc;
}

static int take_tag(struct mender *m, struct ww_err *err)
{
	size_t end = tag_end(m);

	if (end - m->i > FEED_START_TAG_MAX)
		return ww_err_set(err, -E2BIG, "a start tag is longer than %u bytes", FEED_START_TAG_MAX);
	if (m->full) {
		if (rewrite_tag(m, end))
			return ww_err_set(err, -E2BIG, "elements are nested deeper than %d", FEED_DEPTH_MAX);
		return 0;
	}
	while (m->i < end) {
		char c = m->in.p[m->i];

		if (c == '&')
			take_reference(m);
		else if (is_odd(c))
			take_odd_byte(m);
		else
			m->i++;
	}
	return 0;
}

static int take_less_than(struct mender *m, struct ww_err *err)
{
	struct ww_str rest = ww_str_from(m->in, m->i);

	if (feed_tag_name(rest).n)
		return take_tag(m, err);
	if (ww_str_starts(rest, WW_STR("<![CDATA["))) {
		take_section(m, 9, WW_STR("]]>"), true);
	} else if (ww_str_starts(rest, WW_STR("<!--"))) {
		take_section(m, 4, WW_STR("-->"), false);
	} else if (ww_str_starts(rest, WW_STR("<?"))) {
		take_section(m, 2, WW_STR("?>"), false);
	} else {
		m->repaired = true;
		replaces(m, 1, "&lt;");
	}
	return 0;
}

/* Bytes that need a look: <, &, forbidden control characters, 0xEF. */
static const bool stops[256] = {
	[0x00 ... 0x08] = true, [0x0B ... 0x0C] = true, [0x0E ... 0x1F] = true,
	['<'] = true, ['&'] = true, [0xEF] = true,
};

int feed_mend(struct ww_str text, const struct feed_prolog *prolog, bool full, const struct feed_parse_opts *opts,
	struct feed_mended *ret, struct ww_err *err)
{
	struct mender m = { .in = text, .out = &ret->owned, .prolog = prolog, .full = full };
	size_t ask = 0;
	int rc = 0;

	*ret = (struct feed_mended){ .owned = WW_BUF(text.n * 6 + EXPANSION_MAX * 6) };
	while (m.i < text.n && !rc && !ret->owned.err) {
		while (m.i < text.n && !stops[(unsigned char) text.p[m.i]])
			m.i++;
		if (m.i == text.n)
			break;
		if (m.i >= ask && opts && opts->stop) {
			ask = m.i + ASK_EVERY;
			if (opts->stop(opts->stop_arg))
				return ww_err_set(err, -ETIME, "reading it took too long");
		}
		if (text.p[m.i] == '<')
			rc = take_less_than(&m, err);
		else if (text.p[m.i] == '&')
			take_reference(&m);
		else
			take_odd_byte(&m);
	}
	if (rc)
		return rc;
	/*
	 * What is open at the end of the text stays open: an item that was cut
	 * off never ends, so it is not taken for a whole one.
	 */
	if (m.writing)
		replace(&m, 0, "", 0);
	ret->repaired = m.repaired || full;
	ret->text = m.writing ? ww_buf_str(&ret->owned) : text;
	return ret->owned.err;
}
