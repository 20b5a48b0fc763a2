/* SPDX-License-Identifier: MIT */
/*
 * wirewatch: the command line. Each subcommand is one file and one row of the
 * table; a row is all that help and dispatch need.
 */
#include "cli/cli.h"

static const struct cli_command commands[] = {
	{ "check", "say what is wrong with a watchlist", cli_check },
	{ "match", "match documents against a watchlist", cli_match },
	{ "parse", "print a feed as JSON Feed 1.1", cli_parse },
	{ NULL, NULL, NULL },
};

static int usage(FILE *to)
{
	fputs("usage: wirewatch COMMAND [ARGUMENTS]\n\n", to);
	for (const struct cli_command *c = commands; c->name; c++)
		fprintf(to, "  %-12s %s\n", c->name, c->summary);
	return to == stdout ? 0 : CLI_USAGE;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(stdout);
	for (const struct cli_command *c = commands; c->name; c++)
		if (!strcmp(argv[1], c->name))
			return c->run(argc - 1, argv + 1);
	fprintf(stderr, "wirewatch: there is no command \"%s\"; wirewatch --help lists them\n", argv[1]);
	return CLI_USAGE;
}
