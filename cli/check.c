/* SPDX-License-Identifier: MIT */
/* wirewatch check: read the configuration, say what is wrong with it. */
#include <getopt.h>
#include <jansson.h>

#include "cli/cli.h"
#include "daemon/config.h"

#define OUTPUT_MAX (64u << 20)

struct check_args {
	const char *file; /* NULL: the user's */
	bool json, options, help;
};

static int usage(FILE *to)
{
	fputs("usage: wirewatch check [--json] [FILE]\n\n"
	      "Reads a watchlist and what it includes (default: yours) and lists its mistakes.\n\n"
	      "  --json   the complaints as one JSON array\n\n"
	      "Exit status: 0 good (warnings are good), 78 there are errors, 1 the file cannot be read.\n",
		to);
	return to == stdout ? 0 : CLI_USAGE;
}

static bool parse_args(int argc, char **argv, struct check_args *args)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "options", no_argument, NULL, 'o' }, /* not in the usage: for checking the manual */
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		args->json = args->json || c == 'j';
		args->options = args->options || c == 'o';
		args->help = args->help || c == 'h';
		if (c == '?')
			return false;
	}
	args->file = argv[optind];
	return argc - optind <= 1;
}

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
}

static const char *environment(const char *name)
{
	return getenv(name);
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
		fprintf(stderr, "wirewatch: %s: %s\n", file, err.text[0] ? err.text : strerror(-rc));
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

int cli_check(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	struct check_args args = { 0 };
	struct ww_err err = { 0 };

	if (!parse_args(argc, argv, &args))
		return usage(stderr);
	if (args.help)
		return usage(stdout);
	if (args.options)
		return print_options();
	if (!args.file && wwd_places_find(false, environment, &places, &err)) {
		fprintf(stderr, "wirewatch: %s\n", err.text);
		return CLI_FAILED;
	}
	return check_file(args.file ? args.file : places.watchlist, args.json);
}
