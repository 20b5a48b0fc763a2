/* SPDX-License-Identifier: MIT */
/**
 * stories/story.h - ten outlets, one story; and what happened to it.
 *
 * The tracker takes matched items one by one and says for each: a new story,
 * a development, a copy, a revision. It is pure: time comes in as an
 * argument, memory is bounded, and what must survive goes in and out as
 * records that store/ keeps. A wrong guess costs an alert too many or too
 * few, never an item.
 *
 * Decision order (the first that fits):
 *   1. a known item, or another item at the same canonical URL: a revision;
 *      silent if that text was seen before or nothing material changed
 *   2. the same title from another feed: a copy, silent
 *   3. otherwise a new story
 */
#ifndef STORY_H
#define STORY_H

#include "base/array.h"
#include "base/str.h"

#define STORY_ID_LEN      14              /* "s-" and 12 hex digits */
#define STORY_WINDOW      (7 * 24 * 3600) /* seconds without news after which a story is forgotten */
#define STORY_LIVE_MAX    100000          /* the one without news for longest goes first */
#define STORY_VERSIONS_MAX 16             /* texts remembered per item, to know a flapping title */

enum story_what {
	STORY_NEW,
	STORY_DEVELOPMENT, /* the story moved */
	STORY_COVERAGE,    /* another report of it, nothing new */
	STORY_COPY,        /* the same text from elsewhere */
	STORY_REVISION,    /* an item was rewritten */
};

/** "new", "development", "coverage", "copy", "revision". */
const char *story_what_name(enum story_what what);

/** An item as the tracker sees it. Borrowed for the call. */
struct story_item {
	int64_t id;        /* the store's number of the item, > 0 */
	int64_t feed;      /* the store's number of the feed */
	const char *feed_url, *identity; /* name a new story for good: its id is a hash of them */
	const char *url;   /* canonical (feeds/url.h), "" when unknown */
	const char *title, *text;        /* plain text */
	const char *old_title, *old_text; /* a known item's former version; NULL for a new item */
};

struct story_verdict {
	enum story_what what;
	char story[STORY_ID_LEN + 1];
	unsigned rev;  /* of the story: 1 when new, one more with every alert-worthy change */
	bool alert;    /* worth telling: new, development, or a material revision */
	bool correction; /* carries a correction or retraction marker that was not there before */
	double margin; /* of the decision; 1.0 when certain */
	char related[STORY_ID_LEN + 1]; /* a story that it may belong to, or "" */
	WW_ARRAY(char *) changed; /* in words: "dead: 4,256 -> 4,300" */
};

void story_verdict_finish(struct story_verdict *v);
WW_DEFINE_AUTO_FINISH(struct story_verdict, story_verdict, story_verdict_finish)

/** What the store keeps of a story. Strings are owned by whoever made the record. */
struct story_record {
	char id[STORY_ID_LEN + 1];
	char *title;       /* of its latest alert-worthy version */
	int64_t first, last; /* seconds: first item, latest news */
	unsigned rev;
	unsigned n_items;
	char *state;       /* the tracker's own, opaque (JSON), versioned inside; "" is fine */
};

void story_record_finish(struct story_record *r);
WW_DEFINE_AUTO_FINISH(struct story_record, story_record, story_record_finish)

/** A member of a story, as the tracker needs it back after a restart. */
struct story_member {
	int64_t id, feed;
	char story[STORY_ID_LEN + 1];
	const char *url;   /* canonical */
	const char *title;
	int64_t seen;      /* seconds */
};

struct story_tracker;

/** NULL when out of memory. */
struct story_tracker *story_tracker_create(void);
void story_tracker_destroy(struct story_tracker *t);
WW_DEFINE_AUTO(struct story_tracker *, story_tracker, story_tracker_destroy)

/** Forget everything, before restoring from the store again. */
void story_tracker_reset(struct story_tracker *t);

/** Bring back a story, then its members, oldest first. 0 or -ENOMEM. Unknown state is ignored. */
int story_tracker_restore(struct story_tracker *t, const struct story_record *r);
int story_tracker_restore_member(struct story_tracker *t, const struct story_member *m);

/**
 * Place one matched item. now: seconds since the epoch; must not be relied on
 * to grow (clocks step). 0 and *ret, or -ENOMEM (the tracker is unchanged).
 */
int story_tracker_add(struct story_tracker *t, const struct story_item *item, int64_t now,
	struct story_verdict *ret);

/** What to store for a story now. 0, -ENOENT or -ENOMEM. The caller finishes *ret. */
int story_tracker_record(const struct story_tracker *t, const char *story, struct story_record *ret);

/** Drop stories without news since now - STORY_WINDOW, and the oldest above STORY_LIVE_MAX. */
void story_tracker_expire(struct story_tracker *t, int64_t now);

size_t story_tracker_live(const struct story_tracker *t);

/**
 * What differs between two versions of a text, in words for a person: numbers
 * with their noun ("dead: 4,256 -> 4,300"), the title's changed words, the
 * first new sentence. Each string in ret is the caller's to free; nothing
 * material (case, punctuation, white space): n = 0. 0 or -ENOMEM.
 */
struct story_changes {
	WW_ARRAY(char *) list;
};
void story_changes_finish(struct story_changes *c);
WW_DEFINE_AUTO_FINISH(struct story_changes, story_changes, story_changes_finish)

int story_changed(const char *old_title, const char *old_text, const char *new_title, const char *new_text,
	struct story_changes *ret);

#endif
