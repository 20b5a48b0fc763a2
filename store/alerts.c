/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

#define ALERT_JSON_MAX (4u << 20)

/* SQL that is true of every alert the query asks for; NULL and 0 ask for nothing. */
#define ALERT_WHERE                                                                                        \
	" WHERE seq > ?1 AND t_ms >= ?2 AND (?3 = '' OR story = ?3)"                                       \
	" AND (?4 = '' OR (id >= ?4 AND id < ?4 || 'g'))" /* digits end at f */                            \
	" AND (?5 = '' OR seq IN (SELECT alert FROM alert_topic WHERE topic = ?5))"                        \
	" AND (?6 = 0 OR read_at = 0)"

static int add_rows(struct store *s, int64_t seq, const struct alert *a, const char *const *notifiers, size_t n,
	int64_t due_ms, struct ww_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < a->topics.n && !rc; i++)
		rc = store_run(s, err, "INSERT OR IGNORE INTO alert_topic (topic, alert) VALUES (?, ?)",
			TEXT(a->topics.v[i]), INT(seq));
	for (size_t i = 0; i < n && !rc; i++)
		rc = store_run(s, err,
			"INSERT OR IGNORE INTO outbox (alert, notifier, first_ms, due_ms, changed_ms)"
			" VALUES (?, ?, ?, ?, ?)",
			INT(seq), TEXT(notifiers[i]), INT(a->t_ms), INT(due_ms), INT(a->t_ms));
	return rc;
}

int store_alert_add(struct store *s, const struct alert *a, const char *const *notifiers, size_t n, int64_t due_ms,
	struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf json = WW_BUF(ALERT_JSON_MAX);
	int rc = alert_to_json(a, &json);

	if (rc == -EFBIG)
		return ww_err_set(err, rc, "the alert \"%s\" is too large to keep", a->id);
	rc = rc ? rc : store_run(s, err,
		"INSERT INTO alert (id, t_ms, story, json) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		TEXT(a->id), INT(a->t_ms), TEXT(a->story), TEXT(ww_buf_cstr(&json)));
	if (rc || !store_changes(s))
		return rc;
	return add_rows(s, sqlite3_last_insert_rowid(s->db), a, notifiers, n, due_ms, err);
}

int store_alerts(struct store *s, const struct store_alert_query *want,
	int (*each)(void *arg, int64_t seq, const struct alert *a, int64_t read_at), void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	const struct value values[] = { INT(want->after_seq), INT(want->since_ms), TEXT(want->story), TEXT(want->id),
		TEXT(want->topic), INT(want->unread), INT(want->limit ? (int64_t) want->limit : -1) };
	int rc;

	rc = store_query_v(&q, s, err, want->newest_first
		? "SELECT seq, read_at, json FROM alert" ALERT_WHERE " ORDER BY seq DESC LIMIT ?7"
		: "SELECT seq, read_at, json FROM alert" ALERT_WHERE " ORDER BY seq LIMIT ?7",
		values, WW_ARRAY_LEN(values));
	while (!rc && (rc = query_next(&q)) > 0) {
		WW_AUTO(alert) struct alert a = { 0 };

		rc = alert_from_json(ww_str(query_text(&q, 2)), &a, err);
		if (rc == -EINVAL)
			return ww_err_prefix(err, -EBADMSG, "%s, alert %" PRId64, s->path, query_int(&q, 0));
		rc = rc ? rc : each(arg, query_int(&q, 0), &a, query_int(&q, 1));
	}
	return rc;
}

int64_t store_alert_last_seq(struct store *s)
{
	int64_t seq;

	return store_number(s, NULL, 0, &seq, "SELECT max(seq) FROM alert") ? 0 : seq;
}

int store_alert_read(struct store *s, const char *id, int64_t now, struct ww_err *err)
{
	int rc = store_run(s, err, "UPDATE alert SET read_at = iif(read_at = 0, ?, read_at) WHERE id = ?", INT(now),
		TEXT(id));

	return rc || store_changes(s) ? rc : -ENOENT;
}
