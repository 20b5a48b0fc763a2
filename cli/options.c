/* SPDX-License-Identifier: MIT */
/*
 * Options and help, both from the same table. Written here rather than with
 * getopt_long: its tables hold neither help nor types, and would be a second list to keep.
 */
#include "cli/cli.h"

#include "base/timetext.h"
#include "filters/conf.h"

#include <unistd.h>

#define SUGGESTIONS_MAX 32

static const struct cli_option *find_long(const struct cli_command *c, struct ww_str name)
{
	for (const struct cli_option *o = c->options; o && o->name; o++)
		if (ww_str_eq(ww_str(o->name), name))
			return o;
	return NULL;
}

static const struct cli_option *find_letter(const struct cli_command *c, char letter)
{
	for (const struct cli_option *o = c->options; o && o->name; o++)
		if (o->letter && o->letter == letter)
			return o;
	return NULL;
}

static int unknown_option(const struct cli_command *c, const char *arg, struct ww_str name)
{
	const char *names[SUGGESTIONS_MAX], *near;
	size_t n = 0;

	for (const struct cli_option *o = c->options; o && o->name && n < SUGGESTIONS_MAX; o++)
		names[n++] = o->name;
	near = conf_suggest(name, names, n);
	if (near)
		return cli_misuse(c, "there is no option \"%s\"; did you mean --%s?", arg, near);
	return cli_misuse(c, "there is no option \"%s\"", arg);
}

/* Store what was given for o. 0 or CLI_USAGE. */
static int take(const struct cli_command *c, const struct cli_option *o, const char *value, void *opts)
{
	void *at = (char *) opts + o->at;
	uint64_t number;

	switch (o->type) {
	case CLI_SWITCH:
		*(bool *) at = true;
		return 0;
	case CLI_TEXT:
		*(const char **) at = value;
		return 0;
	case CLI_NUMBER:
		if (ww_str_to_u64(ww_str(value), 1000000, &number))
			return cli_misuse(c, "\"%s\" is not a number for --%s", value, o->name);
		*(unsigned *) at = (unsigned) number;
		return 0;
	case CLI_AGE:
		if (ww_duration_parse(ww_str(value), at))
			return cli_misuse(c, "\"%s\" is not a span of time for --%s; write 90m, 12h or 7d",
			        value, o->name);
		return 0;
	}
	return CLI_USAGE;
}

/* The option at argv[*i], with its value, which may be the next word. */
static int one_option(const struct cli_command *c, int argc, char **argv, int *i, void *opts)
{
	const char *arg = argv[*i], *value = NULL;
	const struct cli_option *o;
	struct ww_str name;

	if (arg[1] == '-') {
		name = ww_str_n(arg + 2, strcspn(arg + 2, "="));
		value = arg[2 + name.n] ? arg + 2 + name.n + 1 : NULL;
		o = find_long(c, name);
	} else {
		name = ww_str_n(arg + 1, 1);
		value = arg[2] ? arg + 2 : NULL;
		o = find_letter(c, arg[1]);
	}
	if (!o)
		return unknown_option(c, arg, name);
	if (o->type == CLI_SWITCH && value)
		return cli_misuse(c, "--%s takes no value", o->name);
	if (o->type != CLI_SWITCH && !value) {
		if (*i + 1 >= argc)
			return cli_misuse(c, "--%s needs %s", o->name, o->arg);
		value = argv[++*i];
	}
	return take(c, o, value, opts);
}

int cli_options(const struct cli_command *c, int argc, char **argv, void *opts)
{
	int n = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--")) {
			while (++i < argc)
				argv[n++] = argv[i];
			break;
		}
		if (argv[i][0] != '-' || !argv[i][1])
			argv[n++] = argv[i];
		else if (one_option(c, argc, argv, &i, opts))
			return -1;
	}
	return n;
}

/* "  -n, --limit N     help", the help wrapped behind its column. */
static void help_option(const struct cli_option *o, size_t width, struct ww_buf *out)
{
	WW_AUTO(buf) struct ww_buf left = WW_BUF(1000);

	if (o->letter)
		ww_buf_addf(&left, "-%c, ", o->letter);
	else
		ww_buf_adds(&left, "    ");
	ww_buf_addf(&left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	ww_buf_addf(out, "  %s%-*s%s  ", cli_style_on(&cli_look, CLI_NAME), (int) width, ww_buf_cstr(&left),
	        cli_style_off(&cli_look, CLI_NAME));
	cli_put_marked(out, &cli_look, CLI_PLAIN, ww_str(o->help), NULL, 0, width + 4, width + 4);
	ww_buf_addc(out, '\n');
}

void cli_help(const struct cli_command *c, struct ww_buf *out)
{
	size_t width = 0;

	cli_put(out, &cli_look, CLI_BOLD, "wirewatch %s", c->name);
	ww_buf_addf(out, "%s%s%s\n\n%s\n", c->options ? " [OPTIONS]" : "", *c->args ? " " : "", c->args,
	        c->about);
	if (!c->options)
		return;
	for (const struct cli_option *o = c->options; o->name; o++)
		width = ww_max(width, 6 + strlen(o->name) + (o->arg ? 1 + strlen(o->arg) : 0));
	ww_buf_adds(out, "\nOptions:\n");
	for (const struct cli_option *o = c->options; o->name; o++)
		help_option(o, width, out);
}
