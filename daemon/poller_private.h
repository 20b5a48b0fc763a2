/* SPDX-License-Identifier: MIT */
/**
 * daemon/poller_private.h - inside the poller: for poller.c and poller_config.c only.
 */
#ifndef WWD_POLLER_PRIVATE_H
#define WWD_POLLER_PRIVATE_H

#include "daemon/feedrun.h"
#include "daemon/pauses.h"
#include "daemon/poller.h"

struct wwd_poller {
	struct wwd_poller_opts opts;
	const struct wwd_config *config; /* borrowed */
	WW_ARRAY(struct wwd_feed *) feeds; /* owned */
	struct wwd_pauses pauses;
	struct wwd_schedule *schedule;
	struct wwd_fetcher *fetcher;
	struct wwd_pool *pool;
	struct event *commit;     /* owned; active when ready has something */
	struct wwd_feed *ready, **ready_end; /* polls to be committed, in order */
	size_t busy;              /* feeds between request and commit */
	bool stopped, started;
	struct ww_err trouble;    /* why the last commit failed, "" if it did not */
	int64_t probe_ms;         /* with trouble: when the store is tried again, boot clock */
	bool stories_stale;       /* the tracker could not be brought back to what is stored */
};

/** The interval that config sets for f, in seconds. */
static inline int64_t wwd_poller_every(const struct wwd_feed *f, const struct wwd_config *config)
{
	return f->config->every ? f->config->every : config->daemon.every;
}

/** Put every feed that is not in the schedule, and not under way, into it. */
void wwd_poller_schedule_all(struct wwd_poller *p);

#endif
