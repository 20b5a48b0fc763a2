/* SPDX-License-Identifier: MIT */
/* What the grammar and the sections ask of finished expressions. */
#include "filters/parse.h"

struct watch_expr *watch_expr_join(
	struct conf_arena *arena, enum watch_op op, struct watch_expr **kids, size_t n, struct ww_place place)
{
	struct watch_expr *e;

	assert(n);
	if (n == 1 && (op == WATCH_AND || op == WATCH_OR))
		return kids[0];
	e = conf_arena_alloc(arena, sizeof(*e));
	if (!e)
		return NULL;
	e->op = op;
	e->place = place;
	e->n_kids = n;
	e->kids = conf_arena_alloc(arena, n * sizeof(*kids));
	if (!e->kids)
		return NULL;
	memcpy(e->kids, kids, n * sizeof(*kids));
	return e;
}

bool watch_expr_needs(const struct watch_expr *e)
{
	bool any = false, all = true;

	switch (e->op) {
	case WATCH_NOT:
		return false;
	case WATCH_REF:
		return !e->ref->expr || watch_expr_needs(e->ref->expr);
	case WATCH_IN:
		return watch_expr_needs(e->kids[0]);
	case WATCH_AND:
	case WATCH_OR:
	case WATCH_OF:
		for (size_t i = 0; i < e->n_kids; i++) {
			bool needs = watch_expr_needs(e->kids[i]);

			any = any || needs;
			all = all && needs;
		}
		return e->op == WATCH_AND ? any : all;
	default:
		return true;
	}
}

const struct watch_expr *watch_expr_not_span(const struct watch_expr *e)
{
	const struct watch_expr *bad = NULL;

	switch (e->op) {
	case WATCH_PHRASE:
	case WATCH_NEAR:
		return NULL;
	case WATCH_REF:
		return e->ref->expr && watch_expr_not_span(e->ref->expr) ? e : NULL;
	case WATCH_OR:
		for (size_t i = 0; i < e->n_kids && !bad; i++)
			bad = watch_expr_not_span(e->kids[i]);
		return bad;
	default:
		return e;
	}
}

const char *watch_expr_op_text(const struct watch_expr *e)
{
	while (e->op == WATCH_REF)
		e = watch_expr_not_span(e->ref->expr);
	switch (e->op) {
	case WATCH_AND:
		return "\"and\"";
	case WATCH_NOT:
		return "\"not\"";
	case WATCH_OF:
		return "\"of\"";
	case WATCH_COUNT:
		return "a count";
	case WATCH_IN:
		return "a field";
	default:
		return "a regular expression";
	}
}
