/* SPDX-License-Identifier: MIT */
/*
 * Sections to rules. All names are entered first, so that a reference to
 * something further down can be told from one to nothing.
 */
#include "filters/watchlist.h"

#include "filters/watchlist_build.h"

void watch_rule_finish(struct watch_rule *rule)
{
	ww_array_finish(&rule->feeds);
	ww_array_finish(&rule->langs);
	ww_array_finish(&rule->notify);
}

static void build_finish(struct watch_build *b)
{
	watch_rule_finish(&b->defaults);
	watch_names_finish(&b->names);
	conf_map_finish(&b->notifiers);
	watch_parse_finish(&b->parse);
	for (size_t i = 0; i < N_PARTS; i++)
		ww_array_finish(&b->parts[i].list);
}
WW_DEFINE_AUTO_FINISH(struct watch_build, watch_build, build_finish)

static bool kind_of(const struct conf_section *s, enum watch_kind *ret)
{
	if (!s->is || s->is->id < CONF_TOPIC || s->is->id > CONF_DEFINE)
		return false;
	*ret = s->is->id == CONF_TOPIC ? WATCH_TOPIC : s->is->id == CONF_FIGURE ? WATCH_FIGURE : WATCH_DEFINE;
	return true;
}

static void name_diag(struct watch_build *b, const struct conf_section *s, const char *what)
{
	conf_line_diag(b->diags, WW_ERROR, s->line, s->name_col, s->name.n, "\"%.*s\" %s",
		WW_STR_ARG(s->name), what);
}

/* The folded name of a section, in the arena; empty after a complaint. */
static struct ww_str fold_name(struct watch_build *b, struct conf_section *s)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(4u * CONF_LINE_MAX);
	char *copy;

	if (watch_fold(s->name, &folded)) {
		b->no_memory = true;
		return (struct ww_str){ 0 };
	}
	if (!folded.n) {
		name_diag(b, s, "has no letter or digit");
		s->bad = true;
		return (struct ww_str){ 0 };
	}
	copy = conf_arena_text(&b->memory->arena, ww_buf_str(&folded));
	if (!copy)
		b->no_memory = true;
	return ww_str_n(copy, copy ? folded.n : 0);
}

static void enter_name(struct watch_build *b, struct conf_section *s, enum watch_kind kind)
{
	struct ww_str folded = fold_name(b, s);
	struct watch_name *first, *name;

	if (!folded.n)
		return;
	first = conf_map_get(&b->names.map, folded);
	if (first) {
		name_diag(b, s, "is already used");
		conf_hint_first(b->diags, first->section->line->file, first->section->line->number, s->line);
		s->bad = true;
		return;
	}
	name = conf_arena_alloc(&b->memory->arena, sizeof(*name));
	if (!name || conf_map_put(&b->names.map, folded, name) || ww_array_push(&b->names.list, name)) {
		b->no_memory = true;
		return;
	}
	*name = (struct watch_name){ .section = s, .kind = kind, .written = s->name, .folded = folded };
}

static void enter_notifier(struct watch_build *b, struct conf_section *s)
{
	struct ww_str folded = fold_name(b, s);

	if (folded.n && conf_map_put(&b->notifiers, folded, s))
		b->no_memory = true;
}

/*
 * A section whose line holds bytes that are no UTF-8 is bad, too, but its
 * name was not complained about and may still be meant by others.
 */
static void enter_names(struct watch_build *b)
{
	for (size_t i = 0; i < b->conf->sections.n && !b->no_memory; i++) {
		struct conf_section *s = &b->conf->sections.v[i];
		enum watch_kind kind;

		if (s->bad || !s->is || !s->name.n)
			continue;
		if (kind_of(s, &kind))
			enter_name(b, s, kind);
		else if (s->is->id == CONF_NOTIFY)
			enter_notifier(b, s);
	}
}

static const char *article_kind(unsigned kind)
{
	switch (kind) {
	case FOR_TOPIC:
		return "a topic has";
	case FOR_FIGURE:
		return "a figure has";
	case FOR_DEFINE:
		return "a define has";
	default:
		return "defaults have";
	}
}

static void fail_key(struct watch_build *b, const struct conf_entry *e, unsigned kind)
{
	const char *names[32], *near;
	WW_AUTO(buf) struct ww_buf list = WW_BUF(1000);
	size_t n = 0;

	assert(watch_keys_n <= WW_ARRAY_LEN(names));
	for (size_t i = 0; i < watch_keys_n; i++) {
		if (!(watch_keys[i].kinds & kind))
			continue;
		ww_buf_addf(&list, "%s%s", n ? ", " : "", watch_keys[i].name);
		names[n++] = watch_keys[i].name;
	}
	conf_key_diag(b->diags, WW_ERROR, e, "%s no \"%.*s\"", article_kind(kind), WW_STR_ARG(e->key));
	near = conf_suggest(e->key, names, n);
	ww_diag_hint(b->diags, "%s%s%skeys: %s", near ? "did you mean \"" : "", near ? near : "",
		near ? "\"? " : "", ww_buf_cstr(&list));
}

/* One value of any, need ...: its parts are alternatives, but every need stands alone. */
static bool read_part(struct watch_build *b, enum watch_part part, const struct conf_entry *e)
{
	struct watch_expr_list *to = &b->parts[part], one = { 0 };
	struct watch_expr *joined = NULL;
	int rc = watch_parse_value(&b->parse, &e->value, part == PART_NEED ? &one : to);

	if (!b->first[part])
		b->first[part] = e;
	if (!rc && part == PART_NEED) {
		joined = watch_expr_join(&b->memory->arena, WATCH_OR, one.list.v, one.list.n,
			conf_value_place(&e->value, 0, e->value.text.n));
		if (!joined || ww_array_push(&to->list, joined))
			rc = -ENOMEM;
	}
	ww_array_finish(&one.list);
	if (rc == -ENOMEM)
		b->no_memory = true;
	return !rc;
}

static bool read_setting(
	struct watch_build *b, struct watch_rule *rule, size_t row, const struct conf_entry *e)
{
	const struct watch_key *key = &watch_keys[row];

	if (b->given[row]) {
		conf_key_diag(b->diags, WW_ERROR, e, "\"%s\" is given twice", key->name);
		conf_hint_first(b->diags, b->given[row]->line->file, b->given[row]->line->number, e->line);
		return false;
	}
	b->given[row] = e;
	if (!e->value.text.n) {
		conf_value_diag(b->diags, WW_ERROR, &e->value, 0, 1, "%s has no value", key->name);
		return false;
	}
	return key->set(b, rule, &e->value);
}

static bool read_entry(
	struct watch_build *b, struct watch_rule *rule, unsigned kind, const struct conf_entry *e)
{
	if (e->bad)
		return false;
	for (size_t i = 0; i < watch_keys_n; i++) {
		const struct watch_key *key = &watch_keys[i];

		if (!(key->kinds & kind) || !ww_str_eq_ci(e->key, ww_str(key->name)))
			continue;
		return key->part == PART_NONE ? read_setting(b, rule, i, e) : read_part(b, key->part, e);
	}
	fail_key(b, e, kind);
	return false;
}

static void read_entries(
	struct watch_build *b, struct watch_rule *rule, unsigned kind, const struct conf_section *s)
{
	memset(b->given, 0, sizeof(b->given));
	for (size_t i = 0; i < s->entries.n && !b->no_memory; i++)
		if (!read_entry(b, rule, kind, &s->entries.v[i]))
			b->broken = true;
}

static bool copy_array(void **v, size_t *n, size_t *cap, const void *from, size_t from_n, size_t size)
{
	if (!from_n)
		return true;
	if (ww_array_reserve(v, cap, 0, from_n, size))
		return false;
	memcpy(*v, from, from_n * size);
	*n = from_n;
	return true;
}

#define COPY_ARRAY(to, from) \
	copy_array((void **) &(to)->v, &(to)->n, &(to)->cap, (from)->v, (from)->n, sizeof(*(from)->v))

/* A new rule of list that starts from the defaults; owned by list. */
static struct watch_rule *add_rule(struct watch_build *b, const struct conf_section *s, enum watch_kind kind)
{
	const struct watch_rule *d = &b->defaults;
	struct watch_rule *r = conf_arena_alloc(&b->memory->arena, sizeof(*r));

	if (!r || ww_array_push(&b->list->rules, r)) {
		b->no_memory = true;
		return NULL;
	}
	r->kind = kind;
	r->urgency = d->urgency;
	r->limit = d->limit;
	r->fields = d->fields;
	r->alert = kind == WATCH_TOPIC;
	r->say = conf_arena_text(&b->memory->arena, ww_str(""));
	r->name = conf_arena_text(&b->memory->arena, s->name);
	r->place = (struct ww_place){ s->line->file, s->line->number, s->col, s->len };
	if (!r->say || !r->name || !COPY_ARRAY(&r->feeds, &d->feeds) || !COPY_ARRAY(&r->langs, &d->langs) ||
		!COPY_ARRAY(&r->notify, &d->notify))
		b->no_memory = true;
	return r;
}

static struct watch_expr *join(
	struct watch_build *b, enum watch_op op, struct watch_expr_list *kids, const struct watch_rule *r)
{
	struct watch_expr *e;

	if (!kids->list.n)
		return NULL;
	e = watch_expr_join(&b->memory->arena, op, kids->list.v, kids->list.n, r->place);
	if (!e)
		b->no_memory = true;
	return e;
}

static void add(struct watch_build *b, struct watch_expr_list *to, struct watch_expr *e)
{
	if (e && ww_array_push(&to->list, e))
		b->no_memory = true;
}

/* ((surname or ...) and (with or ...)) goes among the names; without "with" the surnames do. */
static void add_surnames(struct watch_build *b, const struct watch_rule *r)
{
	struct watch_expr_list *names = &b->parts[PART_NAME], *surnames = &b->parts[PART_SURNAME],
			       both = { 0 };

	if (b->parts[PART_WITH].list.n && surnames->list.n) {
		add(b, &both, join(b, WATCH_OR, surnames, r));
		add(b, &both, join(b, WATCH_OR, &b->parts[PART_WITH], r));
		add(b, names, join(b, WATCH_AND, &both, r));
		ww_array_finish(&both.list);
		return;
	}
	for (size_t i = 0; i < surnames->list.n; i++)
		add(b, names, surnames->list.v[i]);
}

/* What the parts of a section mean together; NULL when there are none. */
static const struct watch_expr *assemble(struct watch_build *b, const struct watch_rule *r)
{
	struct watch_expr_list all = { 0 }, not = { 0 };
	struct watch_expr *e;

	if (r->kind == WATCH_FIGURE)
		add_surnames(b, r);
	add(b, &all, join(b, WATCH_OR, &b->parts[r->kind == WATCH_FIGURE ? PART_NAME : PART_ANY], r));
	for (size_t i = 0; i < b->parts[PART_NEED].list.n; i++)
		add(b, &all, b->parts[PART_NEED].list.v[i]);
	add(b, &not, join(b, WATCH_OR, &b->parts[PART_NOT], r));
	add(b, &all, join(b, WATCH_NOT, &not, r));
	e = join(b, WATCH_AND, &all, r);
	ww_array_finish(&all.list);
	ww_array_finish(&not .list);
	return e;
}

static void fail_empty(struct watch_build *b, const struct conf_section *s, const struct watch_rule *r)
{
	if (r->kind == WATCH_DEFINE) {
		conf_section_diag(b->diags, WW_ERROR, s, "define \"%s\" is empty", r->name);
		ww_diag_hint(b->diags, "add   any = ...");
	} else if (r->kind == WATCH_FIGURE) {
		conf_section_diag(b->diags, WW_ERROR, s, "figure \"%s\" has no name", r->name);
		ww_diag_hint(b->diags, "add   name = ...");
	} else {
		conf_section_diag(b->diags, WW_ERROR, s, "topic \"%s\" has nothing to look for", r->name);
		ww_diag_hint(b->diags, "add   any = ...   or   need = ...");
	}
}

static void fail_endless(struct watch_build *b, const struct conf_section *s, const struct watch_rule *r)
{
	bool topic = r->kind == WATCH_TOPIC;

	conf_section_diag(b->diags, WW_ERROR, s,
		"%s \"%s\" would match almost every item: it only says what must not be there",
		topic ? "topic" : "figure", r->name);
	ww_diag_hint(b->diags, topic ? "add   any = ...   or   need = ..." : "add   name = ...");
}

/* What can be wrong with a section whose values are all fine. */
static void check_whole(struct watch_build *b, const struct conf_section *s, const struct watch_rule *r)
{
	const struct conf_entry *surname = b->first[PART_SURNAME], *with = b->first[PART_WITH];
	bool named = b->first[PART_NAME] || surname;

	if (with && !surname) {
		conf_key_diag(b->diags, WW_ERROR, with, "\"with\" needs a surname");
		ww_diag_hint(b->diags, "surname = ...  counts only if one of  with = ...  is in the item");
	} else if (surname && !with) {
		conf_key_diag(b->diags, WW_WARNING, surname,
			"the surname alone is enough, as there is no \"with\"");
		ww_diag_hint(b->diags, "add   with = ...   or move it to   name = ...");
	}
	if (!r->expr || (r->kind == WATCH_FIGURE && !named))
		fail_empty(b, s, r);
	else if (r->kind != WATCH_DEFINE && !watch_expr_needs(r->expr))
		fail_endless(b, s, r);
}

static void read_rule(struct watch_build *b, const struct conf_section *s, enum watch_kind kind)
{
	static const unsigned for_kind[] = { FOR_TOPIC, FOR_FIGURE, FOR_DEFINE };
	struct watch_name *name = s->bad ? NULL : watch_names_find(&b->names, s->name);
	struct watch_rule *r = add_rule(b, s, kind);

	if (!r || b->no_memory)
		return;
	for (size_t i = 0; i < N_PARTS; i++)
		b->parts[i].list.n = 0;
	memset(b->first, 0, sizeof(b->first));
	b->broken = s->bad || s->broken;
	b->parse.self = name;
	b->parse.size = 0;
	b->parse.ref_depth = 0;
	read_entries(b, r, for_kind[kind], s);
	if (b->no_memory)
		return;
	r->expr = assemble(b, r);
	if (!b->broken && !b->no_memory)
		check_whole(b, s, r);
	if (!name)
		return;
	name->rule = r;
	name->size = b->parse.size;
	name->depth = b->parse.ref_depth;
	if (conf_map_put(&b->memory->by_name, name->folded, r))
		b->no_memory = true;
}

static void warn_unused(struct watch_build *b)
{
	for (size_t i = 0; i < b->names.list.n; i++) {
		const struct watch_name *n = b->names.list.v[i];

		/* One without an expression was complained about already. */
		if (n->kind != WATCH_DEFINE || n->used || !n->rule || !n->rule->expr)
			continue;
		conf_section_diag(b->diags, WW_WARNING, n->section, "define \"%.*s\" is never used",
			WW_STR_ARG(n->written));
		ww_diag_hint(b->diags, "a topic or figure below can use it as @%.*s", WW_STR_ARG(n->written));
	}
}

static void read_sections(struct watch_build *b)
{
	for (size_t i = 0; i < b->conf->sections.n && !b->no_memory; i++) {
		const struct conf_section *s = &b->conf->sections.v[i];
		enum watch_kind kind;

		if (s->is && s->is->id == CONF_DEFAULTS && !s->bad)
			read_entries(b, &b->defaults, FOR_DEFAULTS, s);
		else if (kind_of(s, &kind))
			read_rule(b, s, kind);
	}
}

int watchlist_build(const struct conf *conf, struct ww_diags *diags, struct watchlist **ret)
{
	WW_AUTO(watchlist) struct watchlist *list = calloc(1, sizeof(*list));
	WW_AUTO(watch_build)
	struct watch_build b = {
		.conf = conf,
		.diags = diags,
		.list = list,
		.names.folded = WW_BUF(4u * CONF_LINE_MAX),
		.defaults = { .urgency = WATCH_NORMAL, .fields = WATCH_FIELDS_DEFAULT },
		.parse = { .diags = diags, .min_prefix = 3, .buf = WW_BUF(CONF_LINE_MAX) },
	};

	if (!list)
		return -ENOMEM;
	list->memory = b.memory = calloc(1, sizeof(*b.memory));
	if (!b.memory)
		return -ENOMEM;
	b.parse.arena = &b.memory->arena;
	b.parse.names = &b.names;
	enter_names(&b);
	read_sections(&b);
	warn_unused(&b);
	ww_diags_sort(diags);
	if (b.no_memory || diags->no_memory)
		return -ENOMEM;
	*ret = ww_steal(&list);
	return 0;
}

void watchlist_destroy(struct watchlist *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->rules.n; i++)
		watch_rule_finish(list->rules.v[i]);
	ww_array_finish(&list->rules);
	if (list->memory) {
		conf_map_finish(&list->memory->by_name);
		conf_arena_finish(&list->memory->arena);
		free(list->memory);
	}
	free(list);
}

const struct watch_rule *watchlist_find(const struct watchlist *list, struct ww_str name)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(4u * CONF_LINE_MAX);

	if (watch_fold(name, &folded) || !folded.n)
		return NULL;
	return conf_map_get(&list->memory->by_name, ww_buf_str(&folded));
}
