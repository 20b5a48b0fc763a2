/* SPDX-License-Identifier: MIT */
#include "daemon/delivery.h"

#include <unistd.h>

#include "daemon/clock.h"
#include "daemon/log.h"
#include "notifiers/notifier.h"

#define BATCH          16           /* alerts handed to a notifier at a time, where a repetition can be told */
#define STORE_RETRY_MS 5000         /* until the outbox is tried again after the store failed */
#define ONCE_WAIT_MS   (30 * 1000)  /* --once waits no longer than this for confirmations */
#define WAIT_MAX_MS    (3600 * 1000)

/* A result that the store did not take yet: without it the row would stay under way for good. */
struct unwritten {
	char id[ALERT_ID_LEN + 1];
	enum notifier_result what;
	char *text; /* owned */
};

/* One notifier, its events, and the alerts it has. */
struct outlet {
	struct wwd_delivery *d; /* borrowed */
	struct notifier *n;     /* owned */
	char *name;             /* owned */
	enum wwd_notifier_type type;
	struct event *readable; /* owned, on its descriptor */
	struct event *due;      /* owned, a timer: rows that wait */
	size_t busy;            /* sent, no result yet */
	size_t window;          /* the most of these: as many may repeat after a crash */
	WW_ARRAY(struct unwritten) unwritten;
	bool kept, failing;
};

struct wwd_delivery {
	struct wwd_delivery_opts opts;
	WW_ARRAY(struct outlet *) outlets;
	double scale;
	bool finishing, idle_told;
	struct event *guard;   /* once: gives up waiting */
};

/* ---- results ---- */

static int64_t scaled(const struct wwd_delivery *d, int64_t ms)
{
	return ww_max((int64_t) ((double) ms / d->scale), (int64_t) 1);
}

static int64_t retry_delay(const struct wwd_delivery *d, unsigned attempts)
{
	unsigned doublings = ww_min(ww_max(attempts, 1u) - 1, 16u);
	int64_t ms = ww_min((int64_t) WWD_RETRY_FIRST_MS << doublings, (int64_t) WWD_RETRY_MAX_MS);

	/* 80 % to 120 %: alerts that failed together do not come back together. */
	return scaled(d, ms * (80 + arc4random_uniform(41)) / 100);
}

static void arm(struct outlet *o);
static void wait_ms(struct outlet *o, int64_t ms);
static void check_idle(struct wwd_delivery *d);

/* A step on the outbox in a transaction of its own. False: the store failed, the row stays pending. */
static bool record(struct outlet *o, int (*step)(struct outlet *o, const void *arg, struct ww_err *err),
	const void *arg)
{
	struct store *s = o->d->opts.store;
	struct ww_err err = { "" };
	int rc = store_begin(s, &err);

	if (!rc)
		rc = step(o, arg, &err);
	if (!rc)
		rc = store_commit(s, &err);
	if (rc) {
		store_rollback(s);
		wwd_log(WWD_ERROR, "%s: cannot write the outbox: %s", o->name, err.text[0] ? err.text : strerror(-rc));
	}
	return !rc;
}

struct result {
	const char *id, *text;
	enum notifier_result what;
};

static int record_result(struct outlet *o, const void *arg, struct ww_err *err)
{
	const struct result *r = arg;
	struct store *s = o->d->opts.store;
	int64_t now = wwd_wall_ms(), made = now;
	unsigned attempts = 1;
	int rc;

	if (r->what == NOTIFIER_DELIVERED)
		return store_outbox_delivered(s, r->id, o->name, now, err);
	rc = store_outbox_age(s, r->id, o->name, &attempts, &made, err);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	/* A day of trying, not a day that was slept through or that the clock was set forward. */
	if (r->what == NOTIFIER_REFUSED ||
		(attempts >= WWD_DEAD_ATTEMPTS && now - made > scaled(o->d, WWD_DEAD_AFTER_MS))) {
		wwd_log(WWD_ERROR, "%s: gave up on alert %s after %u attempts: %s", o->name, r->id, attempts, r->text);
		return store_outbox_dead(s, r->id, o->name, now, r->text, err);
	}
	return store_outbox_retry(s, r->id, o->name, now + retry_delay(o->d, attempts), r->text, err);
}

static void keep_result(struct outlet *o, const struct result *r)
{
	struct unwritten *u = ww_array_add(&o->unwritten);

	if (!u)
		return; /* shown or not, it is tried again after a restart */
	snprintf(u->id, sizeof(u->id), "%s", r->id);
	u->what = r->what;
	u->text = strdup(r->text);
}

/* False: the store still takes nothing. */
static bool write_results(struct outlet *o)
{
	while (o->unwritten.n) {
		struct unwritten *u = &o->unwritten.v[o->unwritten.n - 1];
		struct result r = { u->id, u->text ? u->text : "", u->what };

		if (!record(o, record_result, &r))
			return false;
		free(u->text);
		o->unwritten.n--;
	}
	return true;
}

static void on_result(void *arg, const char *alert_id, enum notifier_result what, const char *text)
{
	struct outlet *o = arg;
	struct result r = { alert_id, text, what };

	o->busy--;
	if (what == NOTIFIER_DELIVERED && o->failing)
		wwd_log(WWD_NOTICE, "%s: delivers again", o->name);
	else if (what != NOTIFIER_DELIVERED && !o->failing)
		wwd_log(WWD_WARNING, "%s: cannot deliver: %s; the alert is kept and tried again", o->name, text);
	o->failing = what != NOTIFIER_DELIVERED;
	if (record(o, record_result, &r)) {
		arm(o);
	} else {
		keep_result(o, &r);
		wait_ms(o, STORE_RETRY_MS);
	}
	check_idle(o->d);
}

struct action {
	const char *id;
	enum notifier_action what;
};

static int find_story(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	char *story = arg;

	(void) seq;
	(void) read_at;
	snprintf(story, STORY_ID_LEN + 1, "%s", a->story);
	return 1;
}

static int record_action(struct outlet *o, const void *arg, struct ww_err *err)
{
	const struct action *a = arg;
	struct store *s = o->d->opts.store;
	struct store_alert_query q = { .id = a->id, .limit = 1 };
	char story[STORY_ID_LEN + 1] = "";
	int64_t now = wwd_wall();
	int rc;

	rc = store_alert_read(s, a->id, now, err);
	if (rc == -ENOENT)
		return 0; /* pruned since */
	if (rc || a->what != NOTIFIER_MUTE_STORY)
		return rc;
	rc = store_alerts(s, &q, find_story, story, err);
	if (rc < 0)
		return rc;
	if (!story[0])
		return 0;
	wwd_log(WWD_NOTICE, "story %s is muted (%s)", story, o->name);
	return store_silence_add(s, STORE_SILENCE_STORY, story, 0, o->name, now, err);
}

static void on_action(void *arg, const char *alert_id, enum notifier_action what, const char *token)
{
	struct action a = { alert_id, what };

	(void) token;
	record(arg, record_action, &a);
}

static int hurry(struct outlet *o, const void *arg, struct ww_err *err)
{
	(void) arg;
	return store_outbox_hurry(o->d->opts.store, o->name, wwd_wall_ms(), err);
}

static void on_ready(void *arg)
{
	struct outlet *o = arg;

	record(o, hurry, NULL);
	arm(o);
}

static void on_note(void *arg, const char *text)
{
	struct outlet *o = arg;

	wwd_log(WWD_INFO, "%s: %s", o->name, text);
}

/* ---- sending ---- */

struct batch {
	struct alert alerts[BATCH];
	unsigned attempts[BATCH];
	size_t n;
};

/* A copy through JSON: the alert outlives the walk over the rows. */
static int collect(void *arg, const struct store_delivery *row)
{
	struct batch *b = arg;
	WW_AUTO(buf) struct ww_buf json = WW_BUF(4u << 20);
	int rc = alert_to_json(row->alert, &json);

	if (!rc)
		rc = alert_from_json(ww_buf_str(&json), &b->alerts[b->n], NULL);
	if (!rc)
		b->attempts[b->n++] = row->attempts + 1;
	return rc;
}

static int count_attempts(struct outlet *o, const void *arg, struct ww_err *err)
{
	const struct batch *b = arg;
	int64_t now = wwd_wall_ms();
	int rc = 0;

	for (size_t i = 0; i < b->n && !rc; i++)
		rc = store_outbox_attempt(o->d->opts.store, b->alerts[i].id, o->name, now, err);
	return rc;
}

static void wait_ms(struct outlet *o, int64_t ms)
{
	struct timeval tv;

	ms = ww_min(ww_max(ms, (int64_t) 0), (int64_t) WAIT_MAX_MS);
	tv.tv_sec = ms / 1000;
	tv.tv_usec = ms % 1000 * 1000;
	event_add(o->due, &tv);
}

static void send_batch(struct outlet *o, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		int rc = notifier_send(o->n, &b->alerts[i], b->attempts[i]);

		if (!rc) {
			o->busy++;
			continue;
		}
		struct result r = { b->alerts[i].id, strerror(-rc), NOTIFIER_RETRY };

		if (!record(o, record_result, &r))
			keep_result(o, &r);
	}
}

static void on_due(evutil_socket_t fd, short what, void *data)
{
	struct outlet *o = data;
	struct batch b = { .n = 0 };
	struct ww_err err = { "" };
	int64_t now = wwd_wall_ms();
	int rc = 0;

	(void) fd;
	(void) what;
	if (!write_results(o)) {
		wait_ms(o, STORE_RETRY_MS);
		return;
	}
	if (o->busy < o->window)
		rc = store_outbox_due(o->d->opts.store, o->name, now, (unsigned) (o->window - o->busy), collect, &b,
			&err);
	if (rc)
		wwd_log(WWD_ERROR, "%s: cannot read the outbox: %s", o->name, err.text[0] ? err.text : strerror(-rc));
	if (!rc && b.n && record(o, count_attempts, &b))
		send_batch(o, &b);
	else if (b.n || rc)
		wait_ms(o, STORE_RETRY_MS);
	for (size_t i = 0; i < b.n; i++)
		alert_finish(&b.alerts[i]);
	if (!evtimer_pending(o->due, NULL))
		arm(o);
	check_idle(o->d);
}

/* Sleep until the next row of this notifier is due; results wake it, too. */
static void arm(struct outlet *o)
{
	int64_t next, now;

	if (o->unwritten.n) {
		if (!evtimer_pending(o->due, NULL))
			wait_ms(o, STORE_RETRY_MS);
		return;
	}
	if (o->busy >= o->window)
		return;
	next = store_outbox_next_ms(o->d->opts.store, o->name);
	now = wwd_wall_ms();
	/* Later than any retry is: the clock was set back since. */
	if (next != INT64_MAX && next - now > scaled(o->d, 2 * WWD_RETRY_MAX_MS) && record(o, hurry, NULL))
		next = now;
	if (next == INT64_MAX)
		evtimer_del(o->due);
	else
		wait_ms(o, next - now);
}

static void on_readable(evutil_socket_t fd, short what, void *data)
{
	struct outlet *o = data;

	(void) fd;
	(void) what;
	notifier_dispatch(o->n);
}

/* ---- once ---- */

/* A row is tried one time: its retry is due later than now. */
static void check_idle(struct wwd_delivery *d)
{
	if (!d->finishing || d->idle_told)
		return;
	for (size_t i = 0; i < d->outlets.n; i++) {
		const struct outlet *o = d->outlets.v[i];

		if (o->busy || o->unwritten.n || store_outbox_next_ms(d->opts.store, o->name) <= wwd_wall_ms())
			return;
	}
	d->idle_told = true;
	if (d->guard)
		event_del(d->guard);
	d->opts.on_idle(d->opts.arg);
}

static void on_guard(evutil_socket_t fd, short what, void *data)
{
	struct wwd_delivery *d = data;

	(void) fd;
	(void) what;
	if (d->idle_told)
		return;
	d->idle_told = true;
	wwd_log(WWD_WARNING, "not every delivery was confirmed in time; the rest stays in the outbox for the next run");
	d->opts.on_idle(d->opts.arg);
}

void wwd_delivery_finish(struct wwd_delivery *d)
{
	struct timeval tv = { ONCE_WAIT_MS / 1000, 0 };

	d->finishing = true;
	if (d->guard)
		event_add(d->guard, &tv);
	wwd_delivery_kick(d);
	check_idle(d);
}

/* ---- life ---- */

static void outlet_destroy(struct outlet *o)
{
	if (!o)
		return;
	/* First, as it reports what was confirmed at the last moment. What it did not confirm waits for its successor. */
	notifier_destroy(o->n);
	if (o->name)
		store_outbox_release(o->d->opts.store, o->name);
	if (o->readable)
		event_free(o->readable);
	if (o->due)
		event_free(o->due);
	for (size_t i = 0; i < o->unwritten.n; i++)
		free(o->unwritten.v[i].text);
	ww_array_finish(&o->unwritten);
	free(o->name);
	free(o);
}
WW_DEFINE_AUTO(struct outlet *, outlet, outlet_destroy)

static int outlet_create(struct wwd_delivery *d, const struct wwd_notifier_config *c, struct outlet **ret,
	struct ww_err *err)
{
	WW_AUTO(outlet) struct outlet *o = calloc(1, sizeof(*o));
	bool log = c->type == WWD_NOTIFY_LOG;
	struct notifier_opts opts = {
		.name = c->name,
		.jsonl_path = log ? d->opts.alerts_path : NULL,
		.journal = log,
		.text_fd = log ? STDERR_FILENO : -1,
	};
	struct notifier_events events = { on_result, on_action, on_ready, on_note, o };
	int rc;

	if (!o)
		return -ENOMEM;
	o->d = d;
	o->type = c->type;
	/* A bubble cannot be looked up; a line in the file can. */
	o->window = log ? BATCH : 1;
	o->name = strdup(c->name);
	o->due = evtimer_new(d->opts.base, on_due, o);
	if (!o->name || !o->due)
		return -ENOMEM;
	rc = notifier_create(log ? "log" : "desktop", &opts, &events, &o->n, err);
	if (rc)
		return ww_err_prefix(err, rc, "notifier \"%s\"", c->name);
	if (notifier_fd(o->n) >= 0) {
		o->readable = event_new(d->opts.base, notifier_fd(o->n), EV_READ | EV_PERSIST, on_readable, o);
		if (!o->readable || event_add(o->readable, NULL))
			return -ENOMEM;
	}
	*ret = ww_steal(&o);
	return 0;
}

/* One that got another type is another one, which takes over the rows of the name. */
static struct outlet *find(const struct wwd_delivery *d, const struct wwd_notifier_config *c)
{
	for (size_t i = 0; i < d->outlets.n; i++)
		if (d->outlets.v[i]->type == c->type && !strcmp(d->outlets.v[i]->name, c->name))
			return d->outlets.v[i];
	return NULL;
}

int wwd_delivery_prepare(struct wwd_delivery *d, const struct wwd_config *config, struct ww_err *err)
{
	for (size_t i = 0; i < config->notifiers.n; i++) {
		const struct wwd_notifier_config *c = config->notifiers.v[i];
		struct outlet *o = find(d, c);
		int rc;

		/* libnotify serves one desktop a process, and a line belongs into the log once. */
		if (o || c != wwd_config_first_of(config, c->type))
			continue;
		rc = outlet_create(d, c, &o, err);
		if (!rc)
			rc = ww_array_push(&d->outlets, o);
		if (rc) {
			outlet_destroy(o);
			return rc;
		}
	}
	return 0;
}

void wwd_delivery_configure(struct wwd_delivery *d, const struct wwd_config *config)
{
	for (size_t i = 0; i < d->outlets.n; i++)
		d->outlets.v[i]->kept = false;
	for (size_t i = 0; i < config->notifiers.n; i++) {
		struct outlet *o = find(d, config->notifiers.v[i]);

		if (o)
			o->kept = true;
	}
	for (size_t i = d->outlets.n; i-- > 0;) {
		struct outlet *o = d->outlets.v[i];

		if (o->kept)
			continue;
		d->outlets.v[i] = d->outlets.v[--d->outlets.n];
		outlet_destroy(o);
	}
	d->scale = config->daemon.time_scale;
	wwd_delivery_kick(d);
}

int wwd_delivery_create(const struct wwd_delivery_opts *opts, const struct wwd_config *config,
	struct wwd_delivery **ret, struct ww_err *err)
{
	WW_AUTO(wwd_delivery) struct wwd_delivery *d = calloc(1, sizeof(*d));
	int rc;

	if (!d)
		return -ENOMEM;
	d->opts = *opts;
	d->guard = evtimer_new(opts->base, on_guard, d);
	if (!d->guard)
		return -ENOMEM;
	rc = wwd_delivery_prepare(d, config, err);
	if (rc)
		return rc;
	wwd_delivery_configure(d, config);
	*ret = ww_steal(&d);
	return 0;
}

void wwd_delivery_destroy(struct wwd_delivery *d)
{
	if (!d)
		return;
	d->idle_told = true; /* nobody waits for that any more */
	for (size_t i = 0; i < d->outlets.n; i++)
		outlet_destroy(d->outlets.v[i]);
	ww_array_finish(&d->outlets);
	if (d->guard)
		event_free(d->guard);
	free(d);
}

void wwd_delivery_kick(struct wwd_delivery *d)
{
	for (size_t i = 0; i < d->outlets.n; i++)
		arm(d->outlets.v[i]);
}

size_t wwd_delivery_busy(const struct wwd_delivery *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->outlets.n; i++)
		n += d->outlets.v[i]->busy;
	return n;
}
