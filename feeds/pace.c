/* SPDX-License-Identifier: MIT */
#include "feeds/pace.h"

#include "base/timetext.h"

#define TTL_MAX_MINUTES (366 * 24 * 60)

void feed_pace_ttl(struct feed_pace *p, struct ww_str minutes)
{
	uint64_t v;

	if (!ww_str_to_u64(ww_str_trim(minutes), TTL_MAX_MINUTES, &v))
		p->ttl = (int64_t) v * WW_MINUTE;
}

void feed_pace_hour(struct feed_pace *p, struct ww_str hour)
{
	uint64_t v;

	/* RSS 0.91 counted from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight. */
	if (!ww_str_to_u64(ww_str_trim(hour), 24, &v))
		p->skip_hours |= (uint32_t) 1 << (v % 24);
}

void feed_pace_day(struct feed_pace *p, struct ww_str name)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
		"saturday" };

	for (size_t i = 0; i < WW_ARRAY_LEN(days); i++)
		if (ww_str_eq_ci(ww_str_trim(name), ww_str(days[i])))
			p->skip_days |= (uint8_t) (1u << i);
}

int64_t feed_pace_period(struct ww_str word)
{
	static const struct {
		const char *word;
		int64_t seconds;
	} periods[] = {
		{ "hourly", WW_HOUR },
		{ "daily", WW_DAY },
		{ "weekly", 7 * WW_DAY },
		{ "monthly", 30 * WW_DAY },
		{ "yearly", 365 * WW_DAY },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(periods); i++)
		if (ww_str_eq_ci(ww_str_trim(word), ww_str(periods[i].word)))
			return periods[i].seconds;
	return 0;
}

int64_t feed_pace_frequency(struct ww_str number)
{
	uint64_t v;

	return ww_str_to_u64(ww_str_trim(number), 1000000, &v) ? 0 : (int64_t) v;
}

void feed_pace_finish(struct feed_pace *p, int64_t period, int64_t frequency)
{
	if (p->ttl || (!period && !frequency))
		return;
	/* The syndication module's defaults: daily, once. */
	p->ttl = (period ? period : WW_DAY) / (frequency ? frequency : 1);
}
