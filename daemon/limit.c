/* SPDX-License-Identifier: MIT */
#include "daemon/limit.h"

static const char *period_name(unsigned period)
{
	return period >= 86400 ? "day" : period >= 3600 ? "hour" : "minute";
}

struct count {
	unsigned told, most;
};

static int count_told(void *arg, int64_t seq, const struct alert *a, int64_t read_at)
{
	struct count *c = arg;

	(void) seq;
	(void) read_at;
	c->told += a->state == ALERT_ALERTED && a->kind != ALERT_SUMMARY;
	return c->told >= c->most;
}

static int topic_reached(const struct wwd_raise *r, const struct watch_rule *rule, struct ww_err *err)
{
	struct count c = { .most = rule->limit.count };
	struct store_alert_query q = {
		.topic = rule->name,
		.since_ms = r->commit->now_ms - (int64_t) rule->limit.period * 1000,
	};
	int rc;

	if (!rule->limit.count)
		return 0;
	rc = store_alerts(r->commit->store, &q, count_told, &c, err);
	return rc < 0 ? rc : c.told >= c.most;
}

int wwd_limit_reached(const struct wwd_raise *r, const struct alert *a, struct ww_err *err)
{
	if (a->kind == ALERT_CORRECTION || !r->n_reasons)
		return 0;
	for (size_t i = 0; i < r->n_reasons; i++) {
		int rc = topic_reached(r, r->reasons[i].rule, err);

		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int set(char **dst, const char *value)
{
	return ww_str_set(dst, ww_str(value));
}

/* The id is that of the topic's period, so that a second one in it changes nothing. */
static int fill(const struct alert *of, const struct watch_rule *rule, struct alert *a)
{
	const char *period = period_name(rule->limit.period);
	struct ww_err title, text, window;

	ww_err_set(&title, 0, "More on %s", rule->name);
	ww_err_set(&text, 0, "You asked for at most %u %s in %s %s. What came since is in the log and in: "
			     "wirewatch alerts --topic \"%s\"", rule->limit.count,
		rule->limit.count == 1 ? "alert" : "alerts", period[0] == 'h' ? "an" : "a", period, rule->name);
	ww_err_set(&window, 0, "limit %s %" PRId64, rule->name, of->t_ms / 1000 / rule->limit.period);
	a->kind = ALERT_SUMMARY;
	a->state = ALERT_ALERTED;
	a->urgency = of->urgency;
	a->t_ms = of->t_ms;
	a->item.published = a->item.updated = FEED_TIME_UNKNOWN;
	alert_make_id(window.text, 0, a->kind, a->id);
	if (set(&a->item.title, title.text) || set(&a->summary, text.text) || set(&a->by, "") || set(&a->story, "") ||
		set(&a->say, "") || set(&a->feed.name, "") || set(&a->feed.url, "") || set(&a->feed.title, "") ||
		set(&a->item.id, "") || set(&a->item.url, ""))
		return -ENOMEM;
	return ww_array_push_dup(&a->topics, rule->name);
}

int wwd_limit_summarise(const struct wwd_raise *r, const struct alert *of, struct ww_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < r->n_reasons && !rc; i++) {
		const char *notifiers[WWD_NOTIFIERS_MAX];
		WW_AUTO(alert) struct alert a = { 0 };
		struct wwd_raise one = *r;

		/* It speaks of one topic, and goes where that topic sends its alerts. */
		one.reasons = &r->reasons[i];
		one.n_reasons = 1;
		rc = fill(of, r->reasons[i].rule, &a);
		if (!rc)
			rc = store_alert_add(r->commit->store, &a, notifiers, wwd_raise_choose(&one, &a, notifiers),
				r->commit->now_ms, err);
	}
	return rc;
}
