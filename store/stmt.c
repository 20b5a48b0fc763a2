/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

#include "base/hash.h"

/* The slot of this literal, free or its own; NULL when all are taken. */
static struct stmt_slot *find_slot(struct store *s, const char *sql)
{
	size_t at = ww_hash64(&sql, sizeof(sql)) & (STORE_SLOTS - 1);

	for (size_t i = 0; i < STORE_SLOTS; i++, at = (at + 1) & (STORE_SLOTS - 1))
		if (!s->slots[at].sql || s->slots[at].sql == sql)
			return &s->slots[at];
	return NULL;
}

static const char *verb(sqlite3_stmt *stmt)
{
	return stmt && sqlite3_stmt_readonly(stmt) ? "read" : "write";
}

int query_prepare(struct query *q, struct store *s, struct ww_err *err, const char *sql)
{
	struct stmt_slot *slot = find_slot(s, sql);
	int rc;

	*q = (struct query){ .s = s, .err = err };
	if (slot && slot->busy)
		slot = NULL;
	if (slot && slot->stmt) {
		q->stmt = slot->stmt;
	} else {
		rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
		if (rc != SQLITE_OK)
			return store_sqlite_error(s, rc, "read", err);
	}
	if (slot) {
		*slot = (struct stmt_slot){ sql, q->stmt, true };
		q->slot = slot;
	}
	/*
	 * SQLite may have rolled back on its own, after a full disk say. A write
	 * would then commit by itself, half of what belongs together.
	 */
	if (!sqlite3_stmt_readonly(q->stmt)) {
		assert(s->writing);
		if (sqlite3_get_autocommit(s->db))
			return ww_err_set(err, -EIO, "cannot write %s: the transaction was given up", s->path);
	}
	return 0;
}

void query_finish(struct query *q)
{
	if (q->slot) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
		q->slot->busy = false;
	} else {
		sqlite3_finalize(q->stmt);
	}
	*q = (struct query){ 0 };
}

/* Parameters live as long as the call that binds them: copies are not needed before the query is done. */
static int bind_text(struct query *q, int at, struct ww_str text)
{
	return sqlite3_bind_text64(q->stmt, at, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int bound(struct query *q, int rc)
{
	return rc == SQLITE_OK ? 0 : store_sqlite_error(q->s, rc, verb(q->stmt), q->err);
}

int query_bind(struct query *q, int at, const struct value *v, size_t n)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
		rc = v[i].is_text ? bind_text(q, at + (int) i, v[i].text)
				  : sqlite3_bind_int64(q->stmt, at + (int) i, v[i].number);
	return bound(q, rc);
}

int query_next(struct query *q)
{
	int rc = sqlite3_step(q->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return store_sqlite_error(q->s, rc, verb(q->stmt), q->err);
}

const char *query_text(struct query *q, int column)
{
	const char *s = (const char *) sqlite3_column_text(q->stmt, column);

	return s ? s : "";
}

int store_query_v(struct query *q, struct store *s, struct ww_err *err, const char *sql, const struct value *v,
	size_t n)
{
	int rc = query_prepare(q, s, err, sql);

	if (rc)
		return rc;
	assert(sqlite3_bind_parameter_count(q->stmt) == (int) n);
	return query_bind(q, 1, v, n);
}

int store_run_v(struct store *s, struct ww_err *err, const char *sql, const struct value *v, size_t n)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query_v(&q, s, err, sql, v, n);

	while (!rc && (rc = query_next(&q)) > 0)
		rc = 0;
	return rc;
}

int store_number_v(struct store *s, struct ww_err *err, int64_t dflt, int64_t *ret, const char *sql,
	const struct value *v, size_t n)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query_v(&q, s, err, sql, v, n);

	rc = rc ? rc : query_next(&q);
	if (rc < 0)
		return rc;
	*ret = rc && sqlite3_column_type(q.stmt, 0) != SQLITE_NULL ? query_int(&q, 0) : dflt;
	return 0;
}

static int64_t number_of(const struct column *c, const void *p)
{
	int64_t wide;
	uint32_t word;
	uint8_t byte;

	switch (c->size) {
	case 8:
		memcpy(&wide, p, sizeof(wide));
		return wide;
	case 4:
		memcpy(&word, p, sizeof(word));
		return c->type == COLUMN_INT ? (int64_t) (int32_t) word : (int64_t) word;
	default:
		memcpy(&byte, p, sizeof(byte));
		return byte;
	}
}

int query_bind_row(struct query *q, int at, const struct column *columns, size_t n, const void *row)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
		const char *p = (const char *) row + columns[i].offset;

		if (columns[i].type == COLUMN_CHARS)
			rc = bind_text(q, at + (int) i, ww_str(p));
		else if (columns[i].type == COLUMN_TEXT)
			rc = bind_text(q, at + (int) i, ww_str(*(char *const *) p));
		else
			rc = sqlite3_bind_int64(q->stmt, at + (int) i, number_of(&columns[i], p));
	}
	return bound(q, rc);
}

static void set_number(const struct column *c, void *p, int64_t v)
{
	uint32_t word = (uint32_t) v;
	uint8_t byte = c->type == COLUMN_BOOL ? v != 0 : (uint8_t) v;

	if (c->size == 8)
		memcpy(p, &v, sizeof(v));
	else if (c->size == 4)
		memcpy(p, &word, sizeof(word));
	else
		memcpy(p, &byte, sizeof(byte));
}

int query_read_row(struct query *q, int at, const struct column *columns, size_t n, void *row)
{
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &columns[i];
		char *p = (char *) row + c->offset;

		if (c->type == COLUMN_CHARS) {
			snprintf(p, c->size, "%s", query_text(q, at + (int) i));
		} else if (c->type == COLUMN_TEXT) {
			*(char **) p = ww_str_dup(ww_str(query_text(q, at + (int) i)));
			if (!*(char **) p)
				return -ENOMEM;
		} else {
			set_number(c, p, query_int(q, at + (int) i));
		}
	}
	return 0;
}
