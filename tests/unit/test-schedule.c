/* SPDX-License-Identifier: MIT */
#include "daemon/schedule.h"

#include "daemon/clock.h"
#include "tests/unit/rows.h"

#define N 500

struct entry {
	struct wwd_due due;
	int64_t fired_ms;
};

struct run {
	struct event_base *base;
	struct wwd_schedule *schedule;
	int64_t last_at;
	unsigned fired, again;
};

static void on_due(void *arg, struct wwd_due *due)
{
	struct run *r = arg;

	assert_int_equal(due->index, WWD_UNSCHEDULED);
	assert_true(due->at_ms <= wwd_boot_ms());
	assert_true(due->at_ms >= r->last_at); /* in order */
	r->last_at = due->at_ms;
	r->fired++;
	if (r->again) {
		r->again--;
		assert_int_equal(wwd_schedule_put(r->schedule, due, due->at_ms + 1), 0);
	}
	if (wwd_schedule_next(r->schedule) == INT64_MAX)
		event_base_loopbreak(r->base);
}

static struct run start(void)
{
	struct run r = { .base = event_base_new() };

	assert_non_null(r.base);
	return r;
}

static void finish(struct run *r)
{
	wwd_schedule_destroy(r->schedule);
	event_base_free(r->base);
}

static void check_order(void **state)
{
	struct run r = start();
	struct entry *e = calloc(N, sizeof(*e));
	int64_t now = wwd_boot_ms();

	assert_int_equal(wwd_schedule_create(r.base, on_due, &r, &r.schedule), 0);
	for (size_t i = 0; i < N; i++) {
		wwd_due_init(&e[i].due);
		/* A scrambled order with ties; 7919 and N have no common factor. */
		assert_int_equal(wwd_schedule_put(r.schedule, &e[i].due, now + (int64_t) (i * 7919 % N / 10)), 0);
	}
	for (size_t i = 0; i < N; i += 3)
		wwd_schedule_remove(r.schedule, &e[i].due);
	for (size_t i = 1; i < N; i += 3) /* later, and then earlier than it was */
		assert_int_equal(wwd_schedule_put(r.schedule, &e[i].due, now + (i % 2 ? 60 : -5)), 0);
	assert_int_equal(event_base_dispatch(r.base), 0);
	assert_int_equal(r.fired, N - (N + 2) / 3);
	finish(&r);
	free(e);
}

static void check_again(void **state)
{
	struct run r = start();
	struct entry e = { .fired_ms = 0 };

	r.again = 200; /* more than one batch, put back from within the callback */
	assert_int_equal(wwd_schedule_create(r.base, on_due, &r, &r.schedule), 0);
	wwd_due_init(&e.due);
	assert_int_equal(wwd_schedule_put(r.schedule, &e.due, wwd_boot_ms() - 1000), 0);
	assert_int_equal(event_base_dispatch(r.base), 0);
	assert_int_equal(r.fired, 201);
	finish(&r);
}

static void stop_loop(evutil_socket_t fd, short what, void *data)
{
	event_base_loopbreak(data);
}

static void check_stop(void **state)
{
	struct run r = start();
	struct timeval soon = { 0, 50000 };
	struct entry e = { .fired_ms = 0 };

	assert_int_equal(wwd_schedule_create(r.base, on_due, &r, &r.schedule), 0);
	wwd_due_init(&e.due);
	assert_int_equal(wwd_schedule_put(r.schedule, &e.due, wwd_boot_ms() - 1), 0);
	wwd_schedule_stop(r.schedule);
	event_base_once(r.base, -1, EV_TIMEOUT, stop_loop, r.base, &soon);
	assert_int_equal(event_base_dispatch(r.base), 0);
	assert_int_equal(r.fired, 0);
	finish(&r);
	assert_int_equal(e.due.index, WWD_UNSCHEDULED);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROW("order", check_order);
	WW_ROW("put-back-while-due", check_again);
	WW_ROW("stopped", check_stop);
	return WW_ROWS_RUN(argc, argv);
}
