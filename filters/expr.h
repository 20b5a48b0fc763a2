/* SPDX-License-Identifier: MIT */
/**
 * filters/expr.h - what a topic, figure or define looks for, as a tree.
 *
 * Built by the parser, read by the compiler and the explainer; the watchlist
 * owns all of it. Semantics: watchlist(5), "Meaning".
 */
#ifndef WATCH_EXPR_H
#define WATCH_EXPR_H

#include "base/diag.h"
#include "filters/hit.h"

enum watch_op {
	WATCH_PHRASE, /* text: words in a row; exact or prefix */
	WATCH_REGEX,  /* text: the pattern */
	WATCH_NEAR,   /* kids within n words of each other; ordered: then/n */
	WATCH_AND,
	WATCH_OR,
	WATCH_NOT,    /* one kid */
	WATCH_OF,     /* at least n kids are true */
	WATCH_COUNT,  /* one kid, whose spans start at n or more words */
	WATCH_IN,     /* one kid, looked for in fields only */
	WATCH_REF,    /* @name: the expression of another figure or define */
};

struct watch_expr {
	enum watch_op op;
	bool exact;   /* PHRASE: =text */
	bool prefix;  /* PHRASE: text* */
	bool ordered; /* NEAR */
	bool icase;   /* REGEX: /i */
	unsigned n;      /* NEAR, OF, COUNT */
	unsigned fields; /* IN: mask of WATCH_FIELD_BIT */
	char *text;      /* PHRASE as written without = and *; REGEX with \/ as / */
	const struct watch_rule *ref; /* REF: stands earlier in the same watchlist */
	struct watch_expr **kids;
	size_t n_kids;
	struct ww_place place; /* for messages and explanations */
};

#endif
