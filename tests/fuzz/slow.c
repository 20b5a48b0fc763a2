/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/slow.h"

#include "filters/near.h"
#include "filters/regex.h"
#include "filters/tokens.h"

/* Words [begin, end) of a field. */
struct slow_span {
	unsigned field;
	size_t begin, end;
};

struct slow_spans {
	WW_ARRAY(struct slow_span) list;
};

struct slow {
	const struct watch_doc *doc;
	struct watch_tokens tokens[WATCH_N_FIELDS];
};

static void push(struct slow_spans *s, struct slow_span span)
{
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.v[i].field == span.field && s->list.v[i].begin == span.begin &&
		        s->list.v[i].end == span.end)
			return;
	if (ww_array_push(&s->list, span))
		abort();
}

static bool same_spelling(
        struct slow *s, unsigned f, size_t i, const struct watch_tokens *want, struct ww_str text, size_t k)
{
	WW_AUTO(buf) struct ww_buf a = WW_BUF(1u << 20);
	WW_AUTO(buf) struct ww_buf b = WW_BUF(1u << 20);

	if (watch_token_exact(&s->tokens[f], s->doc->field[f], i, &a) || watch_token_exact(want, text, k, &b))
		abort();
	return ww_str_eq(ww_buf_str(&a), ww_buf_str(&b));
}

static bool phrase_at(
        struct slow *s, const struct watch_expr *e, const struct watch_tokens *want, unsigned f, size_t i)
{
	for (size_t k = 0; k < want->list.n; k++) {
		struct ww_str word = watch_token_folded(&s->tokens[f], i + k),
		              w = watch_token_folded(want, k);
		bool last = e->prefix && k + 1 == want->list.n;

		if (last ? !ww_str_starts(word, w) : !ww_str_eq(word, w))
			return false;
		if (e->exact && !same_spelling(s, f, i + k, want, ww_str(e->text), k))
			return false;
	}
	return true;
}

static void phrase_spans(struct slow *s, const struct watch_expr *e, unsigned fields, struct slow_spans *out)
{
	WW_AUTO(watch_tokens) struct watch_tokens want = { 0 };

	if (watch_tokenise(&want, ww_str(e->text)))
		abort();
	for (unsigned f = 0; f < WATCH_N_FIELDS; f++)
		for (size_t i = 0; fields >> f & 1 && i + want.list.n <= s->tokens[f].list.n; i++)
			if (phrase_at(s, e, &want, f, i))
				push(out, (struct slow_span){ f, i, i + want.list.n });
}

static void spans_of(struct slow *s, const struct watch_expr *e, unsigned fields, struct slow_spans *out);

/* All combinations of a near, one part after the other in every order. */
struct combos {
	const struct watch_expr *e;
	struct slow_spans parts[WATCH_NEAR_PARTS];
	struct slow_span chosen[WATCH_NEAR_PARTS]; /* in the order of the text */
	bool taken[WATCH_NEAR_PARTS];
	struct slow_spans whole, operands;
};

static void combine(struct combos *c, size_t depth)
{
	const struct slow_span *last = depth ? &c->chosen[depth - 1] : NULL;
	size_t n = c->e->n_kids;

	/* The parser's limit, of which a compiler that unrolls this knows nothing. */
	if (n > WATCH_NEAR_PARTS)
		abort();
	if (depth >= n) {
		push(&c->whole, (struct slow_span){ last->field, c->chosen[0].begin, last->end });
		for (size_t i = 0; i < n; i++)
			push(&c->operands, c->chosen[i]);
		return;
	}
	for (size_t p = 0; p < n; p++) {
		if (c->taken[p] || (c->e->ordered && p != depth))
			continue;
		c->taken[p] = true;
		for (size_t i = 0; i < c->parts[p].list.n; i++) {
			struct slow_span x = c->parts[p].list.v[i];

			if (last && (x.field != last->field || x.begin < last->end ||
			                    x.begin - last->end > c->e->n))
				continue;
			c->chosen[depth] = x;
			combine(c, depth + 1);
		}
		c->taken[p] = false;
	}
}

/* whole: from the first to the last word; else the operands. */
static void near_spans(
        struct slow *s, const struct watch_expr *e, unsigned fields, bool whole, struct slow_spans *out)
{
	struct combos c = { .e = e };

	for (size_t i = 0; i < e->n_kids; i++)
		spans_of(s, e->kids[i], fields, &c.parts[i]);
	combine(&c, 0);
	for (size_t i = 0; i < (whole ? c.whole : c.operands).list.n; i++)
		push(out, (whole ? c.whole : c.operands).list.v[i]);
	for (size_t i = 0; i < e->n_kids; i++)
		ww_array_finish(&c.parts[i].list);
	ww_array_finish(&c.whole.list);
	ww_array_finish(&c.operands.list);
}

static void spans_of(struct slow *s, const struct watch_expr *e, unsigned fields, struct slow_spans *out)
{
	switch (e->op) {
	case WATCH_PHRASE:
		phrase_spans(s, e, fields, out);
		break;
	case WATCH_NEAR:
		near_spans(s, e, fields, true, out);
		break;
	case WATCH_OR:
		for (size_t i = 0; i < e->n_kids; i++)
			spans_of(s, e->kids[i], fields, out);
		break;
	case WATCH_IN:
		spans_of(s, e->kids[0], e->fields, out);
		break;
	case WATCH_REF:
		spans_of(s, e->ref->expr, fields, out);
		break;
	default:
		abort();
	}
}

static bool mark(struct slow *s, const struct slow_spans *spans, struct watch_hits *hits)
{
	for (size_t i = 0; i < spans->list.n; i++) {
		const struct slow_span *x = &spans->list.v[i];
		const struct watch_token *t = s->tokens[x->field].list.v;
		struct watch_span b = { x->field, t[x->begin].begin, t[x->end - 1].end };

		if (ww_array_push(&hits->spans, b))
			abort();
	}
	return spans->list.n != 0;
}

static bool regex(struct slow *s, const struct watch_expr *e, unsigned fields, struct watch_hits *hits)
{
	struct watch_regex_run *run = watch_regex_run_create();
	struct watch_regex *regex;
	size_t before = hits->spans.n;

	if (!run || watch_regex_create(ww_str(e->text), e->icase, &regex, NULL, NULL))
		abort();
	for (unsigned f = 0; f < WATCH_N_FIELDS; f++) {
		size_t at = 0, begin, end;

		while (fields >> f & 1 &&
		        watch_regex_next(run, regex, s->doc->field[f], &at, &begin, &end) > 0)
			if (ww_array_push(&hits->spans,
			            ((struct watch_span){ f, (uint32_t) begin, (uint32_t) end })))
				abort();
	}
	watch_regex_destroy(regex);
	watch_regex_run_destroy(run);
	return hits->spans.n != before;
}

static size_t starts(const struct slow_spans *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->list.n; i++) {
		bool first = true;

		for (size_t k = 0; k < i; k++)
			first &= s->list.v[k].field != s->list.v[i].field ||
			         s->list.v[k].begin != s->list.v[i].begin;
		n += first;
	}
	return n;
}

static bool eval(struct slow *s, const struct watch_expr *e, unsigned fields, struct watch_hits *hits)
{
	struct slow_spans spans = { 0 };
	size_t before = hits->spans.n, held = 0;
	bool ok = false;

	switch (e->op) {
	case WATCH_PHRASE:
		spans_of(s, e, fields, &spans);
		ok = mark(s, &spans, hits);
		break;
	case WATCH_NEAR:
		near_spans(s, e, fields, false, &spans);
		ok = mark(s, &spans, hits);
		break;
	case WATCH_COUNT:
		spans_of(s, e->kids[0], fields, &spans);
		ok = starts(&spans) >= e->n;
		if (ok)
			mark(s, &spans, hits);
		break;
	case WATCH_REGEX:
		ok = regex(s, e, fields, hits);
		break;
	case WATCH_IN:
		ok = eval(s, e->kids[0], e->fields, hits);
		break;
	case WATCH_REF:
		ok = eval(s, e->ref->expr, fields, hits);
		break;
	case WATCH_NOT:
		ok = !eval(s, e->kids[0], fields, hits);
		hits->spans.n = before;
		break;
	case WATCH_AND:
	case WATCH_OR:
	case WATCH_OF:
		for (size_t i = 0; i < e->n_kids; i++)
			held += eval(s, e->kids[i], fields, hits);
		ok = held >= (e->op == WATCH_AND ? e->n_kids : e->op == WATCH_OR ? 1 : e->n);
		if (!ok)
			hits->spans.n = before;
		break;
	}
	ww_array_finish(&spans.list);
	return ok;
}

bool slow_eval(
        const struct watch_expr *e, const struct watch_doc *doc, unsigned fields, struct watch_hits *hits)
{
	struct slow s = { .doc = doc };
	bool ok;

	for (unsigned f = 0; f < WATCH_N_FIELDS; f++)
		if (watch_tokenise(&s.tokens[f], doc->field[f]))
			abort();
	ok = eval(&s, e, fields, hits);
	for (unsigned f = 0; f < WATCH_N_FIELDS; f++)
		watch_tokens_finish(&s.tokens[f]);
	return ok;
}
