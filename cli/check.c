/* SPDX-License-Identifier: MIT */
/* wirewatch check: read the configuration, say what is wrong with it. */
#include <jansson.h>

#include "cli/cli.h"
#include "daemon/config.h"

#define OUTPUT_MAX (64u << 20)

static json_t *diag_json(const struct ww_diag *d)
{
	json_t *o = json_pack("{s:s, s:s?, s:i, s:i, s:i, s:s?, s:s?}", "severity",
		d->severity == WW_ERROR ? "error" : "warning", "file", d->place.file, "line",
		(int) d->place.line, "column", (int) d->place.col, "length", (int) d->place.len, "message",
		d->message, "hint", d->hint);

	if (o && d->text)
		json_object_set_new(o, "text", json_string(d->text));
	return o;
}

static int print_json(const struct ww_diags *diags)
{
	json_t *list = json_array();
	int rc = list ? 0 : -1;

	for (size_t i = 0; i < diags->list.n && !rc; i++)
		rc = json_array_append_new(list, diag_json(&diags->list.v[i]));
	if (!rc)
		rc = json_dumpf(list, stdout, JSON_INDENT(2));
	json_decref(list);
	puts("");
	return rc;
}

static int print_text(const struct ww_diags *diags)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(OUTPUT_MAX);

	ww_diags_render(diags, &out);
	wwd_config_verdict(diags, &out);
	fputs(ww_buf_cstr(&out), stderr);
	return out.err;
}

static void print_count(size_t n, const char *what, const char *after)
{
	printf("%zu %s%s%s", n, what, n == 1 ? "" : "s", after);
}

static void print_good(const char *file, const struct wwd_config *config)
{
	const struct watchlist *list = watch_set_list(config->set);
	size_t n[3] = { 0 };

	for (size_t i = 0; i < list->rules.n; i++)
		n[list->rules.v[i]->kind]++;
	printf("%s: ", file);
	print_count(n[WATCH_TOPIC], "topic", ", ");
	print_count(n[WATCH_FIGURE], "figure", ", ");
	print_count(n[WATCH_DEFINE], "define", ", ");
	print_count(config->feeds.n, "feed", ": good\n");
	if (!config->feeds.n)
		puts("without a feed there is nothing to poll: add one below [feeds]");
}

static int check_file(const char *file, bool json)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	struct ww_err err = { 0 };
	int rc = wwd_config_load(file, &diags, &config, &err);

	if ((json ? print_json(&diags) : print_text(&diags)) || (rc == -ENOMEM)) {
		fputs("wirewatch: out of memory\n", stderr);
		return CLI_FAILED;
	}
	if (rc && diags.n_errors)
		return CLI_CONFIG;
	if (rc) {
		if (rc == -ENOENT)
			cli_fail("there is no watchlist %s; wirewatch init writes one to start from", file);
		else
			cli_fail("%s: %s", file, err.text[0] ? err.text : strerror(-rc));
		return rc == -EINVAL ? CLI_CONFIG : CLI_FAILED;
	}
	if (!json)
		print_good(file, config);
	return fflush(stdout) ? CLI_FAILED : 0;
}

static int print_options(void)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(OUTPUT_MAX);

	if (wwd_options_text(&out))
		return CLI_FAILED;
	fputs(ww_buf_cstr(&out), stdout);
	return fflush(stdout) ? CLI_FAILED : 0;
}

/* For checking the manual against the program, and for nobody else: in no help. */
static bool wants_options(int argc, char **argv)
{
	return argc == 2 && !strcmp(argv[1], "--options");
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	struct cli_common o = { 0 };
	int n, rc;

	if (wants_options(argc, argv))
		return print_options();
	n = cli_options(&cli_check, argc, argv, &o);
	if (n < 0)
		return CLI_USAGE;
	if (n > 1 || (n && o.config))
		return cli_misuse(&cli_check, "\"%s\": one file is checked at a time", argv[n - 1]);
	if (n)
		return check_file(strcmp(argv[0], "-") ? argv[0] : "/dev/stdin", o.json);
	rc = cli_places(&o, &places);
	return rc ? rc : check_file(places.watchlist, o.json);
}

static const struct cli_option options[] = {
	CLI_JSON_OPTION("the complaints as one array; the exit status tells the rest"),
	CLI_PLACES_OPTIONS,
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_check = {
	.name = "check",
	.group = CLI_START,
	.args = "[FILE]",
	.summary = "look for mistakes in the watchlist",
	.about = "Reads the watchlist, or FILE (- is standard input), and all that it includes, and\n"
	         "lists every mistake with its line and column.\n\n"
	         "Exit status: 0 good (warnings are good), 78 there are mistakes, 1 it cannot be read.",
	.options = options,
	.run = run,
};
