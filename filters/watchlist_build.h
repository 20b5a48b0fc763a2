/* SPDX-License-Identifier: MIT */
/**
 * filters/watchlist_build.h - what the parts of watchlist_build() share.
 */
#ifndef WATCH_WATCHLIST_BUILD_H
#define WATCH_WATCHLIST_BUILD_H

#include "filters/conf_arena.h"
#include "filters/conf_map.h"
#include "filters/parse.h"
#include "filters/watchlist.h"

/** Behind watchlist.memory. */
struct watch_memory {
	struct conf_arena arena;
	struct conf_map by_name; /* folded name to struct watch_rule */
};

/** The keys whose values are expressions. */
enum watch_part {
	PART_ANY,
	PART_NEED,
	PART_NAME,
	PART_SURNAME,
	PART_WITH,
	PART_NOT,
	N_PARTS,
	PART_NONE = N_PARTS, /* a setting */
};

struct watch_build {
	const struct conf *conf;
	struct ww_diags *diags;
	struct watchlist *list;
	struct watch_memory *memory;
	struct watch_names names;
	struct watch_rule defaults;  /* what the defaults lines so far say */
	struct conf_map notifiers;   /* folded names of [notify NAME] */
	struct watch_parse parse;

	/* The section at hand. */
	struct watch_expr_list parts[N_PARTS];
	const struct conf_entry *first[N_PARTS]; /* the first entry of each part */
	const struct conf_entry *given[32];      /* the settings so far, by row of the table */
	bool broken;
	bool no_memory;
};

enum {
	FOR_TOPIC = 1,
	FOR_FIGURE = 2,
	FOR_DEFINE = 4,
	FOR_DEFAULTS = 8,
};

struct watch_key {
	const char *name;
	unsigned kinds; /* where it may stand: FOR_* */
	enum watch_part part;
	/** Read a setting into rule. False after a complaint. */
	bool (*set)(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v);
};

/** Every key of topics, figures, defines and defaults, in the order that hints list them. */
extern const struct watch_key watch_keys[];
extern const size_t watch_keys_n;

/** Free the lists of a rule; its strings belong to the arena. */
void watch_rule_finish(struct watch_rule *rule);

#endif
