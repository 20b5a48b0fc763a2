/* SPDX-License-Identifier: MIT */
/**
 * filters/conf_map.h - from a text to a pointer, for the names of a configuration.
 *
 * Keys and values are the caller's and must outlive the map. Zero-initialise.
 */
#ifndef WATCH_CONF_MAP_H
#define WATCH_CONF_MAP_H

#include "base/str.h"

struct conf_map_slot {
	struct ww_str key; /* p == NULL: free */
	void *value;
};

struct conf_map {
	struct conf_map_slot *slots; /* open addressing; size is a power of two, at most 3/4 full */
	size_t n, size;
};

void conf_map_finish(struct conf_map *m);

/** The value of key, NULL if there is none. */
void *conf_map_get(const struct conf_map *m, struct ww_str key);

/** Set the value of key, whose p is not NULL. 0 or -ENOMEM. */
int conf_map_put(struct conf_map *m, struct ww_str key, void *value) WW_MUST_CHECK;

#endif
