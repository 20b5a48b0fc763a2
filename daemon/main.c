/* SPDX-License-Identifier: MIT */
/* wirewatchd: parse the command line, then create, run, destroy. */
#include "daemon/daemon.h"
#include "daemon/log.h"

#include <curl/curl.h>
#include <getopt.h>
#include <libxml/parser.h>

static const char help[] =
	"usage: wirewatchd [--config FILE] [--state DIR] [--once] [--user|--system] [--verbose]\n"
	"\n"
	"Polls the feeds of a watchlist and raises an alert when a topic comes up.\n"
	"Runs in the foreground until SIGTERM; SIGHUP reads the watchlist again.\n"
	"\n"
	"  --config FILE  the watchlist (default: ~/.config/wirewatch/watchlist)\n"
	"  --state DIR    database, alerts.jsonl and control socket go here\n"
	"                 (default: ~/.local/state/wirewatch)\n"
	"  --once         poll every feed that may be polled, deliver, and exit\n"
	"  --user         places of the user service (default)\n"
	"  --system       places of the system service: /etc/wirewatch, /var/lib/wirewatch\n"
	"  --verbose      say what every poll found\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 good, 1 failed, 64 bad usage, 78 bad configuration.\n"
	"See wirewatchd(8), watchlist(5) and wirewatch(1).\n";

enum { OPT_CONFIG = 1000, OPT_STATE, OPT_ONCE, OPT_USER, OPT_SYSTEM, OPT_VERBOSE, OPT_HELP, OPT_VERSION };

static const struct option options[] = {
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "once", no_argument, NULL, OPT_ONCE },
	{ "user", no_argument, NULL, OPT_USER },
	{ "system", no_argument, NULL, OPT_SYSTEM },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

int main(int argc, char **argv)
{
	struct wwd_daemon_opts opts = { 0 };
	struct wwd_daemon *d = NULL;
	enum wwd_level level = WWD_INFO;
	int c, rc;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case OPT_CONFIG:
			opts.watchlist = optarg;
			break;
		case OPT_STATE:
			opts.state_dir = optarg;
			break;
		case OPT_ONCE:
			opts.once = true;
			break;
		case OPT_USER:
			opts.system = false;
			break;
		case OPT_SYSTEM:
			opts.system = true;
			break;
		case OPT_VERBOSE:
			level = WWD_DEBUG;
			break;
		case OPT_HELP:
			return fputs(help, stdout) < 0 ? WWD_EXIT_FAILED : 0;
		case OPT_VERSION:
			return puts("wirewatchd " PACKAGE_VERSION) < 0 ? WWD_EXIT_FAILED : 0;
		default:
			fputs("wirewatchd --help shows the options\n", stderr);
			return WWD_EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "wirewatchd: \"%s\" is not expected here; wirewatchd --help shows the options\n",
			argv[optind]);
		return WWD_EXIT_USAGE;
	}
	/* Cron mails every line: a run that went well has nothing to say. */
	if (opts.once && level == WWD_INFO)
		level = WWD_NOTICE;
	wwd_log_init(level);
	/* Both want to be initialised before there are threads. */
	xmlInitParser();
	if (curl_global_init(CURL_GLOBAL_DEFAULT)) {
		wwd_log(WWD_ERROR, "cannot initialise libcurl");
		return WWD_EXIT_FAILED;
	}
	rc = wwd_daemon_create(&opts, &d);
	if (!rc)
		rc = wwd_daemon_run(d);
	wwd_daemon_destroy(d);
	curl_global_cleanup();
	xmlCleanupParser();
	return rc;
}
