/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/neutral.h"

static void stop(const char *what, const char *subject)
{
	fprintf(stderr, "neutral: %s: \"%s\"\n", what, subject);
	abort();
}

void *neutral_alloc(struct neutral *n, size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p || ww_array_push(&n->memory, p))
		abort();
	return p;
}

char *neutral_strdup(struct neutral *n, const char *s)
{
	size_t len = strlen(s) + 1;

	return memcpy(neutral_alloc(n, len), s, len);
}

enum watch_field neutral_field(const char *name)
{
	for (int f = 0; f < WATCH_N_FIELDS; f++)
		if (!strcmp(name, neutral_field_name((unsigned) f)))
			return (enum watch_field) f;
	stop("no such field", name);
	return WATCH_TITLE;
}

const char *neutral_field_name(unsigned field)
{
	return field == WATCH_BODY ? "text" : watch_field_name((enum watch_field) field);
}

static void add_kids(struct neutral *n, struct watch_expr *e, const json_t *list)
{
	size_t count = json_is_array(list) ? json_array_size(list) : 1;

	e->kids = neutral_alloc(n, count * sizeof(*e->kids));
	e->n_kids = count;
	for (size_t i = 0; i < count; i++)
		e->kids[i] = neutral_expr(n, json_is_array(list) ? json_array_get(list, i) : list);
}

static const struct watch_rule *find(const struct neutral *n, const char *name)
{
	for (size_t i = 0; i < n->list->rules.n; i++)
		if (!strcmp(n->list->rules.v[i]->name, name))
			return n->list->rules.v[i];
	stop("no such rule", name);
	return NULL;
}

static bool text_op(struct neutral *n, struct watch_expr *e, const json_t *j)
{
	static const struct {
		const char *key;
		enum watch_op op;
		bool exact, prefix;
	} ops[] = {
		{ "word", WATCH_PHRASE, false, false },
		{ "exact", WATCH_PHRASE, true, false },
		{ "prefix", WATCH_PHRASE, false, true },
		{ "regex", WATCH_REGEX, false, false },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(ops); i++) {
		const char *text = json_string_value(json_object_get(j, ops[i].key));
		const char *flags = json_string_value(json_object_get(j, "flags"));

		if (!text)
			continue;
		e->op = ops[i].op;
		e->exact = ops[i].exact;
		e->prefix = ops[i].prefix;
		e->icase = flags && strchr(flags, 'i');
		e->text = neutral_strdup(n, text);
		return true;
	}
	return false;
}

static bool list_op(struct neutral *n, struct watch_expr *e, const json_t *j)
{
	static const struct {
		const char *key, *number;
		enum watch_op op;
	} ops[] = {
		{ "near", "n", WATCH_NEAR },
		{ "and", NULL, WATCH_AND },
		{ "or", NULL, WATCH_OR },
		{ "not", NULL, WATCH_NOT },
		{ "of", "atleast", WATCH_OF },
		{ "count", "min", WATCH_COUNT },
		{ "expr", NULL, WATCH_IN },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(ops); i++) {
		const json_t *list = json_object_get(j, ops[i].key), *field;
		size_t k;

		if (!list)
			continue;
		e->op = ops[i].op;
		if (ops[i].number)
			e->n = (unsigned) json_integer_value(json_object_get(j, ops[i].number));
		e->ordered = json_is_true(json_object_get(j, "ordered"));
		json_array_foreach(json_object_get(j, "field"), k, field) e->fields |=
		        WATCH_FIELD_BIT(neutral_field(json_string_value(field)));
		add_kids(n, e, list);
		return true;
	}
	return false;
}

struct watch_expr *neutral_expr(struct neutral *n, const json_t *j)
{
	struct watch_expr *e = neutral_alloc(n, sizeof(*e));
	const char *ref = json_string_value(json_object_get(j, "ref"));

	if (ref) {
		e->op = WATCH_REF;
		e->ref = find(n, ref);
	} else if (!text_op(n, e, j) && !list_op(n, e, j)) {
		stop("not an expression", json_object_iter_key(json_object_iter((json_t *) (uintptr_t) j)));
	}
	return e;
}

struct watch_rule *neutral_add(struct neutral *n, const char *name, const struct watch_expr *expr)
{
	struct watch_rule *r = neutral_alloc(n, sizeof(*r));

	if (!n->list)
		n->list = calloc(1, sizeof(*n->list));
	if (!n->list)
		abort();
	r->kind = WATCH_TOPIC;
	r->name = neutral_strdup(n, name);
	r->say = neutral_strdup(n, "");
	r->fields = WATCH_FIELDS_DEFAULT;
	r->alert = true;
	r->expr = expr;
	if (ww_array_push(&n->list->rules, r))
		abort();
	return r;
}

void neutral_load(struct neutral *n, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (!f)
		stop("cannot open", path);
	while (getline(&line, &cap, f) > 0) {
		json_t *j = json_loads(line, 0, NULL);

		if (!j)
			stop("not JSON", line);
		neutral_add(n, json_string_value(json_object_get(j, "id")),
		        neutral_expr(n, json_object_get(j, "expr")));
		json_decref(j);
	}
	free(line);
	fclose(f);
}

void neutral_finish(struct neutral *n)
{
	watchlist_destroy(n->list);
	for (size_t i = 0; i < n->memory.n; i++)
		free(n->memory.v[i]);
	ww_array_finish(&n->memory);
}

int neutral_print(const struct watch_hits *hits, struct ww_buf *out)
{
	for (size_t i = 0; i < hits->list.n; i++) {
		const struct watch_hit *h = &hits->list.v[i];

		ww_buf_addf(out, "%s:", h->rule->name);
		for (size_t k = h->first; k < h->first + h->n_spans; k++)
			ww_buf_addf(out, " %s %u-%u", neutral_field_name(hits->spans.v[k].field),
			        hits->spans.v[k].begin, hits->spans.v[k].end);
		ww_buf_addc(out, '\n');
	}
	return out->err;
}
