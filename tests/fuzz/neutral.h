/* SPDX-License-Identifier: MIT */
/**
 * tests/fuzz/neutral.h - rules as JSON trees, for tests of the matcher alone.
 *
 *	{"word": T} {"exact": T} {"prefix": T} {"regex": T, "flags": "i"}
 *	{"near": [E...], "n": N, "ordered": B} {"and": [E...]} {"or": [E...]} {"not": E}
 *	{"atleast": K, "of": [E...]} {"count": E, "min": K}
 *	{"field": [F...], "expr": E} {"ref": RULE}
 *
 * Fields are title, text (the body), author, source. Rules become topics that
 * look in title and text. Whatever is wrong ends the program: tests only.
 */
#ifndef WW_TESTS_NEUTRAL_H
#define WW_TESTS_NEUTRAL_H

#include <jansson.h>

#include "base/array.h"
#include "filters/watchlist.h"

/** Owns the rules of a watchlist and outlives it. Zero-initialise. */
struct neutral {
	WW_ARRAY(void *) memory;
	struct watchlist *list; /* until somebody takes it */
};

/** Memory that lives as long as n. */
void *neutral_alloc(struct neutral *n, size_t size);
char *neutral_strdup(struct neutral *n, const char *s);

/** Add a rule to n->list, which is made when it is NULL. */
struct watch_rule *neutral_add(struct neutral *n, const char *name, const struct watch_expr *expr);

struct watch_expr *neutral_expr(struct neutral *n, const json_t *j);

/** Add all rules of a file with one {"id": NAME, "expr": E} a line. */
void neutral_load(struct neutral *n, const char *path);

void neutral_finish(struct neutral *n);
WW_DEFINE_AUTO_FINISH(struct neutral, neutral, neutral_finish)

/** "title", "text", "author", ... -> field; the program ends when it is none. */
enum watch_field neutral_field(const char *name);

/** The name of a field as these files have it. */
const char *neutral_field_name(unsigned field);

/** Append hits as  name: field begin-end ...  lines, one a rule. */
int neutral_print(const struct watch_hits *hits, struct ww_buf *out);

#endif
