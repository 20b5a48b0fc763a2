/* SPDX-License-Identifier: MIT */
/**
 * notifiers/notifier.h - one way out for alerts, behind one interface.
 *
 * A notifier takes alerts and says, later and on the caller's thread, what
 * became of each. It never blocks the caller: what may block runs in a
 * thread of its own. What must survive is the caller's business (the outbox).
 *
 *	notifier_send()      hand over an alert
 *	notifier_fd()        readable when there is something to dispatch
 *	notifier_dispatch()  calls the events back, on the calling thread
 *
 * A new notifier is one file with a struct notifier_ops and a row in
 * notifier.c's table.
 */
#ifndef NOTIFIER_H
#define NOTIFIER_H

#include "base/err.h"
#include "notifiers/alert.h"

struct notifier;

enum notifier_result {
	NOTIFIER_DELIVERED, /* confirmed by the other side */
	NOTIFIER_RETRY,     /* not now: try again later */
	NOTIFIER_REFUSED,   /* never: trying again is no use */
};

enum notifier_action {
	NOTIFIER_OPEN,       /* the link was opened */
	NOTIFIER_DISMISSED,  /* closed by the person */
	NOTIFIER_MUTE_STORY,
};

/**
 * What a notifier tells; called from notifier_dispatch() and, for what was
 * confirmed during its wait, from notifier_destroy(), where the callee may
 * not call the notifier. Otherwise it may send, not destroy. alert_id is
 * valid during the call. All but on_result may be NULL.
 */
struct notifier_events {
	/** The end of one notifier_send(). text: what went wrong, "" if nothing. */
	void (*on_result)(void *arg, const char *alert_id, enum notifier_result result, const char *text);
	/** A person did something with an alert. token: XDG activation token or "". */
	void (*on_action)(void *arg, const char *alert_id, enum notifier_action action, const char *token);
	/** It can deliver again (a server appeared): retries need not wait. */
	void (*on_ready)(void *arg);
	/** Something worth a line in the log: lowercase, no full stop. */
	void (*on_note)(void *arg, const char *text);
	void *arg;
};

/** Everything a notifier may be told at birth; each reads what concerns it. */
struct notifier_opts {
	const char *name;        /* of the [notify] section, or "desktop", "log" */
	const char *jsonl_path;  /* log: alerts.jsonl, NULL for none */
	bool journal;            /* log: to the journal, if there is one */
	const char *journal_socket; /* log: another journal than systemd's, for tests; NULL for systemd's */
	int text_fd;             /* log: where plain lines go when there is no journal; -1 for nowhere */
	/*
	 * desktop: a server that is not running may be started this long after our own start, in
	 * milliseconds; 0: after 10 s. At login the session starts the one it wants by itself.
	 */
	unsigned start_server_after;
};

/** type: "desktop" or "log". 0; -ENOENT unknown type; -errno with err. */
int notifier_create(const char *type, const struct notifier_opts *opts, const struct notifier_events *events,
	struct notifier **ret, struct ww_err *err);

/**
 * Stop. Waits at most 500 ms for what is under way and tells its result; what
 * has not been confirmed by then has none: the caller still has it in the
 * outbox. NULL is fine.
 */
void notifier_destroy(struct notifier *n);
WW_DEFINE_AUTO(struct notifier *, notifier, notifier_destroy)

const char *notifier_name(const struct notifier *n);

/**
 * Hand over an alert (copied). attempt counts from 1. 0: a result will come;
 * -EAGAIN: the queue is full, nothing will come; -ENOMEM.
 */
int notifier_send(struct notifier *n, const struct alert *a, unsigned attempt);

/** A descriptor to poll for reading, owned by the notifier; -1 if it never needs dispatching. */
int notifier_fd(const struct notifier *n);

/** Call the events that are waiting. */
void notifier_dispatch(struct notifier *n);

#endif
