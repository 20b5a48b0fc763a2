/* SPDX-License-Identifier: MIT */
/*
 * status: what a person asks first. From the daemon comes what only it knows
 * (is it there, what it loaded); all else is read from the store, so that
 * most of the answer is the same when it does not run.
 */
#include "cli/cli.h"
#include "cli/service.h"
#include "cli/words.h"

#include "base/timetext.h"
#include "base/utf8.h"

#define INDENT 14     /* of what stands behind a label */
#define NOT_RUNNING 3 /* as LSB scripts and systemctl status say it */

struct options {
	struct cli_common common;
};

struct delivery {
	const char *notifier;
	struct store_outbox_counts counts;
};

struct snapshot {
	struct wwd_places places;
	struct wwd_config *config; /* NULL: it cannot be loaded */
	int config_rc;             /* why */
	struct store *store;       /* NULL: none yet */
	json_t *live;              /* NULL: the daemon does not answer */
	char trouble[WW_ERR_MAX];  /* why it does not answer although it runs */
	pid_t pid;                 /* 0: not running */
	struct cli_feed_list feeds;
	struct store_totals totals;
	int64_t now, alerts_today, alerts_unread, last_news;
	WW_ARRAY(struct delivery) deliveries;
	bool system;
	bool is_private; /* the state may not be read: live is all there is */
};

static void snapshot_finish(struct snapshot *s)
{
	for (size_t i = 0; i < s->deliveries.n; i++)
		store_outbox_counts_finish(&s->deliveries.v[i].counts);
	ww_array_finish(&s->deliveries);
	cli_feed_list_finish(&s->feeds);
	json_decref(s->live);
	store_close(s->store);
	wwd_config_destroy(s->config);
	wwd_places_finish(&s->places);
}
WW_DEFINE_AUTO_FINISH(struct snapshot, snapshot, snapshot_finish)

static int64_t live_number(const struct snapshot *s, const char *key)
{
	return json_integer_value(json_object_get(s->live, key));
}

/* What the first poll of a feed found was never told. */
static int count_one(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	int64_t *n = arg;

	(void) seq;
	(void) read_at;
	(*n) += a->state != ALERT_BASELINE;
	return 0;
}

static int count_told(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	int64_t *n = arg;

	(void) seq;
	(void) read_at;
	(*n) += a->state == ALERT_ALERTED;
	return 0;
}

static int read_delivery(struct snapshot *s, const char *notifier, struct ww_err *err)
{
	struct delivery *d = ww_array_add(&s->deliveries);

	if (!d)
		return ww_err_set(err, -ENOMEM, "out of memory");
	d->notifier = notifier ? notifier : "delivery";
	return store_outbox_count(s->store, notifier, &d->counts, err);
}

static int read_store(struct snapshot *s, struct ww_err *err)
{
	struct store_alert_query today = { .since_ms = cli_midnight(s->now) * 1000 },
	                         unread = { .unread = true };
	int rc = store_total(s->store, &s->totals, err);

	if (!rc)
		rc = store_alerts(s->store, &today, count_one, &s->alerts_today, err);
	if (!rc)
		rc = store_alerts(s->store, &unread, count_told, &s->alerts_unread, err);
	/* Without a watchlist nobody knows the notifiers by name: all in one. */
	if (!rc && !s->config)
		rc = read_delivery(s, NULL, err);
	for (size_t i = 0; !rc && s->config && i < s->config->notifiers.n; i++)
		rc = read_delivery(s, s->config->notifiers.v[i]->name, err);
	return rc;
}

/* Ask the daemon, and believe it only if it is the one that works on this state directory. */
static void ask_daemon(struct snapshot *s)
{
	WW_AUTO(str) char *socket = cli_control_path(&s->places);
	int pid = store_daemon_pid(s->places.state_dir);
	struct ww_err err = { 0 };
	int rc;

	s->pid = pid > 0 ? pid : 0;
	rc = socket ? cli_control(socket, false, "/v1/status", &s->live, &err) : -ENOMEM;
	if (!rc && s->is_private)
		s->pid = (pid_t) live_number(s, "pid");
	if (!rc && live_number(s, "pid") != s->pid) {
		json_decref(s->live);
		s->live = NULL;
		snprintf(err.text, sizeof(err.text), "another wirewatchd answers on %s", socket);
	}
	if (!s->live && s->pid)
		snprintf(s->trouble, sizeof(s->trouble), "%s", err.text);
}

static int take_snapshot(struct snapshot *s, struct ww_err *err)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	int rc;

	s->config_rc = wwd_config_load(s->places.watchlist, &diags, &s->config, NULL);
	s->now = cli_now();
	rc = store_open(s->places.state_dir, STORE_READ, &s->store, err);
	if (rc == -EACCES) {
		/* A system service shows its state to root, and answers its group. */
		s->is_private = true;
		ask_daemon(s);
		return s->live ? 0 : rc;
	}
	if (rc && rc != -ENOENT)
		return rc;
	rc = s->store ? read_store(s, err) : 0;
	if (!rc)
		rc = cli_feed_list_read(s->config, s->store, &s->feeds, err);
	for (size_t i = 0; i < s->feeds.list.n; i++)
		s->last_news = ww_max(s->last_news, s->feeds.list.v[i].last_news);
	if (!rc)
		ask_daemon(s);
	return rc;
}

static void label(struct ww_buf *out, const char *name)
{
	cli_put(out, &cli_look, CLI_DIM, "  %-11s ", name);
}

static void put_daemon(const struct snapshot *s, struct ww_buf *out)
{
	char since[WW_RFC3339_MAX], ago[CLI_WORDS_MAX];
	int64_t started = live_number(s, "started");

	if (!s->pid) {
		cli_put(out, &cli_look, CLI_BAD, "wirewatchd is not running");
		ww_buf_addf(out, "\n%s\n", cli_how_to_start(s->system));
		return;
	}
	cli_put(out, &cli_look, CLI_GOOD, "wirewatchd is running");
	ww_buf_addf(out, ", pid %ld", (long) s->pid);
	if (started) {
		ww_time_short(started, s->now, since);
		ww_buf_addf(out, ", since %s (started %s)", since, cli_ago(started, s->now, ago));
	}
	if (s->live)
		ww_buf_addf(out, ", version %s", cli_json_text(s->live, "version"));
	ww_buf_addc(out, '\n');
	if (*s->trouble)
		cli_put(out, &cli_look, CLI_WARN, "  but it does not answer: %s\n", s->trouble);
}

static void put_note(struct ww_buf *out, enum cli_style style, const char *text)
{
	ww_buf_addf(out, "%*s", INDENT, "");
	cli_put(out, &cli_look, style, "%s", text);
	ww_buf_addc(out, '\n');
}

/* Complaints keep their lines and carets. */
static void put_lines(struct ww_buf *out, const char *text)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(CLI_OUT_MAX);
	struct ww_str rest, line;

	ww_utf8_clean(&clean, text, strlen(text), false);
	rest = ww_str_trim(ww_buf_str(&clean));
	while (ww_str_split(&rest, '\n', &line))
		ww_buf_addf(out, "%*s%.*s\n", INDENT, "", WW_STR_ARG(line));
}

static size_t count_rules(const struct snapshot *s)
{
	size_t n = 0;

	if (s->config)
		for (size_t i = 0; i < watch_set_list(s->config->set)->rules.n; i++)
			n += watch_rule_is_active(watch_set_list(s->config->set)->rules.v[i]);
	return n;
}

static void put_watchlist(const struct snapshot *s, struct ww_buf *out)
{
	const char *refused = cli_json_text(s->live, "watchlist_error");

	label(out, "watchlist");
	ww_buf_addf(out, "%s", s->places.watchlist);
	if (s->live || s->config) {
		ww_buf_adds(out, " (");
		cli_put_count(out, s->live ? live_number(s, "topics") : (int64_t) count_rules(s), "topic",
		        "topics");
		ww_buf_adds(out, ", ");
		cli_put_count(out, s->live ? live_number(s, "feeds") : (int64_t) s->config->feeds.n, "feed",
		        "feeds");
		ww_buf_addc(out, ')');
	}
	ww_buf_addc(out, '\n');
	if (*refused) {
		put_note(out, CLI_WARN, "the last reload was refused, the old rules are in force:");
		put_lines(out, refused);
	} else if (!s->config && !s->is_private) {
		put_note(out, CLI_WARN,
		        s->config_rc == -ENOENT ? "is not there: wirewatch init writes one to start from"
		                                : "cannot be used as it is: wirewatch check says why");
	}
}

static void put_feeds(const struct snapshot *s, struct ww_buf *out)
{
	static const enum cli_style styles[] = { CLI_BAD, CLI_BAD, CLI_DIM, CLI_GOOD, CLI_DIM };
	size_t counts[WW_ARRAY_LEN(styles)] = { 0 };
	bool care;

	for (size_t i = 0; i < s->feeds.list.n; i++)
		counts[s->feeds.list.v[i].state]++;
	care = counts[CLI_FEED_GONE] || counts[CLI_FEED_FAILING];
	label(out, "feeds");
	if (!s->feeds.list.n)
		ww_buf_adds(out, "none");
	for (size_t k = WW_ARRAY_LEN(counts), said = 0; k-- > 0;)
		if (counts[k]) {
			ww_buf_adds(out, said++ ? ", " : "");
			cli_put(out, &cli_look, styles[k], "%zu %s", counts[k], cli_feed_state_name((int) k));
		}
	ww_buf_adds(out, care ? "  (wirewatch feeds says why)\n" : "\n");
}

static void put_times(const struct snapshot *s, struct ww_buf *out)
{
	char words[CLI_WORDS_MAX];
	int64_t in_flight = live_number(s, "in_flight");

	if (s->live) {
		label(out, "next poll");
		ww_buf_adds(out, cli_in(live_number(s, "next_poll"), s->now, words));
		if (in_flight)
			ww_buf_addf(out, "; %" PRId64 " under way", in_flight);
		ww_buf_addc(out, '\n');
	}
	label(out, "last news");
	ww_buf_addf(out, "%s\n", cli_ago(s->last_news, s->now, words));
}

static void put_deliveries(const struct snapshot *s, struct ww_buf *out)
{
	for (size_t i = 0; i < s->deliveries.n; i++) {
		const struct store_outbox_counts *c = &s->deliveries.v[i].counts;
		char since[WW_RFC3339_MAX];

		label(out, s->deliveries.v[i].notifier);
		ww_buf_addf(out, "%" PRId64 " delivered", c->delivered);
		if (c->pending) {
			ww_time_short(c->oldest_pending_ms / 1000, s->now, since);
			cli_put(out, &cli_look, CLI_WARN, ", %" PRId64 " waiting since %s", c->pending,
			        since);
		}
		if (c->dead)
			cli_put(out, &cli_look, CLI_BAD, ", %" PRId64 " given up", c->dead);
		if ((c->pending || c->dead) && c->last_error && *c->last_error) {
			ww_buf_adds(out, ": ");
			cli_put_text(out, &cli_look, CLI_PLAIN, ww_str(c->last_error));
		}
		ww_buf_addc(out, '\n');
	}
}

/* What the daemon itself tells of what is in the store otherwise. */
static void put_live(const struct snapshot *s, struct ww_buf *out)
{
	int64_t feeds = live_number(s, "feeds"), failing = live_number(s, "failing");
	const char *trouble = cli_json_text(s->live, "trouble");
	char words[CLI_WORDS_MAX];

	label(out, "feeds");
	ww_buf_addf(out, "%" PRId64, feeds);
	if (failing)
		cli_put(out, &cli_look, CLI_BAD, ", %" PRId64 " failing", failing);
	ww_buf_addc(out, '\n');
	label(out, "next poll");
	ww_buf_addf(out, "%s\n", cli_in(live_number(s, "next_poll"), s->now, words));
	label(out, "alerts");
	ww_buf_addf(out, "%" PRId64 " since it started\n", live_number(s, "alerts"));
	if (*trouble)
		put_note(out, CLI_BAD, trouble);
	put_note(out, CLI_DIM, "the rest is for who may read its state: sudo wirewatch status --system");
}

static void put_people(const struct snapshot *s, struct ww_buf *out)
{
	put_daemon(s, out);
	put_watchlist(s, out);
	if (s->is_private) {
		put_live(s, out);
		return;
	}
	put_feeds(s, out);
	put_times(s, out);
	label(out, "alerts");
	ww_buf_addf(out, "%" PRId64 " today, %" PRId64 " unread\n", s->alerts_today, s->alerts_unread);
	put_deliveries(s, out);
	label(out, "memory");
	cli_put_count(out, s->totals.items, "item", "items");
	ww_buf_adds(out, ", ");
	cli_put_count(out, s->totals.stories, "story", "stories");
	ww_buf_adds(out, ", ");
	cli_put_size(out, s->totals.bytes);
	ww_buf_addf(out, " in %s\n", s->places.state_dir);
}

static json_t *deliveries_json(const struct snapshot *s)
{
	json_t *all = json_object();

	for (size_t i = 0; i < s->deliveries.n; i++) {
		const struct store_outbox_counts *c = &s->deliveries.v[i].counts;

		json_object_set_new(all, s->deliveries.v[i].notifier,
		        json_pack("{sI sI sI ss}", "delivered", (json_int_t) c->delivered, "pending",
		                (json_int_t) c->pending, "dead", (json_int_t) c->dead, "last_error",
		                c->last_error ? c->last_error : ""));
	}
	return all;
}

static int put_live_json(const struct snapshot *s, struct ww_buf *out)
{
	WW_AUTO(json) json_t *all = json_pack("{sb sI ss ss sO}", "running", s->pid != 0, "pid", (json_int_t) s->pid,
	        "watchlist", s->places.watchlist, "state", s->places.state_dir, "daemon", s->live);
	WW_AUTO(str) char *text = all ? json_dumps(all, JSON_INDENT(2)) : NULL;

	return text ? ww_buf_addf(out, "%s\n", text) : -ENOMEM;
}

static int put_json(const struct snapshot *s, struct ww_buf *out)
{
	int64_t counts[CLI_FEED_OFF + 1] = { 0 };
	WW_AUTO(json) json_t *all = NULL;
	WW_AUTO(str) char *text = NULL;

	for (size_t i = 0; i < s->feeds.list.n; i++)
		counts[s->feeds.list.v[i].state]++;
	all = json_pack("{sb sI ss ss sb so s{sI sI sI sI sI} sI s{sI sI sI} so s{sI sI sI}}", "running",
	        s->pid != 0, "pid", (json_int_t) s->pid, "watchlist", s->places.watchlist, "state",
	        s->places.state_dir, "watchlist_ok", s->config != NULL, "daemon",
	        s->live ? json_incref(s->live) : json_null(), "feeds", "ok", (json_int_t) counts[CLI_FEED_OK],
	        "failing", (json_int_t) counts[CLI_FEED_FAILING], "gone", (json_int_t) counts[CLI_FEED_GONE],
	        "never", (json_int_t) counts[CLI_FEED_NEVER], "off", (json_int_t) counts[CLI_FEED_OFF],
	        "last_news", (json_int_t) s->last_news, "alerts", "today", (json_int_t) s->alerts_today,
	        "unread", (json_int_t) s->alerts_unread, "total", (json_int_t) s->totals.alerts, "delivery",
	        deliveries_json(s), "memory", "items", (json_int_t) s->totals.items, "stories",
	        (json_int_t) s->totals.stories, "bytes", (json_int_t) s->totals.bytes);
	text = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
	return text ? ww_buf_addf(out, "%s\n", text) : -ENOMEM;
}

static int run(int argc, char **argv)
{
	WW_AUTO(snapshot) struct snapshot s = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(CLI_OUT_MAX);
	struct options o = { 0 };
	struct ww_err err = { 0 };
	int n = cli_options(&cli_status, argc, argv, &o), rc;

	if (n)
		return n < 0 ? CLI_USAGE
		             : cli_misuse(&cli_status, "\"%s\": nothing is expected here", argv[0]);
	s.system = o.common.system;
	rc = cli_places(&o.common, &s.places);
	if (rc)
		return rc;
	if (take_snapshot(&s, &err))
		return cli_fail("%s", err.text);
	if (!o.common.json)
		put_people(&s, &out);
	else if (s.is_private ? put_live_json(&s, &out) : put_json(&s, &out))
		return cli_fail("out of memory");
	rc = cli_flush(&out);
	return rc ? rc : !s.pid ? NOT_RUNNING : s.live ? 0 : CLI_FAILED;
}

static const struct cli_option options[] = {
	CLI_PLACES_OPTIONS,
	CLI_JSON_OPTION("one object; times are seconds since 1970"),
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_status = {
	.name = "status",
	.group = CLI_WATCH,
	.args = "",
	.summary = "is it running, are the feeds fine, what is waiting",
	.about = "One screen about the service: running or not, the watchlist it uses (and why\n"
	         "a newer one was refused), feeds, alerts, and deliveries that wait or failed.\n"
	         "Works without a running service, too; who may not read its state is told what\n"
	         "the service itself says. Exit status: 0 it runs, 3 it does not,\n"
	         "1 it runs and does not answer.",
	.options = options,
	.run = run,
};
