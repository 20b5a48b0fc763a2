/* SPDX-License-Identifier: MIT */
#include "daemon/config.h"

#include "daemon/config_build.h"
#include "filters/tokens.h"

#define FOLDED_MAX (4u * CONF_LINE_MAX)

char *wwd_load_text(struct wwd_load *load, struct ww_str s)
{
	static char none[1];
	char *copy = conf_arena_text(&load->memory->arena, s);

	if (!copy)
		load->no_memory = true;
	return copy ? copy : none;
}

struct ww_str wwd_load_folded(struct wwd_load *load, struct ww_str s)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(FOLDED_MAX);

	if (watch_fold(s, &folded))
		load->no_memory = true;
	return ww_str_n(wwd_load_text(load, ww_buf_str(&folded)), folded.n);
}

static int copy_files(struct wwd_load *load)
{
	for (size_t i = 0; i < load->conf->files.n; i++) {
		char *copy = strdup(load->conf->files.v[i]);

		if (!copy || ww_array_push(&load->config->files, copy)) {
			free(copy);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Topics first: they are what most complaints are about, and what @ and notify refer to is theirs. */
static int build(struct wwd_load *load, struct watchlist **ret_list)
{
	int rc = watchlist_build(load->conf, load->diags, ret_list);

	if (rc)
		return rc;
	wwd_load_feeds(load);
	wwd_load_notifiers(load);
	wwd_load_daemon(load);
	wwd_load_check_rules(load);
	ww_diags_sort(load->diags);
	if (load->no_memory || load->diags->no_memory)
		return -ENOMEM;
	return load->diags->n_errors ? -EINVAL : copy_files(load);
}

int wwd_config_load(
	const char *path, struct ww_diags *diags, struct wwd_config **ret_config, struct ww_err *err)
{
	WW_AUTO(wwd_config) struct wwd_config *config = calloc(1, sizeof(*config));
	WW_AUTO(watchlist) struct watchlist *list = NULL;
	WW_AUTO(wwd_files) struct wwd_files files = { 0 };
	struct conf_io io = wwd_files_io(&files);
	struct wwd_load load = { .diags = diags, .config = config, .files = &files };
	int rc;

	if (!config)
		return -ENOMEM;
	config->path = strdup(path);
	config->memory = load.memory = calloc(1, sizeof(*load.memory));
	if (!config->path || !config->memory)
		return -ENOMEM;
	rc = conf_read(path, &io, diags, &config->conf, err);
	if (rc)
		return rc;
	load.conf = config->conf;
	rc = build(&load, &list);
	if (!rc)
		rc = watch_set_create(ww_steal(&list), &config->set, err);
	if (rc)
		return rc;
	*ret_config = ww_steal(&config);
	return 0;
}

void wwd_config_destroy(struct wwd_config *config)
{
	if (!config)
		return;
	watch_set_unref(config->set);
	for (size_t i = 0; i < config->feeds.n; i++)
		ww_array_finish(&config->feeds.v[i]->tags);
	ww_array_finish(&config->feeds);
	ww_array_finish(&config->notifiers);
	for (size_t i = 0; i < config->files.n; i++)
		free(config->files.v[i]);
	ww_array_finish(&config->files);
	if (config->memory) {
		conf_map_finish(&config->memory->feeds);
		conf_map_finish(&config->memory->urls);
		conf_map_finish(&config->memory->tags);
		conf_arena_finish(&config->memory->arena);
		free(config->memory);
	}
	conf_destroy(config->conf);
	free(config->path);
	free(config);
}

int wwd_config_verdict(const struct ww_diags *diags, struct ww_buf *out)
{
	if (diags->n_errors)
		ww_buf_addf(out, "%zu error%s: no rule was loaded; the old rules stay in force\n",
			diags->n_errors, diags->n_errors == 1 ? "" : "s");
	return out->err;
}

const struct wwd_feed_config *wwd_config_feed(const struct wwd_config *config, const char *name)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(FOLDED_MAX);

	if (watch_fold(ww_str(name), &folded) || !folded.n)
		return NULL;
	return conf_map_get(&config->memory->feeds, ww_buf_str(&folded));
}

static bool same_name(const char *a, const char *b)
{
	WW_AUTO(buf) struct ww_buf fa = WW_BUF(FOLDED_MAX), fb = WW_BUF(FOLDED_MAX);

	if (watch_fold(ww_str(a), &fa) || watch_fold(ww_str(b), &fb))
		return false;
	return ww_str_eq(ww_buf_str(&fa), ww_buf_str(&fb));
}

/* What this version cannot do goes to the log. */
static const char *way(const char *notify)
{
	struct ww_str s = ww_str(notify);

	return ww_str_starts_ci(s, WW_STR("mail:")) || ww_str_starts_ci(s, WW_STR("exec:")) ? "log" : notify;
}

const struct wwd_notifier_config *wwd_config_first_of(const struct wwd_config *config, enum wwd_notifier_type type)
{
	for (size_t i = 0; i < config->notifiers.n; i++)
		if (config->notifiers.v[i]->type == type)
			return config->notifiers.v[i];
	return NULL;
}

bool wwd_config_notifies(const struct wwd_config *config, const struct watch_rule *rule,
	const struct wwd_notifier_config *notifier)
{
	(void) config;
	if (rule->urgency < notifier->urgency)
		return false;
	for (size_t i = 0; i < rule->notify.n; i++)
		if (same_name(way(rule->notify.v[i]), notifier->name))
			return true;
	return !rule->notify.n;
}
