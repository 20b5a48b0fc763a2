/* SPDX-License-Identifier: MIT */
/*
 * Text of a value to tokens. Only quotes, braces and slashes can go wrong
 * here; all else is the grammar's to judge.
 */
#include "base/utf8.h"
#include "filters/parse.h"

struct lexer {
	struct watch_parse *p;
	struct ww_str s;
	size_t i;
	size_t line_end; /* quotes, braces and regular expressions end on their line */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool ends_word(char c)
{
	return is_blank(c) || c == ',' || c == '(' || c == ')' || c == '"';
}

static struct watch_token_text *add(struct lexer *x, enum watch_tok type, size_t from)
{
	struct watch_token_text *t = ww_array_add(&x->p->toks);

	if (!t) {
		x->p->no_memory = true;
		return NULL;
	}
	t->type = type;
	t->off = from;
	t->len = x->i - from;
	return t;
}

/* From a "{" to behind its "}". False after a complaint. */
static bool skip_braces(struct lexer *x, size_t end)
{
	size_t open = x->i, depth = 0;

	do {
		char c = x->s.p[x->i];

		if (c == '{' && ++depth > WATCH_DEPTH_MAX) {
			watch_parse_fail(
				x->p, x->i, 1, "{...} is nested too deep: the most is %d", WATCH_DEPTH_MAX);
			return false;
		}
		depth -= c == '}';
		x->i++;
	} while (depth && x->i < end);
	if (!depth)
		return true;
	watch_parse_fail(x->p, open, 1, "\"{\" is never closed");
	ww_diag_hint(x->p->diags, "write {a,b} with no line break inside");
	return false;
}

/* Step over one character of a word or quote, or over {...}. False after a complaint. */
static bool step(struct lexer *x, size_t end, bool *braces)
{
	char c = x->s.p[x->i];

	if (c == '{') {
		*braces = true;
		return skip_braces(x, end);
	}
	if (c == '}') {
		watch_parse_fail(x->p, x->i, 1, "this \"}\" was never opened");
		ww_diag_hint(x->p->diags, "alternatives look like {a,b}");
		return false;
	}
	x->i++;
	return true;
}

/* A quote from its first " (at x->i) to behind the last; inner and braces are filled in. */
static bool skip_quote(struct lexer *x, bool plain, struct ww_str *inner, bool *braces)
{
	size_t open = x->i, end;
	struct ww_str rest = ww_str_n(x->s.p + open + 1, x->line_end - open - 1);
	size_t n = ww_str_find_char(rest, '"');

	if (n >= rest.n) {
		watch_parse_fail(x->p, open, 1, "the quote is never closed");
		if (conf_value_has_comment(x->p->value, open))
			ww_diag_hint(
				x->p->diags, "a \"#\" after a blank starts a comment, even inside quotes");
		else
			ww_diag_hint(x->p->diags, "close it with another \" on the same line");
		return false;
	}
	*inner = ww_str_n(rest.p, n);
	end = open + 1 + n;
	x->i = open + 1;
	while (!plain && x->i < end)
		if (!step(x, end, braces))
			return false;
	x->i = end + 1;
	return true;
}

static bool lex_quoted(struct lexer *x)
{
	size_t from = x->i;
	struct ww_str inner;
	struct watch_token_text *t;
	bool braces = false;

	x->i += x->s.p[from] == '=';
	if (!skip_quote(x, false, &inner, &braces))
		return false;
	if (x->i < x->s.n && x->s.p[x->i] == '*')
		x->i++;
	t = add(x, TOK_QUOTED, from);
	if (!t)
		return false;
	t->inner = inner;
	t->braces = braces;
	return true;
}

static bool lex_regex(struct lexer *x)
{
	size_t from = x->i, close;
	struct watch_token_text *t;
	bool icase = false;

	for (close = from + 1; close < x->line_end && x->s.p[close] != '/'; close++)
		close += x->s.p[close] == '\\' && close + 1 < x->line_end;
	if (close >= x->line_end) {
		watch_parse_fail(
			x->p, from, 1, "this \"/\" starts a regular expression that is never closed");
		ww_diag_hint(x->p->diags, "end it with \"/\", or put quotes around plain text");
		return false;
	}
	for (x->i = close + 1; x->i < x->s.n && !ends_word(x->s.p[x->i]); x->i++) {
		size_t n = ww_utf8_decode(x->s.p + x->i, x->s.n - x->i, &(uint32_t){ 0 }, NULL);

		if (x->s.p[x->i] != 'i') {
			watch_parse_fail(x->p, x->i, n, "\"%.*s\" is not a flag of a regular expression",
				(int) n, x->s.p + x->i);
			ww_diag_hint(x->p->diags, "the only flag is i: ignore case; write \"/\" as \\/");
			return false;
		}
		icase = true;
	}
	t = add(x, TOK_REGEX, from);
	if (!t)
		return false;
	t->inner = ww_str_n(x->s.p + from + 1, close - from - 1);
	t->icase = icase;
	return true;
}

/* Digits as a number; what is larger than any limit is UINT_MAX. */
static bool number(struct ww_str s, unsigned *ret)
{
	uint64_t n = 0;
	int rc = ww_str_to_u64(s, UINT_MAX - 1, &n);

	*ret = rc == -ERANGE ? UINT_MAX : (unsigned) n;
	return rc != -EINVAL;
}

static bool is_near(struct ww_str w, struct watch_token_text *t)
{
	struct ww_str name = WW_STR("near");

	t->ordered = ww_str_starts_ci(w, WW_STR("then"));
	if (!t->ordered && !ww_str_starts_ci(w, name))
		return false;
	if (w.n > name.n && w.p[name.n] != '/')
		return false;
	t->has_number = w.n > name.n && number(ww_str_from(w, name.n + 1), &t->n);
	return true;
}

static unsigned field_bit(struct ww_str name)
{
	for (enum watch_field f = 0; f < WATCH_N_FIELDS; f++)
		if (ww_str_eq_ci(name, ww_str(watch_field_name(f))))
			return WATCH_FIELD_BIT(f);
	return 0;
}

/* "title+author" as a mask; 0 when a part is no field. */
static unsigned field_mask(struct ww_str w)
{
	unsigned mask = 0;
	struct ww_str part;

	while (ww_str_split(&w, '+', &part)) {
		unsigned bit = field_bit(part);

		if (!bit)
			return 0;
		mask |= bit;
	}
	return mask;
}

static void classify(struct watch_token_text *t, struct ww_str w)
{
	if (ww_str_eq_ci(w, WW_STR("and"))) {
		t->type = TOK_AND;
	} else if (ww_str_eq_ci(w, WW_STR("or"))) {
		t->type = TOK_OR;
	} else if (ww_str_eq_ci(w, WW_STR("not"))) {
		t->type = TOK_NOT;
	} else if (is_near(w, t)) {
		t->type = TOK_NEAR;
	} else if (w.n > 1 && (w.p[w.n - 1] == 'x' || w.p[w.n - 1] == 'X') &&
		   number(ww_str_n(w.p, w.n - 1), &t->n)) {
		t->type = TOK_COUNT;
	} else if (w.n > 1 && w.p[w.n - 1] == ':') {
		t->type = TOK_FIELD;
		t->fields = field_mask(ww_str_n(w.p, w.n - 1));
	}
}

static bool lex_word(struct lexer *x)
{
	size_t from = x->i;
	struct watch_token_text *t;
	bool braces = false;

	while (x->i < x->s.n && !ends_word(x->s.p[x->i]))
		if (!step(x, x->line_end, &braces))
			return false;
	t = add(x, TOK_WORD, from);
	if (!t)
		return false;
	t->braces = braces;
	if (!braces)
		classify(t, ww_str_n(x->s.p + from, t->len));
	return true;
}

/* "@" and what is stuck to it: a quote, or a word that the grammar may lengthen. */
static bool lex_name(struct lexer *x)
{
	size_t from = x->i++;
	struct ww_str inner = { 0 };
	struct watch_token_text *t;

	if (x->i < x->s.n && x->s.p[x->i] == '"') {
		if (!skip_quote(x, true, &inner, NULL))
			return false;
	} else {
		while (x->i < x->s.n && !ends_word(x->s.p[x->i]))
			x->i++;
	}
	t = add(x, TOK_NAME, from);
	if (t)
		t->inner = inner;
	return t;
}

static bool lex_one(struct lexer *x)
{
	size_t from = x->i;

	x->line_end = conf_value_line_end(x->p->value, from);
	switch (x->s.p[from]) {
	case '(':
		x->i++;
		return add(x, TOK_OPEN, from);
	case ')':
		x->i++;
		return add(x, TOK_CLOSE, from);
	case ',':
		x->i++;
		return add(x, TOK_COMMA, from);
	case '/':
		return lex_regex(x);
	case '@':
		return lex_name(x);
	case '"':
		return lex_quoted(x);
	case '=':
		if (from + 1 < x->s.n && x->s.p[from + 1] == '"')
			return lex_quoted(x);
		return lex_word(x);
	default:
		return lex_word(x);
	}
}

/* "2", "of", "(" in a row: the first two are one token. */
static void join_of(struct watch_parse *p)
{
	struct watch_token_text *t = p->toks.v;
	size_t to = 0;

	for (size_t i = 0; i < p->toks.n; i++, to++) {
		t[to] = t[i];
		if (i + 2 >= p->toks.n || t[i].type != TOK_WORD || t[i + 1].type != TOK_WORD ||
			t[i + 2].type != TOK_OPEN)
			continue;
		if (!ww_str_eq_ci(ww_str_n(p->value->text.p + t[i + 1].off, t[i + 1].len), WW_STR("of")) ||
			!number(ww_str_n(p->value->text.p + t[i].off, t[i].len), &t[to].n))
			continue;
		t[to].type = TOK_OF;
		t[to].len = t[i + 1].off + t[i + 1].len - t[to].off;
		i++;
	}
	p->toks.n = to;
}

bool watch_lex(struct watch_parse *p)
{
	struct lexer x = { .p = p, .s = p->value->text };

	p->toks.n = 0;
	for (;;) {
		while (x.i < x.s.n && is_blank(x.s.p[x.i]))
			x.i++;
		if (x.i >= x.s.n)
			break;
		if (!lex_one(&x))
			return false;
	}
	if (!add(&x, TOK_END, x.i))
		return false;
	join_of(p);
	return true;
}
