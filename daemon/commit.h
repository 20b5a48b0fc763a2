/* SPDX-License-Identifier: MIT */
/**
 * daemon/commit.h - what a poll found, written down: items, stories, alerts.
 *
 * Runs on the loop thread inside a transaction of the caller. Nothing is
 * delivered here: alerts become rows, the outbox does the rest.
 */
#ifndef WWD_COMMIT_H
#define WWD_COMMIT_H

#include "daemon/config.h"
#include "daemon/poll.h"

struct wwd_commit {
	struct store *store;
	struct story_tracker *tracker;
	const struct wwd_config *config;
	/** The title to show for a feed, by the store's number; valid until the next call. */
	const char *(*feed_title)(void *arg, int64_t feed);
	void *arg;
	int64_t now_ms;
};

struct wwd_commit_stats {
	unsigned fresh;   /* new items */
	unsigned revised; /* revised items */
	unsigned matched; /* items that matched an active rule */
	unsigned alerts;  /* raised and not silent */
	unsigned silent;  /* raised as baseline or muted */
};

/**
 * Write what job found in feed (whose row exists: feed->id is set) and update
 * feed->baseline and last_new. 0 or -errno with err: the caller rolls back, and restores
 * the tracker, which may be ahead of the store then.
 */
int wwd_commit_poll(const struct wwd_commit *c, const struct wwd_poll_job *job, const struct wwd_feed_config *config,
	struct store_feed *feed, struct wwd_commit_stats *stats, struct ww_err *err);

#endif
