/* SPDX-License-Identifier: MIT */
/* [notify NAME], [daemon], and what topics say about feeds and notifiers. */
#include "base/timetext.h"
#include "daemon/config_build.h"
#include "filters/tokens.h"

#define CANDIDATES_MAX 10000
#define RETENTION_DEFAULT (90 * (int64_t) WW_DAY)
#define MAX_SIZE_DEFAULT (UINT64_C(16) << 20)

static struct wwd_notifier_config *add_notifier(
	struct wwd_load *load, struct ww_str name, enum wwd_notifier_type type)
{
	struct wwd_notifier_config *n = conf_arena_alloc(&load->memory->arena, sizeof(*n));

	if (!n || ww_array_push(&load->config->notifiers, n)) {
		load->no_memory = true;
		return NULL;
	}
	n->name = wwd_load_text(load, name);
	n->type = type;
	return n;
}

static bool same_name(struct wwd_load *load, struct ww_str a, const char *b)
{
	return ww_str_eq(wwd_load_folded(load, a), wwd_load_folded(load, ww_str(b)));
}

static struct wwd_notifier_config *find_notifier(struct wwd_load *load, struct ww_str name)
{
	for (size_t i = 0; i < load->config->notifiers.n; i++)
		if (same_name(load, name, load->config->notifiers.v[i]->name))
			return load->config->notifiers.v[i];
	return NULL;
}

static void read_notifier(struct wwd_load *load, const struct conf_section *s)
{
	struct wwd_notifier_config *n = find_notifier(load, s->name);
	enum wwd_notifier_type type = n ? n->type : WWD_NOTIFY_DESKTOP;
	/* "desktop" and "log" are there without a section; one with that name only changes them. */
	bool builtin = n && !n->place.line, broken = s->broken, typed = builtin;
	struct wwd_given given = { 0 };

	if (n && !builtin) {
		conf_line_diag(load->diags, WW_ERROR, s->line, s->name_col, s->name.n,
			"\"%.*s\" is already used", WW_STR_ARG(s->name));
		conf_hint_first(load->diags, n->place.file, n->place.line, s->line);
		return;
	}
	if (!n)
		n = add_notifier(load, s->name, type);
	for (size_t i = 0; n && i < s->entries.n; i++) {
		const struct conf_entry *e = &s->entries.v[i];

		typed = typed || ww_str_eq_ci(e->key, WW_STR("type"));
		if (e->bad || !wwd_option_set(load, "notify", e, n, &given))
			broken = true;
	}
	if (!n)
		return;
	n->place = (struct ww_place){ s->line->file, s->line->number, s->col, s->len };
	if (!typed && !broken) {
		conf_section_diag(load->diags, WW_ERROR, s, "notifier \"%s\" has no type", n->name);
		ww_diag_hint(load->diags, "add   type = desktop   or   type = log");
	} else if (builtin && n->type != type) {
		conf_section_diag(
			load->diags, WW_ERROR, s, "notifier \"%s\" cannot have another type", n->name);
		ww_diag_hint(load->diags, "give it another name");
	}
}

void wwd_load_notifiers(struct wwd_load *load)
{
	add_notifier(load, WW_STR("desktop"), WWD_NOTIFY_DESKTOP);
	add_notifier(load, WW_STR("log"), WWD_NOTIFY_LOG);
	for (size_t i = 0; i < load->conf->sections.n && !load->no_memory; i++) {
		const struct conf_section *s = &load->conf->sections.v[i];

		if (s->is && s->is->id == CONF_NOTIFY && !s->bad)
			read_notifier(load, s);
	}
}

void wwd_load_daemon(struct wwd_load *load)
{
	struct wwd_daemon_config *d = &load->config->daemon;
	struct wwd_given given = { 0 };

	*d = (struct wwd_daemon_config){
		.every = WWD_EVERY_DEFAULT,
		.retention = RETENTION_DEFAULT,
		.max_size = MAX_SIZE_DEFAULT,
		.user_agent = wwd_load_text(load, ww_str("")),
		.proxy = wwd_load_text(load, ww_str("")),
		.control = wwd_load_text(load, ww_str("")),
		.time_scale = 1,
	};
	for (size_t i = 0; i < load->conf->sections.n && !load->no_memory; i++) {
		const struct conf_section *s = &load->conf->sections.v[i];

		if (!s->is || s->is->id != CONF_DAEMON)
			continue;
		for (size_t j = 0; j < s->entries.n; j++) {
			const struct conf_entry *e = &s->entries.v[j];

			if (!e->bad && wwd_option_set(load, "daemon", e, d, &given) &&
				ww_str_eq_ci(e->key, WW_STR("proxy")))
				wwd_url_warn_secret(load, &e->value, 0, e->value.text);
		}
	}
}

static bool any_key_starts(const struct conf_map *m, struct ww_str prefix)
{
	for (size_t i = 0; i < m->size; i++)
		if (m->slots[i].key.p && ww_str_starts(m->slots[i].key, prefix))
			return true;
	return false;
}

static void hint_feed(struct wwd_load *load, struct ww_str said)
{
	WW_ARRAY(const char *) names = { 0 };
	const char *near;

	for (size_t i = 0; i < load->config->feeds.n && i < CANDIDATES_MAX; i++)
		if (ww_array_push(&names, (const char *) load->config->feeds.v[i]->name))
			load->no_memory = true;
	near = conf_suggest(said, names.v, names.n);
	if (near)
		ww_diag_hint(load->diags, "did you mean \"%s\"?", near);
	ww_array_finish(&names);
}

/* One word of  feed = , which the watchlist has found to be well formed, or complained about. */
static void check_feed(struct wwd_load *load, const struct conf_value *v, struct ww_str item, size_t off)
{
	bool tag = false, prefix = false;
	struct ww_str rest = item, folded;
	const struct conf_map *m;

	if (ww_str_starts_ci(rest, WW_STR("not ")) || ww_str_starts_ci(rest, WW_STR("not\t")))
		rest = ww_str_trim(ww_str_from(rest, 3));
	if (ww_str_starts_ci(rest, WW_STR("tag:"))) {
		tag = true;
		rest = ww_str_trim(ww_str_from(rest, 4));
	}
	if (ww_str_ends(rest, WW_STR("*"))) {
		prefix = true;
		rest.n--;
	}
	folded = wwd_load_folded(load, rest);
	m = tag ? &load->memory->tags : &load->memory->feeds;
	if (prefix ? any_key_starts(m, folded) : !folded.n || conf_map_get(m, folded))
		return;
	conf_value_diag(load->diags, WW_WARNING, v, off, item.n, "no feed %s \"%.*s%s\"",
		tag ? "has the tag" : "is called", WW_STR_ARG(rest), prefix ? "*" : "");
	if (!tag && !prefix)
		hint_feed(load, rest);
}

static void check_notify(struct wwd_load *load, const struct conf_value *v, struct ww_str item, size_t off)
{
	const char *what;

	/* What is no address or path was complained about as a value. */
	if (ww_str_starts_ci(item, WW_STR("mail:")) && ww_str_find_char(item, '@') < item.n)
		what = "send mail";
	else if (ww_str_starts_ci(item, WW_STR("exec:/")))
		what = "run programs";
	else
		return;
	conf_value_diag(load->diags, WW_WARNING, v, off, item.n,
		"\"%.*s\": this version cannot %s; the alert goes to the log", WW_STR_ARG(item), what);
}

static void check_entry(struct wwd_load *load, const struct conf_entry *e)
{
	/* Without a feed of any kind this is a watchlist for other uses, and feeds are somebody else's. */
	bool feed = ww_str_eq_ci(e->key, WW_STR("feed")) && load->config->feeds.n;
	bool notify = ww_str_eq_ci(e->key, WW_STR("notify"));
	struct ww_str item;
	size_t pos = 0, off;

	while ((feed || notify) && conf_value_item(&e->value, &pos, &item, &off)) {
		if (feed)
			check_feed(load, &e->value, item, off);
		else
			check_notify(load, &e->value, item, off);
	}
}

void wwd_load_check_rules(struct wwd_load *load)
{
	for (size_t i = 0; i < load->conf->sections.n && !load->no_memory; i++) {
		const struct conf_section *s = &load->conf->sections.v[i];
		bool rule = s->is && (s->is->id == CONF_TOPIC || s->is->id == CONF_FIGURE ||
					     s->is->id == CONF_DEFAULTS);

		for (size_t j = 0; rule && j < s->entries.n; j++)
			if (!s->entries.v[j].bad)
				check_entry(load, &s->entries.v[j]);
	}
}
