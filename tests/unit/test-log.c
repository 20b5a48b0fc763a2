/* SPDX-License-Identifier: MIT */
#include "base/base.h"
#include "base/str.h"
#include "notifiers/journal.h"
#include "notifiers/notifier.h"
#include "tests/unit/rows.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A directory of its own, a journal of our own, and what the notifier told. */
struct rig {
	char dir[64], jsonl[96], old[96], socket[96];
	int journal; /* the journal's end; -1: there is none */
	int text[2]; /* pipe */
	char record[JOURNAL_RECORD_MAX + 1];
	char answers[1000];
	struct notifier *log;
};

static void on_result(void *arg, const char *id, enum notifier_result result, const char *text)
{
	struct rig *r = arg;
	size_t n = strlen(r->answers);
	static const char *const names[] = { "delivered", "retry", "refused" };

	snprintf(r->answers + n, sizeof(r->answers) - n, "%.4s %s%s%s;", id, names[result],
		text[0] ? ": " : "", text);
}

static void rig_journal(struct rig *r)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	r->journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(r->journal >= 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", r->socket);
	assert_int_equal(bind(r->journal, (struct sockaddr *) &a, sizeof(a)), 0);
}

static void rig_open(struct rig *r, const char *jsonl, bool journal, bool text)
{
	struct notifier_events events = { .on_result = on_result, .arg = r };
	struct notifier_opts opts = { .name = "log", .journal = true, .text_fd = -1 };

	memset(r, 0, sizeof(*r));
	r->journal = -1;
	snprintf(r->dir, sizeof(r->dir), "/tmp/wirewatch-log-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	snprintf(r->jsonl, sizeof(r->jsonl), "%s/alerts.jsonl", r->dir);
	snprintf(r->old, sizeof(r->old), "%s/alerts.jsonl.1", r->dir);
	snprintf(r->socket, sizeof(r->socket), "%s/journal", r->dir);
	if (journal)
		rig_journal(r);
	assert_int_equal(pipe2(r->text, O_CLOEXEC | O_NONBLOCK), 0);
	opts.jsonl_path = jsonl ? jsonl : r->jsonl;
	opts.journal_socket = r->socket;
	opts.text_fd = text ? r->text[1] : -1;
	assert_int_equal(notifier_create("log", &opts, &events, &r->log, NULL), 0);
}

static void rig_close(struct rig *r)
{
	notifier_destroy(r->log);
	if (r->journal >= 0)
		close(r->journal);
	close(r->text[0]);
	close(r->text[1]);
	unlink(r->jsonl);
	unlink(r->old);
	unlink(r->socket);
	assert_int_equal(rmdir(r->dir), 0);
}

/* The value of the n-th field name in the record, up to its newline; "(none)". */
static const char *field(struct rig *r, const char *name, unsigned nth, char out[5000])
{
	struct ww_str rest = ww_str(r->record), line;

	while (ww_str_split(&rest, '\n', &line)) {
		size_t at = ww_str_find_char(line, '=');

		if (at == SIZE_MAX || !ww_str_eq(ww_str_n(line.p, at), ww_str(name)) || nth--)
			continue;
		line = ww_str_from(line, at + 1);
		snprintf(out, 5000, "%.*s", WW_STR_ARG(line));
		return out;
	}
	return "(none)";
}

static void receive(struct rig *r)
{
	ssize_t n = recv(r->journal, r->record, sizeof(r->record) - 1, 0);

	assert_true(n > 0);
	r->record[n] = 0;
}

/* Alerts own their strings and never change them; these live for ever. */
#define TEXT(lit) ((char *) (uintptr_t) (lit))

static struct alert sample(void)
{
	static char *topics[2];
	struct alert a;

	topics[0] = TEXT("peace-talks");
	topics[1] = TEXT("envoys");

	a = (struct alert){
		.id = "0123456789abcdef0123",
		.t_ms = 1763934327123,
		.kind = ALERT_UPDATE,
		.urgency = ALERT_NORMAL,
		.story = TEXT("s-91c2e04b77aa"),
		.rev = 3,
		.by = TEXT(""),
		.say = TEXT(""),
		.feed = { TEXT("wire"), TEXT("https://feeds.example/wire"), TEXT("The Wire") },
		.item = { TEXT("tag:1"), TEXT("https://news.example/1"),
			TEXT("Envoys return to the table"), INT64_MIN, INT64_MIN },
		.summary = TEXT(""),
	};
	a.topics.v = topics;
	a.topics.n = a.topics.cap = 2;
	return a;
}

static void send_one(struct rig *r, const struct alert *a, unsigned attempt)
{
	r->answers[0] = 0;
	assert_int_equal(notifier_send(r->log, a, attempt), 0);
	assert_string_equal(r->answers, "");
	notifier_dispatch(r->log);
}

static char *slurp(const char *path)
{
	static char text[100000];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	assert_true(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n >= 0);
	text[n] = 0;
	close(fd);
	return text;
}

static unsigned lines_of(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static const struct field_case {
	const char *name;
	enum alert_kind kind;
	enum alert_urgency urgency;
	const char *message, *message_id, *priority, *kind_text;
} field_cases[] = {
	{ "fields-new", ALERT_NEW, ALERT_LOW, "New story: Envoys return to the table (peace-talks, envoys)",
		"5114601ec4624f3ab9863adffd2121f3", "6", "new" },
	{ "fields-update", ALERT_UPDATE, ALERT_NORMAL,
		"Story updated: Envoys return to the table (peace-talks, envoys)",
		"a9ba9c7acd704346a8c88d098899e432", "5", "update" },
	{ "fields-correction", ALERT_CORRECTION, ALERT_HIGH,
		"Story corrected: Envoys return to the table (peace-talks, envoys)",
		"0595dbb5cb17475682514223193290fa", "4", "correction" },
	{ "fields-health", ALERT_HEALTH, ALERT_CRITICAL,
		"Feed health: Envoys return to the table (peace-talks, envoys)",
		"ffcb46ed855743519e515a3b7773813c", "2", "health" },
};

static void check_fields(void **state)
{
	const struct field_case *c = *state;
	struct alert a = sample();
	char v[5000];
	struct rig r;

	rig_open(&r, NULL, true, true);
	a.kind = c->kind;
	a.urgency = c->urgency;
	send_one(&r, &a, 2);
	assert_string_equal(r.answers, "0123 delivered;");
	receive(&r);
	assert_string_equal(field(&r, "MESSAGE", 0, v), c->message);
	assert_string_equal(field(&r, "MESSAGE_ID", 0, v), c->message_id);
	assert_string_equal(field(&r, "PRIORITY", 0, v), c->priority);
	assert_string_equal(field(&r, "SYSLOG_IDENTIFIER", 0, v), "wirewatchd");
	assert_string_equal(field(&r, "WIREWATCH_KIND", 0, v), c->kind_text);
	assert_string_equal(field(&r, "WIREWATCH_ALERT", 0, v), a.id);
	assert_string_equal(field(&r, "WIREWATCH_STORY", 0, v), "s-91c2e04b77aa");
	assert_string_equal(field(&r, "WIREWATCH_REV", 0, v), "3");
	assert_string_equal(field(&r, "WIREWATCH_TOPIC", 0, v), "peace-talks");
	assert_string_equal(field(&r, "WIREWATCH_TOPIC", 1, v), "envoys");
	assert_string_equal(field(&r, "WIREWATCH_FEED", 0, v), "wire");
	assert_string_equal(field(&r, "WIREWATCH_URL", 0, v), "https://news.example/1");
	assert_string_equal(field(&r, "WIREWATCH_TITLE", 0, v), "Envoys return to the table");
	assert_string_equal(field(&r, "WIREWATCH_STATE", 0, v), "alerted");
	assert_string_equal(field(&r, "WIREWATCH_NOTIFIER", 0, v), "log");
	assert_string_equal(field(&r, "WIREWATCH_ATTEMPT", 0, v), "2");
	/* People read the journal then, not the terminal. */
	assert_int_equal(read(r.text[0], v, sizeof(v)), -1);
	rig_close(&r);
}

/* The catalog explains every id that we use. */
static void check_catalog(void **state)
{
	static const char *const ids[] = { JOURNAL_ID_NEW, JOURNAL_ID_UPDATE, JOURNAL_ID_CORRECTION,
		JOURNAL_ID_SUMMARY, JOURNAL_ID_FEED_HEALTH, JOURNAL_ID_DELIVERY_FAILED };
	const char *top = getenv("top_srcdir");
	char path[1000], want[40], *text;

	(void) state;
	snprintf(path, sizeof(path), "%s/systemd/wirewatch.catalog", top ? top : ".");
	text = slurp(path);
	for (size_t i = 0; i < WW_ARRAY_LEN(ids); i++) {
		snprintf(want, sizeof(want), "\n-- %s\nSubject: ", ids[i]);
		assert_non_null(strstr(text, want));
	}
}

static const char hostile[] = "<3>Fake\nPRIORITY=0\r\nMESSAGE=owned \x1b[31mred\xE2\x80\xAE \xFF end";

static void check_hostile_record(void **state)
{
	struct alert a = sample();
	char title[sizeof(hostile)], v[5000];
	struct rig r;

	(void) state;
	rig_open(&r, NULL, true, false);
	memcpy(title, hostile, sizeof(hostile));
	a.item.title = title;
	send_one(&r, &a, 1);
	receive(&r);
	assert_string_equal(field(&r, "MESSAGE", 1, v), "(none)");
	assert_string_equal(field(&r, "PRIORITY", 0, v), "5");
	assert_string_equal(field(&r, "PRIORITY", 1, v), "(none)");
	assert_string_equal(field(&r, "WIREWATCH_TITLE", 0, v),
		"<3>Fake PRIORITY=0 MESSAGE=owned [31mred \xEF\xBF\xBD end");
	rig_close(&r);
}

static void check_text_line(void **state)
{
	struct alert a = sample();
	char title[sizeof(hostile)], line[5000] = { 0 };
	struct rig r;

	(void) state;
	rig_open(&r, NULL, false, true);
	memcpy(title, hostile, sizeof(hostile));
	a.item.title = title;
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 delivered;");
	assert_true(read(r.text[0], line, sizeof(line) - 1) > 0);
	assert_string_equal(line, "2025-11-23T21:45:27Z Story updated:"
		" <3>Fake PRIORITY=0 MESSAGE=owned [31mred \xEF\xBF\xBD end (peace-talks, envoys) The Wire https://news.example/1\n");
	rig_close(&r);
}

static void check_huge(void **state)
{
	struct alert a = sample();
	char *title = malloc(300001), v[5000];
	struct rig r;

	(void) state;
	memset(title, 'a', 300000);
	title[300000] = 0;
	a.item.title = title;
	rig_open(&r, NULL, true, false);
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 delivered;");
	receive(&r);
	assert_int_equal(strlen(field(&r, "WIREWATCH_TITLE", 0, v)), JOURNAL_VALUE_MAX);
	rig_close(&r);
	free(title);
}

static void check_nowhere(void **state)
{
	struct notifier_events events = { .on_result = on_result };
	struct notifier_opts opts = { .journal = true, .journal_socket = "/none/socket", .text_fd = -1 };
	struct alert a = sample();
	struct rig r = { .journal = -1 };

	(void) state;
	events.arg = &r;
	assert_int_equal(notifier_create("log", &opts, &events, &r.log, NULL), 0);
	assert_string_equal(notifier_name(r.log), "log");
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 retry: there is no journal to write to;");
	notifier_destroy(r.log);
}

static void check_file(void **state)
{
	struct alert a = sample();
	struct stat st;
	struct rig r;

	(void) state;
	rig_open(&r, NULL, true, false);
	send_one(&r, &a, 1);
	send_one(&r, &a, 1);
	assert_int_equal(lines_of(slurp(r.jsonl)), 2);
	assert_memory_equal(slurp(r.jsonl), "{\"v\":1,\"id\":\"0123456789abcdef0123\"", 34);
	assert_int_equal(stat(r.jsonl, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	rig_close(&r);
}

/* A process was killed between the line and its confirmation; another tries again. */
static void check_after_crash(void **state)
{
	struct alert a = sample();
	struct rig first, r;

	(void) state;
	rig_open(&first, NULL, true, false);
	send_one(&first, &a, 1);
	rig_open(&r, first.jsonl, true, false);
	send_one(&r, &a, 2);
	assert_int_equal(lines_of(slurp(first.jsonl)), 1);
	a.id[0] = 'f';
	send_one(&r, &a, 2);
	assert_int_equal(lines_of(slurp(first.jsonl)), 2);
	rig_close(&r);
	rig_close(&first);
}

static void check_rotated(void **state)
{
	struct alert a = sample();
	struct rig r;

	(void) state;
	rig_open(&r, NULL, true, false);
	send_one(&r, &a, 1);
	assert_int_equal(rename(r.jsonl, r.old), 0);
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 delivered;");
	assert_int_equal(lines_of(slurp(r.jsonl)), 1);
	assert_int_equal(lines_of(slurp(r.old)), 1);
	rig_close(&r);
}

static void check_partial(void **state)
{
	struct alert a = sample();
	struct rig r;
	int fd;

	(void) state;
	rig_open(&r, NULL, true, false);
	fd = open(r.jsonl, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "{\"v\":1,\"id", 10), 10);
	close(fd);
	send_one(&r, &a, 1);
	assert_int_equal(lines_of(slurp(r.jsonl)), 2);
	assert_memory_equal(slurp(r.jsonl), "{\"v\":1,\"id\n{\"v\":1,\"id\":", 23);
	rig_close(&r);
}

static void check_full_disk(void **state)
{
	struct alert a = sample();
	struct rig r;

	(void) state;
	rig_open(&r, "/dev/full", true, false);
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 retry: cannot write \"/dev/full\": No space left on device;");
	/* Not delivered: so the journal does not say so either. */
	assert_int_equal(recv(r.journal, r.record, 1, 0), -1);
	rig_close(&r);
}

/* A journal that takes nothing blocks nobody, and the retry does not repeat the line in the file. */
static void check_busy_journal(void **state)
{
	struct alert a = sample();
	WW_AUTO(buf) struct ww_buf junk = WW_BUF(100);
	struct rig r;
	unsigned n = 0;

	(void) state;
	rig_open(&r, NULL, true, true);
	journal_add(&junk, "MESSAGE", WW_STR("x"));
	while (!journal_send(r.socket, &junk))
		n++;
	assert_true(n > 0);
	send_one(&r, &a, 1);
	assert_string_equal(r.answers,
		"0123 retry: cannot write to the journal: Resource temporarily unavailable;");
	while (n--)
		receive(&r);
	send_one(&r, &a, 2);
	assert_string_equal(r.answers, "0123 delivered;");
	receive(&r);
	assert_int_equal(lines_of(slurp(r.jsonl)), 1);
	rig_close(&r);
}

static void check_journal_back(void **state)
{
	struct alert a = sample();
	char v[5000];
	struct rig r;

	(void) state;
	rig_open(&r, NULL, true, true);
	/* A journal that died leaves its socket behind. */
	close(r.journal);
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 delivered;");
	assert_true(read(r.text[0], v, sizeof(v)) > 0);
	unlink(r.socket);
	rig_journal(&r);
	send_one(&r, &a, 1);
	receive(&r);
	rig_close(&r);
}

static void check_full_pipe(void **state)
{
	struct alert a = sample();
	char page[4096] = { 0 };
	struct rig r;

	(void) state;
	rig_open(&r, NULL, false, true);
	while (write(r.text[1], page, sizeof(page)) > 0)
		;
	assert_int_equal(fcntl(r.text[1], F_SETFL, 0), 0); /* blocking: poll has to know */
	send_one(&r, &a, 1);
	assert_string_equal(r.answers, "0123 retry: cannot write a line: Resource temporarily unavailable;");
	rig_close(&r);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(field_cases, check_fields);
	WW_ROW("catalog", check_catalog);
	WW_ROW("hostile-record", check_hostile_record);
	WW_ROW("text-line", check_text_line);
	WW_ROW("huge", check_huge);
	WW_ROW("nowhere", check_nowhere);
	WW_ROW("file", check_file);
	WW_ROW("after-a-crash", check_after_crash);
	WW_ROW("rotated", check_rotated);
	WW_ROW("partial-line", check_partial);
	WW_ROW("full-disk", check_full_disk);
	WW_ROW("busy-journal", check_busy_journal);
	WW_ROW("journal-back", check_journal_back);
	WW_ROW("full-pipe", check_full_pipe);
	return WW_ROWS_RUN(argc, argv);
}
