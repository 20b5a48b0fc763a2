/* SPDX-License-Identifier: MIT */
/* [feed NAME], and the lines of [feeds]:  URL tag tag "Title". */
#include "daemon/config_build.h"

/* Add feed under its folded name. False when the name is taken. */
static bool enter_name(struct wwd_load *load, struct wwd_feed_config *feed, struct ww_str name)
{
	struct ww_str folded = wwd_load_folded(load, name);

	if (!folded.n || conf_map_get(&load->memory->feeds, folded))
		return false;
	feed->name = wwd_load_text(load, name);
	if (conf_map_put(&load->memory->feeds, folded, feed))
		load->no_memory = true;
	return true;
}

static void enter_tags(struct wwd_load *load, struct wwd_feed_config *feed)
{
	for (size_t i = 0; i < feed->tags.n; i++) {
		struct ww_str folded = wwd_load_folded(load, ww_str(feed->tags.v[i]));

		if (folded.n && conf_map_put(&load->memory->tags, folded, feed))
			load->no_memory = true;
	}
}

static const struct wwd_feed_config *same_url(const struct wwd_load *load, const char *url)
{
	return conf_map_get(&load->memory->urls, ww_str(url));
}

static struct wwd_feed_config *create(struct wwd_load *load, struct ww_place place)
{
	struct wwd_feed_config *feed = conf_arena_alloc(&load->memory->arena, sizeof(*feed));

	if (!feed) {
		load->no_memory = true;
		return NULL;
	}
	feed->place = place;
	feed->name = feed->url = feed->show = feed->title = feed->user_agent =
		wwd_load_text(load, ww_str(""));
	return feed;
}

/* A feed whose url is known; from here on the configuration owns it. */
static void enter(struct wwd_load *load, struct wwd_feed_config *feed)
{
	feed->show = wwd_url_without_user(load, ww_str(feed->url));
	enter_tags(load, feed);
	if (ww_array_push(&load->config->feeds, feed))
		load->no_memory = true;
	if (!same_url(load, feed->url) && conf_map_put(&load->memory->urls, ww_str(feed->url), feed))
		load->no_memory = true;
}

static void read_section(struct wwd_load *load, const struct conf_section *s)
{
	struct ww_place place = { s->line->file, s->line->number, s->col, s->len };
	struct wwd_feed_config *feed = create(load, place);
	const struct wwd_feed_config *first;
	struct wwd_given given = { 0 };
	bool broken = s->bad || s->broken;

	for (size_t i = 0; feed && i < s->entries.n; i++)
		if (s->entries.v[i].bad || !wwd_option_set(load, "feed", &s->entries.v[i], feed, &given))
			broken = true;
	if (!feed || load->no_memory)
		return;
	if (!s->bad && !enter_name(load, feed, s->name)) {
		struct ww_str folded = wwd_load_folded(load, s->name);

		first = conf_map_get(&load->memory->feeds, folded);
		conf_line_diag(load->diags, WW_ERROR, s->line, s->name_col, s->name.n, "\"%.*s\" %s",
			WW_STR_ARG(s->name), first ? "is already used" : "has no letter or digit");
		if (first)
			conf_hint_first(load->diags, first->place.file, first->place.line, s->line);
		broken = true;
	}
	if (!feed->url[0] && !broken) {
		conf_section_diag(load->diags, WW_ERROR, s, "feed \"%s\" has no url", feed->name);
		ww_diag_hint(load->diags, "add   url = https://...");
	}
	first = feed->url[0] ? same_url(load, feed->url) : NULL;
	if (first) {
		conf_section_diag(load->diags, WW_ERROR, s, "feed \"%s\" has the url of feed \"%s\"",
			feed->name, first->name);
		conf_hint_first(load->diags, first->place.file, first->place.line, s->line);
	}
	/* A broken one goes in as well, so that its name is known to topics; the configuration is refused
	 * anyway. */
	enter(load, feed);
}

struct words {
	const struct conf_value *v;
	size_t pos;
};

/* The next word or quote of a line; *ret_quoted says which. False at the end. */
static bool next_word(struct words *w, struct ww_str *ret, bool *ret_quoted)
{
	struct ww_str s = w->v->text;
	size_t from, end;

	while (w->pos < s.n && ww_is_space(s.p[w->pos]))
		w->pos++;
	if (w->pos >= s.n)
		return false;
	*ret_quoted = s.p[w->pos] == '"';
	from = w->pos + *ret_quoted;
	for (end = from; end < s.n && (*ret_quoted ? s.p[end] != '"' : !ww_is_space(s.p[end])); end++)
		;
	*ret = ww_str_n(s.p + from, end - from);
	w->pos = end + *ret_quoted;
	return true;
}

static bool fail_line(
	struct wwd_load *load, const struct conf_value *v, size_t off, size_t len, const char *what)
{
	conf_value_diag(load->diags, WW_ERROR, v, off, len, "%s", what);
	ww_diag_hint(load->diags, "a line of [feeds] reads: https://example.org/feed.xml tag tag \"Title\"");
	return false;
}

/* What stands behind the URL. In newsboat's files "~Title" is a title, too. */
static bool read_rest(struct wwd_load *load, struct words *w, struct wwd_feed_config *feed)
{
	struct ww_str word;
	bool quoted;

	while (next_word(w, &word, &quoted)) {
		size_t off = (size_t) (word.p - w->v->text.p);

		if (quoted && w->pos > w->v->text.n)
			return fail_line(load, w->v, off - 1, 1, "the quote is never closed");
		if (quoted || word.p[0] == '~') {
			if (feed->title[0])
				return fail_line(load, w->v, off - quoted, word.n + 2 * (size_t) quoted,
					"there is a second title here");
			if (word.n && word.p[0] == '~')
				word = ww_str_from(word, 1);
			feed->title = wwd_load_text(load, ww_str_trim(word));
		} else if (ww_array_push(&feed->tags, wwd_load_text(load, word))) {
			load->no_memory = true;
		}
	}
	return true;
}

/* The title, else host and path; a number makes it unique. */
static void name_line(struct wwd_load *load, struct wwd_feed_config *feed)
{
	const char *slashes = strstr(feed->show, "://");
	WW_AUTO(buf) struct ww_buf b = WW_BUF(CONF_LINE_MAX);

	if (feed->title[0] && enter_name(load, feed, ww_str(feed->title)))
		return;
	if (enter_name(load, feed, ww_str(slashes ? slashes + 3 : feed->show)))
		return;
	for (unsigned n = 2; !load->no_memory; n++) {
		ww_buf_reset(&b);
		ww_buf_addf(&b, "%s %u", slashes ? slashes + 3 : feed->show, n);
		if (b.err)
			load->no_memory = true;
		else if (enter_name(load, feed, ww_buf_str(&b)))
			return;
	}
}

static void read_line(struct wwd_load *load, const struct conf_entry *e)
{
	struct wwd_feed_config *feed = create(load, conf_value_place(&e->value, 0, e->value.text.n));
	struct words w = { .v = &e->value };
	const struct wwd_feed_config *first;
	const char *problem;
	struct ww_str url;
	bool quoted;

	if (!feed || !next_word(&w, &url, &quoted))
		return;
	problem = wwd_url_problem(url);
	if (problem) {
		conf_value_diag(
			load->diags, WW_ERROR, w.v, 0, w.pos, "\"%.*s\" %s", WW_STR_ARG(url), problem);
		ww_diag_hint(load->diags,
			"a line of [feeds] reads: https://example.org/feed.xml tag tag \"Title\"");
		return;
	}
	wwd_url_warn_secret(load, w.v, (size_t) (url.p - w.v->text.p), url);
	feed->url = wwd_load_text(load, url);
	if (!read_rest(load, &w, feed)) {
		ww_array_finish(&feed->tags);
		return;
	}
	first = same_url(load, feed->url);
	if (first) {
		conf_value_diag(load->diags, WW_WARNING, w.v, 0, w.pos,
			"this url is listed already; the line is left out");
		conf_hint_first(load->diags, first->place.file, first->place.line, e->line);
		ww_array_finish(&feed->tags);
		return;
	}
	enter(load, feed);
	name_line(load, feed);
}

void wwd_load_feeds(struct wwd_load *load)
{
	for (size_t i = 0; i < load->conf->sections.n && !load->no_memory; i++) {
		const struct conf_section *s = &load->conf->sections.v[i];

		if (s->is && s->is->id == CONF_FEED)
			read_section(load, s);
		for (size_t j = 0; s->is && s->is->id == CONF_FEEDS && j < s->entries.n; j++)
			if (!s->entries.v[j].bad)
				read_line(load, &s->entries.v[j]);
	}
}
