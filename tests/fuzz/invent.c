/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/invent.h"

#include "filters/near.h"
#include "tests/fuzz/slow.h"

#define TEXT_MAX 100000

static const char *const words[] = {
	"a",
	"b",
	"c",
	"ab",
	"abc",
	"A",
	"AB",
	"a.b.",
	"a-b",
	"b's",
	"É",
	"e\xCC\x81",
	"é",
	"俄",
	"罗",
	"aé",
	"the",
};

static const char *const between[] = { " ", " ", " ", ". ", "-", "’s ", ".", "\n", "\xC2\xAD", "\xFF", "" };

static const char *const patterns[] = { "\\ba", "b+", "[^ab ]", "a.b", "(?<=a)b", "é" };

unsigned invent_below(struct invent *in, unsigned bound)
{
	unsigned v;

	if (!in->n)
		return 0;
	v = in->p[0];
	in->p++;
	in->n--;
	return v % bound;
}

static void add_text(struct invent *in, unsigned n, struct ww_buf *out)
{
	for (unsigned i = 0; i < n; i++) {
		ww_buf_adds(out, words[invent_below(in, WW_ARRAY_LEN(words))]);
		if (i + 1 < n)
			ww_buf_adds(out, between[invent_below(in, WW_ARRAY_LEN(between))]);
	}
}

void invent_text(struct invent *in, struct ww_buf *out)
{
	add_text(in, invent_below(in, 24), out);
}

static struct watch_expr *expr(struct invent *in, struct neutral *n, unsigned depth, bool spans);

static void kids(
        struct invent *in, struct neutral *n, struct watch_expr *e, size_t count, unsigned depth, bool spans)
{
	e->n_kids = count;
	e->kids = neutral_alloc(n, count * sizeof(*e->kids));
	for (size_t i = 0; i < count; i++)
		e->kids[i] = expr(in, n, depth - 1, spans);
}

static void phrase(struct invent *in, struct neutral *n, struct watch_expr *e)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(TEXT_MAX);
	unsigned how = invent_below(in, 4);

	/* A word in front: separators alone, or "s" after an apostrophe, are no phrase. */
	ww_buf_adds(&b, "b ");
	add_text(in, 1 + invent_below(in, 2), &b);
	e->op = WATCH_PHRASE;
	e->exact = how == 1;
	e->prefix = how == 2;
	e->text = neutral_strdup(n, ww_buf_cstr(&b) + (invent_below(in, 4) ? 2 : 0));
}

static void near(struct invent *in, struct neutral *n, struct watch_expr *e, unsigned depth)
{
	e->op = WATCH_NEAR;
	e->n = invent_below(in, 5);
	e->ordered = invent_below(in, 3) == 0;
	kids(in, n, e, 2 + invent_below(in, depth > 2 ? 2 : 3), depth, true);
}

static void reference(struct invent *in, struct neutral *n, struct watch_expr *e)
{
	e->op = WATCH_REF;
	e->ref = n->list->rules.v[invent_below(in, (unsigned) n->list->rules.n)];
}

/* spans: something that near and count take. */
static struct watch_expr *expr(struct invent *in, struct neutral *n, unsigned depth, bool spans)
{
	struct watch_expr *e = neutral_alloc(n, sizeof(*e));
	unsigned op = depth ? invent_below(in, spans ? 8 : 20) : 0;

	e->op = WATCH_AND;
	if (op < 4) {
		phrase(in, n, e);
	} else if (op < 6) {
		near(in, n, e, depth);
	} else if (op < 7) {
		e->op = WATCH_OR;
		/* Long lists are treated in their own way. */
		kids(in, n, e, invent_below(in, 3) ? 1 + invent_below(in, 3) : 8 + invent_below(in, 60),
		        ww_min(depth, 2u), spans);
	} else if (op < 8) {
		e->op = WATCH_IN;
		e->fields = 1 + invent_below(in, 7);
		kids(in, n, e, 1, depth, spans);
	} else if (op < 10) {
		kids(in, n, e, 1 + invent_below(in, 3), depth, false);
	} else if (op < 12) {
		e->op = WATCH_NOT;
		kids(in, n, e, 1, depth, false);
	} else if (op < 14) {
		e->op = WATCH_OF;
		e->n = 1 + invent_below(in, 4);
		kids(in, n, e, 1 + invent_below(in, 4), depth, false);
	} else if (op < 16) {
		e->op = WATCH_COUNT;
		e->n = 1 + invent_below(in, 4);
		kids(in, n, e, 1, depth, true);
	} else if (op < 17) {
		e->op = WATCH_REGEX;
		e->text = neutral_strdup(n, patterns[invent_below(in, WW_ARRAY_LEN(patterns))]);
		e->icase = invent_below(in, 2);
	} else if (n->list && n->list->rules.n) {
		reference(in, n, e);
	} else {
		phrase(in, n, e);
	}
	return e;
}

void invent_rule(struct invent *in, struct neutral *n)
{
	char name[32];
	struct watch_rule *r;
	size_t at = n->list ? n->list->rules.n : 0;

	snprintf(name, sizeof(name), "r%zu", at);
	r = neutral_add(n, name, expr(in, n, 3, false));
	r->fields = 1 + invent_below(in, 7);
	r->off = invent_below(in, 5) == 4;
}

static void expect(const struct watchlist *list, const struct watch_doc *doc, struct watch_hits *hits)
{
	for (size_t i = 0; i < list->rules.n; i++) {
		const struct watch_rule *r = list->rules.v[i];
		struct watch_hit h = { .rule = r, .first = hits->spans.n };

		if (!watch_rule_is_active(r) || !slow_eval(r->expr, doc, r->fields, hits))
			continue;
		h.n_spans = hits->spans.n - h.first;
		if (ww_array_push(&hits->list, h))
			abort();
	}
}

static int by_bytes(const void *va, const void *vb)
{
	const struct watch_span *a = va, *b = vb;
	int64_t d = (int64_t) a->field - b->field;

	d = d ? d : (int64_t) a->begin - b->begin;
	d = d ? d : (int64_t) a->end - b->end;
	return d < 0 ? -1 : d > 0;
}

/* As watch_match() promises: sorted, no duplicates. */
static void print(struct watch_hits *hits, struct ww_buf *out)
{
	for (size_t i = 0; i < hits->list.n; i++) {
		struct watch_hit *h = &hits->list.v[i];
		struct watch_span *s = h->n_spans ? hits->spans.v + h->first : NULL;
		size_t n = 0;

		if (h->n_spans)
			qsort(s, h->n_spans, sizeof(*s), by_bytes);
		for (size_t k = 0; k < h->n_spans; k++)
			if (!n || by_bytes(&s[n - 1], &s[k]))
				s[n++] = s[k];
		h->n_spans = n;
	}
	neutral_print(hits, out);
}

static bool compare(
        struct watch_matcher *m, const struct watch_set *set, const struct watch_doc *doc, size_t *ret_true)
{
	const struct watchlist *list = watch_set_list(set);
	WW_AUTO(watch_hits) struct watch_hits got = { 0 };
	WW_AUTO(watch_hits) struct watch_hits want = { 0 };
	WW_AUTO(buf) struct ww_buf a = WW_BUF(1u << 24);
	WW_AUTO(buf) struct ww_buf b = WW_BUF(1u << 24);

	if (watch_match(m, set, doc, WATCH_ACTIVE, &got, NULL))
		abort();
	expect(list, doc, &want);
	neutral_print(&got, &a);
	print(&want, &b);
	*ret_true += want.list.n;
	if (ww_str_eq(ww_buf_str(&a), ww_buf_str(&b)))
		return true;
	for (size_t i = 0; i < list->rules.n; i++) {
		WW_AUTO(buf) struct ww_buf text = WW_BUF(1u << 20);

		watch_expr_text(list->rules.v[i]->expr, &text);
		printf("r%zu in %#x: %s\n", i, list->rules.v[i]->fields, ww_buf_cstr(&text));
	}
	for (unsigned f = 0; f < 3; f++)
		printf("%s: %.*s\n", neutral_field_name(f), WW_STR_ARG(doc->field[f]));
	printf("--- expected\n%s--- got\n%s", ww_buf_cstr(&b), ww_buf_cstr(&a));
	return false;
}

static bool compare_docs(struct invent *in, const struct watch_set *set, size_t *ret_true)
{
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	struct ww_buf text[3] = { WW_BUF(TEXT_MAX), WW_BUF(TEXT_MAX), WW_BUF(TEXT_MAX) };
	bool ok = m != NULL;

	for (int i = 0; ok && i < 4; i++) {
		struct watch_doc doc = { 0 };

		for (int f = 0; f < 3; f++) {
			ww_buf_reset(&text[f]);
			invent_text(in, &text[f]);
			doc.field[f] = ww_buf_str(&text[f]);
		}
		ok = compare(m, set, &doc, ret_true);
	}
	for (int f = 0; f < 3; f++)
		ww_buf_finish(&text[f]);
	return ok;
}

bool invent_and_compare(struct invent *in, size_t *ret_true)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	unsigned rules = 1 + invent_below(in, 6);

	for (unsigned i = 0; i < rules; i++)
		invent_rule(in, &n);
	if (watch_set_create(ww_steal(&n.list), &set, NULL))
		abort();
	return compare_docs(in, set, ret_true);
}
