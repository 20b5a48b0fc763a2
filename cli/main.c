/* SPDX-License-Identifier: MIT */
/*
 * wirewatch: the command line. Each subcommand is one file with one struct
 * cli_command, and one row here.
 */
#include "cli/cli.h"

#include "filters/conf.h"

#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

static const struct cli_command *const commands[] = {
	&cli_init,
	&cli_demo,
	&cli_check,
	&cli_test,
	&cli_alerts,
	&cli_status,
	&cli_feeds,
	&cli_reload,
	&cli_parse,
	&cli_match,
};

static const char *const group_titles[CLI_N_GROUPS] = {
	[CLI_START] = "Start, and try things out",
	[CLI_WATCH] = "See what it does",
	[CLI_SCRIPTS] = "For scripts",
};

struct cli_look cli_look;

static const char *env(const char *name)
{
	return getenv(name);
}

static const struct cli_command *find(const char *name)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static void overview(struct ww_buf *out)
{
	cli_put(out, &cli_look, CLI_BOLD, "wirewatch");
	ww_buf_adds(out, " watches news feeds and tells you when something you named happens.\n\n"
	                 "Usage: wirewatch COMMAND [OPTIONS] [ARGUMENTS]\n");
	for (int g = 0; g < CLI_N_GROUPS; g++) {
		cli_put(out, &cli_look, CLI_BOLD, "\n%s\n", group_titles[g]);
		for (size_t i = 0; i < WW_ARRAY_LEN(commands); i++)
			if ((int) commands[i]->group == g) {
				cli_put(out, &cli_look, CLI_NAME, "  %-8s", commands[i]->name);
				ww_buf_addf(out, "  %s\n", commands[i]->summary);
			}
	}
	ww_buf_adds(out, "\n`wirewatch help COMMAND` says more about one. With every command:\n"
	                 "  --color WHEN   auto, always or never (NO_COLOR is respected)\n"
	                 "  --help, --version\n\n"
	                 "New here? `wirewatch demo` shows it all in 20 seconds; then `wirewatch init`.\n");
}

static int unknown_command(const char *name)
{
	const char *names[WW_ARRAY_LEN(commands)], *near;

	for (size_t i = 0; i < WW_ARRAY_LEN(commands); i++)
		names[i] = commands[i]->name;
	near = conf_suggest(ww_str(name), names, WW_ARRAY_LEN(commands));
	if (near)
		cli_fail("there is no command \"%s\"; did you mean \"%s\"?", name, near);
	else
		cli_fail("there is no command \"%s\"; wirewatch --help lists them", name);
	return CLI_USAGE;
}

static int help(const char *name)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(CLI_OUT_MAX);
	const struct cli_command *c = name ? find(name) : NULL;

	if (name && !c)
		return unknown_command(name);
	if (c)
		cli_help(c, &out);
	else
		overview(&out);
	return cli_flush(&out);
}

/* Take "--color WHEN" and "--color=WHEN" out of the words, wherever they stand. 0 or -EINVAL. */
static int take_color(int *argc, char **argv, enum cli_color *ret)
{
	static const char *const names[] = { "auto", "always", "never" };
	int n = 1;

	for (int i = 1; i < *argc; i++) {
		const char *value = NULL;

		if (!strcmp(argv[i], "--")) {
			while (i < *argc)
				argv[n++] = argv[i++];
			break;
		}
		if (!strncmp(argv[i], "--color=", 8))
			value = argv[i] + 8;
		else if (!strcmp(argv[i], "--color") && i + 1 < *argc)
			value = argv[++i];
		if (!value) {
			argv[n++] = argv[i];
			continue;
		}
		*ret = CLI_COLOR_AUTO;
		while (strcmp(value, names[*ret]) != 0)
			if (++*ret == WW_ARRAY_LEN(names)) {
				cli_fail("--color is auto, always or never, not \"%s\"", value);
				return -EINVAL;
			}
	}
	argv[n] = NULL;
	*argc = n;
	return 0;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

static int run(int argc, char **argv)
{
	const struct cli_command *c;
	const char *name = argv[1];

	if (!strcmp(name, "--version") || !strcmp(name, "-V")) {
		printf("wirewatch %s\n", PACKAGE_VERSION);
		return 0;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		return help(NULL);
	if (!strcmp(name, "help"))
		return help(argv[2]);
	c = find(name);
	if (!c)
		return unknown_command(name);
	if (wants_help(argc - 1, argv + 1))
		return help(name);
	return c->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	enum cli_color when = CLI_COLOR_AUTO;
	int rc;

	setlocale(LC_CTYPE, "");
	if (take_color(&argc, argv, &when))
		return CLI_USAGE;
	cli_look_find(STDOUT_FILENO, when, env, &cli_look);
	cli_look.unicode = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (argc < 2) {
		WW_AUTO(buf) struct ww_buf out = WW_BUF(CLI_OUT_MAX);

		overview(&out);
		fputs(ww_buf_cstr(&out), stderr);
		return CLI_USAGE;
	}
	rc = run(argc, argv);
	if (fflush(stdout) && !rc)
		rc = cli_fail("standard output: %s", strerror(errno));
	return rc;
}
