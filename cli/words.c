/* SPDX-License-Identifier: MIT */
#include "cli/words.h"

#include "base/timetext.h"

int64_t cli_now(void)
{
	return (int64_t) time(NULL);
}

/* The largest unit is enough for a person, except that 1h30m is not 1h. */
static void span(int64_t seconds, char out[WW_DURATION_MAX])
{
	if (seconds >= 10 * WW_HOUR)
		seconds -= seconds % (seconds >= 10 * WW_DAY ? WW_DAY : WW_HOUR);
	else if (seconds >= 2 * WW_MINUTE)
		seconds -= seconds % WW_MINUTE;
	ww_duration_text(seconds, out);
}

const char *cli_ago(int64_t t, int64_t now, char out[CLI_WORDS_MAX])
{
	char text[WW_DURATION_MAX];

	if (t <= 0)
		return "never";
	if (now - t < 2)
		return "just now";
	span(now - t, text);
	snprintf(out, CLI_WORDS_MAX, "%s ago", text);
	return out;
}

const char *cli_in(int64_t t, int64_t now, char out[CLI_WORDS_MAX])
{
	char text[WW_DURATION_MAX];

	if (t <= 0)
		return "-";
	if (t <= now)
		return "now";
	span(t - now, text);
	snprintf(out, CLI_WORDS_MAX, "in %s", text);
	return out;
}

int64_t cli_midnight(int64_t now)
{
	time_t t = (time_t) now;
	struct tm day;

	if (!localtime_r(&t, &day))
		return now - now % WW_DAY;
	day.tm_hour = day.tm_min = day.tm_sec = 0;
	day.tm_isdst = -1;
	return (int64_t) mktime(&day);
}

void cli_put_count(struct ww_buf *out, int64_t n, const char *one, const char *many)
{
	ww_buf_addf(out, "%" PRId64 " %s", n, n == 1 ? one : many);
}

void cli_put_size(struct ww_buf *out, int64_t bytes)
{
	if (bytes < 1024 * 1024)
		ww_buf_addf(out, "%" PRId64 " KiB", (bytes + 1023) / 1024);
	else
		ww_buf_addf(out, "%.1f MiB", (double) bytes / (1024 * 1024));
}
