/* SPDX-License-Identifier: MIT */
/**
 * notifiers/desktop_impl.h - the parts of the desktop notifier.
 *
 *	caller's thread            |  a thread of its own
 *	desktop.c      ── jobs ──▶ desktop_thread.c  one alert after the other
 *	notifier.c  ◀─ events ──   desktop_server.c  the bus and the notification server
 *	                           desktop_bubble.c  what is on the screen, by libnotify
 *	                           open_url.c        links
 *
 * libnotify's calls wait up to 25 s for a notification server that hangs, and
 * GDBus wants a main context that runs; hence the thread. The caller's thread
 * runs no main loop and makes no D-Bus call: it leaves jobs in a box and writes
 * to an eventfd. At the end the bubbles stay on the screen, for they may not
 * have been read.
 *
 * libnotify keeps its state in file-scope variables and always talks over
 * GDBus's one shared connection. So only one thread of the process may use it
 * at a time (desktop_server.c sees to that), and a call that hangs is ended
 * by shutting down that connection's socket.
 */
#ifndef DESKTOP_IMPL_H
#define DESKTOP_IMPL_H

#include "notifiers/notifier_impl.h"

#include <gio/gio.h>

#define DESKTOP_APP_NAME "wirewatch"
#define DESKTOP_JOBS_MAX 256 /* alerts under way; more are refused with -EAGAIN */

#define DESKTOP_BUS_NAME  "org.freedesktop.Notifications"
#define DESKTOP_BUS_PATH  "/org/freedesktop/Notifications"
#define DESKTOP_BUS_IFACE "org.freedesktop.Notifications"

/** One alert to show: its texts, already made, so that the alert need not be copied. */
struct desktop_job {
	struct desktop_job *next;
	struct notifier_event *result; /* owned, to be filled in and put */
	char *key;                     /* of the bubble: the story, or what stands for it */
	char *headline, *body;         /* plain text */
	char *url;                     /* "" if there is nothing to open */
	enum alert_kind kind;
	enum alert_urgency urgency;
	bool has_story;                /* can be muted */
};

void desktop_job_free(struct desktop_job *job);
WW_DEFINE_AUTO(struct desktop_job *, desktop_job, desktop_job_free)

/** What the two threads share. One reference each. */
struct desktop_box;

struct desktop_box *desktop_box_ref(struct desktop_box *box);
void desktop_box_unref(struct desktop_box *box);

struct notifier_queue *desktop_box_queue(struct desktop_box *box);

/** Readable when there are jobs to take or it is time to stop. */
int desktop_box_wake_fd(const struct desktop_box *box);

/** All new jobs, oldest first; *ret_stop is set when the thread has to end. */
struct desktop_job *desktop_box_take(struct desktop_box *box, bool *ret_stop);

/** Answer a job and free it. fmt: the words, "" for none. */
void desktop_box_answer(struct desktop_box *box, struct desktop_job *job, enum notifier_result result,
	const char *fmt, ...) WW_PRINTF(4, 5);

/** The socket that libnotify waits on, -1 for none; it is duplicated. */
void desktop_box_set_socket(struct desktop_box *box, int fd);

/** The last thing that the thread does, apart from its unref. */
void desktop_box_done(struct desktop_box *box);

/** The thread; the argument is a struct desktop_start, which it frees. */
struct desktop_start {
	struct desktop_box *box; /* one reference, the thread's */
	unsigned start_server_after; /* ms */
};
void *desktop_thread_main(void *start);

/** The notification server as far as we know it. */
enum desktop_state {
	DESKTOP_UNKNOWN, /* we have asked; there will be an answer within seconds */
	DESKTOP_ABSENT,  /* nobody would show anything: desktop_server_why() */
	DESKTOP_READY,   /* libnotify may be called */
};

struct desktop_server;

struct desktop_server_events {
	/** The state is another one. */
	void (*on_state)(void *arg);
	/**
	 * Every bubble is gone, or belongs to a server that is: its ids mean nothing any more, or
	 * worse, another program's bubble. Called while libnotify can still free notifications.
	 */
	void (*on_ids_lost)(void *arg);
	void *arg;
};

/** In the thread, whose default main context it uses. NULL when out of memory. */
struct desktop_server *desktop_server_create(struct desktop_box *box, unsigned start_server_after,
	const struct desktop_server_events *events);
void desktop_server_destroy(struct desktop_server *s);

enum desktop_state desktop_server_state(const struct desktop_server *s);
const char *desktop_server_why(const struct desktop_server *s); /* when ABSENT, in words */
const char *desktop_server_name(const struct desktop_server *s);

/** What it can do; meaningful when READY. */
struct desktop_caps {
	bool actions;
	bool body_markup;   /* the body is read as markup: escape it */
	bool draws_default; /* shows the default action as a button */
	bool cuts_summary;  /* shows one line of it, whatever there is */
};
const struct desktop_caps *desktop_server_caps(const struct desktop_server *s);

/** The connection that the bubbles are on; NULL unless READY. */
GDBusConnection *desktop_server_connection(const struct desktop_server *s);

/** An alert came while ABSENT: start a server if that is possible and it is time. May change the state. */
void desktop_server_want(struct desktop_server *s);

/** How showing an alert went: error NULL if well. May change the state. */
void desktop_server_shown(struct desktop_server *s, const GError *error);

/** What is on the screen: at most one bubble per key. */
struct desktop_bubbles;

struct desktop_bubbles *desktop_bubbles_create(const struct desktop_server *server,
	struct notifier_queue *queue);
void desktop_bubbles_destroy(struct desktop_bubbles *bs);

/** Show job, in place if its bubble is open. FALSE with error. Blocks as long as libnotify does. */
gboolean desktop_bubbles_show(struct desktop_bubbles *bs, const struct desktop_job *job, GError **error);

/** Forget all without a word to the server. */
void desktop_bubbles_forget(struct desktop_bubbles *bs);

#endif
