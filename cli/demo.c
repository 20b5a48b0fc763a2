/* SPDX-License-Identifier: MIT */
/*
 * demo: plays a script of news to a real wirewatchd and shows what it makes of
 * them. What is shown is read back from the daemon's own store, and every
 * step is checked: the demonstration is a test of the whole way, too.
 */
#include "cli/demo.h"

#include "cli/alert_text.h"
#include "cli/cli.h"
#include "cli/words.h"
#include "cli/why.h"

#include <signal.h>

#define TICK_MS 50
#define SETTLE_MS 700    /* after the expected came: would something unexpected follow? */
#define READ_MS 900      /* for a person to read, on a terminal */
#define STEP_MAX_MS 9000 /* for one step to have its effect */
#define ALL_MAX_MS 29000
#define SEEN_MAX 64

struct options {
	struct cli_common common;
};

enum phase { BASELINE, WAITING, SETTLING, READING, DONE };

struct demo {
	struct event_base *base;
	struct event *tick, *on_int, *on_term;
	struct demo_server *server;
	struct demo_child child;
	struct store *store; /* NULL until the daemon has made it */
	struct ww_buf out;

	enum phase phase;
	size_t step; /* 0: baseline; then demo_steps[step - 1] */
	int64_t began_ms, phase_ms;

	int64_t last_seq, last_item;        /* what was seen of the store before this step */
	size_t n_alerts, n_items, n_copies; /* of this step */
	bool as_expected;                   /* the last alert of this step is what the script says */
	char story[STORY_ID_LEN + 1];       /* of the first alert: the one that will move */
	bool failed, interrupted;
};

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct demo_step *script(const struct demo *d)
{
	return &demo_steps[d->step - 1];
}

/* The phase comes first: events that are already on their way must find it. */
static void enter(struct demo *d, enum phase phase)
{
	d->phase = phase;
	d->phase_ms = monotonic_ms();
	if (phase == DONE)
		event_base_loopbreak(d->base);
}

static void WW_PRINTF(2, 3) fail(struct demo *d, const char *fmt, ...)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(64u << 10);
	va_list ap;

	va_start(ap, fmt);
	ww_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	cli_flush(&d->out);
	cli_fail("%s", ww_buf_cstr(&text));
	ww_buf_reset(&text);
	demo_child_log(&d->child, &text);
	if (text.n)
		fprintf(stderr, "what wirewatchd said:\n%s", ww_buf_cstr(&text));
	d->failed = true;
	enter(d, DONE);
}

/* ---- what the daemon has done, read from its store ---- */

static bool names_topic(const struct alert *a, const char *topic)
{
	for (size_t i = 0; i < a->topics.n; i++)
		if (!strcmp(a->topics.v[i], topic))
			return true;
	return false;
}

static bool is_expected(const struct demo *d, const struct alert *a)
{
	const struct demo_step *s = script(d);

	if (a->state != ALERT_ALERTED || !s->topic || !names_topic(a, s->topic))
		return false;
	if (s->expect == DEMO_ALERT)
		return a->kind == ALERT_NEW && a->why.n;
	return s->expect == DEMO_UPDATE && (a->kind == ALERT_UPDATE || a->kind == ALERT_CORRECTION) &&
	       !strcmp(a->story, d->story) && a->changed.n;
}

static int on_alert(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	struct demo *d = arg;

	(void) read_at;
	d->last_seq = seq;
	/* Feed health is not on the program. */
	if (a->kind == ALERT_HEALTH || a->state == ALERT_BASELINE)
		return 0;
	d->n_alerts++;
	d->as_expected = d->step && is_expected(d, a);
	if (!*d->story && d->as_expected)
		memcpy(d->story, a->story, ww_min(strlen(a->story), sizeof(d->story) - 1));
	cli_put(&d->out, &cli_look, CLI_WARN, "    you are told:\n");
	cli_put_alert(&d->out, &cli_look, a, cli_now(), 6);
	return cli_flush(&d->out) ? -EPIPE : 0;
}

static int on_item(void *arg, const struct store_item *i)
{
	struct demo *d = arg;

	d->last_item = i->id;
	d->n_items++;
	if (!*i->story || i->what != STORY_COPY)
		return 0;
	d->n_copies++;
	cli_put(&d->out, &cli_look, CLI_GOOD, "    a copy, kept silent: ");
	cli_put_marked(&d->out, &cli_look, CLI_PLAIN, ww_str(i->title), NULL, 0, 25, 6);
	ww_buf_addc(&d->out, '\n');
	return cli_flush(&d->out) ? -EPIPE : 0;
}

static int look_at_store(struct demo *d, struct ww_err *err)
{
	struct store_alert_query q = { .after_seq = d->last_seq };
	int rc;

	if (!d->store) {
		rc = store_open(d->child.state, STORE_READ, &d->store, err);
		/* Not there yet, or just being made. */
		if (rc)
			return rc == -ENOENT || rc == -EBUSY || rc == -EBADMSG ? 0 : rc;
	}
	rc = store_items_since(d->store, d->last_item, on_item, d, err);
	return rc ? rc : store_alerts(d->store, &q, on_alert, d, err);
}

static int count_ready(void *arg, const struct store_feed *f)
{
	size_t *n = arg;

	*n += f->baseline;
	return 0;
}

static size_t published(unsigned step)
{
	size_t n = 0;

	for (size_t i = 0; i < demo_n_items; i++)
		n += demo_items[i].step == step;
	return n;
}

/* Has the daemon read what was published, and done with it what the script says? */
static bool has_happened(struct demo *d)
{
	size_t ready = 0;

	if (!d->step)
		return d->store && !store_feeds(d->store, count_ready, &ready, NULL) &&
		       ready == demo_n_outlets;
	switch (script(d)->expect) {
	case DEMO_ALERT:
	case DEMO_UPDATE:
		return d->n_alerts > 0;
	case DEMO_COPY:
		return d->n_copies > 0;
	case DEMO_NOTHING:
		return d->n_items >= published((unsigned) d->step);
	}
	return false;
}

/* ---- the play ---- */

static void put_rules(struct ww_buf *out)
{
	const char *line = demo_rules;

	while (*line) {
		size_t n = strcspn(line, "\n");

		ww_buf_adds(out, n ? "    " : "");
		cli_put(out, &cli_look, *line == '[' ? CLI_NAME : CLI_PLAIN, "%.*s", (int) n, line);
		ww_buf_addc(out, '\n');
		line += n + (line[n] == '\n');
	}
}

static int put_opening(struct demo *d)
{
	cli_put(&d->out, &cli_look, CLI_BOLD, "wirewatch demo");
	ww_buf_addf(&d->out,
	        ": January 2016, the Syria peace talks, in twenty seconds\n\n"
	        "A small world of news on 127.0.0.1 port %u, and a real wirewatchd (pid %ld)\n"
	        "that watches it, polling every second. Four outlets:\n\n",
	        demo_server_port(d->server), (long) d->child.pid);
	for (size_t i = 0; i < demo_n_outlets; i++) {
		cli_put(&d->out, &cli_look, CLI_NAME, "    %-11s", demo_outlets[i].name);
		ww_buf_addf(&d->out, " %-22s %s\n", demo_outlets[i].title, demo_outlets[i].about);
	}
	ww_buf_adds(&d->out, "\nThe watchlist:\n\n");
	put_rules(&d->out);
	ww_buf_addc(&d->out, '\n');
	return cli_flush(&d->out);
}

static void next_step(struct demo *d)
{
	if (d->step == demo_n_steps) {
		enter(d, DONE);
		return;
	}
	d->step++;
	d->n_alerts = d->n_items = d->n_copies = 0;
	d->as_expected = false;
	demo_server_publish(d->server, (unsigned) d->step, cli_now());
	cli_put(&d->out, &cli_look, CLI_BOLD, "%zu. %s\n", d->step, script(d)->says);
	for (size_t i = 0; i < demo_n_items; i++)
		if (demo_items[i].step == d->step) {
			cli_put(&d->out, &cli_look, CLI_DIM,
			        "    %s: ", demo_outlets[demo_items[i].outlet].name);
			ww_buf_addf(&d->out, "%s\n", demo_items[i].title);
		}
	if (cli_flush(&d->out))
		fail(d, "the demonstration stops");
	else
		enter(d, WAITING);
}

/* Why the item of this step did not match, from the same engine that decided. */
static int put_why_not(struct demo *d, const struct demo_item *item)
{
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	WW_AUTO(watch_matcher) struct watch_matcher *matcher = watch_matcher_create();
	WW_AUTO(watch_why) struct watch_why *why = NULL;
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	struct watch_doc doc = {
		.field = { [WATCH_TITLE] = ww_str(item->title), [WATCH_BODY] = ww_str(item->text) }
	};
	const struct watch_rule *rule;
	int rc = wwd_config_load(d->child.config, &diags, &config, NULL);

	if (rc || !matcher)
		return rc ? rc : -ENOMEM;
	rule = watchlist_find(watch_set_list(config->set), ww_str(script(d)->topic));
	rc = rule ? watch_explain(matcher, config->set, rule, &doc, &why) : -ENOENT;
	if (rc)
		return rc;
	cli_put(&d->out, &cli_look, CLI_DIM, "    why not %s:\n", rule->name);
	cli_put_why(&d->out, &cli_look, &doc, why, 6);
	return 0;
}

static bool check_step(struct demo *d)
{
	const struct demo_step *s = script(d);

	switch (s->expect) {
	case DEMO_ALERT:
	case DEMO_UPDATE:
		return d->n_alerts == 1 && d->as_expected;
	case DEMO_COPY:
	case DEMO_NOTHING:
		return !d->n_alerts;
	}
	return false;
}

static void end_step(struct demo *d)
{
	const struct demo_step *s = d->step ? script(d) : NULL;

	if (!s && d->n_alerts) {
		fail(d, "the first poll should be silent, and was not");
		return;
	}
	if (!s) {
		cli_put(&d->out, &cli_look, CLI_DIM,
		        "The first poll is silent: %zu items are known now, nobody was disturbed.\n",
		        d->n_items);
	} else if (!check_step(d)) {
		fail(d, "step %zu did not go as it should: %zu alerts%s", d->step, d->n_alerts,
		        d->n_alerts == 1 && !d->as_expected ? ", not the one expected" : "");
		return;
	} else {
		if (s->expect == DEMO_NOTHING)
			cli_put(&d->out, &cli_look, CLI_GOOD, "    no match, no alert\n");
		for (size_t i = 0; s->expect == DEMO_NOTHING && s->topic && i < demo_n_items; i++)
			if (demo_items[i].step == d->step && put_why_not(d, &demo_items[i]))
				fail(d, "the reasons could not be found");
		cli_put(&d->out, &cli_look, CLI_DIM, "    %s %s\n", cli_sign(&cli_look, "→", "->"),
		        s->lesson);
	}
	ww_buf_addc(&d->out, '\n');
	if (cli_flush(&d->out))
		fail(d, "the demonstration stops");
	else if (!d->failed)
		enter(d, READING);
}

static void check_time(struct demo *d, int64_t now)
{
	if (now - d->began_ms > ALL_MAX_MS)
		fail(d, "it takes too long; is the machine very busy?");
	else if (d->phase != READING && d->phase != SETTLING && now - d->phase_ms > STEP_MAX_MS)
		fail(d, "%s within %d seconds", d->step ? "nothing came of it" : "the feeds were not polled",
		        STEP_MAX_MS / 1000);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct demo *d = arg;
	struct ww_err err = { 0 };
	int64_t now = monotonic_ms();

	(void) fd;
	(void) what;
	if (demo_child_has_ended(&d->child, &err)) {
		fail(d, "%s", err.text);
		return;
	}
	if (look_at_store(d, &err)) {
		fail(d, "%s", err.text);
		return;
	}
	switch (d->phase) {
	case BASELINE:
	case WAITING:
		if (has_happened(d))
			enter(d, SETTLING);
		break;
	case SETTLING:
		if (now - d->phase_ms >= SETTLE_MS)
			end_step(d);
		break;
	case READING:
		if (now - d->phase_ms >= (cli_look.terminal ? READ_MS : 0))
			next_step(d);
		break;
	case DONE:
		return;
	}
	check_time(d, now);
}

static void on_signal(evutil_socket_t fd, short what, void *arg)
{
	struct demo *d = arg;

	(void) fd;
	(void) what;
	d->interrupted = true;
	enter(d, DONE);
}

static int put_closing(struct demo *d)
{
	struct demo_traffic t = demo_server_traffic(d->server);

	cli_put(&d->out, &cli_look, CLI_GOOD, "All %zu steps went as they should", demo_n_steps);
	ww_buf_addf(&d->out, ".\n%zu polls, %zu of them answered \"nothing new\" without a body.\n\n",
	        t.requests, t.unchanged);
	ww_buf_adds(&d->out, "Now for your own news:\n");
	cli_put(&d->out, &cli_look, CLI_NAME, "    wirewatch init");
	ww_buf_adds(&d->out, "                           writes a watchlist: edit it\n");
	cli_put(&d->out, &cli_look, CLI_NAME, "    wirewatch test");
	ww_buf_adds(&d->out, " \"a headline\"              tries it\n");
	cli_put(&d->out, &cli_look, CLI_NAME, "    systemctl --user enable --now wirewatch");
	ww_buf_adds(&d->out, "  switches it on\n");
	return cli_flush(&d->out);
}

static void demo_finish(struct demo *d)
{
	store_close(d->store);
	demo_child_finish(&d->child);
	if (d->tick)
		event_free(d->tick);
	if (d->on_int)
		event_free(d->on_int);
	if (d->on_term)
		event_free(d->on_term);
	demo_server_destroy(d->server);
	if (d->base)
		event_base_free(d->base);
	ww_buf_finish(&d->out);
}
WW_DEFINE_AUTO_FINISH(struct demo, demo, demo_finish)

static int set_up(struct demo *d, struct ww_err *err)
{
	const struct timeval tick = { .tv_usec = TICK_MS * 1000 };
	int rc;

	d->base = event_base_new();
	if (!d->base)
		return ww_err_set(err, -ENOMEM, "out of memory");
	d->tick = event_new(d->base, -1, EV_PERSIST, on_tick, d);
	d->on_int = evsignal_new(d->base, SIGINT, on_signal, d);
	d->on_term = evsignal_new(d->base, SIGTERM, on_signal, d);
	if (!d->tick || !d->on_int || !d->on_term || event_add(d->tick, &tick) ||
	        event_add(d->on_int, NULL) || event_add(d->on_term, NULL))
		return ww_err_set(err, -ENOMEM, "out of memory");
	rc = demo_server_create(d->base, cli_now(), &d->server, err);
	if (!rc)
		rc = demo_child_prepare(&d->child, demo_server_port(d->server), err);
	return rc ? rc : demo_child_start(&d->child, err);
}

static int run(int argc, char **argv)
{
	WW_AUTO(demo) struct demo d = { .out = WW_BUF(CLI_OUT_MAX), .began_ms = monotonic_ms() };
	struct options o = { 0 };
	struct ww_err err = { 0 };
	int n = cli_options(&cli_demo, argc, argv, &o);

	if (n)
		return n < 0 ? CLI_USAGE : cli_misuse(&cli_demo, "\"%s\": nothing is expected here", argv[0]);
	/* A reader that goes away ("| head") must not keep us from tidying up. */
	signal(SIGPIPE, SIG_IGN);
	if (set_up(&d, &err))
		return cli_fail("%s", err.text);
	if (put_opening(&d))
		return CLI_FAILED;
	enter(&d, BASELINE);
	event_base_dispatch(d.base);
	if (d.interrupted)
		return cli_fail("stopped; everything was tidied up");
	return d.failed ? CLI_FAILED : put_closing(&d);
}

const struct cli_command cli_demo = {
	.name = "demo",
	.group = CLI_START,
	.args = "",
	.summary = "a small world of news, watched for 20 seconds",
	.about = "Starts a little news server on this machine and a real wirewatchd that watches\n"
	         "it, publishes one report after another, and shows what you would be told and\n"
	         "what not. Nothing leaves this machine, your own watchlist and service are not\n"
	         "touched, and nothing stays behind. Exit status 0 if all went as it should.",
	.run = run,
};
