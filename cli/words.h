/* SPDX-License-Identifier: MIT */
/**
 * cli/words.h - times and counts as a person says them.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "base/buf.h"

#define CLI_WORDS_MAX 64

/** Seconds since the epoch. */
int64_t cli_now(void);

/** "3m ago", "just now"; "never" for 0. */
const char *cli_ago(int64_t t, int64_t now, char out[CLI_WORDS_MAX]);

/** "in 12m", "now"; "-" for 0. */
const char *cli_in(int64_t t, int64_t now, char out[CLI_WORDS_MAX]);

/** Local midnight of the day of now. */
int64_t cli_midnight(int64_t now);

/** "1 feed", "40 feeds". */
void cli_put_count(struct ww_buf *out, int64_t n, const char *one, const char *many);

/** "18.2 MiB". */
void cli_put_size(struct ww_buf *out, int64_t bytes);

#endif
