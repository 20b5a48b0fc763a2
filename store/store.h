/* SPDX-License-Identifier: MIT */
/**
 * store/store.h - what must survive, in one SQLite file.
 *
 * All SQL of the project is in this folder. WAL, synchronous=FULL: what was
 * committed survives a power cut. The schema has numbered migrations
 * (store/schema.c); an older file is brought up to date in one transaction, a
 * newer one is refused.
 *
 * One thread uses a store. Writes happen between store_begin() and
 * store_commit(); a write outside is a programming error. Times are seconds
 * since the epoch unless a name ends in _ms. Strings given back are owned by
 * the struct they are in; every struct has its _finish(). Callbacks return 0
 * to go on; anything else ends the walk and is returned.
 *
 * Errors: 0 or -errno; err says what and which file. -ENOSPC, -EROFS, -EIO: the
 * disk; -EBUSY: locked by another program for longer than 5 s; -EBADMSG:
 * damaged or no database; -ENOMEM. After a failure inside a transaction call
 * store_rollback(): nothing of it stays.
 */
#ifndef STORE_H
#define STORE_H

#include "base/array.h"
#include "base/err.h"
#include "feeds/item.h"
#include "filters/hit.h"
#include "notifiers/alert.h"
#include "stories/story.h"

#define STORE_TEXT_MAX (16 * 1024) /* bytes of an item's text that are kept */

struct store;

enum store_mode {
	STORE_WRITE, /* the daemon: takes the lock, creates and migrates */
	STORE_READ,  /* the command line: never writes, works while the daemon runs */
};

/**
 * Open dir/wirewatch.db; STORE_WRITE creates dir (0700) and file (0600) and holds
 * an flock on dir/wirewatch.lock.
 * -EWOULDBLOCK: another daemon has it (err names its pid); -EBADMSG: damaged, not a
 * database; -EPROTONOSUPPORT: made by a newer version; STORE_READ: -ENOENT there is none,
 * -ESTALE it was made by an older version and no daemon has run since.
 */
int store_open(const char *dir, enum store_mode mode, struct store **ret, struct ww_err *err);
/** Close and unlock. NULL is fine. An open transaction is rolled back. */
void store_close(struct store *s);
WW_DEFINE_AUTO(struct store *, store, store_close)

/** Is a daemon holding the lock of dir? Its pid, 0 if not, or -errno. */
int store_daemon_pid(const char *dir);

int store_begin(struct store *s, struct ww_err *err);
int store_commit(struct store *s, struct ww_err *err);
void store_rollback(struct store *s);

/** A number that changes whenever another connection commits (PRAGMA data_version); for followers. */
int64_t store_version(struct store *s);

/* ---- feeds: keyed by URL, so that renaming in the watchlist loses nothing ---- */

struct store_feed {
	int64_t id; /* 0: not in the store yet */
	char *url, *name, *title, *home_url;
	/* Validators of the last good answer, byte for byte; a set: both or one or none. */
	char *etag, *last_modified;
	char body_hash[33];   /* of that answer's body, "" if none */
	char *moved_to;       /* where a permanent redirect led, "" if none */
	unsigned moved_times; /* how often in a row */
	int64_t moved_since;
	/* Polling; all in seconds since the epoch, 0: never or at once. */
	int64_t next_poll;    /* the schedule */
	int64_t not_before;   /* the server's wish or our backoff: no request earlier, not even by hand */
	int64_t last_poll, last_ok, last_new;
	struct feed_pace pace;
	unsigned failures;    /* in a row */
	int64_t failing_since;
	int status;           /* last HTTP status, 0 if there was none */
	char *error;          /* of the last poll in words, "" if it went well */
	bool gone;            /* 410 */
	bool baseline;        /* the first good poll has happened */
	int64_t polls, items; /* totals */
};

void store_feed_finish(struct store_feed *f);
WW_DEFINE_AUTO_FINISH(struct store_feed, store_feed, store_feed_finish)

/** -ENOENT: not known. */
int store_feed_get(struct store *s, const char *url, struct store_feed *ret, struct ww_err *err);
/** Insert (f->id == 0, then set) or update. */
int store_feed_put(struct store *s, struct store_feed *f, struct ww_err *err);
int store_feeds(struct store *s, int (*each)(void *arg, const struct store_feed *f), void *arg, struct ww_err *err);

/** No request to host before until (a 429); the latest of two wins. get: 0 if none. */
int store_host_put(struct store *s, const char *host, int64_t until, struct ww_err *err);
int store_hosts(struct store *s, int64_t now, int (*each)(void *arg, const char *host, int64_t until), void *arg,
	struct ww_err *err);

/* ---- items ---- */

/** Enough to compare a fetched document with what is known. */
struct store_known {
	int64_t id;
	char identity[FEED_IDENTITY_LEN + 1];
	char hash[33];      /* of title and text, see store_item.hash */
	char url_hash[17];  /* of the canonical url, "" without one */
	char title_hash[17]; /* of title and publication time */
};

struct store_knowns {
	WW_ARRAY(struct store_known) list; /* sorted by identity */
};
void store_knowns_finish(struct store_knowns *k);
WW_DEFINE_AUTO_FINISH(struct store_knowns, store_knowns, store_knowns_finish)

int store_items_known(struct store *s, int64_t feed, struct store_knowns *ret, struct ww_err *err);

struct store_item {
	int64_t id; /* 0: new */
	int64_t feed;
	char identity[FEED_IDENTITY_LEN + 1];
	char hash[33]; /* SHA-256 digits over folded-space title and text */
	char url_hash[17], title_hash[17];
	char *guid, *url, *canonical, *title, *text, *author, *tags, *language; /* tags joined by ", " */
	int64_t published, updated;
	int64_t first_seen, last_seen;
	char story[STORY_ID_LEN + 1]; /* "" : matched nothing */
	enum story_what what;         /* with a story: how it came there */
};

void store_item_finish(struct store_item *i);
WW_DEFINE_AUTO_FINISH(struct store_item, store_item, store_item_finish)

/** -ENOENT: pruned meanwhile. */
int store_item_get(struct store *s, int64_t id, struct store_item *ret, struct ww_err *err);
/** Insert (id == 0, then set) or update (-ENOENT: pruned meanwhile). Of text, STORE_TEXT_MAX bytes are kept. */
int store_item_put(struct store *s, struct store_item *i, struct ww_err *err);
/** The items in doc that are still there: last_seen = now, one statement. */
int store_items_seen(struct store *s, int64_t feed, int64_t now, const int64_t *ids, size_t n, struct ww_err *err);
/** Items of a story, oldest first. */
int store_story_items(struct store *s, const char *story, int (*each)(void *arg, const struct store_item *i),
	void *arg, struct ww_err *err);
/** All items with a number above after, in that order; 0 for all. */
int store_items_since(struct store *s, int64_t after, int (*each)(void *arg, const struct store_item *i), void *arg,
	struct ww_err *err);

/* ---- stories ---- */

int store_story_put(struct store *s, const struct story_record *r, struct ww_err *err);
/** Stories with news since the given time, the one without news for longest first. */
int store_stories(struct store *s, int64_t since, int (*each)(void *arg, const struct story_record *r), void *arg,
	struct ww_err *err);
/** Members of those stories, oldest first. */
int store_story_members(struct store *s, int64_t since, int (*each)(void *arg, const struct story_member *m),
	void *arg, struct ww_err *err);

/* ---- alerts and the outbox ---- */

/**
 * Record an alert, and one outbox row for each of the n notifiers. The same id
 * again changes nothing (a retry after a crash). Delivery may begin at due_ms.
 */
int store_alert_add(struct store *s, const struct alert *a, const char *const *notifiers, size_t n, int64_t due_ms,
	struct ww_err *err);

struct store_alert_query {
	int64_t since_ms;  /* raised at or after */
	int64_t after_seq; /* recorded after this one: for followers */
	const char *topic, *story, *id; /* NULL: any; id may be a prefix of at least 4 digits */
	bool unread;
	bool newest_first;
	unsigned limit;    /* 0: no limit */
};

/** seq grows by one with every alert recorded. */
int store_alerts(struct store *s, const struct store_alert_query *q,
	int (*each)(void *arg, int64_t seq, const struct alert *a, int64_t read_at), void *arg, struct ww_err *err);
/** The seq of the newest alert, 0 if there is none. */
int64_t store_alert_last_seq(struct store *s);
/** Mark as read, once. -ENOENT: no such alert. */
int store_alert_read(struct store *s, const char *id, int64_t now, struct ww_err *err);

/** A delivery that is due. */
struct store_delivery {
	const char *notifier;
	unsigned attempts; /* made so far */
	int64_t first_ms;  /* when the row was made */
	const struct alert *alert;
};

/** Pending rows of notifier due at now_ms that are not under way, oldest alert first, at most limit. */
int store_outbox_due(struct store *s, const char *notifier, int64_t now_ms, unsigned limit,
	int (*each)(void *arg, const struct store_delivery *d), void *arg, struct ww_err *err);
/**
 * Count an attempt, BEFORE it is made; the row is under way until a result, or until the store is
 * reopened. A rollback takes back both. -ENOENT: it is not pending (any more).
 */
int store_outbox_attempt(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	struct ww_err *err);
int store_outbox_delivered(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	struct ww_err *err);
/** The attempt failed: try again at next_ms. */
int store_outbox_retry(struct store *s, const char *alert_id, const char *notifier, int64_t next_ms,
	const char *error, struct ww_err *err);
/** How often it was tried, and when the row was made. -ENOENT: there is no such row. */
int store_outbox_age(struct store *s, const char *alert_id, const char *notifier, unsigned *ret_attempts,
	int64_t *ret_first_ms, struct ww_err *err);
/** Given up: stays visible in status. */
int store_outbox_dead(struct store *s, const char *alert_id, const char *notifier, int64_t now_ms,
	const char *error, struct ww_err *err);
/**
 * A newer alert of the same story makes older pending ones of this notifier pointless: mark them
 * superseded. One that is under way can still be reported delivered, but is not retried.
 */
int store_outbox_supersede(struct store *s, const struct alert *newer, const char *notifier, int64_t now_ms,
	struct ww_err *err);
/** Nothing is under way with this notifier any more: it is gone, and with it what it had in hand. */
void store_outbox_release(struct store *s, const char *notifier);
/** All pending rows of a notifier are due now (its server came back). */
int store_outbox_hurry(struct store *s, const char *notifier, int64_t now_ms, struct ww_err *err);
/** When the next pending row that is not under way falls due; INT64_MAX if none. */
int64_t store_outbox_next_ms(struct store *s, const char *notifier);

struct store_outbox_counts {
	int64_t pending, delivered, dead;
	char *last_error; /* of the newest failure, "" if none */
	int64_t oldest_pending_ms; /* 0 if none */
};
void store_outbox_counts_finish(struct store_outbox_counts *c);
/** notifier NULL: all of them. */
int store_outbox_count(struct store *s, const char *notifier, struct store_outbox_counts *ret, struct ww_err *err);

/* ---- silences: mute and snooze ---- */

enum store_silence_scope { STORE_SILENCE_STORY, STORE_SILENCE_TOPIC, STORE_SILENCE_FEED, STORE_SILENCE_ALL };

/** until 0: for good. what: story id, topic or feed name; "" with ALL. by: who asked ("desktop", "cli"). */
int store_silence_add(struct store *s, enum store_silence_scope scope, const char *what, int64_t until,
	const char *by, int64_t now, struct ww_err *err);
/** -ENOENT: there was none. */
int store_silence_remove(struct store *s, enum store_silence_scope scope, const char *what, struct ww_err *err);
/** Is (scope, what) silent at now? 1, 0 or -errno. */
int store_is_silent(struct store *s, enum store_silence_scope scope, const char *what, int64_t now,
	struct ww_err *err);

struct store_silence {
	enum store_silence_scope scope;
	const char *what, *by;
	int64_t until, made;
};

/** What is silent at now, oldest first. */
int store_silences(struct store *s, int64_t now, int (*each)(void *arg, const struct store_silence *silence),
	void *arg, struct ww_err *err);

/* ---- small facts, status, upkeep ---- */

/** A named text ("daemon.started"); -ENOENT when unset. The caller frees *ret. */
int store_meta_get(struct store *s, const char *key, char **ret, struct ww_err *err);
int store_meta_set(struct store *s, const char *key, const char *value, struct ww_err *err);

struct store_totals {
	int64_t feeds, items, stories, alerts, unread, bytes;
};
int store_total(struct store *s, struct store_totals *ret, struct ww_err *err);

/**
 * Forget in small steps (at most limit rows of each kind, inside a transaction):
 * items not seen for keep seconds though later documents of their feed were, alerts older than
 * keep with their outbox rows unless one is pending, expired silences and host pauses, stories
 * older than keep without items.
 */
int store_prune(struct store *s, int64_t now, int64_t keep, unsigned limit, struct ww_err *err);

#endif
