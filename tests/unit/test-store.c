/* SPDX-License-Identifier: MIT */
#include "store/store.h"
#include "tests/unit/rows.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW 1795470000

static char dir[200], db_path[240];

/* ---- a folder of its own for every test ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void fresh_dir(void)
{
	if (dir[0])
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	snprintf(dir, sizeof(dir), "/tmp/wirewatch-test-store-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(db_path, sizeof(db_path), "%s/wirewatch.db", dir);
}

static struct store *open_in(enum store_mode mode)
{
	struct store *s = NULL;
	struct ww_err err = { 0 };

	if (store_open(dir, mode, &s, &err))
		fail_msg("store_open: %s", err.text);
	return s;
}

static struct store *begin(void)
{
	struct store *s;

	fresh_dir();
	s = open_in(STORE_WRITE);
	assert_int_equal(store_begin(s, NULL), 0);
	return s;
}

static void in_file(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(db_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ---- makers ---- */

static char *copy(const char *s)
{
	char *c = ww_str_dup(ww_str(s));

	assert_non_null(c);
	return c;
}

static int64_t put_feed(struct store *s, const char *url)
{
	WW_AUTO(store_feed) struct store_feed f = { .url = copy(url), .name = copy("n") };

	assert_int_equal(store_feed_put(s, &f, NULL), 0);
	assert_true(f.id > 0);
	return f.id;
}

static int put_item(struct store *s, int64_t feed, const char *identity, const char *story, int64_t seen,
	int64_t *ret_id)
{
	struct store_item i = { .feed = feed, .title = (char *) "title", .text = (char *) "text",
		.canonical = (char *) "https://a.example/1", .first_seen = seen, .last_seen = seen,
		.published = FEED_TIME_UNKNOWN, .updated = FEED_TIME_UNKNOWN };
	int rc;

	snprintf(i.identity, sizeof(i.identity), "%s", identity);
	snprintf(i.story, sizeof(i.story), "%s", story);
	rc = store_item_put(s, &i, NULL);
	if (ret_id)
		*ret_id = i.id;
	return rc;
}

static void make_alert(struct alert *a, const char *story, unsigned rev, int64_t t_ms, const char *topic)
{
	*a = (struct alert){ .t_ms = t_ms, .rev = rev, .kind = rev > 1 ? ALERT_UPDATE : ALERT_NEW };
	alert_make_id(story, rev, a->kind, a->id);
	a->story = copy(story);
	a->item.title = copy("Talks begin");
	assert_int_equal(ww_array_push(&a->topics, copy(topic)), 0);
}

static const char *const both[] = { "desktop", "log" };

static void add_alert(struct store *s, const char *story, unsigned rev, int64_t t_ms, const char *topic,
	char id[ALERT_ID_LEN + 1])
{
	WW_AUTO(alert) struct alert a = { 0 };

	make_alert(&a, story, rev, t_ms, topic);
	assert_int_equal(store_alert_add(s, &a, both, 2, t_ms, NULL), 0);
	if (id)
		memcpy(id, a.id, sizeof(a.id));
}

static int64_t items_in(struct store *s)
{
	struct store_totals t = { 0 };

	assert_int_equal(store_total(s, &t, NULL), 0);
	return t.items;
}

/* ---- opening ---- */

static void check_create(void **state)
{
	struct store *s;
	struct stat st;
	char nested[300];

	fresh_dir();
	snprintf(nested, sizeof(nested), "%s/a/b", dir);
	s = NULL;
	assert_int_equal(store_open(nested, STORE_WRITE, &s, NULL), 0);
	assert_int_equal(store_daemon_pid(nested), getpid());
	store_close(s);
	assert_int_equal(store_daemon_pid(nested), 0);
	assert_int_equal(stat(nested, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(nested, sizeof(nested), "%s/a/b/wirewatch.db", dir);
	assert_int_equal(stat(nested, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(store_daemon_pid("/nonexistent/folder"), 0);
}

static void check_second_writer(void **state)
{
	struct store *s, *other = NULL;
	struct ww_err err = { 0 };
	char pid[40];

	fresh_dir();
	s = open_in(STORE_WRITE);
	snprintf(pid, sizeof(pid), "(pid %d)", (int) getpid());
	assert_int_equal(store_open(dir, STORE_WRITE, &other, &err), -EWOULDBLOCK);
	assert_non_null(strstr(err.text, pid));
	store_close(s);
	s = open_in(STORE_WRITE);
	store_close(s);
}

static void check_reader(void **state)
{
	struct store *w, *r = NULL;
	struct ww_err err = { 0 };
	int64_t v;

	fresh_dir();
	assert_int_equal(store_open(dir, STORE_READ, &r, &err), -ENOENT);
	assert_non_null(strstr(err.text, db_path));
	w = open_in(STORE_WRITE);
	r = open_in(STORE_READ);
	assert_int_equal(items_in(r), 0);
	v = store_version(r);
	assert_int_equal(store_begin(w, NULL), 0);
	put_item(w, put_feed(w, "u"), "i", "", NOW, NULL);
	assert_int_equal(items_in(r), 0);
	assert_int_equal(store_commit(w, NULL), 0);
	assert_int_equal(items_in(r), 1);
	assert_true(store_version(r) != v);
	store_close(r);
	store_close(w);
	r = open_in(STORE_READ);
	assert_int_equal(items_in(r), 1);
	store_close(r);
}

/* Root may write anywhere, so that the test says nothing there. */
static void check_reader_read_only_folder(void **state)
{
	struct store *s = begin();

	put_item(s, put_feed(s, "u"), "i", "", NOW, NULL);
	assert_int_equal(store_commit(s, NULL), 0);
	store_close(s);
	assert_int_equal(chmod(dir, 0500), 0);
	s = open_in(STORE_READ);
	assert_int_equal(items_in(s), 1);
	store_close(s);
	assert_int_equal(chmod(dir, 0700), 0);
}

static const struct damage_case {
	const char *name;
	off_t cut_to;   /* -1: not cut */
	off_t at;       /* overwrite 4096 bytes here, -1: not */
	const char *sql; /* run in the file */
	int write_rc, read_rc;
	const char *words;
} damage_cases[] = {
	{ "damaged-empty", 0, -1, NULL, -EBADMSG, -EBADMSG, "it is empty" },
	{ "damaged-short", 50, -1, NULL, -EBADMSG, -EBADMSG, "is damaged" },
	{ "damaged-half", 8192, -1, NULL, -EBADMSG, -EBADMSG, "its end is missing" },
	{ "damaged-header", -1, 0, NULL, -EBADMSG, -EBADMSG, "it is no database" },
	{ "damaged-page", -1, 4096 * 3, NULL, -EBADMSG, 0, "is damaged" },
	{ "other-program", -1, -1, "PRAGMA application_id = 7", -EBADMSG, -EBADMSG, "another program" },
	{ "newer-schema", -1, -1, "PRAGMA user_version = 9999", -EPROTONOSUPPORT, -EPROTONOSUPPORT, "newer version" },
};

static void check_damage(void **state)
{
	const struct damage_case *c = *state;
	struct store *s = begin();
	struct ww_err err = { 0 };
	struct stat before, after;

	put_item(s, put_feed(s, "u"), "i", "", NOW, NULL);
	assert_int_equal(store_commit(s, NULL), 0);
	store_close(s);
	if (c->sql)
		in_file(c->sql);
	if (c->cut_to >= 0)
		assert_int_equal(truncate(db_path, c->cut_to), 0);
	if (c->at >= 0) {
		char junk[4096];
		int fd = open(db_path, O_WRONLY);

		memset(junk, 0xA5, sizeof(junk));
		assert_int_equal(pwrite(fd, junk, sizeof(junk), c->at), sizeof(junk));
		close(fd);
	}
	assert_int_equal(stat(db_path, &before), 0);
	s = NULL;
	assert_int_equal(store_open(dir, STORE_WRITE, &s, &err), c->write_rc);
	assert_non_null(strstr(err.text, c->words));
	assert_non_null(strstr(err.text, db_path));
	assert_int_equal(store_open(dir, STORE_READ, &s, &err), c->read_rc);
	store_close(s);
	assert_int_equal(stat(db_path, &after), 0);
	assert_true(before.st_size == after.st_size && before.st_ino == after.st_ino);
	assert_int_equal(store_daemon_pid(dir), 0);
}

/* A file of version 0 is brought up to date by the writer, and by nobody else. */
static void check_migrate(void **state)
{
	struct store *s = NULL;
	struct ww_err err = { 0 };

	fresh_dir();
	in_file("PRAGMA application_id = 2004317283; CREATE TABLE tmp (a); DROP TABLE tmp");
	assert_int_equal(store_open(dir, STORE_READ, &s, &err), -ESTALE);
	assert_non_null(strstr(err.text, "start wirewatchd once"));
	s = open_in(STORE_WRITE);
	assert_int_equal(items_in(s), 0);
	store_close(s);
	s = open_in(STORE_READ);
	assert_int_equal(items_in(s), 0);
	store_close(s);
}

/* A step that fails leaves the file as it was. */
static void check_migrate_fails(void **state)
{
	struct store *s = NULL;
	struct ww_err err = { 0 };

	fresh_dir();
	in_file("PRAGMA application_id = 2004317283; CREATE TABLE outbox (a)");
	assert_true(store_open(dir, STORE_WRITE, &s, &err) < 0);
	assert_non_null(strstr(err.text, "outbox"));
	in_file("CREATE TABLE meta (a); DROP TABLE meta; DROP TABLE outbox");
	s = open_in(STORE_WRITE);
	store_close(s);
}

/* ---- what goes in comes out ---- */

static int count(void *arg, const struct store_feed *f)
{
	++*(int *) arg;
	return 0;
}

static void check_feeds(void **state)
{
	struct store *s = begin();
	WW_AUTO(store_feed) struct store_feed f = { .url = copy("https://a.example/feed"), .name = copy("a"),
		.title = copy("A \xE6\x8B\x89"), .etag = copy("W/\"\x01\xFFx\""), .last_modified = copy("Mon"),
		.body_hash = "0123456789abcdef0123456789abcdef", .moved_to = copy("https://b.example/"),
		.moved_times = 3, .moved_since = 5, .next_poll = NOW, .not_before = NOW + 1, .last_poll = 6,
		.last_ok = 7, .last_new = 8, .pace = { 3600, 0xFFFFFFu, 0x7F }, .failures = 4294967295u,
		.failing_since = 9, .status = 503, .error = copy("e"), .gone = true, .baseline = true, .polls = 10,
		.items = 1LL << 40 };
	WW_AUTO(store_feed) struct store_feed g = { 0 };
	int64_t id;
	int n = 0;

	assert_int_equal(store_feed_get(s, f.url, &g, NULL), -ENOENT);
	assert_int_equal(store_feed_put(s, &f, NULL), 0);
	id = f.id;
	assert_int_equal(store_feed_get(s, f.url, &g, NULL), 0);
	assert_true(g.id == id && g.moved_times == 3 && g.moved_since == 5 && g.next_poll == NOW);
	assert_true(g.not_before == NOW + 1 && g.last_poll == 6 && g.last_ok == 7 && g.last_new == 8);
	assert_true(g.pace.ttl == 3600 && g.pace.skip_hours == 0xFFFFFFu && g.pace.skip_days == 0x7F);
	assert_true(g.failures == 4294967295u && g.failing_since == 9 && g.status == 503 && g.gone && g.baseline);
	assert_true(g.polls == 10 && g.items == 1LL << 40);
	assert_string_equal(g.title, f.title);
	assert_string_equal(g.etag, f.etag);
	assert_string_equal(g.home_url, "");
	assert_string_equal(g.body_hash, f.body_hash);
	g.failures = 0;
	assert_int_equal(store_feed_put(s, &g, NULL), 0);
	f.id = 0;
	assert_int_equal(store_feed_put(s, &f, NULL), 0);
	assert_true(f.id == id);
	put_feed(s, "https://c.example/");
	assert_int_equal(store_feeds(s, count, &n, NULL), 0);
	assert_int_equal(n, 2);
	store_close(s);
}

static int host_is(void *arg, const char *host, int64_t until)
{
	assert_string_equal(host, "a.example");
	*(int64_t *) arg += until;
	return 0;
}

static void check_hosts(void **state)
{
	struct store *s = begin();
	int64_t sum = 0;

	assert_int_equal(store_host_put(s, "a.example", NOW + 60, NULL), 0);
	assert_int_equal(store_host_put(s, "a.example", NOW + 30, NULL), 0);
	assert_int_equal(store_host_put(s, "b.example", NOW, NULL), 0);
	assert_int_equal(store_hosts(s, NOW, host_is, &sum, NULL), 0);
	assert_true(sum == NOW + 60);
	store_close(s);
}

struct walk {
	size_t n;
	int64_t ids[20];
	int stop; /* returned at the second */
};

static int item_seen(void *arg, const struct store_item *i)
{
	struct walk *w = arg;

	w->ids[w->n++] = i->id;
	return w->n == 2 ? w->stop : 0;
}

static void check_items(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u"), a, b, again;
	WW_AUTO(store_item) struct store_item i = { 0 };
	WW_AUTO(store_knowns) struct store_knowns k = { 0 };
	struct walk w = { 0 };

	assert_int_equal(put_item(s, feed, "bb", "s-1", NOW, &b), 0);
	assert_int_equal(put_item(s, feed, "aa", "s-1", NOW, &a), 0);
	assert_int_equal(put_item(s, feed, "bb", "s-1", NOW + 1, &again), 0);
	assert_true(again == b);
	assert_int_equal(put_item(s, 4711, "x", "", NOW, NULL), -EINVAL); /* no such feed */
	assert_int_equal(store_items_known(s, feed, &k, NULL), 0);
	assert_int_equal(k.list.n, 2);
	assert_string_equal(k.list.v[0].identity, "aa");
	assert_true(k.list.v[0].id == a);
	assert_int_equal(store_item_get(s, b, &i, NULL), 0);
	assert_true(i.first_seen == NOW && i.last_seen == NOW + 1 && i.published == FEED_TIME_UNKNOWN);
	assert_string_equal(i.story, "s-1");
	assert_string_equal(i.guid, "");
	i.what = STORY_COPY;
	assert_int_equal(ww_str_set(&i.title, WW_STR("other")), 0);
	assert_int_equal(store_item_put(s, &i, NULL), 0);
	store_item_finish(&i);
	assert_int_equal(store_item_get(s, b, &i, NULL), 0);
	assert_string_equal(i.title, "other");
	assert_int_equal(i.what, STORY_COPY);
	assert_int_equal(store_story_items(s, "s-1", item_seen, &w, NULL), 0);
	assert_true(w.n == 2 && w.ids[0] == b && w.ids[1] == a);
	w = (struct walk){ .stop = 77 };
	assert_int_equal(store_items_since(s, 0, item_seen, &w, NULL), 77);
	i.id = 999;
	assert_int_equal(store_item_put(s, &i, NULL), -ENOENT);
	store_item_finish(&i);
	assert_int_equal(store_item_get(s, 999, &i, NULL), -ENOENT);
	store_close(s);
}

static void check_items_seen(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u"), other = put_feed(s, "v"), ids[3];
	WW_AUTO(store_item) struct store_item i = { 0 };

	for (size_t n = 0; n < 3; n++) {
		char identity[16];

		snprintf(identity, sizeof(identity), "i%zu", n);
		put_item(s, n == 2 ? other : feed, identity, "", NOW, &ids[n]);
	}
	assert_int_equal(store_items_seen(s, feed, NOW + 9, (int64_t[]){ ids[1], ids[2] }, 2, NULL), 0);
	assert_int_equal(store_items_seen(s, feed, NOW + 9, NULL, 0, NULL), 0);
	for (size_t n = 0; n < 3; n++) {
		store_item_finish(&i);
		assert_int_equal(store_item_get(s, ids[n], &i, NULL), 0);
		assert_true(i.last_seen == (n == 1 ? NOW + 9 : NOW));
	}
	store_close(s);
}

static void check_text_cut(void **state)
{
	struct store *s = begin();
	WW_AUTO(store_item) struct store_item i = { .feed = put_feed(s, "u"), .identity = "x" };
	int64_t id;

	i.text = malloc(40001);
	assert_non_null(i.text);
	for (size_t n = 0; n < 40000; n += 2)
		memcpy(i.text + n, "\xD0\xB6", 2);
	i.text[40000] = '\0';
	i.text[0] = 'a'; /* the limit now falls into a character */
	memmove(i.text + 1, i.text + 2, 39999);
	assert_int_equal(store_item_put(s, &i, NULL), 0);
	id = i.id;
	store_item_finish(&i);
	assert_int_equal(store_item_get(s, id, &i, NULL), 0);
	assert_int_equal(strlen(i.text), 16383);
	store_close(s);
}

static int story_seen(void *arg, const struct story_record *r)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%s/%s/%u/%u/%s ", r->id, r->title, r->rev, r->n_items,
		r->state);
	return 0;
}

static int member_seen(void *arg, const struct story_member *m)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%s:%s:%s ", m->story, m->url, m->title);
	assert_true(m->id > 0 && m->feed > 0 && m->seen == NOW);
	return 0;
}

static void check_stories(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u");
	struct story_record r = { .id = "s-1", .title = (char *) "One", .first = NOW, .last = NOW, .rev = 1,
		.n_items = 1, .state = (char *) "{}" };
	char out[200] = "";

	assert_int_equal(store_story_put(s, &r, NULL), 0);
	r.rev = 2;
	assert_int_equal(store_story_put(s, &r, NULL), 0);
	r = (struct story_record){ .id = "s-2", .title = (char *) "Two", .last = NOW - 10 };
	assert_int_equal(store_story_put(s, &r, NULL), 0);
	put_item(s, feed, "a", "s-1", NOW, NULL);
	put_item(s, feed, "b", "s-2", NOW, NULL);
	put_item(s, feed, "c", "", NOW, NULL);
	assert_int_equal(store_stories(s, NOW - 10, story_seen, out, NULL), 0);
	assert_string_equal(out, "s-2/Two/0/0/ s-1/One/2/1/{} ");
	out[0] = '\0';
	assert_int_equal(store_story_members(s, NOW - 9, member_seen, out, NULL), 0);
	assert_string_equal(out, "s-1:https://a.example/1:title ");
	store_close(s);
}

/* ---- alerts ---- */

static int alert_seen(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%" PRId64 ":%s.%u%s ", seq, a->story, a->rev,
		read_at ? "r" : "");
	assert_string_equal(a->item.title, "Talks begin");
	return 0;
}

static char first_id[ALERT_ID_LEN + 1], first_prefix[5];

static const struct query_case {
	const char *name;
	struct store_alert_query q;
	const char *want;
} query_cases[] = {
	{ "alerts-all", { 0 }, "1:s-1.1r 2:s-2.1 3:s-1.2 " },
	{ "alerts-newest", { .newest_first = true, .limit = 2 }, "3:s-1.2 2:s-2.1 " },
	{ "alerts-after", { .after_seq = 1, .limit = 1 }, "2:s-2.1 " },
	{ "alerts-since", { .since_ms = 3000 }, "3:s-1.2 " },
	{ "alerts-topic", { .topic = "talks" }, "1:s-1.1r 3:s-1.2 " },
	{ "alerts-story", { .story = "s-2" }, "2:s-2.1 " },
	{ "alerts-unread", { .unread = true }, "2:s-2.1 3:s-1.2 " },
	{ "alerts-id", { .id = first_id }, "1:s-1.1r " },
	{ "alerts-id-prefix", { .id = first_prefix }, "1:s-1.1r " },
	{ "alerts-no-id", { .id = "zzzz" }, "" },
};

static void check_query(void **state)
{
	const struct query_case *c = *state;
	struct store *s = begin();
	char out[200] = "";

	assert_true(store_alert_last_seq(s) == 0);
	add_alert(s, "s-1", 1, 1000, "talks", first_id);
	memcpy(first_prefix, first_id, 4);
	add_alert(s, "s-2", 1, 2000, "quake", NULL);
	add_alert(s, "s-1", 2, 3000, "talks", NULL);
	add_alert(s, "s-1", 1, 9000, "talks", NULL); /* the same event again */
	assert_true(store_alert_last_seq(s) == 3);
	assert_int_equal(store_alert_read(s, first_id, NOW, NULL), 0);
	assert_int_equal(store_alert_read(s, "none", NOW, NULL), -ENOENT);
	assert_int_equal(store_alerts(s, &c->q, alert_seen, out, NULL), 0);
	assert_string_equal(out, c->want);
	store_close(s);
}

/* ---- the outbox ---- */

static int delivery_seen(void *arg, const struct store_delivery *d)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%s.%u*%u ", d->alert->story, d->alert->rev, d->attempts);
	return 0;
}

static void assert_due(struct store *s, const char *notifier, int64_t now_ms, const char *want)
{
	char out[200] = "";

	assert_int_equal(store_outbox_due(s, notifier, now_ms, 100, delivery_seen, out, NULL), 0);
	assert_string_equal(out, want);
}

static void assert_counts(struct store *s, const char *notifier, int pending, int delivered, int dead,
	const char *error)
{
	struct store_outbox_counts c = { 0 };

	assert_int_equal(store_outbox_count(s, notifier, &c, NULL), 0);
	assert_true(c.pending == pending && c.delivered == delivered && c.dead == dead);
	assert_string_equal(c.last_error, error);
	assert_true((c.oldest_pending_ms != 0) == (pending != 0));
	store_outbox_counts_finish(&c);
}

static struct store *reopen(struct store *s)
{
	assert_int_equal(store_commit(s, NULL), 0);
	store_close(s);
	s = open_in(STORE_WRITE);
	assert_int_equal(store_begin(s, NULL), 0);
	return s;
}

static void check_outbox(void **state)
{
	struct store *s = begin();
	char a[ALERT_ID_LEN + 1], b[ALERT_ID_LEN + 1];

	add_alert(s, "s-1", 1, 1000, "t", a);
	add_alert(s, "s-2", 1, 500, "t", b);
	assert_due(s, "desktop", 999, "s-2.1*0 ");
	assert_due(s, "desktop", 1000, "s-1.1*0 s-2.1*0 ");
	assert_due(s, "none", 1000, "");
	assert_true(store_outbox_next_ms(s, "desktop") == 500);
	assert_int_equal(store_outbox_attempt(s, b, "desktop", 1000, NULL), 0);
	assert_due(s, "desktop", 1000, "s-1.1*0 ");
	assert_due(s, "log", 1000, "s-1.1*0 s-2.1*0 ");
	assert_true(store_outbox_next_ms(s, "desktop") == 1000);

	/* A notifier that is gone has nothing in hand; nobody else loses what it has. */
	assert_int_equal(store_outbox_attempt(s, b, "log", 1000, NULL), 0);
	store_outbox_release(s, "desktop");
	assert_due(s, "desktop", 1000, "s-1.1*0 s-2.1*1 ");
	assert_due(s, "log", 1000, "s-1.1*0 ");
	s = reopen(s);
	assert_int_equal(store_outbox_attempt(s, b, "desktop", 1000, NULL), 0);

	/* A crash now: it is pending again, and the attempt is remembered. */
	s = reopen(s);
	assert_due(s, "desktop", 1000, "s-1.1*0 s-2.1*2 ");

	assert_int_equal(store_outbox_attempt(s, a, "desktop", 1000, NULL), 0);
	assert_int_equal(store_outbox_attempt(s, b, "desktop", 1000, NULL), 0);
	assert_int_equal(store_outbox_delivered(s, a, "desktop", 1100, NULL), 0);
	assert_int_equal(store_outbox_retry(s, b, "desktop", 6000, "server away", NULL), 0);
	assert_due(s, "desktop", 5999, "");
	assert_true(store_outbox_next_ms(s, "desktop") == 6000);
	assert_counts(s, "desktop", 1, 1, 0, "server away");
	assert_counts(s, NULL, 3, 1, 0, "server away");
	assert_int_equal(store_outbox_hurry(s, "desktop", 2000, NULL), 0);
	assert_due(s, "desktop", 2000, "s-2.1*3 ");
	assert_int_equal(store_outbox_attempt(s, b, "desktop", 2000, NULL), 0);
	assert_int_equal(store_outbox_dead(s, b, "desktop", 2000, "given up", NULL), 0);
	s = reopen(s);
	assert_due(s, "desktop", INT64_MAX, "");
	assert_true(store_outbox_next_ms(s, "desktop") == INT64_MAX);
	assert_counts(s, "desktop", 0, 1, 1, "given up");
	assert_int_equal(store_outbox_attempt(s, b, "desktop", 2000, NULL), -ENOENT);
	store_close(s);
}

static void check_outbox_rollback(void **state)
{
	struct store *s = begin();
	char a[ALERT_ID_LEN + 1];

	add_alert(s, "s-1", 1, 1000, "t", a);
	assert_int_equal(store_commit(s, NULL), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(store_outbox_attempt(s, a, "log", 1000, NULL), 0);
	store_rollback(s);
	assert_due(s, "log", 1000, "s-1.1*0 ");
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(store_outbox_attempt(s, a, "log", 1000, NULL), 0);
	assert_int_equal(store_commit(s, NULL), 0);
	/* The result could not be written: it is still in the notifier's hands. */
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(store_outbox_delivered(s, a, "log", 1000, NULL), 0);
	store_rollback(s);
	assert_due(s, "log", 1000, "");
	assert_counts(s, "log", 1, 0, 0, "");
	store_close(s);
}

static void check_outbox_supersede(void **state)
{
	struct store *s = begin();
	WW_AUTO(alert) struct alert newer = { 0 };
	char a[ALERT_ID_LEN + 1];

	add_alert(s, "s-1", 1, 1000, "t", a);
	add_alert(s, "s-2", 1, 1000, "t", NULL);
	add_alert(s, "s-1", 2, 1000, "t", NULL);
	add_alert(s, "s-1", 3, 1000, "t", NULL);
	make_alert(&newer, "s-1", 2, 1000, "t");
	assert_int_equal(store_outbox_attempt(s, a, "desktop", 1000, NULL), 0);
	assert_int_equal(store_outbox_supersede(s, &newer, "desktop", 1000, NULL), 0);
	assert_int_equal(store_outbox_retry(s, a, "desktop", 1000, "late", NULL), 0);
	assert_due(s, "desktop", 1000, "s-2.1*0 s-1.2*0 s-1.3*0 ");
	assert_due(s, "log", 1000, "s-1.1*0 s-2.1*0 s-1.2*0 s-1.3*0 ");
	store_close(s);
}

/* ---- silences, meta, upkeep ---- */

static int silence_seen(void *arg, const struct store_silence *x)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%d:%s:%s ", (int) x->scope, x->what, x->by);
	return 0;
}

static void check_silences(void **state)
{
	struct store *s = begin();
	char out[200] = "";

	assert_int_equal(store_silence_add(s, STORE_SILENCE_STORY, "s-1", 0, "desktop", NOW, NULL), 0);
	assert_int_equal(store_silence_add(s, STORE_SILENCE_TOPIC, "talks", NOW + 60, "cli", NOW + 1, NULL), 0);
	assert_int_equal(store_is_silent(s, STORE_SILENCE_STORY, "s-1", NOW + 1000000, NULL), 1);
	assert_int_equal(store_is_silent(s, STORE_SILENCE_TOPIC, "s-1", NOW, NULL), 0);
	assert_int_equal(store_is_silent(s, STORE_SILENCE_TOPIC, "talks", NOW + 59, NULL), 1);
	assert_int_equal(store_is_silent(s, STORE_SILENCE_TOPIC, "talks", NOW + 60, NULL), 0);
	assert_int_equal(store_silences(s, NOW, silence_seen, out, NULL), 0);
	assert_string_equal(out, "0:s-1:desktop 1:talks:cli ");
	assert_int_equal(store_silence_remove(s, STORE_SILENCE_STORY, "s-1", NULL), 0);
	assert_int_equal(store_silence_remove(s, STORE_SILENCE_STORY, "s-1", NULL), -ENOENT);
	assert_int_equal(store_is_silent(s, STORE_SILENCE_STORY, "s-1", NOW, NULL), 0);
	store_close(s);
}

static void check_meta(void **state)
{
	struct store *s = begin();
	WW_AUTO(str) char *v = NULL;

	assert_int_equal(store_meta_get(s, "k", &v, NULL), -ENOENT);
	assert_int_equal(store_meta_set(s, "k", "1", NULL), 0);
	assert_int_equal(store_meta_set(s, "k", "2", NULL), 0);
	assert_int_equal(store_meta_get(s, "k", &v, NULL), 0);
	assert_string_equal(v, "2");
	store_close(s);
}

static void check_prune(void **state)
{
	const int64_t day = 86400, keep = 90 * day;
	struct store *s = begin();
	int64_t live = put_feed(s, "u"), quiet = put_feed(s, "v");
	struct story_record r = { .id = "s-old", .last = NOW - 100 * day };
	struct store_totals t = { 0 };
	char pending[ALERT_ID_LEN + 1], done[ALERT_ID_LEN + 1];

	put_item(s, live, "gone", "s-old", NOW - 100 * day, NULL);
	put_item(s, live, "gone-lately", "", NOW - 5 * day, NULL);
	put_item(s, live, "carried", "", NOW, NULL);
	put_item(s, quiet, "unchanged-for-long", "", NOW - 200 * day, NULL);
	assert_int_equal(store_story_put(s, &r, NULL), 0);
	add_alert(s, "s-old", 1, (NOW - 100 * day) * 1000, "t", pending);
	add_alert(s, "s-old", 2, (NOW - 100 * day) * 1000, "t", done);
	add_alert(s, "s-old", 3, NOW * 1000LL, "t", NULL);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store_outbox_delivered(s, done, both[i], NOW, NULL), 0);
	assert_int_equal(store_silence_add(s, STORE_SILENCE_ALL, "", NOW, "cli", NOW - 5, NULL), 0);
	assert_int_equal(store_host_put(s, "a.example", NOW, NULL), 0);
	assert_int_equal(store_prune(s, NOW, keep, 100, NULL), 0);
	assert_int_equal(store_total(s, &t, NULL), 0);
	assert_true(t.feeds == 2 && t.items == 3 && t.stories == 0 && t.alerts == 2 && t.unread == 2 && t.bytes > 0);
	assert_counts(s, "log", 2, 0, 0, "");
	store_close(s);
}

static void check_prune_steps(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u");

	for (int i = 0; i < 10; i++) {
		char identity[16];

		snprintf(identity, sizeof(identity), "i%d", i);
		put_item(s, feed, identity, "", 1000 + i, NULL);
	}
	assert_int_equal(store_prune(s, NOW, 0, 4, NULL), 0);
	assert_int_equal(items_in(s), 6);
	assert_int_equal(store_prune(s, NOW, 0, 100, NULL), 0);
	assert_int_equal(items_in(s), 1);
	store_close(s);
}

/* ---- when things go wrong ---- */

static void check_rollback(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u");

	assert_int_equal(store_commit(s, NULL), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	put_item(s, feed, "a", "", NOW, NULL);
	store_rollback(s);
	store_rollback(s);
	assert_int_equal(items_in(s), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	put_item(s, feed, "a", "", NOW, NULL);
	store_close(s);
	s = open_in(STORE_READ);
	assert_int_equal(items_in(s), 0);
	store_close(s);
}

static int fill(struct store *s, int64_t feed, struct ww_err *err)
{
	char text[8000];
	int rc = 0;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 2000 && !rc; i++) {
		struct store_item item = { .feed = feed, .text = text };

		snprintf(item.identity, sizeof(item.identity), "f%d", i);
		rc = store_item_put(s, &item, err);
	}
	return rc ? rc : store_commit(s, err);
}

/* The limit on the size of files stands for a full disk. */
static void check_disk_full(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u");
	struct ww_err err = { 0 };
	struct rlimit old, low;

	put_item(s, feed, "a", "", NOW, NULL);
	assert_int_equal(store_commit(s, NULL), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	low = (struct rlimit){ 1 << 20, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(fill(s, feed, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "database or disk is full"));
	assert_non_null(strstr(err.text, db_path));
	/* Nothing may slip through after the failure and before the rollback. */
	assert_true(put_item(s, feed, "b", "", NOW, NULL) < 0 || store_commit(s, NULL) < 0);
	store_rollback(s);
	assert_int_equal(items_in(s), 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(put_item(s, feed, "c", "", NOW, NULL), 0);
	assert_int_equal(store_commit(s, NULL), 0);
	assert_int_equal(items_in(s), 2);
	store_close(s);
}

static int writes_while_walking(void *arg, const struct store_item *i)
{
	WW_AUTO(store_item) struct store_item again = { 0 };
	struct walk w = { 0 };

	assert_int_equal(store_item_get(arg, i->id, &again, NULL), 0);
	return store_items_since(arg, 0, item_seen, &w, NULL);
}

/* Callbacks may call the store, even the walk they are in. */
static void check_nested(void **state)
{
	struct store *s = begin();
	int64_t feed = put_feed(s, "u");

	put_item(s, feed, "a", "", NOW, NULL);
	put_item(s, feed, "b", "", NOW, NULL);
	assert_int_equal(store_items_since(s, 0, writes_while_walking, s, NULL), 0);
	store_close(s);
}

/* The child commits and says so; it is killed at any moment; what it said must be there. */
static void check_kill(void **state)
{
	fresh_dir();
	for (unsigned round = 0; round < 5; round++) {
		int pipes[2], last = -1, n;
		struct store *s;
		int64_t before;
		pid_t child;

		s = open_in(STORE_WRITE);
		before = items_in(s);
		store_close(s);
		assert_int_equal(pipe(pipes), 0);
		child = fork();
		assert_true(child >= 0);
		if (!child) {
			int64_t feed;

			s = open_in(STORE_WRITE);
			store_begin(s, NULL);
			feed = put_feed(s, "u");
			store_commit(s, NULL);
			for (n = 0;; n++) {
				char identity[32];

				snprintf(identity, sizeof(identity), "%u-%d", round, n);
				if (store_begin(s, NULL) || put_item(s, feed, identity, "", NOW, NULL)
						|| store_commit(s, NULL)
						|| write(pipes[1], &n, sizeof(n)) != sizeof(n))
					_exit(1);
			}
		}
		close(pipes[1]);
		for (unsigned i = 0; i < 20 + round * 7; i++)
			assert_int_equal(read(pipes[0], &last, sizeof(last)), sizeof(last));
		kill(child, SIGKILL);
		while (read(pipes[0], &last, sizeof(last)) == sizeof(last))
			;
		close(pipes[0]);
		waitpid(child, &n, 0);
		assert_true(WIFSIGNALED(n));
		s = open_in(STORE_WRITE);
		/* The one that was not said yet may be there as well. */
		assert_in_range(items_in(s) - before, last + 1, last + 2);
		store_close(s);
	}
}

int main(int argc, char **argv)
{
	int rc;

	WW_ROWS_BEGIN;
	WW_ROW("create", check_create);
	WW_ROW("second-writer", check_second_writer);
	WW_ROW("reader", check_reader);
	WW_ROW("reader-read-only-folder", check_reader_read_only_folder);
	WW_ROWS(damage_cases, check_damage);
	WW_ROW("migrate", check_migrate);
	WW_ROW("migrate-fails", check_migrate_fails);
	WW_ROW("feeds", check_feeds);
	WW_ROW("hosts", check_hosts);
	WW_ROW("items", check_items);
	WW_ROW("items-seen", check_items_seen);
	WW_ROW("text-cut", check_text_cut);
	WW_ROW("stories", check_stories);
	WW_ROWS(query_cases, check_query);
	WW_ROW("outbox", check_outbox);
	WW_ROW("outbox-rollback", check_outbox_rollback);
	WW_ROW("outbox-supersede", check_outbox_supersede);
	WW_ROW("silences", check_silences);
	WW_ROW("meta", check_meta);
	WW_ROW("prune", check_prune);
	WW_ROW("prune-steps", check_prune_steps);
	WW_ROW("rollback", check_rollback);
	WW_ROW("disk-full", check_disk_full);
	WW_ROW("nested", check_nested);
	WW_ROW("kill", check_kill);
	rc = WW_ROWS_RUN(argc, argv);
	if (dir[0])
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return rc;
}
