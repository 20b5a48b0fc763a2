/* SPDX-License-Identifier: MIT */
#include "daemon/raise.h"

#include "base/utf8.h"
#include "daemon/limit.h"

#define WHY_MAX       8   /* entries of alert.why */
#define WHY_WORDS_MAX 4   /* stretches joined into one entry */
#define WHY_TEXT_MAX  200 /* bytes of one entry */

static int set(char **dst, const char *value)
{
	return ww_str_set(dst, ww_str(value));
}

/* ---- why it matched ---- */

/* Words apart by no more than a blank or a sign read as one passage. */
static bool touches(struct ww_str text, uint32_t end, uint32_t begin)
{
	return begin <= end + 2 && (begin <= end || !memchr(text.p + end, '\n', begin - end));
}

/* The spans of one field as a passage: "Syria … peace talks". */
static int why_text(struct ww_str text, const struct watch_span *spans, size_t n, struct alert_why *why)
{
	WW_AUTO(buf) struct ww_buf raw = WW_BUF(64 * 1024);
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(256 * 1024);
	unsigned words = 0;

	why->at[0] = spans[0].begin;
	for (size_t i = 0; i < n && words < WHY_WORDS_MAX;) {
		uint32_t begin = spans[i].begin, end = spans[i].end;

		for (i++; i < n && touches(text, end, spans[i].begin); i++)
			end = ww_max(end, spans[i].end);
		/* A word that comes again explains nothing more. */
		if (ww_str_find(ww_buf_str(&raw), ww_str_n(text.p + begin, end - begin)) != SIZE_MAX && raw.n)
			continue;
		if (raw.n)
			ww_buf_adds(&raw, " \xE2\x80\xA6 ");
		ww_buf_add(&raw, text.p + begin, end - begin);
		why->at[1] = end;
		words++;
	}
	ww_utf8_clean(&clean, ww_buf_cstr(&raw), raw.n, true);
	if (raw.err == -ENOMEM || clean.err == -ENOMEM)
		return -ENOMEM;
	return ww_str_set(&why->text, ww_str_n(ww_buf_cstr(&clean), ww_utf8_cut(clean.v, clean.n, WHY_TEXT_MAX)));
}

static int add_why(const struct wwd_raise *r, const struct wwd_reason *reason, struct alert *a)
{
	/* Spans are sorted by field; one entry a field. */
	for (size_t i = 0; i < reason->n_spans && a->why.n < WHY_MAX;) {
		const struct watch_span *s = &reason->spans[i];
		struct alert_why *why = ww_array_add(&a->why);
		size_t n = 1;

		if (!why)
			return -ENOMEM;
		while (i + n < reason->n_spans && reason->spans[i + n].field == s->field)
			n++;
		if (set(&why->topic, reason->rule->name) || set(&why->field, watch_field_name(s->field)) ||
			why_text(r->doc->field[s->field], s, n, why))
			return -ENOMEM;
		i += n;
	}
	return 0;
}

static int from_reasons(const struct wwd_raise *r, struct alert *a)
{
	int rc = 0;

	for (size_t i = 0; i < r->n_reasons && !rc; i++) {
		const struct watch_rule *rule = r->reasons[i].rule;

		a->urgency = ww_max(a->urgency, (enum alert_urgency) rule->urgency);
		rc = ww_array_push_dup(&a->topics, rule->name);
		if (!rc)
			rc = add_why(r, &r->reasons[i], a);
		if (!rc && !a->say[0] && rule->say[0])
			rc = set(&a->say, rule->say);
	}
	return rc;
}

/* A revision that matches no more is still about what the last alert was about. */
static int copy_subject(void *arg, int64_t seq, const struct alert *last, int64_t read_at)
{
	struct alert *a = arg;
	int rc = set(&a->say, last->say);

	(void) seq;
	(void) read_at;
	a->urgency = last->urgency;
	for (size_t i = 0; i < last->topics.n && !rc; i++)
		rc = ww_array_push_dup(&a->topics, last->topics.v[i]);
	return rc;
}

static int from_last_alert(const struct wwd_raise *r, struct alert *a, struct ww_err *err)
{
	struct store_alert_query q = { .story = r->verdict->story, .newest_first = true, .limit = 1 };

	return store_alerts(r->commit->store, &q, copy_subject, a, err);
}

/* ---- the rest of the alert ---- */

static const char *feed_title(const struct wwd_raise *r)
{
	if (r->config->title[0])
		return r->config->title;
	return r->feed->title && r->feed->title[0] ? r->feed->title : r->config->name;
}

/* The beginning of the text, cut at a word. */
static int add_summary(const struct wwd_raise *r, struct alert *a)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(2 * WWD_SUMMARY_MAX + 8);
	const char *text = r->item->summary[0] ? r->item->summary : r->item->text;
	size_t n = strlen(text), cut = ww_utf8_cut(text, n, WWD_SUMMARY_MAX);

	if (cut < n)
		for (size_t back = cut; back > cut / 2; back--)
			if (ww_is_space(text[back])) {
				cut = back;
				break;
			}
	ww_utf8_clean(&b, text, cut, true);
	if (cut < n)
		ww_buf_adds(&b, " \xE2\x80\xA6");
	return b.err == -ENOMEM ? -ENOMEM : ww_str_set(&a->summary, ww_buf_str(&b));
}

struct outlets {
	const struct wwd_raise *r;
	struct alert *a;
};

static int add_outlet(void *arg, const struct store_item *it)
{
	struct outlets *o = arg;
	const char *title = it->feed == o->r->feed->id ? feed_title(o->r) :
		o->r->commit->feed_title(o->r->commit->arg, it->feed);

	if (!title || !title[0] || o->a->outlets.n >= WWD_OUTLETS_MAX)
		return 0;
	for (size_t i = 0; i < o->a->outlets.n; i++)
		if (!strcmp(o->a->outlets.v[i], title))
			return 0;
	return ww_array_push_dup(&o->a->outlets, title);
}

static enum alert_kind kind_of(const struct story_verdict *v)
{
	if (v->what == STORY_NEW)
		return ALERT_NEW;
	return v->correction ? ALERT_CORRECTION : ALERT_UPDATE;
}

static int build(const struct wwd_raise *r, struct alert *a, struct ww_err *err)
{
	struct outlets outlets = { r, a };
	int rc = 0;

	a->kind = kind_of(r->verdict);
	a->t_ms = r->commit->now_ms;
	a->rev = r->verdict->rev;
	a->urgency = ALERT_LOW;
	alert_make_id(r->verdict->story, a->rev, a->kind, a->id);
	a->item.published = r->item->published;
	a->item.updated = r->item->updated;
	if (set(&a->story, r->verdict->story) || set(&a->by, "") || set(&a->say, "") ||
		set(&a->feed.name, r->config->name) || set(&a->feed.url, r->config->show) ||
		set(&a->feed.title, feed_title(r)) || set(&a->item.id, r->item->id) ||
		set(&a->item.url, r->item->url) || set(&a->item.title, r->item->title) || add_summary(r, a))
		return -ENOMEM;
	for (size_t i = 0; i < r->verdict->changed.n && !rc; i++)
		rc = ww_array_push_dup(&a->changed, r->verdict->changed.v[i]);
	if (!rc)
		rc = r->n_reasons ? from_reasons(r, a) : from_last_alert(r, a, err);
	if (!rc)
		rc = store_story_items(r->commit->store, a->story, add_outlet, &outlets, err);
	return rc;
}

/* ---- who hears of it ---- */

/* 1: silent, with *ret_by saying why; 0: not; -errno. */
static int silenced(const struct wwd_raise *r, const struct alert *a, const char **ret_by, struct ww_err *err)
{
	struct store *s = r->commit->store;
	int64_t now = r->commit->now_ms / 1000;
	int rc;

	*ret_by = "mute:all";
	rc = store_is_silent(s, STORE_SILENCE_ALL, "", now, err);
	if (rc)
		return rc;
	*ret_by = "mute:story";
	rc = store_is_silent(s, STORE_SILENCE_STORY, a->story, now, err);
	if (rc)
		return rc;
	*ret_by = "mute:feed";
	rc = store_is_silent(s, STORE_SILENCE_FEED, a->feed.name, now, err);
	if (rc)
		return rc;
	/* A topic that is muted does not silence the others that the item hit. */
	*ret_by = "mute:topic";
	for (size_t i = 0; i < a->topics.n; i++) {
		rc = store_is_silent(s, STORE_SILENCE_TOPIC, a->topics.v[i], now, err);
		if (rc <= 0)
			return rc;
	}
	return a->topics.n > 0;
}

static size_t n_rules(const struct wwd_raise *r, const struct alert *a)
{
	return r->n_reasons ? r->n_reasons : a->topics.n;
}

/*
 * A rule that the alert is about. Of a revision that matches no more these are the
 * last alert's topics, as the watchlist has them now; NULL for one that is gone from it.
 */
static const struct watch_rule *rule_at(const struct wwd_raise *r, const struct alert *a, size_t i)
{
	const struct watch_rule *rule;

	if (r->n_reasons)
		return r->reasons[i].rule;
	rule = watchlist_find(watch_set_list(r->commit->config->set), ww_str(a->topics.v[i]));
	return rule && watch_rule_is_active(rule) ? rule : NULL;
}

/* A topic that was taken out of the watchlist rings no bell any more. */
static bool wanted_by(const struct wwd_raise *r, const struct wwd_notifier_config *n, const struct alert *a)
{
	if ((enum alert_urgency) n->urgency > a->urgency)
		return false;
	for (size_t i = 0; i < n_rules(r, a); i++) {
		const struct watch_rule *rule = rule_at(r, a, i);

		if (rule && wwd_config_notifies(r->commit->config, rule, n))
			return true;
	}
	return !n_rules(r, a); /* the last alert is forgotten: everybody who may */
}

/* "notify = none" everywhere: history only. */
static bool history_only(const struct wwd_raise *r, const struct alert *a)
{
	size_t in_force = 0;

	for (size_t i = 0; i < n_rules(r, a); i++) {
		const struct watch_rule *rule = rule_at(r, a, i);

		if (!rule)
			continue;
		if (rule->notify.n != 1 || strcasecmp(rule->notify.v[0], "none"))
			return false;
		in_force++;
	}
	return in_force > 0;
}

/* Two sections for the desktop are no two bubbles. */
static size_t add_name(const char **names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return n;
	names[n] = name;
	return n + 1;
}

size_t wwd_raise_choose(const struct wwd_raise *r, const struct alert *a, const char **ret)
{
	size_t n = 0;

	if (history_only(r, a))
		return 0;
	for (size_t i = 0; i < r->commit->config->notifiers.n && n < WWD_NOTIFIERS_MAX; i++) {
		const struct wwd_notifier_config *nc = r->commit->config->notifiers.v[i];

		if (nc->type == WWD_NOTIFY_LOG ? nc->urgency <= (enum watch_urgency) a->urgency :
			a->state == ALERT_ALERTED && wanted_by(r, nc, a))
			n = add_name(ret, n, wwd_config_first_of(r->commit->config, nc->type)->name);
	}
	return n;
}

/* A bubble that could not be shown yet is not shown once a newer one replaces it; a log keeps both. */
static int supersede(const struct wwd_raise *r, const struct alert *a, const char *notifier, struct ww_err *err)
{
	const struct wwd_config *config = r->commit->config;

	for (size_t i = 0; i < config->notifiers.n; i++)
		if (!strcmp(config->notifiers.v[i]->name, notifier) &&
			config->notifiers.v[i]->type == WWD_NOTIFY_DESKTOP)
			return store_outbox_supersede(r->commit->store, a, notifier, r->commit->now_ms, err);
	return 0;
}

int wwd_raise(const struct wwd_raise *r, bool *ret_told, struct ww_err *err)
{
	WW_AUTO(alert) struct alert a = { 0 };
	const char *notifiers[WWD_NOTIFIERS_MAX], *by = "";
	size_t n;
	int rc;

	rc = build(r, &a, err);
	if (rc)
		return rc;
	if (r->baseline) {
		a.state = ALERT_BASELINE;
		by = "first-poll";
	} else {
		rc = silenced(r, &a, &by, err);
		if (rc < 0)
			return rc;
		a.state = rc ? ALERT_MUTED : ALERT_ALERTED;
		if (!rc)
			by = "";
	}
	if (a.state == ALERT_ALERTED) {
		rc = wwd_limit_reached(r, &a, err);
		if (rc > 0) {
			a.state = ALERT_SUMMARISED;
			by = "limit";
			rc = wwd_limit_summarise(r, &a, err);
		}
		if (rc < 0)
			return rc;
	}
	if (set(&a.by, by))
		return -ENOMEM;
	*ret_told = a.state == ALERT_ALERTED;
	n = wwd_raise_choose(r, &a, notifiers);
	rc = store_alert_add(r->commit->store, &a, notifiers, n, r->commit->now_ms, err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = supersede(r, &a, notifiers[i], err);
	return rc;
}
