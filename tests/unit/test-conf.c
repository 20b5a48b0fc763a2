/* SPDX-License-Identifier: MIT */
/* The lexical layer: what becomes of lines, and where each byte of a value came from. */
#include "filters/conf.h"
#include "filters/conf_map.h"
#include "tests/unit/rows.h"

/* Files that exist only here: names and texts in turn. */
struct files {
	const char *const *v;
	size_t reads;
};

static int read_file(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err)
{
	struct files *files = arg;

	files->reads++;
	for (const char *const *f = files->v; *f; f += 2) {
		if (strcmp(*f, path))
			continue;
		*ret_text = strdup(f[1]);
		*ret_len = strlen(f[1]);
		return *ret_text ? 0 : -ENOMEM;
	}
	return ww_err_set(err, -ENOENT, "there is no such file");
}

/* A star at the end names every file that starts like that. */
static int glob_files(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n)
{
	struct files *files = arg;
	WW_ARRAY(char *) found = { 0 };

	for (const char *const *f = files->v; *f; f += 2)
		if (!strncmp(*f, pattern, strlen(pattern) - 1))
			assert_int_equal(ww_array_push(&found, strdup(*f)), 0);
	*ret_paths = found.v;
	*ret_n = found.n;
	return 0;
}

/* Sections and entries as text: "[kind|name] key=value;". */
static void dump(const struct conf *conf, struct ww_buf *out)
{
	for (size_t i = 0; i < conf->sections.n; i++) {
		const struct conf_section *s = &conf->sections.v[i];

		ww_buf_addf(out, "[%.*s|%.*s]", WW_STR_ARG(s->kind), WW_STR_ARG(s->name));
		for (size_t j = 0; j < s->entries.n; j++) {
			const struct conf_entry *e = &s->entries.v[j];

			ww_buf_addf(out, " %.*s=%s;", WW_STR_ARG(e->key), e->value.text.p);
		}
	}
}

static const struct lines_case {
	const char *name;
	const char *files[9];
	const char *want;
	size_t errors;
} lines_cases[] = {
	{ "nothing", { "m", "" }, "", 0 },
	{ "no-newline", { "m", "[topic a]\nany = x" }, "[topic|a] any=x;", 0 },
	{ "bom-crlf", { "m", "\xEF\xBB\xBF[topic a]\r\nany = x\r\n" }, "[topic|a] any=x;", 0 },
	{ "comments", { "m", "# x\n[topic a] # y\nany = b #c\nany = d#e\n" }, "[topic|a] any=b; any=d#e;",
		0 },
	{ "escaped", { "m", "[topic a]\nany = \\#b c\\#d \\# e\n" }, "[topic|a] any=#b c\\#d # e;", 0 },
	{ "blanks", { "m", "  [  Topic\t a  b ]\n\tany\t=\tx  y \n" }, "[Topic|a  b] any=x  y;", 0 },
	{ "continued", { "m", "[topic a]\nany = b, # x\n# y\n  c,\n d\n e = f\n" },
		"[topic|a] any=b, c, d; e=f;", 0 },
	{ "continued-equals", { "m", "[topic a]\nany = b,\n =C, =D\n" }, "[topic|a] any=b, =C, =D;", 0 },
	{ "blank-line-ends", { "m", "[topic a]\nany = b,\n\nany = c\n" }, "[topic|a] any=b,; any=c;", 0 },
	{ "section-ends", { "m", "[topic a]\nany = b,\n[topic c]\n" }, "[topic|a] any=b,;[topic|c]", 0 },
	{ "defaults-end", { "m", "[topic a]\nany = b,\ndefaults x = 1\n" },
		"[topic|a] any=b,;[defaults|] x=1;", 0 },
	{ "end-ends", { "m", "[topic a]\nany = b," }, "[topic|a] any=b,;", 0 },
	{ "say-does-not", { "m", "[topic a]\nsay = b,\nc\n" }, "[topic|a] say=b,;", 1 },
	{ "defaults", { "m", "defaults in = a, b, feed = c , d\n" }, "[defaults|] in=a, b; feed=c , d;", 0 },
	{ "defaults-within", { "m", "[topic a]\ndefaults in = b\nany = c\n" },
		"[topic|a] any=c;[defaults|] in=b;", 0 },
	{ "raw", { "m", "[feeds]\nhttp://a/#b x=y # z\ninclude = i\n", "i", "[topic t]\n" },
		"[feeds|] =http://a/#b x=y;[topic|t]", 0 },
	{ "include",
		{ "m", "[topic a]\ninclude = d/i\nany = x\n", "d/i", "[topic b]\ninclude = j\nany = y\n",
		        "d/j", "" },
		"[topic|a] any=x;[topic|b] any=y;", 0 },
	{ "include-glob", { "m", "include = d/*\n", "d/1", "[topic b]\n", "d/2", "[topic c]\n" },
		"[topic|b][topic|c]", 0 },
	{ "include-glob-empty", { "m", "include = d/*\n" }, "", 0 },
	{ "include-twice", { "m", "include = i\ninclude = i\n", "i", "[topic b]\n" }, "[topic|b][topic|b]",
		0 },
	{ "include-missing", { "m", "include = i\n" }, "", 1 },
	{ "include-circle", { "m", "include = i\n", "i", "include = ./m\n[topic a]\n" }, "[topic|a]", 1 },
	{ "include-keeps-place", { "m", "[topic a]\ninclude = i\n", "i", "any = lost\n" }, "[topic|a]", 1 },
};

static void check_lines(void **state)
{
	const struct lines_case *c = *state;
	struct files files = { .v = c->files };
	struct conf_io io = { read_file, glob_files, &files };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(conf) struct conf *conf = NULL;
	WW_AUTO(buf) struct ww_buf got = WW_BUF(10000);

	assert_int_equal(conf_read("m", &io, &diags, &conf, NULL), 0);
	dump(conf, &got);
	assert_string_equal(ww_buf_cstr(&got), c->want);
	assert_int_equal(diags.n_errors, c->errors);
}

static void check_no_file(void **state)
{
	static const char *const none[] = { NULL };
	struct files files = { .v = none };
	struct conf_io io = { read_file, glob_files, &files };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	struct ww_err err = { 0 };
	struct conf *conf = NULL;

	(void) state;
	assert_int_equal(conf_read("m", &io, &diags, &conf, &err), -ENOENT);
	assert_string_equal(err.text, "there is no such file");
	assert_null(conf);
}

/* Two files that include each other twice: every path ends, and not after a thousand reads. */
static void check_include_bomb(void **state)
{
	static const char *const bomb[] = { "m", "include = x/*\ninclude = x/*\n", "x/1",
		"include = ../x/../x/1\n", NULL };
	struct files files = { .v = bomb };
	struct conf_io io = { read_file, glob_files, &files };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(conf) struct conf *conf = NULL;

	(void) state;
	assert_int_equal(conf_read("m", &io, &diags, &conf, NULL), 0);
	assert_true(diags.n_errors > 0);
	assert_true(files.reads <= CONF_FILES_MAX + 1);
}

static const struct place_case {
	const char *name, *text, *find;
	unsigned line, col, len;
} place_cases[] = {
	{ "first-line", "any = abc, def\n", "def", 2, 12, 3 },
	{ "indented", "\t any  =\tabc\n", "abc", 2, 10, 3 },
	{ "second-line", "any = a, # b\n\n", "a,", 2, 7, 2 },
	{ "continued", "any = a,\n# b\n   cd, ef\n", "ef", 4, 8, 2 },
	{ "across", "any = ab,\n  cd\n", "b, c", 2, 8, 2 },
	{ "escape", "any = a \\#b c\n", "#b c", 2, 10, 4 },
	{ "after-escape", "any = a \\#b c\n", "c", 2, 13, 1 },
};

static void check_place(void **state)
{
	const struct place_case *c = *state;
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1000);
	const char *v[] = { "m", NULL, NULL };
	struct files files = { .v = v };
	struct conf_io io = { read_file, glob_files, &files };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(conf) struct conf *conf = NULL;
	const struct conf_value *value;
	struct ww_place at;
	size_t off;

	ww_buf_addf(&text, "[topic t]\n%s", c->text);
	v[1] = ww_buf_cstr(&text);
	assert_int_equal(conf_read("m", &io, &diags, &conf, NULL), 0);
	value = &conf->sections.v[0].entries.v[0].value;
	off = ww_str_find(value->text, ww_str(c->find));
	assert_true(off < value->text.n);
	at = conf_value_place(value, off, strlen(c->find));
	assert_int_equal(at.line, c->line);
	assert_int_equal(at.col, c->col);
	assert_int_equal(at.len, c->len);
	assert_int_equal(conf_value_offset(value, &at), off);
}

static const struct suggest_case {
	const char *name, *word, *want;
} suggest_cases[] = {
	{ "same", "urgency", "urgency" },
	{ "swap-is-one", "nto", "not" },
	{ "case", "NEDE", "need" },
	{ "a-third", "urgancyy", "urgency" },
	{ "too-far", "urcc", NULL },
	{ "short", "x", NULL },
	{ "empty", "", NULL },
	{ "characters-not-bytes", "Лавров", "Лавроф" },
	{ "nearest-wins", "nead", "need" },
};

static void check_suggest(void **state)
{
	static const char *const candidates[] = { "any", "need", "not", "urgency", "Лавроф" };
	const struct suggest_case *c = *state;
	const char *got = conf_suggest(ww_str(c->word), candidates, WW_ARRAY_LEN(candidates));

	if (c->want)
		assert_string_equal(got, c->want);
	else
		assert_null(got);
}

/* Far past the first size of the table, so that it grows a few times. */
static void check_map(void **state)
{
	static char keys[1000][8];
	struct conf_map m = { 0 };

	(void) state;
	assert_null(conf_map_get(&m, WW_STR("a")));
	for (size_t i = 0; i < WW_ARRAY_LEN(keys); i++) {
		snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
		assert_int_equal(conf_map_put(&m, ww_str(keys[i]), keys[i]), 0);
	}
	for (size_t i = 0; i < WW_ARRAY_LEN(keys); i++)
		assert_ptr_equal(conf_map_get(&m, ww_str(keys[i])), keys[i]);
	assert_int_equal(conf_map_put(&m, WW_STR("k7"), keys[0]), 0);
	assert_ptr_equal(conf_map_get(&m, WW_STR("k7")), keys[0]);
	assert_int_equal(m.n, WW_ARRAY_LEN(keys));
	assert_null(conf_map_get(&m, WW_STR("k1000")));
	conf_map_finish(&m);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(lines_cases, check_lines);
	WW_ROWS(place_cases, check_place);
	WW_ROWS(suggest_cases, check_suggest);
	WW_ROW("no-file", check_no_file);
	WW_ROW("include-bomb", check_include_bomb);
	WW_ROW("map", check_map);
	return WW_ROWS_RUN(argc, argv);
}
