/* SPDX-License-Identifier: MIT */
#include "store/stmt.h"

int store_silence_add(struct store *s, enum store_silence_scope scope, const char *what, int64_t until,
	const char *by, int64_t now, struct ww_err *err)
{
	return store_run(s, err,
		"INSERT OR REPLACE INTO silence (scope, what, until, made_by, made) VALUES (?, ?, ?, ?, ?)", INT(scope),
		TEXT(what), INT(until), TEXT(by), INT(now));
}

int store_silence_remove(struct store *s, enum store_silence_scope scope, const char *what, struct ww_err *err)
{
	int rc = store_run(s, err, "DELETE FROM silence WHERE scope = ? AND what = ?", INT(scope), TEXT(what));

	return rc || store_changes(s) ? rc : -ENOENT;
}

int store_is_silent(struct store *s, enum store_silence_scope scope, const char *what, int64_t now,
	struct ww_err *err)
{
	int64_t n;
	int rc = store_number(s, err, 0, &n,
		"SELECT count(*) FROM silence WHERE scope = ? AND what = ? AND (until = 0 OR until > ?)", INT(scope),
		TEXT(what), INT(now));

	return rc ? rc : n != 0;
}

int store_silences(struct store *s, int64_t now, int (*each)(void *arg, const struct store_silence *silence),
	void *arg, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc = store_query(&q, s, err,
		"SELECT scope, what, until, made_by, made FROM silence"
		" WHERE scope BETWEEN 0 AND ? AND (until = 0 OR until > ?) ORDER BY made, scope, what",
		INT(STORE_SILENCE_ALL), INT(now));

	while (!rc && (rc = query_next(&q)) > 0) {
		const struct store_silence silence = { .scope = (enum store_silence_scope) query_int(&q, 0),
			.what = query_text(&q, 1), .until = query_int(&q, 2), .by = query_text(&q, 3),
			.made = query_int(&q, 4) };

		rc = each(arg, &silence);
	}
	return rc;
}
