/* SPDX-License-Identifier: MIT */
/* [kind name]: the kinds there are, and what a name may hold. */
#include "filters/conf_section.h"

#include "base/utf8.h"

#define NAME_MAX_CHARS 100

static const struct conf_kind kinds[] = {
	{ CONF_TOPIC, "topic", true, false },
	{ CONF_FIGURE, "figure", true, false },
	{ CONF_DEFINE, "define", true, false },
	{ CONF_FEED, "feed", true, false },
	{ CONF_FEEDS, "feeds", false, true },
	{ CONF_NOTIFY, "notify", true, false },
	{ CONF_DAEMON, "daemon", false, false },
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct ww_str conf_trim(struct ww_str s)
{
	while (s.n && is_blank(s.p[0]))
		s = ww_str_from(s, 1);
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

static unsigned col_of(const struct conf_line *line, const char *p)
{
	return (unsigned) (p - line->text.p) + 1;
}

static void check_name(struct conf_section *s, struct ww_diags *diags)
{
	size_t chars = ww_utf8_len(s->name.p, s->name.n);

	for (size_t i = 0; i < s->name.n && !s->bad; i++) {
		if (!strchr("[],()\"#{}*@=", s->name.p[i]))
			continue;
		conf_line_diag(diags, WW_ERROR, s->line, s->name_col + (unsigned) i, 1,
			"a name cannot have \"%c\" in it", s->name.p[i]);
		ww_diag_hint(diags, "letters, digits, blanks and most other signs are fine");
		s->bad = true;
	}
	if (s->bad || chars <= NAME_MAX_CHARS)
		return;
	conf_line_diag(diags, WW_ERROR, s->line, s->name_col, s->name.n,
		"this name has %zu characters; the most is %d", chars, NAME_MAX_CHARS);
	s->bad = true;
}

static const struct conf_kind *find_kind(struct ww_str name)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(kinds); i++)
		if (ww_str_eq_ci(name, ww_str(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

/* Kind and name of a section, told apart by the first blank. */
static void split_section(struct conf_section *s, struct ww_str line, bool closed)
{
	struct ww_str in = conf_trim(ww_str_n(line.p + 1, line.n - 1 - closed));
	size_t n = 0;

	while (n < in.n && !is_blank(in.p[n]))
		n++;
	s->kind = ww_str_n(in.p, n);
	s->name = conf_trim(ww_str_from(in, n));
	s->col = col_of(s->line, line.p);
	s->len = (unsigned) line.n;
	s->kind_col = col_of(s->line, in.p);
	s->name_col = s->name.n ? col_of(s->line, s->name.p) : s->kind_col;
}

void conf_section_parse(struct conf_section *s, struct ww_str line, struct ww_diags *diags)
{
	bool closed = line.n > 1 && line.p[line.n - 1] == ']';

	split_section(s, line, closed);
	s->is = find_kind(s->kind);
	if (s->bad)
		return;
	if (closed && s->kind.n && !s->is) {
		conf_line_diag(diags, WW_ERROR, s->line, s->kind_col, s->kind.n,
			"\"%.*s\" is not a kind of section", WW_STR_ARG(s->kind));
		ww_diag_hint(diags, "use topic, figure, define, feed, feeds, notify or daemon");
		s->bad = true;
	} else if (!closed || !s->is || (s->is->named && !s->name.n)) {
		conf_section_diag(diags, WW_ERROR, s, "a section line reads [kind name]");
		ww_diag_hint(diags, "[topic syria-talks]");
		s->bad = true;
	} else if (!s->is->named && s->name.n) {
		conf_line_diag(diags, WW_ERROR, s->line, s->name_col, s->name.n, "a %s section has no name",
			s->is->name);
		ww_diag_hint(diags, "[%s]", s->is->name);
		s->bad = true;
	} else if (s->is->named) {
		check_name(s, diags);
	}
}
