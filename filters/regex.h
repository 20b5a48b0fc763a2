/* SPDX-License-Identifier: MIT */
/**
 * filters/regex.h - /regular expressions/ of the watchlist, by PCRE2.
 *
 * UTF and UCP; texts that are not well-formed are fine. The parser checks a
 * pattern with the function that compiles it later, so they cannot differ.
 * Patterns are shared by threads; each thread has a watch_regex_run.
 */
#ifndef WATCH_REGEX_H
#define WATCH_REGEX_H

#include "base/err.h"
#include "base/str.h"

#define WATCH_REGEX_MATCHES 10000 /* more in one text are not marked */

struct watch_regex;
struct watch_regex_run;

/** 0, -ENOMEM, or -EINVAL with the library's words in err and the byte offset in *ret_off (may be NULL). */
int watch_regex_create(
        struct ww_str pattern, bool icase, struct watch_regex **ret, size_t *ret_off, struct ww_err *err);
void watch_regex_destroy(struct watch_regex *regex);
WW_DEFINE_AUTO(struct watch_regex *, watch_regex, watch_regex_destroy)

/** Can it match the empty text? Such a rule would match every item. */
bool watch_regex_matches_empty(const struct watch_regex *regex);

/** Scratch for matching; NULL when out of memory. */
struct watch_regex_run *watch_regex_run_create(void);
void watch_regex_run_destroy(struct watch_regex_run *run);

/**
 * Find the next match at or after *at and move *at behind it. 1: bytes
 * [*ret_begin, *ret_end); 0: none; -EBUSY: too much work, give up.
 */
int watch_regex_next(struct watch_regex_run *run, const struct watch_regex *regex, struct ww_str text,
        size_t *at, size_t *ret_begin, size_t *ret_end);

#endif
