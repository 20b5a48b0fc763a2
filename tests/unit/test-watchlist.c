/* SPDX-License-Identifier: MIT */
/* Values to trees, sections to rules. The complaints are tests/conf/, which test-config reads. */
#include "base/buf.h"
#include "filters/match.h"
#include "tests/unit/rows.h"

static int read_text(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err)
{
	(void) path;
	(void) err;
	*ret_text = strdup(arg);
	*ret_len = strlen(arg);
	return *ret_text ? 0 : -ENOMEM;
}

static int glob_nothing(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n)
{
	(void) arg;
	(void) pattern;
	*ret_paths = NULL;
	*ret_n = 0;
	return 0;
}

struct loaded {
	struct conf *conf;
	struct watchlist *list;
	struct ww_diags diags;
};

static void loaded_finish(struct loaded *l)
{
	watchlist_destroy(l->list);
	conf_destroy(l->conf);
	ww_diags_finish(&l->diags);
}
WW_DEFINE_AUTO_FINISH(struct loaded, loaded, loaded_finish)

static void load(struct loaded *l, const char *text)
{
	struct conf_io io = { read_text, glob_nothing, (void *) (uintptr_t) text };
	WW_AUTO(buf) struct ww_buf said = WW_BUF(1u << 20);

	assert_int_equal(conf_read("test", &io, &l->diags, &l->conf, NULL), 0);
	assert_int_equal(watchlist_build(l->conf, &l->diags, &l->list), 0);
	ww_diags_render(&l->diags, &said);
	if (l->diags.n_errors)
		fail_msg("%s", ww_buf_cstr(&said));
}

/* How each way to write something is understood; what comes out is read the same again. */
static const struct expr_case {
	const char *name, *value, *want;
} expr_cases[] = {
	{ "word", "Syria", "Syria" },
	{ "phrase", "peace \t talks", "peace talks" },
	{ "keywords-any-case", "a AND NOT b", "a and not b" },
	{ "comma-is-or", "a, b or c", "a or b or c" },
	{ "and-binds", "(a and b), c", "(a and b) or c" },
	{ "near-binds", "a near/3 b and c", "(a near/3 b) and c" },
	{ "near-brackets", "(a, b) near/3 c", "(a or b) near/3 c" },
	{ "then-three", "a then/0 b THEN/0 c", "a then/0 b then/0 c" },
	{ "not-binds", "not a near/3 b or c", NULL },
	{ "exact", "=US", "=US" },
	{ "exact-phrase", "=United States", "=United States" },
	{ "prefix", "negotiat*", "negotiat*" },
	{ "quoted", "\"and, (or)\"", "\"and, (or)\"" },
	{ "quoted-exact", "=\"US\"", "=US" },
	{ "quoted-signs", "\"=US\", \"Syri*\", \"x{y,z}\"", "=US or Syri* or (xy or xz)" },
	{ "braces", "Serge{i,y} Lavrov", "Sergei Lavrov or Sergey Lavrov" },
	{ "braces-order", "{a,b}{c,d}", "ac or ad or bc or bd" },
	{ "braces-nested", "x{a,b{c,d}}", "xa or xbc or xbd" },
	{ "braces-empty", "John {,F. }Kerry", "John Kerry or John F. Kerry" },
	{ "braces-one", "{same}", "same" },
	{ "braces-doubles", "{a,a}{b,b}, c", "ab or c" },
	{ "braces-signs", "{=US,Syri*}", "=US or Syri*" },
	{ "braces-blanks-commas", "{al-, el-}A{ (x),}", "\"al-A (x)\" or al-A or \"el-A (x)\" or el-A" },
	{ "braces-in-of", "2 of ({a,b}, c)", "2 of ((a or b), c)" },
	{ "of", "2 of (a and b, c or d, (e, f))", "2 of ((a and b), (c or d), (e or f))" },
	{ "count", "3x (a, b near/2 c)", "3x (a or (b near/2 c))" },
	{ "field", "title: (a, b)", "title: (a or b)" },
	{ "fields", "AUTHOR+title: a", "title+author: a" },
	{ "field-quote", "title:\"a b\"", "title: a b" },
	{ "field-bracket", "url:(a)", "url: a" },
	{ "regex", "/\\ba\\/b+/i", "/\\ba\\/b+/i" },
	{ "regex-comma", "/\\bab, \\(c/, d", "/\\bab, \\(c/ or d" },
	{ "url-is-text", "http://x.example", "\"http://x.example\"" },
	{ "at-inside", "me@x.example", "\"me@x.example\"" },
	{ "of-is-text", "two of them", "two of them" },
	{ "name", "@one", "@one" },
	{ "name-longest", "@one two three", NULL },
	{ "name-words", "@One  Two near/3 x", "@one two near/3 x" },
	{ "name-quoted", "@\"ONE two\"", "@one two" },
};

static bool to_text(const char *value, struct ww_buf *out)
{
	WW_AUTO(loaded) struct loaded l = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(10000);
	struct conf_io io = { read_text, glob_nothing, NULL };
	const struct watch_rule *rule;

	ww_buf_addf(&text, "[define one]\nany = x\n[define one two]\nany = y\n[define d]\nany = %s\n", value);
	io.arg = (void *) (uintptr_t) ww_buf_cstr(&text);
	assert_int_equal(conf_read("test", &io, &l.diags, &l.conf, NULL), 0);
	assert_int_equal(watchlist_build(l.conf, &l.diags, &l.list), 0);
	rule = watchlist_find(l.list, WW_STR("D"));
	assert_non_null(rule);
	if (l.diags.n_errors)
		return false;
	assert_int_equal(watch_expr_text(rule->expr, out), 0);
	return true;
}

static void check_expr(void **state)
{
	const struct expr_case *c = *state;
	WW_AUTO(buf) struct ww_buf got = WW_BUF(10000), again = WW_BUF(10000);

	assert_int_equal(to_text(c->value, &got), c->want != NULL);
	if (!c->want)
		return;
	assert_string_equal(ww_buf_cstr(&got), c->want);
	assert_true(to_text(ww_buf_cstr(&got), &again));
	assert_string_equal(ww_buf_cstr(&again), c->want);
}

/* What the parts of a section mean together. */
static const struct rule_case {
	const char *name, *text, *want;
} rule_cases[] = {
	{ "topic-any", "[topic r]\nany = a\nany = b, c\n", "a or b or c" },
	{ "topic-need", "[topic r]\nneed = a\nneed = b, c\n", "a and (b or c)" },
	{ "topic-all", "[topic r]\nany = a\nneed = b\nnot = c\nnot = d, e\n",
		"a and b and not (c or d or e)" },
	{ "figure-names", "[figure r]\nname = a\nname = b, c\n", "a or b or c" },
	{ "figure-surname", "[figure r]\nname = a\nsurname = b\n", "a or b" },
	{ "figure-with", "[figure r]\nname = a\nsurname = b, c\nwith = d, e\n",
		"a or ((b or c) and (d or e))" },
	{ "figure-not", "[figure r]\nname = a\nnot = b\n", "a and not b" },
	{ "order-is-free", "[figure r]\nwith = d\nnot = n\nsurname = b\nname = a\n",
		"(a or (b and d)) and not n" },
};

static void check_rule(void **state)
{
	const struct rule_case *c = *state;
	WW_AUTO(loaded) struct loaded l = { 0 };
	WW_AUTO(buf) struct ww_buf got = WW_BUF(10000);

	load(&l, c->text);
	assert_int_equal(watch_expr_text(watchlist_find(l.list, WW_STR("r"))->expr, &got), 0);
	assert_string_equal(ww_buf_cstr(&got), c->want);
}

static void check_settings(void **state)
{
	WW_AUTO(loaded) struct loaded l = { 0 };
	const struct watch_rule *r;

	(void) state;
	load(&l, "[topic before]\nany = x\n"
		 "defaults urgency = high, limit = 6/hour, in = title, notify = journal, lang = de, FR-ca, "
		 "feed = a, not b*\n"
		 "[topic after]\nany = x\n"
		 "[topic own]\nany = x\nurgency = low\nlimit = none\nin = url, category\nnotify = none\nsay "
		 "= It, happens\noff = yes\n"
		 "[figure f]\nname = x\n[figure g]\nname = x\nalert = yes\n"
		 "defaults min-prefix = 1\n[topic short]\nany = a*\n");
	r = watchlist_find(l.list, WW_STR("Before"));
	assert_int_equal(r->urgency, WATCH_NORMAL);
	assert_int_equal(r->limit.count, 0);
	assert_int_equal(r->fields, WATCH_FIELDS_DEFAULT);
	assert_int_equal(r->feeds.n + r->langs.n + r->notify.n, 0);
	assert_string_equal(r->say, "");
	assert_true(watch_rule_is_active(r));

	r = watchlist_find(l.list, WW_STR("after"));
	assert_int_equal(r->urgency, WATCH_HIGH);
	assert_int_equal(r->limit.count, 6);
	assert_int_equal(r->limit.period, 3600);
	assert_int_equal(r->fields, WATCH_FIELD_BIT(WATCH_TITLE));
	assert_string_equal(r->notify.v[0], "log");
	assert_string_equal(r->langs.v[1], "fr-ca");
	assert_true(r->feeds.v[1].negated && r->feeds.v[1].prefix && !r->feeds.v[0].negated);

	r = watchlist_find(l.list, WW_STR("own"));
	assert_int_equal(r->urgency, WATCH_LOW);
	assert_int_equal(r->limit.count, 0);
	assert_int_equal(r->fields, WATCH_FIELD_BIT(WATCH_URL) | WATCH_FIELD_BIT(WATCH_CATEGORY));
	assert_int_equal(r->notify.n, 1);
	assert_string_equal(r->say, "It, happens");
	assert_false(watch_rule_is_active(r));

	assert_false(watch_rule_is_active(watchlist_find(l.list, WW_STR("f"))));
	assert_true(watch_rule_is_active(watchlist_find(l.list, WW_STR("g"))));
	assert_null(watchlist_find(l.list, WW_STR("nobody")));
	assert_null(watchlist_find(l.list, WW_STR("...")));
}

static const struct wants_case {
	const char *name, *setting, *feed, *tag, *lang;
	bool want;
} wants_cases[] = {
	{ "any-feed", "off = no", "BBC", "uk", "en", true },
	{ "feed-folded", "feed = bbc world", "BBC  Wörld", "", "", true },
	{ "feed-other", "feed = bbc", "bbc world", "", "", false },
	{ "feed-prefix", "feed = bbc*", "BBC World", "", "", true },
	{ "feed-any", "feed = *", "BBC World", "", "", true },
	{ "tag", "feed = tag:wire", "x", "Wire", "", true },
	{ "tag-other", "feed = tag:wire", "wire", "sport", "", false },
	{ "tag-but-not", "feed = tag:wire, not bbc sport", "BBC Sport", "wire", "", false },
	{ "not-first", "feed = not bbc sport, tag:wire", "BBC Sport", "wire", "", false },
	{ "only-not", "feed = not bbc*", "CNN", "", "", true },
	{ "only-not-hit", "feed = not bbc*", "BBC", "", "", false },
	{ "not-tag", "feed = not tag:sport", "BBC", "sport", "", false },
	{ "lang", "lang = en, ru", "x", "", "ru", true },
	{ "lang-covers", "lang = en", "x", "", "EN-gb", true },
	{ "lang-narrower", "lang = en-GB", "x", "", "en", false },
	{ "lang-other", "lang = en", "x", "", "eng", false },
	{ "lang-unknown", "lang = en", "x", "", "", true },
};

static void check_wants(void **state)
{
	const struct wants_case *c = *state;
	WW_AUTO(loaded) struct loaded l = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(10000);
	struct watch_origin origin = { c->feed, &c->tag, 1, c->lang };

	ww_buf_addf(&text, "[topic r]\nany = x\n%s\n", c->setting);
	load(&l, ww_buf_cstr(&text));
	assert_int_equal(watch_rule_wants(l.list->rules.v[0], &origin), c->want);
}

/* Names are looked up in a table: many sections take no longer than their text. */
static void check_many(void **state)
{
	WW_AUTO(loaded) struct loaded l = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(10u << 20);

	(void) state;
	for (int i = 0; i < 20000; i++)
		ww_buf_addf(&text, "[define d%d]\nany = word%d\n[topic t%d]\nany = @d%d\n", i, i, i, i);
	load(&l, ww_buf_cstr(&text));
	assert_int_equal(l.list->rules.n, 40000);
	assert_int_equal(l.diags.n_warnings, 0);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(expr_cases, check_expr);
	WW_ROWS(rule_cases, check_rule);
	WW_ROWS(wants_cases, check_wants);
	WW_ROW("settings", check_settings);
	WW_ROW("many", check_many);
	return WW_ROWS_RUN(argc, argv);
}
