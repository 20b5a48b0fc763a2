/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

#include "base/utf8.h"

#define ITEM_COLUMNS                                                                                       \
	"feed, identity, hash, url_hash, title_hash, first_seen, last_seen, published, updated, story,"    \
	" what, guid, url, canonical, title, author, tags, language, text"

#define COL(type, member) COLUMN(type, struct store_item, member)

static const struct column columns[] = {
	COL(INT, feed), COL(CHARS, identity), COL(CHARS, hash), COL(CHARS, url_hash), COL(CHARS, title_hash),
	COL(INT, first_seen), COL(INT, last_seen), COL(INT, published), COL(INT, updated), COL(CHARS, story),
	COL(UINT, what), COL(TEXT, guid), COL(TEXT, url), COL(TEXT, canonical), COL(TEXT, title),
	COL(TEXT, author), COL(TEXT, tags), COL(TEXT, language), COL(TEXT, text),
};

/* The text is bound by hand: it is cut. */
#define N_BOUND (WW_ARRAY_LEN(columns) - 1)

void store_knowns_finish(struct store_knowns *k)
{
	ww_array_finish(&k->list);
}

void store_item_finish(struct store_item *i)
{
	free(i->guid);
	free(i->url);
	free(i->canonical);
	free(i->title);
	free(i->text);
	free(i->author);
	free(i->tags);
	free(i->language);
	*i = (struct store_item){ 0 };
}

static int read_item(struct query *q, struct store_item *i)
{
	int rc;

	i->id = query_int(q, 0);
	rc = query_read_row(q, 1, columns, WW_ARRAY_LEN(columns), i);
	/* A number out of the file is not an enum before it was looked at. */
	if (query_int(q, 1 + 10) < 0 || query_int(q, 1 + 10) > STORY_REVISION)
		i->what = STORY_NEW;
	return rc;
}

int store_items_known(struct store *s, int64_t feed, struct store_knowns *ret, struct ww_err *err)
{
	static const struct column known[] = {
		COLUMN(INT, struct store_known, id), COLUMN(CHARS, struct store_known, identity),
		COLUMN(CHARS, struct store_known, hash), COLUMN(CHARS, struct store_known, url_hash),
		COLUMN(CHARS, struct store_known, title_hash),
	};
	WW_AUTO(store_knowns) struct store_knowns k = { 0 };
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT id, identity, hash, url_hash, title_hash FROM item WHERE feed = ? ORDER BY identity",
		INT(feed));

	while (!rc && (rc = query_next(&q)) > 0) {
		struct store_known *slot = ww_array_add(&k.list);

		rc = slot ? query_read_row(&q, 0, known, WW_ARRAY_LEN(known), slot) : -ENOMEM;
	}
	if (rc)
		return rc;
	*ret = k;
	k = (struct store_knowns){ 0 };
	return 0;
}

int store_item_get(struct store *s, int64_t id, struct store_item *ret, struct ww_err *err)
{
	WW_AUTO(store_item) struct store_item i = { 0 };
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err, "SELECT id, " ITEM_COLUMNS " FROM item WHERE id = ?", INT(id));

	rc = rc ? rc : query_next(&q);
	if (rc <= 0)
		return rc ? rc : -ENOENT;
	rc = read_item(&q, &i);
	if (rc)
		return rc;
	*ret = i;
	i = (struct store_item){ 0 };
	return 0;
}

static int bind_item(struct query *q, const struct store_item *i)
{
	struct ww_str text = ww_str(i->text);
	struct value cut = { .is_text = true };
	int rc = query_bind_row(q, 1, columns, N_BOUND, i);

	cut.text = ww_str_n(text.p, text.n ? ww_utf8_cut(text.p, text.n, STORE_TEXT_MAX) : 0);
	return rc ? rc : query_bind(q, 1 + (int) N_BOUND, &cut, 1);
}

/* A known identity that the caller took for new must not make every later poll of the feed fail. */
static int insert_item(struct store *s, struct store_item *i, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = query_prepare(&q, s, err,
		"INSERT INTO item (" ITEM_COLUMNS ")"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (feed, identity) DO UPDATE SET hash = excluded.hash, url_hash = excluded.url_hash,"
		" title_hash = excluded.title_hash, last_seen = excluded.last_seen,"
		" published = excluded.published, updated = excluded.updated, story = excluded.story,"
		" what = excluded.what, guid = excluded.guid, url = excluded.url, canonical = excluded.canonical,"
		" title = excluded.title, author = excluded.author, tags = excluded.tags,"
		" language = excluded.language, text = excluded.text RETURNING id");

	rc = rc ? rc : bind_item(&q, i);
	rc = rc ? rc : query_next(&q);
	if (rc > 0) {
		i->id = query_int(&q, 0);
		rc = query_next(&q);
	}
	return rc;
}

static int update_item(struct store *s, const struct store_item *i, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = query_prepare(&q, s, err,
		"UPDATE item SET (" ITEM_COLUMNS ")"
		" = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?");

	rc = rc ? rc : bind_item(&q, i);
	rc = rc ? rc : query_bind(&q, 2 + (int) N_BOUND, &INT(i->id), 1);
	rc = rc ? rc : query_next(&q);
	return rc || store_changes(s) ? rc : -ENOENT;
}

int store_item_put(struct store *s, struct store_item *i, struct ww_err *err)
{
	return i->id ? update_item(s, i, err) : insert_item(s, i, err);
}

int store_items_seen(struct store *s, int64_t feed, int64_t now, const int64_t *ids, size_t n, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf list = WW_BUF(n * 21 + 2);

	ww_buf_addc(&list, '[');
	for (size_t i = 0; i < n; i++)
		ww_buf_addf(&list, "%s%" PRId64, i ? "," : "", ids[i]);
	if (ww_buf_addc(&list, ']'))
		return list.err;
	return store_run(s, err,
		"UPDATE item SET last_seen = ? WHERE feed = ? AND id IN (SELECT value FROM json_each(?))",
		INT(now), INT(feed), TEXT(ww_buf_cstr(&list)));
}

static int walk_items(struct query *q, int rc, int (*each)(void *arg, const struct store_item *i), void *arg)
{
	while (!rc && (rc = query_next(q)) > 0) {
		WW_AUTO(store_item) struct store_item i = { 0 };

		rc = read_item(q, &i);
		rc = rc ? rc : each(arg, &i);
	}
	return rc;
}

int store_story_items(struct store *s, const char *story, int (*each)(void *arg, const struct store_item *i),
	void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT id, " ITEM_COLUMNS " FROM item WHERE story = ? AND story <> '' ORDER BY id", TEXT(story));

	return walk_items(&q, rc, each, arg);
}

int store_items_since(struct store *s, int64_t after, int (*each)(void *arg, const struct store_item *i), void *arg,
	struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err, "SELECT id, " ITEM_COLUMNS " FROM item WHERE id > ? ORDER BY id", INT(after));

	return walk_items(&q, rc, each, arg);
}
