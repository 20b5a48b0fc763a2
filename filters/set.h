/* SPDX-License-Identifier: MIT */
/**
 * filters/set.h - inside a compiled watchlist. For filters/ only.
 *
 * A unit is the expression of one rule, looked for in certain fields: @name
 * in another field is another unit, in the same fields it is the same one,
 * compiled once and evaluated once per document. A term is a word or a
 * prefix; the terms of a document say which units can be true at all
 * (filters/trigger.h), and only those are evaluated.
 */
#ifndef WATCH_SET_H
#define WATCH_SET_H

#include <stdatomic.h>

#include "filters/expr.h"
#include "filters/match.h"
#include "filters/regex.h"
#include "filters/vocab.h"

#define WATCH_PHRASE_WORDS 32
#define WATCH_REF_DEPTH 200 /* @ within @ within ... */

/** An expression, ready to be evaluated; its kids stand before it. */
struct watch_node {
	uint8_t op; /* enum watch_op without IN, which is in fields */
	bool exact, prefix, ordered;
	bool slow; /* a regular expression is below: look at the others first */
	uint8_t fields;
	uint32_t n;        /* as in watch_expr */
	uint32_t first;    /* PHRASE: in terms; REGEX: in regexes; REF: the unit; else: in kids */
	uint32_t size;     /* words or kids */
	uint32_t spelling; /* exact PHRASE: in spellings */
	uint32_t alts;     /* long OR: number of its first kid among all such kids; 0: none */
};

struct watch_unit {
	const struct watch_rule *rule;
	uint32_t root;    /* node */
	uint32_t next;    /* unit of the same rule in other fields, 0: none */
	uint32_t rule_at; /* in the watchlist */
	uint8_t fields;
	bool top;     /* the rule itself, not a @ in other fields */
	bool indexed; /* asleep, it is false */
};

#define WATCH_LONG_OR 8 /* kids; it knows which of them can be true */

/** A unit to wake, if the document has also this term; 0: in any case. */
struct watch_wake {
	uint32_t unit, also;
	uint32_t alt; /* the kid of a long OR on the way; 0: there is none */
};

/** Lists of units, one per key: those of key k are wakes[start[k] .. start[k + 1]). */
struct watch_index {
	uint32_t *start;
	struct watch_wake *wakes;
};

struct watch_set {
	atomic_uint refs;
	struct watchlist *list; /* owned */
	struct watch_vocab words, prefixes;
	WW_ARRAY(struct watch_node) nodes;
	WW_ARRAY(uint32_t) kids;           /* node numbers */
	WW_ARRAY(uint32_t) terms;          /* of phrases: word, or words.list.n + prefix */
	WW_ARRAY(struct ww_str) spellings; /* in spelling_text */
	struct ww_buf spelling_text;
	WW_ARRAY(struct watch_regex *) regexes;
	WW_ARRAY(struct watch_unit) units; /* unit i < n rules is rule i's own */
	size_t n_terms;
	uint32_t n_alts;                     /* kids of long ORs, and 1 */
	unsigned fields;                     /* all that any unit looks at */
	struct watch_index by_term, by_unit; /* who wakes up when a term or unit does */
	WW_ARRAY(uint32_t) always;           /* units that no term announces */
};

/** The phrase's words: see watch_set.terms. */
static inline const uint32_t *watch_node_terms(const struct watch_set *s, const struct watch_node *n)
{
	return s->terms.v + n->first;
}

static inline const struct watch_node *watch_node_kid(
        const struct watch_set *s, const struct watch_node *n, size_t i)
{
	return &s->nodes.v[s->kids.v[n->first + i]];
}

/** Does this rule take part when which is asked for? */
static inline bool watch_rule_takes_part(const struct watch_rule *r, enum watch_which which)
{
	return watch_rule_is_active(r) || (which == WATCH_FIGURES && r->kind == WATCH_FIGURE && !r->off);
}

/** Build by_term, by_unit and always (filters/trigger.c). 0 or -ENOMEM. */
int watch_set_index(struct watch_set *s);

#endif
