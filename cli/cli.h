/* SPDX-License-Identifier: MIT */
/**
 * cli/cli.h - what the subcommands of wirewatch share.
 *
 * A subcommand is one file with one struct cli_command, and one row in main.c.
 * Help, dispatch and option parsing read that struct; nothing is said twice.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "cli/term.h"
#include "daemon/config.h"

/* Exit statuses (sysexits.h where one fits). */
#define CLI_FAILED 1
#define CLI_USAGE 64
#define CLI_NOINPUT 66
#define CLI_CONFIG 78

#define CLI_OUT_MAX (256u << 20) /* bytes of output that are held back at once */

enum cli_group { CLI_START, CLI_WATCH, CLI_SCRIPTS, CLI_N_GROUPS };

enum cli_type {
	CLI_SWITCH, /* bool */
	CLI_TEXT,   /* const char *, borrowed from argv */
	CLI_NUMBER, /* unsigned */
	CLI_AGE,    /* int64_t seconds, written as 90m, 7d */
};

/** An option, and where its value goes: at bytes into the struct given to cli_options(). */
struct cli_option {
	const char *name; /* NULL ends a table */
	char letter;      /* '\0': none */
	enum cli_type type;
	const char *arg; /* what help calls the value; NULL for a switch */
	const char *help;
	size_t at;
};

/** Every command's options begin with these. */
struct cli_common {
	const char *config, *state; /* NULL: the default places */
	bool system, json;
};

/* clang-format off */
#define CLI_PLACES_OPTIONS                                                                                 \
	{ "config", 'c', CLI_TEXT, "FILE", "the watchlist, instead of the usual one",                      \
		offsetof(struct cli_common, config) },                                                     \
	{ "state", 0, CLI_TEXT, "DIR", "the daemon's memory, instead of the usual one",                    \
		offsetof(struct cli_common, state) },                                                      \
	{ "system", 0, CLI_SWITCH, NULL, "the system service, not that of this user",                      \
		offsetof(struct cli_common, system) }
#define CLI_JSON_OPTION(help) { "json", 0, CLI_SWITCH, NULL, help, offsetof(struct cli_common, json) }
/* clang-format on */

struct cli_command {
	const char *name;
	enum cli_group group;
	const char *args;                  /* "[FILE]", for the usage line */
	const char *summary;               /* one line for  wirewatch --help */
	const char *about;                 /* for  wirewatch help NAME */
	const struct cli_option *options;  /* NULL: none */
	int (*run)(int argc, char **argv); /* argv[0] is the name; returns the exit status */
};

extern const struct cli_command cli_alerts, cli_check, cli_demo, cli_feeds, cli_init, cli_match, cli_parse;
extern const struct cli_command cli_reload, cli_status, cli_test;

/** How standard output looks; settled in main() before a command runs. */
extern struct cli_look cli_look;

/**
 * Read the options of c into opts. The operands move to argv[0..n), n is
 * returned; -1 after a complaint on standard error: exit with CLI_USAGE.
 */
int cli_options(const struct cli_command *c, int argc, char **argv, void *opts);

/** Help for c, appended to out. */
void cli_help(const struct cli_command *c, struct ww_buf *out);

/** "wirewatch: ..." on standard error. Returns CLI_FAILED. */
int cli_fail(const char *fmt, ...) WW_PRINTF(1, 2);
/** The same for a wrong invocation of c, with where to read more. Returns CLI_USAGE. */
int cli_misuse(const struct cli_command *c, const char *fmt, ...) WW_PRINTF(2, 3);

/** Write out to standard output and empty it. 0, or CLI_FAILED after a complaint. */
int cli_flush(struct ww_buf *out);

/** The places that o means. 0 or an exit status after a complaint. */
int cli_places(const struct cli_common *o, struct wwd_places *ret);

/**
 * Load the watchlist at path; if it cannot be used, why is written to standard error.
 * 0 and *ret, or an exit status.
 */
int cli_load(const char *path, struct wwd_config **ret);

#endif
