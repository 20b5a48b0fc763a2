/* SPDX-License-Identifier: MIT */
#include "base/array.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/timetext.h"
#include "base/utf8.h"
#include "tests/unit/rows.h"

static const struct clean_case {
	const char *name, *in, *want;
	bool fold;
} clean_cases[] = {
	{ "ascii", "peace talks", "peace talks", true },
	{ "space-folded", " \t peace\n\n talks \xC2\xA0 ", "peace talks", true },
	{ "lines-kept", "a\r\nb\rc\n", "a\nb\nc\n", false },
	{ "bad-byte", "Syri\xFF" "a", "Syri\xEF\xBF\xBD" "a", true },
	{ "cut-sequence", "Syria\xE2\x80", "Syria\xEF\xBF\xBD", true },
	{ "surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", true },
	{ "bidi-override", "abc\xE2\x80\xAE" "def", "abcdef", true },
	{ "escape-dropped", "\x1b[31mred", "[31mred", true },
	{ "c1-dropped", "a\xC2\x9B" "b", "ab", true },
	{ "line-separator", "a\xE2\x80\xA8" "b", "a b", true },
	{ "noncharacter", "a\xEF\xBF\xBE" "b", "ab", true },
};

static void check_clean(void **state)
{
	const struct clean_case *c = *state;
	WW_AUTO(buf) struct ww_buf b = WW_BUF(1000);

	assert_int_equal(ww_utf8_clean(&b, c->in, strlen(c->in), c->fold), 0);
	assert_string_equal(ww_buf_cstr(&b), c->want);
	assert_int_equal(ww_utf8_check(b.v, b.n), b.n);
}

static const struct duration_case {
	const char *name, *in;
	int rc;
	int64_t want;
	const char *text;
} duration_cases[] = {
	{ "duration-s", "90s", 0, 90, "1m30s" },
	{ "duration-m", "15m", 0, 900, "15m" },
	{ "duration-h", "2h", 0, 7200, "2h" },
	{ "duration-d", "7d", 0, 604800, "7d" },
	{ "duration-bare", "90", -EINVAL, 0, NULL },
	{ "duration-empty", "", -EINVAL, 0, NULL },
	{ "duration-unit-only", "h", -EINVAL, 0, NULL },
	{ "duration-huge", "99999999999999999999d", -ERANGE, 0, NULL },
};

static void check_duration(void **state)
{
	const struct duration_case *c = *state;
	char out[WW_DURATION_MAX];
	int64_t got = 0;

	assert_int_equal(ww_duration_parse(ww_str(c->in), &got), c->rc);
	assert_true(got == c->want);
	if (c->text) {
		ww_duration_text(got, out);
		assert_string_equal(out, c->text);
	}
}

static const struct civil_case {
	const char *name;
	int64_t t;
	const char *want;
} civil_cases[] = {
	{ "epoch", 0, "1970-01-01T00:00:00Z" },
	{ "leap-day", 951782400, "2000-02-29T00:00:00Z" },
	{ "y2038", 2147483648, "2038-01-19T03:14:08Z" },
	{ "before-epoch", -1, "1969-12-31T23:59:59Z" },
	{ "clamped", INT64_MAX, "9999-12-31T23:59:59Z" },
	{ "clamped-low", INT64_MIN, "0000-01-01T00:00:00Z" },
};

static void check_civil(void **state)
{
	const struct civil_case *c = *state;
	char out[WW_RFC3339_MAX];

	ww_time_rfc3339(c->t, out);
	assert_string_equal(out, c->want);
}

static const struct width_case {
	const char *name, *in;
	size_t want;
} width_cases[] = {
	{ "width-ascii", "Lavrov", 6 },
	{ "width-cjk", "\xE6\x8B\x89\xE5\xA4\xAB", 4 },
	{ "width-combining", "e\xCC\x81", 1 },
	{ "width-cyrillic", "\xD0\x9B\xD0\xB0", 2 },
};

static void check_width(void **state)
{
	const struct width_case *c = *state;

	assert_int_equal(ww_utf8_columns(c->in, strlen(c->in)), c->want);
}

static const struct cut_case {
	const char *name, *in;
	size_t max, want;
} cut_cases[] = {
	{ "cut-none", "abc", 10, 3 },
	{ "cut-ascii", "abc", 2, 2 },
	{ "cut-inside", "a\xE6\x8B\x89", 3, 1 },
	{ "cut-after", "a\xE6\x8B\x89" "b", 4, 4 },
	{ "cut-zero", "\xE6\x8B\x89", 0, 0 },
};

static void check_cut(void **state)
{
	const struct cut_case *c = *state;

	assert_int_equal(ww_utf8_cut(c->in, strlen(c->in), c->max), c->want);
}

static void check_buf_max(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(4);

	assert_int_equal(ww_buf_adds(&b, "abcd"), 0);
	assert_int_equal(ww_buf_addc(&b, 'e'), -EFBIG);
	assert_int_equal(ww_buf_adds(&b, ""), -EFBIG);
	assert_string_equal(ww_buf_cstr(&b), "abcd");
}

static void check_sha(void **state)
{
	char a[WW_SHA256_HEX_MAX], b[WW_SHA256_HEX_MAX];

	ww_sha256(WW_STR("abc"), a);
	assert_string_equal(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ww_sha256_parts((struct ww_str[]){ WW_STR("a"), WW_STR("bc") }, 2, a, 20);
	ww_sha256_parts((struct ww_str[]){ WW_STR("ab"), WW_STR("c") }, 2, b, 20);
	assert_int_equal(strlen(a), 20);
	assert_string_not_equal(a, b);
}

static void check_diag(void **state)
{
	WW_AUTO(diags) struct ww_diags d = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);
	const char *file = ww_diags_own(&d, "w");

	ww_diag_add(&d, WW_WARNING, (struct ww_place){ file, 9, 1, 1 }, WW_STR("x"), "later");
	ww_diag_add(&d, WW_ERROR, (struct ww_place){ file, 2, 8, 8 }, WW_STR("\tany = \xE6\x8B\x89 \xE6\x8B\x89x"),
		"\"%s\" is odd", "it");
	ww_diag_hint(&d, "try %d", 1);
	ww_diags_sort(&d);
	assert_int_equal(d.n_errors, 1);
	assert_int_equal(ww_diags_render(&d, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), "w:2:8: error: \"it\" is odd\n"
		"    \tany = \xE6\x8B\x89 \xE6\x8B\x89x\n"
		"    \t      ^~~~~~\n"
		"    hint: try 1\n"
		"w:9:1: warning: later\n"
		"    x\n"
		"    ^\n");
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(clean_cases, check_clean);
	WW_ROWS(duration_cases, check_duration);
	WW_ROWS(civil_cases, check_civil);
	WW_ROWS(width_cases, check_width);
	WW_ROWS(cut_cases, check_cut);
	WW_ROW("buf-max", check_buf_max);
	WW_ROW("sha256", check_sha);
	WW_ROW("diag-render", check_diag);
	return WW_ROWS_RUN(argc, argv);
}
