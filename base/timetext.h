/* SPDX-License-Identifier: MIT */
/**
 * base/timetext.h - times, durations and sizes as text, both ways.
 *
 * Times are seconds since the epoch, UTC, 64 bits. Nothing here reads a clock.
 */
#ifndef WW_TIMETEXT_H
#define WW_TIMETEXT_H

#include "base/base.h"
#include "base/str.h"

#define WW_MINUTE 60
#define WW_HOUR   3600
#define WW_DAY    86400

#define WW_RFC3339_MAX  32 /* "2026-11-23T21:45:27.123Z" and room for large years */
#define WW_DURATION_MAX 48

/** Days since the epoch of a date of the proleptic Gregorian calendar; month 1-12, day 1-31. */
int64_t ww_days_from_civil(int64_t year, unsigned month, unsigned day);

/** The calendar date of a day number. */
void ww_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

/** "2026-11-23T21:45:27Z". Years outside 0000-9999 are clamped, as RFC 3339 has no others. */
void ww_time_rfc3339(int64_t t, char out[WW_RFC3339_MAX]);

/** The same of milliseconds since the epoch: "2026-11-23T21:45:27.123Z". */
void ww_time_rfc3339_ms(int64_t ms, char out[WW_RFC3339_MAX]);

/** "21:45" local time today, "Nov 22 21:45" within half a year, else "2024-11-22". For people. */
void ww_time_short(int64_t t, int64_t now, char out[WW_RFC3339_MAX]);

/**
 * "90s", "15m", "2h", "7d"; a bare number is not a duration.
 * 0, -EINVAL or -ERANGE (does not fit in 10 years).
 */
int ww_duration_parse(struct ww_str s, int64_t *ret_seconds);

/** The largest two units: "2h", "1h30m", "45s", "0s"; negative as "-45s". */
void ww_duration_text(int64_t seconds, char out[WW_DURATION_MAX]);

/** "16MiB", "500kB", "64KiB", "1000" (bytes). 0, -EINVAL or -ERANGE. */
int ww_size_parse(struct ww_str s, uint64_t *ret_bytes);

/** "HH:MM" as minutes since midnight. 0 or -EINVAL. */
int ww_clock_parse(struct ww_str s, unsigned *ret_minutes);

#endif
