/* SPDX-License-Identifier: MIT */
/**
 * daemon/control.h - the control API: HTTP and JSON on a Unix socket.
 *
 *	GET  /v1/status   what the daemon does, see wirewatchd(8)
 *	POST /v1/reload   read the watchlist again; the answer says how it went
 *
 * Who may connect is decided by the socket's mode and group. Requests are
 * bounded in size and time.
 */
#ifndef WWD_CONTROL_H
#define WWD_CONTROL_H

#include "base/err.h"

#include <event2/event.h>
#include <jansson.h>

#define WWD_CONTROL_BODY_MAX (64 * 1024)
#define WWD_CONTROL_TIMEOUT  10 /* seconds without progress on a connection */

struct wwd_control;

/** What the socket can ask for. Each returns a new JSON object (NULL: out of memory) and sets the HTTP status. */
struct wwd_control_calls {
	json_t *(*status)(void *arg, int *ret_http);
	json_t *(*reload)(void *arg, int *ret_http);
	void *arg;
};

/**
 * Listen on fd (from systemd), or on a socket made at path (mode 0600; a stale
 * one of ours is replaced) when fd is -1. base is borrowed. 0 or -errno with err.
 */
int wwd_control_create(struct event_base *base, int fd, const char *path, const struct wwd_control_calls *calls,
	struct wwd_control **ret, struct ww_err *err);
/** Closes, and removes the socket it made. */
void wwd_control_destroy(struct wwd_control *c);
WW_DEFINE_AUTO(struct wwd_control *, wwd_control, wwd_control_destroy)

#endif
