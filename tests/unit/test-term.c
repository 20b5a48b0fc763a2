/* SPDX-License-Identifier: MIT */
#include "cli/term.h"

#include "base/utf8.h"
#include "tests/unit/rows.h"

static const struct cli_look piped = { .unicode = true };

static const struct marked_case {
	const char *name, *text;
	size_t width, start, indent;
	struct cli_mark marks[3];
	const char *want;
} marked_cases[] = {
	{ "plain", "peace talks", 0, 0, 0, { { 0, 0 } }, "peace talks" },
	{ "one-word", "Syria peace talks", 0, 0, 0, { { 0, 5 } }, "[Syria] peace talks" },
	{ "phrase", "Syria peace talks on", 0, 0, 0, { { 6, 17 } }, "Syria [peace talks] on" },
	{ "part-of-word", "pre-Syrian", 0, 0, 0, { { 4, 9 } }, "pre-[Syria]n" },
	{ "at-the-end", "in Geneva", 0, 0, 0, { { 3, 9 } }, "in [Geneva]" },
	{ "adjacent", "Syria talks", 0, 0, 0, { { 0, 5 }, { 6, 11 } }, "[Syria] [talks]" },
	{ "touching", "\xE5\x8F\x99\xE5\x88\xA9", 0, 0, 0, { { 0, 3 }, { 3, 6 } },
	        "[\xE5\x8F\x99\xE5\x88\xA9]" },
	{ "overlapping", "peace talks now", 0, 0, 0, { { 0, 5 }, { 0, 11 } }, "[peace talks] now" },
	{ "space-folded", "a \n\t b", 0, 0, 0, { { 0, 0 } }, "a b" },
	{ "wrapped", "one two three", 8, 0, 2, { { 0, 0 } }, "one two\n  three" },
	{ "wrapped-mark-closed", "one two three", 9, 0, 0, { { 4, 7 } }, "one [two]\nthree" },
	{ "start-counts", "one two", 8, 3, 3, { { 0, 0 } }, "one\n   two" },
	{ "too-long-a-word", "antidisestablishment x", 8, 0, 0, { { 0, 0 } }, "antidisestablishment\nx" },
	{ "wide-breaks", "\xE5\x8C\x97\xE4\xBA\xAC\xE8\xBF\x8E", 5, 0, 0, { { 0, 0 } },
	        "\xE5\x8C\x97\xE4\xBA\xAC\n\xE8\xBF\x8E" },
	{ "escape-dropped", "a\x1b[31mb", 0, 0, 0, { { 0, 0 } }, "a[31mb" },
	{ "override-dropped",
	        "a\xE2\x80\xAE"
	        "b",
	        0, 0, 0, { { 0, 0 } }, "ab" },
	{ "empty", "", 0, 0, 0, { { 0, 0 } }, "" },
};

static size_t count_marks(const struct cli_mark *marks)
{
	size_t n = 0;

	while (n < 3 && marks[n].end)
		n++;
	return n;
}

static void check_marked(void **state)
{
	const struct marked_case *c = *state;
	struct cli_look look = { .width = c->width, .unicode = true };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);

	cli_put_marked(&out, &look, CLI_PLAIN, ww_str(c->text), c->marks, count_marks(c->marks), c->start,
	        c->indent);
	assert_string_equal(ww_buf_cstr(&out), c->want);
}

/* With colours a mark is a change of style and takes no room; it is closed over a line end. */
static void check_colored(void **state)
{
	const struct cli_look look = { .color = true, .width = 11 };
	const struct cli_mark mark = { 6, 17 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);

	(void) state;
	cli_put_marked(&out, &look, CLI_PLAIN, WW_STR("Syria peace talks"), &mark, 1, 0, 0);
	assert_string_equal(ww_buf_cstr(&out), "Syria \x1b[1;33mpeace\x1b[0m\n\x1b[1;33mtalks\x1b[0m");
}

static void check_passages(void **state)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(10000), out = WW_BUF(10000);
	struct cli_mark marks[2];

	(void) state;
	for (int i = 0; i < 60; i++)
		ww_buf_adds(&text, i == 30 ? "Geneva " : "lorem ");
	marks[0] = (struct cli_mark){ 30 * 6, 30 * 6 + 6 };
	cli_put_passages(&out, &piped, ww_buf_str(&text), marks, 1, 3, 0, 0);
	assert_non_null(strstr(ww_buf_cstr(&out), "lorem [Geneva] lorem"));
	assert_memory_equal(ww_buf_cstr(&out), "\xE2\x80\xA6 lorem", 9);
	assert_true(out.n < text.n);

	/* Near marks share a passage; nothing is shown twice. */
	ww_buf_reset(&out);
	marks[1] = (struct cli_mark){ 32 * 6 + 1, 32 * 6 + 6 };
	cli_put_passages(&out, &piped, ww_buf_str(&text), marks, 2, 3, 0, 0);
	assert_non_null(strstr(ww_buf_cstr(&out), "[Geneva] lorem [lorem] lorem"));
	assert_null(strstr(strstr(ww_buf_cstr(&out), "Geneva") + 1, "Geneva"));
}

static const struct cli_column columns[] = {
	{ .title = "FEED", .gives = true },
	{ .title = "N", .right = true },
	{ .title = "WHY" },
};

static void fill(struct cli_table *t)
{
	const char *const cells[] = { "a", "12345", "ok", "\xE5\x8C\x97\xE4\xBA\xAC news of the day", "7",
		"x\x1b[2J" };

	for (size_t i = 0; i < WW_ARRAY_LEN(cells); i++)
		cli_table_add(t, CLI_PLAIN, ww_str(cells[i]));
}

static void check_table(void **state)
{
	WW_AUTO(cli_table) struct cli_table t = { .columns = columns, .n_columns = 3 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);

	(void) state;
	fill(&t);
	assert_int_equal(cli_table_put(&t, &piped, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), "FEED                      N  WHY\n"
	                                       "a                     12345  ok\n"
	                                       "\xE5\x8C\x97\xE4\xBA\xAC news of the day      7  x[2J\n");
}

static void check_empty_end(void **state)
{
	WW_AUTO(cli_table) struct cli_table t = { .columns = columns, .n_columns = 3 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);

	(void) state;
	cli_table_add(&t, CLI_PLAIN, WW_STR("a"));
	cli_table_add(&t, CLI_PLAIN, WW_STR("1"));
	cli_table_add(&t, CLI_PLAIN, WW_STR(""));
	assert_int_equal(cli_table_put(&t, &piped, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), "FEED  N  WHY\na     1\n");
}

/* Every line of a bounded table fits, also when a wide character would stand on the edge. */
static void check_narrow_table(void **state)
{
	for (size_t width = 24; width < 60; width++) {
		WW_AUTO(cli_table) struct cli_table t = { .columns = columns, .n_columns = 3 };
		WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);
		const struct cli_look look = { .width = width, .unicode = true };
		struct ww_str rest, line;

		fill(&t);
		assert_int_equal(cli_table_put(&t, &look, &out), 0);
		rest = ww_buf_str(&out);
		while (ww_str_split(&rest, '\n', &line))
			assert_true(ww_utf8_columns(line.p, line.n) <= width);
	}
	(void) state;
}

static const char *fake_env(const char *name)
{
	return !strcmp(name, "TERM") ? "xterm" : !strcmp(name, "NO_COLOR") ? "1" : NULL;
}

static void check_look(void **state)
{
	struct cli_look look;
	FILE *f = tmpfile();

	(void) state;
	assert_non_null(f);
	cli_look_find(fileno(f), CLI_COLOR_AUTO, fake_env, &look);
	assert_false(look.terminal || look.color || look.width);
	cli_look_find(fileno(f), CLI_COLOR_ALWAYS, fake_env, &look);
	assert_true(look.color);
	fclose(f);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(marked_cases, check_marked);
	WW_ROW("colored", check_colored);
	WW_ROW("passages", check_passages);
	WW_ROW("table", check_table);
	WW_ROW("table-empty-end", check_empty_end);
	WW_ROW("table-narrow", check_narrow_table);
	WW_ROW("look", check_look);
	return WW_ROWS_RUN(argc, argv);
}
