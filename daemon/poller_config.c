/* SPDX-License-Identifier: MIT */
/*
 * The poller takes over a configuration: feeds that stay keep their state and
 * their place in the schedule; until nothing can fail any more, nothing is changed.
 */
#include "daemon/poller_private.h"

/*
 * Who shortens  every =  wants it to hold now and not after the wait that the
 * old value began. What the server asked for stays. Returns whether it changed.
 */
static bool hasten(struct wwd_feed *f, const struct wwd_config *config)
{
	struct store_feed *s = &f->state;
	double every = (double) wwd_poller_every(f, config) / config->daemon.time_scale;
	int64_t due;

	/* Jitter makes 5 %; failures back off from longer ago. */
	if (s->failures || (double) (s->next_poll - s->last_poll) <= every * 1.06 + 1)
		return false;
	due = wwd_policy_skip(&s->pace, s->last_poll + (int64_t) every);
	due = ww_max(due, s->not_before);
	if (due >= s->next_poll)
		return false;
	s->next_poll = due;
	return true;
}

/* The feeds that run, sorted by URL: thousands are looked up in a reload. */
struct by_url {
	WW_ARRAY(struct wwd_feed *) list;
};

static int compare_urls(const void *a, const void *b)
{
	const struct wwd_feed *const *x = a, *const *y = b;

	return strcmp((*x)->state.url, (*y)->state.url);
}

static int index_feeds(const struct wwd_poller *p, struct by_url *index)
{
	int rc = 0;

	for (size_t i = 0; i < p->feeds.n && !rc; i++)
		if (p->feeds.v[i]->config)
			rc = ww_array_push(&index->list, p->feeds.v[i]);
	if (!rc && index->list.n)
		qsort(index->list.v, index->list.n, sizeof(index->list.v[0]), compare_urls);
	return rc;
}

static struct wwd_feed *find(const struct by_url *index, const char *url)
{
	size_t lo = 0, hi = index->list.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int rc = strcmp(index->list.v[mid]->state.url, url);

		if (!rc)
			return index->list.v[mid];
		if (rc < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* The feed's row: what is known of it, or a new one, so that items can point at it. */
static int load_feed(struct wwd_poller *p, const struct wwd_feed_config *config, struct wwd_feed **ret,
	struct ww_err *err)
{
	WW_AUTO(wwd_feed) struct wwd_feed *f = wwd_feed_create(p, config);
	struct store_feed known = { 0 };
	int rc;

	if (!f)
		return -ENOMEM;
	rc = store_feed_get(p->opts.store, config->show, &known, err);
	if (rc == -ENOENT) {
		rc = store_feed_put(p->opts.store, &f->state, err);
	} else if (!rc) {
		store_feed_finish(&f->state);
		f->state = known;
		f->told_failing = f->state.failures > 0;
		if (strcmp(f->state.name, config->name)) {
			rc = ww_str_set(&f->state.name, ww_str(config->name));
			if (!rc)
				rc = store_feed_put(p->opts.store, &f->state, err);
		}
	}
	if (!rc)
		*ret = ww_steal(&f);
	return rc;
}

static void remove_feed(struct wwd_poller *p, size_t i)
{
	struct wwd_feed *f = p->feeds.v[i];

	wwd_schedule_remove(p->schedule, &f->due);
	f->config = NULL;
	if (f->busy)
		return; /* goes when its poll comes back */
	p->feeds.v[i] = p->feeds.v[--p->feeds.n];
	wwd_feed_destroy(f);
}

struct fresh_feeds {
	WW_ARRAY(struct wwd_feed *) list;
};

static int load_new_feeds(struct wwd_poller *p, const struct wwd_config *config, const struct by_url *known,
	struct fresh_feeds *fresh, struct ww_err *err)
{
	int rc = store_begin(p->opts.store, err);

	for (size_t i = 0; i < config->feeds.n && !rc; i++) {
		const struct wwd_feed_config *fc = config->feeds.v[i];
		struct wwd_feed *f = NULL;

		if (fc->off || find(known, fc->show))
			continue;
		rc = load_feed(p, fc, &f, err);
		if (!rc)
			rc = ww_array_push(&fresh->list, f);
		if (rc)
			wwd_feed_destroy(f);
	}
	if (!rc)
		rc = store_commit(p->opts.store, err);
	if (rc)
		store_rollback(p->opts.store);
	return rc;
}

/* Hand the configuration to the feeds that stay, drop those that go, start those that are new. Nothing fails. */
static void take_over(struct wwd_poller *p, const struct wwd_config *config, const struct by_url *known,
	const struct fresh_feeds *fresh)
{
	for (size_t i = 0; i < known->list.n; i++)
		known->list.v[i]->kept = false;
	for (size_t i = 0; i < config->feeds.n; i++) {
		const struct wwd_feed_config *fc = config->feeds.v[i];
		struct wwd_feed *f = fc->off ? NULL : find(known, fc->show);

		if (!f)
			continue;
		f->config = fc;
		f->kept = true;
		if (hasten(f, config))
			wwd_schedule_remove(p->schedule, &f->due);
	}
	for (size_t i = p->feeds.n; i-- > 0;)
		if (p->feeds.v[i]->config && !p->feeds.v[i]->kept)
			remove_feed(p, i);
	for (size_t i = 0; i < fresh->list.n; i++) {
		hasten(fresh->list.v[i], config);
		p->feeds.v[p->feeds.n++] = fresh->list.v[i];
	}
	p->config = config;
	if (p->started)
		wwd_poller_schedule_all(p);
}

int wwd_poller_configure(struct wwd_poller *p, const struct wwd_config *config, struct ww_err *err)
{
	struct fresh_feeds fresh = { 0 };
	struct by_url known = { 0 };
	int rc = index_feeds(p, &known);

	if (!rc)
		rc = load_new_feeds(p, config, &known, &fresh, err);
	if (!rc)
		rc = ww_array_reserve((void **) &p->feeds.v, &p->feeds.cap, p->feeds.n, fresh.list.n,
			sizeof(p->feeds.v[0]));
	if (!rc)
		take_over(p, config, &known, &fresh);
	for (size_t i = 0; rc && i < fresh.list.n; i++)
		wwd_feed_destroy(fresh.list.v[i]);
	ww_array_finish(&fresh.list);
	ww_array_finish(&known.list);
	return rc;
}
