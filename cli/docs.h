/* SPDX-License-Identifier: MIT */
/**
 * cli/docs.h - documents to match, one JSON object a line:
 *
 *	{"id": ANY, "title": "...", "text": "...", "author": "...", "source": "...", "category": "...", "url":
 *"..."}
 *
 * All keys may be missing; others are ignored. What they match is written the same way:
 *
 *	{"doc": ID, "rules": {NAME: [[field, first byte, byte behind], ...], ...}}
 */
#ifndef CLI_DOCS_H
#define CLI_DOCS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "filters/match.h"

/** One line, read. Zero-initialise. */
struct cli_doc {
	json_t *json; /* owned; the texts of doc are its strings */
	struct watch_doc doc;
};

/** 0, or -EINVAL with err saying what is wrong. */
int cli_doc_parse(struct ww_str line, struct cli_doc *ret, struct ww_err *err);
void cli_doc_finish(struct cli_doc *d);
WW_DEFINE_AUTO_FINISH(struct cli_doc, cli_doc, cli_doc_finish)

/**
 * Append the line for what doc matched. Topics and figures that alert go by
 * their name; figures: all figures, too, as "figure:NAME". Returns out->err.
 */
int cli_doc_print(const struct cli_doc *d, const struct watch_hits *hits, bool figures, struct ww_buf *out);

#endif
