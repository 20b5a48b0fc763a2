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

/* Send the whole lines in b and keep the rest. */
static void send_lines(struct notifier *n, struct ww_buf *b)
{
	struct ww_str rest = ww_buf_str(b);
	size_t nl;

	while ((nl = ww_str_find_char(rest, '\n')) != SIZE_MAX) {
		send_line(n, ww_str_n(rest.p, nl));
		rest = ww_str_from(rest, nl + 1);
	}
	memmove(b->v, rest.p, rest.n);
	b->n = rest.n;
}

static void run(struct notifier *n)
{
	WW_AUTO(buf) struct ww_buf in = WW_BUF(1024 * 1024);
	struct pollfd p[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = notifier_fd(n), .events = POLLIN },
	};

	while (poll(p, WW_ARRAY_LEN(p), -1) > 0) {
		if (p[1].revents) {
			int64_t since = now_ms();

			notifier_dispatch(n);
			check_slow(since);
		}
		if (p[0].revents) {
			ssize_t got;

			if (ww_buf_reserve(&in, 65536))
				return;
			got = read(STDIN_FILENO, in.v + in.n, 65536);
			if (got <= 0)
				return;
			in.n += (size_t) got;
			send_lines(n, &in);
		}
	}
}

int main(int argc, char **argv)
{
	struct notifier_events events = { on_result, on_action, on_ready, on_note, NULL };
	struct notifier_opts opts = { .text_fd = STDERR_FILENO };
	struct notifier *n = NULL;
	struct ww_err err = { 0 };
	uint64_t ms = 0;
	int64_t since;

	start_ms = now_ms();
	if (argc < 2 || (argc > 2 && ww_str_to_u64(ww_str(argv[2]), 60000, &ms)))
		return 64;
	opts.start_server_after = (unsigned) ms;
	if (notifier_create(argv[1], &opts, &events, &n, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	run(n);
	since = now_ms();
	notifier_destroy(n);
	say("destroyed %" PRIi64, now_ms() - since);
	return 0;
}
