/* SPDX-License-Identifier: MIT */
/*
 * Why a rule matched or did not: the expression walked together with the
 * nodes it became. The two have one shape, but for IN, which has no node.
 */
#include "filters/matcher.h"

static void why_finish(struct watch_why *w)
{
	for (size_t i = 0; i < w->n_kids; i++)
		why_finish(&w->kids[i]);
	free(w->kids);
	free(w->spans);
}

void watch_why_destroy(struct watch_why *why)
{
	if (!why)
		return;
	why_finish(why);
	free(why);
}

static int add_spans(struct watch_matcher *m, const struct watch_node *n, struct watch_why *w)
{
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };

	if (watch_eval_mark(m, n, &hits))
		return -ENOMEM;
	watch_spans_tidy(&hits, 0);
	w->spans = ww_steal(&hits.spans.v);
	w->n_spans = hits.spans.n;
	return 0;
}

static int explain(
        struct watch_matcher *m, const struct watch_expr *e, const struct watch_node *n, struct watch_why *w);

static int explain_kids(
        struct watch_matcher *m, const struct watch_expr *e, const struct watch_node *n, struct watch_why *w)
{
	if (!e->n_kids)
		return 0;
	w->kids = calloc(e->n_kids, sizeof(*w->kids));
	if (!w->kids)
		return -ENOMEM;
	w->n_kids = e->n_kids;
	for (size_t i = 0; i < e->n_kids; i++) {
		const struct watch_node *kid = e->op == WATCH_IN ? n : watch_node_kid(m->set, n, i);

		if (explain(m, e->kids[i], kid, &w->kids[i]))
			return -ENOMEM;
	}
	return 0;
}

static int explain(
        struct watch_matcher *m, const struct watch_expr *e, const struct watch_node *n, struct watch_why *w)
{
	w->expr = e;
	w->held = watch_eval_holds(m, n);
	w->distance = -1;
	if (e->op == WATCH_NEAR && !w->held)
		w->distance = watch_eval_distance(m, n);
	if (e->op == WATCH_OF || e->op == WATCH_COUNT)
		w->count = watch_eval_count(m, n);
	if (w->held && add_spans(m, n, w))
		return -ENOMEM;
	return m->no_memory ? -ENOMEM : explain_kids(m, e, n, w);
}

static int explain_rule(struct watch_matcher *m, const struct watch_rule *rule, struct watch_why *w)
{
	const struct watch_set *s = m->set;
	size_t i = 0;

	/* The unit of rule i is number i. */
	while (i < s->list->rules.n && s->list->rules.v[i] != rule)
		i++;
	assert(i < s->list->rules.n);
	/* What cannot make the rule true has to be told, too. */
	m->every = true;
	return explain(m, rule->expr, &s->nodes.v[s->units.v[i].root], w);
}

int watch_explain(struct watch_matcher *m, const struct watch_set *set, const struct watch_rule *rule,
        const struct watch_doc *doc, struct watch_why **ret)
{
	WW_AUTO(watch_why) struct watch_why *why = calloc(1, sizeof(*why));
	int rc;

	if (!why)
		return -ENOMEM;
	rc = watch_matcher_read(m, set, doc);
	if (!rc)
		rc = explain_rule(m, rule, why);
	watch_matcher_forget(m);
	if (!rc)
		*ret = ww_steal(&why);
	return rc;
}
