/* SPDX-License-Identifier: MIT */
/*
 * The JSON form of an alert: one line of alerts.jsonl, and a row of the store.
 * The order of the keys is part of what people see; keys are only ever added.
 */
#include "base/timetext.h"
#include "base/utf8.h"
#include "notifiers/alert.h"

#include <jansson.h>

#define ALERT_JSON_MAX (4u << 20) /* bytes of one alert; far above what feeds/ lets through */

WW_DEFINE_AUTO(json_t *, json, json_decref)

/* Whatever the string holds, a reader of the log gets valid UTF-8. */
static json_t *string_of(const char *s)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(ALERT_JSON_MAX);
	size_t n = s ? strlen(s) : 0;

	if (ww_utf8_check(s ? s : "", n) == n)
		return json_stringn_nocheck(s ? s : "", n);
	if (ww_utf8_clean(&clean, s, n, false))
		return NULL;
	return json_stringn_nocheck(ww_buf_cstr(&clean), clean.n);
}

static json_t *strings_of(char *const *v, size_t n)
{
	WW_AUTO(json) json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, string_of(v[i])))
			return NULL;
	return ww_steal(&list);
}

/* NULL values, that is: no memory, make it fail. */
static int put(json_t *o, const char *key, json_t *value)
{
	return json_object_set_new_nocheck(o, key, value);
}

static int put_string(json_t *o, const char *key, const char *s)
{
	return put(o, key, string_of(s));
}

static int put_time(json_t *o, const char *key, int64_t t)
{
	char text[WW_RFC3339_MAX];

	if (t == INT64_MIN)
		return 0;
	ww_time_rfc3339(t, text);
	return put_string(o, key, text);
}

static json_t *feed_of(const struct alert *a)
{
	WW_AUTO(json) json_t *o = json_object();

	if (put_string(o, "name", a->feed.name) || put_string(o, "url", a->feed.url)
			|| put_string(o, "title", a->feed.title))
		return NULL;
	return ww_steal(&o);
}

static json_t *item_of(const struct alert *a)
{
	WW_AUTO(json) json_t *o = json_object();

	if (put_string(o, "id", a->item.id) || put_string(o, "url", a->item.url)
			|| put_string(o, "title", a->item.title) || put_time(o, "published", a->item.published)
			|| put_time(o, "updated", a->item.updated))
		return NULL;
	return ww_steal(&o);
}

static json_t *why_of(const struct alert *a)
{
	WW_AUTO(json) json_t *list = json_array();

	for (size_t i = 0; i < a->why.n; i++) {
		const struct alert_why *w = &a->why.v[i];
		json_t *o = json_object();

		if (json_array_append_new(list, o) || put_string(o, "topic", w->topic)
				|| put_string(o, "field", w->field) || put_string(o, "text", w->text)
				|| put(o, "at", json_pack("[I,I]", (json_int_t) w->at[0], (json_int_t) w->at[1])))
			return NULL;
	}
	return ww_steal(&list);
}

static json_t *alert_of(const struct alert *a)
{
	WW_AUTO(json) json_t *o = json_object();
	char t[WW_RFC3339_MAX];
	int rc = 0;

	ww_time_rfc3339_ms(a->t_ms, t);
	rc |= put(o, "v", json_integer(ALERT_SCHEMA));
	rc |= put_string(o, "id", a->id);
	rc |= put_string(o, "t", t);
	rc |= put_string(o, "kind", alert_kind_name(a->kind));
	rc |= put_string(o, "story", a->story);
	rc |= put(o, "rev", json_integer(a->rev));
	rc |= put(o, "topics", strings_of(a->topics.v, a->topics.n));
	rc |= put(o, "feed", feed_of(a));
	rc |= put(o, "item", item_of(a));
	rc |= put_string(o, "summary", a->summary);
	rc |= put(o, "why", why_of(a));
	rc |= put(o, "changed", strings_of(a->changed.v, a->changed.n));
	rc |= put_string(o, "urgency", alert_urgency_name(a->urgency));
	rc |= put_string(o, "state", alert_state_name(a->state));
	if (a->by && *a->by)
		rc |= put_string(o, "by", a->by);
	rc |= put_string(o, "say", a->say);
	rc |= put(o, "outlets", strings_of(a->outlets.v, a->outlets.n));
	return rc ? NULL : ww_steal(&o);
}

static int add_bytes(const char *bytes, size_t n, void *out)
{
	return ww_buf_add(out, bytes, n);
}

int alert_to_json(const struct alert *a, struct ww_buf *out)
{
	WW_AUTO(json) json_t *o = alert_of(a);

	if (!o)
		return -ENOMEM;
	if (json_dump_callback(o, add_bytes, out, JSON_COMPACT))
		return out->err ? out->err : -ENOMEM;
	return out->err;
}

/* ---- and back ---- */

/* A missing key is "", so that an older line can still be read. */
static int get_string(const json_t *o, const char *key, char **ret, struct ww_err *err)
{
	const json_t *v = json_object_get(o, key);

	if (v && !json_is_string(v))
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is no text", key);
	return ww_str_set(ret, ww_str_n(v ? json_string_value(v) : "", v ? json_string_length(v) : 0));
}

static int get_number(const json_t *o, const char *key, json_int_t max, json_int_t *ret, struct ww_err *err)
{
	const json_t *v = json_object_get(o, key);

	if (v && (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > max))
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is no such number", key);
	*ret = v ? json_integer_value(v) : 0;
	return 0;
}

/* The value behind the name that key holds. */
static int get_name(const json_t *o, const char *key, int (*of)(const char *name), int *ret, struct ww_err *err)
{
	const char *name = json_string_value(json_object_get(o, key));

	*ret = name ? of(name) : -EINVAL;
	if (*ret < 0)
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is missing or unknown", key);
	return 0;
}

/* Into the three fields of a WW_ARRAY(char *); what is there on failure is the owner's to free. */
static int get_strings(const json_t *o, const char *key, char ***v, size_t *n, size_t *cap, struct ww_err *err)
{
	json_t *list = json_object_get(o, key), *s;
	size_t i;

	if (list && !json_is_array(list))
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is no list", key);
	json_array_foreach (list, i, s) {
		char *copy;

		if (!json_is_string(s))
			return ww_err_set(err, -EINVAL, "\"%s\" of the alert holds something that is no text", key);
		copy = ww_str_dup(ww_str(json_string_value(s)));
		if (!copy || ww_array_reserve((void **) v, cap, *n, 1, sizeof(**v))) {
			free(copy);
			return -ENOMEM;
		}
		(*v)[(*n)++] = copy;
	}
	return 0;
}

#define GET_STRINGS(o, key, list, err) get_strings(o, key, &(list).v, &(list).n, &(list).cap, err)

/* n digits of *s, which moves behind them. */
static bool take_number(struct ww_str *s, size_t n, unsigned max, unsigned *ret)
{
	uint64_t v;

	if (s->n < n || ww_str_to_u64(ww_str_n(s->p, n), max, &v))
		return false;
	*ret = (unsigned) v;
	*s = ww_str_from(*s, n);
	return true;
}

static bool take_char(struct ww_str *s, char c)
{
	bool is = s->n && s->p[0] == c;

	if (is)
		*s = ww_str_from(*s, 1);
	return is;
}

/* Exactly what ww_time_rfc3339() and ww_time_rfc3339_ms() write. */
static bool parse_time(struct ww_str s, int64_t *ret_ms)
{
	unsigned year, month, day, hour, minute, second, ms = 0;

	if (!(take_number(&s, 4, 9999, &year) && take_char(&s, '-') && take_number(&s, 2, 12, &month)
			    && take_char(&s, '-') && take_number(&s, 2, 31, &day) && take_char(&s, 'T')
			    && take_number(&s, 2, 23, &hour) && take_char(&s, ':')
			    && take_number(&s, 2, 59, &minute) && take_char(&s, ':')
			    && take_number(&s, 2, 59, &second))
			|| !month || !day)
		return false;
	if (take_char(&s, '.') && !take_number(&s, 3, 999, &ms))
		return false;
	if (!take_char(&s, 'Z') || s.n)
		return false;
	*ret_ms = (ww_days_from_civil(year, month, day) * WW_DAY + hour * WW_HOUR + minute * WW_MINUTE + second)
			* 1000 + ms;
	return true;
}

static int get_time_ms(const json_t *o, const char *key, int64_t *ret, struct ww_err *err)
{
	const json_t *v = json_object_get(o, key);

	if (!parse_time(ww_str(json_string_value(v)), ret))
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is no time", key);
	return 0;
}

static int get_time(const json_t *o, const char *key, int64_t *ret, struct ww_err *err)
{
	int64_t ms;
	int rc;

	if (!json_object_get(o, key)) {
		*ret = INT64_MIN;
		return 0;
	}
	rc = get_time_ms(o, key, &ms, err);
	if (!rc)
		*ret = ms / 1000 - (ms % 1000 < 0);
	return rc;
}

static int get_why(const json_t *o, struct alert *a, struct ww_err *err)
{
	json_t *list = json_object_get(o, "why"), *v;
	size_t i;

	if (list && !json_is_array(list))
		return ww_err_set(err, -EINVAL, "\"why\" of the alert is no list");
	json_array_foreach (list, i, v) {
		struct alert_why *w = ww_array_add(&a->why);
		const json_t *at = json_object_get(v, "at");
		int rc;

		if (!w)
			return -ENOMEM;
		rc = get_string(v, "topic", &w->topic, err);
		rc = rc ? rc : get_string(v, "field", &w->field, err);
		rc = rc ? rc : get_string(v, "text", &w->text, err);
		if (rc)
			return rc;
		for (size_t k = 0; k < 2; k++) {
			const json_t *n = json_array_get(at, k);

			if (!json_is_integer(n) || json_integer_value(n) < 0 || json_integer_value(n) > UINT32_MAX)
				return ww_err_set(err, -EINVAL, "\"at\" of the alert is no pair of offsets");
			w->at[k] = (uint32_t) json_integer_value(n);
		}
	}
	return 0;
}

static int get_names(const json_t *o, struct alert *a, struct ww_err *err)
{
	int kind = 0, urgency = 0, state = 0, rc;

	rc = get_name(o, "kind", alert_kind_of, &kind, err);
	rc = rc ? rc : get_name(o, "urgency", alert_urgency_of, &urgency, err);
	rc = rc ? rc : get_name(o, "state", alert_state_of, &state, err);
	if (rc)
		return rc;
	a->kind = (enum alert_kind) kind;
	a->urgency = (enum alert_urgency) urgency;
	a->state = (enum alert_state) state;
	return 0;
}

/* An object, or NULL for a missing one, which the json functions take for an empty one. */
static int get_object(const json_t *o, const char *key, const json_t **ret, struct ww_err *err)
{
	*ret = json_object_get(o, key);
	if (*ret && !json_is_object(*ret))
		return ww_err_set(err, -EINVAL, "\"%s\" of the alert is no object", key);
	return 0;
}

static int get_feed_and_item(const json_t *o, struct alert *a, struct ww_err *err)
{
	const json_t *feed, *item;
	int rc;

	rc = get_object(o, "feed", &feed, err);
	rc = rc ? rc : get_string(feed, "name", &a->feed.name, err);
	rc = rc ? rc : get_string(feed, "url", &a->feed.url, err);
	rc = rc ? rc : get_string(feed, "title", &a->feed.title, err);
	rc = rc ? rc : get_object(o, "item", &item, err);
	rc = rc ? rc : get_string(item, "id", &a->item.id, err);
	rc = rc ? rc : get_string(item, "url", &a->item.url, err);
	rc = rc ? rc : get_string(item, "title", &a->item.title, err);
	rc = rc ? rc : get_time(item, "published", &a->item.published, err);
	return rc ? rc : get_time(item, "updated", &a->item.updated, err);
}

static int get_head(const json_t *o, struct alert *a, struct ww_err *err)
{
	const char *id = json_string_value(json_object_get(o, "id"));
	json_int_t v = 0, rev = 0;
	int rc;

	rc = get_number(o, "v", ALERT_SCHEMA, &v, err);
	if (rc)
		return ww_err_set(err, rc, "the alert has a schema that this version does not know");
	if (!id || strlen(id) > ALERT_ID_LEN)
		return ww_err_set(err, -EINVAL, "the alert has no usable \"id\"");
	memcpy(a->id, id, strlen(id));
	rc = get_time_ms(o, "t", &a->t_ms, err);
	rc = rc ? rc : get_number(o, "rev", UINT_MAX, &rev, err);
	a->rev = (unsigned) rev;
	return rc ? rc : get_names(o, a, err);
}

static int get_alert(const json_t *o, struct alert *a, struct ww_err *err)
{
	int rc;

	rc = get_head(o, a, err);
	rc = rc ? rc : get_string(o, "story", &a->story, err);
	rc = rc ? rc : GET_STRINGS(o, "topics", a->topics, err);
	rc = rc ? rc : get_feed_and_item(o, a, err);
	rc = rc ? rc : get_string(o, "summary", &a->summary, err);
	rc = rc ? rc : get_why(o, a, err);
	rc = rc ? rc : GET_STRINGS(o, "changed", a->changed, err);
	rc = rc ? rc : get_string(o, "by", &a->by, err);
	rc = rc ? rc : get_string(o, "say", &a->say, err);
	return rc ? rc : GET_STRINGS(o, "outlets", a->outlets, err);
}

int alert_from_json(struct ww_str json, struct alert *ret, struct ww_err *err)
{
	WW_AUTO(alert) struct alert a = { 0 };
	json_error_t where;
	WW_AUTO(json) json_t *o = json_loadb(json.n ? json.p : "", json.n, 0, &where);
	int rc;

	if (!o && json_error_code(&where) == json_error_out_of_memory)
		return -ENOMEM;
	if (!json_is_object(o))
		return ww_err_set(err, -EINVAL, "the alert is no JSON object: %s", o ? "" : where.text);
	rc = get_alert(o, &a, err);
	if (rc)
		return rc;
	*ret = a;
	a = (struct alert){ 0 };
	return 0;
}
