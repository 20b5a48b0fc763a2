/* SPDX-License-Identifier: MIT */
/**
 * tests/fuzz/slow.h - the meaning of expressions, as plainly as it can be put.
 *
 * No index, no postings, every combination tried: what the matcher is
 * compared with. Only for small documents.
 */
#ifndef WW_TESTS_SLOW_H
#define WW_TESTS_SLOW_H

#include "filters/match.h"

/** Does e hold for doc, looked for in fields? The spans it marks are appended to hits, unsorted, if it does.
 */
bool slow_eval(
        const struct watch_expr *e, const struct watch_doc *doc, unsigned fields, struct watch_hits *hits);

#endif
