/* SPDX-License-Identifier: MIT */
/**
 * tests/fuzz/invent.h - rules and documents out of a stream of bytes.
 *
 * The bytes come from a fuzzer or a random generator. The words are few, so
 * that rules match often, and chosen to be awkward.
 */
#ifndef WW_TESTS_INVENT_H
#define WW_TESTS_INVENT_H

#include "filters/match.h"
#include "tests/fuzz/neutral.h"

/** Where decisions come from; used up, it gives zeros. */
struct invent {
	const uint8_t *p;
	size_t n;
};

/** Less than bound. */
unsigned invent_below(struct invent *in, unsigned bound);

/** One rule, added to n; it may refer to the rules before it. */
void invent_rule(struct invent *in, struct neutral *n);

/** A field's text. Appended to out. */
void invent_text(struct invent *in, struct ww_buf *out);

/**
 * Invent rules and documents, and compare the matcher with slow_eval().
 * False, with an account on stdout, when they differ.
 */
bool invent_and_compare(struct invent *in, size_t *ret_true);

#endif
