/* SPDX-License-Identifier: MIT */
/**
 * cli/cli.h - what the subcommands of wirewatch share.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"

/* Exit statuses (sysexits.h where one fits). */
#define CLI_FAILED 1
#define CLI_USAGE  64
#define CLI_CONFIG 78

struct cli_command {
	const char *name;
	const char *summary;                 /* one line for  wirewatch --help */
	int (*run)(int argc, char **argv);   /* argv[0] is the name; returns the exit status */
};

int cli_check(int argc, char **argv);
int cli_match(int argc, char **argv);
int cli_parse(int argc, char **argv);

#endif
