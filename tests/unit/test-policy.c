/* SPDX-License-Identifier: MIT */
#include "base/timetext.h"
#include "daemon/config.h"
#include "daemon/policy.h"
#include "tests/unit/rows.h"

#define NOW   1795436400 /* Monday, 2026-11-23, 12:20 UTC */
#define EVERY (30 * 60)
#define HUGE_WAIT (int64_t) 365 * WW_DAY

#define GOOD .outcome = WWD_POLL_NEWS, .status = 200, .retry_after = -1
#define SAME .outcome = WWD_POLL_NO_NEWS, .status = 304, .retry_after = -1
#define LATER(code, n, wait) \
	.outcome = WWD_POLL_HTTP, .status = (code), .retry_after = (wait), .failures = (n)
#define BAD(code, n) LATER(code, n, -1)

/* Times are seconds from now; EVERY unless .in says otherwise. */
static const struct next_case {
	const char *name;
	struct wwd_policy_in in;
	int64_t not_before, next_poll, host;
	bool failed, gone;
	const char *why; /* a part of it */
} next_cases[] = {
	{ .name = "200-normal-cadence", { GOOD }, 0, EVERY, .why = "on schedule" },
	{ .name = "304-normal-cadence", { SAME }, 0, EVERY, .why = "on schedule" },
	{ .name = "204-normal-cadence", { .outcome = WWD_POLL_NO_NEWS, .status = 204, .retry_after = -1 },
		0, EVERY },
	{ .name = "24-max-age", { GOOD, .fresh_for = 7200 }, 7201, 7201, .why = "max-age" },
	{ .name = "26-max-age-of-304", { SAME, .fresh_for = 7200 }, 7201, 7201, .why = "max-age" },
	{ .name = "32-stale-keeps-cadence", { GOOD, .fresh_for = 0 }, 0, EVERY },
	{ .name = "34-ttl", { GOOD, .pace.ttl = 3600 }, 3601, 3601, .why = "ttl" },
	{ .name = "34-ttl-below-the-interval", { GOOD, .pace.ttl = 60 }, 61, EVERY, .why = "on schedule" },
	/* 12:20; every hour but 0 and 12 is skipped. */
	{ .name = "35-skip-hours", { GOOD, .every = 3600, .pace.skip_hours = 0xffeffe }, 0, 11 * 3600 + 2400,
		.why = "skipHours" },
	{ .name = "35-skip-this-hour", { GOOD, .pace.skip_hours = 1 << 12 }, 2400, 2400, .why = "skipHours" },
	{ .name = "35-skip-all-hours", { GOOD, .pace.skip_hours = 0xffffff }, 0, EVERY },
	/* Monday and Tuesday; more than a day away is capped. */
	{ .name = "36-skip-days", { GOOD, .pace.skip_days = 0x06 }, WW_DAY, WW_DAY, .why = "skipDays" },
	{ .name = "36-skip-today", { GOOD, .pace.skip_days = 0x02 }, 42000, 42000, .why = "skipDays" },
	{ .name = "40-429-retry-after", { LATER(429, 1, 7200) }, 7201, 7201, 7201, .failed = true,
		.why = "Retry-After" },
	{ .name = "40-429-short-retry-after", { LATER(429, 1, 10) }, EVERY, EVERY, 11, .failed = true },
	{ .name = "42-429-first", { BAD(429, 1) }, EVERY, EVERY, EVERY, .failed = true,
		.why = "backing off" },
	{ .name = "42-429-third", { BAD(429, 3) }, 4 * EVERY, 4 * EVERY, 4 * EVERY, .failed = true },
	{ .name = "44-429-clamped", { LATER(429, 1, HUGE_WAIT) }, 7 * WW_DAY + 1, 7 * WW_DAY + 1,
		7 * WW_DAY + 1, .failed = true, .why = "capped" },
	{ .name = "44-429-no-overflow", { LATER(429, 1, INT64_MAX) }, 7 * WW_DAY + 1, 7 * WW_DAY + 1,
		7 * WW_DAY + 1, .failed = true, .why = "capped" },
	{ .name = "45-503-retry-after", { LATER(503, 1, 7200) }, 7201, 7201, .failed = true },
	{ .name = "99-503-spares-the-host", { LATER(503, 1, 7200) }, 7201, 7201, 0, .failed = true },
	{ .name = "47-500-first", { BAD(500, 1) }, EVERY, EVERY, .failed = true },
	{ .name = "47-500-second", { BAD(500, 2) }, 2 * EVERY, 2 * EVERY, .failed = true },
	{ .name = "47-500-fifth", { BAD(500, 5) }, 16 * EVERY, 16 * EVERY, .failed = true },
	{ .name = "97-500-capped", { BAD(500, 7) }, WW_DAY, WW_DAY, .failed = true },
	{ .name = "97-500-for-ever", { BAD(500, UINT_MAX) }, WW_DAY, WW_DAY, .failed = true },
	{ .name = "48-404", { BAD(404, 2) }, 2 * EVERY, 2 * EVERY, .failed = true },
	{ .name = "49-403", { BAD(403, 2) }, 2 * EVERY, 2 * EVERY, .failed = true },
	{ .name = "50-401", { BAD(401, 2) }, 2 * EVERY, 2 * EVERY, .failed = true },
	{ .name = "51-410-asks-once-more", { BAD(410, 1) }, EVERY, EVERY, .failed = true,
		.why = "once more" },
	{ .name = "51-410-confirmed", { BAD(410, 2), .gone_before = true }, 7 * WW_DAY, 7 * WW_DAY,
		.failed = true,
		.gone = true, .why = "once a week" },
	{ .name = "52-network", { .outcome = WWD_POLL_NETWORK, .retry_after = -1, .failures = 2 },
		2 * EVERY, 2 * EVERY,
		.failed = true },
	{ .name = "53-not-a-feed", { .outcome = WWD_POLL_NOT_FEED, .status = 200, .retry_after = -1,
		.failures = 3 },
		4 * EVERY, 4 * EVERY, .failed = true },
	{ .name = "n6-truncated", { .outcome = WWD_POLL_TRUNCATED, .status = 200, .retry_after = -1,
		.failures = 2 },
		2 * EVERY, 2 * EVERY, .failed = true },
	{ .name = "105-too-large", { .outcome = WWD_POLL_LIMIT, .status = 200, .retry_after = -1,
		.failures = 1 }, EVERY,
		EVERY, .failed = true },
	{ .name = "54-comes-back", { GOOD, .failures = 0 }, 0, EVERY },
	{ .name = "91-max-age-of-a-year", { GOOD, .fresh_for = HUGE_WAIT }, WW_DAY + 1, WW_DAY + 1,
		.why = "capped" },
	{ .name = "91-max-age-no-overflow", { GOOD, .fresh_for = INT64_MAX }, WW_DAY + 1, WW_DAY + 1,
		.why = "capped" },
	{ .name = "91-ttl-of-a-year", { GOOD, .pace.ttl = HUGE_WAIT }, WW_DAY + 1, WW_DAY + 1,
		.why = "capped" },
	{ .name = "91-negative-freshness", { GOOD, .fresh_for = INT64_MIN, .pace.ttl = INT64_MIN }, 0,
		EVERY },
	{ .name = "92-minimum-wins", { GOOD, .every = 1, .fresh_for = 10 }, 11, WWD_EVERY_MIN },
	{ .name = "92-minimum-against-jitter", { GOOD, .every = WWD_EVERY_MIN, .jitter = -1 }, 0,
		WWD_EVERY_MIN },
	{ .name = "92-negative-interval", { GOOD, .every = INT64_MIN }, 0, WWD_EVERY_MIN },
	{ .name = "92-endless-interval", { GOOD, .every = INT64_MAX }, 0, WW_DAY },
	{ .name = "95-jitter-later", { GOOD, .jitter = 1 }, 0, EVERY * 105 / 100 },
	{ .name = "95-jitter-sooner", { GOOD, .jitter = -1 }, 0, EVERY * 95 / 100 },
	{ .name = "95-jitter-out-of-range", { GOOD, .jitter = 1e300 }, 0, EVERY },
	{ .name = "95-jitter-never-before-max-age", { GOOD, .fresh_for = 7200, .jitter = -1 }, 7201, 7561 },
	{ .name = "96-offline-first", { .outcome = WWD_POLL_OFFLINE, .retry_after = -1, .failures = 1 }, 0,
		60,
		.why = "no network" },
	{ .name = "96-offline-third", { .outcome = WWD_POLL_OFFLINE, .retry_after = -1, .failures = 3 }, 0,
		240 },
	{ .name = "96-offline-for-long", { .outcome = WWD_POLL_OFFLINE, .retry_after = -1,
		.failures = 4000000 }, 0, 900 },
	{ .name = "scale-interval", { GOOD, .time_scale = 60 }, 0, EVERY / 60 },
	{ .name = "scale-backoff", { BAD(500, 2), .time_scale = 60 }, EVERY / 30, EVERY / 30,
		.failed = true },
	{ .name = "scale-not-the-servers-wish", { GOOD, .time_scale = 600, .fresh_for = 5 }, 6, 6 },
	{ .name = "scale-never-zero", { GOOD, .time_scale = 1e300 }, 0, 1 },
	{ .name = "scale-negative", { GOOD, .time_scale = -3 }, 0, EVERY },
	{ .name = "out-of-sight", { GOOD, .now = INT64_MAX - 10 }, 0, 10 },
	{ .name = "before-the-epoch", { GOOD, .now = INT64_MIN }, 0, EVERY },
};

static void check_next(void **state)
{
	const struct next_case *c = *state;
	struct wwd_policy_in in = c->in;
	struct wwd_policy_out out;

	in.now = in.now ? in.now : NOW;
	in.every = in.every ? in.every : EVERY;
	wwd_policy_next(&in, &out);
	assert_int_equal(out.not_before - in.now, c->not_before);
	assert_int_equal(out.next_poll - in.now, c->next_poll);
	assert_int_equal(out.host_not_before ? out.host_not_before - in.now : 0, c->host);
	assert_true(out.failed == c->failed);
	assert_true(out.gone == c->gone);
	assert_non_null(out.why);
	if (c->why)
		assert_non_null(strstr(out.why, c->why));
}

static const struct skip_case {
	const char *name;
	struct feed_pace pace;
	int64_t want; /* seconds from NOW */
} skip_cases[] = {
	{ .name = "skip-nothing", { 0 }, 0 },
	{ .name = "skip-hour", { .skip_hours = 1 << 12 }, 2400 },
	{ .name = "skip-other-hour", { .skip_hours = 1 << 13 }, 0 },
	{ .name = "skip-day", { .skip_days = 1 << 1 }, 42000 },
	{ .name = "skip-all-but-sunday", { .skip_days = 0x7e }, 5 * WW_DAY + 42000 },
	{ .name = "skip-day-and-hour", { .skip_days = 1 << 1, .skip_hours = 1 << 0 }, 42000 + 3600 },
	{ .name = "skip-everything", { .skip_days = 0x7f }, 0 },
};

static void check_skip(void **state)
{
	const struct skip_case *c = *state;

	assert_int_equal(wwd_policy_skip(&c->pace, NOW) - NOW, c->want);
}

#define T0 "Mon, 23 Nov 2026 12:20:00 GMT"
#define T1 "Mon, 23 Nov 2026 12:30:00 GMT"

static const struct fresh_case {
	const char *name;
	struct wwd_cache_headers h;
	int64_t want;
	bool no_store;
} fresh_cases[] = {
	{ .name = "unsaid", { 0 }, 0 },
	{ .name = "24-max-age-parsed", { .cache_control = "max-age=600" }, 600 },
	{ .name = "25-max-age-less-age", { .cache_control = "max-age=600", .age = "200" }, 400 },
	{ .name = "25-older-than-fresh", { .cache_control = "max-age=600", .age = "700" }, 0 },
	{ .name = "25-age-unreadable", { .cache_control = "max-age=600", .age = "old" }, 600 },
	{ .name = "27-upper-case-two-lines", { .cache_control = "public, MAX-AGE=600" }, 600 },
	{ .name = "28-expires", { .expires = T1, .date = T0 }, 600 },
	{ .name = "28-expires-without-date", { .expires = T1, .received = NOW }, 600 },
	{ .name = "28-expires-date-unreadable", { .expires = T1, .date = "today", .received = NOW }, 600 },
	{ .name = "28-expires-rfc850", { .expires = "Monday, 23-Nov-26 12:30:00 GMT", .date = T0 }, 600 },
	{ .name = "28-expires-asctime", { .expires = "Mon Nov 23 12:30:00 2026", .date = T0 }, 600 },
	{ .name = "29-max-age-beats-expires", { .cache_control = "max-age=600", .expires = T0, .date = T1 },
		600 },
	{ .name = "30-server-a-day-behind", { .expires = "Sun, 22 Nov 2026 12:30:00 GMT",
		.date = "Sun, 22 Nov 2026 12:20:00 GMT", .received = NOW }, 600 },
	{ .name = "31-server-a-day-ahead", { .expires = "Tue, 24 Nov 2026 12:30:00 GMT",
		.date = "Tue, 24 Nov 2026 12:20:00 GMT", .received = NOW }, 600 },
	{ .name = "32-expires-minus-one", { .expires = "-1", .date = T0 }, 0 },
	{ .name = "32-expires-zero", { .expires = "0", .date = T0 }, 0 },
	{ .name = "32-expires-in-the-past", { .expires = T0, .date = T1 }, 0 },
	{ .name = "33-s-maxage-ignored", { .cache_control = "s-maxage=86400, max-age=1" }, 1 },
	{ .name = "33-s-maxage-alone", { .cache_control = "s-maxage=86400" }, 0 },
	{ .name = "19-no-cache", { .cache_control = "no-cache, max-age=600" }, 0 },
	{ .name = "19-no-cache-of-a-field",
		{ .cache_control = "no-cache=\"Set-Cookie, max-age=1\", max-age=600" }, 600 },
	{ .name = "no-store", { .cache_control = "No-Store", .expires = T1, .date = T0 }, 0, true },
	{ .name = "max-age-quoted", { .cache_control = "max-age=\"600\"" }, 600 },
	{ .name = "max-age-in-a-quoted-value",
		{ .cache_control = "x=\"a, max-age=5 \\\" b\", max-age=600" }, 600 },
	{ .name = "max-age-with-blanks", { .cache_control = " , max-age = 600 ;" }, 0 },
	{ .name = "max-age-spaced", { .cache_control = "max-age = 600" }, 600 },
	{ .name = "max-age-negative", { .cache_control = "max-age=-5" }, 0 },
	{ .name = "max-age-garbage-then-expires", { .cache_control = "max-age=soon", .expires = T1,
		.date = T0 }, 600 },
	{ .name = "max-age-first-counts", { .cache_control = "max-age=600, max-age=5" }, 600 },
	{ .name = "max-age-fraction", { .cache_control = "max-age=1.5" }, 0 },
	{ .name = "max-age-empty", { .cache_control = "max-age=" }, 0 },
	{ .name = "max-age-without-value", { .cache_control = "max-age" }, 0 },
	{ .name = "max-age-overflow", { .cache_control = "max-age=99999999999999999999999" },
		(int64_t) 3660 * WW_DAY },
	{ .name = "unterminated-quote", { .cache_control = "x=\"max-age=5" }, 0 },
	{ .name = "backslash-at-the-end", { .cache_control = "x=\"\\" }, 0 },
	{ .name = "commas-only", { .cache_control = ",,, ," }, 0 },
};

static void check_fresh(void **state)
{
	const struct fresh_case *c = *state;
	bool no_store = !c->no_store;

	assert_int_equal(wwd_policy_fresh_for(&c->h, &no_store), c->want);
	assert_true(no_store == c->no_store);
}

static const struct retry_case {
	const char *name, *value, *date;
	int64_t want;
} retry_cases[] = {
	{ .name = "40-seconds", "120", NULL, 120 },
	{ .name = "40-seconds-blanks", " 120 ", NULL, 120 },
	{ .name = "41-date", T1, NULL, 600 },
	{ .name = "41-date-by-the-servers-clock", "Tue, 24 Nov 2026 12:30:00 GMT",
		"Tue, 24 Nov 2026 12:20:00 GMT", 600 },
	{ .name = "41-date-past", "Mon, 23 Nov 2026 12:00:00 GMT", NULL, 0 },
	{ .name = "43-soon", "soon", NULL, -1 },
	{ .name = "43-empty", "", NULL, -1 },
	{ .name = "43-negative", "-5", NULL, -1 },
	{ .name = "43-signed", "+5", NULL, -1 },
	{ .name = "43-fraction", "1.5", NULL, -1 },
	{ .name = "43-hex", "0x10", NULL, -1 },
	{ .name = "44-overflow", "99999999999999999999", NULL, (int64_t) 3660 * WW_DAY },
	{ .name = "44-date-far-away", "Fri, 31 Dec 9999 23:59:59 GMT", NULL, (int64_t) 3660 * WW_DAY },
};

static void check_retry(void **state)
{
	const struct retry_case *c = *state;

	assert_int_equal(wwd_policy_retry_after(c->value, c->date, NOW), c->want);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(next_cases, check_next);
	WW_ROWS(skip_cases, check_skip);
	WW_ROWS(fresh_cases, check_fresh);
	WW_ROWS(retry_cases, check_retry);
	return WW_ROWS_RUN(argc, argv);
}
