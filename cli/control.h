/* SPDX-License-Identifier: MIT */
/**
 * cli/control.h - talk to the running daemon: HTTP on its Unix socket.
 */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include "base/err.h"
#include "cli/json.h"

/**
 * One request; post: POST instead of GET. The JSON object of the answer, also
 * of one with an HTTP error status, goes to *ret (json_decref).
 * 0; -ENOENT: nobody listens there; -EACCES: not allowed to ask;
 * -EPROTO: an answer that is no JSON object; -EIO: anything else; err says what.
 */
int cli_control(const char *socket, bool post, const char *path, json_t **ret, struct ww_err *err);

#endif
