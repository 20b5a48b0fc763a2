/* SPDX-License-Identifier: MIT */
/**
 * cli/alert_text.h - an alert on the screen, as history and demo show it.
 */
#ifndef CLI_ALERT_TEXT_H
#define CLI_ALERT_TEXT_H

#include "cli/term.h"
#include "store/store.h"

/**
 * Append a as a few lines: time, urgency, kind and headline; the topic's say;
 * what changed; each topic with what made it match; the outlets; the link.
 * indent blanks in front of all.
 */
void cli_put_alert(
        struct ww_buf *out, const struct cli_look *look, const struct alert *a, int64_t now, size_t indent);

#endif
