/* SPDX-License-Identifier: MIT */
/**
 * daemon/poller.h - the way of a poll: due, fetched, worked on, committed.
 *
 * Owns the feeds at run time, the schedule, the fetcher and the workers. All
 * of it happens on the loop thread but parsing and matching. Polls that are
 * ready in one turn of the loop share a transaction.
 */
#ifndef WWD_POLLER_H
#define WWD_POLLER_H

#include "daemon/commit.h"

#include <event2/event.h>

struct wwd_poller;

struct wwd_poller_opts {
	struct event_base *base;       /* borrowed, as are the next two */
	struct store *store;
	struct story_tracker *tracker; /* restored */
	bool once;                     /* every feed that may be polled, one time */
	/** After a commit: there may be alerts to deliver. */
	void (*on_committed)(void *arg, const struct wwd_commit_stats *stats);
	/** once: nothing is left to poll. The last thing that the poller does. */
	void (*on_idle)(void *arg);
	void *arg;
};

/** config is borrowed until the next wwd_poller_configure(). */
int wwd_poller_create(const struct wwd_poller_opts *opts, const struct wwd_config *config, struct wwd_poller **ret,
	struct ww_err *err);
/** Aborts what is under way; the store is untouched by it. */
void wwd_poller_destroy(struct wwd_poller *p);
WW_DEFINE_AUTO(struct wwd_poller *, wwd_poller, wwd_poller_destroy)

/**
 * Take over another configuration: feeds that stay keep their state and their
 * place in the schedule. On failure the old one stays in force.
 */
int wwd_poller_configure(struct wwd_poller *p, const struct wwd_config *config, struct ww_err *err);

/** Start polling. */
int wwd_poller_start(struct wwd_poller *p, struct ww_err *err);
/** Start nothing new. */
void wwd_poller_stop(struct wwd_poller *p);

struct wwd_poller_counts {
	size_t feeds, failing, busy;
	int64_t next_poll; /* seconds since the epoch, 0: none */
	const char *trouble; /* why nothing can be recorded, "" if all is well */
};
void wwd_poller_count(const struct wwd_poller *p, struct wwd_poller_counts *ret);

#endif
