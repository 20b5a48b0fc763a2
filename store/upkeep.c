/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

int store_meta_get(struct store *s, const char *key, char **ret, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	char *copy;
	int rc = store_query(&q, s, err, "SELECT value FROM meta WHERE key = ?", TEXT(key));

	rc = rc ? rc : query_next(&q);
	if (rc <= 0)
		return rc ? rc : -ENOENT;
	copy = ww_str_dup(ww_str(query_text(&q, 0)));
	if (!copy)
		return -ENOMEM;
	*ret = copy;
	return 0;
}

int store_meta_set(struct store *s, const char *key, const char *value, struct ww_err *err)
{
	return store_run(s, err, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", TEXT(key), TEXT(value));
}

int store_total(struct store *s, struct store_totals *ret, struct ww_err *err)
{
	struct store_totals t = { 0 };
	int64_t pages = 0, page = 0;
	int rc = store_number(s, err, 0, &t.feeds, "SELECT count(*) FROM feed");

	rc = rc ? rc : store_number(s, err, 0, &t.items, "SELECT count(*) FROM item");
	rc = rc ? rc : store_number(s, err, 0, &t.stories, "SELECT count(*) FROM story");
	rc = rc ? rc : store_number(s, err, 0, &t.alerts, "SELECT count(*) FROM alert");
	rc = rc ? rc : store_number(s, err, 0, &t.unread, "SELECT count(*) FROM alert WHERE read_at = 0");
	rc = rc ? rc : store_number(s, err, 0, &pages, "PRAGMA page_count");
	rc = rc ? rc : store_number(s, err, 0, &page, "PRAGMA page_size");
	if (rc)
		return rc;
	t.bytes = pages * page;
	*ret = t;
	return 0;
}

/*
 * "No longer carried" means that a later document of the feed had others but
 * not this one. A feed that has answered "unchanged" for a year, or that is
 * gone from the watchlist, still carries all it had: forgetting those would
 * make them news again.
 */
static int prune_items(struct store *s, int64_t before, unsigned limit, struct ww_err *err)
{
	return store_run(s, err,
		"DELETE FROM item WHERE id IN (SELECT i.id FROM feed f CROSS JOIN item i ON i.feed = f.id"
		" WHERE i.last_seen < ? AND i.last_seen < (SELECT max(last_seen) FROM item WHERE feed = f.id) LIMIT ?)",
		INT(before), INT(limit));
}

static int prune_alerts(struct store *s, int64_t before_ms, unsigned limit, struct ww_err *err)
{
	return store_run(s, err,
		"DELETE FROM alert WHERE seq IN (SELECT seq FROM alert WHERE t_ms < ?"
		" AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.alert = alert.seq AND state = 0) LIMIT ?)",
		INT(before_ms), INT(limit));
}

static int prune_stories(struct store *s, int64_t before, unsigned limit, struct ww_err *err)
{
	return store_run(s, err,
		"DELETE FROM story WHERE rowid IN (SELECT rowid FROM story WHERE last < ?"
		" AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.id AND item.story <> '') LIMIT ?)",
		INT(before), INT(limit));
}

int store_prune(struct store *s, int64_t now, int64_t keep, unsigned limit, struct ww_err *err)
{
	int rc = prune_items(s, now - keep, limit, err);

	rc = rc ? rc : prune_alerts(s, (now - keep) * 1000, limit, err);
	rc = rc ? rc : prune_stories(s, now - keep, limit, err);
	rc = rc ? rc : store_run(s, err,
		"DELETE FROM silence WHERE (scope, what) IN"
		" (SELECT scope, what FROM silence WHERE until <> 0 AND until <= ? LIMIT ?)", INT(now), INT(limit));
	return rc ? rc : store_run(s, err,
		"DELETE FROM host WHERE host IN (SELECT host FROM host WHERE until <= ? LIMIT ?)", INT(now), INT(limit));
}
