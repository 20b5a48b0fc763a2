/* SPDX-License-Identifier: MIT */
/*
 * What a worker finds in a document, given what the store knows. Rows are a
 * document now and a document before; "known" comes from running the former.
 */
#include "daemon/poll.h"
#include "daemon/config.h"
#include "tests/unit/rows.h"

#include <unistd.h>

#define RSS(items) "<rss version='2.0'><channel><title>Wire</title>" items "</channel></rss>"
#define ITEM(guid, link, title, text)                                                                      \
	"<item><guid isPermaLink='false'>" guid "</guid><link>" link "</link><title>" title "</title>"    \
	"<description>" text "</description></item>"
#define DATED(guid, link, title)                                                                           \
	"<item><guid isPermaLink='false'>" guid "</guid><link>" link "</link><title>" title "</title>"    \
	"<pubDate>Wed, 20 Jan 2016 10:00:00 GMT</pubDate></item>"

static const struct poll_case {
	const char *name, *before, *now;
	const char *want; /* one letter a change: n new, r revised, m moved; with ! if it matches */
} poll_cases[] = {
	{ "first", NULL, RSS(ITEM("1", "http://a.example/1", "Syria talks", "x") ITEM("2", "http://a.example/2", "Cup", "y")),
		"n!n" },
	{ "unchanged", RSS(ITEM("1", "http://a.example/1", "Syria talks", "x")),
		RSS(ITEM("1", "http://a.example/1", "Syria talks", "x")), "" },
	{ "revised", RSS(ITEM("1", "http://a.example/1", "Syria talks", "x")),
		RSS(ITEM("1", "http://a.example/1", "Syria talks put off", "x")), "r!" },
	{ "revised-text", RSS(ITEM("1", "http://a.example/1", "Cup", "x")),
		RSS(ITEM("1", "http://a.example/1", "Cup", "Syria talks")), "r!" },
	{ "one-more", RSS(ITEM("1", "http://a.example/1", "Syria talks", "x")),
		RSS(ITEM("2", "http://a.example/2", "Cup", "y") ITEM("1", "http://a.example/1", "Syria talks", "x")), "n" },
	{ "guid-rotated-same-link", RSS(ITEM("http://a.example/1", "http://a.example/1", "Syria talks", "x")),
		RSS(ITEM("https://a.example/1", "https://a.example/1?utm_source=rss", "Syria talks", "x")), "m" },
	{ "guid-rotated-and-revised", RSS(ITEM("a1", "http://a.example/1", "Syria talks", "x")),
		RSS(ITEM("b1", "http://a.example/1", "Syria talks off", "x")), "r!" },
	{ "guid-and-link-rotated-same-date", RSS(DATED("a1", "http://a.example/1", "Syria talks")),
		RSS(DATED("b1", "http://b.example/9", "Syria talks")), "m" },
	{ "same-link-two-entries", RSS(ITEM("1", "http://a.example/live", "Syria talks", "x")),
		RSS(ITEM("2", "http://a.example/live", "Syria talks open", "y") ITEM("1", "http://a.example/live", "Syria talks", "x")),
		"n!" },
	{ "one-link-for-all", RSS(ITEM("1", "http://a.example/show", "Cats", "") ITEM("2", "http://a.example/show", "Dogs", "")
			ITEM("3", "http://a.example/show", "Syria talks", "")),
		RSS(ITEM("4", "http://a.example/show", "Birds", "") ITEM("1", "http://a.example/show", "Cats", "")
			ITEM("2", "http://a.example/show", "Dogs", "")), "n" },
	{ "one-link-for-all-one-left", RSS(ITEM("1", "http://a.example/show", "Cats", "")
			ITEM("2", "http://a.example/show", "Dogs", "")),
		RSS(ITEM("4", "http://a.example/show", "Birds", "")), "n" },
	{ "no-guid-and-one-link-for-all",
		RSS("<item><title>Cats</title><link>http://a.example/</link></item>"
			"<item><title>Dogs</title><link>http://a.example/</link></item>"),
		RSS("<item><title>Syria talks</title><link>http://a.example/</link></item>"
			"<item><title>Cats</title><link>http://a.example/</link></item>"
			"<item><title>Dogs</title><link>http://a.example/</link></item>"), "n!" },
	{ "link-to-the-front-page", RSS(ITEM("1", "http://a.example/", "Cats", "")),
		RSS(ITEM("2", "http://a.example/", "Syria talks", "")), "n!" },
	{ "link-by-query", RSS(ITEM("1", "http://a.example/?p=7", "Cats", "")),
		RSS(ITEM("2", "http://a.example/?p=7", "Cats", "")), "m" },
	{ "says-nothing", NULL, RSS("<item><guid isPermaLink='false'>7</guid></item>"), "" },
};

/* A matching set with one topic, by way of a real watchlist file. */
static struct wwd_config *config;

static void load_config(void)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	char path[] = "/tmp/ww-test-poll-XXXXXX";
	static const char text[] = "[topic t]\nany = Syria near/5 talks\n";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	assert_int_equal(wwd_config_load(path, &diags, &config, NULL), 0);
	unlink(path);
}

static struct wwd_poll_job *run(const char *text, struct store_knowns *knowns)
{
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	struct wwd_poll_job *p = wwd_poll_job_create();

	assert_non_null(p);
	p->body = strdup(text);
	p->n_body = strlen(text);
	p->content_type = strdup("application/rss+xml");
	p->url = strdup("http://a.example/feed");
	p->source = strdup("Wire");
	p->now = 1453300000;
	p->set = watch_set_ref(config->set);
	if (knowns)
		p->knowns = *knowns;
	p->job.run(&p->job, m);
	assert_int_equal(p->rc, 0);
	return p;
}

static int by_identity(const void *a, const void *b)
{
	const struct store_known *x = a, *y = b;

	return strcmp(x->identity, y->identity);
}

/* What the store would know after the poll p. */
static struct store_knowns knowns_of(const struct wwd_poll_job *p)
{
	struct store_knowns k = { 0 };

	for (size_t i = 0; i < p->changes.n; i++) {
		const struct wwd_change *c = &p->changes.v[i];
		struct store_known *known = ww_array_add(&k.list);

		assert_non_null(known);
		known->id = (int64_t) i + 1;
		memcpy(known->identity, p->doc->items.v[c->item].identity, sizeof(known->identity));
		memcpy(known->hash, c->hash, sizeof(known->hash));
		memcpy(known->url_hash, c->url_hash, sizeof(known->url_hash));
		memcpy(known->title_hash, c->title_hash, sizeof(known->title_hash));
	}
	if (k.list.n)
		qsort(k.list.v, k.list.n, sizeof(k.list.v[0]), by_identity);
	return k;
}

static void check_poll(void **state)
{
	const struct poll_case *c = *state;
	WW_AUTO(buf) struct ww_buf got = WW_BUF(1000);
	struct store_knowns knowns = { 0 };
	struct wwd_poll_job *p;

	if (c->before) {
		p = run(c->before, NULL);
		knowns = knowns_of(p);
		wwd_poll_job_destroy(p);
	}
	p = run(c->now, &knowns);
	for (size_t i = 0; i < p->changes.n; i++) {
		ww_buf_addc(&got, "nrm"[p->changes.v[i].kind]);
		if (p->changes.v[i].n_hits)
			ww_buf_addc(&got, '!');
		assert_true((p->changes.v[i].known == 0) == (p->changes.v[i].kind == WWD_ITEM_NEW));
	}
	assert_string_equal(ww_buf_cstr(&got), c->want);
	wwd_poll_job_destroy(p);
}

/* What stands for the address of each item; "-" for none. */
static const struct address_case {
	const char *name, *doc, *want;
} address_cases[] = {
	{ "address-plain", RSS(ITEM("1", "http://a.example/1#top", "A", "") ITEM("2", "http://a.example/2", "B", "")),
		"https://a.example/1 https://a.example/2" },
	{ "address-fragments", RSS(ITEM("1", "http://a.example/day#one", "A", "")
			ITEM("2", "http://a.example/day#two", "B", "")),
		"https://a.example/day#one https://a.example/day#two" },
	{ "address-versions", RSS(ITEM("1", "http://a.example/1", "A", "") ITEM("2", "http://a.example/1#x", "B", "")),
		"https://a.example/1 https://a.example/1" },
	{ "address-one-for-all", RSS(ITEM("1", "http://a.example/s", "A", "") ITEM("2", "http://a.example/s", "B", "")
			ITEM("3", "http://a.example/s", "C", "") ITEM("4", "http://a.example/4", "D", "")),
		"- - - https://a.example/4" },
	{ "address-home", RSS("<link>http://a.example/show/</link>" ITEM("1", "http://a.example/show", "A", "")), "-" },
	{ "address-front", RSS(ITEM("1", "http://www.a.example/?utm_source=x", "A", "")), "-" },
	{ "address-query", RSS(ITEM("1", "http://a.example/?p=7", "A", "")), "https://a.example?p=7" },
};

static void check_address(void **state)
{
	const struct address_case *c = *state;
	WW_AUTO(buf) struct ww_buf got = WW_BUF(1000);
	WW_AUTO(wwd_poll_job) struct wwd_poll_job *p = run(c->doc, NULL);

	for (size_t i = 0; i < p->changes.n; i++)
		ww_buf_addf(&got, "%s%s", i ? " " : "",
			p->changes.v[i].canonical[0] ? p->changes.v[i].canonical : "-");
	assert_string_equal(ww_buf_cstr(&got), c->want);
}

static void check_not_feed(void **state)
{
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(wwd_poll_job) struct wwd_poll_job *p = wwd_poll_job_create();

	assert_int_equal(p->rc, -ECANCELED);
	p->body = strdup("<html><body>no</body></html>");
	p->n_body = strlen(p->body);
	p->source = strdup("");
	p->job.run(&p->job, m);
	assert_int_equal(p->rc, -EBADMSG);
	assert_true(p->err.text[0] != '\0');
}

int main(int argc, char **argv)
{
	int rc;

	WW_ROWS_BEGIN;
	WW_ROWS(poll_cases, check_poll);
	WW_ROWS(address_cases, check_address);
	WW_ROW("not-a-feed", check_not_feed);
	load_config();
	rc = WW_ROWS_RUN(argc, argv);
	wwd_config_destroy(config);
	return rc;
}
