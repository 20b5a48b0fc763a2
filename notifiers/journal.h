/* SPDX-License-Identifier: MIT */
/**
 * notifiers/journal.h - structured records for systemd's journal.
 *
 * Speaks the journal's native protocol itself: sd_journal_send() reports
 * success when there is no journal, blocks its caller when the journal
 * hangs, and knows only one place.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "base/buf.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* What MESSAGE_ID says; systemd/wirewatch.catalog explains each to people. */
#define JOURNAL_ID_NEW             "5114601ec4624f3ab9863adffd2121f3"
#define JOURNAL_ID_UPDATE          "a9ba9c7acd704346a8c88d098899e432"
#define JOURNAL_ID_CORRECTION      "0595dbb5cb17475682514223193290fa"
#define JOURNAL_ID_SUMMARY         "5a5eabd73c634bba87fb7439e5c4386d"
#define JOURNAL_ID_FEED_HEALTH     "ffcb46ed855743519e515a3b7773813c"
#define JOURNAL_ID_DELIVERY_FAILED "d18dd85e96a0461d8dec8050f4a85858"

/* A record; a datagram to the journal has to fit into a socket's default send buffer (208 kB). */
#define JOURNAL_RECORD_MAX (64 * 1024)
#define JOURNAL_VALUE_MAX  4096 /* bytes of one value; longer ones are cut at a character */

/**
 * Append NAME=value to a record. The value is cleaned: one line, no control
 * characters. Empty values are left out. Returns record->err.
 */
int journal_add(struct ww_buf *record, const char *name, struct ww_str value);
int journal_addf(struct ww_buf *record, const char *name, const char *fmt, ...) WW_PRINTF(3, 4);

/**
 * Send a record to the journal at path. Never blocks. 0;
 *   -ENOENT  there is no journal
 *   -EAGAIN  it is not taking records just now
 *   -errno   something else
 */
int journal_send(const char *path, const struct ww_buf *record);

#endif
