/* SPDX-License-Identifier: MIT */
#include "feeds/date_names.h"

/* Month names by how they begin, in the languages that CMSs write them in. */
static const struct {
	const char *prefix;
	int month;
} months[] = {
	{ "jan", 1 }, { "j\xC3\xA4n", 1 }, { "ene", 1 }, { "gen", 1 }, { "sty", 1 }, { "jen", 1 },
	{ "feb", 2 }, { "fev", 2 }, { "f\xC3\xA9v", 2 }, { "f\xC3\xA9" "b", 2 }, { "lut", 2 },
	{ "mar", 3 }, { "m\xC3\xA4r", 3 }, { "m\xC3\xA1r", 3 }, { "mrt", 3 }, { "maa", 3 }, { "mrz", 3 },
	{ "apr", 4 }, { "abr", 4 }, { "avr", 4 }, { "\xC3\xA1pr", 4 }, { "kwi", 4 },
	{ "may", 5 }, { "mai", 5 }, { "mag", 5 }, { "mei", 5 }, { "maj", 5 }, { "m\xC3\xA1j", 5 },
	{ "juin", 6 }, { "jun", 6 }, { "giu", 6 }, { "j\xC3\xBAn", 6 }, { "cze", 6 },
	{ "juil", 7 }, { "jul", 7 }, { "lug", 7 }, { "j\xC3\xBAl", 7 }, { "lip", 7 },
	{ "aug", 8 }, { "ago", 8 }, { "ao\xC3\xBB", 8 }, { "aou", 8 }, { "sie", 8 },
	{ "sep", 9 }, { "set", 9 }, { "sze", 9 }, { "wrz", 9 },
	{ "oct", 10 }, { "okt", 10 }, { "out", 10 }, { "ott", 10 }, { "pa\xC5\xBA", 10 },
	{ "nov", 11 }, { "lis", 11 },
	{ "dec", 12 }, { "dez", 12 }, { "d\xC3\xA9" "c", 12 }, { "dic", 12 }, { "des", 12 }, { "gru", 12 },
	/* Russian, */
	{ "\xD1\x8F\xD0\xBD\xD0\xB2", 1 }, { "\xD1\x84\xD0\xB5\xD0\xB2", 2 }, { "\xD0\xBC\xD0\xB0\xD1\x80", 3 },
	{ "\xD0\xB0\xD0\xBF\xD1\x80", 4 }, { "\xD0\xBC\xD0\xB0", 5 }, { "\xD0\xB8\xD1\x8E\xD0\xBD", 6 },
	{ "\xD0\xB8\xD1\x8E\xD0\xBB", 7 }, { "\xD0\xB0\xD0\xB2\xD0\xB3", 8 }, { "\xD1\x81\xD0\xB5\xD0\xBD", 9 },
	{ "\xD0\xBE\xD0\xBA\xD1\x82", 10 }, { "\xD0\xBD\xD0\xBE\xD1\x8F", 11 }, { "\xD0\xB4\xD0\xB5\xD0\xBA", 12 },
	/* and Greek, with a capital; accents come and go. */
	{ "\xCE\x99\xCE\xB1\xCE\xBD", 1 }, { "\xCE\xA6\xCE\xB5\xCE\xB2", 2 }, { "\xCE\x9C\xCE\xAC\xCF\x81", 3 },
	{ "\xCE\x9C\xCE\xB1\xCF\x81", 3 }, { "\xCE\x91\xCF\x80\xCF\x81", 4 }, { "\xCE\x9C\xCE\xAC\xCE\xB9", 5 },
	{ "\xCE\x9C\xCE\xB1\xCF\x8A", 5 }, { "\xCE\x9C\xCE\xB1\xCE\xB9", 5 },
	{ "\xCE\x99\xCE\xBF\xCF\x8D\xCE\xBD", 6 }, { "\xCE\x99\xCE\xBF\xCE\xBD", 6 }, { "\xCE\x99\xCE\xBF\xCF\x85\xCE\xBD", 6 },
	{ "\xCE\x99\xCE\xBF\xCF\x8D\xCE\xBB", 7 }, { "\xCE\x99\xCE\xBF\xCE\xBB", 7 }, { "\xCE\x99\xCE\xBF\xCF\x85\xCE\xBB", 7 },
	{ "\xCE\x91\xCF\x8D\xCE\xB3", 8 }, { "\xCE\x91\xCF\x85\xCE\xB3", 8 }, { "\xCE\xA3\xCE\xB5\xCF\x80", 9 },
	{ "\xCE\x9F\xCE\xBA\xCF\x84", 10 }, { "\xCE\x9D\xCE\xBF\xCE\xAD", 11 }, { "\xCE\x9D\xCE\xBF\xCE\xB5", 11 },
	{ "\xCE\x94\xCE\xB5\xCE\xBA", 12 },
};

int feed_date_month(struct ww_str word)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(months); i++)
		if (ww_str_starts_ci(word, ww_str(months[i].prefix)))
			return months[i].month;
	return 0;
}

static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{ "z", 0 }, { "ut", 0 }, { "utc", 0 }, { "gmt", 0 }, { "wet", 0 }, { "west", 60 }, { "bst", 60 }, { "ist", 330 },
	{ "cet", 60 }, { "cest", 120 }, { "met", 60 }, { "mest", 120 }, { "mez", 60 }, { "mesz", 120 },
	{ "eet", 120 }, { "eest", 180 }, { "msk", 180 }, { "msd", 240 }, { "trt", 180 }, { "irst", 210 },
	{ "est", -300 }, { "edt", -240 }, { "et", -300 }, { "cst", -360 }, { "cdt", -300 }, { "ct", -360 },
	{ "mst", -420 }, { "mdt", -360 }, { "mt", -420 }, { "pst", -480 }, { "pdt", -420 }, { "pt", -480 },
	{ "akst", -540 }, { "akdt", -480 }, { "hst", -600 }, { "ast", -240 }, { "adt", -180 }, { "nst", -210 },
	{ "ndt", -150 }, { "brt", -180 }, { "art", -180 }, { "clt", -240 }, { "cot", -300 }, { "pet", -300 },
	{ "sast", 120 }, { "cat", 120 }, { "eat", 180 }, { "wat", 60 }, { "gst", 240 }, { "pkt", 300 },
	{ "ict", 420 }, { "wib", 420 }, { "sgt", 480 }, { "hkt", 480 }, { "pht", 480 }, { "awst", 480 }, { "jst", 540 },
	{ "kst", 540 }, { "acst", 570 }, { "acdt", 630 }, { "aest", 600 }, { "aedt", 660 }, { "nzst", 720 }, { "nzdt", 780 },
};

int feed_date_zone(struct ww_str name, int *ret_minutes)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(zones); i++)
		if (ww_str_eq_ci(name, ww_str(zones[i].name))) {
			*ret_minutes = zones[i].minutes;
			return 0;
		}
	return -EINVAL;
}
