/* SPDX-License-Identifier: MIT */
/**
 * filters/watchlist_names.h - the names of topics, figures and defines, compared folded.
 */
#ifndef WATCH_WATCHLIST_NAMES_H
#define WATCH_WATCHLIST_NAMES_H

#include "base/buf.h"
#include "filters/conf_map.h"
#include "filters/watchlist.h"

struct watch_name {
	const struct conf_section *section;
	enum watch_kind kind;
	struct ww_str written, folded;
	const struct watch_rule *rule; /* NULL: stands further down */
	size_t size;                   /* phrases it counts for */
	unsigned depth;                /* of @ within @ */
	bool used;                     /* somebody wrote @name */
};

struct watch_names {
	WW_ARRAY(struct watch_name *) list; /* in file order; in the arena */
	struct conf_map map;                /* by folded name */
	struct ww_buf folded;               /* scratch */
};

void watch_names_finish(struct watch_names *n);

/** The name that text folds to; NULL if there is none, or when out of memory. */
struct watch_name *watch_names_find(struct watch_names *n, struct ww_str text);

#endif
