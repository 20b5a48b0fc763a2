/* SPDX-License-Identifier: MIT */
#include "daemon/schedule.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include "daemon/clock.h"

/* Entries handed out per wake-up, so that other events get their turn. */
#define BATCH 64

struct wwd_schedule {
	WW_ARRAY(struct wwd_due *) heap; /* heap.v[0] is due first */
	struct event *timer;             /* owned, on fd */
	int fd;                          /* timerfd, owned */
	bool stopped;
	wwd_due_fn *fn;
	void *arg;
};

static void place(struct wwd_schedule *s, size_t i, struct wwd_due *due)
{
	s->heap.v[i] = due;
	due->index = i;
}

static void sift_up(struct wwd_schedule *s, size_t i)
{
	struct wwd_due *due = s->heap.v[i];

	while (i && s->heap.v[(i - 1) / 2]->at_ms > due->at_ms) {
		place(s, i, s->heap.v[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(s, i, due);
}

static void sift_down(struct wwd_schedule *s, size_t i)
{
	struct wwd_due *due = s->heap.v[i];

	for (;;) {
		size_t kid = 2 * i + 1;

		if (kid >= s->heap.n)
			break;
		if (kid + 1 < s->heap.n && s->heap.v[kid + 1]->at_ms < s->heap.v[kid]->at_ms)
			kid++;
		if (s->heap.v[kid]->at_ms >= due->at_ms)
			break;
		place(s, i, s->heap.v[kid]);
		i = kid;
	}
	place(s, i, due);
}

/* Wake at the first entry; an absolute time of 0 would disarm the timer. */
static void arm(struct wwd_schedule *s)
{
	struct itimerspec when = { 0 };

	if (s->heap.n && !s->stopped) {
		int64_t at = ww_max(s->heap.v[0]->at_ms, (int64_t) 1);

		when.it_value.tv_sec = at / 1000;
		when.it_value.tv_nsec = at % 1000 * 1000000;
	}
	timerfd_settime(s->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
	struct wwd_schedule *s = data;
	int64_t now = wwd_boot_ms();
	uint64_t ticks;

	(void) what;
	if (read(fd, &ticks, sizeof(ticks)) < 0 && errno != EAGAIN)
		return;
	for (unsigned n = 0; n < BATCH && s->heap.n && s->heap.v[0]->at_ms <= now && !s->stopped; n++) {
		struct wwd_due *due = s->heap.v[0];

		wwd_schedule_remove(s, due);
		s->fn(s->arg, due);
	}
	arm(s);
}

int wwd_schedule_create(struct event_base *base, wwd_due_fn *fn, void *arg, struct wwd_schedule **ret)
{
	WW_AUTO(wwd_schedule) struct wwd_schedule *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->fn = fn;
	s->arg = arg;
	s->fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (s->fd < 0)
		return -errno;
	s->timer = event_new(base, s->fd, EV_READ | EV_PERSIST, on_timer, s);
	if (!s->timer || event_add(s->timer, NULL))
		return -ENOMEM;
	*ret = ww_steal(&s);
	return 0;
}

void wwd_schedule_destroy(struct wwd_schedule *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->heap.n; i++)
		s->heap.v[i]->index = WWD_UNSCHEDULED;
	ww_array_finish(&s->heap);
	if (s->timer)
		event_free(s->timer);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

int wwd_schedule_put(struct wwd_schedule *s, struct wwd_due *due, int64_t at_ms)
{
	bool was_first = due->index == 0;

	due->at_ms = at_ms;
	if (due->index == WWD_UNSCHEDULED) {
		if (ww_array_push(&s->heap, due))
			return -ENOMEM;
		due->index = s->heap.n - 1;
	}
	sift_up(s, due->index);
	sift_down(s, due->index);
	if (due->index == 0 || was_first)
		arm(s);
	return 0;
}

void wwd_schedule_remove(struct wwd_schedule *s, struct wwd_due *due)
{
	size_t i = due->index;
	struct wwd_due *last;

	if (i == WWD_UNSCHEDULED)
		return;
	due->index = WWD_UNSCHEDULED;
	last = s->heap.v[--s->heap.n];
	if (last == due)
		return;
	place(s, i, last);
	sift_up(s, i);
	sift_down(s, last->index);
}

int64_t wwd_schedule_next(const struct wwd_schedule *s)
{
	return s->heap.n ? s->heap.v[0]->at_ms : INT64_MAX;
}

void wwd_schedule_stop(struct wwd_schedule *s)
{
	s->stopped = true;
	arm(s);
}
