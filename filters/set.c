/* SPDX-License-Identifier: MIT */
/*
 * From expressions to units, nodes and terms. Fields are pushed down to the
 * phrases, so that IN is gone afterwards. References are compiled from a
 * queue, not by recursion.
 */
#include "filters/set.h"

#include "filters/near.h"
#include "filters/tokens.h"

/* A rule's place in the watchlist, found by its address. */
struct rule_at {
	const struct watch_rule *rule;
	uint32_t at;
};

struct compiler {
	struct watch_set *s;
	struct rule_at *rules; /* sorted by address */
	uint32_t *depth;       /* of each rule, by place: how deep its @s go */
	struct watch_tokens tokens;
	struct ww_err *err;
};

static int by_address(const void *va, const void *vb)
{
	const struct rule_at *a = va, *b = vb;

	return (uintptr_t) a->rule < (uintptr_t) b->rule ? -1 : (uintptr_t) a->rule > (uintptr_t) b->rule;
}

static int add_unit(struct watch_set *s, const struct watch_rule *rule, uint32_t rule_at, unsigned fields)
{
	struct watch_unit u = { .rule = rule,
		.rule_at = rule_at,
		.fields = (uint8_t) fields,
		.top = s->units.n < s->list->rules.n };

	return ww_array_push(&s->units, u);
}

/* The unit of rule in fields. Compiled later, when it is new. */
static int find_unit(struct compiler *c, const struct watch_rule *rule, unsigned fields, uint32_t *ret)
{
	struct watch_set *s = c->s;
	const struct rule_at *found = bsearch(
	        &(struct rule_at){ .rule = rule }, c->rules, s->list->rules.n, sizeof(*c->rules), by_address);
	uint32_t u;

	if (!found)
		return ww_err_set(c->err, -EINVAL, "\"%s\" is not in this watchlist", rule->name);
	for (u = found->at; s->units.v[u].fields != fields && s->units.v[u].next; u = s->units.v[u].next)
		;
	*ret = u;
	if (s->units.v[u].fields == fields)
		return 0;
	*ret = (uint32_t) s->units.n;
	if (add_unit(s, rule, found->at, fields))
		return -ENOMEM;
	s->units.v[u].next = *ret;
	return 0;
}

static int add_spelling(struct compiler *c, struct ww_str text, size_t i)
{
	struct watch_set *s = c->s;
	size_t before = s->spelling_text.n;

	s->spelling_text.max = UINT32_MAX / 2;
	if (watch_token_exact(&c->tokens, text, i, &s->spelling_text))
		return -ENOMEM;
	/* An offset for now: the text still moves. */
	return ww_array_push(&s->spellings, ww_str_n((const char *) before, s->spelling_text.n - before));
}

static int compile_phrase(struct compiler *c, const struct watch_expr *e, struct watch_node *n)
{
	struct watch_set *s = c->s;
	struct ww_str text = ww_str(e->text);

	if (watch_tokenise(&c->tokens, text))
		return -ENOMEM;
	n->size = (uint32_t) c->tokens.list.n;
	n->first = (uint32_t) s->terms.n;
	n->spelling = (uint32_t) s->spellings.n;
	if (!n->size || n->size > WATCH_PHRASE_WORDS)
		return ww_err_set(c->err, -EINVAL, "\"%s\" has %s", e->text,
		        n->size ? "too many words" : "no letter or digit to look for");
	for (size_t i = 0; i < n->size; i++) {
		struct ww_str word = watch_token_folded(&c->tokens, i);
		bool prefix = e->prefix && i == n->size - 1;
		uint32_t id;

		/* Prefixes are told apart from words by the top bit until their number is known. */
		if (watch_vocab_add(prefix ? &s->prefixes : &s->words, word, &id) ||
		        ww_array_push(&s->terms, prefix ? id | 1u << 31 : id) ||
		        (e->exact && add_spelling(c, text, i)))
			return -ENOMEM;
	}
	return 0;
}

static int compile_regex(struct compiler *c, const struct watch_expr *e, struct watch_node *n)
{
	WW_AUTO(watch_regex) struct watch_regex *regex = NULL;
	int rc = watch_regex_create(ww_str(e->text), e->icase, &regex, NULL, c->err);

	if (rc)
		return ww_err_prefix(c->err, rc, "bad regular expression \"%s\"", e->text);
	n->slow = true;
	n->first = (uint32_t) c->s->regexes.n;
	rc = ww_array_push(&c->s->regexes, regex);
	if (!rc)
		(void) ww_steal(&regex);
	return rc;
}

static int compile(
        struct compiler *c, const struct watch_expr *e, unsigned fields, uint32_t rule_at, uint32_t *ret);

static int compile_kids(
        struct compiler *c, const struct watch_expr *e, uint32_t rule_at, struct watch_node *n)
{
	struct watch_set *s = c->s;
	size_t first = s->kids.n;

	if (e->op == WATCH_NEAR && (e->n_kids > WATCH_NEAR_PARTS || e->n > WATCH_NEAR_GAP))
		return ww_err_set(c->err, -EINVAL, "a near has at most %d parts and %d words between them",
		        WATCH_NEAR_PARTS, WATCH_NEAR_GAP);
	/* The kids' numbers stand together; those of their kids follow. */
	if (ww_array_reserve((void **) &s->kids.v, &s->kids.cap, s->kids.n, e->n_kids, sizeof(*s->kids.v)))
		return -ENOMEM;
	s->kids.n += e->n_kids;
	n->first = (uint32_t) first;
	n->size = (uint32_t) e->n_kids;
	for (size_t i = 0; i < e->n_kids; i++) {
		uint32_t kid;
		int rc = compile(c, e->kids[i], n->fields, rule_at, &kid);

		if (rc)
			return rc;
		s->kids.v[first + i] = kid;
		n->slow |= s->nodes.v[kid].slow;
	}
	return 0;
}

static int compile_ref(struct compiler *c, const struct watch_expr *e, uint32_t rule_at, struct watch_node *n)
{
	int rc = find_unit(c, e->ref, n->fields, &n->first);
	uint32_t at;

	if (rc)
		return rc;
	at = c->s->units.v[n->first].rule_at;
	/* Whatever is referred to stands above, so that its own depth is known. */
	if (at >= rule_at)
		return ww_err_set(c->err, -EINVAL, "\"%s\" does not stand above its use", e->ref->name);
	c->depth[rule_at] = ww_max(c->depth[rule_at], c->depth[at] + 1);
	if (c->depth[rule_at] > WATCH_REF_DEPTH)
		return ww_err_set(c->err, -EINVAL, "\"%s\" uses @ more than %d deep",
		        c->s->list->rules.v[rule_at]->name, WATCH_REF_DEPTH);
	return 0;
}

/* Recursion is as deep as brackets are. */
static int compile(
        struct compiler *c, const struct watch_expr *e, unsigned fields, uint32_t rule_at, uint32_t *ret)
{
	struct watch_node n = { .exact = e->exact, .prefix = e->prefix, .ordered = e->ordered, .n = e->n };
	int rc;

	while (e->op == WATCH_IN) {
		fields = e->fields;
		e = e->kids[0];
		n = (struct watch_node){
			.exact = e->exact, .prefix = e->prefix, .ordered = e->ordered, .n = e->n
		};
	}
	n.op = (uint8_t) e->op;
	n.fields = (uint8_t) fields;
	c->s->fields |= fields;
	switch (e->op) {
	case WATCH_PHRASE:
		rc = compile_phrase(c, e, &n);
		break;
	case WATCH_REGEX:
		rc = compile_regex(c, e, &n);
		break;
	case WATCH_REF:
		rc = compile_ref(c, e, rule_at, &n);
		break;
	default:
		rc = compile_kids(c, e, rule_at, &n);
		break;
	}
	*ret = (uint32_t) c->s->nodes.n;
	return rc ? rc : ww_array_push(&c->s->nodes, n);
}

static int compile_units(struct compiler *c)
{
	struct watch_set *s = c->s;

	for (size_t i = 0; i < s->list->rules.n; i++)
		if (add_unit(s, s->list->rules.v[i], (uint32_t) i, s->list->rules.v[i]->fields))
			return -ENOMEM;
	/* The list grows while we walk it. */
	for (size_t i = 0; i < s->units.n; i++) {
		struct watch_unit u = s->units.v[i];
		uint32_t root;
		int rc = compile(c, u.rule->expr, u.fields, u.rule_at, &root);

		if (rc)
			return rc;
		s->units.v[i].root = root;
	}
	return 0;
}

/* Now that nothing is added any more, give terms their final numbers and spellings their text. */
static void settle(struct watch_set *s)
{
	for (size_t i = 0; i < s->terms.n; i++)
		if (s->terms.v[i] >> 31)
			s->terms.v[i] = (s->terms.v[i] & ~(1u << 31)) + (uint32_t) s->words.list.n;
	for (size_t i = 0; i < s->spellings.n; i++)
		s->spellings.v[i].p = s->spelling_text.v + (size_t) s->spellings.v[i].p;
	s->n_terms = s->words.list.n + s->prefixes.list.n + 1;
}

static int compile_all(struct watch_set *s, struct ww_err *err)
{
	struct compiler c = { .s = s, .err = err };
	size_t n = s->list->rules.n;
	int rc = -ENOMEM;

	c.rules = calloc(n + 1, sizeof(*c.rules));
	c.depth = calloc(n + 1, sizeof(*c.depth));
	if (c.rules && c.depth) {
		for (size_t i = 0; i < n; i++)
			c.rules[i] = (struct rule_at){ s->list->rules.v[i], (uint32_t) i };
		qsort(c.rules, n, sizeof(*c.rules), by_address);
		rc = compile_units(&c);
	}
	free(c.rules);
	free(c.depth);
	watch_tokens_finish(&c.tokens);
	return rc;
}

int watch_set_create(struct watchlist *list, struct watch_set **ret, struct ww_err *err)
{
	WW_AUTO(watch_set) struct watch_set *s = calloc(1, sizeof(*s));
	int rc;

	if (!s) {
		watchlist_destroy(list);
		return -ENOMEM;
	}
	atomic_init(&s->refs, 1);
	s->list = list;
	rc = compile_all(s, err);
	if (rc)
		return rc;
	settle(s);
	rc = watch_set_index(s);
	if (rc)
		return rc;
	*ret = ww_steal(&s);
	return 0;
}

struct watch_set *watch_set_ref(struct watch_set *set)
{
	atomic_fetch_add_explicit(&set->refs, 1, memory_order_relaxed);
	return set;
}

void watch_set_unref(struct watch_set *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < s->regexes.n; i++)
		watch_regex_destroy(s->regexes.v[i]);
	ww_array_finish(&s->regexes);
	watch_vocab_finish(&s->words);
	watch_vocab_finish(&s->prefixes);
	ww_array_finish(&s->nodes);
	ww_array_finish(&s->kids);
	ww_array_finish(&s->terms);
	ww_array_finish(&s->spellings);
	ww_buf_finish(&s->spelling_text);
	ww_array_finish(&s->units);
	ww_array_finish(&s->always);
	free(s->by_term.start);
	free(s->by_term.wakes);
	free(s->by_unit.start);
	free(s->by_unit.wakes);
	watchlist_destroy(s->list);
	free(s);
}

const struct watchlist *watch_set_list(const struct watch_set *set)
{
	return set->list;
}
