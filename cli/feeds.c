/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/service.h"
#include "cli/words.h"

#include "base/timetext.h"

struct options {
	struct cli_common common;
};

static const struct cli_column columns[] = {
	{ .title = "FEED", .gives = true },
	{ .title = "STATE" },
	{ .title = "LAST NEWS" },
	{ .title = "NEXT POLL" },
	{ .title = "ITEMS", .right = true },
	{ .title = "WHY", .gives = true },
};

static enum cli_style style_of(enum cli_feed_state s)
{
	static const enum cli_style styles[] = {
		[CLI_FEED_GONE] = CLI_BAD,
		[CLI_FEED_FAILING] = CLI_BAD,
		[CLI_FEED_NEVER] = CLI_DIM,
		[CLI_FEED_OK] = CLI_GOOD,
		[CLI_FEED_OFF] = CLI_DIM,
	};

	return styles[s];
}

static void add_row(struct cli_table *t, const struct cli_feed *f, int64_t now)
{
	char words[CLI_WORDS_MAX], since[WW_RFC3339_MAX];
	WW_AUTO(buf) struct ww_buf b = WW_BUF(1000);
	bool asks = f->state != CLI_FEED_OFF && f->state != CLI_FEED_GONE;

	cli_table_add(t, CLI_NAME, ww_str(f->name));
	ww_buf_adds(&b, cli_feed_state_name(f->state));
	if (f->state == CLI_FEED_FAILING) {
		ww_time_short(f->failing_since, now, since);
		ww_buf_addf(&b, " since %s (%u times)", since, f->failures);
	}
	cli_table_add(t, style_of(f->state), ww_buf_str(&b));
	cli_table_add(t, CLI_PLAIN, ww_str(cli_ago(f->last_news, now, words)));
	cli_table_add(t, CLI_PLAIN, ww_str(asks ? cli_in(f->next_poll, now, words) : "-"));
	ww_buf_reset(&b);
	ww_buf_addf(&b, "%" PRId64, f->items);
	cli_table_add(t, CLI_PLAIN, ww_buf_str(&b));
	cli_table_add(t, CLI_PLAIN, ww_str(f->error));
}

static int put_table(const struct cli_feed_list *feeds, struct ww_buf *out)
{
	WW_AUTO(cli_table) struct cli_table t = { .columns = columns, .n_columns = WW_ARRAY_LEN(columns) };
	int64_t now = cli_now();

	for (size_t i = 0; i < feeds->list.n; i++)
		add_row(&t, &feeds->list.v[i], now);
	return cli_table_put(&t, &cli_look, out);
}

static json_t *feed_json(const struct cli_feed *f)
{
	return json_pack("{ss ss ss ss sI sI sI sI sI si}", "name", f->name, "url", f->url, "state",
	        cli_feed_state_name(f->state), "why", f->error, "last_news", (json_int_t) f->last_news,
	        "last_ok", (json_int_t) f->last_ok, "next_poll", (json_int_t) f->next_poll, "failing_since",
	        (json_int_t) f->failing_since, "items", (json_int_t) f->items, "failures", (int) f->failures);
}

static int put_json(const struct cli_feed_list *feeds, struct ww_buf *out)
{
	WW_AUTO(json) json_t *all = json_array();
	WW_AUTO(str) char *text = NULL;

	for (size_t i = 0; i < feeds->list.n; i++)
		if (json_array_append_new(all, feed_json(&feeds->list.v[i])))
			return -ENOMEM;
	text = json_dumps(all, JSON_INDENT(2));
	return text ? ww_buf_addf(out, "%s\n", text) : -ENOMEM;
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	WW_AUTO(store) struct store *store = NULL;
	WW_AUTO(cli_feed_list) struct cli_feed_list feeds = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(CLI_OUT_MAX);
	struct options o = { 0 };
	struct ww_err err = { 0 };
	int n = cli_options(&cli_feeds, argc, argv, &o), rc;

	if (n)
		return n < 0 ? CLI_USAGE
		             : cli_misuse(&cli_feeds, "\"%s\": nothing is expected here", argv[0]);
	rc = cli_places(&o.common, &places);
	if (!rc)
		rc = cli_load(places.watchlist, &config);
	if (rc)
		return rc;
	rc = store_open(places.state_dir, STORE_READ, &store, &err);
	if (rc && rc != -ENOENT)
		return cli_fail("%s", err.text);
	if (cli_feed_list_read(config, store, &feeds, &err))
		return cli_fail("%s", err.text);
	if (o.common.json)
		rc = put_json(&feeds, &out);
	else if (!feeds.list.n)
		rc = ww_buf_addf(&out,
		        "%s names no feeds yet; add one:\n\n  [feed bbc-world]\n"
		        "  url = https://feeds.bbci.co.uk/news/world/rss.xml\n",
		        places.watchlist);
	else
		rc = put_table(&feeds, &out);
	return rc ? cli_fail("out of memory") : cli_flush(&out);
}

static const struct cli_option options[] = {
	CLI_PLACES_OPTIONS,
	CLI_JSON_OPTION("an array of objects instead of a table; times are seconds since 1970"),
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_feeds = {
	.name = "feeds",
	.group = CLI_WATCH,
	.args = "",
	.summary = "every feed, how it is, when it is polled next",
	.about = "The feeds of the watchlist, those that need care first: gone for good, failing\n"
	         "(since when, how often in a row, why), never polled yet, fine, switched off.",
	.options = options,
	.run = run,
};
