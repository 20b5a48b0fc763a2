/* SPDX-License-Identifier: MIT */
/*
 * The log: alerts.jsonl for programs, and the journal (or, without one, a
 * line of text) for people. Done on the caller's thread: a line for the page
 * cache and a datagram that is dropped rather than waited for take
 * microseconds, and a thread would only put a queue in front of them.
 *
 * An alert counts as delivered when every place took it. Those that did are
 * remembered, so that a retry repeats nothing. What was tried before a crash
 * is looked for in the file; only a record for people may come twice then,
 * with the same id.
 */
#include "notifiers/notifier_impl.h"

#include "base/timetext.h"
#include "base/utf8.h"
#include "notifiers/journal.h"
#include "notifiers/jsonl.h"

#include <poll.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096 /* PIPE_BUF: a pipe that polls writable takes this much without waiting */
#define JSON_MAX       (1024 * 1024)
#define TOPICS_MAX     50 /* named in one record */
#define WRITTEN_MAX    256

struct log {
	struct notifier base;
	struct jsonl jsonl;
	char *socket; /* owned; NULL: not to the journal */
	int text_fd;
	/* Ids in alerts.jsonl whose record is still due, in a ring. */
	char written[WRITTEN_MAX][ALERT_ID_LEN + 1];
	size_t next_written;
};

static const struct {
	const char *message_id, *verb;
} kinds[] = {
	[ALERT_NEW] = { JOURNAL_ID_NEW, "New story" },
	[ALERT_UPDATE] = { JOURNAL_ID_UPDATE, "Story updated" },
	[ALERT_CORRECTION] = { JOURNAL_ID_CORRECTION, "Story corrected" },
	[ALERT_SUMMARY] = { JOURNAL_ID_SUMMARY, "Summary" },
	[ALERT_HEALTH] = { JOURNAL_ID_FEED_HEALTH, "Feed health" },
};

/* info, notice, warning, crit: err would say that wirewatch failed. */
static const int priorities[] = {
	[ALERT_LOW] = 6,
	[ALERT_NORMAL] = 5,
	[ALERT_HIGH] = 4,
	[ALERT_CRITICAL] = 2,
};

/* "Story updated: <title> (<topics>)" */
static void add_message(const struct alert *a, struct ww_buf *out)
{
	struct ww_str title = ww_str(a->item.title);

	if (!title.n)
		title = ww_str(a->summary);
	if (!title.n)
		title = ww_str(a->item.url);
	ww_buf_addf(out, "%s: ", kinds[a->kind].verb);
	ww_utf8_clean(out, title.p, ww_utf8_cut(title.p, title.n, 1024), true);
	for (size_t i = 0; i < a->topics.n && i < TOPICS_MAX; i++)
		ww_buf_addf(out, "%s%s", i ? ", " : " (", a->topics.v[i]);
	if (a->topics.n)
		ww_buf_addc(out, ')');
}

static int make_record(const struct log *l, const struct alert *a, unsigned attempt, struct ww_buf *record)
{
	WW_AUTO(buf) struct ww_buf message = WW_BUF(JOURNAL_RECORD_MAX);

	add_message(a, &message);
	journal_add(record, "MESSAGE", ww_buf_str(&message));
	journal_addf(record, "MESSAGE_ID", "%s", kinds[a->kind].message_id);
	journal_addf(record, "PRIORITY", "%d", priorities[a->urgency]);
	journal_add(record, "SYSLOG_IDENTIFIER", WW_STR("wirewatchd"));
	journal_add(record, "WIREWATCH_KIND", ww_str(alert_kind_name(a->kind)));
	journal_add(record, "WIREWATCH_ALERT", ww_str(a->id));
	journal_add(record, "WIREWATCH_STORY", ww_str(a->story));
	if (a->rev)
		journal_addf(record, "WIREWATCH_REV", "%u", a->rev);
	for (size_t i = 0; i < a->topics.n && i < TOPICS_MAX; i++)
		journal_add(record, "WIREWATCH_TOPIC", ww_str(a->topics.v[i]));
	journal_add(record, "WIREWATCH_FEED", ww_str(a->feed.name));
	journal_add(record, "WIREWATCH_URL", ww_str(a->item.url));
	journal_add(record, "WIREWATCH_TITLE", ww_str(a->item.title));
	journal_add(record, "WIREWATCH_STATE", ww_str(alert_state_name(a->state)));
	journal_add(record, "WIREWATCH_NOTIFIER", ww_str(l->base.name));
	journal_addf(record, "WIREWATCH_ATTEMPT", "%u", attempt);
	return record->err;
}

/*
 * "2026-11-23T21:45:27Z Story updated: <title> (<topics>) <outlet> <url>".
 * The time is first: a feed's text at the start of a line could pass for a
 * priority ("<3>") where systemd reads our output.
 */
static int make_line(const struct alert *a, struct ww_buf *line)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(JOURNAL_RECORD_MAX);
	char when[WW_RFC3339_MAX];
	struct ww_str s;

	ww_time_rfc3339(a->t_ms / 1000, when);
	add_message(a, &text);
	if (a->feed.title && a->feed.title[0])
		ww_buf_addf(&text, " %s", a->feed.title);
	if (a->item.url && a->item.url[0])
		ww_buf_addf(&text, " %s", a->item.url);
	ww_buf_addf(line, "%s ", when);
	s = ww_buf_str(&text);
	ww_utf8_clean(line, s.p, ww_utf8_cut(s.p, s.n, LINE_MAX_BYTES / 4), true);
	ww_buf_addc(line, '\n');
	return text.err ? text.err : line->err;
}

static int write_line(int fd, const struct ww_buf *line)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	ssize_t n;

	/* A stopped terminal or a full pipe must not stop us. */
	if (poll(&p, 1, 0) <= 0)
		return -EAGAIN;
	/* Writing to a pipe that nobody reads would raise SIGPIPE. */
	if (!(p.revents & POLLOUT) || p.revents & POLLERR)
		return -EPIPE;
	do
		n = write(fd, line->v, line->n);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == (ssize_t) line->n ? 0 : -EIO;
}

/* The place in the ring where id is, or -1. */
static int find_written(const struct log *l, const char *id)
{
	for (int i = 0; i < WRITTEN_MAX && id[0]; i++)
		if (!strcmp(l->written[i], id))
			return i;
	return -1;
}

static void remember_written(struct log *l, const char *id)
{
	if (find_written(l, id) >= 0)
		return;
	snprintf(l->written[l->next_written], sizeof(l->written[0]), "%s", id);
	l->next_written = (l->next_written + 1) % WRITTEN_MAX;
}

static void forget_written(struct log *l, const char *id)
{
	int i = find_written(l, id);

	if (i >= 0)
		l->written[i][0] = 0;
}

/* What alert_to_json() begins with: up to and with the id. */
static struct ww_str up_to_id(struct ww_str json, const char *id)
{
	size_t at = ww_str_find(json, ww_str(id));

	return at == SIZE_MAX ? json : ww_str_n(json.p, at + strlen(id));
}

static int to_file(struct log *l, const struct alert *a, unsigned attempt, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf json = WW_BUF(JSON_MAX);
	int rc;

	if (!l->jsonl.path || find_written(l, a->id) >= 0)
		return 0;
	rc = alert_to_json(a, &json);
	/* Tried before, perhaps by a process that was killed between the line and its confirmation. */
	if (!rc && attempt > 1 && jsonl_ends_with(&l->jsonl, up_to_id(ww_buf_str(&json), a->id)))
		return 0;
	if (!rc)
		rc = jsonl_append(&l->jsonl, ww_buf_str(&json));
	return rc ? ww_err_set(err, rc, "cannot write \"%s\": %s", l->jsonl.path, strerror(-rc)) : 0;
}

static int to_people(struct log *l, const struct alert *a, unsigned attempt, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(JOURNAL_RECORD_MAX);
	int rc = -ENOENT;

	if (l->socket) {
		rc = make_record(l, a, attempt, &b);
		if (!rc)
			rc = journal_send(l->socket, &b);
		if (rc && rc != -ENOENT)
			return ww_err_set(err, rc, "cannot write to the journal: %s", strerror(-rc));
	}
	if (!rc)
		return 0;
	if (l->text_fd < 0)
		return l->jsonl.path ? 0 : ww_err_set(err, -ENOENT, "there is no journal to write to");
	ww_buf_reset(&b);
	rc = make_line(a, &b);
	if (!rc)
		rc = write_line(l->text_fd, &b);
	return rc ? ww_err_set(err, rc, "cannot write a line: %s", strerror(-rc)) : 0;
}

static int log_send(struct notifier *n, const struct alert *a, unsigned attempt)
{
	struct log *l = (struct log *) n;
	struct notifier_event *ev = notifier_event_new(NOTIFIER_EV_RESULT, a->id);
	struct ww_err err = { 0 };
	int rc;

	if (!ev)
		return -ENOMEM;
	rc = to_file(l, a, attempt, &err);
	if (!rc) {
		/* What a feed held when it was first polled is for the record, not for people. */
		if (a->state != ALERT_BASELINE)
			rc = to_people(l, a, attempt, &err);
		if (rc)
			remember_written(l, a->id);
		else
			forget_written(l, a->id);
	}
	/* What is too long today is too long tomorrow. */
	notifier_put_result(n->queue, ev,
		!rc ? NOTIFIER_DELIVERED : rc == -EFBIG ? NOTIFIER_REFUSED : NOTIFIER_RETRY, "%s", err.text);
	return 0;
}

static void log_destroy(struct notifier *n)
{
	struct log *l = (struct log *) n;

	jsonl_finish(&l->jsonl);
	free(l->socket);
	free(l);
}

static int log_create(const struct notifier_opts *opts, struct notifier_queue *queue, struct notifier **ret,
	struct ww_err *err)
{
	struct log *l = calloc(1, sizeof(*l));

	(void) queue;
	if (!l)
		return ww_err_set(err, -ENOMEM, "out of memory");
	l->text_fd = opts->text_fd;
	if (opts->journal)
		l->socket = strdup(opts->journal_socket ? opts->journal_socket : JOURNAL_SOCKET);
	if (jsonl_init(&l->jsonl, opts->jsonl_path) || (opts->journal && !l->socket)) {
		log_destroy(&l->base);
		return ww_err_set(err, -ENOMEM, "out of memory");
	}
	*ret = &l->base;
	return 0;
}

const struct notifier_ops notifier_log_ops = {
	.type = "log",
	.create = log_create,
	.send = log_send,
	.destroy = log_destroy,
};
