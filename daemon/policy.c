/* SPDX-License-Identifier: MIT */
#include "daemon/policy.h"

#include "base/timetext.h"
#include "daemon/config.h"

#include <math.h>

#define JITTER      0.05
#define PROBE_FIRST 60
#define PROBE_MAX   (15 * 60)

static int64_t later(int64_t t, int64_t wait)
{
	int64_t sum;

	return __builtin_add_overflow(t, wait, &sum) ? INT64_MAX : sum;
}

/* One of our own waits, in real seconds. */
static int64_t scaled(const struct wwd_policy_in *in, double wait)
{
	double scale = in->time_scale > 0 ? in->time_scale : 1;

	return ww_max((int64_t) (wait / scale + 0.5), (int64_t) 1);
}

static double jitter_of(const struct wwd_policy_in *in)
{
	/* A NaN fails both comparisons and counts as none. */
	return in->jitter >= -1 && in->jitter <= 1 ? in->jitter : 0;
}

static int64_t jittered(const struct wwd_policy_in *in, int64_t wait)
{
	return scaled(in, (double) wait * (1 + JITTER * jitter_of(in)));
}

static int64_t clamped(int64_t v, int64_t low, int64_t high)
{
	return ww_min(ww_max(v, low), high);
}

static int64_t interval_of(const struct wwd_policy_in *in)
{
	return clamped(in->every, WWD_EVERY_MIN, WWD_EVERY_MAX);
}

/* first, 2 first, 4 first, ... up to max; n counts from 1. */
static int64_t doubled(int64_t first, unsigned n, int64_t max)
{
	int64_t wait = ww_min(first, max);

	for (; n > 1 && wait < max; n--)
		wait *= 2;
	return ww_min(wait, max);
}

static bool is_skipped(const struct feed_pace *pace, int64_t t)
{
	int64_t day = t / WW_DAY - (t % WW_DAY < 0);
	int64_t hour = (t - day * WW_DAY) / WW_HOUR;
	/* The epoch began on a Thursday. */
	int64_t weekday = ((day + 4) % 7 + 7) % 7;

	return (pace->skip_hours >> hour & 1) || (pace->skip_days >> weekday & 1);
}

int64_t wwd_policy_skip(const struct feed_pace *pace, int64_t t)
{
	int64_t at = t;

	if ((!pace->skip_hours && !pace->skip_days) || t > INT64_MAX - 8 * WW_DAY)
		return t;
	for (unsigned hours = 0; hours <= 7 * 24; hours++) {
		if (!is_skipped(pace, at))
			return at;
		at += WW_HOUR - ((at % WW_HOUR) + WW_HOUR) % WW_HOUR;
	}
	return t;
}

/* skipHours and skipDays move a poll, but not out of sight. */
static int64_t skip_capped(const struct wwd_policy_in *in, int64_t t)
{
	return ww_min(wwd_policy_skip(&in->pace, t), ww_max(t, later(in->now, WWD_FRESH_MAX)));
}

static const char *who_asked(const struct wwd_policy_in *in)
{
	if (in->fresh_for >= in->pace.ttl)
		return in->fresh_for > WWD_FRESH_MAX
			? "the server asks to wait for more than a day (max-age, Expires); capped"
			: "the server asks to wait (max-age, Expires)";
	return in->pace.ttl > WWD_FRESH_MAX
		? "the feed asks to wait for more than a day (ttl); capped"
		: "the feed asks to wait (ttl)";
}

static void after_answer(const struct wwd_policy_in *in, struct wwd_policy_out *ret)
{
	int64_t server = clamped(ww_max(in->fresh_for, in->pace.ttl), 0, WWD_FRESH_MAX);
	int64_t own = jittered(in, interval_of(in)), t;

	/* Jitter may shorten the interval, but not below the minimum. */
	own = ww_max(own, scaled(in, WWD_EVERY_MIN));
	t = server ? later(in->now, server + 1) : in->now;
	ret->not_before = skip_capped(in, t);
	ret->why = "on schedule";
	if (server && server + 1 >= own) {
		/* Only ever later; so the feeds of one server do not all come back in the same second. */
		own = server + 1 + (int64_t) ((double) server * JITTER * fabs(jitter_of(in)));
		ret->why = who_asked(in);
	}
	t = later(in->now, own);
	ret->next_poll = ww_max(skip_capped(in, t), ret->not_before);
	if (ret->next_poll > t)
		ret->why = "the feed asks to wait (skipHours, skipDays)";
}

static void after_failure(const struct wwd_policy_in *in, struct wwd_policy_out *ret)
{
	int64_t wait = doubled(interval_of(in), in->failures, WWD_BACKOFF_MAX), asked = -1;

	ret->failed = true;
	ret->why = "backing off after failures";
	if (in->outcome == WWD_POLL_HTTP && in->status == 410) {
		ret->gone = in->gone_before;
		ret->why = ret->gone ? "gone (410): asked once a week" : "gone (410)? asking once more";
		if (ret->gone)
			wait = WWD_GONE_EVERY;
	}
	wait = ww_max(jittered(in, wait), scaled(in, WWD_EVERY_MIN));
	if (in->outcome == WWD_POLL_HTTP && in->retry_after >= 0)
		asked = ww_min(in->retry_after, (int64_t) WWD_RETRY_AFTER_MAX) + 1;
	if (asked >= wait) {
		wait = asked;
		ret->why = in->retry_after > WWD_RETRY_AFTER_MAX
			? "the server asks to wait for more than a week (Retry-After); capped"
			: "the server asks to wait (Retry-After)";
	}
	ret->not_before = later(in->now, wait);
	ret->next_poll = ret->not_before;
	/* "Too many requests" is about the visitor, and to a server all our feeds are the same one. */
	if (in->outcome == WWD_POLL_HTTP && in->status == 429)
		ret->host_not_before = later(in->now, asked >= 0 ? asked : wait);
}

void wwd_policy_next(const struct wwd_policy_in *in, struct wwd_policy_out *ret)
{
	*ret = (struct wwd_policy_out){ 0 };
	switch (in->outcome) {
	case WWD_POLL_NEWS:
	case WWD_POLL_NO_NEWS:
		after_answer(in, ret);
		break;
	case WWD_POLL_OFFLINE:
		/* Nobody was asked anything, so nobody is spared by a long wait. */
		ret->not_before = in->now;
		ret->next_poll = later(in->now, jittered(in, doubled(PROBE_FIRST, in->failures, PROBE_MAX)));
		ret->why = "no network: looking for it";
		break;
	case WWD_POLL_NOT_FEED:
	case WWD_POLL_TRUNCATED:
	case WWD_POLL_HTTP:
	case WWD_POLL_NETWORK:
	case WWD_POLL_LIMIT:
		after_failure(in, ret);
		break;
	}
}
