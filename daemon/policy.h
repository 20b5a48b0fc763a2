/* SPDX-License-Identifier: MIT */
/**
 * daemon/policy.h - when a feed may and should be polled next. Pure.
 *
 * Everything that decides is an argument; nothing here knows a clock or a
 * store. Two answers: not_before, the earliest that server and manners allow
 * even by hand, and next_poll, what the schedule wants. Both are persisted.
 */
#ifndef WWD_POLICY_H
#define WWD_POLICY_H

#include "daemon/fetcher.h"
#include "feeds/item.h"

#define WWD_FRESH_MAX       (24 * 3600)     /* a longer max-age or Expires is capped */
#define WWD_RETRY_AFTER_MAX (7 * 24 * 3600) /* a longer Retry-After is capped */
#define WWD_BACKOFF_MAX     (24 * 3600)
#define WWD_GONE_EVERY      (7 * 24 * 3600) /* a 410 feed is asked again this rarely */
#define WWD_MOVED_CONFIRM   3               /* permanent redirects in a row, and ... */
#define WWD_MOVED_AGE       (24 * 3600)     /* ... over this long, before the new URL is polled directly */

enum wwd_poll_outcome {
	WWD_POLL_NEWS,      /* a good document with something new */
	WWD_POLL_NO_NEWS,   /* 304, same body, or nothing new in it */
	WWD_POLL_NOT_FEED,  /* 200, but no feed */
	WWD_POLL_TRUNCATED, /* a feed that ends in the middle */
	WWD_POLL_HTTP,      /* an error status */
	WWD_POLL_NETWORK,
	WWD_POLL_OFFLINE,   /* nobody's fault: does not count as a failure */
	WWD_POLL_LIMIT,
};

struct wwd_policy_in {
	enum wwd_poll_outcome outcome;
	int status;
	int64_t now;         /* seconds since the epoch */
	int64_t every;       /* configured interval, seconds */
	int64_t fresh_for;   /* see wwd_fetch_result */
	int64_t retry_after; /* -1: none */
	struct feed_pace pace;
	unsigned failures;   /* in a row, this poll included */
	bool gone_before;    /* the poll before this one was a 410, too */
	double jitter;       /* -1 to 1, drawn by the caller; used for +-5 % */
	/*
	 * Tests: every wait of our own (interval, minimum, backoff) is divided
	 * by it. What a server asks for stays in its seconds, so that a test
	 * can measure on the wire whether it was obeyed. 0: 1.
	 */
	double time_scale;
};

struct wwd_policy_out {
	int64_t not_before;
	int64_t next_poll;       /* >= not_before */
	int64_t host_not_before; /* 429: the whole host waits; 0: nothing */
	bool failed;             /* counts as a failure */
	bool gone;
	const char *why;         /* constant, for people: "the server asks to wait (max-age, Expires)" ... */
};

/**
 * The larger of what the configuration, the server (200, 304: freshness, ttl,
 * skipHours; errors: Retry-After) and the number of failures ask for.
 * not_before has what the server asks and the backoff, but not the interval.
 * As now is cut to whole seconds, a server's wait gets one more.
 */
void wwd_policy_next(const struct wwd_policy_in *in, struct wwd_policy_out *ret);

/** The first time >= t that skipHours and skipDays allow; t if they exclude everything. */
int64_t wwd_policy_skip(const struct feed_pace *pace, int64_t t);

/**
 * Freshness per RFC 9111 4.2: from combined header values; 0 if stale or
 * unsaid. Times in seconds. no-cache and no-store make it 0: nothing may be
 * used without asking. s-maxage is not for us; what is unreadable is ignored.
 */
struct wwd_cache_headers {
	const char *cache_control; /* all lines joined by ", ", NULL if none */
	const char *expires, *date, *age;
	int64_t received; /* local clock; counts only if there is no Date */
};
int64_t wwd_policy_fresh_for(const struct wwd_cache_headers *h, bool *ret_no_store);

/**
 * Retry-After: seconds or HTTP date; -1 when unreadable. now is the local
 * clock, date_header (may be NULL) the server's.
 */
int64_t wwd_policy_retry_after(const char *value, const char *date_header, int64_t now);

#endif
