/* SPDX-License-Identifier: MIT */
/**
 * daemon/daemon.h - wirewatchd put together: create, run, destroy.
 */
#ifndef WWD_DAEMON_H
#define WWD_DAEMON_H

#include "daemon/config.h"

/* Exit statuses; see wirewatchd(8). */
#define WWD_EXIT_FAILED 1
#define WWD_EXIT_USAGE  64
#define WWD_EXIT_CONFIG 78

struct wwd_daemon_opts {
	const char *watchlist; /* NULL: the usual place */
	const char *state_dir; /* NULL: the usual place */
	bool system;           /* places of the system service */
	bool once;
};

struct wwd_daemon;

/**
 * Read the configuration, open the store, set up everything. Says on the log
 * what is wrong. Returns an exit status, 0 with *ret set.
 */
int wwd_daemon_create(const struct wwd_daemon_opts *opts, struct wwd_daemon **ret);

/** Until SIGTERM or SIGINT (or, with once, until all is done). Returns the exit status. */
int wwd_daemon_run(struct wwd_daemon *d);

void wwd_daemon_destroy(struct wwd_daemon *d);
WW_DEFINE_AUTO(struct wwd_daemon *, wwd_daemon, wwd_daemon_destroy)

#endif
