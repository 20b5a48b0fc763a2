/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

int store_story_put(struct store *s, const struct story_record *r, struct ww_err *err)
{
	return store_run(s, err,
		"INSERT INTO story (id, title, first, last, rev, n_items, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (id) DO UPDATE SET title = excluded.title, first = excluded.first,"
		" last = excluded.last, rev = excluded.rev, n_items = excluded.n_items, state = excluded.state",
		TEXT(r->id), TEXT(r->title), INT(r->first), INT(r->last), INT(r->rev), INT(r->n_items), TEXT(r->state));
}

int store_stories(struct store *s, int64_t since, int (*each)(void *arg, const struct story_record *r), void *arg,
	struct ww_err *err)
{
	static const struct column columns[] = {
		COLUMN(CHARS, struct story_record, id), COLUMN(TEXT, struct story_record, title),
		COLUMN(INT, struct story_record, first), COLUMN(INT, struct story_record, last),
		COLUMN(UINT, struct story_record, rev), COLUMN(UINT, struct story_record, n_items),
		COLUMN(TEXT, struct story_record, state),
	};
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT id, title, first, last, rev, n_items, state FROM story WHERE last >= ? ORDER BY last, id",
		INT(since));

	while (!rc && (rc = query_next(&q)) > 0) {
		struct story_record r = { 0 };

		rc = query_read_row(&q, 0, columns, WW_ARRAY_LEN(columns), &r);
		rc = rc ? rc : each(arg, &r);
		free(r.title);
		free(r.state);
	}
	return rc;
}

int store_story_members(struct store *s, int64_t since, int (*each)(void *arg, const struct story_member *m),
	void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT i.id, i.feed, i.story, i.canonical, i.title, i.first_seen"
		" FROM story s CROSS JOIN item i ON i.story = s.id AND i.story <> ''"
		" WHERE s.last >= ? ORDER BY i.id",
		INT(since));

	while (!rc && (rc = query_next(&q)) > 0) {
		struct story_member m = { .id = query_int(&q, 0), .feed = query_int(&q, 1), .seen = query_int(&q, 5) };

		snprintf(m.story, sizeof(m.story), "%s", query_text(&q, 2));
		m.url = query_text(&q, 3);
		m.title = query_text(&q, 4);
		rc = each(arg, &m);
	}
	return rc;
}
