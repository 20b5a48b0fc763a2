/* SPDX-License-Identifier: MIT */
/*
 * notify-driver TYPE [start-server-after-ms] - a notifier on strings, for tests.
 *
 * Each line on stdin is an alert as in alerts.jsonl and is sent. What the
 * notifier tells goes to stdout, a line each, with milliseconds since start:
 *
 *	12 sent ID | again ID          taken, or refused because the queue is full
 *	15 result ID delivered|retry|refused TEXT
 *	99 action ID open|dismissed|mute TOKEN
 *	99 ready
 *	99 note TEXT
 *	99 slow MS                     a send or dispatch that kept the caller that long
 *	99 destroyed MS
 *
 * The line "anew" destroys the notifier and makes another, as a reload does.
 * It ends at the end of stdin.
 */
#include "notifiers/notifier.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#define SLOW_MS 100

static int64_t start_ms;

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * (int64_t) 1000 + ts.tv_nsec / 1000000 - start_ms;
}

WW_PRINTF(1, 2) static void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("%" PRIi64 " ", now_ms());
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static void on_result(void *arg, const char *id, enum notifier_result result, const char *text)
{
	static const char *const names[] = { "delivered", "retry", "refused" };

	(void) arg;
	say("result %s %s %s", id, names[result], text);
}

static void on_action(void *arg, const char *id, enum notifier_action action, const char *token)
{
	static const char *const names[] = { "open", "dismissed", "mute" };

	(void) arg;
	say("action %s %s %s", id, names[action], token);
}

static void on_ready(void *arg)
{
	(void) arg;
	say("ready");
}

static void on_note(void *arg, const char *text)
{
	(void) arg;
	say("note %s", text);
}

static void check_slow(int64_t since)
{
	int64_t took = now_ms() - since;

	if (took > SLOW_MS)
		say("slow %" PRIi64, took);
}

static void send_line(struct notifier *n, struct ww_str line)
{
	WW_AUTO(alert) struct alert a = { 0 };
	struct ww_err err = { 0 };
	int64_t since;
	int rc;

	if (alert_from_json(line, &a, &err)) {
		say("bad %s", err.text);
		return;
	}
	since = now_ms();
	rc = notifier_send(n, &a, 1);
	check_slow(since);
	say("%s %s", !rc ? "sent" : rc == -EAGAIN ? "again" : "failed", a.id);
}

static struct notifier *create(const char *type, unsigned start_server_after)
{
	struct notifier_events events = { on_result, on_action, on_ready, on_note, NULL };
	struct notifier_opts opts = {
		.journal = true,
		.text_fd = STDERR_FILENO,
		.start_server_after = start_server_after,
	};
	struct notifier *n = NULL;
	struct ww_err err = { 0 };

	if (notifier_create(type, &opts, &events, &n, &err))
		fprintf(stderr, "%s\n", err.text);
	return n;
}

static void destroy(struct notifier *n)
{
	int64_t since = now_ms();

	notifier_destroy(n);
	say("destroyed %" PRIi64, now_ms() - since);
}

/* Obey the whole lines in b and keep the rest. False: the notifier is to be made anew. */
static bool obey(struct notifier *n, struct ww_buf *b)
{
	struct ww_str rest = ww_buf_str(b);
	bool anew = false;
	size_t nl;

	while (!anew && (nl = ww_str_find_char(rest, '\n')) != SIZE_MAX) {
		anew = ww_str_eq(ww_str_n(rest.p, nl), WW_STR("anew"));
		if (!anew)
			send_line(n, ww_str_n(rest.p, nl));
		rest = ww_str_from(rest, nl + 1);
	}
	memmove(b->v, rest.p, rest.n);
	b->n = rest.n;
	return !anew;
}

/* 0 at the end of stdin, 1 when the notifier is to be made anew. */
static int run(struct notifier *n, struct ww_buf *in)
{
	struct pollfd p[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = notifier_fd(n), .events = POLLIN },
	};

	while (poll(p, WW_ARRAY_LEN(p), -1) > 0) {
		ssize_t got;

		if (p[1].revents) {
			int64_t since = now_ms();

			notifier_dispatch(n);
			check_slow(since);
		}
		if (!p[0].revents)
			continue;
		if (ww_buf_reserve(in, 65536))
			return 0;
		got = read(STDIN_FILENO, in->v + in->n, 65536);
		if (got <= 0)
			return 0;
		in->n += (size_t) got;
		if (!obey(n, in))
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	WW_AUTO(buf) struct ww_buf in = WW_BUF(1024 * 1024);
	uint64_t ms = 0;
	int again = 1;

	start_ms = now_ms();
	if (argc < 2 || (argc > 2 && ww_str_to_u64(ww_str(argv[2]), 60000, &ms)))
		return 64;
	while (again) {
		struct notifier *n = create(argv[1], (unsigned) ms);

		if (!n)
			return 1;
		again = run(n, &in);
		destroy(n);
	}
	return 0;
}
