/* SPDX-License-Identifier: MIT */
/**
 * filters/parse.h - one value of any, need, not, name, surname, with: from text to expressions.
 *
 * Lexer (parse_lex.c), phrases with {a,b} (parse_phrase.c), regular expressions
 * (parse_regex.c), names (parse_name.c), grammar (parse.c), finished trees
 * (parse_tree.c). The first complaint ends a value.
 * Grammar: watchlist(5), "Expressions".
 */
#ifndef WATCH_PARSE_H
#define WATCH_PARSE_H

#include "base/buf.h"
#include "filters/conf.h"
#include "filters/conf_arena.h"
#include "filters/expr.h"
#include "filters/tokens.h"
#include "filters/watchlist_names.h"

#define WATCH_DEPTH_MAX        50
#define WATCH_NEAR_MAX         50
#define WATCH_PARTS_MAX        6
#define WATCH_COUNT_MAX        100
#define WATCH_PHRASE_MAX       32
#define WATCH_ALTERNATIVES_MAX 1000
#define WATCH_SIZE_MAX         10000

#define WATCH_FIELDS_HINT "title, body, author, source, category, url"

enum watch_tok {
	TOK_END,
	TOK_OPEN,
	TOK_CLOSE,
	TOK_COMMA,
	TOK_AND,
	TOK_OR,
	TOK_NOT,
	TOK_NEAR,   /* near/n, then/n */
	TOK_FIELD,  /* title: */
	TOK_COUNT,  /* 3x */
	TOK_OF,     /* 2 of, with a bracket behind */
	TOK_NAME,   /* @ and the word or quote stuck to it */
	TOK_REGEX,
	TOK_WORD,
	TOK_QUOTED,
};

struct watch_token_text {
	enum watch_tok type;
	size_t off, len;   /* in the value */
	unsigned n;        /* NEAR, COUNT, OF; UINT_MAX: too large for any limit */
	bool has_number;   /* NEAR */
	bool icase;        /* REGEX */
	bool ordered;      /* NEAR */
	bool braces;       /* WORD, QUOTED: has { } */
	unsigned fields;   /* FIELD: mask, 0: not a field */
	struct ww_str inner; /* QUOTED, REGEX: between the delimiters; NAME with a quote: in it */
};

/** What the values of one section share. */
struct watch_parse {
	struct conf_arena *arena;     /* owns the expressions */
	struct ww_diags *diags;
	struct watch_names *names;    /* what @ finds */
	const struct watch_name *self; /* the section being read; may be NULL */
	unsigned min_prefix;
	size_t size;                  /* phrases so far, @ and {} counted in full */
	unsigned ref_depth;           /* deepest chain of @ so far */

	/* The value at hand. */
	const struct conf_value *value;
	WW_ARRAY(struct watch_token_text) toks; /* ends with TOK_END */
	size_t pos;
	unsigned depth;
	bool covering;                /* inside a field or count prefix */
	bool failed;                  /* complained */
	bool no_memory;
	WW_ARRAY(struct watch_expr *) kids; /* a stack: kids of the expressions being built */

	/* Scratch. */
	struct watch_tokens words;
	struct ww_buf buf;
};

/** Everything but the scratch belongs to others. */
void watch_parse_finish(struct watch_parse *p);

/** A growing list of expressions; the array is the caller's. */
struct watch_expr_list {
	WW_ARRAY(struct watch_expr *) list;
};

/**
 * Parse v and append its parts, which "," or "or" separate, to ret.
 * 0, -EINVAL (complained, ret and p->size as before) or -ENOMEM.
 */
int watch_parse_value(struct watch_parse *p, const struct conf_value *v, struct watch_expr_list *ret);

/** Several expressions as one: kids[0] itself, or an op node over a copy of kids. NULL when out of memory. */
struct watch_expr *watch_expr_join(struct conf_arena *arena, enum watch_op op, struct watch_expr **kids,
	size_t n, struct ww_place place);

/** Can e match an item that has none of its words? Then it needs nothing: false. */
bool watch_expr_needs(const struct watch_expr *e);

/** The first part of e that is no span (a phrase, a near, or a chain of these); NULL if all are. */
const struct watch_expr *watch_expr_not_span(const struct watch_expr *e);

/** What such a part is called in a message: "\"and\"", "a field". */
const char *watch_expr_op_text(const struct watch_expr *e);

/* Between the parts of the parser. Those that return an expression return NULL after failing. */

/** Split the value into p->toks. False after a complaint. */
bool watch_lex(struct watch_parse *p);
/** The phrase of len bytes at off, of which text is what to look for; {} makes an OR. */
struct watch_expr *watch_parse_phrase(
	struct watch_parse *p, size_t off, size_t len, struct ww_str text, bool braces);
struct watch_expr *watch_parse_regex(struct watch_parse *p, const struct watch_token_text *t);
struct watch_expr *watch_parse_name(struct watch_parse *p);

/** A node in the arena, placed at bytes of the value. */
struct watch_expr *watch_parse_node(struct watch_parse *p, enum watch_op op, size_t off, size_t len);
/** Count n more phrases; complains and is false when that is too many. */
bool watch_parse_count(struct watch_parse *p, size_t n, size_t off, size_t len);

/** Complain and fail:  fail(p, off, len, "..."); a hint may follow. */
#define watch_parse_fail(p, off, len, ...)                                                                 \
	do {                                                                                               \
		conf_value_diag((p)->diags, WW_ERROR, (p)->value, off, len, __VA_ARGS__);                  \
		(p)->failed = true;                                                                        \
	} while (0)

#endif
