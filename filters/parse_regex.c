/* SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "filters/parse.h"

#include <pcre2.h>

WW_DEFINE_AUTO(pcre2_code *, pcre2_code, pcre2_code_free)

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

static void fail_compile(struct watch_parse *p, const struct watch_token_text *t, int code, size_t at)
{
	PCRE2_UCHAR message[256];
	size_t off;

	pcre2_get_error_message(code, message, sizeof(message));
	off = t->off + 1 + written_offset(t->inner, at);
	watch_parse_fail(
		p, ww_min(off, t->off + t->len - 1), 1, "bad regular expression: %s", (char *) message);
}

/* Compiled only to see whether it can be; the watch set compiles its own. */
static void check(struct watch_parse *p, const struct watch_token_text *t, struct ww_str pattern)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | (t->icase ? PCRE2_CASELESS : 0), empty = 0;
	WW_AUTO(pcre2_code) pcre2_code *code = NULL;
	PCRE2_SIZE at = 0;
	int rc = 0;

	code = pcre2_compile((PCRE2_SPTR) pattern.p, pattern.n, options, &rc, &at, NULL);
	if (!code) {
		fail_compile(p, t, rc, at);
		return;
	}
	pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &empty);
	if (empty) {
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
