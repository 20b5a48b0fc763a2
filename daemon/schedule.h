/* SPDX-License-Identifier: MIT */
/**
 * daemon/schedule.h - which feed is due next: a heap on the boot clock.
 *
 * Holds entries that their owners embed; knows nothing of feeds. One
 * timerfd on CLOCK_BOOTTIME wakes the loop when the first entry is due, also
 * right after a suspend.
 */
#ifndef WWD_SCHEDULE_H
#define WWD_SCHEDULE_H

#include "base/array.h"

#include <event2/event.h>

#define WWD_UNSCHEDULED SIZE_MAX

struct wwd_due {
	int64_t at_ms; /* boot clock */
	size_t index;  /* private: place in the heap, WWD_UNSCHEDULED when not in it */
};

struct wwd_schedule;

/** Called with an entry that is due; it has left the heap. May schedule it again. */
typedef void wwd_due_fn(void *arg, struct wwd_due *due);

/** 0, -ENOMEM or -errno. base is borrowed. */
int wwd_schedule_create(struct event_base *base, wwd_due_fn *fn, void *arg, struct wwd_schedule **ret);
/** Entries stay their owners'. */
void wwd_schedule_destroy(struct wwd_schedule *s);
WW_DEFINE_AUTO(struct wwd_schedule *, wwd_schedule, wwd_schedule_destroy)

static inline void wwd_due_init(struct wwd_due *due)
{
	due->index = WWD_UNSCHEDULED;
}

/** Put in or move. 0 or -ENOMEM (then it is not in the heap). */
int wwd_schedule_put(struct wwd_schedule *s, struct wwd_due *due, int64_t at_ms);
/** Take out; nothing happens if it is not in. */
void wwd_schedule_remove(struct wwd_schedule *s, struct wwd_due *due);

/** When the first entry is due (boot clock, ms); INT64_MAX if there is none. */
int64_t wwd_schedule_next(const struct wwd_schedule *s);

/** Stop waking the loop, for good. */
void wwd_schedule_stop(struct wwd_schedule *s);

#endif
