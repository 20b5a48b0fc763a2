/* SPDX-License-Identifier: MIT */
/* What header values say about time. They come from the network: any number of digits, any year. */
#include "daemon/policy.h"

#include "base/timetext.h"

#include <curl/curl.h>

#define FOREVER ((int64_t) 10 * 366 * WW_DAY) /* what no caller will wait for; far from any overflow */

/* Digits only; more than we would ever wait is FOREVER. */
static bool delta_seconds(struct ww_str s, int64_t *ret)
{
	uint64_t n = 0;
	int rc = ww_str_to_u64(s, (uint64_t) FOREVER, &n);

	if (rc == -EINVAL)
		return false;
	*ret = rc ? FOREVER : (int64_t) n;
	return true;
}

/* Any of the three forms of RFC 9110, 5.6.7. */
static bool http_date(const char *text, int64_t *ret)
{
	time_t t = text ? curl_getdate(text, NULL) : -1;

	if (t < 0)
		return false;
	*ret = t;
	return true;
}

struct directive {
	struct ww_str name, value;
	bool has_value;
};

/* The next of  name  or  name=token  or  name="quoted, with \" in it". False at the end. */
static bool next_directive(struct ww_str *rest, struct directive *ret)
{
	size_t i = 0, n;

	while (i < rest->n && (rest->p[i] == ',' || ww_is_space(rest->p[i])))
		i++;
	*rest = ww_str_from(*rest, i);
	if (!rest->n)
		return false;
	for (n = 0; n < rest->n && rest->p[n] != ',' && rest->p[n] != '='; n++)
		;
	*ret = (struct directive){ .name = ww_str_trim(ww_str_n(rest->p, n)) };
	*rest = ww_str_from(*rest, n);
	if (!rest->n || rest->p[0] == ',')
		return true;

	ret->has_value = true;
	for (i = 1; i < rest->n && ww_is_space(rest->p[i]); i++)
		;
	*rest = ww_str_from(*rest, i);
	if (rest->n && rest->p[0] == '"') {
		for (n = 1; n < rest->n && rest->p[n] != '"'; n++)
			if (rest->p[n] == '\\' && n + 1 < rest->n)
				n++;
		ret->value = ww_str_n(rest->p + 1, n - 1);
		*rest = ww_str_from(*rest, ww_min(n + 1, rest->n));
	} else {
		for (n = 0; n < rest->n && rest->p[n] != ','; n++)
			;
		ret->value = ww_str_trim(ww_str_n(rest->p, n));
		*rest = ww_str_from(*rest, n);
	}
	/* What stands between a closing quote and the comma belongs to nothing. */
	for (n = 0; n < rest->n && rest->p[n] != ','; n++)
		;
	*rest = ww_str_from(*rest, n);
	return true;
}

int64_t wwd_policy_fresh_for(const struct wwd_cache_headers *h, bool *ret_no_store)
{
	struct ww_str rest = ww_str(h->cache_control);
	struct directive d;
	int64_t lifetime = -1, n, age = 0, expires, date = h->received;
	bool ask = false, no_store = false;

	while (next_directive(&rest, &d)) {
		if (ww_str_eq_ci(d.name, WW_STR("no-store")))
			no_store = true;
		/* With a value it is about single header fields. */
		else if (ww_str_eq_ci(d.name, WW_STR("no-cache")) && !d.has_value)
			ask = true;
		else if (lifetime < 0 && ww_str_eq_ci(d.name, WW_STR("max-age")) &&
			delta_seconds(d.value, &n))
			lifetime = n;
	}
	*ret_no_store = no_store;
	if (ask || no_store)
		return 0;
	if (lifetime < 0) {
		if (!http_date(h->expires, &expires))
			return 0;
		/* Both are of the server's clock, so that it may be wrong. */
		http_date(h->date, &date);
		lifetime = expires - date;
	}
	if (h->age && delta_seconds(ww_str_trim(ww_str(h->age)), &n))
		age = n;
	return lifetime > age ? lifetime - age : 0;
}

int64_t wwd_policy_retry_after(const char *value, const char *date_header, int64_t now)
{
	struct ww_str s = ww_str_trim(ww_str(value));
	int64_t wait, until;

	if (delta_seconds(s, &wait))
		return wait;
	/* "-5" and "1.5" are no dates, whatever a lenient parser makes of them. */
	if (!s.n || !ww_is_alpha(s.p[0]) || !http_date(value, &until))
		return -1;
	http_date(date_header, &now);
	return until > now ? ww_min(until - now, FOREVER) : 0;
}
