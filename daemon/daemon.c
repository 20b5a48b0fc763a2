/* SPDX-License-Identifier: MIT */
#include "daemon/daemon.h"

#include <event2/event.h>
#include <signal.h>
#include <unistd.h>

#include "base/timetext.h"
#include "daemon/clock.h"
#include "daemon/control.h"
#include "daemon/delivery.h"
#include "daemon/log.h"
#include "daemon/poller.h"
#include "daemon/service.h"
#include "store/store.h"

#define STATUS_EVERY 15              /* seconds between refreshes of the status line */
#define UPKEEP_EVERY (10 * WW_MINUTE)
#define PRUNE_STEP   2000            /* rows of a kind forgotten at a time */
#define DRAIN_MS     4000            /* SIGTERM: how long deliveries under way may take */
#define DRAIN_STEP_MS 50

struct wwd_daemon {
	struct wwd_daemon_opts opts;
	struct wwd_places places;
	struct event_base *base;
	struct wwd_config *config;
	struct store *store;
	struct story_tracker *tracker;
	struct wwd_delivery *delivery;
	struct wwd_poller *poller;
	struct wwd_control *control;
	struct wwd_service *service;
	struct event *sig_term, *sig_int, *sig_hup, *status, *upkeep, *drain;
	int64_t started;
	int64_t drain_until_ms; /* boot clock, 0: not stopping */
	char *refused;          /* owned: why the last reload was refused, NULL if it was not */
	unsigned alerts;        /* since the start */
};

/* ---- status ---- */

static size_t count_rules(const struct wwd_config *config, enum watch_kind kind)
{
	const struct watchlist *list = watch_set_list(config->set);
	size_t n = 0;

	for (size_t i = 0; i < list->rules.n; i++)
		n += list->rules.v[i]->kind == kind;
	return n;
}

static void show_status(struct wwd_daemon *d)
{
	struct wwd_poller_counts c;
	struct ww_err text = { "" };

	wwd_poller_count(d->poller, &c);
	if (c.trouble[0])
		ww_err_set(&text, 0, "cannot record: %s", c.trouble);
	else if (d->refused)
		ww_err_set(&text, 0, "the new watchlist has mistakes, the old one is in force");
	wwd_service_status("%zu topics, %zu feeds (%zu failing), %u alerts%s%s", count_rules(d->config, WATCH_TOPIC),
		c.feeds, c.failing, d->alerts, text.text[0] ? "; " : "", text.text);
}

static void on_status(evutil_socket_t fd, short what, void *data)
{
	(void) fd;
	(void) what;
	show_status(data);
}

static json_t *status_json(void *arg, int *ret_http)
{
	struct wwd_daemon *d = arg;
	struct wwd_poller_counts c;

	(void) ret_http;
	wwd_poller_count(d->poller, &c);
	return json_pack("{s:i, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:s}", "pid", (int) getpid(),
		"version", PACKAGE_VERSION, "started", (json_int_t) d->started, "watchlist", d->config->path, "topics",
		(json_int_t) count_rules(d->config, WATCH_TOPIC), "feeds", (json_int_t) c.feeds, "failing",
		(json_int_t) c.failing, "in_flight", (json_int_t) c.busy, "next_poll", (json_int_t) c.next_poll,
		"stories", (json_int_t) story_tracker_live(d->tracker), "alerts", (json_int_t) d->alerts,
		"watchlist_error", d->refused ? d->refused : "", "trouble", c.trouble);
}

/* ---- reload ---- */

/* What log and control socket show of a configuration that was read. */
static void diagnostics_text(const struct ww_diags *diags, const struct ww_err *err, struct ww_buf *out)
{
	ww_diags_render(diags, out);
	if (err->text[0])
		ww_buf_addf(out, "%s\n", err->text);
}

static int reload(struct wwd_daemon *d, struct ww_buf *text)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(wwd_config) struct wwd_config *fresh = NULL;
	struct ww_err err = { "" };
	int rc;

	wwd_service_reloading();
	rc = wwd_config_load(d->config->path, &diags, &fresh, &err);
	/* What can fail comes first: all of the new configuration holds, or all of the old one. */
	if (!rc)
		rc = wwd_delivery_prepare(d->delivery, fresh, &err);
	if (!rc)
		rc = wwd_poller_configure(d->poller, fresh, &err);
	if (!rc) {
		struct wwd_config *old = d->config;

		d->config = ww_steal(&fresh);
		wwd_config_destroy(old);
	}
	wwd_delivery_configure(d->delivery, d->config);
	diagnostics_text(&diags, &err, text);
	wwd_config_verdict(&diags, text);
	ww_clear(&d->refused);
	if (rc) {
		d->refused = strdup(text->n ? ww_buf_cstr(text) : strerror(-rc));
		wwd_log(WWD_ERROR, "the watchlist was not loaded again");
	} else {
		wwd_log(WWD_NOTICE, "loaded %s: %zu topics, %zu feeds", d->config->path,
			count_rules(d->config, WATCH_TOPIC), d->config->feeds.n);
	}
	wwd_log_lines(rc ? WWD_ERROR : WWD_WARNING, ww_buf_cstr(text));
	show_status(d);
	wwd_service_ready();
	return rc;
}

static json_t *reload_json(void *arg, int *ret_http)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1u << 20);
	int rc = reload(arg, &text);

	*ret_http = rc ? 422 : 200;
	return json_pack("{s:b, s:s, s:s}", "ok", !rc, "message",
		rc ? "the new watchlist has mistakes; the old one stays in force" : "loaded", "diagnostics",
		ww_buf_cstr(&text));
}

static void on_hup(evutil_socket_t fd, short what, void *data)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1u << 20);

	(void) fd;
	(void) what;
	reload(data, &text);
}

/* ---- stop ---- */

static void on_drain(evutil_socket_t fd, short what, void *data)
{
	struct wwd_daemon *d = data;

	(void) fd;
	(void) what;
	if (!wwd_delivery_busy(d->delivery) || wwd_boot_ms() >= d->drain_until_ms)
		event_base_loopbreak(d->base);
}

/* The first signal lets deliveries under way finish; a second one does not wait. */
static void on_stop(evutil_socket_t fd, short what, void *data)
{
	struct wwd_daemon *d = data;
	struct timeval step = { 0, DRAIN_STEP_MS * 1000 };

	(void) what;
	if (d->drain_until_ms) {
		wwd_log(WWD_NOTICE, "second signal: stopping at once; the outbox keeps what is not confirmed");
		event_base_loopbreak(d->base);
		return;
	}
	wwd_log(WWD_INFO, "stopping (signal %d)", (int) fd);
	wwd_service_stopping();
	wwd_poller_stop(d->poller);
	d->drain_until_ms = wwd_boot_ms() + DRAIN_MS;
	event_add(d->drain, &step);
	on_drain(-1, 0, d);
}

/* ---- upkeep ---- */

static void on_committed(void *arg, const struct wwd_commit_stats *stats)
{
	struct wwd_daemon *d = arg;

	d->alerts += stats->alerts;
	if (stats->alerts || stats->silent) {
		wwd_delivery_kick(d->delivery);
		show_status(d);
	}
}

static void on_upkeep(evutil_socket_t fd, short what, void *data)
{
	struct wwd_daemon *d = data;
	struct ww_err err = { "" };
	int64_t now = wwd_wall();
	int rc;

	(void) fd;
	(void) what;
	story_tracker_expire(d->tracker, now);
	rc = store_begin(d->store, &err);
	if (!rc)
		rc = store_prune(d->store, now, d->config->daemon.retention, PRUNE_STEP, &err);
	if (!rc)
		rc = store_commit(d->store, &err);
	if (rc) {
		store_rollback(d->store);
		wwd_log(WWD_WARNING, "upkeep of the store: %s", err.text[0] ? err.text : strerror(-rc));
	}
}

/* ---- once ---- */

static void on_polls_done(void *arg)
{
	struct wwd_daemon *d = arg;

	wwd_delivery_finish(d->delivery);
}

static void on_deliveries_done(void *arg)
{
	struct wwd_daemon *d = arg;

	/* Where cron starts every run, the timer of the upkeep never comes round. */
	on_upkeep(-1, 0, d);
	event_base_loopbreak(d->base);
}

/* ---- create ---- */

static int restore_story(void *arg, const struct story_record *r)
{
	return story_tracker_restore(arg, r);
}

static int restore_member(void *arg, const struct story_member *m)
{
	return story_tracker_restore_member(arg, m);
}

static int load_config(struct wwd_daemon *d)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1u << 20);
	const char *path = d->opts.watchlist ? d->opts.watchlist : d->places.watchlist;
	struct ww_err err = { "" };
	int rc;

	rc = wwd_config_load(path, &diags, &d->config, &err);
	if (err.text[0])
		ww_err_prefix(&err, rc, "cannot read %s", path);
	diagnostics_text(&diags, &err, &text);
	/* There are no old rules yet that could stay in force. */
	if (diags.n_errors)
		ww_buf_addf(&text, "%zu error%s: wirewatchd does not start\n", diags.n_errors,
			diags.n_errors == 1 ? "" : "s");
	wwd_log_lines(rc ? WWD_ERROR : WWD_WARNING, ww_buf_cstr(&text));
	if (rc == -ENOENT)
		wwd_log(WWD_ERROR, "write one with:  wirewatch init");
	return rc ? WWD_EXIT_CONFIG : 0;
}

static int open_store(struct wwd_daemon *d)
{
	const char *dir = d->opts.state_dir ? d->opts.state_dir : d->places.state_dir;
	int64_t since = wwd_wall() - STORY_WINDOW;
	struct ww_err err = { "" };
	int rc;

	rc = store_open(dir, STORE_WRITE, &d->store, &err);
	if (!rc)
		rc = store_stories(d->store, since, restore_story, d->tracker, &err);
	if (!rc)
		rc = store_story_members(d->store, since, restore_member, d->tracker, &err);
	if (!rc)
		return 0;
	wwd_log(WWD_ERROR, "%s", err.text[0] ? err.text : strerror(-rc));
	/* A damaged or newer store does not heal by a restart. */
	return rc == -EBADMSG || rc == -EPROTONOSUPPORT ? WWD_EXIT_CONFIG : WWD_EXIT_FAILED;
}

static int make_parts(struct wwd_daemon *d, struct ww_err *err)
{
	struct wwd_delivery_opts delivery = {
		.base = d->base,
		.store = d->store,
		.alerts_path = d->places.alerts,
		.once = d->opts.once,
		.on_idle = on_deliveries_done,
		.arg = d,
	};
	struct wwd_poller_opts poller = {
		.base = d->base,
		.store = d->store,
		.tracker = d->tracker,
		.once = d->opts.once,
		.on_committed = on_committed,
		.on_idle = on_polls_done,
		.arg = d,
	};
	struct wwd_control_calls calls = { status_json, reload_json, d };
	const char *socket = d->config->daemon.control[0] ? d->config->daemon.control : d->places.control;
	int rc;

	rc = wwd_delivery_create(&delivery, d->config, &d->delivery, err);
	if (!rc)
		rc = wwd_poller_create(&poller, d->config, &d->poller, err);
	if (rc || d->opts.once)
		return rc;
	/* The daemon does its work without a socket, too. */
	if (wwd_control_create(d->base, wwd_service_listen_fd(), socket, &calls, &d->control, err)) {
		wwd_log(WWD_WARNING, "no control socket: %s", err->text);
		err->text[0] = '\0';
	}
	return 0;
}

static int make_events(struct wwd_daemon *d)
{
	struct timeval status = { STATUS_EVERY, 0 }, upkeep = { UPKEEP_EVERY, 0 };

	d->sig_term = evsignal_new(d->base, SIGTERM, on_stop, d);
	d->sig_int = evsignal_new(d->base, SIGINT, on_stop, d);
	d->sig_hup = evsignal_new(d->base, SIGHUP, on_hup, d);
	d->status = event_new(d->base, -1, EV_PERSIST, on_status, d);
	d->upkeep = event_new(d->base, -1, EV_PERSIST, on_upkeep, d);
	d->drain = event_new(d->base, -1, EV_PERSIST, on_drain, d);
	d->service = wwd_service_create(d->base);
	if (!d->sig_term || !d->sig_int || !d->sig_hup || !d->status || !d->upkeep || !d->drain || !d->service)
		return -ENOMEM;
	if (event_add(d->sig_term, NULL) || event_add(d->sig_int, NULL) || event_add(d->sig_hup, NULL))
		return -ENOMEM;
	return event_add(d->status, &status) || event_add(d->upkeep, &upkeep) ? -ENOMEM : 0;
}

static const char *environment(const char *name)
{
	return getenv(name);
}

/* With --state everything the daemon writes is there. */
static int find_places(struct wwd_daemon *d)
{
	struct ww_err err = { "" };
	int rc = wwd_places_find(d->opts.system, environment, &d->places, &err);

	if (rc && (!d->opts.state_dir || !d->opts.watchlist)) {
		wwd_log(WWD_ERROR, "%s; or name them: wirewatchd --config FILE --state DIR", err.text);
		return WWD_EXIT_USAGE;
	}
	if (!d->opts.state_dir)
		return 0;
	free(d->places.alerts);
	free(d->places.control);
	d->places.alerts = d->places.control = NULL;
	if (asprintf(&d->places.alerts, "%s/alerts.jsonl", d->opts.state_dir) < 0 ||
		asprintf(&d->places.control, "%s/wirewatch.sock", d->opts.state_dir) < 0)
		return WWD_EXIT_FAILED;
	return 0;
}

int wwd_daemon_create(const struct wwd_daemon_opts *opts, struct wwd_daemon **ret)
{
	WW_AUTO(wwd_daemon) struct wwd_daemon *d = calloc(1, sizeof(*d));
	struct ww_err err = { "" };
	int rc;

	if (!d)
		return WWD_EXIT_FAILED;
	d->opts = *opts;
	d->started = wwd_wall();
	d->base = event_base_new();
	d->tracker = story_tracker_create();
	if (!d->base || !d->tracker) {
		wwd_log(WWD_ERROR, "cannot start: out of memory or descriptors");
		return WWD_EXIT_FAILED;
	}
	/* Who asks for a reload while we start, or stop, gets what is there: it is no reason to end. */
	signal(SIGHUP, SIG_IGN);
	/* A peer that closes is an error of that write, not the end of us. */
	signal(SIGPIPE, SIG_IGN);
	/* Nor is a file that may not grow (ulimit -f): the write fails, and that is dealt with. */
	signal(SIGXFSZ, SIG_IGN);
	rc = find_places(d);
	if (!rc)
		rc = load_config(d);
	if (!rc)
		rc = open_store(d);
	if (rc)
		return rc;
	rc = make_parts(d, &err);
	if (!rc)
		rc = make_events(d);
	if (rc) {
		wwd_log(WWD_ERROR, "cannot start: %s", err.text[0] ? err.text : strerror(-rc));
		return WWD_EXIT_FAILED;
	}
	*ret = ww_steal(&d);
	return 0;
}

int wwd_daemon_run(struct wwd_daemon *d)
{
	struct ww_err err = { "" };

	if (wwd_poller_start(d->poller, &err)) {
		wwd_log(WWD_ERROR, "cannot start polling: %s", err.text);
		return WWD_EXIT_FAILED;
	}
	/* Ready means: configuration and store are fine. Feeds may take their time. */
	if (!d->opts.once)
		wwd_log(WWD_NOTICE, "version %s: watching %zu feed%s for %zu topic%s", PACKAGE_VERSION,
			d->config->feeds.n, d->config->feeds.n == 1 ? "" : "s", count_rules(d->config, WATCH_TOPIC),
			count_rules(d->config, WATCH_TOPIC) == 1 ? "" : "s");
	show_status(d);
	wwd_service_ready();
	if (event_base_dispatch(d->base) < 0) {
		wwd_log(WWD_ERROR, "the event loop failed");
		return WWD_EXIT_FAILED;
	}
	return 0;
}

static void free_event(struct event *e)
{
	if (e)
		event_free(e);
}

void wwd_daemon_destroy(struct wwd_daemon *d)
{
	if (!d)
		return;
	wwd_control_destroy(d->control);
	wwd_poller_destroy(d->poller);
	wwd_delivery_destroy(d->delivery);
	wwd_service_destroy(d->service);
	free_event(d->sig_term);
	free_event(d->sig_int);
	free_event(d->sig_hup);
	free_event(d->status);
	free_event(d->upkeep);
	free_event(d->drain);
	store_close(d->store);
	story_tracker_destroy(d->tracker);
	wwd_config_destroy(d->config);
	wwd_places_finish(&d->places);
	if (d->base)
		event_base_free(d->base);
	free(d->refused);
	free(d);
}
