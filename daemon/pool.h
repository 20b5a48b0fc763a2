/* SPDX-License-Identifier: MIT */
/**
 * daemon/pool.h - worker threads for what only computes.
 *
 * A job is run on a worker and then finished on the loop thread. Jobs touch
 * nothing shared but immutable objects; all else belongs to the loop.
 */
#ifndef WWD_POOL_H
#define WWD_POOL_H

#include "base/base.h"
#include "filters/match.h"

#include <event2/event.h>

struct wwd_pool;

/** Embedded first in the caller's struct, which both callbacks cast back to. */
struct wwd_job {
	/** On a worker thread, with that thread's matcher. */
	void (*run)(struct wwd_job *job, struct watch_matcher *matcher);
	struct wwd_job *next; /* private */
};

/**
 * On the loop thread: a list (linked by next, in order of completion) of every job
 * that is ready, at most WWD_POOL_BATCH. The callee owns them.
 */
typedef void wwd_jobs_done_fn(void *arg, struct wwd_job *jobs);

#define WWD_POOL_BATCH 64

/** n_threads 0: one per core. 0, -ENOMEM or -errno (err). base is borrowed. */
int wwd_pool_create(struct event_base *base, unsigned n_threads, wwd_jobs_done_fn *done, void *arg,
	struct wwd_pool **ret, struct ww_err *err);

/** Waits for jobs that run; those that wait or are ready are handed to done one last time. */
void wwd_pool_destroy(struct wwd_pool *p);
WW_DEFINE_AUTO(struct wwd_pool *, wwd_pool, wwd_pool_destroy)

/** Hand over a job. Never fails. */
void wwd_pool_submit(struct wwd_pool *p, struct wwd_job *job);

/** Jobs handed over and not finished yet. */
size_t wwd_pool_busy(const struct wwd_pool *p);

#endif
