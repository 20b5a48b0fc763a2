/* SPDX-License-Identifier: MIT */
#include "filters/match.h"
#include "tests/fuzz/neutral.h"
#include "tests/unit/rows.h"

#define TEXT_MAX 10000

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *j = json_loads(text, 0, &error);

	if (!j)
		fail_msg("%s: %s", text, error.text);
	return j;
}

static struct watch_rule *add(struct neutral *n, const char *name, const char *json)
{
	json_t *j = parse(json);
	struct watch_rule *r = neutral_add(n, name, neutral_expr(n, j));

	json_decref(j);
	return r;
}

static struct watch_set *compile(struct neutral *n)
{
	struct watch_set *set = NULL;
	struct ww_err err = { 0 };

	if (watch_set_create(ww_steal(&n->list), &set, &err))
		fail_msg("%s", err.text);
	return set;
}

static void expect(
        const struct watch_set *set, const struct watch_doc *doc, enum watch_which which, const char *want)
{
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	WW_AUTO(buf) struct ww_buf got = WW_BUF(TEXT_MAX);

	/* Twice: nothing of the first document may be left. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(watch_match(m, set, doc, which, &hits, NULL), 0);
		ww_buf_reset(&got);
		assert_int_equal(neutral_print(&hits, &got), 0);
		assert_string_equal(ww_buf_cstr(&got), want);
	}
}

/* want: NULL: no match. */
static const struct match_case {
	const char *name, *expr, *title, *text, *want;
} match_cases[] = {
	{ "word", "{'word': 'geneva'}", "Talks in GENEVA", "", "title 9-15" },
	{ "word-absent", "{'word': 'bern'}", "Talks in Geneva", "", NULL },
	{ "word-every-occurrence", "{'word': 'oil'}", "Oil", "oil, oil", "title 0-3 text 0-3 text 5-8" },
	{ "phrase", "{'word': 'prime minister'}", "", "The Prime-Minister spoke", "text 4-18" },
	{ "phrase-not-adjacent", "{'word': 'prime minister'}", "", "prime the minister", NULL },
	{ "phrase-not-across-fields", "{'word': 'prime minister'}", "prime", "minister", NULL },
	{ "phrase-overlaps-itself", "{'word': 'a b a'}", "a b a b a", "", "title 0-5 title 4-9" },
	{ "phrase-same-words", "{'word': 'no no'}", "no no no", "", "title 0-5 title 3-8" },
	{ "exact", "{'exact': 'US'}", "tell us, US", "", "title 9-11" },
	{ "exact-acronym", "{'exact': 'US'}", "the U.S. and us", "", "title 4-7" },
	{ "exact-phrase", "{'exact': 'New York'}", "new york New York", "", "title 9-17" },
	{ "exact-composed", "{'exact': 'été'}", "e\xCC\x81t\xC3\xA9 ete", "", "title 0-6" },
	{ "prefix", "{'prefix': 'negotiat'}", "Negotiators negotiate", "", "title 0-11 title 12-21" },
	{ "prefix-whole-word", "{'prefix': 'envoy'}", "envoy", "", "title 0-5" },
	{ "prefix-phrase", "{'prefix': 'peace negotiat'}", "peace negotiations; peace talks", "",
	        "title 0-18" },
	{ "prefix-last-only", "{'prefix': 'peace ta'}", "peaceful talks", "", NULL },
	{ "prefix-of-common-word", "{'prefix': 'the pres'}", "the president presses the", "", "title 0-13" },
	{ "prefix-at-end", "{'prefix': 'x the'}", "x", "the x", NULL },
	{ "prefix-script", "{'prefix': 'Лавр'}", "Лаврова", "", "title 0-14" },
	{ "near", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 1}", "b x a", "a x x b",
	        "title 0-1 title 4-5" },
	{ "near-zero", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 0}", "a b x a", "",
	        "title 0-1 title 2-3" },
	{ "near-not-across-fields", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 50}", "a", "b", NULL },
	{ "near-no-overlap", "{'near': [{'word': 'a'}, {'word': 'a'}], 'n': 5}", "a", "", NULL },
	{ "near-same-twice", "{'near': [{'word': 'a'}, {'word': 'a'}], 'n': 0}", "a a", "",
	        "title 0-1 title 2-3" },
	{ "near-chain", "{'near': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}], 'n': 1}", "c x a x b", "",
	        "title 0-1 title 4-5 title 8-9" },
	{ "near-chain-broken", "{'near': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}], 'n': 1}", "c a x x b",
	        "", NULL },
	{ "near-six",
	        "{'near': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}, {'word': 'd'}, {'word': 'e'}, "
	        "{'word': 'f'}], 'n': 0}",
	        "x f a d c b e", "", "title 2-3 title 4-5 title 6-7 title 8-9 title 10-11 title 12-13" },
	{ "near-unused-far", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 1}", "a b x x x x a", "",
	        "title 0-1 title 2-3" },
	{ "near-phrases", "{'near': [{'word': 'a b'}, {'word': 'b c'}], 'n': 2}", "a b c b c", "",
	        "title 0-3 title 6-9" },
	{ "near-or", "{'near': [{'or': [{'word': 'a'}, {'word': 'x y'}]}, {'word': 'b'}], 'n': 0}", "x y b a",
	        "", "title 0-3 title 4-5 title 6-7" },
	{ "near-nested",
	        "{'near': [{'near': [{'word': 'a'}, {'word': 'c'}], 'n': 1}, {'word': 'b'}], 'n': 0}",
	        "a b c b", "", "title 0-5 title 6-7" },
	{ "near-nested-covers",
	        "{'near': [{'near': [{'word': 'a'}, {'word': 'c'}], 'n': 1}, {'word': 'b'}], 'n': 0}",
	        "a b c", "", NULL },
	{ "then", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 1, 'ordered': true}", "b a x b", "",
	        "title 2-3 title 6-7" },
	{ "then-wrong-order", "{'near': [{'word': 'a'}, {'word': 'b'}], 'n': 5, 'ordered': true}", "b a", "",
	        NULL },
	{ "and", "{'and': [{'word': 'a'}, {'word': 'b'}]}", "a", "b", "title 0-1 text 0-1" },
	{ "and-one-missing", "{'and': [{'word': 'a'}, {'word': 'b'}]}", "a", "c", NULL },
	{ "and-not", "{'and': [{'word': 'a'}, {'not': {'word': 'b'}}]}", "a", "c", "title 0-1" },
	{ "and-not-there", "{'and': [{'word': 'a'}, {'not': {'word': 'b'}}]}", "a", "b", NULL },
	{ "or-marks-all", "{'or': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}]}", "c a", "",
	        "title 0-1 title 2-3" },
	{ "or-marks-true-only", "{'or': [{'and': [{'word': 'a'}, {'word': 'b'}]}, {'word': 'c'}]}", "c a", "",
	        "title 0-1" },
	{ "of", "{'atleast': 2, 'of': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}]}", "c a", "",
	        "title 0-1 title 2-3" },
	{ "of-too-few", "{'atleast': 2, 'of': [{'word': 'a'}, {'word': 'b'}, {'word': 'c'}]}", "a a", "",
	        NULL },
	{ "of-items-may-be-equal", "{'atleast': 2, 'of': [{'word': 'a'}, {'word': 'a'}]}", "a", "",
	        "title 0-1" },
	{ "of-more-than-there-are", "{'atleast': 3, 'of': [{'word': 'a'}, {'word': 'b'}]}", "a b", "", NULL },
	{ "count", "{'count': {'word': 'a'}, 'min': 2}", "a", "a", "title 0-1 text 0-1" },
	{ "count-too-few", "{'count': {'word': 'a'}, 'min': 3}", "a", "a", NULL },
	{ "count-starts", "{'count': {'or': [{'word': 'a'}, {'word': 'a b'}]}, 'min': 2}", "a b", "", NULL },
	{ "field", "{'field': ['title'], 'expr': {'word': 'a'}}", "a", "a", "title 0-1" },
	{ "field-other", "{'field': ['title'], 'expr': {'word': 'a'}}", "b", "a", NULL },
	{ "field-innermost",
	        "{'field': ['title'], 'expr': {'or': [{'field': ['text'], 'expr': {'word': 'a'}}]}}", "a",
	        "a", "text 0-1" },
	{ "field-beyond-the-default", "{'field': ['author'], 'expr': {'word': 'writer'}}", "", "",
	        "author 0-6" },
	{ "field-default-excludes-author", "{'word': 'writer'}", "", "", NULL },
	{ "regex", "{'regex': 'b\\\\w+', 'flags': ''}", "abc B", "bd be", "title 1-3 text 0-2 text 3-5" },
	{ "regex-icase", "{'regex': 'É', 'flags': 'i'}", "é", "", "title 0-2" },
	{ "regex-bad-bytes", "{'regex': 'b', 'flags': ''}",
	        "\xFF"
	        "b",
	        "", "title 1-2" },
	{ "regex-empty-matches", "{'regex': '\\\\b', 'flags': ''}", "é", "", "title 0-0 title 2-2" },
	{ "not-regex", "{'and': [{'word': 'a'}, {'not': {'regex': 'x'}}]}", "a", "", "title 0-1" },
	{ "empty-document", "{'word': 'a'}", "", "", NULL },
};

static void check_match(void **state)
{
	const struct match_case *c = *state;
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	WW_AUTO(str) char *json = strdup(c->expr);
	struct watch_doc doc = { 0 };
	char want[TEXT_MAX] = "";

	/* JSON in C reads better with the other quotes. */
	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	add(&n, "r", json);
	set = compile(&n);
	doc.field[WATCH_TITLE] = ww_str(c->title);
	doc.field[WATCH_BODY] = ww_str(c->text);
	doc.field[WATCH_AUTHOR] = WW_STR("writer");
	if (c->want)
		snprintf(want, sizeof(want), "r: %s\n", c->want);
	expect(set, &doc, WATCH_ACTIVE, want);
}

/* @ keeps the fields of its place; a figure's own settings do not come with it. */
static void check_refs(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	struct watch_doc doc = {
		.field = { [WATCH_TITLE] = WW_STR("alpha"), [WATCH_BODY] = WW_STR("beta alpha") }
	};

	(void) state;
	add(&n, "def", "{\"word\": \"alpha\"}")->kind = WATCH_DEFINE;
	add(&n, "fixed", "{\"field\": [\"text\"], \"expr\": {\"ref\": \"def\"}}")->kind = WATCH_DEFINE;
	add(&n, "here", "{\"ref\": \"def\"}");
	add(&n, "title", "{\"field\": [\"title\"], \"expr\": {\"ref\": \"def\"}}");
	add(&n, "own", "{\"field\": [\"title\"], \"expr\": {\"ref\": \"fixed\"}}");
	add(&n, "body", "{\"ref\": \"def\"}")->fields = WATCH_FIELD_BIT(WATCH_BODY);
	add(&n, "near", "{\"near\": [{\"ref\": \"def\"}, {\"word\": \"beta\"}], \"n\": 0}");
	set = compile(&n);
	for (size_t i = 0; i < 2; i++)
		((struct watch_rule *) (uintptr_t) watch_set_list(set)->rules.v[i])->alert = false;
	expect(set, &doc, WATCH_ACTIVE,
	        "here: title 0-5 text 5-10\n"
	        "title: title 0-5\n"
	        "own: text 5-10\n"
	        "body: text 5-10\n"
	        "near: text 0-4 text 5-10\n");
}

static void check_which(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	struct watch_doc doc = { .field = { [WATCH_TITLE] = WW_STR("alpha") } };
	struct watch_rule *r;

	(void) state;
	add(&n, "topic", "{\"word\": \"alpha\"}");
	add(&n, "define", "{\"word\": \"alpha\"}")->kind = WATCH_DEFINE;
	add(&n, "topic-off", "{\"word\": \"alpha\"}")->off = true;
	r = add(&n, "figure", "{\"word\": \"alpha\"}");
	r->kind = WATCH_FIGURE;
	r->alert = false;
	add(&n, "figure-alert", "{\"word\": \"alpha\"}")->kind = WATCH_FIGURE;
	r = add(&n, "figure-off", "{\"word\": \"alpha\"}");
	r->kind = WATCH_FIGURE;
	r->off = true;
	add(&n, "uses-off", "{\"ref\": \"figure-off\"}");
	set = compile(&n);
	expect(set, &doc, WATCH_ACTIVE, "topic: title 0-5\nfigure-alert: title 0-5\nuses-off: title 0-5\n");
	expect(set, &doc, WATCH_FIGURES,
	        "topic: title 0-5\nfigure: title 0-5\nfigure-alert: title 0-5\nuses-off: title 0-5\n");
}

static void check_slow_regex(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	const struct watch_rule *slow = NULL;
	struct watch_doc doc = { .field = { [WATCH_TITLE] =
		                                    WW_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab") } };

	(void) state;
	add(&n, "fine", "{\"word\": \"x\"}");
	add(&n, "slow", "{\"regex\": \"^(a+)+$\"}");
	add(&n, "after", "{\"regex\": \"ab\"}");
	set = compile(&n);
	assert_int_equal(watch_match(m, set, &doc, WATCH_ACTIVE, &hits, &slow), 0);
	assert_non_null(slow);
	assert_string_equal(slow->name, "slow");
	assert_int_equal(hits.list.n, 1);
	assert_string_equal(hits.list.v[0].rule->name, "after");
}

/* The same word everywhere, which has more combinations than atoms in the sky. */
static void check_hostile(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(1u << 20);
	struct watch_doc doc = { 0 };
	const char *six =
	        "{\"near\": [{\"word\": \"a\"}, {\"word\": \"a\"}, {\"word\": \"a\"}, {\"word\": \"a\"}, "
	        "{\"word\": \"a\"}, {\"prefix\": \"a\"}], \"n\": 50}";

	(void) state;
	add(&n, "six", six);
	add(&n, "nested",
	        "{\"near\": [{\"ref\": \"six\"}, {\"ref\": \"six\"}, {\"word\": \"b\"}], \"n\": 50}");
	set = compile(&n);
	for (int i = 0; i < 20000; i++)
		ww_buf_adds(&text, "a ");
	doc.field[WATCH_BODY] = ww_buf_str(&text);
	assert_int_equal(watch_match(m, set, &doc, WATCH_ACTIVE, &hits, NULL), 0);
	assert_int_equal(hits.list.n, 1);
	assert_int_equal(hits.list.v[0].n_spans, 20000);
	ww_buf_adds(&text, "b");
	doc.field[WATCH_BODY] = ww_buf_str(&text);
	assert_int_equal(watch_match(m, set, &doc, WATCH_ACTIVE, &hits, NULL), 0);
}

static void check_bad_regex(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	struct watch_set *set = NULL;
	struct ww_err err = { 0 };

	(void) state;
	add(&n, "bad", "{\"regex\": \"a(\"}");
	assert_int_equal(watch_set_create(ww_steal(&n.list), &set, &err), -EINVAL);
	assert_null(set);
	assert_non_null(strstr(err.text, "bad regular expression \"a(\": "));
}

static void print_why(const struct watch_why *w, unsigned depth, struct ww_buf *out)
{
	ww_buf_addf(out, "%*s%s ", (int) depth, "", w->held ? "yes" : "no");
	watch_expr_text(w->expr, out);
	if (w->distance >= 0)
		ww_buf_addf(out, " distance %d", w->distance);
	if (w->count)
		ww_buf_addf(out, " count %u", w->count);
	for (size_t i = 0; i < w->n_spans; i++)
		ww_buf_addf(out, " %s %u-%u", neutral_field_name(w->spans[i].field), w->spans[i].begin,
		        w->spans[i].end);
	ww_buf_addc(out, '\n');
	for (size_t i = 0; i < w->n_kids; i++)
		print_why(&w->kids[i], depth + 1, out);
}

static void check_explain(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_why) struct watch_why *why = NULL;
	WW_AUTO(buf) struct ww_buf out = WW_BUF(TEXT_MAX);
	struct watch_doc doc = {
		.field = { [WATCH_TITLE] = WW_STR("alpha one two beta"), [WATCH_BODY] = WW_STR("alpha") }
	};

	(void) state;
	add(&n, "def", "{\"word\": \"alpha\"}")->kind = WATCH_DEFINE;
	add(&n, "r",
	        "{\"and\": [{\"field\": [\"text\"], \"expr\": {\"ref\": \"def\"}}, {\"not\": {\"exact\": "
	        "\"BETA\"}},"
	        "{\"near\": [{\"word\": \"alpha\"}, {\"word\": \"beta\"}], \"n\": 1},"
	        "{\"count\": {\"word\": \"alpha\"}, \"min\": 3}, {\"atleast\": 1, \"of\": [{\"prefix\": "
	        "\"two\"},"
	        "{\"regex\": \"x/y\", \"flags\": \"i\"}]}]}");
	set = compile(&n);
	assert_int_equal(watch_explain(m, set, watch_set_list(set)->rules.v[1], &doc, &why), 0);
	print_why(why, 0, &out);
	assert_string_equal(ww_buf_cstr(&out),
	        "no body: @def and not =BETA and (alpha near/1 beta) and 3x alpha and 1 of (two*, /x\\/y/i)\n"
	        " yes body: @def text 0-5\n"
	        "  yes @def text 0-5\n"
	        " yes not =BETA\n"
	        "  no =BETA\n"
	        " no alpha near/1 beta distance 2\n"
	        "  yes alpha title 0-5 text 0-5\n"
	        "  yes beta title 14-18\n"
	        " no 3x alpha count 2\n"
	        "  yes alpha title 0-5 text 0-5\n"
	        " yes 1 of (two*, /x\\/y/i) count 1 title 10-13\n"
	        "  yes two* title 10-13\n"
	        "  no /x\\/y/i\n");
}

/* What matching may skip, explaining must not: the list is true although the rule is not. */
static void check_explain_all(void **state)
{
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(watch_set) struct watch_set *set = NULL;
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_why) struct watch_why *why = NULL;
	struct watch_doc doc = { .field = { [WATCH_TITLE] = WW_STR("nine") } };

	(void) state;
	add(&n, "r",
	        "{\"and\": [{\"or\": [{\"word\": \"one\"}, {\"word\": \"two\"}, {\"word\": \"three\"},"
	        "{\"word\": \"four\"}, {\"word\": \"five\"}, {\"word\": \"six\"}, {\"word\": \"seven\"},"
	        "{\"word\": \"eight\"}, {\"word\": \"nine\"}]}, {\"word\": \"the\"}]}");
	set = compile(&n);
	expect(set, &doc, WATCH_ACTIVE, "");
	assert_int_equal(watch_explain(m, set, watch_set_list(set)->rules.v[0], &doc, &why), 0);
	assert_false(why->held);
	assert_true(why->kids[0].held);
	assert_int_equal(why->kids[0].n_spans, 1);
	assert_true(why->kids[0].kids[8].held);
	doc.field[WATCH_BODY] = WW_STR("the");
	expect(set, &doc, WATCH_ACTIVE, "r: title 0-4 text 0-3\n");
}

static const struct text_case {
	const char *name, *expr, *want;
} text_cases[] = {
	{ "text-plain", "{\"word\": \"de Mistura\"}", "de Mistura" },
	{ "text-keyword", "{\"word\": \"near miss\"}", "\"near miss\"" },
	{ "text-count-word", "{\"word\": \"2x\"}", "\"2x\"" },
	{ "text-comma", "{\"exact\": \"Smith, John\"}", "=\"Smith, John\"" },
	{ "text-quoted-prefix", "{\"prefix\": \"and negotiat\"}", "\"and negotiat\"*" },
	{ "text-or-in-and",
	        "{\"and\": [{\"or\": [{\"word\": \"a\"}, {\"word\": \"b\"}]}, {\"word\": \"c\"}]}",
	        "(a or b) and c" },
	{ "text-field-in-or",
	        "{\"or\": [{\"field\": [\"title\", \"text\"], \"expr\": {\"word\": \"a\"}}, {\"word\": "
	        "\"b\"}]}",
	        "(title+body: a) or b" },
	{ "text-then", "{\"near\": [{\"word\": \"a\"}, {\"word\": \"b\"}], \"n\": 3, \"ordered\": true}",
	        "a then/3 b" },
};

static void check_text(void **state)
{
	const struct text_case *c = *state;
	WW_AUTO(neutral) struct neutral n = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(TEXT_MAX);
	json_t *j = parse(c->expr);

	assert_int_equal(watch_expr_text(neutral_expr(&n, j), &out), 0);
	json_decref(j);
	assert_string_equal(ww_buf_cstr(&out), c->want);
}

/* One matcher for sets of different sizes, one set with two owners. */
static void check_reuse(void **state)
{
	WW_AUTO(neutral) struct neutral na = { 0 };
	WW_AUTO(neutral) struct neutral nb = { 0 };
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	struct watch_set *a, *b;
	struct watch_doc doc = { .field = { [WATCH_TITLE] = WW_STR("alpha beta") } };

	(void) state;
	add(&na, "one", "{\"word\": \"beta\"}");
	add(&nb, "none", "{\"word\": \"gamma\"}");
	add(&nb, "two", "{\"word\": \"alpha\"}");
	a = compile(&na);
	b = compile(&nb);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(watch_match(m, a, &doc, WATCH_ACTIVE, &hits, NULL), 0);
		assert_int_equal(hits.list.n, 1);
		assert_string_equal(hits.list.v[0].rule->name, "one");
		assert_int_equal(watch_match(m, b, &doc, WATCH_ACTIVE, &hits, NULL), 0);
		assert_int_equal(hits.list.n, 1);
		assert_string_equal(hits.list.v[0].rule->name, "two");
	}
	watch_set_unref(watch_set_ref(a));
	assert_int_equal(watch_set_list(a)->rules.n, 1);
	watch_set_unref(a);
	watch_set_unref(b);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(match_cases, check_match);
	WW_ROWS(text_cases, check_text);
	WW_ROW("refs", check_refs);
	WW_ROW("which", check_which);
	WW_ROW("slow-regex", check_slow_regex);
	WW_ROW("hostile", check_hostile);
	WW_ROW("bad-regex", check_bad_regex);
	WW_ROW("explain", check_explain);
	WW_ROW("explain-all", check_explain_all);
	WW_ROW("reuse", check_reuse);
	return WW_ROWS_RUN(argc, argv);
}
