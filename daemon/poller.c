/* SPDX-License-Identifier: MIT */
#include "daemon/poller_private.h"

#include "base/timetext.h"
#include "daemon/clock.h"
#include "daemon/log.h"

#define COMMIT_BATCH   64
#define STAGGER_MS     50 /* between overdue feeds, so that a start or a resume is no stampede */
#define RETRY_STORE    60 /* seconds until feeds whose result could not be recorded are asked again */
#define MAX_SIZE       (16u << 20)

static double scale(const struct wwd_poller *p)
{
	return p->config->daemon.time_scale;
}

static void on_commit(evutil_socket_t fd, short what, void *data);
static void on_due(void *arg, struct wwd_due *due);
static void on_jobs(void *arg, struct wwd_job *jobs);

/* ---- the schedule ---- */

static void schedule(struct wwd_feed *f, int64_t at_ms)
{
	if (f->poller->stopped || f->poller->opts.once)
		return;
	if (wwd_schedule_put(f->poller->schedule, &f->due, at_ms))
		wwd_log(WWD_ERROR, "%s: out of memory: it is not polled until the next reload", f->config->name);
}

/* The stored time, as far as it can be trusted: a clock that was set back must not silence a feed. */
static int64_t delay_s(const struct wwd_feed *f, int64_t now)
{
	const struct store_feed *s = &f->state;

	if (s->next_poll <= now || s->last_poll > now + WW_MINUTE)
		return 0;
	return ww_min(s->next_poll - now, (int64_t) WWD_RETRY_AFTER_MAX);
}

/* Feeds whose time has passed start one after the other, in random order. */
void wwd_poller_schedule_all(struct wwd_poller *p)
{
	int64_t boot = wwd_boot_ms(), now = wwd_wall(), overdue = 0;
	size_t n = p->feeds.n, start = n ? arc4random_uniform((uint32_t) n) : 0;

	for (size_t i = 0; i < n; i++) {
		struct wwd_feed *f = p->feeds.v[(start + i) % n];
		int64_t delay = delay_s(f, now) * 1000;

		if (f->busy || !f->config || f->due.index != WWD_UNSCHEDULED)
			continue;
		schedule(f, boot + (delay ? delay : overdue++ * STAGGER_MS));
	}
}

/* ---- memory and store ---- */

static int64_t retry_store_ms(const struct wwd_poller *p)
{
	return (int64_t) (RETRY_STORE / scale(p) + 1) * 1000;
}

static void store_is_back(struct wwd_poller *p)
{
	if (!p->trouble.text[0])
		return;
	wwd_log(WWD_NOTICE, "the store can be written again");
	p->trouble = (struct ww_err){ "" };
}

/*
 * Where a transaction failed, memory is ahead of the store: with the validators
 * of an answer that was not recorded, its items would never be seen again.
 */
static int refresh(struct wwd_feed *f)
{
	struct store_feed stored = { 0 };
	int rc;

	if (!f->stale)
		return 0;
	rc = store_feed_get(f->poller->opts.store, f->state.url, &stored, NULL);
	if (rc)
		return rc;
	store_feed_finish(&f->state);
	f->state = stored;
	f->stale = false;
	return 0;
}

static int restore_story(void *arg, const struct story_record *r)
{
	return story_tracker_restore(arg, r);
}

static int restore_member(void *arg, const struct story_member *m)
{
	return story_tracker_restore_member(arg, m);
}

static int refresh_stories(struct wwd_poller *p, struct ww_err *err)
{
	int64_t since = wwd_wall() - STORY_WINDOW;
	int rc;

	if (!p->stories_stale)
		return 0;
	story_tracker_reset(p->opts.tracker);
	rc = store_stories(p->opts.store, since, restore_story, p->opts.tracker, err);
	if (!rc)
		rc = store_story_members(p->opts.store, since, restore_member, p->opts.tracker, err);
	p->stories_stale = rc != 0;
	return rc;
}

/* ---- from due to fetched ---- */

static void ready(struct wwd_feed *f)
{
	struct wwd_poller *p = f->poller;

	f->next_ready = NULL;
	*p->ready_end = f;
	p->ready_end = &f->next_ready;
	event_active(p->commit, 0, 0);
}

/* Something on our side went wrong before there was an answer. */
static void fail(struct wwd_feed *f, const char *what)
{
	wwd_answer_reset(&f->answer);
	f->answer.outcome = WWD_POLL_LIMIT;
	f->answer.error = strdup(what);
	f->answer.etag = strdup("");
	f->answer.last_modified = strdup("");
	f->answer.moved_to = strdup("");
	ready(f);
}

static void on_fetched(void *arg, struct wwd_fetch_result *result)
{
	struct wwd_feed *f = arg;
	struct wwd_poller *p = f->poller;
	struct ww_err err = { "" };
	char *body = NULL;
	size_t n = 0;
	int rc;

	if (!f->config) { /* removed by a reload */
		ready(f);
		return;
	}
	if (wwd_answer_take(&f->answer, result, &body, &n)) {
		fail(f, "out of memory");
		return;
	}
	if (body && result->kind == WWD_FETCH_OK && !strcmp(f->answer.body_hash, f->state.body_hash)) {
		/* The same bytes as last time, from a server that knows no conditional requests. */
		free(body);
		f->answer.good = true;
		ready(f);
		return;
	}
	if (!body) {
		ready(f);
		return;
	}
	rc = wwd_feed_make_job(f, p->opts.store, p->config->set, body, n, result, wwd_wall(), &err);
	if (rc) {
		fail(f, err.text[0] ? err.text : strerror(-rc));
		return;
	}
	wwd_pool_submit(p->pool, &f->job->job);
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text && text[0] ? text : otherwise;
}

static void start_poll(struct wwd_feed *f)
{
	struct wwd_poller *p = f->poller;
	const struct wwd_feed_config *c = f->config;
	const char *target = wwd_feed_target(f, wwd_wall(), scale(p));
	uint64_t max_size = c->max_size ? c->max_size : p->config->daemon.max_size;
	struct wwd_fetch_request req = {
		.url = target,
		.etag = f->state.etag,
		.last_modified = f->state.last_modified,
		.user_agent = text_or(c->user_agent, text_or(p->config->daemon.user_agent, NULL)),
		.proxy = text_or(p->config->daemon.proxy, NULL),
		.max_size = max_size,
		.allow_private = c->allow_private,
		.tls_insecure = c->tls_insecure,
		.http1 = c->http1,
	};
	struct ww_err err = { "" };

	wwd_schedule_remove(p->schedule, &f->due);
	f->busy = true;
	p->busy++;
	f->answer.direct = target != c->url;
	if (!strncasecmp(target, "file:", 5)) {
		struct wwd_fetch_result r;

		wwd_feed_read_file(c, max_size ? max_size : MAX_SIZE, &r);
		on_fetched(f, &r);
		wwd_fetch_result_finish(&r);
	} else if (wwd_fetcher_get(p->fetcher, &req, on_fetched, f, &err)) {
		fail(f, err.text[0] ? err.text : "out of memory");
	}
}

/*
 * While nothing can be recorded nobody is asked: every answer would be thrown
 * away, and the servers' wishes with it. One small write finds out when that is over.
 */
static bool store_works(struct wwd_poller *p)
{
	struct ww_err err = { "" };
	char now[24];
	int rc;

	if (!p->trouble.text[0])
		return true;
	if (wwd_boot_ms() < p->probe_ms)
		return false;
	snprintf(now, sizeof(now), "%" PRId64, wwd_wall());
	rc = store_begin(p->opts.store, &err);
	if (!rc)
		rc = store_meta_set(p->opts.store, "store.tried", now, &err);
	if (!rc)
		rc = store_commit(p->opts.store, &err);
	if (rc) {
		store_rollback(p->opts.store);
		p->probe_ms = wwd_boot_ms() + retry_store_ms(p);
		return false;
	}
	store_is_back(p);
	return true;
}

static void on_due(void *arg, struct wwd_due *due)
{
	struct wwd_feed *f = (struct wwd_feed *) due;
	struct wwd_poller *p = arg;
	int64_t pause = wwd_pauses_left_ms(&p->pauses, f->host);

	if (pause)
		schedule(f, wwd_boot_ms() + pause);
	else if (!store_works(p))
		schedule(f, ww_max(p->probe_ms, wwd_boot_ms() + STAGGER_MS));
	else if (refresh(f))
		schedule(f, wwd_boot_ms() + retry_store_ms(p));
	else
		start_poll(f);
}

/* ---- from worked on to committed ---- */

static void on_jobs(void *arg, struct wwd_job *jobs)
{
	(void) arg;
	while (jobs) {
		struct wwd_poll_job *job = (struct wwd_poll_job *) jobs;

		jobs = jobs->next;
		ready(job->owner);
	}
}

static const char *feed_title(void *arg, int64_t feed)
{
	const struct wwd_poller *p = arg;

	for (size_t i = 0; i < p->feeds.n; i++) {
		const struct wwd_feed *f = p->feeds.v[i];

		if (f->state.id == feed && f->config)
			return f->config->title[0] ? f->config->title :
				f->state.title[0] ? f->state.title : f->config->name;
	}
	return NULL;
}

static void log_poll(struct wwd_feed *f, const struct wwd_commit_stats *stats, bool first)
{
	const char *name = f->config->name;
	char since[WW_DURATION_MAX];

	if (f->state.failures && !f->told_failing) {
		wwd_log(WWD_WARNING, "%s: %s (%s)", name, f->answer.error ? f->answer.error : "failed",
			f->config->show);
		f->told_failing = true;
	} else if (!f->state.failures && f->told_failing) {
		wwd_log(WWD_NOTICE, "%s: works again", name);
		f->told_failing = false;
	}
	if (first && f->state.baseline) {
		ww_duration_text(f->state.next_poll - f->state.last_poll, since);
		wwd_log(WWD_INFO, "%s: first poll: %u items, %u match, %u alerted; the next poll is in %s", name,
			stats->fresh, stats->matched, stats->alerts, since);
	} else if (stats->fresh || stats->revised) {
		wwd_log(WWD_DEBUG, "%s: %u new, %u revised, %u match, %u alerts", name, stats->fresh, stats->revised,
			stats->matched, stats->alerts);
	}
	if (f->job && f->job->slow_rule)
		wwd_log(WWD_WARNING, "%s: a regular expression of \"%s\" takes too long and was given up here", name,
			f->job->slow_rule);
}

static int commit_feed(struct wwd_poller *p, struct wwd_feed *f, int64_t now_ms, struct wwd_commit_stats *total,
	struct ww_err *err)
{
	struct wwd_commit c = {
		.store = p->opts.store,
		.tracker = p->opts.tracker,
		.config = p->config,
		.feed_title = feed_title,
		.arg = p,
		.now_ms = now_ms,
	};
	struct wwd_commit_stats stats = { 0 };
	int64_t every = wwd_poller_every(f, p->config), host_until = 0;
	bool first, knew_none;
	int rc = refresh(f);

	if (rc)
		return ww_err_set(err, rc, "cannot read what is known of it");
	first = !f->state.baseline;
	knew_none = !f->state.items;
	wwd_feed_judge(f);
	if (f->job && !f->job->rc)
		rc = wwd_commit_poll(&c, f->job, f->config, &f->state, &stats, err);
	/* Half a document is not all that was there before us; a feed that is never whole must not stay silent. */
	if (!rc && first && knew_none && !f->answer.good)
		f->state.baseline = false;
	if (!rc)
		rc = wwd_feed_settle(f, &stats, now_ms / 1000, every, scale(p), &host_until);
	if (!rc)
		rc = store_feed_put(p->opts.store, &f->state, err);
	if (!rc && host_until) {
		rc = store_host_put(p->opts.store, f->host, host_until, err);
		if (!rc)
			rc = wwd_pauses_add(&p->pauses, f->host, host_until - now_ms / 1000);
	}
	if (rc)
		return rc;
	total->fresh += stats.fresh;
	total->revised += stats.revised;
	total->matched += stats.matched;
	total->alerts += stats.alerts;
	total->silent += stats.silent;
	log_poll(f, &stats, first);
	return 0;
}

/* Nothing of a failed transaction stays, so the memory goes back to what is stored. */
static void recover(struct wwd_poller *p, struct wwd_feed *const *batch, size_t n)
{
	store_rollback(p->opts.store);
	p->stories_stale = true;
	refresh_stories(p, NULL);
	/* What cannot be read now is read before it is used. */
	for (size_t i = 0; i < n; i++) {
		batch[i]->stale = true;
		refresh(batch[i]);
	}
}

static void note_trouble(struct wwd_poller *p, const struct ww_err *why)
{
	if (!p->trouble.text[0])
		wwd_log(WWD_ERROR, "cannot record what was fetched: %s; no alert is lost, feeds will be asked again",
			why->text[0] ? why->text : "out of memory");
	p->trouble = *why;
	if (!p->trouble.text[0])
		ww_err_set(&p->trouble, 0, "out of memory");
	p->probe_ms = wwd_boot_ms() + retry_store_ms(p);
}

/* Is it the store that fails, whatever it is given? */
static bool is_about_the_store(int rc)
{
	return rc == -ENOSPC || rc == -EROFS || rc == -EIO || rc == -EBUSY || rc == -EBADMSG || rc == -EACCES;
}

static void finish_poll(struct wwd_feed *f, bool recorded)
{
	struct wwd_poller *p = f->poller;
	int64_t delay = ww_max(f->state.next_poll - wwd_wall(), (int64_t) 0) * 1000;

	/* A server that asked for time gets it though its wish could not be kept. */
	if (!recorded)
		delay = ww_max(retry_store_ms(p),
			ww_min(f->answer.retry_after, (int64_t) WWD_RETRY_AFTER_MAX) * 1000);
	wwd_poll_job_destroy(f->job);
	f->job = NULL;
	wwd_answer_reset(&f->answer);
	f->busy = false;
	p->busy--;
	schedule(f, wwd_boot_ms() + delay);
}

/* Polls of feeds that a reload removed while they were under way. */
static size_t drop_removed(struct wwd_poller *p, struct wwd_feed **batch, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (batch[i]->config) {
			batch[kept++] = batch[i];
			continue;
		}
		for (size_t k = 0; k < p->feeds.n; k++)
			if (p->feeds.v[k] == batch[i]) {
				p->feeds.v[k] = p->feeds.v[--p->feeds.n];
				break;
			}
		p->busy--;
		wwd_feed_destroy(batch[i]);
	}
	return kept;
}

/*
 * One poll of the batch brought what cannot be recorded, ever. It counts as a
 * failed poll; the others are written without it.
 */
static void try_without(struct wwd_feed *const *batch, size_t n, struct wwd_feed *culprit, const struct ww_err *why)
{
	wwd_poll_job_destroy(culprit->job);
	culprit->job = NULL;
	for (size_t i = 0; i < n; i++)
		if (batch[i] == culprit)
			fail(culprit, why->text[0] ? why->text : "out of memory");
		else
			ready(batch[i]);
}

static void on_commit(evutil_socket_t fd, short what, void *data)
{
	struct wwd_poller *p = data;
	struct wwd_feed *batch[COMMIT_BATCH];
	struct wwd_commit_stats stats = { 0 };
	struct wwd_feed *culprit = NULL;
	struct ww_err err = { "" };
	size_t n = 0;
	int rc = 0;

	(void) fd;
	(void) what;
	while (p->ready && n < COMMIT_BATCH) {
		batch[n++] = p->ready;
		p->ready = p->ready->next_ready;
	}
	if (!p->ready)
		p->ready_end = &p->ready;
	else
		event_active(p->commit, 0, 0);
	n = drop_removed(p, batch, n);

	if (n)
		rc = refresh_stories(p, &err);
	if (n && !rc)
		rc = store_begin(p->opts.store, &err);
	for (size_t i = 0; i < n && !rc; i++) {
		rc = commit_feed(p, batch[i], wwd_wall_ms(), &stats, &err);
		if (rc)
			culprit = batch[i];
	}
	if (n && !rc) {
		rc = store_commit(p->opts.store, &err);
		culprit = NULL;
	}
	if (rc)
		recover(p, batch, n);
	if (rc && culprit && culprit->job && !is_about_the_store(rc)) {
		try_without(batch, n, culprit, &err);
		return;
	}
	if (rc && culprit)
		ww_err_prefix(&err, rc, "%s", culprit->config->name);
	if (rc)
		note_trouble(p, &err);
	else if (n)
		store_is_back(p);
	for (size_t i = 0; i < n; i++)
		finish_poll(batch[i], !rc);
	if (!rc && p->opts.on_committed)
		p->opts.on_committed(p->opts.arg, &stats);
	if (p->opts.once && !p->busy && p->opts.on_idle)
		p->opts.on_idle(p->opts.arg);
}

/* ---- life ---- */

/* A wish that nobody could have had was noted by a clock that was wrong. */
static int restore_pause(void *arg, const char *host, int64_t until)
{
	struct wwd_poller *p = arg;
	int64_t left = until - wwd_wall();

	return left > WWD_RETRY_AFTER_MAX + 1 ? 0 : wwd_pauses_add(&p->pauses, host, left);
}

int wwd_poller_create(const struct wwd_poller_opts *opts, const struct wwd_config *config, struct wwd_poller **ret,
	struct ww_err *err)
{
	WW_AUTO(wwd_poller) struct wwd_poller *p = calloc(1, sizeof(*p));
	struct wwd_fetcher_opts fetch = {
		.max_size = config->daemon.max_size,
		.time_scale = config->daemon.time_scale,
		.host_spacing_ms = 1000,
	};
	int rc;

	if (!p)
		return -ENOMEM;
	p->opts = *opts;
	p->config = config;
	p->ready_end = &p->ready;
	p->commit = event_new(opts->base, -1, 0, on_commit, p);
	if (!p->commit)
		return -ENOMEM;
	rc = wwd_schedule_create(opts->base, on_due, p, &p->schedule);
	if (!rc)
		rc = wwd_fetcher_create(opts->base, &fetch, &p->fetcher, err);
	if (!rc)
		rc = wwd_pool_create(opts->base, config->daemon.workers, on_jobs, p, &p->pool, err);
	if (!rc)
		rc = store_hosts(opts->store, wwd_wall(), restore_pause, p, err);
	if (!rc)
		rc = wwd_poller_configure(p, config, err);
	if (rc)
		return rc;
	*ret = ww_steal(&p);
	return 0;
}

void wwd_poller_destroy(struct wwd_poller *p)
{
	if (!p)
		return;
	wwd_poller_stop(p);
	wwd_fetcher_destroy(p->fetcher);
	wwd_pool_destroy(p->pool);
	for (size_t i = 0; i < p->feeds.n; i++) {
		if (p->schedule)
			wwd_schedule_remove(p->schedule, &p->feeds.v[i]->due);
		wwd_feed_destroy(p->feeds.v[i]);
	}
	ww_array_finish(&p->feeds);
	wwd_pauses_finish(&p->pauses);
	wwd_schedule_destroy(p->schedule);
	if (p->commit)
		event_free(p->commit);
	free(p);
}

static void on_nothing_to_do(evutil_socket_t fd, short what, void *data)
{
	struct wwd_poller *p = data;

	(void) fd;
	(void) what;
	p->opts.on_idle(p->opts.arg);
}

/* Not the schedule but the server's wishes decide what a run by hand or by cron may ask. */
static int start_once(struct wwd_poller *p)
{
	static const struct timeval at_once = { 0, 0 };
	int64_t now = wwd_wall();

	for (size_t i = 0; i < p->feeds.n; i++) {
		struct wwd_feed *f = p->feeds.v[i];

		if (f->state.not_before > now && f->state.last_poll <= now + WW_MINUTE)
			continue;
		if (!wwd_pauses_left_ms(&p->pauses, f->host))
			start_poll(f);
	}
	if (p->busy || !p->opts.on_idle)
		return 0;
	return event_base_once(p->opts.base, -1, EV_TIMEOUT, on_nothing_to_do, p, &at_once) ? -ENOMEM : 0;
}

int wwd_poller_start(struct wwd_poller *p, struct ww_err *err)
{
	(void) err;
	p->started = true;
	if (p->opts.once)
		return start_once(p);
	wwd_poller_schedule_all(p);
	return 0;
}

void wwd_poller_stop(struct wwd_poller *p)
{
	p->stopped = true;
	if (p->schedule)
		wwd_schedule_stop(p->schedule);
}

void wwd_poller_count(const struct wwd_poller *p, struct wwd_poller_counts *ret)
{
	int64_t next = wwd_schedule_next(p->schedule);

	*ret = (struct wwd_poller_counts){ .busy = p->busy, .trouble = p->trouble.text };
	for (size_t i = 0; i < p->feeds.n; i++) {
		if (!p->feeds.v[i]->config)
			continue;
		ret->feeds++;
		ret->failing += p->feeds.v[i]->state.failures > 0;
	}
	if (next != INT64_MAX)
		ret->next_poll = (wwd_wall_ms() + ww_max(next - wwd_boot_ms(), (int64_t) 0)) / 1000;
}
