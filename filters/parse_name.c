/* SPDX-License-Identifier: MIT */
/* @NAME: a quote, or the most words that name a figure or define further up. */
#include "filters/parse.h"

/* More words than a name of 100 characters can have need not be tried. */
#define NAME_WORDS_MAX 100
/* How many names a suggestion is looked for among. */
#define CANDIDATES_MAX 10000

static bool usable(const struct watch_name *n)
{
	return n && n->rule && n->kind != WATCH_TOPIC;
}

static size_t end_of(const struct watch_token_text *t)
{
	return t->off + t->len;
}

static void hint_suggestion(struct watch_parse *p, struct ww_str said)
{
	WW_ARRAY(const char *) candidates = { 0 };
	const char *best;

	for (size_t i = 0; i < p->names->list.n && candidates.n < CANDIDATES_MAX; i++) {
		const struct watch_name *n = p->names->list.v[i];

		/* The name as written is NUL-terminated in its rule. */
		if (usable(n) && ww_array_push(&candidates, (const char *) n->rule->name))
			p->no_memory = true;
	}
	best = conf_suggest(said, candidates.v, candidates.n);
	if (best)
		ww_diag_hint(p->diags, "did you mean @%s ?", best);
	else
		ww_diag_hint(p->diags, "define it above with [define %.*s] or [figure %.*s]",
			WW_STR_ARG(said), WW_STR_ARG(said));
	ww_array_finish(&candidates);
}

/* said names nothing that @ can use; found is what else has that name, or NULL. */
static void fail_name(
	struct watch_parse *p, size_t off, size_t len, struct ww_str said, struct watch_name *found)
{
	watch_parse_fail(p, off, len, "there is no \"%.*s\"", WW_STR_ARG(said));
	if (!found) {
		hint_suggestion(p, said);
		return;
	}
	found->used = true;
	if (found->kind == WATCH_TOPIC) {
		ww_diag_hint(p->diags, "\"%.*s\" is a topic; only a define or a figure can be used with @",
			WW_STR_ARG(said));
	} else if (found == p->self) {
		ww_diag_hint(p->diags, "a section cannot use itself");
	} else if (found->section->line->file == p->value->pieces.v[0].line->file) {
		ww_diag_hint(p->diags, "\"%.*s\" stands further down, at line %u: move it up",
			WW_STR_ARG(said), found->section->line->number);
	} else {
		ww_diag_hint(p->diags, "\"%.*s\" comes later, at %s:%u: include that file above",
			WW_STR_ARG(said), found->section->line->file, found->section->line->number);
	}
}

static struct watch_expr *refer(struct watch_parse *p, struct watch_name *name, size_t off, size_t len)
{
	struct watch_expr *e;

	name->used = true;
	if (!watch_parse_count(p, name->size, off, len))
		return NULL;
	if (name->depth >= WATCH_DEPTH_MAX) {
		watch_parse_fail(p, off, len, "names within names are nested too deep: the most is %d",
			WATCH_DEPTH_MAX);
		return NULL;
	}
	p->ref_depth = ww_max(p->ref_depth, name->depth + 1);
	e = watch_parse_node(p, WATCH_REF, off, len);
	if (e)
		e->ref = name->rule;
	return e;
}

/* The words from the "@" on: longest run first. *ret_n is how many words were used. */
static struct watch_name *longest(
	struct watch_parse *p, const struct watch_token_text *t, size_t n, bool want_usable, size_t *ret_n)
{
	for (size_t k = n; k > 0; k--) {
		struct ww_str text = ww_str_n(p->value->text.p + t->off + 1, end_of(&t[k - 1]) - t->off - 1);
		struct watch_name *name = watch_names_find(p->names, text);

		if (name && (!want_usable || usable(name))) {
			*ret_n = k;
			return name;
		}
	}
	return NULL;
}

struct watch_expr *watch_parse_name(struct watch_parse *p)
{
	const struct watch_token_text *t = &p->toks.v[p->pos];
	struct watch_name *name;
	size_t n = 1, used = 1;

	p->pos++;
	if (t->inner.p) {
		name = watch_names_find(p->names, t->inner);
		if (usable(name))
			return refer(p, name, t->off, t->len);
		fail_name(p, t->off, t->len, t->inner, name);
		return NULL;
	}
	if (t->len == 1) {
		watch_parse_fail(p, t->off, 1, "a name is missing after \"@\"");
		ww_diag_hint(p->diags, "names come from [figure NAME] and [define NAME]");
		return NULL;
	}
	while (n < NAME_WORDS_MAX && t[n].type == TOK_WORD)
		n++;
	name = longest(p, t, n, true, &used);
	if (name) {
		p->pos += used - 1;
		return refer(p, name, t->off, end_of(&t[used - 1]) - t->off);
	}
	name = longest(p, t, n, false, &used);
	if (!name)
		used = n;
	fail_name(p, t->off, end_of(&t[used - 1]) - t->off,
		ww_str_n(p->value->text.p + t->off + 1, end_of(&t[used - 1]) - t->off - 1), name);
	return NULL;
}
