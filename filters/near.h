/* SPDX-License-Identifier: MIT */
/**
 * filters/near.h - which spans stand near each other.
 *
 * A combination takes one span of each part; in some order (then: the order
 * written) none overlap and at most gap words lie between neighbours. There
 * may be millions of combinations; none is ever built. Instead each span
 * keeps the sets of parts that can stand up to it, as one bit per set: with
 * at most 6 parts there are 64 sets, one machine word, and all orders are
 * followed at the same time. The work is linear in the number of spans.
 */
#ifndef WATCH_NEAR_H
#define WATCH_NEAR_H

#include "base/array.h"

#define WATCH_NEAR_PARTS 6
#define WATCH_NEAR_GAP 50

/** Words [begin, end) of a document. */
struct watch_words {
	uint32_t begin, end;
};

struct watch_words_list {
	WW_ARRAY(struct watch_words) list;
};

/** One span of one part. */
struct watch_near_span {
	uint32_t begin, end;
	uint32_t part;
	bool used;       /* out: some combination takes it */
	bool first;      /* out: some combination begins with it */
	uint64_t before; /* private */
};

/** Scratch and input: fill spans, any order. Zero-initialise; reuse keeps the memory. */
struct watch_near {
	unsigned parts, gap;
	bool ordered;
	WW_ARRAY(struct watch_near_span) spans;
	WW_ARRAY(uint64_t) window; /* private */
};

void watch_near_finish(struct watch_near *near);

/** Is there a combination? 1, 0 or -ENOMEM. Sorts spans. */
int watch_near_holds(struct watch_near *near);

/** Set used and first of every span. 0 or -ENOMEM. Sorts spans by begin, end. */
int watch_near_mark(struct watch_near *near);

/** Append where each combination begins and ends, until out has max; some may be there twice. 0 or -ENOMEM.
 */
int watch_near_reach(struct watch_near *near, struct watch_words_list *out, size_t max);

/** Least words between spans of different parts that do not overlap, or -1. For explanations. */
int watch_near_distance(struct watch_near *near);

#endif
