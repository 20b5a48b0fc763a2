/* SPDX-License-Identifier: MIT */
/* feed = and lang = : does a rule care for what this feed says? */
#include "filters/tokens.h"
#include "filters/watchlist.h"

#define NAME_BYTES_MAX (64u << 10)

static bool text_matches(const struct watch_feed_pattern *p, const char *text)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(NAME_BYTES_MAX);
	struct ww_str want = ww_str(p->text);

	if (watch_fold(ww_str(text), &folded))
		return false;
	return p->prefix ? ww_str_starts(ww_buf_str(&folded), want) : ww_str_eq(ww_buf_str(&folded), want);
}

static bool pattern_matches(const struct watch_feed_pattern *p, const struct watch_origin *origin)
{
	if (!p->tag)
		return origin->feed && text_matches(p, origin->feed);
	for (size_t i = 0; i < origin->n_tags; i++)
		if (text_matches(p, origin->tags[i]))
			return true;
	return false;
}

/* Any "not" that matches says no; of the others, if there are some, one must match. */
static bool wants_feed(const struct watch_rule *rule, const struct watch_origin *origin)
{
	bool wanted = true, matched = false;

	for (size_t i = 0; i < rule->feeds.n; i++) {
		const struct watch_feed_pattern *p = &rule->feeds.v[i];
		bool hit = pattern_matches(p, origin);

		if (p->negated && hit)
			return false;
		matched = matched || hit;
		wanted = wanted && p->negated;
	}
	return wanted || matched;
}

/* "en" covers "en-GB". */
static bool wants_lang(const struct watch_rule *rule, const char *lang)
{
	struct ww_str have = ww_str(lang);

	if (!rule->langs.n || !have.n)
		return true;
	for (size_t i = 0; i < rule->langs.n; i++) {
		struct ww_str want = ww_str(rule->langs.v[i]);

		if (ww_str_starts_ci(have, want) &&
			(have.n == want.n || have.p[want.n] == '-' || have.p[want.n] == '_'))
			return true;
	}
	return false;
}

bool watch_rule_wants(const struct watch_rule *rule, const struct watch_origin *origin)
{
	return wants_feed(rule, origin) && wants_lang(rule, origin->lang);
}
