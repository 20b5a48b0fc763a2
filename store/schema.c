/* SPDX-License-Identifier: MIT */
/*
 * The schema, as the steps that lead to it. Step n brings a file from
 * version n to n + 1. A step that was released is never edited; a change is a
 * new step at the end.
 *
 * Flags and states are numbers here and enums in C; 0 and "" mean "none".
 * item.story names a story without REFERENCES: items of a poll are written
 * before the stories that they found.
 */
#include "store/stmt.h"

#define APPLICATION_ID 0x77777463 /* "wwtc", in the file's header: what file(1) and we know it by */

static const char *const steps[] = {
	"CREATE TABLE meta ("
	"	key TEXT PRIMARY KEY,"
	"	value TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE feed ("
	"	id INTEGER PRIMARY KEY,"
	"	url TEXT NOT NULL UNIQUE,"
	"	name TEXT NOT NULL, title TEXT NOT NULL, home_url TEXT NOT NULL,"
	"	etag TEXT NOT NULL, last_modified TEXT NOT NULL, body_hash TEXT NOT NULL,"
	"	moved_to TEXT NOT NULL, moved_times INTEGER NOT NULL, moved_since INTEGER NOT NULL,"
	"	next_poll INTEGER NOT NULL, not_before INTEGER NOT NULL,"
	"	last_poll INTEGER NOT NULL, last_ok INTEGER NOT NULL, last_new INTEGER NOT NULL,"
	"	ttl INTEGER NOT NULL, skip_hours INTEGER NOT NULL, skip_days INTEGER NOT NULL,"
	"	failures INTEGER NOT NULL, failing_since INTEGER NOT NULL,"
	"	status INTEGER NOT NULL, error TEXT NOT NULL,"
	"	gone INTEGER NOT NULL, baseline INTEGER NOT NULL,"
	"	polls INTEGER NOT NULL, items INTEGER NOT NULL"
	") STRICT;"

	"CREATE TABLE host ("
	"	host TEXT PRIMARY KEY,"
	"	until INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"

	/* AUTOINCREMENT: a number is never used again, so that followers can ask for what came after. */
	"CREATE TABLE item ("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,"
	"	identity TEXT NOT NULL,"
	"	hash TEXT NOT NULL, url_hash TEXT NOT NULL, title_hash TEXT NOT NULL,"
	"	first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,"
	"	published INTEGER NOT NULL, updated INTEGER NOT NULL,"
	"	story TEXT NOT NULL, what INTEGER NOT NULL,"
	"	guid TEXT NOT NULL, url TEXT NOT NULL, canonical TEXT NOT NULL,"
	"	title TEXT NOT NULL, author TEXT NOT NULL, tags TEXT NOT NULL, language TEXT NOT NULL,"
	"	text TEXT NOT NULL"
	") STRICT;"
	"CREATE UNIQUE INDEX item_identity ON item (feed, identity);"
	"CREATE INDEX item_seen ON item (feed, last_seen);"
	"CREATE INDEX item_story ON item (story, id) WHERE story <> '';"

	"CREATE TABLE story ("
	"	id TEXT PRIMARY KEY,"
	"	title TEXT NOT NULL,"
	"	first INTEGER NOT NULL, last INTEGER NOT NULL,"
	"	rev INTEGER NOT NULL, n_items INTEGER NOT NULL,"
	"	state TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX story_last ON story (last);"

	"CREATE TABLE alert ("
	"	seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	id TEXT NOT NULL UNIQUE,"
	"	t_ms INTEGER NOT NULL,"
	"	story TEXT NOT NULL,"
	"	read_at INTEGER NOT NULL DEFAULT 0,"
	"	json TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX alert_time ON alert (t_ms);"
	"CREATE INDEX alert_story ON alert (story, seq) WHERE story <> '';"

	"CREATE TABLE alert_topic ("
	"	topic TEXT NOT NULL,"
	"	alert INTEGER NOT NULL REFERENCES alert (seq) ON DELETE CASCADE,"
	"	PRIMARY KEY (topic, alert)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX alert_topic_alert ON alert_topic (alert);"

	/* state: 0 pending, 1 delivered, 2 dead, 3 superseded (store/outbox.c). */
	"CREATE TABLE outbox ("
	"	alert INTEGER NOT NULL REFERENCES alert (seq) ON DELETE CASCADE,"
	"	notifier TEXT NOT NULL,"
	"	state INTEGER NOT NULL DEFAULT 0,"
	"	attempts INTEGER NOT NULL DEFAULT 0,"
	"	first_ms INTEGER NOT NULL,"
	"	due_ms INTEGER NOT NULL,"
	"	changed_ms INTEGER NOT NULL,"
	"	error TEXT NOT NULL DEFAULT '',"
	"	PRIMARY KEY (alert, notifier)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX outbox_pending ON outbox (notifier, alert, due_ms) WHERE state = 0;"
	"CREATE INDEX outbox_due ON outbox (notifier, due_ms) WHERE state = 0;"
	"CREATE INDEX outbox_state ON outbox (notifier, state);"
	"CREATE INDEX outbox_error ON outbox (changed_ms) WHERE error <> '';"

	"CREATE TABLE silence ("
	"	scope INTEGER NOT NULL,"
	"	what TEXT NOT NULL,"
	"	until INTEGER NOT NULL," /* 0: for good */
	"	made_by TEXT NOT NULL,"
	"	made INTEGER NOT NULL,"
	"	PRIMARY KEY (scope, what)"
	") STRICT, WITHOUT ROWID;",
};

#define SCHEMA_VERSION ((int64_t) WW_ARRAY_LEN(steps))

static int header(struct store *s, int64_t *ret_application, int64_t *ret_version, struct ww_err *err)
{
	int rc = store_number(s, err, 0, ret_application, "PRAGMA application_id");

	return rc ? rc : store_number(s, err, 0, ret_version, "PRAGMA user_version");
}

int store_check_schema(struct store *s, struct ww_err *err)
{
	int64_t application, version;
	int rc = header(s, &application, &version, err);

	if (rc)
		return rc;
	if (application != APPLICATION_ID)
		return ww_err_set(err, -EBADMSG, "%s is a database of another program; move it away", s->path);
	if (version > SCHEMA_VERSION)
		return ww_err_set(err, -EPROTONOSUPPORT,
			"%s was made by a newer version (schema %" PRId64 ", this one knows %" PRId64
			"); install that version again", s->path, version, SCHEMA_VERSION);
	if (version < SCHEMA_VERSION)
		return ww_err_set(err, -ESTALE,
			"%s was made by an older version (schema %" PRId64 " of %" PRId64
			"); start wirewatchd once to bring it up to date", s->path, version, SCHEMA_VERSION);
	return 0;
}

static int exec(struct store *s, const char *sql, struct ww_err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_sqlite_error(s, rc, "write", err);
}

static int run_steps(struct store *s, int64_t from, struct ww_err *err)
{
	char sql[100];
	int rc = 0;

	for (int64_t i = from; i < SCHEMA_VERSION && !rc; i++)
		rc = exec(s, steps[i], err);
	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
		(int) SCHEMA_VERSION);
	rc = rc ? rc : exec(s, sql, err);
	return rc ? rc : exec(s, "COMMIT", err);
}

int store_migrate(struct store *s, struct ww_err *err)
{
	int64_t application, version, tables;
	int rc = header(s, &application, &version, err);

	rc = rc ? rc : store_number(s, err, 0, &tables, "SELECT count(*) FROM sqlite_schema");
	if (rc)
		return rc;
	/* Version 0 is an empty file that nobody has claimed; anything else must be ours. */
	if (application || version || tables) {
		rc = store_check_schema(s, err);
		if (rc != -ESTALE)
			return rc;
	}
	rc = exec(s, "BEGIN IMMEDIATE", err);
	if (rc)
		return rc;
	rc = run_steps(s, version, err);
	if (rc && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}
