/* SPDX-License-Identifier: MIT */
#include "base/timetext.h"

/*
 * Both after Howard Hinnant, "chrono-compatible low-level date algorithms":
 * years begin in March, eras have 400 years.
 */
int64_t ww_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (int64_t) (month > 2 ? month - 3 : month + 9) + 2) / 5 + (int64_t) day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void ww_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (unsigned) (doy - (153 * mp + 2) / 5 + 1);
	*month = (unsigned) (mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

#define RFC3339_MIN (-62167219200) /* 0000-01-01 */
#define RFC3339_MAX 253402300799   /* 9999-12-31T23:59:59Z */

static void rfc3339(int64_t t, int ms, char out[WW_RFC3339_MAX])
{
	int64_t days, sec, year;
	unsigned month, day;
	int n;

	t = ww_max(ww_min(t, (int64_t) RFC3339_MAX), (int64_t) RFC3339_MIN);
	days = t / WW_DAY - (t % WW_DAY < 0);
	sec = t - days * WW_DAY;
	ww_civil_from_days(days, &year, &month, &day);
	n = snprintf(out, WW_RFC3339_MAX, "%04d-%02u-%02uT%02d:%02d:%02d", (int) year, month, day,
		(int) (sec / 3600), (int) (sec / 60 % 60), (int) (sec % 60));
	if (ms >= 0)
		snprintf(out + n, WW_RFC3339_MAX - (size_t) n, ".%03dZ", ms % 1000);
	else
		snprintf(out + n, WW_RFC3339_MAX - (size_t) n, "Z");
}

void ww_time_rfc3339(int64_t t, char out[WW_RFC3339_MAX])
{
	rfc3339(t, -1, out);
}

void ww_time_rfc3339_ms(int64_t ms, char out[WW_RFC3339_MAX])
{
	int64_t t = ms / 1000 - (ms % 1000 < 0);

	rfc3339(t, (int) (ms - t * 1000), out);
}

void ww_time_short(int64_t t, int64_t now, char out[WW_RFC3339_MAX])
{
	time_t tt = (time_t) t, tn = (time_t) now;
	struct tm a, b;
	size_t n;

	if (!localtime_r(&tt, &a) || !localtime_r(&tn, &b)) {
		ww_time_rfc3339(t, out);
		return;
	}
	if (a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
		n = strftime(out, WW_RFC3339_MAX, "%H:%M", &a);
	else if (t < now + 182LL * WW_DAY && t > now - 182LL * WW_DAY)
		n = strftime(out, WW_RFC3339_MAX, "%b %e %H:%M", &a);
	else
		n = strftime(out, WW_RFC3339_MAX, "%Y-%m-%d", &a);
	if (!n)
		out[0] = '\0';
}

int ww_duration_parse(struct ww_str s, int64_t *ret_seconds)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', WW_MINUTE }, { 'h', WW_HOUR }, { 'd', WW_DAY } };
	const int64_t most = 3660 * (int64_t) WW_DAY;
	uint64_t n;
	int rc;

	if (s.n < 2)
		return -EINVAL;
	for (size_t i = 0; i < WW_ARRAY_LEN(units); i++) {
		if (s.p[s.n - 1] != units[i].unit)
			continue;
		rc = ww_str_to_u64(ww_str_n(s.p, s.n - 1), (uint64_t) (most / units[i].seconds), &n);
		if (!rc)
			*ret_seconds = (int64_t) n * units[i].seconds;
		return rc;
	}
	return -EINVAL;
}

void ww_duration_text(int64_t seconds, char out[WW_DURATION_MAX])
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = { { 'd', WW_DAY }, { 'h', WW_HOUR }, { 'm', WW_MINUTE }, { 's', 1 } };
	uint64_t s = seconds < 0 ? 0 - (uint64_t) seconds : (uint64_t) seconds;
	const char *sign = seconds < 0 ? "-" : "";

	for (size_t i = 0; i < WW_ARRAY_LEN(units); i++) {
		uint64_t big = s / units[i].seconds, small;

		if (!big)
			continue;
		small = i + 1 < WW_ARRAY_LEN(units) ? s % units[i].seconds / units[i + 1].seconds : 0;
		if (small)
			snprintf(out, WW_DURATION_MAX, "%s%" PRIu64 "%c%" PRIu64 "%c", sign, big, units[i].unit,
				small, units[i + 1].unit);
		else
			snprintf(out, WW_DURATION_MAX, "%s%" PRIu64 "%c", sign, big, units[i].unit);
		return;
	}
	snprintf(out, WW_DURATION_MAX, "0s");
}

int ww_size_parse(struct ww_str s, uint64_t *ret_bytes)
{
	static const struct {
		const char *unit;
		uint64_t bytes;
	} units[] = {
		{ "KiB", 1u << 10 }, { "MiB", 1u << 20 }, { "GiB", 1u << 30 },
		{ "kB", 1000 }, { "MB", 1000000 }, { "GB", 1000000000 }, { "B", 1 }, { "", 1 },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(units); i++) {
		struct ww_str unit = ww_str(units[i].unit);
		uint64_t n;
		int rc;

		if (s.n <= unit.n || !ww_str_eq_ci(ww_str_from(s, s.n - unit.n), unit))
			continue;
		rc = ww_str_to_u64(ww_str_trim(ww_str_n(s.p, s.n - unit.n)), INT64_MAX / units[i].bytes, &n);
		if (!rc)
			*ret_bytes = n * units[i].bytes;
		return rc;
	}
	return -EINVAL;
}

int ww_clock_parse(struct ww_str s, unsigned *ret_minutes)
{
	uint64_t h, m;

	if (s.n != 5 || s.p[2] != ':')
		return -EINVAL;
	if (ww_str_to_u64(ww_str_n(s.p, 2), 23, &h) || ww_str_to_u64(ww_str_n(s.p + 3, 2), 59, &m))
		return -EINVAL;
	*ret_minutes = (unsigned) (h * 60 + m);
	return 0;
}
