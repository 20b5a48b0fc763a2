/* SPDX-License-Identifier: MIT */
/**
 * daemon/raise.h - an alert from an item, its hits and the story's verdict.
 */
#ifndef WWD_RAISE_H
#define WWD_RAISE_H

#include "daemon/commit.h"

#define WWD_SUMMARY_MAX 400 /* bytes of alert.summary */
#define WWD_OUTLETS_MAX 8
#define WWD_NOTIFIERS_MAX 32

/** A hit that the rule's feed and lang settings let through. */
struct wwd_reason {
	const struct watch_rule *rule;
	const struct watch_span *spans;
	size_t n_spans;
};

struct wwd_raise {
	const struct wwd_commit *commit;
	const struct wwd_feed_config *config;
	const struct store_feed *feed;
	const struct feed_item *item;
	const struct watch_doc *doc; /* the fields that the spans point into */
	const struct wwd_reason *reasons;
	size_t n_reasons;            /* 0: a revision that matches no more; topics come from the last alert */
	const struct story_verdict *verdict;
	bool baseline;               /* first poll: recorded, not told */
};

/**
 * Build the alert, decide its state (baseline, muted, summarised, alerted), and record it with
 * its outbox rows. *ret_told says whether somebody will see it. 0 or -errno with err.
 */
int wwd_raise(const struct wwd_raise *r, bool *ret_told, struct ww_err *err);

/**
 * Who hears of a: the log of everything that is not history only, the others what
 * their topics send them. Fills at most WWD_NOTIFIERS_MAX names; returns how many.
 */
size_t wwd_raise_choose(const struct wwd_raise *r, const struct alert *a, const char **ret);

#endif
