/* SPDX-License-Identifier: MIT */
#include "cli/alert_text.h"
#include "cli/words.h"

#include "tests/unit/rows.h"

#define NOW 1453500000 /* 2016-01-22 22:00 UTC */

static const struct words_case {
	const char *name;
	int64_t t;
	const char *ago, *in;
} words_cases[] = {
	{ "never", 0, "never", "-" },
	{ "this-second", NOW, "just now", "now" },
	{ "seconds", NOW - 42, "42s ago", "now" },
	{ "minutes-without-seconds", NOW - 725, "12m ago", "now" },
	{ "hours", NOW - 5400, "1h30m ago", "now" },
	{ "days-without-hours", NOW - 86400 * 12 - 7000, "12d ago", "now" },
	{ "soon", NOW + 61, "just now", "in 1m1s" },
	{ "later", NOW + 3 * 3600 + 59, "just now", "in 3h" },
};

static void check_words(void **state)
{
	const struct words_case *c = *state;
	char out[CLI_WORDS_MAX];

	assert_string_equal(cli_ago(c->t, NOW, out), c->ago);
	assert_string_equal(cli_in(c->t, NOW, out), c->in);
}

static char *copy(const char *text)
{
	char *out = strdup(text);

	assert_non_null(out);
	return out;
}

static void make_alert(struct alert *a)
{
	struct alert_why *w = ww_array_add(&a->why);

	assert_non_null(w);
	*w = (struct alert_why){ copy("syria-talks"), copy("title"), copy("Syria peace talks"), { 0, 17 } };
	assert_int_equal(ww_array_push(&a->topics, copy("syria-talks")), 0);
	w = ww_array_add(&a->why);
	assert_non_null(w);
	*w = (struct alert_why){ copy("lavrov"), copy("body"), copy("Lavrov"), { 3, 9 } };
	w = ww_array_add(&a->why);
	assert_non_null(w);
	*w = (struct alert_why){ copy("lavrov"), copy("body"), copy("Lavrov"), { 30, 36 } };
	assert_int_equal(ww_array_push(&a->topics, copy("lavrov")), 0);
	assert_int_equal(ww_array_push(&a->changed, copy("delegations: 12 -> 15")), 0);
	assert_int_equal(ww_array_push(&a->changed, copy("new: The army was called in.")), 0);
	assert_int_equal(ww_array_push(&a->changed, copy("title: Talks begin -> Talks put off")), 0);
	assert_int_equal(ww_array_push(&a->outlets, copy("Lakeside")), 0);
	a->t_ms = (NOW - 60) * 1000LL;
	a->kind = ALERT_UPDATE;
	a->urgency = ALERT_HIGH;
	a->by = copy("");
	a->story = copy("s-000000000000");
	a->say = copy("");
	a->feed.name = copy("northwire");
	a->feed.url = copy("");
	a->feed.title = copy("North\x1bwire");
	a->item.id = copy("");
	a->item.url = copy("https://example.org/nw-3");
	a->item.title = copy("Talks put off");
	a->summary = copy("");
}

static void check_alert(void **state)
{
	const struct cli_look piped = { .unicode = true };
	WW_AUTO(alert) struct alert a = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(10000);
	const char *text;

	(void) state;
	make_alert(&a);
	cli_put_alert(&out, &piped, &a, NOW, 0);
	text = strchr(ww_buf_cstr(&out), ' ');
	assert_string_equal(text, " high update  Updated: Talks put off\n"
	                          "  was: \"Talks begin\"\n"
	                          "  changed: delegations: 12 -> 15\n"
	                          "  new: The army was called in.\n"
	                          "  syria-talks: title \"Syria peace talks\"\n"
	                          "  lavrov: body \"Lavrov\"\n"
	                          "  Northwire, Lakeside\n"
	                          "  https://example.org/nw-3\n");

	/* What was not told says so. */
	ww_buf_reset(&out);
	a.state = ALERT_MUTED;
	free(a.by);
	a.by = copy("mute:story");
	cli_put_alert(&out, &piped, &a, NOW, 0);
	assert_non_null(strstr(ww_buf_cstr(&out), "\n  Northwire, Lakeside (muted: mute:story)\n"));
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(words_cases, check_words);
	WW_ROW("alert", check_alert);
	return WW_ROWS_RUN(argc, argv);
}
