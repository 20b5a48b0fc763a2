/* SPDX-License-Identifier: MIT */
/**
 * stories/tracker.h - inside stories/: what the tracker remembers.
 *
 * Every live story is in the ring list, the one without news for longest
 * first. Texts are remembered as 64 bits of a SHA-256 over their folded words, so
 * that case, punctuation and white space make no difference.
 */
#ifndef STORY_TRACKER_H
#define STORY_TRACKER_H

#include "base/buf.h"
#include "filters/tokens.h"
#include "stories/map.h"
#include "stories/story.h"

#define STORY_MEMBERS_MAX 256 /* of one story; the oldest are forgotten, not the story */
#define STORY_TITLES_MAX  64  /* titles remembered per story */
#define STORY_TEXT_MAX    (16 * 1024) /* bytes of a text that are compared: what the store keeps of it */

struct member {
	int64_t id, feed;
	struct live_story *story;
	uint64_t url;   /* 0: none */
	char *title;    /* the latest, owned */
	unsigned n_versions;
	uint64_t versions[STORY_VERSIONS_MAX]; /* the latest last */
};

struct live_story {
	struct live_story *prev, *next; /* in the ring */
	char id[STORY_ID_LEN + 1];
	char *title; /* owned */
	int64_t first, last;
	unsigned rev, n_items;
	WW_ARRAY(struct member *) members; /* owned, oldest first */
	WW_ARRAY(uint64_t) titles;         /* keys of all titles it had, the latest last */
};

struct story_tracker {
	struct story_map by_id, by_item, by_url, by_title;
	struct live_story ring; /* its next is the oldest */
	size_t live;
	struct watch_tokens tokens; /* scratch */
	struct ww_buf folded;       /* scratch */
};

/** The key of a text; 0 is never one. 0 or -ENOMEM. */
int story_title_key(struct story_tracker *t, const char *title, uint64_t *ret);
int story_version_key(struct story_tracker *t, const char *title, const char *text, uint64_t *ret);
uint64_t story_url_key(const char *url);
uint64_t story_id_key(const char *id);

/** May a title alone say that two items are the same? Not "Live updates", and not two words. */
int story_title_is_telling(struct story_tracker *t, const char *title, bool *ret);

struct live_story *story_find(const struct story_tracker *t, const char *id);
/** Make a story that nobody knows yet; NULL when out of memory. */
struct live_story *story_create(struct story_tracker *t, const char *id);
/** Forget it and its members. */
void story_forget(struct story_tracker *t, struct live_story *s);
/** It had news: to the end of the ring. */
void story_touch(struct story_tracker *t, struct live_story *s, int64_t now);

/** A new member; it is in the maps. title is taken over. NULL when out of memory, nothing is changed. */
struct member *story_add_member(struct story_tracker *t, struct live_story *s, int64_t id, int64_t feed,
	uint64_t url, char *title);
/** The story has had this title (0: none worth noting); by_title leads to it. Room for one was reserved. */
void story_note_title(struct story_tracker *t, struct live_story *s, uint64_t key);
bool story_had_title(const struct live_story *s, uint64_t key);
bool story_member_had(const struct member *m, uint64_t version);
void story_note_version(struct member *m, uint64_t version);

#endif
