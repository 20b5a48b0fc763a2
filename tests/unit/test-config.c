/* SPDX-License-Identifier: MIT */
/*
 * The whole configuration, from real files: golden folders (tests/conf), what
 * the options come to, and where the files are.
 */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/config.h"
#include "tests/unit/rows.h"

static char start[4096]; /* where the test was started */

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "rb");
	WW_AUTO(buf) struct ww_buf b = WW_BUF(10u << 20);
	char part[4096];
	size_t n;

	if (!f)
		return NULL;
	ww_buf_adds(&b, "");
	while ((n = fread(part, 1, sizeof(part), f)))
		ww_buf_add(&b, part, n);
	fclose(f);
	return b.n ? ww_buf_detach(&b) : strdup("");
}

/* Everything that  wirewatch check  would print about path. */
static int complaints(const char *path, struct ww_buf *out)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	struct ww_err err = { 0 };
	int rc = wwd_config_load(path, &diags, &config, &err);

	ww_diags_render(&diags, out);
	wwd_config_verdict(&diags, out);
	assert_int_equal(rc, diags.n_errors ? -EINVAL : 0);
	assert_int_equal(out->err, 0);
	return rc;
}

static void go(const char *folder)
{
	const char *top = getenv("top_srcdir");

	assert_int_equal(chdir(start), 0);
	assert_int_equal(chdir(top ? top : "."), 0);
	assert_int_equal(chdir(folder), 0);
}

static void check_golden(void **state)
{
	struct golden {
		const char *name;
	} *c = *state;
	WW_AUTO(buf) struct ww_buf got = WW_BUF(10u << 20), folder = WW_BUF(1000);
	WW_AUTO(str) char *want = NULL;

	ww_buf_addf(&folder, "tests/conf/%s", c->name);
	go(ww_buf_cstr(&folder));
	want = read_all("expected");
	assert_non_null(want);
	complaints("watchlist", &got);
	assert_string_equal(ww_buf_cstr(&got), want);
}

/* In s, every from by to. */
static char *replaced(const char *s, const char *from, const char *to)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(10u << 20);
	const char *at;

	while ((at = strstr(s, from))) {
		ww_buf_add(&b, s, (size_t) (at - s));
		ww_buf_adds(&b, to);
		s = at + strlen(from);
	}
	ww_buf_adds(&b, s);
	return ww_buf_detach(&b);
}

/* An independent catalogue of all messages, where there is one; what our other sections add is put in. */
static void check_catalogue(void **state)
{
	static const char *const swaps[][2] = {
		{ "use topic, figure or define", "use topic, figure, define, feed, feeds, notify or daemon" },
		{ "title, body, author, source", "title, body, author, source, category, url" },
		{ "hint: desktop, journal,", "hint: desktop, log, journal," },
		/* The library's words and column. */
		{ "66:8: error: bad regular expression: unterminated character set\n    any = /[a-/\n        "
		  "   ^\n",
			"66:11: error: bad regular expression: missing terminating ] for character class\n"
			"    any = /[a-/\n              ^\n" },
	};
	static const char *const names[] = { "errors", "bad" };

	(void) state;
	go(".");
	for (size_t i = 0; i < WW_ARRAY_LEN(names); i++) {
		WW_AUTO(buf)
		struct ww_buf got = WW_BUF(10u << 20),
			      file = WW_BUF(1000), expected = WW_BUF(1000);
		WW_AUTO(str) char *want = NULL;

		ww_buf_addf(&file, "%s.watch", names[i]);
		ww_buf_addf(&expected, "%s.expected", names[i]);
		if (chdir(i ? "." : "../shared/corpus/watch")) {
			print_message("no ../shared/corpus/watch: skipped\n");
			return;
		}
		want = read_all(ww_buf_cstr(&expected));
		assert_non_null(want);
		for (size_t k = 0; k < WW_ARRAY_LEN(swaps); k++) {
			char *next = replaced(want, swaps[k][0], swaps[k][1]);

			free(want);
			want = next;
			assert_non_null(want);
		}
		complaints(ww_buf_cstr(&file), &got);
		assert_string_equal(ww_buf_cstr(&got), want);
	}
}

/* A watchlist in a new folder below $TMPDIR, which is then the working directory. */
static void write_watchlist(const char *text, mode_t mode)
{
	const char *tmp = getenv("TMPDIR");
	WW_AUTO(buf) struct ww_buf dir = WW_BUF(4096);
	FILE *f;

	ww_buf_addf(&dir, "%s/ww-config-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir.v));
	assert_int_equal(chdir(dir.v), 0);
	f = fopen("watchlist", "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod("watchlist", mode), 0);
}

static void remove_watchlist(void)
{
	char dir[4096];

	assert_non_null(getcwd(dir, sizeof(dir)));
	assert_int_equal(unlink("watchlist"), 0);
	assert_int_equal(chdir(start), 0);
	assert_int_equal(rmdir(dir), 0);
}

static struct wwd_config *load(const char *text, mode_t mode, size_t *ret_warnings)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	struct wwd_config *config = NULL;

	write_watchlist(text, mode);
	assert_int_equal(wwd_config_load("watchlist", &diags, &config, NULL), 0);
	remove_watchlist();
	if (ret_warnings)
		*ret_warnings = diags.n_warnings;
	return config;
}

static void check_feeds(void **state)
{
	WW_AUTO(wwd_config) struct wwd_config *c = NULL;
	const struct wwd_feed_config *f;

	(void) state;
	c = load("[feed One]\nurl = https://me:secret@one.example.org/a?b@c\ntitle = The One\ntag = x, "
		 "y\nevery = 2h\n"
		 "first = latest:7\nuser-agent = curious/1\nmax-size = 2MiB\nprivate = allow\nhttp = 1.1\n"
		 "tls-insecure = yes\noff = yes\n[feeds]\nhttp://two.example.org/feed\n"
		 "https://three.example.org/ t1 \"The Three\" t2\nfile:///four \"~The Three\"\n",
		0600, NULL);
	assert_int_equal(c->feeds.n, 4);
	f = wwd_config_feed(c, "ONE");
	assert_non_null(f);
	assert_string_equal(f->url, "https://me:secret@one.example.org/a?b@c");
	assert_string_equal(f->show, "https://one.example.org/a?b@c");
	assert_string_equal(f->title, "The One");
	assert_string_equal(f->tags.v[1], "y");
	assert_int_equal(f->every, 7200);
	assert_int_equal(f->first, WWD_FIRST_LATEST);
	assert_int_equal(f->latest, 7);
	assert_string_equal(f->user_agent, "curious/1");
	assert_int_equal(f->max_size, 2 << 20);
	assert_true(f->allow_private && f->http1 && f->tls_insecure && f->off);
	f = wwd_config_feed(c, "two.example.org/feed");
	assert_non_null(f);
	assert_false(f->allow_private || f->http1 || f->tls_insecure || f->off);
	assert_int_equal(f->every, 0);
	f = wwd_config_feed(c, "the three");
	assert_string_equal(f->url, "https://three.example.org/");
	assert_int_equal(f->tags.n, 2);
	/* Its title is taken: host and path it is. */
	f = wwd_config_feed(c, "/four");
	assert_string_equal(f->title, "The Three");
	assert_null(wwd_config_feed(c, "five"));
}

static void check_daemon(void **state)
{
	WW_AUTO(wwd_config) struct wwd_config *none = NULL, *all = NULL;

	(void) state;
	none = load("", 0600, NULL);
	assert_int_equal(none->daemon.every, WWD_EVERY_DEFAULT);
	assert_int_equal(none->daemon.retention, 90 * 86400);
	assert_int_equal(none->daemon.max_size, 16 << 20);
	assert_true(none->daemon.time_scale == 1);
	assert_string_equal(none->daemon.control, "");
	assert_int_equal(none->notifiers.n, 2);
	assert_string_equal(none->files.v[0], "watchlist");
	all = load("[daemon]\nevery = 5m\nworkers = 3\nretention = 7d\nmax-size = 1MiB\nuser-agent = u\n"
		   "proxy = http://p:1\ncontrol = /run/x\ntime-scale = 60\n",
		0600, NULL);
	assert_int_equal(all->daemon.every, 300);
	assert_int_equal(all->daemon.workers, 3);
	assert_int_equal(all->daemon.retention, 7 * 86400);
	assert_int_equal(all->daemon.max_size, 1 << 20);
	assert_string_equal(all->daemon.user_agent, "u");
	assert_string_equal(all->daemon.proxy, "http://p:1");
	assert_string_equal(all->daemon.control, "/run/x");
	assert_true(all->daemon.time_scale == 60);
}

/* Who is told: one letter per notifier (desktop, log, desk) that is. */
static const struct told_case {
	const char *name, *settings, *want;
} told_cases[] = {
	{ "unset-all", "urgency = high", "dlk" },
	{ "below-threshold", "urgency = normal", "dl" },
	{ "named", "notify = desk\nurgency = critical", "k" },
	{ "named-below", "notify = desk", "" },
	{ "folded", "notify = DESK, Journal\nurgency = high", "lk" },
	{ "none", "notify = none", "" },
	{ "mail-goes-to-log", "notify = mail:me@example.org", "l" },
	{ "exec-goes-to-log", "notify = desktop, exec:/bin/true", "dl" },
};

static void check_told(void **state)
{
	const struct told_case *c = *state;
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1000);
	char got[4] = "";
	size_t n = 0;

	ww_buf_addf(&text, "[topic t]\nany = x\n%s\n[notify desk]\ntype = desktop\nurgency >= high\n",
		c->settings);
	config = load(ww_buf_cstr(&text), 0600, NULL);
	assert_int_equal(config->notifiers.n, 3);
	for (size_t i = 0; i < 3; i++)
		if (wwd_config_notifies(
			    config, watch_set_list(config->set)->rules.v[0], config->notifiers.v[i]))
			got[n++] = "dlk"[i];
	assert_string_equal(got, c->want);
}

static void check_secret(void **state)
{
	static const char text[] = "[feed a]\nurl = https://me:secret@a.example.org/\n";
	WW_AUTO(wwd_config) struct wwd_config *mine = NULL, *everybodys = NULL;
	size_t n = 0;

	(void) state;
	mine = load(text, 0600, &n);
	assert_int_equal(n, 0);
	everybodys = load(text, 0644, &n);
	assert_int_equal(n, 1);
}

static void check_unreadable(void **state)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	struct wwd_config *config = NULL;
	struct ww_err err = { 0 };

	(void) state;
	assert_int_equal(wwd_config_load("/nowhere/at/all", &diags, &config, &err), -ENOENT);
	assert_string_equal(err.text, "No such file or directory");
	assert_int_equal(wwd_config_load("/", &diags, &config, &err), -EISDIR);
	assert_null(config);
}

static const char *home, *xdg_config, *xdg_state, *xdg_runtime;

static const char *fake_env(const char *name)
{
	if (!strcmp(name, "HOME"))
		return home;
	if (!strcmp(name, "XDG_CONFIG_HOME"))
		return xdg_config;
	if (!strcmp(name, "XDG_STATE_HOME"))
		return xdg_state;
	return !strcmp(name, "XDG_RUNTIME_DIR") ? xdg_runtime : NULL;
}

static const struct places_case {
	const char *name;
	const char *home, *config, *state, *runtime;
	const char *watchlist, *state_dir, *control; /* watchlist == NULL: -ENOENT */
} places_cases[] = {
	{ "places-home", "/h", NULL, NULL, "/r", "/h/.config/wirewatch/watchlist",
		"/h/.local/state/wirewatch", "/r/wirewatch.sock" },
	{ "places-xdg", NULL, "/c", "/s", "/r", "/c/wirewatch/watchlist", "/s/wirewatch",
		"/r/wirewatch.sock" },
	{ "places-relative", "/h", "c", "", "/r", "/h/.config/wirewatch/watchlist",
		"/h/.local/state/wirewatch", "/r/wirewatch.sock" },
	{ "places-no-session", "/h", NULL, NULL, NULL, "/h/.config/wirewatch/watchlist",
		"/h/.local/state/wirewatch", "/h/.local/state/wirewatch/wirewatch.sock" },
	{ "places-none", NULL, "/c", NULL, "/r", NULL, NULL, NULL },
};

static void check_places(void **state)
{
	const struct places_case *c = *state;
	WW_AUTO(wwd_places) struct wwd_places p = { 0 };
	struct ww_err err = { 0 };

	home = c->home;
	xdg_config = c->config;
	xdg_state = c->state;
	xdg_runtime = c->runtime;
	if (!c->watchlist) {
		assert_int_equal(wwd_places_find(false, fake_env, &p, &err), -ENOENT);
		assert_string_equal(err.text, "neither HOME nor XDG_STATE_HOME is set to a path");
		return;
	}
	assert_int_equal(wwd_places_find(false, fake_env, &p, &err), 0);
	assert_string_equal(p.watchlist, c->watchlist);
	assert_string_equal(p.state_dir, c->state_dir);
	assert_string_equal(p.control, c->control);
	assert_memory_equal(p.alerts, p.state_dir, strlen(p.state_dir));
}

static void check_options(void **state)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(100000);

	(void) state;
	assert_int_equal(wwd_options_text(&out), 0);
	assert_non_null(strstr(ww_buf_cstr(&out), "daemon\tevery\tduration\t5m to 1d\t30m\t"));
	for (const struct wwd_option *o = wwd_options; o->name; o++)
		assert_true(o->help[0] && o->section[0] && o->otherwise);
}

/* The starter that users begin with must be good, and stay so. */
static void check_example(void **state)
{
	WW_AUTO(buf) struct ww_buf got = WW_BUF(1u << 20);

	(void) state;
	go("examples");
	complaints("watchlist", &got);
	assert_string_equal(ww_buf_cstr(&got), "");
}

/* Every folder of tests/conf is a test. */
static void add_golden(char **names, size_t max)
{
	const char *top = getenv("top_srcdir");
	WW_AUTO(buf) struct ww_buf path = WW_BUF(4096);
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	ww_buf_addf(&path, "%s/tests/conf", top ? top : ".");
	dir = opendir(ww_buf_cstr(&path));
	while (dir && (entry = readdir(dir)) && n < max) {
		if (entry->d_name[0] == '.')
			continue;
		names[n] = strdup(entry->d_name);
		if (names[n])
			ww_rows_add(names[n], check_golden, &names[n]);
		n++;
	}
	if (dir)
		closedir(dir);
}

int main(int argc, char **argv)
{
	char *golden[100] = { 0 };
	int rc;

	if (!getcwd(start, sizeof(start)))
		return 1;
	WW_ROWS_BEGIN;
	add_golden(golden, WW_ARRAY_LEN(golden));
	WW_ROWS(told_cases, check_told);
	WW_ROWS(places_cases, check_places);
	WW_ROW("catalogue", check_catalogue);
	WW_ROW("feeds-options", check_feeds);
	WW_ROW("daemon-options", check_daemon);
	WW_ROW("secret", check_secret);
	WW_ROW("unreadable", check_unreadable);
	WW_ROW("options", check_options);
	WW_ROW("example", check_example);
	/* Without its folders this program would pass for nothing. */
	rc = WW_ROWS_RUN(argc, argv) || !golden[0];
	for (size_t i = 0; i < WW_ARRAY_LEN(golden); i++)
		free(golden[i]);
	return rc;
}
