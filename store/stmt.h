/* SPDX-License-Identifier: MIT */
/**
 * store/stmt.h - inside store/: the database handle, and SQL in one line.
 *
 *	rc = store_run(s, err, "UPDATE alert SET read_at = ? WHERE id = ?", INT(now), TEXT(id));
 *
 *	WW_AUTO(query) struct query q = { 0 };
 *	rc = store_query(&q, s, err, "SELECT a, b FROM t WHERE c = ?", INT(c));
 *	while (!rc && (rc = query_next(&q)) > 0)
 *		...query_int(&q, 0)...
 *
 * The SQL must be a literal: its address is the key of the cache of prepared
 * statements. A query may run while the same one is open further up the
 * stack, as callbacks of walks may call the store.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "store/store.h"

#include <sqlite3.h>

#define STORE_SLOTS 128 /* a power of two, well above the number of statements in this folder */

struct stmt_slot {
	const char *sql; /* the literal */
	sqlite3_stmt *stmt;
	bool busy;
};

/* A delivery that a notifier has in hand; kept in memory only, so that a crash forgets it. */
struct under_way {
	char alert[ALERT_ID_LEN + 1];
	char *notifier;
	/* Changed by the open transaction: a rollback takes it back. */
	bool added, removed;
};

struct store {
	sqlite3 *db;
	char *path;
	int lock_fd; /* -1: a reader */
	bool writing; /* between begin and commit */
	struct stmt_slot slots[STORE_SLOTS];
	WW_ARRAY(struct under_way) under_way;
};

/** Make the database what this version needs; readers never do. err is set. */
int store_migrate(struct store *s, struct ww_err *err);
/** Is the schema the one of this version? 0, -ESTALE (older), -EPROTONOSUPPORT (newer), -EBADMSG (not ours). */
int store_check_schema(struct store *s, struct ww_err *err);

/** The error of the last SQLite call as -errno, and in words: "cannot write /path/wirewatch.db: ...". */
int store_sqlite_error(struct store *s, int sqlite_rc, const char *doing, struct ww_err *err);

/** Under way: the transaction ended. */
void store_under_way_commit(struct store *s);
void store_under_way_rollback(struct store *s);

/* ---- values ---- */

struct value {
	bool is_text;
	int64_t number;
	struct ww_str text;
};

#define INT(n)   ((struct value){ .number = (int64_t) (n) })
#define TEXT(s)  ((struct value){ .is_text = true, .text = ww_str(s) })

#define STORE_VALUES(...)                                                                                  \
	(const struct value[]){ __VA_ARGS__ }, sizeof((const struct value[]){ __VA_ARGS__ }) / sizeof(struct value)

/* ---- queries ---- */

struct query {
	struct store *s;
	struct ww_err *err;
	sqlite3_stmt *stmt;
	struct stmt_slot *slot; /* NULL: ours to finalise */
};

void query_finish(struct query *q);
WW_DEFINE_AUTO_FINISH(struct query, query, query_finish)

/** Prepare only; bind with query_bind_*(). 0 or -errno. */
int query_prepare(struct query *q, struct store *s, struct ww_err *err, const char *sql);
int query_bind(struct query *q, int at, const struct value *v, size_t n);
/** 1: a row; 0: the end; or -errno. */
int query_next(struct query *q);

static inline int64_t query_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

/** Valid until the next step; "" for NULL. */
const char *query_text(struct query *q, int column);

int store_query_v(struct query *q, struct store *s, struct ww_err *err, const char *sql, const struct value *v,
	size_t n);
#define store_query(q, s, err, sql, ...) store_query_v(q, s, err, sql, STORE_VALUES(__VA_ARGS__))

/** Run to the end. 0 or -errno. */
int store_run_v(struct store *s, struct ww_err *err, const char *sql, const struct value *v, size_t n);
#define store_run(s, err, sql, ...) store_run_v(s, err, sql, STORE_VALUES(__VA_ARGS__))

/** One number of one row; dflt when there is no row. 0 or -errno. */
int store_number_v(struct store *s, struct ww_err *err, int64_t dflt, int64_t *ret, const char *sql,
	const struct value *v, size_t n);
#define store_number(s, err, dflt, ret, sql, ...)                                                          \
	store_number_v(s, err, dflt, ret, sql, STORE_VALUES(__VA_ARGS__))

/** Rows that the last statement changed. */
static inline int64_t store_changes(struct store *s)
{
	return sqlite3_changes64(s->db);
}

/* ---- rows as structs ---- */

enum column_type {
	COLUMN_INT,   /* signed, 4 or 8 bytes */
	COLUMN_UINT,  /* unsigned, 1 or 4 bytes */
	COLUMN_BOOL,
	COLUMN_TEXT,  /* char *, owned */
	COLUMN_CHARS, /* char[size] */
};

/** Where a column of a statement lives in a struct; tables stand in the order of the SQL. */
struct column {
	enum column_type type;
	size_t offset, size;
};

#define COLUMN(type, of, member) { COLUMN_##type, offsetof(of, member), sizeof(((of *) NULL)->member) }

/** Bind the members as parameters at, at + 1, ... */
int query_bind_row(struct query *q, int at, const struct column *columns, size_t n, const void *row);
/** Read result columns at, at + 1, ... into a zeroed struct. 0 or -ENOMEM (the row's finish frees what is there). */
int query_read_row(struct query *q, int at, const struct column *columns, size_t n, void *row);

#endif
