/* SPDX-License-Identifier: MIT */
/**
 * cli/why.h - why a rule matched a text, or why not, for a person.
 */
#ifndef CLI_WHY_H
#define CLI_WHY_H

#include "cli/term.h"
#include "filters/match.h"

/** The spans of one field as marks, in order; marks has room for n. Returns how many there are. */
size_t cli_marks_of(const struct watch_span *spans, size_t n, enum watch_field field, struct cli_mark *marks);

/** The passages of the fields below the title that have matching words; each field behind indent blanks. */
void cli_put_places(struct ww_buf *out, const struct cli_look *look, const struct watch_doc *doc,
        const struct watch_span *spans, size_t n_spans, size_t indent);

/**
 * The conditions as a small tree: a tick or a cross, the condition as written,
 * the words that were found, and how near a near/n came. Of long lists of
 * alternatives only those are shown that say something.
 */
void cli_put_why(struct ww_buf *out, const struct cli_look *look, const struct watch_doc *doc,
        const struct watch_why *why, size_t indent);

#endif
