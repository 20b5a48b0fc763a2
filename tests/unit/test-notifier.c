/* SPDX-License-Identifier: MIT */
#include "notifiers/notifier_impl.h"
#include "notifiers/open_url.h"
#include "tests/unit/rows.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct url_case {
	const char *name, *url;
	bool ok;
} url_cases[] = {
	{ "url-https", "https://news.example/a?b=c#d", true },
	{ "url-http-port", "http://news.example:8080/", true },
	{ "url-upper-scheme", "HTTPS://news.example/", true },
	{ "url-v6", "http://[::1]/", true },
	{ "url-utf8", "https://news.example/\xD0\xBC", true },
	{ "url-null", NULL, false },
	{ "url-empty", "", false },
	{ "url-file", "file:///etc/passwd", false },
	{ "url-javascript", "javascript:alert(1)", false },
	{ "url-relative", "/a/b", false },
	{ "url-option", "--help", false },
	{ "url-no-host", "https:///a", false },
	{ "url-opaque", "https:news.example", false },
	{ "url-space", "https://news.example/ --x", false },
	{ "url-newline", "https://news.example/\nX", false },
	{ "url-quote", "https://news.example/'$(x)'", false },
	{ "url-backtick", "https://news.example/`x`", false },
	{ "url-bad-utf8", "https://news.example/\xFF", false },
};

static void check_url(void **state)
{
	const struct url_case *c = *state;

	assert_int_equal(open_url_allowed(c->url), c->ok);
}

struct told {
	char text[10000];
	struct notifier *n;
	const struct alert *again; /* sent from within the first result */
};

static void on_result(void *arg, const char *id, enum notifier_result result, const char *text)
{
	struct told *t = arg;
	size_t n = strlen(t->text);
	const struct alert *again = t->again;

	snprintf(t->text + n, sizeof(t->text) - n, "%s %d %s;", id, (int) result, text);
	t->again = NULL;
	if (again)
		assert_int_equal(notifier_send(t->n, again, 1), 0);
}

static const struct notifier_events quiet = { .on_result = on_result };

static bool readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static void check_unknown_type(void **state)
{
	struct notifier_opts opts = { .text_fd = -1 };
	struct notifier *n = NULL;
	struct ww_err err;

	(void) state;
	assert_int_equal(notifier_create("pager", &opts, &quiet, &n, &err), -ENOENT);
	assert_string_equal(err.text, "there is no notifier \"pager\"");
	assert_null(n);
}

/* Alerts own their strings and never change them; these live for ever. */
#define TEXT(lit) ((char *) (uintptr_t) (lit))

static struct alert sample(const char *id)
{
	struct alert a = {
		.by = TEXT(""), .story = TEXT(""), .say = TEXT(""), .summary = TEXT("Two more stories"),
		.feed = { TEXT(""), TEXT(""), TEXT("") },
		.item = { TEXT(""), TEXT(""), TEXT(""), INT64_MIN, INT64_MIN },
		.kind = ALERT_SUMMARY,
	};

	snprintf(a.id, sizeof(a.id), "%s", id);
	return a;
}

static void check_send_inside(void **state)
{
	struct notifier_opts opts = { .text_fd = STDERR_FILENO };
	struct alert a = sample("a"), b = sample("b");
	char empty[1000] = { 0 };
	struct told t = { .again = &b };
	struct notifier_events events = quiet;
	int pipefd[2];

	(void) state;
	assert_int_equal(pipe(pipefd), 0);
	opts.text_fd = pipefd[1];
	events.arg = &t;
	assert_int_equal(notifier_create("log", &opts, &events, &t.n, NULL), 0);
	assert_false(readable(notifier_fd(t.n), 0));
	assert_int_equal(notifier_send(t.n, &a, 1), 0);
	assert_true(readable(notifier_fd(t.n), 0));
	notifier_dispatch(t.n);
	assert_string_equal(t.text, "a 0 ;");
	assert_true(readable(notifier_fd(t.n), 0));
	notifier_dispatch(t.n);
	assert_string_equal(t.text, "a 0 ;b 0 ;");
	assert_false(readable(notifier_fd(t.n), 0));
	/* What is known when it ends is told. */
	assert_int_equal(notifier_send(t.n, &a, 1), 0);
	notifier_destroy(t.n);
	assert_string_equal(t.text, "a 0 ;b 0 ;a 0 ;");
	assert_true(read(pipefd[0], empty, sizeof(empty)) > 0);
	close(pipefd[0]);
	close(pipefd[1]);
}

#define PUTTERS 4
#define PUTS    500

static void *put_many(void *arg)
{
	for (int i = 0; i < PUTS; i++) {
		struct notifier_event *ev = notifier_event_new(NOTIFIER_EV_RESULT, "x");

		assert_non_null(ev);
		notifier_put_result(arg, ev, (enum notifier_result) 0, "%d", i);
	}
	notifier_queue_unref(arg);
	return NULL;
}

static void check_threads(void **state)
{
	WW_AUTO(notifier_queue) struct notifier_queue *q = NULL;
	pthread_t threads[PUTTERS];
	size_t n = 0;

	(void) state;
	assert_int_equal(notifier_queue_create(&q), 0);
	for (int i = 0; i < PUTTERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, put_many, notifier_queue_ref(q)), 0);
	while (n < PUTTERS * PUTS && readable(notifier_queue_fd(q), 5000)) {
		struct notifier_event *ev = notifier_queue_take(q);

		while (ev) {
			struct notifier_event *next = ev->next;

			free(ev);
			ev = next;
			n++;
		}
	}
	for (int i = 0; i < PUTTERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(n, PUTTERS * PUTS);
}

static void check_chatter(void **state)
{
	WW_AUTO(notifier_queue) struct notifier_queue *q = NULL;
	struct notifier_event *ev;
	size_t n = 0;

	(void) state;
	assert_int_equal(notifier_queue_create(&q), 0);
	for (int i = 0; i < NOTIFIER_TALK_MAX + 10; i++)
		notifier_put_action(q, "x", NOTIFIER_DISMISSED, "");
	/* A result always finds room. */
	notifier_put_result(q, notifier_event_new(NOTIFIER_EV_RESULT, "y"), NOTIFIER_DELIVERED, "%s", "");
	ev = notifier_queue_take(q);
	while (ev) {
		struct notifier_event *next = ev->next;

		free(ev);
		ev = next;
		n++;
	}
	assert_int_equal(n, NOTIFIER_TALK_MAX + 1);
	notifier_queue_close(q);
	notifier_put_note(q, "nobody hears this");
	assert_null(notifier_queue_take(q));
}

static void check_no_bus(void **state)
{
	struct notifier_opts opts = { .text_fd = -1 };
	struct notifier_events events = quiet;
	struct alert a = sample("a");
	struct told t = { 0 };

	(void) state;
	setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
	events.arg = &t;
	assert_int_equal(notifier_create("desktop", &opts, &events, &t.n, NULL), 0);
	assert_int_equal(notifier_send(t.n, &a, 1), 0);
	for (int i = 0; i < 50 && !t.text[0]; i++)
		if (readable(notifier_fd(t.n), 100))
			notifier_dispatch(t.n);
	assert_memory_equal(t.text, "a 1 cannot connect to the session bus", 37);
	notifier_destroy(t.n);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * (int64_t) 1000 + ts.tv_nsec / 1000000;
}

/* A bus that takes connections and says nothing: alerts wait, at most so many, and the end comes soon. */
static void check_silent_bus(void **state)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct notifier_opts opts = { .text_fd = -1 };
	struct notifier_events events = quiet;
	struct alert a = sample("a");
	struct told t = { 0 };
	char dir[] = "/tmp/wirewatch-bus-XXXXXX", env[200];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int64_t start;
	int n = 0;

	(void) state;
	assert_non_null(mkdtemp(dir));
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/bus", dir);
	assert_int_equal(bind(fd, (struct sockaddr *) &addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd, 5), 0);
	snprintf(env, sizeof(env), "unix:path=%s/bus", dir);
	setenv("DBUS_SESSION_BUS_ADDRESS", env, 1);
	events.arg = &t;
	start = now_ms();
	assert_int_equal(notifier_create("desktop", &opts, &events, &t.n, NULL), 0);
	while (!notifier_send(t.n, &a, 1))
		n++;
	assert_int_equal(n, 256);
	assert_int_equal(notifier_send(t.n, &a, 1), -EAGAIN);
	notifier_destroy(t.n);
	assert_true(now_ms() - start < 1500);
	assert_string_equal(t.text, "");
	unlink(addr.sun_path);
	rmdir(dir);
	close(fd);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(url_cases, check_url);
	WW_ROW("unknown-type", check_unknown_type);
	WW_ROW("send-inside", check_send_inside);
	WW_ROW("threads", check_threads);
	WW_ROW("chatter", check_chatter);
	WW_ROW("no-bus", check_no_bus);
	WW_ROW("silent-bus", check_silent_bus);
	return WW_ROWS_RUN(argc, argv);
}
