/* SPDX-License-Identifier: MIT */
/*
 * One row per alert and notifier. The file knows what is pending and how often
 * it was tried; which rows a notifier has in hand is known to the running
 * daemon only, so that after a crash they are simply pending.
 */
#include "store/stmt.h"

enum { PENDING = 0, DELIVERED = 1, DEAD = 2, SUPERSEDED = 3 };

static struct under_way *find_under_way(struct store *s, const char *alert, const char *notifier)
{
	for (size_t i = 0; i < s->under_way.n; i++)
		if (!strcmp(s->under_way.v[i].alert, alert) && !strcmp(s->under_way.v[i].notifier, notifier))
			return &s->under_way.v[i];
	return NULL;
}

static bool is_under_way(struct store *s, const char *alert, const char *notifier)
{
	const struct under_way *u = find_under_way(s, alert, notifier);

	return u && !u->removed;
}

static int set_under_way(struct store *s, const char *alert, const char *notifier)
{
	struct under_way *u = find_under_way(s, alert, notifier);
	char *copy;

	if (u) {
		u->removed = false;
		return 0;
	}
	copy = ww_str_dup(ww_str(notifier));
	u = copy ? ww_array_add(&s->under_way) : NULL;
	if (!u) {
		free(copy);
		return -ENOMEM;
	}
	*u = (struct under_way){ .notifier = copy, .added = true };
	snprintf(u->alert, sizeof(u->alert), "%s", alert);
	return 0;
}

static void clear_under_way(struct store *s, const char *alert, const char *notifier)
{
	struct under_way *u = find_under_way(s, alert, notifier);

	if (u)
		u->removed = true;
}

/* Drop what the end of a transaction makes untrue. */
static void end_transaction(struct store *s, bool committed)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->under_way.n; i++) {
		struct under_way *u = &s->under_way.v[i];

		if (committed ? u->removed : u->added) {
			free(u->notifier);
			continue;
		}
		u->added = u->removed = false;
		s->under_way.v[kept++] = *u;
	}
	s->under_way.n = kept;
}

void store_under_way_commit(struct store *s)
{
	end_transaction(s, true);
}

void store_under_way_rollback(struct store *s)
{
	end_transaction(s, false);
}

static int deliver(struct query *q, const char *notifier,
	int (*each)(void *arg, const struct store_delivery *d), void *arg)
{
	WW_AUTO(alert) struct alert a = { 0 };
	struct store_delivery d = { .notifier = notifier, .attempts = (unsigned) query_int(q, 2),
		.first_ms = query_int(q, 3), .alert = &a };
	int rc = alert_from_json(ww_str(query_text(q, 1)), &a, q->err);

	if (rc == -EINVAL)
		return ww_err_prefix(q->err, -EBADMSG, "%s, alert \"%s\"", q->s->path, query_text(q, 0));
	return rc ? rc : each(arg, &d);
}

int store_outbox_due(struct store *s, const char *notifier, int64_t now_ms, unsigned limit,
	int (*each)(void *arg, const struct store_delivery *d), void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	unsigned given = 0;
	int rc = store_query(&q, s, err,
		"SELECT a.id, a.json, o.attempts, o.first_ms FROM outbox o CROSS JOIN alert a ON a.seq = o.alert"
		" WHERE o.state = 0 AND o.notifier = ? AND o.due_ms <= ? ORDER BY o.alert",
		TEXT(notifier), INT(now_ms));

	while (!rc && given < limit && (rc = query_next(&q)) > 0) {
		rc = 0;
		if (is_under_way(s, query_text(&q, 0), notifier))
			continue;
		given++;
		rc = deliver(&q, notifier, each, arg);
	}
	return rc;
}

#define ROW " WHERE alert = (SELECT seq FROM alert WHERE id = ?) AND notifier = ?"

int store_outbox_attempt(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	struct ww_err *err)
{
	int rc = store_run(s, err, "UPDATE outbox SET attempts = attempts + 1, changed_ms = ?" ROW " AND state = 0",
		INT(now_ms), TEXT(alert_id), TEXT(notifier));

	if (rc)
		return rc;
	return store_changes(s) ? set_under_way(s, alert_id, notifier) : -ENOENT;
}

int store_outbox_delivered(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	struct ww_err *err)
{
	int rc = store_run(s, err, "UPDATE outbox SET state = ?, changed_ms = ?" ROW, INT(DELIVERED), INT(now_ms),
		TEXT(alert_id), TEXT(notifier));

	if (!rc)
		clear_under_way(s, alert_id, notifier);
	return rc;
}

int store_outbox_retry(struct store *s, const char *alert_id, const char *notifier, int64_t next_ms,
	const char *error, struct ww_err *err)
{
	/* A row that was superseded while it was under way is not tried again. */
	int rc = store_run(s, err, "UPDATE outbox SET due_ms = ?, error = ?" ROW " AND state = 0", INT(next_ms),
		TEXT(error), TEXT(alert_id), TEXT(notifier));

	if (!rc)
		clear_under_way(s, alert_id, notifier);
	return rc;
}

int store_outbox_age(struct store *s, const char *alert_id, const char *notifier, unsigned *ret_attempts,
	int64_t *ret_first_ms, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc;

	rc = store_query(&q, s, err,
		"SELECT o.attempts, o.first_ms FROM outbox o JOIN alert a ON a.seq = o.alert"
		" WHERE a.id = ? AND o.notifier = ?", TEXT(alert_id), TEXT(notifier));
	rc = rc ? rc : query_next(&q);
	if (rc < 0)
		return rc;
	if (!rc)
		return -ENOENT;
	*ret_attempts = (unsigned) query_int(&q, 0);
	*ret_first_ms = query_int(&q, 1);
	return 0;
}

int store_outbox_dead(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	const char *error, struct ww_err *err)
{
	int rc = store_run(s, err, "UPDATE outbox SET state = ?, changed_ms = ?, error = ?" ROW " AND state = 0",
		INT(DEAD), INT(now_ms), TEXT(error), TEXT(alert_id), TEXT(notifier));

	if (!rc)
		clear_under_way(s, alert_id, notifier);
	return rc;
}

int store_outbox_supersede(struct store *s, const struct alert *newer, const char *notifier, int64_t now_ms,
	struct ww_err *err)
{
	if (!newer->story || !*newer->story)
		return 0;
	return store_run(s, err,
		"UPDATE outbox SET state = ?, changed_ms = ? WHERE notifier = ? AND state = 0 AND alert IN"
		" (SELECT seq FROM alert WHERE story = ? AND story <> ''"
		"  AND seq < coalesce((SELECT seq FROM alert WHERE id = ?), 9223372036854775807))",
		INT(SUPERSEDED), INT(now_ms), TEXT(notifier), TEXT(newer->story), TEXT(newer->id));
}

void store_outbox_release(struct store *s, const char *notifier)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->under_way.n; i++) {
		if (!strcmp(s->under_way.v[i].notifier, notifier))
			free(s->under_way.v[i].notifier);
		else
			s->under_way.v[kept++] = s->under_way.v[i];
	}
	s->under_way.n = kept;
}

int store_outbox_hurry(struct store *s, const char *notifier, int64_t now_ms, struct ww_err *err)
{
	return store_run(s, err, "UPDATE outbox SET due_ms = ? WHERE notifier = ? AND state = 0 AND due_ms > ?",
		INT(now_ms), TEXT(notifier), INT(now_ms));
}

int64_t store_outbox_next_ms(struct store *s, const char *notifier)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, NULL,
		"SELECT o.due_ms, a.id FROM outbox o INDEXED BY outbox_due CROSS JOIN alert a ON a.seq = o.alert"
		" WHERE o.state = 0 AND o.notifier = ? ORDER BY o.due_ms",
		TEXT(notifier));

	while (!rc && (rc = query_next(&q)) > 0) {
		if (!is_under_way(s, query_text(&q, 1), notifier))
			return query_int(&q, 0);
		rc = 0;
	}
	return INT64_MAX;
}

void store_outbox_counts_finish(struct store_outbox_counts *c)
{
	free(c->last_error);
	*c = (struct store_outbox_counts){ 0 };
}

static int last_error(struct store *s, const char *notifier, char **ret, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT error FROM outbox WHERE error <> '' AND (?1 = '' OR notifier = ?1) ORDER BY changed_ms DESC LIMIT 1",
		TEXT(notifier));

	rc = rc ? rc : query_next(&q);
	if (rc < 0)
		return rc;
	*ret = ww_str_dup(ww_str(rc ? query_text(&q, 0) : ""));
	return *ret ? 0 : -ENOMEM;
}

int store_outbox_count(struct store *s, const char *notifier, struct store_outbox_counts *ret, struct ww_err *err)
{
	struct store_outbox_counts c = { 0 };
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT state, count(*), min(first_ms) FROM outbox WHERE ?1 = '' OR notifier = ?1 GROUP BY state",
		TEXT(notifier));

	while (!rc && (rc = query_next(&q)) > 0) {
		int64_t state = query_int(&q, 0), n = query_int(&q, 1);

		rc = 0;
		if (state == PENDING) {
			c.pending = n;
			c.oldest_pending_ms = query_int(&q, 2);
		} else if (state == DELIVERED) {
			c.delivered = n;
		} else if (state == DEAD) {
			c.dead = n;
		}
	}
	rc = rc ? rc : last_error(s, notifier, &c.last_error, err);
	if (!rc)
		*ret = c;
	return rc;
}
