/* SPDX-License-Identifier: MIT */
#include "cli/service.h"

#include "cli/fetch.h"
#include "filters/conf.h"

static int read_one(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err)
{
	WW_AUTO(cli_document) struct cli_document file = { 0 };
	int rc = cli_fetch(path, &file, err);

	(void) arg;
	if (rc)
		return rc;
	*ret_len = file.body.n;
	*ret_text = file.body.n ? ww_buf_detach(&file.body) : strdup("");
	return *ret_text ? 0 : -ENOMEM;
}

static int find_none(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n)
{
	(void) arg;
	(void) pattern;
	*ret_paths = NULL;
	*ret_n = 0;
	return 0;
}

static const char *control_in(const struct conf *conf)
{
	for (size_t i = 0; i < conf->sections.n; i++) {
		const struct conf_section *s = &conf->sections.v[i];

		if (!ww_str_eq_ci(s->kind, WW_STR("daemon")))
			continue;
		for (size_t k = 0; k < s->entries.n; k++)
			if (ww_str_eq_ci(s->entries.v[k].key, WW_STR("control")) && !s->entries.v[k].bad)
				return s->entries.v[k].value.text.p;
	}
	return NULL;
}

char *cli_control_path(const struct wwd_places *places)
{
	const struct conf_io io = { .read = read_one, .glob = find_none };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(conf) struct conf *conf = NULL;
	const char *written = NULL;

	/*
	 * Only the words are read, not what they mean: a reload is asked for just
	 * when the watchlist may have mistakes.
	 */
	if (!conf_read(places->watchlist, &io, &diags, &conf, NULL))
		written = control_in(conf);
	return strdup(written && *written ? written : places->control);
}

const char *cli_how_to_start(bool system)
{
	return system ? "start it with: systemctl enable --now wirewatch"
	              : "start it with: systemctl --user enable --now wirewatch  (or run wirewatchd in a "
	                "terminal)";
}

const char *cli_json_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void feed_finish(struct cli_feed *f)
{
	free(f->name);
	free(f->url);
	free(f->error);
}

void cli_feed_list_finish(struct cli_feed_list *l)
{
	for (size_t i = 0; i < l->list.n; i++)
		feed_finish(&l->list.v[i]);
	ww_array_finish(&l->list);
}

/* "https://user:pass@host/path" without what nobody should see on a screen. */
static char *without_userinfo(const char *url)
{
	const char *scheme = strstr(url, "://"), *host = scheme ? scheme + 3 : url;
	size_t authority = strcspn(host, "/?#");
	const char *at = memrchr(host, '@', authority);
	char *out = NULL;

	if (!at)
		return strdup(url);
	return asprintf(&out, "%.*s%s", (int) (host - url), url, at + 1) < 0 ? NULL : out;
}

static enum cli_feed_state state_of(const struct store_feed *f)
{
	if (f->gone)
		return CLI_FEED_GONE;
	if (f->failures)
		return CLI_FEED_FAILING;
	return f->last_ok ? CLI_FEED_OK : CLI_FEED_NEVER;
}

static char *trouble_of(const struct store_feed *f)
{
	char *out = NULL;

	if (*f->error)
		return strdup(f->error);
	if (*f->moved_to)
		return asprintf(&out, "has moved to %s", f->moved_to) < 0 ? NULL : out;
	return strdup("");
}

static int learn(struct cli_feed *to, const struct store_feed *f)
{
	free(to->error);
	to->error = trouble_of(f);
	if (to->state != CLI_FEED_OFF)
		to->state = state_of(f);
	to->failing_since = f->failing_since;
	to->failures = f->failures;
	to->last_news = f->last_new;
	to->last_ok = f->last_ok;
	to->next_poll = ww_max(f->next_poll, f->not_before);
	to->items = f->items;
	return to->error ? 0 : -ENOMEM;
}

static int add(struct cli_feed_list *l, const char *name, char *url, bool off)
{
	struct cli_feed *f = ww_array_add(&l->list);

	if (!f || !url || !(f->name = strdup(name)) || !(f->error = strdup(""))) {
		free(url);
		return -ENOMEM;
	}
	f->url = url;
	f->state = off ? CLI_FEED_OFF : CLI_FEED_NEVER;
	return 0;
}

static int on_any_feed(void *arg, const struct store_feed *f)
{
	struct cli_feed_list *l = arg;
	int rc = add(l, *f->name ? f->name : f->title, without_userinfo(f->url), false);

	return rc ? rc : learn(&l->list.v[l->list.n - 1], f);
}

static int by_need(const void *pa, const void *pb)
{
	const struct cli_feed *a = pa, *b = pb;

	if (a->state != b->state)
		return a->state < b->state ? -1 : 1;
	if (a->failing_since != b->failing_since)
		return a->failing_since < b->failing_since ? -1 : 1;
	return strcasecmp(a->name, b->name);
}

static int read_configured(
        const struct wwd_config *config, struct store *store, struct cli_feed_list *l, struct ww_err *err)
{
	for (size_t i = 0; i < config->feeds.n; i++) {
		const struct wwd_feed_config *c = config->feeds.v[i];
		WW_AUTO(store_feed) struct store_feed f = { 0 };
		int rc = add(l, c->name, strdup(c->show), c->off);

		if (!rc && store) {
			rc = store_feed_get(store, c->url, &f, err);
			if (rc == -ENOENT)
				continue;
			if (!rc)
				rc = learn(&l->list.v[l->list.n - 1], &f);
		}
		if (rc)
			return rc;
	}
	return 0;
}

int cli_feed_list_read(
        const struct wwd_config *config, struct store *store, struct cli_feed_list *ret, struct ww_err *err)
{
	int rc = 0;

	if (config)
		rc = read_configured(config, store, ret, err);
	else if (store)
		rc = store_feeds(store, on_any_feed, ret, err);
	if (rc == -ENOMEM)
		return ww_err_set(err, rc, "out of memory");
	if (ret->list.n)
		qsort(ret->list.v, ret->list.n, sizeof(ret->list.v[0]), by_need);
	return rc;
}

const char *cli_feed_state_name(enum cli_feed_state s)
{
	static const char *const names[] = { "gone", "failing", "never polled", "ok", "off" };

	return names[s];
}
