/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/fetch.h"
#include "feeds/doc.h"

#define JSON_MAX ((size_t) 1 << 30)

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

static int run(int argc, char **argv)
{
	WW_AUTO(cli_document) struct cli_document in = { 0 };
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	struct feed_parse_opts opts = { 0 };
	struct ww_err err = { 0 };
	int rc, n = cli_options(&cli_parse, argc, argv, NULL);

	if (n < 0)
		return CLI_USAGE;
	if (n != 1)
		return cli_misuse(&cli_parse, "one feed is to be named: a file, a URL, or - for standard input");
	rc = cli_fetch(argv[0], &in, &err);
	if (rc) {
		fprintf(stderr, "wirewatch: %s\n", err.text);
		return CLI_FAILED;
	}
	opts.content_type = in.content_type;
	opts.base_url = in.url;
	rc = feed_doc_parse(in.body.v, in.body.n, &opts, &doc, &err);
	if (rc)
		return failed(argv[0], rc, &err);
	return print(doc);
}

const struct cli_command cli_parse = {
	.name = "parse",
	.group = CLI_SCRIPTS,
	.args = "FILE|URL|-",
	.summary = "print a feed as JSON Feed 1.1",
	.about = "Reads an RSS, Atom or JSON feed and prints it as one JSON Feed 1.1 document: titles\n"
	         "in plain text, dates in UTC. What is not a feed prints nothing but one line on\n"
	         "standard error; the exit status is then 1.",
	.run = run,
};
