/* SPDX-License-Identifier: MIT */
/**
 * daemon/poll.h - what a worker does with a body: parse, compare, match.
 *
 * Pure: everything it needs is in the job, everything it found is in the job.
 */
#ifndef WWD_POLL_H
#define WWD_POLL_H

#include "daemon/pool.h"
#include "feeds/doc.h"
#include "store/store.h"

/* CPU seconds that one document may take; wall time of the worker thread. */
#define WWD_POLL_CPU_MAX 2.0

enum wwd_change_kind {
	WWD_ITEM_NEW,
	WWD_ITEM_REVISED, /* known, with another title or text */
	WWD_ITEM_MOVED,   /* known under another identity (a rotated guid): nothing to tell */
};

/** One item of the document that the store does not know like this. */
struct wwd_change {
	size_t item; /* index in doc->items */
	enum wwd_change_kind kind;
	int64_t known;           /* the store's id, 0 for NEW */
	char hash[33];           /* see store_item.hash */
	char url_hash[17], title_hash[17];
	char *canonical;         /* owned; "" when the link is not this item's alone */
	bool shares_page;        /* others of the document have the same canonical */
	size_t first_hit, n_hits; /* in hits.list */
};

struct wwd_poll_job {
	struct wwd_job job; /* first: see pool.h */
	void *owner;        /* the caller's */

	/* In; owned by the job. */
	char *body;
	size_t n_body;
	char *content_type, *url;  /* url: of the last hop, for relative links */
	int64_t now;
	struct store_knowns knowns;
	struct watch_set *set;     /* a reference */
	char *source;              /* the feed's name and title, what source: looks in besides the item's own */

	/* Out. */
	int rc;                    /* 0, an error of feed_doc_parse(), or -ECANCELED when it was never run */
	struct ww_err err;
	struct feed_doc *doc;      /* owned */
	WW_ARRAY(struct wwd_change) changes; /* in document order */
	WW_ARRAY(int64_t) seen;    /* the store's ids of all known items in the document */
	struct watch_hits hits;    /* of all changes, see wwd_change */
	char *slow_rule;           /* owned: a rule whose regular expression hit its limits, or NULL */
};

/** A job with everything empty; NULL when out of memory. */
struct wwd_poll_job *wwd_poll_job_create(void);
void wwd_poll_job_destroy(struct wwd_poll_job *p);
WW_DEFINE_AUTO(struct wwd_poll_job *, wwd_poll_job, wwd_poll_job_destroy)

/** The text of each field as the matcher sees it. Views into item and scratch. */
int wwd_poll_fields(const struct feed_item *item, const char *source, struct ww_buf *scratch,
	struct watch_doc *ret);

/** SHA-256 digits (32) over an item's title and text: another hash is another version. */
void wwd_poll_hash(const char *title, const char *text, char out[33]);

#endif
