/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

#define FEED_COLUMNS                                                                                       \
	"url, name, title, home_url, etag, last_modified, body_hash, moved_to, moved_times, moved_since,"  \
	" next_poll, not_before, last_poll, last_ok, last_new, ttl, skip_hours, skip_days, failures,"      \
	" failing_since, status, error, gone, baseline, polls, items"

#define COL(type, member) COLUMN(type, struct store_feed, member)

static const struct column columns[] = {
	COL(TEXT, url), COL(TEXT, name), COL(TEXT, title), COL(TEXT, home_url), COL(TEXT, etag),
	COL(TEXT, last_modified), COL(CHARS, body_hash), COL(TEXT, moved_to), COL(UINT, moved_times),
	COL(INT, moved_since), COL(INT, next_poll), COL(INT, not_before), COL(INT, last_poll), COL(INT, last_ok),
	COL(INT, last_new), COL(INT, pace.ttl), COL(UINT, pace.skip_hours), COL(UINT, pace.skip_days),
	COL(UINT, failures), COL(INT, failing_since), COL(INT, status), COL(TEXT, error), COL(BOOL, gone),
	COL(BOOL, baseline), COL(INT, polls), COL(INT, items),
};

void store_feed_finish(struct store_feed *f)
{
	free(f->url);
	free(f->name);
	free(f->title);
	free(f->home_url);
	free(f->etag);
	free(f->last_modified);
	free(f->moved_to);
	free(f->error);
	*f = (struct store_feed){ 0 };
}

static int read_feed(struct query *q, struct store_feed *f)
{
	f->id = query_int(q, 0);
	return query_read_row(q, 1, columns, WW_ARRAY_LEN(columns), f);
}

int store_feed_get(struct store *s, const char *url, struct store_feed *ret, struct ww_err *err)
{
	WW_AUTO(store_feed) struct store_feed f = { 0 };
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err, "SELECT id, " FEED_COLUMNS " FROM feed WHERE url = ?", TEXT(url));

	rc = rc ? rc : query_next(&q);
	if (rc <= 0)
		return rc ? rc : -ENOENT;
	rc = read_feed(&q, &f);
	if (rc)
		return rc;
	*ret = f;
	f = (struct store_feed){ 0 };
	return 0;
}

/* The URL is the key; a feed that two callers think new is one feed. */
int store_feed_put(struct store *s, struct store_feed *f, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = query_prepare(&q, s, err,
		"INSERT INTO feed (" FEED_COLUMNS ")"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (url) DO UPDATE SET (" FEED_COLUMNS ") = (excluded.url, excluded.name,"
		" excluded.title, excluded.home_url, excluded.etag, excluded.last_modified, excluded.body_hash,"
		" excluded.moved_to, excluded.moved_times, excluded.moved_since, excluded.next_poll,"
		" excluded.not_before, excluded.last_poll, excluded.last_ok, excluded.last_new, excluded.ttl,"
		" excluded.skip_hours, excluded.skip_days, excluded.failures, excluded.failing_since,"
		" excluded.status, excluded.error, excluded.gone, excluded.baseline, excluded.polls,"
		" excluded.items) RETURNING id");

	rc = rc ? rc : query_bind_row(&q, 1, columns, WW_ARRAY_LEN(columns), f);
	rc = rc ? rc : query_next(&q);
	if (rc > 0) {
		f->id = query_int(&q, 0);
		rc = query_next(&q);
	}
	return rc;
}

int store_feeds(struct store *s, int (*each)(void *arg, const struct store_feed *f), void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err, "SELECT id, " FEED_COLUMNS " FROM feed ORDER BY id");

	while (!rc && (rc = query_next(&q)) > 0) {
		WW_AUTO(store_feed) struct store_feed f = { 0 };

		rc = read_feed(&q, &f);
		rc = rc ? rc : each(arg, &f);
	}
	return rc;
}

int store_host_put(struct store *s, const char *host, int64_t until, struct ww_err *err)
{
	return store_run(s, err,
		"INSERT INTO host (host, until) VALUES (?, ?)"
		" ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
		TEXT(host), INT(until));
}

int store_hosts(struct store *s, int64_t now, int (*each)(void *arg, const char *host, int64_t until), void *arg,
	struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err, "SELECT host, until FROM host WHERE until > ? ORDER BY host", INT(now));

	while (!rc && (rc = query_next(&q)) > 0)
		rc = each(arg, query_text(&q, 0), query_int(&q, 1));
	return rc;
}
