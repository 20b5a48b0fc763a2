/* SPDX-License-Identifier: MIT */
/*
 * The grammar of one value, by recursive descent: chain, conj, prox, unary,
 * atom (parse.h names the page that has it). Kids of a node under way are on
 * p->kids above the base that its function remembers.
 */
#include "filters/parse.h"

void watch_parse_finish(struct watch_parse *p)
{
	ww_array_finish(&p->toks);
	ww_array_finish(&p->kids);
	watch_tokens_finish(&p->words);
	ww_buf_finish(&p->buf);
}

static struct watch_expr *conjunction(struct watch_parse *p, size_t *ret_and);
static bool chain(struct watch_parse *p, bool commas);

static const struct watch_token_text *peek(const struct watch_parse *p)
{
	return &p->toks.v[p->pos];
}

static const struct watch_token_text *take(struct watch_parse *p)
{
	return &p->toks.v[p->pos++];
}

static struct ww_str written(const struct watch_parse *p, const struct watch_token_text *t)
{
	return ww_str_n(p->value->text.p + t->off, t->len);
}

static bool lost(const struct watch_parse *p)
{
	return p->failed || p->no_memory;
}

/* For calls that return NULL: the complaint was made. */
#define fail(p, t, ...) watch_parse_fail(p, (t)->off, (t)->len, __VA_ARGS__)

struct watch_expr *watch_parse_node(struct watch_parse *p, enum watch_op op, size_t off, size_t len)
{
	struct watch_expr *e = conf_arena_alloc(p->arena, sizeof(*e));

	if (!e) {
		p->no_memory = true;
		return NULL;
	}
	e->op = op;
	e->place = conf_value_place(p->value, off, len);
	return e;
}

/* The kids above base become one node that starts at off and ends before the next token. */
static struct watch_expr *join(struct watch_parse *p, enum watch_op op, size_t base, size_t off)
{
	const struct watch_token_text *last = &p->toks.v[p->pos - 1];
	struct watch_expr *e = watch_expr_join(p->arena, op, p->kids.v + base, p->kids.n - base,
		conf_value_place(p->value, off, last->off + last->len - off));

	p->kids.n = base;
	if (!e)
		p->no_memory = true;
	return e;
}

static bool push(struct watch_parse *p, struct watch_expr *e)
{
	if (e && ww_array_push(&p->kids, e))
		p->no_memory = true;
	return e && !p->no_memory;
}

bool watch_parse_count(struct watch_parse *p, size_t n, size_t off, size_t len)
{
	p->size += n;
	if (p->size <= WATCH_SIZE_MAX)
		return true;
	watch_parse_fail(
		p, off, len, "this rule is too large: the most is %d words and phrases", WATCH_SIZE_MAX);
	ww_diag_hint(p->diags, "@names and {...} count in full");
	return false;
}

static bool enter(struct watch_parse *p, const struct watch_token_text *t)
{
	if (++p->depth <= WATCH_DEPTH_MAX)
		return true;
	fail(p, t, "brackets are nested too deep: the most is %d", WATCH_DEPTH_MAX);
	ww_diag_hint(p->diags, "use [define] for the inner parts");
	return false;
}

/* Is e a span, as what t says needs? False after a complaint. */
static bool check_span(struct watch_parse *p, const struct watch_token_text *t, const struct watch_expr *e)
{
	const struct watch_expr *bad = watch_expr_not_span(e);
	WW_AUTO(buf) struct ww_buf needs = WW_BUF(200);

	if (!bad)
		return true;
	if (t->type == TOK_COUNT)
		ww_buf_addf(&needs, "\"%.*s\" needs words or phrases after it", WW_STR_ARG(written(p, t)));
	else
		ww_buf_addf(&needs, "%.*s needs words or phrases on both sides", WW_STR_ARG(written(p, t)));
	if (bad->op == WATCH_REF) {
		watch_parse_fail(p, conf_value_offset(p->value, &bad->place), 1,
			"%s, but this name has %s in it", ww_buf_cstr(&needs), watch_expr_op_text(bad));
		ww_diag_hint(p->diags, "use a [define] that only lists words and phrases");
		return false;
	}
	fail(p, t, "%s, not %s", ww_buf_cstr(&needs), watch_expr_op_text(bad));
	if (t->type == TOK_COUNT)
		ww_diag_hint(p->diags, "%.*s (a, b near/5 c)", WW_STR_ARG(written(p, t)));
	else
		ww_diag_hint(p->diags, "put the near inside: (a %.*s b) and c", WW_STR_ARG(written(p, t)));
	return false;
}

/* A word or phrase should be at the token at hand. */
static void fail_missing(struct watch_parse *p)
{
	const struct watch_token_text *t = peek(p), *before = p->pos ? t - 1 : NULL;

	if (before && before->type != TOK_OPEN) {
		struct ww_str w = written(p, before);

		fail(p, t, "a word or phrase is missing after \"%.*s\"", WW_STR_ARG(w));
	} else if (t->type == TOK_COMMA || t->type == TOK_AND || t->type == TOK_OR || t->type == TOK_NEAR) {
		struct ww_str w = written(p, t);

		fail(p, t, "a word or phrase is missing before \"%.*s\"", WW_STR_ARG(w));
	} else {
		fail(p, t, "a word or phrase is missing here");
	}
}

static void fail_field(struct watch_parse *p, const struct watch_token_text *t)
{
	fail(p, t, "\"%.*s\" is not a field", WW_STR_ARG(written(p, t)));
	ww_diag_hint(p->diags, "fields: %s; quote it if it is text", WATCH_FIELDS_HINT);
}

/* The token at hand cannot stand behind a finished expression. */
static void fail_unexpected(struct watch_parse *p)
{
	const struct watch_token_text *t = peek(p);
	struct ww_str w = t->type == TOK_QUOTED ? t->inner : written(p, t);

	if (t->type == TOK_FIELD && !t->fields) {
		fail_field(p, t);
		return;
	}
	fail(p, t, "\"%.*s\" is not expected here", WW_STR_ARG(w));
	if (t->type == TOK_CLOSE)
		ww_diag_hint(p->diags, "there is no \"(\" for it");
	else if (t->type == TOK_NOT)
		ww_diag_hint(p->diags, "write \"and not\"");
	else
		ww_diag_hint(p->diags, "put \",\" (or), \"and\" or near/8 between the two");
}

/* Step over the ")" that belongs to open. */
static bool close_bracket(struct watch_parse *p, const struct watch_token_text *open)
{
	if (peek(p)->type == TOK_CLOSE) {
		p->pos++;
		return true;
	}
	if (peek(p)->type == TOK_END)
		watch_parse_fail(p, open->off + open->len - 1, 1, "this bracket is never closed");
	else
		fail_unexpected(p);
	return false;
}

static struct watch_expr *bracket(struct watch_parse *p)
{
	const struct watch_token_text *open = take(p);
	size_t base = p->kids.n;
	bool covering = p->covering;

	if (!enter(p, open))
		return NULL;
	p->covering = false;
	if (!chain(p, true) || !close_bracket(p, open))
		return NULL;
	p->covering = covering;
	p->depth--;
	return join(p, WATCH_OR, base, open->off);
}

/* "title:Syria" is text, as a word runs to the next blank; that may surprise. */
static void warn_stuck_field(struct watch_parse *p, const struct watch_token_text *t)
{
	struct ww_str w = written(p, t);
	size_t n = ww_str_find_char(w, ':');

	for (enum watch_field f = 0; f < WATCH_N_FIELDS && n < w.n; f++) {
		if (!ww_str_eq_ci(ww_str_n(w.p, n), ww_str(watch_field_name(f))))
			continue;
		conf_value_diag(p->diags, WW_WARNING, p->value, t->off, t->len,
			"\"%.*s\" is read as plain words", WW_STR_ARG(w));
		ww_diag_hint(p->diags, "for the field put a blank behind it: %s: %.*s", watch_field_name(f),
			WW_STR_ARG(ww_str_from(w, n + 1)));
	}
}

/* "2 of" in front of anything but a bracket. */
static void warn_of(struct watch_parse *p, const struct watch_token_text *t)
{
	struct ww_str n = written(p, t);

	if (t[1].type != TOK_WORD || !ww_str_eq_ci(written(p, t + 1), WW_STR("of")))
		return;
	for (size_t i = 0; i < n.n; i++)
		if (!ww_is_digit(n.p[i]))
			return;
	conf_value_diag(p->diags, WW_WARNING, p->value, t->off, t[1].off + t[1].len - t->off,
		"\"%.*s of\" without a bracket is read as plain words", WW_STR_ARG(n));
	ww_diag_hint(p->diags, "%.*s of (a, b, c)", WW_STR_ARG(n));
}

static struct watch_expr *phrase(struct watch_parse *p)
{
	const struct watch_token_text *first = take(p), *last = first;
	bool braces = first->braces;

	warn_of(p, first);
	warn_stuck_field(p, first);
	while (peek(p)->type == TOK_WORD) {
		last = take(p);
		braces = braces || last->braces;
	}
	return watch_parse_phrase(p, first->off, last->off + last->len - first->off,
		ww_str_n(p->value->text.p + first->off, last->off + last->len - first->off), braces);
}

/* The signs around a quote belong to the phrase as if it were unquoted. */
static struct watch_expr *quoted(struct watch_parse *p)
{
	const struct watch_token_text *t = take(p);
	struct ww_str w = written(p, t);
	WW_AUTO(buf) struct ww_buf text = WW_BUF(CONF_LINE_MAX);

	ww_buf_adds(&text, w.p[0] == '=' ? "=" : "");
	ww_buf_add_str(&text, t->inner);
	ww_buf_adds(&text, w.p[w.n - 1] == '*' ? "*" : "");
	if (text.err) {
		p->no_memory = true;
		return NULL;
	}
	return watch_parse_phrase(p, t->off, t->len, ww_buf_str(&text), t->braces);
}

static struct watch_expr *atom(struct watch_parse *p)
{
	switch (peek(p)->type) {
	case TOK_OPEN:
		return bracket(p);
	case TOK_REGEX:
		return watch_parse_regex(p, take(p));
	case TOK_NAME:
		return watch_parse_name(p);
	case TOK_WORD:
		return phrase(p);
	case TOK_QUOTED:
		return quoted(p);
	default:
		fail_missing(p);
		return NULL;
	}
}

static struct watch_expr *unary(struct watch_parse *p);

/* A prefix and the one operand behind it. */
static struct watch_expr *prefixed(struct watch_parse *p, enum watch_op op)
{
	const struct watch_token_text *t = take(p);
	struct watch_expr *e = NULL, *kid;

	if (!enter(p, t))
		return NULL;
	kid = unary(p);
	if (!kid)
		return NULL;
	p->depth--;
	if (op == WATCH_COUNT && !check_span(p, t, kid))
		return NULL;
	if (!push(p, kid))
		return NULL;
	e = join(p, op, p->kids.n - 1, t->off);
	if (e) {
		e->n = t->n;
		e->fields = t->fields;
	}
	return e;
}

/* title: a, b  covers only a, which is seldom meant. */
static void warn_cover(struct watch_parse *p, const struct watch_token_text *t)
{
	enum watch_tok next = peek(p)->type;
	struct ww_str w = written(p, t);

	if (p->covering || t[1].type == TOK_OPEN || p->toks.v[p->pos - 1].type == TOK_CLOSE)
		return;
	if (next != TOK_COMMA && next != TOK_OR)
		return;
	conf_value_diag(p->diags, WW_WARNING, p->value, t->off, t->len,
		"\"%.*s\" covers only the next word or phrase", WW_STR_ARG(w));
	ww_diag_hint(p->diags, "write %.*s (a, b) to cover the list", WW_STR_ARG(w));
}

static struct watch_expr *covered(struct watch_parse *p, enum watch_op op)
{
	const struct watch_token_text *t = peek(p);
	bool covering = p->covering;
	struct watch_expr *e;

	if (op == WATCH_IN && !t->fields) {
		fail_field(p, t);
		return NULL;
	}
	if (op == WATCH_COUNT && (!t->n || t->n > WATCH_COUNT_MAX)) {
		fail(p, t, "\"%.*s\" cannot be: 1x to %dx", WW_STR_ARG(written(p, t)), WATCH_COUNT_MAX);
		return NULL;
	}
	p->covering = true;
	e = prefixed(p, op);
	p->covering = covering;
	if (e)
		warn_cover(p, t);
	return e;
}

/* k of (item, item): here "," separates items and only "or" is or. */
static struct watch_expr *of(struct watch_parse *p)
{
	const struct watch_token_text *t = take(p), *open = take(p);
	size_t base = p->kids.n, n;
	bool covering = p->covering;
	struct watch_expr *e;

	if (!t->n) {
		fail(p, t, "\"%.*s\" is always true: the least is 1", WW_STR_ARG(written(p, t)));
		return NULL;
	}
	if (!enter(p, t))
		return NULL;
	p->covering = false;
	do {
		size_t item = p->kids.n, off = peek(p)->off;

		if (!chain(p, false))
			return NULL;
		e = join(p, WATCH_OR, item, off);
		if (!push(p, e))
			return NULL;
	} while (peek(p)->type == TOK_COMMA && p->pos++);
	if (!close_bracket(p, open))
		return NULL;
	p->covering = covering;
	p->depth--;
	n = p->kids.n - base;
	if (t->n > n) {
		fail(p, t, "\"%.*s\" needs a bracketed list of at least %u things, not %zu",
			WW_STR_ARG(written(p, t)), t->n, n);
		ww_diag_hint(p->diags, "2 of (a, b, c)");
		return NULL;
	}
	e = join(p, WATCH_OF, base, t->off);
	if (e)
		e->n = t->n;
	return e;
}

static struct watch_expr *unary(struct watch_parse *p)
{
	switch (peek(p)->type) {
	case TOK_NOT:
		return prefixed(p, WATCH_NOT);
	case TOK_FIELD:
		return covered(p, WATCH_IN);
	case TOK_COUNT:
		return covered(p, WATCH_COUNT);
	case TOK_OF:
		return of(p);
	default:
		return atom(p);
	}
}

/* The near at hand, as part number n of a chain that first began. */
static bool check_near(struct watch_parse *p, const struct watch_token_text *first, size_t n)
{
	const struct watch_token_text *t = peek(p);
	struct ww_str w = written(p, t);

	if (!t->has_number) {
		fail(p, t, "\"%.*s\" needs a number of words, such as %s/8", WW_STR_ARG(w),
			t->ordered ? "then" : "near");
		ww_diag_hint(p->diags, "near/8 = at most 8 words between, any order; then/8 = in this order");
	} else if (t->n > WATCH_NEAR_MAX) {
		fail(p, t, "%.*s is too far: the most is %d", WW_STR_ARG(w), WATCH_NEAR_MAX);
		ww_diag_hint(p->diags, "use \"and\" if the words may be anywhere in the item");
	} else if (first->n != t->n || first->ordered != t->ordered) {
		fail(p, t, "different near/then distances in one chain");
		ww_diag_hint(p->diags, "put brackets around the inner one");
	} else if (n > WATCH_PARTS_MAX) {
		fail(p, t, "too many parts in one near/then chain: the most is %d", WATCH_PARTS_MAX);
	} else {
		return true;
	}
	return false;
}

static struct watch_expr *prox(struct watch_parse *p)
{
	size_t off = peek(p)->off, base = p->kids.n;
	struct watch_expr *e = unary(p);
	const struct watch_token_text *near = peek(p);

	if (!e || near->type != TOK_NEAR)
		return e;
	if (!push(p, e))
		return NULL;
	for (size_t n = 2; peek(p)->type == TOK_NEAR; n++) {
		const struct watch_token_text *t = peek(p);

		if (!check_near(p, near, n) || !check_span(p, t, e))
			return NULL;
		p->pos++;
		e = unary(p);
		if (!e || !check_span(p, t, e) || !push(p, e))
			return NULL;
	}
	e = join(p, WATCH_NEAR, base, off);
	if (e) {
		e->n = near->n;
		e->ordered = near->ordered;
	}
	return e;
}

/* *ret_and becomes the position of an "and", if there is one. */
static struct watch_expr *conjunction(struct watch_parse *p, size_t *ret_and)
{
	size_t off = peek(p)->off, base = p->kids.n;

	if (!push(p, prox(p)))
		return NULL;
	while (peek(p)->type == TOK_AND) {
		if (*ret_and == SIZE_MAX)
			*ret_and = p->pos;
		p->pos++;
		if (!push(p, prox(p)))
			return NULL;
	}
	return join(p, WATCH_AND, base, off);
}

static void fail_mixed(struct watch_parse *p, size_t and, const struct watch_token_text *sep)
{
	fail(p, &p->toks.v[and], "\"and\" and \"or\" are mixed without brackets");
	if (sep->type == TOK_COMMA)
		ww_diag_hint(p->diags, "\",\" means \"or\": write (a and b), c  -  or  a and (b, c)");
	else
		ww_diag_hint(p->diags, "write (a and b) or c  -  or  a and (b or c)");
}

/* Parts with "or" between them, and "," if commas; they are left on p->kids. */
static bool chain(struct watch_parse *p, bool commas)
{
	const struct watch_token_text *sep = NULL;
	size_t and = SIZE_MAX;

	for (;;) {
		const struct watch_token_text *t;

		if (!push(p, conjunction(p, &and)))
			return false;
		t = peek(p);
		if (t->type == TOK_OR || (commas && t->type == TOK_COMMA))
			sep = sep ? sep : t;
		else
			t = NULL;
		if (sep && and != SIZE_MAX) {
			fail_mixed(p, and, sep);
			return false;
		}
		if (!t)
			return true;
		p->pos++;
	}
}

int watch_parse_value(struct watch_parse *p, const struct conf_value *v, struct watch_expr_list *ret)
{
	size_t size = p->size;

	p->value = v;
	p->pos = p->depth = 0;
	p->covering = p->failed = p->no_memory = false;
	p->kids.n = 0;
	if (watch_lex(p) && chain(p, true) && peek(p)->type != TOK_END)
		fail_unexpected(p);
	for (size_t i = 0; i < p->kids.n && !lost(p); i++)
		if (ww_array_push(&ret->list, p->kids.v[i]))
			p->no_memory = true;
	if (p->no_memory)
		return -ENOMEM;
	if (p->failed) {
		p->size = size;
		return -EINVAL;
	}
	return 0;
}
