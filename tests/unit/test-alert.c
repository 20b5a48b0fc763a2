/* SPDX-License-Identifier: MIT */
#include "notifiers/alert.h"
#include "tests/unit/rows.h"

static char *copy(const char *s)
{
	char *c = ww_str_dup(ww_str(s));

	assert_non_null(c);
	return c;
}

static void add_why(struct alert *a, const char *topic, const char *text)
{
	struct alert_why *w = ww_array_add(&a->why);

	assert_non_null(w);
	*w = (struct alert_why){ copy(topic), copy("title"), copy(text), { 3, 20 } };
}

/* Every field set, all strings made of s. */
static void fill(struct alert *a, const char *s)
{
	*a = (struct alert){ .t_ms = 1795470327123, .kind = ALERT_UPDATE, .urgency = ALERT_HIGH,
		.state = ALERT_HELD, .rev = 3 };
	alert_make_id("s-91c2e04b77aa", 3, ALERT_UPDATE, a->id);
	a->by = copy(s);
	a->story = copy("s-91c2e04b77aa");
	a->say = copy(s);
	a->feed.name = copy(s);
	a->feed.url = copy(s);
	a->feed.title = copy(s);
	a->item.id = copy(s);
	a->item.url = copy(s);
	a->item.title = copy(s);
	a->item.published = 951782400;
	a->item.updated = INT64_MIN;
	a->summary = copy(s);
	assert_int_equal(ww_array_push(&a->topics, copy("syria-talks")), 0);
	assert_int_equal(ww_array_push(&a->topics, copy(s)), 0);
	assert_int_equal(ww_array_push(&a->changed, copy(s)), 0);
	assert_int_equal(ww_array_push(&a->outlets, copy(s)), 0);
	add_why(a, "syria-talks", s);
}

static void assert_same(const struct alert *a, const struct alert *b)
{
	assert_string_equal(a->id, b->id);
	assert_true(a->t_ms == b->t_ms && a->kind == b->kind && a->urgency == b->urgency);
	assert_true(a->state == b->state && a->rev == b->rev);
	assert_string_equal(a->by, b->by);
	assert_string_equal(a->story, b->story);
	assert_string_equal(a->say, b->say);
	assert_string_equal(a->feed.name, b->feed.name);
	assert_string_equal(a->feed.url, b->feed.url);
	assert_string_equal(a->feed.title, b->feed.title);
	assert_string_equal(a->item.id, b->item.id);
	assert_string_equal(a->item.url, b->item.url);
	assert_string_equal(a->item.title, b->item.title);
	assert_true(a->item.published == b->item.published && a->item.updated == b->item.updated);
	assert_string_equal(a->summary, b->summary);
	assert_int_equal(a->topics.n, b->topics.n);
	for (size_t i = 0; i < a->topics.n; i++)
		assert_string_equal(a->topics.v[i], b->topics.v[i]);
	assert_int_equal(a->changed.n, b->changed.n);
	assert_string_equal(a->changed.v[0], b->changed.v[0]);
	assert_int_equal(a->outlets.n, b->outlets.n);
	assert_string_equal(a->outlets.v[0], b->outlets.v[0]);
	assert_int_equal(a->why.n, b->why.n);
	assert_string_equal(a->why.v[0].topic, b->why.v[0].topic);
	assert_string_equal(a->why.v[0].field, b->why.v[0].field);
	assert_string_equal(a->why.v[0].text, b->why.v[0].text);
	assert_memory_equal(a->why.v[0].at, b->why.v[0].at, sizeof(a->why.v[0].at));
}

static const struct text_case {
	const char *name, *in;
} text_cases[] = {
	{ "round-plain", "Peace talks put off" },
	{ "round-empty", "" },
	{ "round-quotes", "\"quoted\" \\ back/slash </script>" },
	{ "round-controls", "a\nb\tc\x1b[31m\x01\x7f" },
	{ "round-scripts", "Лавров 拉夫罗夫 لافروف \xF0\x9F\x87\xB8\xF0\x9F\x87\xBE" },
	{ "round-line-separator", "a\xE2\x80\xA8" "b" },
};

static void check_round(void **state)
{
	const struct text_case *c = *state;
	WW_AUTO(alert) struct alert a = { 0 };
	WW_AUTO(alert) struct alert b = { 0 };
	WW_AUTO(buf) struct ww_buf json = WW_BUF(1 << 20);

	fill(&a, c->in);
	assert_int_equal(alert_to_json(&a, &json), 0);
	assert_null(strchr(ww_buf_cstr(&json), '\n'));
	assert_int_equal(alert_from_json(ww_buf_str(&json), &b, NULL), 0);
	assert_same(&a, &b);
}

static void check_line(void **state)
{
	WW_AUTO(alert) struct alert a = { 0 };
	WW_AUTO(buf) struct ww_buf json = WW_BUF(1 << 20);

	(void) state;
	fill(&a, "x");
	ww_clear(&a.by);
	assert_int_equal(alert_to_json(&a, &json), 0);
	assert_string_equal(ww_buf_cstr(&json),
		"{\"v\":1,\"id\":\"f972cb7cc3bb86816ff9\",\"t\":\"2026-11-23T21:45:27.123Z\","
		"\"kind\":\"update\",\"story\":\"s-91c2e04b77aa\",\"rev\":3,\"topics\":[\"syria-talks\",\"x\"],"
		"\"feed\":{\"name\":\"x\",\"url\":\"x\",\"title\":\"x\"},"
		"\"item\":{\"id\":\"x\",\"url\":\"x\",\"title\":\"x\",\"published\":\"2000-02-29T00:00:00Z\"},"
		"\"summary\":\"x\",\"why\":[{\"topic\":\"syria-talks\",\"field\":\"title\",\"text\":\"x\","
		"\"at\":[3,20]}],\"changed\":[\"x\"],\"urgency\":\"high\",\"state\":\"held\","
		"\"say\":\"x\",\"outlets\":[\"x\"]}");
}

/* A string that is no UTF-8 must not make the log unreadable. */
static void check_ill_formed(void **state)
{
	WW_AUTO(alert) struct alert a = { 0 };
	WW_AUTO(alert) struct alert b = { 0 };
	WW_AUTO(buf) struct ww_buf json = WW_BUF(1 << 20);

	(void) state;
	fill(&a, "a\xFFz");
	assert_int_equal(alert_to_json(&a, &json), 0);
	assert_int_equal(alert_from_json(ww_buf_str(&json), &b, NULL), 0);
	assert_string_equal(b.item.title, "a\xEF\xBF\xBDz");
}

static void check_too_big(void **state)
{
	WW_AUTO(alert) struct alert a = { 0 };
	WW_AUTO(buf) struct ww_buf json = WW_BUF(100);

	(void) state;
	fill(&a, "x");
	assert_int_equal(alert_to_json(&a, &json), -EFBIG);
}

#define HEAD "{\"v\":1,\"id\":\"0123456789abcdef0123\",\"t\":\"2026-11-23T21:45:27.123Z\","
#define NAMES "\"kind\":\"new\",\"urgency\":\"low\",\"state\":\"alerted\""

static const struct bad_case {
	const char *name, *in;
	int rc;
} bad_cases[] = {
	{ "read-least", HEAD NAMES "}", 0 },
	{ "read-unknown-keys", HEAD NAMES ",\"later\":[1,{}]}", 0 },
	{ "bad-empty", "", -EINVAL },
	{ "bad-list", "[]", -EINVAL },
	{ "bad-cut", HEAD NAMES, -EINVAL },
	{ "bad-two", HEAD NAMES "}{}", -EINVAL },
	{ "bad-schema", "{\"v\":2,\"id\":\"00\",\"t\":\"2026-11-23T21:45:27.123Z\"," NAMES "}", -EINVAL },
	{ "bad-id-long", "{\"v\":1,\"id\":\"0123456789abcdef012345\",\"t\":\"2026-11-23T21:45:27.123Z\"," NAMES "}",
		-EINVAL },
	{ "bad-no-id", "{\"v\":1,\"t\":\"2026-11-23T21:45:27.123Z\"," NAMES "}", -EINVAL },
	{ "bad-time", "{\"v\":1,\"id\":\"00\",\"t\":\"2026-13-23T21:45:27.123Z\"," NAMES "}", -EINVAL },
	{ "bad-time-tail", "{\"v\":1,\"id\":\"00\",\"t\":\"2026-11-23T21:45:27.123Z0\"," NAMES "}", -EINVAL },
	{ "bad-kind", HEAD "\"kind\":\"newer\",\"urgency\":\"low\",\"state\":\"alerted\"}", -EINVAL },
	{ "bad-no-state", HEAD "\"kind\":\"new\",\"urgency\":\"low\"}", -EINVAL },
	{ "bad-rev", HEAD NAMES ",\"rev\":-1}", -EINVAL },
	{ "bad-topics", HEAD NAMES ",\"topics\":[\"a\",1]}", -EINVAL },
	{ "bad-topics-type", HEAD NAMES ",\"topics\":{}}", -EINVAL },
	{ "bad-feed", HEAD NAMES ",\"feed\":[]}", -EINVAL },
	{ "bad-title", HEAD NAMES ",\"item\":{\"title\":7}}", -EINVAL },
	{ "bad-why", HEAD NAMES ",\"why\":[7]}", -EINVAL },
	{ "bad-at", HEAD NAMES ",\"why\":[{\"at\":[1]}]}", -EINVAL },
	{ "bad-at-range", HEAD NAMES ",\"why\":[{\"at\":[1,4294967296]}]}", -EINVAL },
	{ "bad-nul", HEAD NAMES ",\"summary\":\"a\\u0000b\"}", -EINVAL },
};

static void check_bad(void **state)
{
	const struct bad_case *c = *state;
	WW_AUTO(alert) struct alert a = { .rev = 77 };
	struct ww_err err = { 0 };

	assert_int_equal(alert_from_json(ww_str(c->in), &a, &err), c->rc);
	if (c->rc) {
		assert_int_equal(a.rev, 77);
		assert_true(err.text[0]);
	} else {
		assert_string_equal(a.item.title, "");
		assert_true(a.item.published == INT64_MIN);
	}
}

static void check_id(void **state)
{
	char a[ALERT_ID_LEN + 1], b[ALERT_ID_LEN + 1];

	(void) state;
	alert_make_id("s-1", 1, ALERT_NEW, a);
	alert_make_id("s-1", 1, ALERT_NEW, b);
	assert_string_equal(a, b);
	assert_int_equal(strlen(a), ALERT_ID_LEN);
	alert_make_id("s-1", 2, ALERT_NEW, b);
	assert_string_not_equal(a, b);
	alert_make_id("s-1", 1, ALERT_UPDATE, b);
	assert_string_not_equal(a, b);
	alert_make_id("s-11", 1, ALERT_NEW, b);
	assert_string_not_equal(a, b);
}

static void check_names(void **state)
{
	(void) state;
	assert_int_equal(alert_kind_of("correction"), ALERT_CORRECTION);
	assert_int_equal(alert_urgency_of("critical"), ALERT_CRITICAL);
	assert_int_equal(alert_state_of("summarised"), ALERT_SUMMARISED);
	assert_int_equal(alert_state_of(""), -EINVAL);
	assert_string_equal(alert_kind_name(ALERT_HEALTH), "health");
}

static const struct body_case {
	const char *name;
	enum alert_kind kind;
	const char *title, *summary, *feed;
	const char *topics[3], *why[5][2], *changed[3], *outlets[6];
	const char *headline, *body;
} body_cases[] = {
	{ "body-new", ALERT_NEW, "Syria: peace talks begin", "x", "Reuters World", { "syria-talks", "lavrov" },
		{ { "syria-talks", "Syria … peace talks" }, { "lavrov", "Lavrov" } }, { 0 }, { 0 },
		"Syria: peace talks begin", "Why: syria-talks (Syria … peace talks) · Lavrov\nReuters World" },
	{ "body-update", ALERT_UPDATE, "Toll rises", "", "Reuters", { "quake" }, { { 0 } },
		{ "dead: 4,256 -> 4,300", "new: The army was called in." }, { "Reuters", "BBC", "AP", "AFP", "dpa" },
		"Updated: Toll rises",
		"dead: 4,256 -> 4,300\nnew: The army was called in.\nWhy: quake\n"
		"Reuters, BBC, AP and 2 more" },
	{ "body-old-title", ALERT_UPDATE, "Talks put off", "", "F", { 0 }, { { 0 } },
		{ "delegations: 12 -> 15", "title: Talks begin -> Talks put off" }, { 0 }, "Updated: Talks put off",
		"Was: \"Talks begin\"\ndelegations: 12 -> 15\nF" },
	{ "body-old-title-cut", ALERT_UPDATE, "Talks put off until Friday", "", "F", { 0 }, { { 0 } },
		{ "title: Talks begin… -> Talks put off…" }, { 0 }, "Updated: Talks put off until Friday",
		"Was: \"Talks begin…\"\nF" },
	{ "body-old-title-with-arrows", ALERT_UPDATE, "b -> c", "", "F", { 0 }, { { 0 } },
		{ "title: a -> b -> b -> c" }, { 0 }, "Updated: b -> c", "Was: \"a -> b\"\nF" },
	{ "body-changed-words", ALERT_UPDATE, "Envoy: talks in Vienna next week", "", "F", { 0 }, { { 0 } },
		{ "title: …in Geneva… -> …in Vienna…" }, { 0 }, "Updated: Envoy: talks in Vienna next week",
		"title: …in Geneva… -> …in Vienna…\nF" },
	{ "body-first-title", ALERT_UPDATE, "Talks", "", "F", { 0 }, { { 0 } }, { "title: Talks" }, { 0 },
		"Updated: Talks", "title: Talks\nF" },
	{ "body-correction", ALERT_CORRECTION, "Toll", "", "", { "quake" },
		{ { "quake", "quake" }, { "other", "x" } }, { 0 }, { 0 }, "Correction: Toll", "Why: quake" },
	{ "body-texts", ALERT_NEW, "T", "", "F", { "a" },
		{ { "a", "" }, { "a", "one" }, { "a", "two" } }, { 0 }, { 0 }, "T",
		"Why: a (one)\nF" },
	{ "body-summary", ALERT_SUMMARY, "14 more stories", "quake: 12\ntalks: 2", "", { 0 }, { { 0 } }, { 0 }, { 0 },
		"14 more stories", "quake: 12\ntalks: 2" },
	{ "body-hostile", ALERT_NEW, "a\nb\x1b[0m", "", "O\nutlet", { 0 }, { { 0 } }, { 0 }, { 0 }, "a b[0m",
		"O utlet" },
	{ "body-nothing", ALERT_NEW, "", "", "", { 0 }, { { 0 } }, { 0 }, { 0 }, "(no title)", "" },
};

static void check_body(void **state)
{
	const struct body_case *c = *state;
	WW_AUTO(alert) struct alert a = { .kind = c->kind };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);

	a.item.title = copy(c->title);
	a.summary = copy(c->summary);
	a.feed.title = copy(c->feed);
	for (size_t i = 0; i < WW_ARRAY_LEN(c->topics) && c->topics[i]; i++)
		assert_int_equal(ww_array_push(&a.topics, copy(c->topics[i])), 0);
	for (size_t i = 0; i < WW_ARRAY_LEN(c->why) && c->why[i][0]; i++)
		add_why(&a, c->why[i][0], c->why[i][1]);
	for (size_t i = 0; i < WW_ARRAY_LEN(c->changed) && c->changed[i]; i++)
		assert_int_equal(ww_array_push(&a.changed, copy(c->changed[i])), 0);
	for (size_t i = 0; i < WW_ARRAY_LEN(c->outlets) && c->outlets[i]; i++)
		assert_int_equal(ww_array_push(&a.outlets, copy(c->outlets[i])), 0);
	assert_int_equal(alert_headline(&a, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), c->headline);
	ww_buf_reset(&out);
	assert_int_equal(alert_body(&a, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), c->body);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(text_cases, check_round);
	WW_ROW("line", check_line);
	WW_ROW("ill-formed", check_ill_formed);
	WW_ROW("too-big", check_too_big);
	WW_ROWS(bad_cases, check_bad);
	WW_ROW("id", check_id);
	WW_ROW("names", check_names);
	WW_ROWS(body_cases, check_body);
	return WW_ROWS_RUN(argc, argv);
}
