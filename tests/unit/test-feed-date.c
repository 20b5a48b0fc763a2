/* SPDX-License-Identifier: MIT */
#include "feeds/date.h"

#include "tests/unit/rows.h"

#define NEWYEAR 1704067200 /* 2024-01-01T00:00:00Z, a Monday */

static const struct date_case {
	const char *name, *in;
	int rc;
	int64_t want;
} cases[] = {
	{ "rfc822", "Mon, 01 Jan 2024 00:00:00 GMT", 0, NEWYEAR },
	{ "rfc822-offset", "Mon, 01 Jan 2024 02:30:00 +0230", 0, NEWYEAR },
	{ "rfc822-zone-name", "Sun, 31 Dec 2023 19:00:00 EST", 0, NEWYEAR },
	{ "rfc822-two-digit-year", "1 Jan 24 00:00 UT", 0, NEWYEAR },
	{ "rfc822-no-zone", "Mon, 1 Jan 2024 00:00:00", 0, NEWYEAR },
	{ "rfc822-no-time", "01 Jan 2024", 0, NEWYEAR },
	{ "zone-with-offset", "Mon, 01 Jan 2024 01:00:00 GMT+01:00 (Central European Time)", 0, NEWYEAR },
	{ "zone-unknown-is-utc", "Mon, 01 Jan 2024 00:00:00 XYZT", 0, NEWYEAR },
	{ "weekday-foreign", "Lun., 01 janvier 2024 00:00:00 +0000", 0, NEWYEAR },
	{ "weekday-like-a-month", "mar., 02 janv. 2024 00:00:00 +0000", 0, NEWYEAR + 86400 },
	{ "weekday-wrong", "Fri, 01 Jan 2024 00:00:00 GMT", 0, NEWYEAR },
	{ "month-long", "1 September 2024", 0, 1725148800 },
	{ "month-sept", "1 Sept 2024", 0, 1725148800 },
	{ "month-german", "1. M\xC3\xA4rz 2024", 0, 1709251200 },
	{ "month-russian", "1 \xD1\x8F\xD0\xBD\xD0\xB2\xD0\xB0\xD1\x80\xD1\x8F 2024", 0, NEWYEAR },
	{ "us-order", "January 1, 2024 12:00 am", 0, NEWYEAR },
	{ "us-slashes", "01/31/2024 4:05 p.m.", 0, 1706717100 },
	{ "day-first-when-it-must", "31/01/2024", 0, 1706659200 },
	{ "dots", "31.01.24", 0, 1706659200 },
	{ "ordinal", "Mon, 1st Jan 2024 00:00:00 GMT", 0, NEWYEAR },
	{ "asctime", "Mon Jan  1 00:00:00 2024", 0, NEWYEAR },
	{ "noon-is-pm", "1 Jan 2024 12:00 pm", 0, NEWYEAR + 43200 },
	{ "iso", "2024-01-01T00:00:00Z", 0, NEWYEAR },
	{ "iso-offset", "2023-12-31T19:00:00-05:00", 0, NEWYEAR },
	{ "iso-offset-compact", "2024-01-01T01:00:00.25+0100", 0, NEWYEAR },
	{ "iso-space", "2024-01-01 00:00:00", 0, NEWYEAR },
	{ "iso-day", "2024-01-01", 0, NEWYEAR },
	{ "iso-month", "2024-01", 0, NEWYEAR },
	{ "iso-year", "2024", 0, NEWYEAR },
	{ "iso-compact", "20240101T000000Z", 0, NEWYEAR },
	{ "iso-ordinal", "2024-001", 0, NEWYEAR },
	{ "iso-week", "2024-W01-1", 0, NEWYEAR },
	{ "iso-midnight-24", "2023-12-31T24:00:00Z", 0, NEWYEAR },
	{ "iso-leap-second", "2023-12-31T23:59:60Z", 0, NEWYEAR },
	{ "slashes-year-first", "2024/01/01 00:00", 0, NEWYEAR },
	{ "iso-ordinal-compact", "2024001", 0, NEWYEAR },
	{ "iso-ordinal-short", "24-001", 0, NEWYEAR },
	{ "iso-century-left-out", "-24-01", 0, NEWYEAR },
	{ "korean", "2024\xEB\x85\x84 01\xEC\x9B\x94 01\xEC\x9D\xBC 00:00", 0, NEWYEAR },
	{ "korean-afternoon", "2024-01-01 \xEC\x98\xA4\xED\x9B\x84 12:00", 0, NEWYEAR + 43200 },
	{ "japanese", "2024\xE5\xB9\xB4" "1\xE6\x9C\x88" "1\xE6\x97\xA5", 0, NEWYEAR },
	{ "french-hour", "1 janvier 2024 \xC3\xA0 14h30", 0, NEWYEAR + 52200 },
	{ "offset-without-sign", "1 Jan 2024 01:00:00 0100", 0, NEWYEAR },
	{ "white-space", "\n\t 2024-01-01T00:00:00Z \n", 0, NEWYEAR },
	{ "after-2038", "2100-01-01T00:00:00Z", 0, 4102444800 },
	{ "leap-day", "29 Feb 2024", 0, 1709164800 },
	{ "leap-day-missing", "29 Feb 2023", -EINVAL, 0 },
	{ "month-13", "2024-13-01T00:00:00Z", -EINVAL, 0 },
	{ "month-made-up", "Mon, 01 Xyz 2024 00:00:00 GMT", -EINVAL, 0 },
	{ "day-made-up", "Mon, Jan xx 2024 00:00:00 GMT", -EINVAL, 0 },
	{ "hour-25", "2024-01-01T25:00:00Z", -EINVAL, 0 },
	{ "four-part-time", "1 Jan 2024 1:2:3:4", -EINVAL, 0 },
	{ "offset-of-letters", "1 Jan 2024 10:00:00 +ab:00", -EINVAL, 0 },
	{ "zeroes", "0000-00-00 00:00:00", -EINVAL, 0 },
	{ "before-1970", "1969-12-31T23:59:59Z", -EINVAL, 0 },
	{ "words", "yesterday", -EINVAL, 0 },
	{ "empty", "", -EINVAL, 0 },
	{ "bare-number", "1704067200123", -EINVAL, 0 },
	{ "time-only", "12:30", -EINVAL, 0 },
};

static void check(void **state)
{
	const struct date_case *c = *state;
	int64_t got = 0;

	assert_int_equal(feed_date_parse(ww_str(c->in), &got), c->rc);
	assert_true(got == c->want);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(cases, check);
	return WW_ROWS_RUN(argc, argv);
}
