/* SPDX-License-Identifier: MIT */
/**
 * daemon/log.h - the daemon's own messages: one line each, on stderr.
 *
 * Under systemd (JOURNAL_STREAM names our stderr) a line starts with the priority
 * that journald understands ("<4>"); elsewhere with "wirewatchd: ". Texts from
 * outside are made safe here: one line, no control characters, and never
 * at the start of the line, where they could forge a priority.
 */
#ifndef WWD_LOG_H
#define WWD_LOG_H

#include "base/base.h"

/* Priorities of syslog(3). */
enum wwd_level { WWD_ERROR = 3, WWD_WARNING = 4, WWD_NOTICE = 5, WWD_INFO = 6, WWD_DEBUG = 7 };

/** Find out where stderr goes; lines above max are not written. */
void wwd_log_init(enum wwd_level max);

void wwd_log(enum wwd_level level, const char *fmt, ...) WW_PRINTF(2, 3);

/** A text of several lines (diagnostics): one record a line. */
void wwd_log_lines(enum wwd_level level, const char *text);

#endif
