/* SPDX-License-Identifier: MIT */
#include "filters/parse.h"
#include "filters/regex.h"

/* The pattern without the backslash of "\/". Appended to out. */
static void unescape(struct ww_str in, struct ww_buf *out)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\\' && i + 1 < in.n) {
			if (in.p[i + 1] != '/')
				ww_buf_addc(out, '\\');
			i++;
		}
		ww_buf_addc(out, in.p[i]);
	}
}

/* Where byte at of the unescaped pattern stands in the written one. */
static size_t written_offset(struct ww_str in, size_t at)
{
	size_t i = 0;

	for (size_t made = 0; made < at && i < in.n; made++)
		i += in.p[i] == '\\' && i + 1 < in.n && in.p[i + 1] == '/' ? 2 : 1;
	return i;
}

static bool is_letter(char c)
{
	return ww_is_alpha(c) || (unsigned char) c >= 0x80;
}

/* "\b", perhaps an opening bracket, two letters: the matcher can look for that word first. */
static bool has_fixed_word(struct ww_str s)
{
	for (size_t i = 0; i + 3 < s.n; i++) {
		size_t k = i + 2;

		if (s.p[i] != '\\')
			continue;
		if (s.p[i + 1] == 'b') {
			if (s.p[k] == '(')
				k += ww_str_starts(ww_str_from(s, k), WW_STR("(?:")) ? 3 : 1;
			if (k + 1 < s.n && is_letter(s.p[k]) && is_letter(s.p[k + 1]))
				return true;
		}
		i++;
	}
	return false;
}

/* Compiled only to see whether it can be; the watch set compiles its own. */
static void check(struct watch_parse *p, const struct watch_token_text *t, struct ww_str pattern)
{
	WW_AUTO(watch_regex) struct watch_regex *regex = NULL;
	struct ww_err err = { "" };
	size_t at = 0;
	int rc = watch_regex_create(pattern, t->icase, &regex, &at, &err);

	if (rc == -EINVAL) {
		size_t off = t->off + 1 + written_offset(t->inner, at);

		watch_parse_fail(p, ww_min(off, t->off + t->len - 1), 1, "bad regular expression: %s", err.text);
	} else if (rc) {
		p->no_memory = true;
	} else if (watch_regex_matches_empty(regex)) {
		watch_parse_fail(p, t->off, t->len, "this regular expression also matches nothing at all");
	} else if (!has_fixed_word(pattern)) {
		conf_value_diag(p->diags, WW_WARNING, p->value, t->off, t->len,
			"this expression has no fixed word, so it runs on every item");
		ww_diag_hint(p->diags, "start it with \\b and a word");
	}
}

struct watch_expr *watch_parse_regex(struct watch_parse *p, const struct watch_token_text *t)
{
	struct watch_expr *e;

	if (!watch_parse_count(p, 1, t->off, t->len))
		return NULL;
	ww_buf_reset(&p->buf);
	ww_buf_adds(&p->buf, "");
	unescape(t->inner, &p->buf);
	if (p->buf.err) {
		p->no_memory = true;
		return NULL;
	}
	check(p, t, ww_str(ww_buf_cstr(&p->buf)));
	e = p->failed ? NULL : watch_parse_node(p, WATCH_REGEX, t->off, t->len);
	if (!e)
		return NULL;
	e->icase = t->icase;
	e->text = conf_arena_text(p->arena, ww_buf_str(&p->buf));
	if (!e->text)
		p->no_memory = true;
	return e;
}
