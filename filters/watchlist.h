/* SPDX-License-Identifier: MIT */
/**
 * filters/watchlist.h - topics, figures and defines of a configuration.
 *
 * Immutable once built. watch_set_create() compiles it.
 */
#ifndef WATCH_WATCHLIST_H
#define WATCH_WATCHLIST_H

#include "filters/conf.h"
#include "filters/expr.h"

enum watch_kind { WATCH_TOPIC, WATCH_FIGURE, WATCH_DEFINE };

enum watch_urgency { WATCH_LOW, WATCH_NORMAL, WATCH_HIGH, WATCH_CRITICAL };

const char *watch_urgency_name(enum watch_urgency u);

/** At most count alerts per period; count 0: no limit. */
struct watch_limit {
	unsigned count;
	unsigned period; /* seconds: 60, 3600 or 86400 */
};

/**
 * One word of  feed = : a name, a glob at the end of a name, or tag:NAME. A negated
 * one that matches says no; of the others, if there are any, one must match.
 */
struct watch_feed_pattern {
	char *text;   /* without "not", "tag:" and "*"; folded as names are */
	bool tag;
	bool prefix;  /* ended in "*" */
	bool negated; /* "not" stood in front */
};

struct watch_rule {
	enum watch_kind kind;
	char *name;      /* as written */
	char *say;       /* "" when unset */
	enum watch_urgency urgency;
	struct watch_limit limit;
	unsigned fields; /* in = ; default WATCH_FIELDS_DEFAULT */
	bool off;        /* only @ uses it */
	bool alert;      /* figures: notifies by itself. Topics: always true */
	WW_ARRAY(struct watch_feed_pattern) feeds; /* empty: every feed */
	WW_ARRAY(char *) langs;                    /* lower case; empty: every language */
	WW_ARRAY(char *) notify; /* as written, "journal" as "log"; empty: the default notifiers; "none": history only */
	const struct watch_expr *expr;             /* NULL only while being built */
	struct ww_place place;                     /* of the section line */
};

/** A rule that raises alerts: a topic, or a figure with alert = yes; and not off. */
static inline bool watch_rule_is_active(const struct watch_rule *r)
{
	return !r->off && (r->kind == WATCH_TOPIC || (r->kind == WATCH_FIGURE && r->alert));
}

struct watchlist {
	WW_ARRAY(struct watch_rule *) rules; /* in file order */
	struct watch_memory *memory;         /* private: owns rules, expressions, strings */
};

/**
 * Build from the sections of conf. Kinds that are not ours are left alone; the
 * kinds that exist are known here, so that a wrong one gets one complaint.
 * 0 and *ret (usable only if diags has no errors), or -ENOMEM.
 */
int watchlist_build(const struct conf *conf, struct ww_diags *diags, struct watchlist **ret);

void watchlist_destroy(struct watchlist *list);
WW_DEFINE_AUTO(struct watchlist *, watchlist, watchlist_destroy)

/** Find by name, compared folded. NULL if there is none. */
const struct watch_rule *watchlist_find(const struct watchlist *list, struct ww_str name);

/** Where an item comes from, for  feed =  and  lang = . */
struct watch_origin {
	const char *feed;        /* name */
	const char *const *tags; /* of the feed */
	size_t n_tags;
	const char *lang;        /* "" or NULL: unknown, passes */
};

/** Do the feed and lang settings of rule let this origin through? */
bool watch_rule_wants(const struct watch_rule *rule, const struct watch_origin *origin);

#endif
