/* SPDX-License-Identifier: MIT */
/**
 * filters/match.h - the compiled watchlist, and running items through it.
 *
 * A watch_set is immutable and shared: threads match against one set at the
 * same time, each with a watch_matcher of its own (scratch memory).
 */
#ifndef WATCH_MATCH_H
#define WATCH_MATCH_H

#include "base/err.h"
#include "filters/hit.h"
#include "filters/watchlist.h"

struct watch_set;
struct watch_matcher;

/**
 * Compile list, which the set then owns (also on failure it is destroyed).
 * 0, -ENOMEM, or -EINVAL for a regular expression that PCRE2 refuses (err).
 */
int watch_set_create(struct watchlist *list, struct watch_set **ret, struct ww_err *err);

/** One more owner; atomic. Returns set. */
struct watch_set *watch_set_ref(struct watch_set *set);
/** One owner less; the last one frees. NULL is fine. */
void watch_set_unref(struct watch_set *set);
WW_DEFINE_AUTO(struct watch_set *, watch_set, watch_set_unref)

const struct watchlist *watch_set_list(const struct watch_set *set);

/** One thread's scratch memory. NULL when out of memory. */
struct watch_matcher *watch_matcher_create(void);
void watch_matcher_destroy(struct watch_matcher *m);
WW_DEFINE_AUTO(struct watch_matcher *, watch_matcher, watch_matcher_destroy)

/** Plain text of each field; several authors or categories are separated by " \n ". */
struct watch_doc {
	struct ww_str field[WATCH_N_FIELDS];
};

enum watch_which {
	WATCH_ACTIVE,  /* rules that raise alerts: watch_rule_is_active() */
	WATCH_FIGURES, /* those and every figure that is not off */
};

/**
 * Replace hits by the rules that doc matches, with spans. feed and lang
 * settings are not applied (watch_rule_wants). A regular expression that hits
 * its limits counts as no match and is named in *ret_slow (may be NULL).
 * 0 or -ENOMEM.
 */
int watch_match(struct watch_matcher *m, const struct watch_set *set, const struct watch_doc *doc,
	enum watch_which which, struct watch_hits *hits, const struct watch_rule **ret_slow);

/** One condition of a rule and how it fared: a tree with the shape of the expression. */
struct watch_why {
	const struct watch_expr *expr;
	bool held;
	int distance;            /* NEAR that failed though all parts are there: least words apart; else -1 */
	unsigned count;          /* OF, COUNT: how many there were */
	struct watch_span *spans; /* that made it true */
	size_t n_spans;
	struct watch_why *kids;
	size_t n_kids;
};

/**
 * Evaluate one rule on doc, every condition of it. 0 and *ret, freed with
 * watch_why_destroy(); or -ENOMEM.
 */
int watch_explain(struct watch_matcher *m, const struct watch_set *set, const struct watch_rule *rule,
	const struct watch_doc *doc, struct watch_why **ret);
void watch_why_destroy(struct watch_why *why);
WW_DEFINE_AUTO(struct watch_why *, watch_why, watch_why_destroy)

/** The expression as it would be written, for a why tree: "Syria* near/8 @talks". Appended to out. */
int watch_expr_text(const struct watch_expr *e, struct ww_buf *out);

#endif
