/* SPDX-License-Identifier: MIT */
#include "cli/alert_text.h"
#include "cli/cli.h"
#include "cli/words.h"

#define LIMIT_DEFAULT 20
#define FOLLOW_MS 500 /* between two looks; one is a PRAGMA, no reading of rows */
#define BATCH 1000
#define ENOUGH 1 /* ends a walk without being an error */

struct options {
	struct cli_common common;
	unsigned limit;
	const char *topic;
	int64_t since; /* seconds back, 0: no bound */
	bool unread, all, follow;
};

struct view {
	const struct options *o;
	struct ww_buf out;
	int64_t now, last_seq;
	size_t n;
};

/*
 * What the first poll of a feed found was never told: it is history only for those who ask.
 * What was muted was not told either, so nobody has still to read it.
 */
static bool is_shown(const struct options *o, const struct alert *a)
{
	if (o->unread)
		return a->state == ALERT_ALERTED;
	return o->all || a->state != ALERT_BASELINE;
}

static int show(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	struct view *v = arg;

	(void) read_at;
	v->last_seq = ww_max(v->last_seq, seq);
	if (!is_shown(v->o, a))
		return 0;
	if (v->o->common.json) {
		int rc = alert_to_json(a, &v->out);

		return rc ? rc : ww_buf_addc(&v->out, '\n');
	}
	if (v->n++)
		ww_buf_addc(&v->out, '\n');
	cli_put_alert(&v->out, &cli_look, a, v->now, 0);
	return v->out.err;
}

/* The last N are found newest first; people and followers want them in the order of time. */
struct newest {
	const struct options *o;
	int64_t seq; /* the oldest of them so far, 0: none */
	unsigned n;
};

static int find_start(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	struct newest *n = arg;

	(void) read_at;
	if (!is_shown(n->o, a))
		return 0;
	n->seq = seq;
	return ++n->n == n->o->limit ? ENOUGH : 0;
}

static int show_history(struct store *s, struct view *v, struct ww_err *err)
{
	const struct options *o = v->o;
	struct store_alert_query q = { .topic = o->topic, .unread = o->unread, .newest_first = true };
	struct newest newest = { .o = o };
	int rc;

	if (o->since)
		q.since_ms = (v->now - o->since) * 1000;
	rc = store_alerts(s, &q, find_start, &newest, err);
	if (rc >= 0 && newest.seq) {
		q.after_seq = newest.seq - 1;
		q.newest_first = false;
		rc = store_alerts(s, &q, show, v, err);
	}
	v->last_seq = ww_max(v->last_seq, store_alert_last_seq(s));
	return ww_min(rc, 0);
}

static void nap(void)
{
	const struct timespec t = { .tv_nsec = FOLLOW_MS * 1000000L };

	nanosleep(&t, NULL);
}

/* Wait for a database that is not there yet: the daemon may be started later. */
static int open_patiently(const char *dir, bool wait, struct store **ret, struct ww_err *err)
{
	bool said = false;
	int rc;

	while ((rc = store_open(dir, STORE_READ, ret, err)) == -ENOENT && wait) {
		if (!said)
			fprintf(stderr, "wirewatch: no alerts yet; waiting for wirewatchd\n");
		said = true;
		nap();
	}
	return rc;
}

static int follow(struct store *s, struct view *v, struct ww_err *err)
{
	int64_t version = store_version(s);

	for (;;) {
		struct store_alert_query q = {
			.after_seq = v->last_seq, .topic = v->o->topic, .limit = BATCH
		};
		int64_t seen;
		int rc = store_alerts(s, &q, show, v, err);

		if (rc)
			return rc;
		if (cli_flush(&v->out))
			return -EPIPE;
		while ((seen = store_version(s)) == version)
			nap();
		version = seen;
		v->now = cli_now();
	}
}

static int show_all(const char *dir, struct view *v)
{
	WW_AUTO(store) struct store *s = NULL;
	struct ww_err err = { 0 };
	int rc = open_patiently(dir, v->o->follow, &s, &err);

	if (rc == -ENOENT) {
		fprintf(stderr, "no alerts yet: wirewatchd has never run here\n");
		return 0;
	}
	if (!rc)
		rc = show_history(s, v, &err);
	if (!rc && cli_flush(&v->out))
		return CLI_FAILED;
	if (!rc && !v->n && !v->o->common.json && !v->o->follow)
		fprintf(stderr, "no alerts%s\n",
		        v->o->topic || v->o->since || v->o->unread ? " like that" : " yet");
	if (!rc && v->o->follow)
		rc = follow(s, v, &err);
	if (!rc)
		return 0;
	return rc == -EPIPE ? CLI_FAILED : cli_fail("%s", *err.text ? err.text : strerror(-rc));
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	struct options o = { .limit = LIMIT_DEFAULT };
	struct view v = { .o = &o, .out = WW_BUF(CLI_OUT_MAX), .now = cli_now() };
	int n = cli_options(&cli_alerts, argc, argv, &o), rc;

	if (n)
		return n < 0 ? CLI_USAGE
		             : cli_misuse(&cli_alerts, "\"%s\": nothing is expected here", argv[0]);
	rc = cli_places(&o.common, &places);
	if (!rc)
		rc = show_all(places.state_dir, &v);
	ww_buf_finish(&v.out);
	return rc;
}

static const struct cli_option options[] = {
	{ "limit", 'n', CLI_NUMBER, "N", "the last N alerts; 20 if not given, 0 for all",
	        offsetof(struct options, limit) },
	{ "topic", 't', CLI_TEXT, "NAME", "only those of this topic", offsetof(struct options, topic) },
	{ "since", 0, CLI_AGE, "AGE", "only those of the last 90m, 12h, 7d",
	        offsetof(struct options, since) },
	{ "unread", 'u', CLI_SWITCH, NULL, "only those that were not opened or dismissed",
	        offsetof(struct options, unread) },
	{ "all", 'a', CLI_SWITCH, NULL, "also what the first poll of a feed found, which nobody was told",
	        offsetof(struct options, all) },
	{ "follow", 'f', CLI_SWITCH, NULL, "go on and print new ones as they come",
	        offsetof(struct options, follow) },
	CLI_JSON_OPTION("one alert a line, as in alerts.jsonl"),
	CLI_PLACES_OPTIONS,
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_alerts = {
	.name = "alerts",
	.group = CLI_WATCH,
	.args = "",
	.summary = "what you were told, and why; -f follows",
	.about = "The history of alerts, oldest first: when, how urgent, the headline, the topics\n"
	         "and the words that matched, and for a story that moved what changed.\n\n"
	         "  wirewatch alerts --topic syria-talks --since 7d\n"
	         "  wirewatch alerts -f\n"
	         "  wirewatch alerts --json -n 0 | jq -r .item.url",
	.options = options,
	.run = run,
};
