/* SPDX-License-Identifier: MIT */
/**
 * cli/fetch.h - get one document for a command: a file, standard input, or a URL.
 */
#ifndef CLI_FETCH_H
#define CLI_FETCH_H

#include "base/buf.h"
#include "base/err.h"

#define CLI_ABOUT_URL \
	"https://example.org/wirewatch" /* in the User-Agent, so that people can ask who calls */
#define CLI_BODY_MAX  (16u << 20)

struct cli_document {
	struct ww_buf body;
	char *url;          /* owned: where a URL led to; NULL for files */
	char *content_type; /* owned: of the answer, or NULL */
};

/**
 * Read what ("-" is standard input). http and https only, at most 5
 * redirects, CLI_BODY_MAX bytes, 30 seconds.
 * 0 or -errno with err set; cli_document_finish(ret) in any case.
 */
int cli_fetch(const char *what, struct cli_document *ret, struct ww_err *err);

void cli_document_finish(struct cli_document *d);
WW_DEFINE_AUTO_FINISH(struct cli_document, cli_document, cli_document_finish)

#endif
