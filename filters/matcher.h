/* SPDX-License-Identifier: MIT */
/**
 * filters/matcher.h - inside a matcher: one document, read against a set. For filters/ only.
 *
 * Words of all fields are numbered through; between two fields is a gap that
 * no phrase and no near can bridge. Everything about a document is undone at
 * its end by walking the lists of what was touched, so that a matcher costs
 * nothing for the rules that a document does not concern.
 */
#ifndef WATCH_MATCHER_H
#define WATCH_MATCHER_H

#include "filters/near.h"
#include "filters/set.h"
#include "filters/tokens.h"

#define WATCH_FIELD_GAP (WATCH_NEAR_GAP + WATCH_PHRASE_WORDS)
#define WATCH_SPANS_MAX (1u << 18) /* spans of one near's parts; further ones are not looked at */
#define WATCH_REACH_MAX (1u << 14) /* spans of a near within a near or a count, likewise */

struct watch_posting {
	uint32_t first, n; /* in places */
};

/** What is known of a unit in this document. */
struct watch_unit_state {
	bool touched, awake;
	bool known, holds;
	bool marked;
	size_t first, n; /* in marks, when marked */
};

struct watch_occurrence {
	uint32_t term, word;
};

struct watch_matcher {
	const struct watch_set *set; /* while a document is being read */
	const struct watch_doc *doc;
	struct watch_tokens tokens[WATCH_N_FIELDS];
	uint32_t base[WATCH_N_FIELDS + 1];       /* number of each field's first word; [N]: all */
	WW_ARRAY(uint32_t) words;                /* the vocabulary's id of each word, 0: unknown; 0 in gaps */
	WW_ARRAY(struct watch_occurrence) found; /* terms in the order of the text */
	WW_ARRAY(struct watch_posting) postings; /* of each term */
	WW_ARRAY(uint64_t) has;                  /* one bit per term: small enough to stay in the cache */
	WW_ARRAY(uint64_t) alts;                 /* one bit per kid of long ORs: it can be true */
	WW_ARRAY(uint32_t) awake_alts;           /* those whose bit is set */
	WW_ARRAY(uint32_t) places;               /* word numbers, ascending for each term */
	WW_ARRAY(uint32_t) seen;                 /* terms with postings */
	WW_ARRAY(struct watch_unit_state) units;
	WW_ARRAY(uint32_t) touched;        /* units */
	WW_ARRAY(uint32_t) queue;          /* units that woke up */
	WW_ARRAY(uint32_t) ready;          /* rules to be evaluated */
	WW_ARRAY(struct watch_span) marks; /* of units that were marked */
	struct watch_regex_run *regex;
	struct ww_buf spelling;
	bool every; /* look at everything: nothing was woken up */
	bool slow;  /* a regular expression hit its limits */
	bool no_memory;
};

/** Read doc: words, terms, postings. 0 or -ENOMEM. watch_matcher_forget() must follow in any case. */
int watch_matcher_read(struct watch_matcher *m, const struct watch_set *set, const struct watch_doc *doc);
void watch_matcher_forget(struct watch_matcher *m);

/** The state of a unit, which is noted as touched. NULL when out of memory. */
struct watch_unit_state *watch_matcher_unit(struct watch_matcher *m, uint32_t unit);

/** The field of a word. */
static inline unsigned watch_matcher_field(const struct watch_matcher *m, uint32_t word)
{
	unsigned f = 0;

	while (word >= m->base[f + 1])
		f++;
	return f;
}

/** Is it true? False, with m->no_memory set, when out of memory. */
bool watch_eval_holds(struct watch_matcher *m, const struct watch_node *n);

/** Append the bytes that a node marks; none unless it holds. Unsorted. 0 or -ENOMEM. */
int watch_eval_mark(struct watch_matcher *m, const struct watch_node *n, struct watch_hits *hits);

/** Append the words at which a span expression stands, without order. 0 or -ENOMEM. */
int watch_eval_spans(struct watch_matcher *m, const struct watch_node *n, struct watch_words_list *out);

/** Sort spans first.. and drop duplicates. */
void watch_spans_tidy(struct watch_hits *hits, size_t first);

/** How many items of OF are true, at how many words COUNT starts; for explanations. */
unsigned watch_eval_count(struct watch_matcher *m, const struct watch_node *n);

/** NEAR: least words apart, or -1. */
int watch_eval_distance(struct watch_matcher *m, const struct watch_node *n);

#endif
