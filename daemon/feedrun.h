/* SPDX-License-Identifier: MIT */
/**
 * daemon/feedrun.h - a feed at run time: its state, and the poll under way.
 */
#ifndef WWD_FEEDRUN_H
#define WWD_FEEDRUN_H

#include "daemon/commit.h"
#include "daemon/fetcher.h"
#include "daemon/policy.h"
#include "daemon/poll.h"
#include "daemon/schedule.h"

/** What is kept of an answer until it is committed. */
struct wwd_answer {
	enum wwd_poll_outcome outcome;
	int status;
	char *etag, *last_modified, *moved_to, *error; /* owned */
	char body_hash[33];
	int64_t fresh_for, retry_after;
	bool good;   /* validators may be kept: a complete feed, or unchanged */
	bool direct; /* asked where a permanent redirect leads */
};

struct wwd_feed {
	struct wwd_due due;                   /* first: the schedule hands this back */
	struct wwd_poller *poller;            /* borrowed */
	const struct wwd_feed_config *config; /* borrowed; NULL once removed while busy */
	struct store_feed state;
	char *host;                           /* owned, lower case, for pauses */
	bool busy;                            /* from the request to the commit */
	struct wwd_answer answer;
	struct wwd_poll_job *job;             /* owned; NULL when there was nothing to parse */
	struct wwd_feed *next_ready;
	unsigned offline;                     /* polls in a row that found no network */
	bool told_failing;                    /* its failure was logged */
	bool stale;                           /* state is not what is stored: read it before it is used */
	bool kept;                            /* used while a configuration is taken over */
};

/** NULL when out of memory. */
struct wwd_feed *wwd_feed_create(struct wwd_poller *p, const struct wwd_feed_config *config);
void wwd_feed_destroy(struct wwd_feed *f);
WW_DEFINE_AUTO(struct wwd_feed *, wwd_feed, wwd_feed_destroy)

void wwd_answer_reset(struct wwd_answer *a);

/** Where the next request goes: the configured URL, or where it moved for good. */
const char *wwd_feed_target(const struct wwd_feed *f, int64_t now, double time_scale);

/** Keep what was fetched. Takes the body out of result into *ret_body (may be empty). 0 or -ENOMEM. */
int wwd_answer_take(struct wwd_answer *a, struct wwd_fetch_result *result, char **ret_body, size_t *ret_n);

/** A file: URL read into a result like a fetch's. */
void wwd_feed_read_file(const struct wwd_feed_config *config, uint64_t max_size, struct wwd_fetch_result *ret);

/** Make the job that parses body (which it takes). 0, -ENOMEM or an error of the store. */
int wwd_feed_make_job(struct wwd_feed *f, struct store *store, struct watch_set *set, char *body, size_t n,
	const struct wwd_fetch_result *result, int64_t now, struct ww_err *err);

/** Decide what the poll was, once the job (if any) is done. */
void wwd_feed_judge(struct wwd_feed *f);

/** Bring state up to date with the answer; the caller stores it. *ret_host_until: see wwd_policy_out. 0 or -ENOMEM. */
int wwd_feed_settle(struct wwd_feed *f, const struct wwd_commit_stats *stats, int64_t now, int64_t every,
	double time_scale, int64_t *ret_host_until);

#endif
