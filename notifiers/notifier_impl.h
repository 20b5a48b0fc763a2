/* SPDX-License-Identifier: MIT */
/**
 * notifiers/notifier_impl.h - for the files that implement a notifier.
 *
 * A notifier embeds struct notifier as its first member and fills in its
 * ops. Whatever happens, on whatever thread, it tells through the queue; the
 * caller's thread takes it from there in notifier_dispatch().
 */
#ifndef NOTIFIER_IMPL_H
#define NOTIFIER_IMPL_H

#include "notifiers/notifier.h"

struct notifier_queue;

/** A file with a notifier has one of these; notifier.c has the table. */
struct notifier_ops {
	const char *type;
	/**
	 * Make one. queue is borrowed; a thread that may outlive the notifier takes a
	 * reference of its own. The rest of struct notifier is filled in by the caller.
	 */
	int (*create)(const struct notifier_opts *opts, struct notifier_queue *queue, struct notifier **ret,
		struct ww_err *err);
	int (*send)(struct notifier *n, const struct alert *a, unsigned attempt);
	/** Stop and free, at most 500 ms; results that come meanwhile go to the queue. */
	void (*destroy)(struct notifier *n);
};

extern const struct notifier_ops notifier_desktop_ops, notifier_log_ops;

struct notifier {
	const struct notifier_ops *ops;
	char *name; /* owned */
	struct notifier_events events;
	struct notifier_queue *queue; /* one reference */
};

enum notifier_event_kind { NOTIFIER_EV_RESULT, NOTIFIER_EV_ACTION, NOTIFIER_EV_READY, NOTIFIER_EV_NOTE };

/** Something to tell. Of fixed size, so that one made early cannot fail late. */
struct notifier_event {
	struct notifier_event *next;
	enum notifier_event_kind kind;
	char alert_id[ALERT_ID_LEN + 1];
	union {
		enum notifier_result result;
		enum notifier_action action;
	} u;
	char text[WW_ERR_MAX]; /* what went wrong, the token, the note */
};

/** An event for one alert; NULL when out of memory. */
struct notifier_event *notifier_event_new(enum notifier_event_kind kind, const char *alert_id);

/*
 * The queue of events: any thread puts, one thread takes. Shared, because a
 * thread that hangs in a library may outlive its notifier.
 */

/** 0 and one reference, or -errno. */
int notifier_queue_create(struct notifier_queue **ret);
struct notifier_queue *notifier_queue_ref(struct notifier_queue *q);
void notifier_queue_unref(struct notifier_queue *q);
WW_DEFINE_AUTO(struct notifier_queue *, notifier_queue, notifier_queue_unref)

/** An eventfd: readable while there are events. */
int notifier_queue_fd(const struct notifier_queue *q);

/** From now on, what is put is dropped: nobody will take it. */
void notifier_queue_close(struct notifier_queue *q);

/** Everything put so far, oldest first; the caller frees each. NULL when empty. */
struct notifier_event *notifier_queue_take(struct notifier_queue *q);

/** Put ev, which the queue owns from here on. Never fails. */
void notifier_queue_put(struct notifier_queue *q, struct notifier_event *ev);

/** Finish ev, made for a notifier_send(), and put it. fmt: the words, "" for none. */
void notifier_put_result(struct notifier_queue *q, struct notifier_event *ev, enum notifier_result result,
	const char *fmt, ...) WW_PRINTF(4, 5);

/*
 * The rest is told if there is memory and fewer than NOTIFIER_TALK_MAX events
 * wait: a notification server that chatters must not fill our memory.
 */
#define NOTIFIER_TALK_MAX 1000

void notifier_put_action(struct notifier_queue *q, const char *alert_id, enum notifier_action action,
	const char *token);
void notifier_put_ready(struct notifier_queue *q);
void notifier_put_note(struct notifier_queue *q, const char *fmt, ...) WW_PRINTF(2, 3);

#endif
