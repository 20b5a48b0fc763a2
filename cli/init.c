/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/starter.h"

#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
	struct cli_common common;
	bool print;
};

/* mkdir -p for the folder of path, private: a watchlist may hold passwords of feeds. */
static int make_folder(const char *path)
{
	WW_AUTO(str) char *copy = strdup(path);
	char *folder = copy ? dirname(copy) : NULL;

	if (!folder)
		return -ENOMEM;
	for (char *p = folder + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(folder, 0700) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(folder, 0700) && errno != EEXIST ? -errno : 0;
}

static int write_all(int fd, const unsigned char *p, size_t n)
{
	while (n) {
		ssize_t did = write(fd, p, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return -errno;
		p += did;
		n -= (size_t) did;
	}
	return 0;
}

/* O_EXCL decides, not a look before: two inits at once must not both think they won. */
static int write_new(const char *path)
{
	int rc = make_folder(path), fd;

	if (rc)
		return rc;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, cli_starter, cli_starter_len);
	if (!rc && fsync(fd))
		rc = -errno;
	if (close(fd) && !rc)
		rc = -errno;
	/* Half a file would be loaded as if it were meant. */
	if (rc)
		unlink(path);
	return rc;
}

static void next_step(struct ww_buf *out, int number, const char *what, const char *command, const char *arg)
{
	ww_buf_addf(out, "  %d. %-24s ", number, what);
	cli_put(out, &cli_look, CLI_NAME, "%s%s%s", command, arg ? " " : "", arg ? arg : "");
	ww_buf_addc(out, '\n');
}

static int say_next_steps(const char *path, bool system)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(CLI_OUT_MAX);

	ww_buf_addf(&out, "Wrote %s\n\nWhat to do next:\n", path);
	next_step(&out, 1, "name what you watch:", "${EDITOR:-vi}", path);
	next_step(&out, 2, "look for mistakes:", "wirewatch check", NULL);
	next_step(&out, 3, "try a headline:", "wirewatch test \"Syria peace talks to start in days\"", NULL);
	next_step(&out, 4, "switch it on:",
	        system ? "systemctl enable --now wirewatch" : "systemctl --user enable --now wirewatch",
	        NULL);
	next_step(&out, 5, "see what it does:", "wirewatch status", NULL);
	return cli_flush(&out);
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	struct options o = { 0 };
	int n = cli_options(&cli_init, argc, argv, &o), rc;

	if (n)
		return n < 0 ? CLI_USAGE : cli_misuse(&cli_init, "\"%s\": nothing is expected here", argv[0]);
	if (o.print)
		return fwrite(cli_starter, 1, cli_starter_len, stdout) == cli_starter_len ? 0 : CLI_FAILED;
	rc = cli_places(&o.common, &places);
	if (rc)
		return rc;
	rc = write_new(places.watchlist);
	if (rc == -EEXIST)
		return cli_fail(
		        "%s is there already and stays as it is; wirewatch init --print shows a fresh one",
		        places.watchlist);
	if (rc)
		return cli_fail("%s: %s", places.watchlist, strerror(-rc));
	return say_next_steps(places.watchlist, o.common.system);
}

static const struct cli_option options[] = {
	{ "print", 'p', CLI_SWITCH, NULL, "show it on standard output and write nothing",
	        offsetof(struct options, print) },
	{ "config", 'c', CLI_TEXT, "FILE", "where to write it, instead of the usual place",
	        offsetof(struct cli_common, config) },
	{ "system", 0, CLI_SWITCH, NULL, "for the system service, not for this user",
	        offsetof(struct cli_common, system) },
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_init = {
	.name = "init",
	.group = CLI_START,
	.args = "",
	.summary = "write a watchlist to start from",
	.about = "Writes a commented watchlist with a few feeds and topics to the usual place,\n"
	         "ready to be edited. A watchlist that exists is never touched.",
	.options = options,
	.run = run,
};
