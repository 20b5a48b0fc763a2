/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "stories/changed.h"
#include "tests/unit/rows.h"

#define TALKS_OLD "Syria peace talks expected to start in the next few days, UN envoy says in Geneva"
#define TALKS_NEW "Syria peace talks put off until February, UN envoy says in Geneva after a long night"

static const struct changed_case {
	const char *name, *old_title, *old_text, *new_title, *new_text;
	const char *want[STORY_CHANGES_MAX + 1];
} changed_cases[] = {
	/* nothing material */
	{ "same", "Talks begin", "Text.", "Talks begin", "Text.", { NULL } },
	{ "comma", "Talks begin in Geneva", "", "Talks begin, in Geneva.", "", { NULL } },
	{ "case", "Talks Begin", "", "TALKS BEGIN", "", { NULL } },
	{ "quotes", "\"Talks\" begin", "", "“Talks” begin", "", { NULL } },
	{ "spelling", "Goverment falls after vote", "", "Government falls after vote", "", { NULL } },
	{ "text-word", "Talks", "The delegates met on the first floor of the hotel.", "Talks",
		"The delegates met on the second floor of the hotel.", { NULL } },
	{ "text-appears", "Talks", "", "Talks", "A first summary of all that was said in the city.", { NULL } },
	{ "text-shrinks", "Talks", "One sentence stands here. Another sentence stands here.", "Talks",
		"One sentence stands here.", { NULL } },
	/* numbers */
	{ "dead", "4,256 dead in quake", "", "4,300 dead in quake", "", { "dead: 4,256 -> 4,300" } },
	{ "killed", "At least 12 killed in blast", "", "At least 14 killed in blast", "", { "killed: 12 -> 14" } },
	{ "kills", "Blast kills 12 in Kabul", "", "Blast kills 14 in Kabul", "", { "killed: 12 -> 14" } },
	{ "toll", "Death toll rises to 12", "", "Death toll rises to 14", "", { "dead: 12 -> 14" } },
	{ "people-killed", "12 people killed", "", "14 people killed", "", { "killed: 12 -> 14" } },
	{ "two-kinds", "Blast kills 12 and injures 30", "", "Blast kills 14 and injures 41", "",
		{ "killed: 12 -> 14", "injured: 30 -> 41" } },
	{ "in-text", "Blast in Kabul", "Police said 12 people were killed.", "Blast in Kabul",
		"Police said 14 people were killed.", { "killed: 12 -> 14" } },
	{ "words-to-digits", "Three killed in blast", "", "14 killed in blast", "", { "killed: Three -> 14" } },
	{ "refugees", "260,000 refugees cross the border", "", "300,000 refugees cross the border", "",
		{ "refugees: 260,000 -> 300,000" } },
	{ "million", "1.2 million people flee", "", "1.5 million people flee", "",
		{ "people: 1.2 million -> 1.5 million" } },
	{ "same-value", "4,256 dead in quake", "", "4256 dead in quake", "", { NULL } },
	{ "percent", "Turnout at 45%", "", "Turnout at 52%", "", { "percent: 45 -> 52" } },
	{ "repeats-old", "Quake: 12 dead", "", "Quake: 14 dead", "The toll rose from 12 dead.",
		{ "dead: 12 -> 14" } },
	{ "russian", "Погибли 12 человек", "", "Погибли 14 человек", "", { "Погибли: 12 -> 14" } },
	{ "chinese", "地震造成12人死亡", "", "地震造成14人死亡", "", { "死亡: 12 -> 14" } },
	{ "spanish", "Terremoto: 12 muertos", "", "Terremoto: 1.400 muertos", "", { "muertos: 12 -> 1.400" } },
	{ "arabic-digits", "مقتل ١٢ شخصا", "", "مقتل ١٤ شخصا", "", { "قتلى: ١٢ -> ١٤" } },
	/* not counts: the title's words are shown instead */
	{ "age", "Girl, 2, found", "", "Girl, 3, found", "", { "title: Girl, 2, found -> Girl, 3, found" } },
	{ "age-hyphen", "2-year-old found", "", "3-year-old found", "",
		{ "title: 2-year-old found -> 3-year-old found" } },
	{ "score", "Final ends 2-1", "", "Final ends 3-1", "", { "title: Final ends 2-1 -> Final ends 3-1" } },
	{ "time", "Talks at 12:30 today", "", "Talks at 14:30 today", "",
		{ "title: Talks at 12:30 today -> Talks at 14:30 today" } },
	{ "year", "Vote set for 2027", "", "Vote set for 2028", "",
		{ "title: Vote set for 2027 -> Vote set for 2028" } },
	{ "date", "Vote on 12 May", "", "Vote on 14 May", "", { "title: Vote on 12 May -> Vote on 14 May" } },
	{ "name", "COVID-19 returns", "", "COVID-21 returns", "", { "title: COVID-19 returns -> COVID-21 returns" } },
	{ "age-at-death", "Pitcher dies at 83", "", "Pitcher dies at 84", "",
		{ "title: Pitcher dies at 83 -> Pitcher dies at 84" } },
	{ "money", "$30,000 for killing him", "", "$40,000 for killing him", "",
		{ "title: $30,000 for killing him -> $40,000 for killing him" } },
	{ "year-killed", "Singer killed in 1996", "", "Singer killed in 1997", "",
		{ "title: Singer killed in 1996 -> Singer killed in 1997" } },
	{ "two-values", "Blasts", "Here 12 killed. There 7 killed.", "Blasts", "Here 13 killed. There 8 killed.",
		{ NULL } },
	/* titles */
	{ "title-short", "Talks begin", "", "Talks suspended", "", { "title: Talks begin -> Talks suspended" } },
	{ "title-long", TALKS_OLD, "", TALKS_NEW, "",
		{ "title: Syria peace talks expected to start in the next few days, UN envoy says… ->"
		  " Syria peace talks put off until February, UN envoy says in Geneva after…" } },
	{ "title-middle", "The foreign minister of the island said on Monday that the talks in Geneva begin this week", "",
		"The foreign minister of the island said on Monday that the talks in Geneva fail this week", "",
		{ "title: …in Geneva begin this week -> …in Geneva fail this week" } },
	{ "title-first", "", "", "Talks begin", "", { "title: Talks begin" } },
	{ "title-and-count", "12 dead in quake", "", "14 dead as second quake hits", "",
		{ "dead: 12 -> 14", "title: 12 dead in quake -> 14 dead as second quake hits" } },
	{ "title-chinese", "和平谈判开始", "", "和平谈判推迟", "", { "title: 和平谈判开始 -> 和平谈判推迟" } },
	/* the text */
	{ "cue", "Talks in Geneva", "The talks are to begin on Monday.", "Talks in Geneva",
		"The talks were to begin on Monday and are now postponed.", { "now says: postponed" } },
	{ "sentence", "Talks in Geneva", "The talks began on Monday.", "Talks in Geneva",
		"The talks began on Monday. Opposition delegates walked out over prisoner releases.",
		{ "new: Opposition delegates walked out over prisoner releases." } },
	{ "sentence-short-word", "Storm nears", "It moves north.", "Storm nears",
		"It moves north. Lawmakers urged Gov. Smith to close schools early.",
		{ "new: Lawmakers urged Gov. Smith to close schools early." } },
	{ "sentence-russian", "Переговоры в Женеве", "Переговоры начались в понедельник.", "Переговоры в Женеве",
		"Переговоры начались в понедельник. Делегация оппозиции покинула зал заседаний.",
		{ "new: Делегация оппозиции покинула зал заседаний." } },
};

static void check_changed(void **state)
{
	const struct changed_case *c = *state;
	WW_AUTO(story_changes) struct story_changes got = { 0 };
	size_t n = 0;

	assert_int_equal(story_changed(c->old_title, c->old_text, c->new_title, c->new_text, &got), 0);
	for (; c->want[n]; n++) {
		if (n >= got.list.n)
			fail_msg("missing: %s", c->want[n]);
		assert_string_equal(got.list.v[n], c->want[n]);
	}
	if (got.list.n > n)
		fail_msg("not wanted: %s", got.list.v[n]);
	for (size_t i = 0; i < n; i++)
		assert_true(ww_utf8_len(got.list.v[i], strlen(got.list.v[i])) <= STORY_CHANGE_MAX);
}

static const struct correction_case {
	const char *name, *title, *text;
	bool want;
} correction_cases[] = {
	{ "correction-title", "Correction: Talks story", "", true },
	{ "correction-dash", "CORRECTED - Talks begin Tuesday", "", true },
	{ "correction-brackets", "Talks begin Tuesday (corrected)", "", true },
	{ "correction-corrects", "Talks begin", "GENEVA (Corrects day in first paragraph) Talks begin.", true },
	{ "correction-phrase", "Talks", "Talks begin. This story has been corrected to show the day.", true },
	{ "correction-earlier", "Talks", "An earlier version of this article gave the wrong day.", true },
	{ "correction-label-late", "Talks", "Talks begin.\nCorrection: they begin on Tuesday.", true },
	{ "correction-retracted", "Study on talks retracted", "", true },
	{ "correction-russian", "Исправление: переговоры начнутся во вторник", "", true },
	{ "correction-spanish", "Negociaciones", "Este artículo ha sido corregido.", true },
	{ "correction-french", "Négociations", "Cet article a été corrigé mardi.", true },
	{ "correction-german", "Gespräche", "In einer früheren Version stand ein falscher Tag.", true },
	{ "correction-arabic", "تصحيح: المحادثات تبدأ الثلاثاء", "", true },
	{ "no-correction", "Talks begin", "The text.", false },
	{ "no-correction-market", "Shares fall in market correction", "A correction was due.", false },
	{ "no-correction-prison", "Correctional officers strike", "", false },
	{ "no-correction-verb", "He corrected the record", "She corrected him.", false },
};

static void check_correction(void **state)
{
	const struct correction_case *c = *state;
	const struct story_text plain = { WW_STR("Talks begin"), WW_STR("Words.") };
	const struct story_text text = { ww_str(c->title), ww_str(c->text) };
	bool got = !c->want;

	assert_int_equal(story_compare(&plain, &text, NULL, &got), 0);
	assert_int_equal(got, c->want);
	/* What was there before is no correction now. */
	assert_int_equal(story_compare(&text, &text, NULL, &got), 0);
	assert_false(got);
}

/* Hostile and odd texts: no crash, and never an entry that is not UTF-8 or too long. */
static void check_odd(void **state)
{
	static const char *const odd[] = { "", " ", "1", "12", "-1", "1,2,3,4", "999999999999999999999 dead", "1.000.000,5 %",
		"\xFF\xFE", "12 killed 12 killed 12 killed", ", 2,", "((((", "a.b.c.d.e", "٣٤ قتيلا", "2,", "0 dead",
		"000,000 dead", "12\xC2\xA0killed", "12 killed.", "killed: 12", "12", "：", "…", "12 million", "5k", "k5" };

	for (size_t i = 0; i < WW_ARRAY_LEN(odd); i++)
		for (size_t k = 0; k < WW_ARRAY_LEN(odd); k++) {
			WW_AUTO(story_changes) struct story_changes c = { 0 };

			assert_int_equal(story_changed(odd[i], odd[k], odd[k], odd[i], &c), 0);
			for (size_t n = 0; n < c.list.n; n++) {
				size_t len = strlen(c.list.v[n]);

				assert_int_equal(ww_utf8_check(c.list.v[n], len), len);
				assert_true(ww_utf8_len(c.list.v[n], len) <= STORY_CHANGE_MAX);
			}
		}
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(changed_cases, check_changed);
	WW_ROWS(correction_cases, check_correction);
	WW_ROW("odd", check_odd);
	return WW_ROWS_RUN(argc, argv);
}
