/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/fetch.h"
#include "feeds/doc.h"

#define JSON_MAX ((size_t) 1 << 30)

static int usage(FILE *to)
{
	fputs("usage: wirewatch parse FILE|URL|-\n\n"
		"Read an RSS, Atom or JSON feed and print it as JSON Feed 1.1.\n"
		"What is not a feed prints nothing but one line on standard error; the\n"
		"exit status is then 1.\n", to);
	return to == stdout ? 0 : CLI_USAGE;
}

static int failed(const char *what, int rc, const struct ww_err *err)
{
	fprintf(stderr, "wirewatch: %s: %s\n", what, err->text[0] ? err->text : strerror(-rc));
	return CLI_FAILED;
}

static int print(const struct feed_doc *doc)
{
	WW_AUTO(buf) struct ww_buf json = WW_BUF(JSON_MAX);
	int rc = feed_doc_to_json(doc, &json);

	if (!rc && (fwrite(json.v, 1, json.n, stdout) != json.n || fflush(stdout)))
		rc = -errno;
	if (rc)
		return failed("standard output", rc, &(struct ww_err){ 0 });
	return 0;
}

int cli_parse(int argc, char **argv)
{
	WW_AUTO(cli_document) struct cli_document in = { 0 };
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	struct feed_parse_opts opts = { 0 };
	struct ww_err err = { 0 };
	int rc;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return usage(stdout);
	if (argc != 2)
		return usage(stderr);
	rc = cli_fetch(argv[1], &in, &err);
	if (rc) {
		fprintf(stderr, "wirewatch: %s\n", err.text);
		return CLI_FAILED;
	}
	opts.content_type = in.content_type;
	opts.base_url = in.url;
	rc = feed_doc_parse(in.body.v, in.body.n, &opts, &doc, &err);
	if (rc)
		return failed(argv[1], rc, &err);
	return print(doc);
}
