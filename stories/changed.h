/* SPDX-License-Identifier: MIT */
/** stories/changed.h - inside stories/: two versions of a text, compared. */
#ifndef STORY_CHANGED_H
#define STORY_CHANGED_H

#include "filters/tokens.h"
#include "stories/story.h"

#define STORY_CHANGES_MAX 4   /* entries */
#define STORY_CHANGE_MAX  160 /* bytes of one; longer ones are cut at a word */

/** One side of a comparison. Borrowed. */
struct story_text {
	struct ww_str title, text;
};

/** story_changed(), and whether a marker of correction or retraction appeared. Both results may be NULL. */
int story_compare(const struct story_text *was, const struct story_text *is, struct story_changes *ret,
	bool *ret_correction);

/* ---- stories/numbers.c ---- */

/** A number that counts something. */
struct story_count {
	double value;
	struct ww_str digits; /* as written: "4,256", "1.2 million" */
	struct ww_str noun;   /* folded, or the name of its group: "killed" */
	struct ww_str label;  /* what to show for the noun */
	uint32_t begin, end;  /* bytes of the text */
};

struct story_counts {
	WW_ARRAY(struct story_count) list;
};

/** The counts of text, whose words are in t; ages, dates, times and scores are none. Appended to ret; views of text and t. */
int story_find_counts(struct ww_str text, const struct watch_tokens *t, struct story_counts *ret);

/* ---- stories/cues.c ---- */

/** Words as " word word " so that a search for " put off " meets whole words only. */
int story_fold_padded(struct ww_str text, struct ww_buf *out);
/** The first cue ("postponed", "denied") that folded has and was has not; NULL if none. A view of a literal. */
const char *story_find_cue(struct ww_str was, struct ww_str folded, struct ww_buf *scratch);
/** Does the text say that it corrects or retracts? */
int story_says_correction(const struct story_text *text, bool *ret);

#endif
