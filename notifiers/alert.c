/* SPDX-License-Identifier: MIT */
#include "notifiers/alert.h"

#include "base/hash.h"
#include "base/utf8.h"

#define WHY_TEXT_MAX    90 /* bytes of one matched passage in a bubble */
#define OUTLETS_SHOWN   3
#define OUTLETS_MAX     4096 /* bytes of their line */
#define SUMMARY_TEXT_MAX 600

/* "title: OLD -> NEW", as stories/changed.c writes it. */
#define TITLE_ENTRY "title: "
#define ARROW       " -> "

static const char *const kinds[] = { "new", "update", "correction", "summary", "health" };
static const char *const urgencies[] = { "low", "normal", "high", "critical" };
static const char *const states[] = { "alerted", "held", "muted", "baseline", "summarised" };

const char *alert_kind_name(enum alert_kind k)
{
	return kinds[k];
}

const char *alert_urgency_name(enum alert_urgency u)
{
	return urgencies[u];
}

const char *alert_state_name(enum alert_state s)
{
	return states[s];
}

static int index_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, names[i]))
			return (int) i;
	return -EINVAL;
}

int alert_kind_of(const char *name)
{
	return index_of(name, kinds, WW_ARRAY_LEN(kinds));
}

int alert_urgency_of(const char *name)
{
	return index_of(name, urgencies, WW_ARRAY_LEN(urgencies));
}

int alert_state_of(const char *name)
{
	return index_of(name, states, WW_ARRAY_LEN(states));
}

static void free_strings(char **v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

void alert_finish(struct alert *a)
{
	for (size_t i = 0; i < a->why.n; i++) {
		free(a->why.v[i].topic);
		free(a->why.v[i].field);
		free(a->why.v[i].text);
	}
	free(a->why.v);
	free_strings(a->topics.v, a->topics.n);
	free_strings(a->changed.v, a->changed.n);
	free_strings(a->outlets.v, a->outlets.n);
	free(a->by);
	free(a->story);
	free(a->say);
	free(a->feed.name);
	free(a->feed.url);
	free(a->feed.title);
	free(a->item.id);
	free(a->item.url);
	free(a->item.title);
	free(a->summary);
	*a = (struct alert){ 0 };
}

void alert_make_id(const char *story, unsigned rev, enum alert_kind kind, char out[ALERT_ID_LEN + 1])
{
	char number[16];

	snprintf(number, sizeof(number), "%u", rev);
	ww_sha256_parts((struct ww_str[]){ ww_str(story), ww_str(number), ww_str(kinds[kind]) }, 3, out,
		ALERT_ID_LEN);
}

/* An alert made by hand may leave strings NULL. */
static struct ww_str text_of(const char *s)
{
	return ww_str_trim(ww_str(s));
}

static struct ww_str first_text(const char *const *candidates, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_of(candidates[i]).n)
			return text_of(candidates[i]);
	return ww_str(NULL);
}

/* What we show stands on one line and may be cut; the sanitiser keeps it a line. */
static void add_line(struct ww_buf *out, struct ww_str s, size_t max)
{
	size_t n = ww_utf8_cut(s.p ? s.p : "", s.n, max);

	ww_utf8_clean(out, s.n ? s.p : "", n, true);
	if (n < s.n)
		ww_buf_adds(out, "…");
}

/* Every line of a body but the first begins with this. */
static void begin_line(struct ww_buf *out, size_t start)
{
	if (out->n > start)
		ww_buf_addc(out, '\n');
}

int alert_headline(const struct alert *a, struct ww_buf *out)
{
	struct ww_str title = first_text((const char *const[]){ a->item.title, a->summary, a->item.url,
		a->feed.title, a->feed.name }, 5);

	if (a->kind == ALERT_UPDATE)
		ww_buf_adds(out, "Updated: ");
	else if (a->kind == ALERT_CORRECTION)
		ww_buf_adds(out, "Correction: ");
	if (title.n)
		add_line(out, title, 1024);
	else
		ww_buf_adds(out, "(no title)");
	return out->err;
}

struct ww_str alert_old_title(const struct alert *a, size_t i)
{
	struct ww_str entry = ww_str(a->changed.v[i]), title = text_of(a->item.title);

	if (!ww_str_starts(entry, WW_STR(TITLE_ENTRY)))
		return ww_str(NULL);
	entry = ww_str_n(entry.p + strlen(TITLE_ENTRY), entry.n - strlen(TITLE_ENTRY));
	/* A title may hold an arrow of its own: the right one is followed by the new title. */
	for (size_t at = 0; at + strlen(ARROW) < entry.n; at++) {
		struct ww_str is = ww_str_n(entry.p + at, entry.n - at);

		if (!ww_str_starts(is, WW_STR(ARROW)))
			continue;
		is = ww_str_n(is.p + strlen(ARROW), is.n - strlen(ARROW));
		if (ww_str_ends(is, WW_STR("…")))
			is.n -= strlen("…");
		if (is.n && ww_str_starts(title, is))
			return ww_str_n(entry.p, at);
	}
	return ww_str(NULL);
}

/* The old title first: it is read against the new one, which is the headline. */
static void add_changed(const struct alert *a, struct ww_buf *out, size_t start)
{
	for (size_t i = 0; i < a->changed.n; i++) {
		struct ww_str old = alert_old_title(a, i);

		if (!old.n)
			continue;
		begin_line(out, start);
		ww_buf_adds(out, "Was: \"");
		add_line(out, old, 400);
		ww_buf_addc(out, '"');
	}
	for (size_t i = 0; i < a->changed.n; i++) {
		if (alert_old_title(a, i).n)
			continue;
		begin_line(out, start);
		add_line(out, text_of(a->changed.v[i]), 400);
	}
}

/*
 * "syria-talks (Syria … peace talks)": the first passage, which is that of the title
 * if there is one; the history has them all. A topic named like the words that matched
 * is said once, as the words are written: "Lavrov".
 */
static void add_topic(const struct alert *a, struct ww_str topic, struct ww_buf *out)
{
	struct ww_str text = ww_str(NULL);

	for (size_t i = 0; i < a->why.n && !text.n; i++)
		if (ww_str_eq(text_of(a->why.v[i].topic), topic))
			text = text_of(a->why.v[i].text);
	if (text.n && ww_str_eq_ci(text, topic)) {
		add_line(out, text, WHY_TEXT_MAX);
		return;
	}
	add_line(out, topic, WHY_TEXT_MAX);
	if (text.n) {
		ww_buf_adds(out, " (");
		add_line(out, text, WHY_TEXT_MAX);
		ww_buf_addc(out, ')');
	}
}

static void add_why(const struct alert *a, struct ww_buf *out, size_t start)
{
	for (size_t i = 0; i < a->topics.n; i++) {
		if (!i)
			begin_line(out, start);
		ww_buf_adds(out, i ? " · " : "Why: ");
		add_topic(a, text_of(a->topics.v[i]), out);
	}
}

int alert_outlets(const struct alert *a, struct ww_buf *out)
{
	struct ww_str own = first_text((const char *const[]){ a->feed.title, a->feed.name }, 2);
	size_t shown = 0, more = 0;

	if (own.n) {
		add_line(out, own, 200);
		shown = 1;
	}
	for (size_t i = 0; i < a->outlets.n; i++) {
		struct ww_str o = text_of(a->outlets.v[i]);

		if (!o.n || ww_str_eq(o, own))
			continue;
		if (shown >= OUTLETS_SHOWN) {
			more++;
			continue;
		}
		ww_buf_adds(out, shown++ ? ", " : "");
		add_line(out, o, 200);
	}
	if (more)
		ww_buf_addf(out, " and %zu more", more);
	return out->err;
}

static void add_outlets(const struct alert *a, struct ww_buf *out, size_t start)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(OUTLETS_MAX);

	if (alert_outlets(a, &line))
		out->err = out->err ? out->err : line.err;
	if (!line.n)
		return;
	begin_line(out, start);
	ww_buf_add_str(out, ww_buf_str(&line));
}

int alert_body(const struct alert *a, struct ww_buf *out)
{
	size_t start = out->n;

	add_changed(a, out, start);
	if (text_of(a->say).n) {
		begin_line(out, start);
		add_line(out, text_of(a->say), 400);
	}
	/* Summaries and health records have no story: their text is the message. */
	if ((a->kind == ALERT_SUMMARY || a->kind == ALERT_HEALTH) && text_of(a->summary).n) {
		struct ww_str s = text_of(a->summary);
		size_t n = ww_utf8_cut(s.p, s.n, SUMMARY_TEXT_MAX);

		begin_line(out, start);
		ww_utf8_clean(out, s.p, n, false);
		if (n < s.n)
			ww_buf_adds(out, "…");
	}
	add_why(a, out, start);
	add_outlets(a, out, start);
	return out->err;
}
