/* SPDX-License-Identifier: MIT */
/*
 * test: run a text or a feed through the watchlist and say what matched, where
 * and why. Nothing is stored and no daemon is needed.
 */
#include "cli/cli.h"
#include "cli/fetch.h"
#include "cli/json.h"
#include "cli/why.h"

#include "base/utf8.h"
#include "feeds/doc.h"
#include "feeds/html.h"
#include "feeds/url.h"

#include <unistd.h>

#define TEXT_MAX (16u << 20)

struct options {
	struct cli_common common;
	bool all, why;
	const char *topic, *feed, *lang;
};

struct session {
	const struct options *o;
	struct wwd_config *config;
	struct watch_matcher *matcher;
	const struct watch_rule *topic;     /* --topic, or NULL */
	const struct wwd_feed_config *feed; /* where the items come from, if it is known */
	struct ww_buf out;
	bool single; /* one text, not the items of a feed */
	size_t n_items, n_matched;
};

static void session_finish(struct session *s)
{
	ww_buf_finish(&s->out);
	watch_matcher_destroy(s->matcher);
	wwd_config_destroy(s->config);
}
WW_DEFINE_AUTO_FINISH(struct session, session, session_finish)

/* One text to try, clean, and what is known of its origin. */
struct sample {
	struct watch_doc doc;
	const char *lang;
};

/* Of an unknown feed only the language can be judged. */
static bool origin_passes(const struct session *s, const struct watch_rule *rule, const struct sample *sample)
{
	struct watch_origin origin = { .feed = "", .lang = sample->lang };
	struct watch_rule anywhere = *rule;

	if (!s->feed) {
		anywhere.feeds.n = 0;
		return watch_rule_wants(&anywhere, &origin);
	}
	origin.feed = s->feed->name;
	origin.tags = (const char *const *) s->feed->tags.v;
	origin.n_tags = s->feed->tags.n;
	return watch_rule_wants(rule, &origin);
}

/* "only feeds tag:wire, not bbc-sport; only languages en, ru" */
static void add_settings(struct ww_buf *out, const struct watch_rule *rule)
{
	for (size_t i = 0; i < rule->feeds.n; i++) {
		const struct watch_feed_pattern *p = &rule->feeds.v[i];

		ww_buf_addf(out, "%s%s%s%s%s", i ? ", " : "only from feeds ", p->negated ? "not " : "",
		        p->tag ? "tag:" : "", p->text, p->prefix ? "*" : "");
	}
	for (size_t i = 0; i < rule->langs.n; i++)
		ww_buf_addf(out, "%s%s",
		        i               ? ", "
		        : rule->feeds.n ? "; only in "
		                        : "only in ",
		        rule->langs.v[i]);
}

static void put_settings(
        struct session *s, const struct watch_rule *rule, const struct sample *sample, size_t indent)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(64u << 10);
	bool known = s->feed || (rule->langs.n && *sample->lang && !rule->feeds.n);
	bool passes = origin_passes(s, rule, sample);

	add_settings(&text, rule);
	if (!text.n)
		return;
	ww_buf_addf(&s->out, "%*s", (int) indent, "");
	if (known)
		cli_put(&s->out, &cli_look, passes ? CLI_GOOD : CLI_BAD, "%s ",
		        passes ? cli_sign(&cli_look, "✓", "+") : cli_sign(&cli_look, "✗", "-"));
	else
		cli_put(&s->out, &cli_look, CLI_DIM, "? ");
	cli_put_marked(&s->out, &cli_look, CLI_PLAIN, ww_buf_str(&text), NULL, 0, indent + 2, indent + 2);
	if (!known)
		cli_put(&s->out, &cli_look, CLI_DIM, "  (tell with --feed and --lang where it comes from)");
	ww_buf_addc(&s->out, '\n');
}

/* "high urgency, to desktop, log" */
static void put_consequence(struct session *s, const struct watch_rule *rule)
{
	cli_put(&s->out, &cli_look, CLI_DIM, "  (%s", watch_urgency_name(rule->urgency));
	for (size_t i = 0, said = 0; i < s->config->notifiers.n; i++)
		if (wwd_config_notifies(s->config, rule, s->config->notifiers.v[i]))
			cli_put(&s->out, &cli_look, CLI_DIM, "%s%s", said++ ? ", " : ", to ",
			        s->config->notifiers.v[i]->name);
	cli_put(&s->out, &cli_look, CLI_DIM, ")");
	ww_buf_addc(&s->out, '\n');
}

/* One rule: the verdict, then where and why. spans: of the hit; n_spans 0 when it did not match. */
static int put_rule(struct session *s, const struct watch_rule *rule, const struct sample *sample,
        bool matched, const struct watch_span *spans, size_t n_spans)
{
	WW_AUTO(watch_why) struct watch_why *why = NULL;
	bool blocked = matched && !origin_passes(s, rule, sample);
	int rc;

	ww_buf_adds(&s->out, "  ");
	cli_put(&s->out, &cli_look, matched && !blocked ? CLI_GOOD : CLI_BAD, "%s",
	        matched && !blocked ? cli_sign(&cli_look, "✓ ", "+ ") : cli_sign(&cli_look, "✗ ", "- "));
	cli_put(&s->out, &cli_look, CLI_NAME, "%s", rule->name);
	ww_buf_adds(&s->out, blocked   ? " matches, but not from here"
	                     : matched ? " matches"
	                               : " does not match");
	if (matched && !blocked)
		put_consequence(s, rule);
	else
		ww_buf_addc(&s->out, '\n');
	cli_put_places(&s->out, &cli_look, &sample->doc, spans, n_spans, 6);
	put_settings(s, rule, sample, 6);
	if (matched && !s->single && !s->o->why)
		return s->out.err;
	rc = watch_explain(s->matcher, s->config->set, rule, &sample->doc, &why);
	if (rc)
		return rc;
	cli_put_why(&s->out, &cli_look, &sample->doc, why, 6);
	return s->out.err;
}

static const struct watch_hit *hit_of(const struct watch_hits *hits, const struct watch_rule *rule)
{
	for (size_t i = 0; i < hits->list.n; i++)
		if (hits->list.v[i].rule == rule)
			return &hits->list.v[i];
	return NULL;
}

static bool is_wanted(const struct session *s, const struct watch_rule *rule)
{
	return s->topic ? rule == s->topic : watch_rule_is_active(rule);
}

static int put_rules(struct session *s, const struct sample *sample, const struct watch_hits *hits)
{
	const struct watchlist *list = watch_set_list(s->config->set);
	int rc = 0;

	for (size_t i = 0; !rc && i < list->rules.n; i++) {
		const struct watch_rule *rule = list->rules.v[i];
		const struct watch_hit *hit = hit_of(hits, rule);

		if (is_wanted(s, rule) && (hit || s->o->all || s->topic))
			rc = put_rule(s, rule, sample, hit != NULL, hit ? hits->spans.v + hit->first : NULL,
			        hit ? hit->n_spans : 0);
	}
	return rc;
}

static json_t *places_json(const struct watch_hits *hits, const struct watch_hit *h)
{
	json_t *all = json_array();

	for (size_t k = 0; k < h->n_spans; k++) {
		const struct watch_span *sp = &hits->spans.v[h->first + k];

		json_array_append_new(all, json_pack("[sII]", watch_field_name(sp->field),
		                                   (json_int_t) sp->begin, (json_int_t) sp->end));
	}
	return all;
}

static int put_json(struct session *s, const struct sample *sample, const struct watch_hits *hits)
{
	struct ww_str title = sample->doc.field[WATCH_TITLE];
	WW_AUTO(json) json_t *rules = json_object(), *item = NULL;
	WW_AUTO(str) char *text = NULL;

	for (size_t i = 0; i < hits->list.n; i++) {
		const struct watch_rule *rule = hits->list.v[i].rule;

		if (is_wanted(s, rule) && origin_passes(s, rule, sample))
			json_object_set_new(rules, rule->name, places_json(hits, &hits->list.v[i]));
	}
	item = json_pack("{ss% sO}", "title", title.n ? title.p : "", title.n, "rules", rules);
	text = item ? json_dumps(item, JSON_COMPACT) : NULL;
	return text ? ww_buf_addf(&s->out, "%s\n", text) : -ENOMEM;
}

/* How many of the hits are wanted, and how many of those pass where the sample comes from. */
static void count_hits(const struct session *s, const struct sample *sample, const struct watch_hits *hits,
        size_t *ret_wanted, size_t *ret_passed)
{
	*ret_wanted = *ret_passed = 0;
	for (size_t i = 0; i < hits->list.n; i++) {
		bool wanted = is_wanted(s, hits->list.v[i].rule);

		*ret_wanted += wanted;
		*ret_passed += wanted && origin_passes(s, hits->list.v[i].rule, sample);
	}
}

static int by_begin(const void *pa, const void *pb)
{
	const struct cli_mark *a = pa, *b = pb;

	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* The headline with what all of the wanted rules found in it. A text without one has none. */
static int put_title(struct session *s, const struct sample *sample, const struct watch_hits *hits)
{
	struct cli_mark *marks = calloc(hits->spans.n + 1, sizeof(*marks));
	struct ww_str title = sample->doc.field[WATCH_TITLE];
	size_t n = 0;

	if (!marks)
		return -ENOMEM;
	for (size_t i = 0; i < hits->list.n; i++) {
		const struct watch_hit *h = &hits->list.v[i];

		if (is_wanted(s, h->rule))
			n += cli_marks_of(hits->spans.v + h->first, h->n_spans, WATCH_TITLE, marks + n);
	}
	if (n)
		qsort(marks, n, sizeof(*marks), by_begin);
	if (title.n || !s->single) {
		cli_put_marked(
		        &s->out, &cli_look, CLI_BOLD, title.n ? title : WW_STR("(no title)"), marks, n, 0, 2);
		ww_buf_addc(&s->out, '\n');
	}
	free(marks);
	return s->out.err;
}

static int try_sample(struct session *s, const struct sample *sample)
{
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	const struct watch_rule *slow = NULL;
	enum watch_which which = s->topic && s->topic->kind == WATCH_FIGURE ? WATCH_FIGURES : WATCH_ACTIVE;
	int rc = watch_match(s->matcher, s->config->set, &sample->doc, which, &hits, &slow);
	size_t wanted, passed;

	if (rc)
		return rc;
	count_hits(s, sample, &hits, &wanted, &passed);
	s->n_items++;
	s->n_matched += passed > 0;
	if (slow)
		fprintf(stderr, "wirewatch: a regular expression of \"%s\" gave up on this text\n",
		        slow->name);
	if (s->o->common.json)
		return put_json(s, sample, &hits);
	if (!wanted && !s->o->all && !s->topic)
		return 0;
	if (s->out.n)
		ww_buf_addc(&s->out, '\n');
	rc = put_title(s, sample, &hits);
	return rc ? rc : put_rules(s, sample, &hits);
}

/* The parts of a field that has several, far enough apart that no phrase spans two. */
static void add_part(struct ww_buf *b, const char *text)
{
	if (*text)
		ww_buf_addf(b, "%s%s", b->n ? " \n " : "", text);
}

/* The same fields as the daemon makes of an item. */
static int try_item(struct session *s, const struct feed_doc *doc, const struct feed_item *item)
{
	WW_AUTO(buf)
	struct ww_buf authors = WW_BUF(TEXT_MAX), tags = WW_BUF(TEXT_MAX), source = WW_BUF(TEXT_MAX);
	struct sample sample = { .lang = *item->language ? item->language : doc->language };

	for (size_t i = 0; i < item->authors.n; i++)
		add_part(&authors, item->authors.v[i].name);
	for (size_t i = 0; i < item->tags.n; i++)
		add_part(&tags, item->tags.v[i]);
	add_part(&source, s->feed && *s->feed->title ? s->feed->title : doc->title);
	add_part(&source, item->source);
	if (s->o->lang)
		sample.lang = s->o->lang;
	sample.doc.field[WATCH_TITLE] = ww_str(item->title);
	sample.doc.field[WATCH_BODY] = ww_str(*item->text ? item->text : item->summary);
	sample.doc.field[WATCH_AUTHOR] = ww_buf_str(&authors);
	sample.doc.field[WATCH_SOURCE] = ww_buf_str(&source);
	sample.doc.field[WATCH_CATEGORY] = ww_buf_str(&tags);
	sample.doc.field[WATCH_URL] = ww_str(item->url);
	return authors.err || tags.err || source.err ? -ENOMEM : try_sample(s, &sample);
}

static int try_feed(struct session *s, const struct feed_doc *doc)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < doc->items.n; i++)
		rc = try_item(s, doc, &doc->items.v[i]);
	return rc;
}

static int try_text(struct session *s, struct ww_str text, enum watch_field field)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(TEXT_MAX * 3);
	struct sample sample = { .lang = s->o->lang ? s->o->lang : "" };

	s->single = true;
	if (field == WATCH_BODY && ww_str_starts(ww_str_trim(text), WW_STR("<")))
		feed_html_to_text(text, false, &clean);
	else
		ww_utf8_clean(&clean, text.p, text.n, field == WATCH_TITLE);
	if (clean.err)
		return clean.err;
	sample.doc.field[field] = ww_buf_str(&clean);
	return try_sample(s, &sample);
}

/* A feed if it can be read as one, else the text of the file or page as a body. */
static int try_bytes(struct session *s, const struct cli_document *got)
{
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	struct feed_parse_opts opts = { .content_type = got->content_type, .base_url = got->url };
	int rc = feed_doc_parse(ww_buf_cstr(&got->body), got->body.n, &opts, &doc, NULL);

	if (!rc)
		return try_feed(s, doc);
	return rc == -ENOMEM ? rc : try_text(s, ww_buf_str(&got->body), WATCH_BODY);
}

static int try_operand(struct session *s, int n, char **words, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf title = WW_BUF(TEXT_MAX);
	bool is_source = n == 1 && (!strcmp(words[0], "-") || feed_url_is_http(ww_str(words[0])) ||
	                                   !access(words[0], F_OK));

	if (is_source) {
		WW_AUTO(cli_document) struct cli_document got = { 0 };
		int rc = cli_fetch(words[0], &got, err);

		return rc ? rc : try_bytes(s, &got);
	}
	for (int i = 0; i < n; i++)
		ww_buf_addf(&title, "%s%s", i ? " " : "", words[i]);
	return try_text(s, ww_buf_str(&title), WATCH_TITLE);
}

static int prepare(struct session *s, const struct wwd_places *places, const char *source)
{
	const struct options *o = s->o;
	int rc = cli_load(places->watchlist, &s->config);

	if (rc)
		return rc;
	s->out = WW_BUF(CLI_OUT_MAX);
	s->matcher = watch_matcher_create();
	if (!s->matcher)
		return cli_fail("out of memory");
	s->topic = o->topic ? watchlist_find(watch_set_list(s->config->set), ww_str(o->topic)) : NULL;
	if (o->topic && (!s->topic || s->topic->kind == WATCH_DEFINE))
		return cli_misuse(&cli_test, "the watchlist has no topic or figure \"%s\"", o->topic);
	s->feed = o->feed ? wwd_config_feed(s->config, o->feed) : NULL;
	if (o->feed && !s->feed)
		return cli_misuse(&cli_test, "the watchlist has no feed \"%s\"", o->feed);
	for (size_t i = 0; !s->feed && i < s->config->feeds.n; i++)
		if (!strcmp(s->config->feeds.v[i]->url, source))
			s->feed = s->config->feeds.v[i];
	return 0;
}

static void put_summary(struct session *s)
{
	bool shown = s->out.n > 0;

	if (s->single && s->n_matched)
		return;
	if (shown)
		ww_buf_addc(&s->out, '\n');
	if (s->single) {
		ww_buf_adds(&s->out, "Nothing matches.");
		if (!shown && !s->o->all && !s->topic)
			ww_buf_adds(&s->out, " Add --all or --topic NAME to see why not.");
	} else {
		ww_buf_addf(&s->out, "%zu of %zu items match.", s->n_matched, s->n_items);
	}
	ww_buf_addc(&s->out, '\n');
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_places) struct wwd_places places = { 0 };
	struct options o = { 0 };
	WW_AUTO(session) struct session s = { .o = &o };
	struct ww_err err = { 0 };
	int n = cli_options(&cli_test, argc, argv, &o), rc;

	if (n < 0)
		return CLI_USAGE;
	if (!n)
		return cli_misuse(&cli_test,
		        "what is to be tested? a headline, a file, a URL, or - for standard input");
	rc = cli_places(&o.common, &places);
	if (!rc)
		rc = prepare(&s, &places, argv[0]);
	if (rc)
		return rc;
	rc = try_operand(&s, n, argv, &err);
	if (rc)
		return cli_fail("%s", *err.text ? err.text : strerror(-rc)), CLI_NOINPUT;
	if (!o.common.json)
		put_summary(&s);
	rc = cli_flush(&s.out);
	return rc ? rc : s.n_matched ? 0 : CLI_FAILED;
}

static const struct cli_option options[] = {
	{ "all", 'a', CLI_SWITCH, NULL, "show the topics that did not match, too, and why not",
	        offsetof(struct options, all) },
	{ "topic", 't', CLI_TEXT, "NAME", "only this topic or figure, matched or not",
	        offsetof(struct options, topic) },
	{ "why", 'w', CLI_SWITCH, NULL, "the tree of conditions for the items of a feed, too",
	        offsetof(struct options, why) },
	{ "feed", 0, CLI_TEXT, "NAME", "as if it came from this feed of the watchlist",
	        offsetof(struct options, feed) },
	{ "lang", 0, CLI_TEXT, "CODE", "as if it were in this language", offsetof(struct options, lang) },
	CLI_JSON_OPTION("one object a line and item: title, and rules with the places of their words"),
	CLI_PLACES_OPTIONS,
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_test = {
	.name = "test",
	.group = CLI_START,
	.args = "TEXT|FILE|URL|-",
	.summary = "what would match, where, and why (or why not)",
	.about = "A text is tried as a headline; a feed (file or address) item by item; any other\n"
	         "file or page as the body of an article; - reads standard input. Matching words\n"
	         "are highlighted, then follow the conditions of each topic: those that held and\n"
	         "those that failed, and by how much.\n\n"
	         "  wirewatch test \"Syria peace talks to start in days, says Lavrov\"\n"
	         "  wirewatch test --topic syria-talks --all https://example.org/feed.xml\n\n"
	         "Exit status: 0 something matched, 1 nothing did, 66 it could not be read.",
	.options = options,
	.run = run,
};
