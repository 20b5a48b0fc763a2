/* SPDX-License-Identifier: MIT */
#include "filters/tokens.h"
#include "tests/unit/rows.h"

#define ROW_MAX 8192

/* want: the folded words joined by single blanks. */
static const struct fold_case {
	const char *name, *in, *want;
} fold_cases[] = {
	{ "empty", "", "" },
	{ "no-words", " -- ... !?", "" },
	{ "plain", "Peace Talks Resume", "peace talks resume" },
	{ "digits", "2,400.75 G20", "2 400 75 g20" },
	{ "underscore-parts", "snake_case", "snake case" },
	{ "hyphen-parts", "Kim Jong-un", "kim jong un" },
	{ "possessive", "Merkel's speech", "merkel speech" },
	{ "possessive-curly", "Merkel’s ‘S", "merkel s" },
	{ "possessive-turned", "Merkel‘s", "merkel" },
	{ "possessive-modifier", "Merkelʼs", "merkel" },
	{ "possessive-fullwidth", "Merkel＇s", "merkel" },
	{ "possessive-acute", "Merkel´s", "merkel" },
	{ "possessive-grave", "Merkel`S", "merkel" },
	{ "possessive-twice", "x's's end", "x end" },
	{ "no-possessive-longer", "it'sy", "it sy" },
	{ "no-possessive-blank", "dogs' s", "dogs s" },
	{ "no-possessive-double", "dogs''s", "dogs s" },
	{ "no-possessive-at-start", "'s word", "s word" },
	{ "no-possessive-marked", "Merkel's\xCC\x81", "merkel s" },
	{ "possessive-of-acronym", "U.S's", "us" },
	{ "possessive-is-acronym", "Merkel's.a.", "merkel sa" },
	{ "elision", "l'Europe d’Orsay", "l europe d orsay" },
	{ "acronym", "U.K. and E.U", "uk and eu" },
	{ "acronym-at-end", "the D.R.C.", "the drc" },
	{ "acronym-hyphen", "U.N.-backed", "un backed" },
	{ "acronym-one-letter", "John F. Kennedy", "john f kennedy" },
	{ "acronym-two-dots", "U..S", "u s" },
	{ "acronym-no-digits", "3.U.4", "3 u 4" },
	{ "acronym-broken-by-word", "a.b.cd", "ab cd" },
	{ "acronym-marked-letter", "e\xCC\x81.u", "e u" },
	{ "acronym-precomposed", "É.U.", "eu" },
	{ "acronym-cyrillic", "С.Ш.А.", "сша" },
	{ "turkish", "ERDOĞAN Işık ışık", "erdogan isik isik" },
	{ "german", "Weißrußland Köln", "weissrussland koln" },
	{ "nordic", "Ærø Łukasz Þór", "aero lukasz thor" },
	{ "azeri", "Əliyev", "aliyev" },
	{ "decomposed", "Zu\xCC\x88rich", "zurich" },
	{ "cyrillic", "Ёлкин Йод", "елкин иод" },
	{ "greek", "ΣΥΡΙΑΣ Συρίας", "συριασ συριασ" },
	{ "arabic-marks", "سُورِيَا", "سوريا" },
	{ "arabic-letters", "مدرسة على ٱلله", "مدرسه علي الله" },
	{ "arabic-tatweel", "ســوريا", "سوريا" },
	{ "persian", "کی", "كي" },
	{ "hebrew-points", "שָׁלוֹם", "שלום" },
	{ "devanagari-vowels-stay", "हिन्दी", "हिन्दी" },
	{ "chinese", "俄罗斯 5月", "俄 罗 斯 5 月" },
	{ "chinese-then-latin", "在NATO中", "在 nato 中" },
	{ "kana", "プーチン", "プ ー チ ン" },
	{ "kana-halfwidth", "ﾌﾟ",
	        "フ"
	        " \xE3\x82\x9A" },
	{ "hangul", "서울", "서 울" },
	{ "thai", "ไทย", "ไ ท ย" },
	{ "lao", "ລາວ", "ລ າ ວ" },
	{ "burmese-mark", "မြန်", "မ ြ န ်" },
	{ "unspaced-takes-marks", "俄\xCC\x81罗", "俄 罗" },
	{ "ligature", "ﬂag oﬃce", "flag office" },
	{ "fullwidth", "ＮＡＴＯ", "nato" },
	{ "soft-hyphen", "mis\xC2\xADsile", "missile" },
	{ "zero-width",
	        "mis\xE2\x80\x8B"
	        "sile a\xE2\x80\x8D"
	        "b",
	        "mis sile ab" },
	{ "bidi-inside",
	        "a\xE2\x80\xAE"
	        "b",
	        "ab" },
	{ "bom", "\xEF\xBB\xBFword", "word" },
	{ "half-ring", "Qurʾan", "quran" },
	{ "marks-only", "\xCC\x81\xCC\x82 x", "x" },
	{ "enclosing-mark-stays", "a\xE2\x83\x9D", "a\xE2\x83\x9D" },
	{ "bad-byte", "Syr\xFFia", "syr ia" },
	{ "bad-cut-short", "Syria\xE2\x80", "syria" },
	{ "bad-surrogate", "a\xED\xA0\x80z", "a z" },
	{ "bad-overlong", "a\xC0\x80z", "a z" },
	{ "dotted-i", "İstanbul", "istanbul" },
	{ "folds-to-nothing", "a \xEF\xB9\xB0 b", "a b" },
	{ "iota-subscript", "Ἅιδης ᾅδης x\xCD\x85", "αιδησ αιδησ xι" },
	{ "math-bold", "𝐍𝐀𝐓𝐎", "nato" },
	{ "beyond-bmp", "𠀀𠀁", "𠀀 𠀁" },
};

static void check_fold(void **state)
{
	const struct fold_case *c = *state;
	WW_AUTO(buf) struct ww_buf b = WW_BUF(ROW_MAX);

	assert_int_equal(watch_fold(ww_str(c->in), &b), 0);
	assert_string_equal(ww_buf_cstr(&b), c->want);
}

/* want: begin-end of each word. */
static const struct range_case {
	const char *name, *in, *want;
} range_cases[] = {
	{ "range-plain", "an envoy", "0-2 3-8 " },
	{ "range-acronym", "(U.N.)", "1-4 " },
	{ "range-possessive", "Li's x", "0-2 5-6 " },
	{ "range-marks", "e\xCC\x81t x", "0-4 5-6 " },
	{ "range-ignored-at-end", "ab\xC2\xAD c", "0-4 5-6 " },
	{ "range-chinese", "俄罗", "0-3 3-6 " },
	{ "range-acronym-then-word", "a.b.cd", "0-3 4-6 " },
};

static void check_range(void **state)
{
	const struct range_case *c = *state;
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	WW_AUTO(buf) struct ww_buf b = WW_BUF(ROW_MAX);

	assert_int_equal(watch_tokenise(&t, ww_str(c->in)), 0);
	for (size_t i = 0; i < t.list.n; i++)
		ww_buf_addf(&b, "%u-%u ", t.list.v[i].begin, t.list.v[i].end);
	assert_string_equal(ww_buf_cstr(&b), c->want);
}

static const struct exact_case {
	const char *name, *in, *want;
} exact_cases[] = {
	{ "exact-case", "US", "US" },
	{ "exact-acronym", "U.S.", "US" },
	{ "exact-soft-hyphen", "co\xC2\xADop", "coop" },
	{ "exact-composed", "e\xCC\x81t", "ét" },
	{ "exact-arabic-marks-stay", "وَ", "وَ" },
	{ "exact-tatweel", "ســوريا", "سوريا" },
	{ "exact-acronym-composed", "É.U.", "ÉU" },
};

static void check_exact(void **state)
{
	const struct exact_case *c = *state;
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	WW_AUTO(buf) struct ww_buf b = WW_BUF(ROW_MAX);

	assert_int_equal(watch_tokenise(&t, ww_str(c->in)), 0);
	assert_int_equal(t.list.n, 1);
	assert_int_equal(watch_token_exact(&t, ww_str(c->in), 0, &b), 0);
	assert_string_equal(ww_buf_cstr(&b), c->want);
}

static void check_nul(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(ROW_MAX);

	(void) state;
	assert_int_equal(watch_fold(ww_str_n("a\0b", 3), &b), 0);
	assert_string_equal(ww_buf_cstr(&b), "a b");
}

static void check_long_word(void **state)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	WW_AUTO(buf) struct ww_buf b = WW_BUF(ROW_MAX * 100);

	(void) state;
	/* U+FDFA folds to eighteen characters: the buffer has to grow in the middle of a word. */
	for (int i = 0; i < 10000; i++)
		ww_buf_adds(&b, i % 2 ? "x" : "\xEF\xB7\xBA");
	assert_int_equal(watch_tokenise(&t, ww_buf_str(&b)), 0);
	assert_int_equal(t.list.n, 1);
	assert_int_equal(t.list.v[0].end, b.n);
	assert_int_equal(t.list.v[0].fold_len, t.folded.n);
	assert_true(t.folded.n > 150000);
}

static void check_text_max(void **state)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	size_t n = WATCH_TEXT_MAX + 1;
	WW_AUTO(str) char *p = malloc(n);

	(void) state;
	assert_non_null(p);
	memset(p, ' ', n);
	memcpy(p, "first", 5);
	memcpy(p + n - 3, "\xE6\x8B\x89", 3);
	assert_int_equal(watch_tokenise(&t, ww_str_n(p, n)), 0);
	assert_int_equal(t.list.n, 1);
	assert_int_equal(watch_tokenise(&t, ww_str_n(p, n - 3)), 0);
	assert_int_equal(t.list.n, 1);
}

static void check_reuse(void **state)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };

	(void) state;
	assert_int_equal(watch_tokenise(&t, WW_STR("several words of text")), 0);
	assert_int_equal(t.list.n, 4);
	assert_int_equal(watch_tokenise(&t, WW_STR("One")), 0);
	assert_int_equal(t.list.n, 1);
	assert_true(ww_str_eq(watch_token_folded(&t, 0), WW_STR("one")));
	assert_int_equal(watch_tokenise(&t, ww_str(NULL)), 0);
	assert_int_equal(t.list.n, 0);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(fold_cases, check_fold);
	WW_ROWS(range_cases, check_range);
	WW_ROWS(exact_cases, check_exact);
	WW_ROW("nul-parts", check_nul);
	WW_ROW("long-word", check_long_word);
	WW_ROW("text-max", check_text_max);
	WW_ROW("reuse", check_reuse);
	return WW_ROWS_RUN(argc, argv);
}
