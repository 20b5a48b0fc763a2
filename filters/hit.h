/* SPDX-License-Identifier: MIT */
/**
 * filters/hit.h - which rules an item matched, and where.
 */
#ifndef WATCH_HIT_H
#define WATCH_HIT_H

#include "base/array.h"
#include "base/str.h"

/** Where words can stand. The order is that of output. */
enum watch_field {
	WATCH_TITLE,
	WATCH_BODY,
	WATCH_AUTHOR,
	WATCH_SOURCE,
	WATCH_CATEGORY,
	WATCH_URL,
	WATCH_N_FIELDS,
};

#define WATCH_FIELD_BIT(f) (1u << (f))
#define WATCH_FIELDS_DEFAULT (WATCH_FIELD_BIT(WATCH_TITLE) | WATCH_FIELD_BIT(WATCH_BODY))

/** "title", "body", "author", "source", "category", "url". */
const char *watch_field_name(enum watch_field field);

/** Bytes [begin, end) of a field's original text. */
struct watch_span {
	uint32_t field; /* enum watch_field */
	uint32_t begin, end;
};

struct watch_rule; /* filters/watchlist.h */

struct watch_hit {
	const struct watch_rule *rule; /* of the set that was matched; lives as long as the set */
	size_t first, n_spans;         /* in watch_hits.spans, sorted by field, begin, end, no duplicates */
};

/** Zero-initialise; reuse keeps the memory. */
struct watch_hits {
	WW_ARRAY(struct watch_hit) list; /* in the order of the rules in the file */
	WW_ARRAY(struct watch_span) spans;
};

void watch_hits_finish(struct watch_hits *h);
WW_DEFINE_AUTO_FINISH(struct watch_hits, watch_hits, watch_hits_finish)

#endif
