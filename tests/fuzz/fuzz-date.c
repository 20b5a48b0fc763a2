/* SPDX-License-Identifier: MIT */
#include "base/timetext.h"
#include "feeds/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A date that was understood is understood the same when it is written as RFC 3339. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[WW_RFC3339_MAX];
	int64_t t, again;

	if (feed_date_parse(ww_str_n((const char *) data, size), &t))
		return 0;
	ww_time_rfc3339(t, text);
	if (t < 0 || (t < 253402300800 && (feed_date_parse(ww_str(text), &again) || again != t)))
		abort();
	return 0;
}
