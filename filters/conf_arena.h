/* SPDX-License-Identifier: MIT */
/**
 * filters/conf_arena.h - memory that lives and dies with one configuration.
 *
 * A hundred thousand lines make a million small objects that are all freed
 * together. Zero-initialise; objects never move.
 */
#ifndef WATCH_CONF_ARENA_H
#define WATCH_CONF_ARENA_H

#include "base/str.h"

struct conf_chunk;

struct conf_arena {
	struct conf_chunk *chunk; /* the newest; it points to the older ones */
};

void conf_arena_finish(struct conf_arena *a);

/** n zeroed bytes, aligned for any type. NULL when out of memory. */
void *conf_arena_alloc(struct conf_arena *a, size_t n) WW_MUST_CHECK;

/** A NUL-terminated copy. NULL when out of memory. */
char *conf_arena_text(struct conf_arena *a, struct ww_str s) WW_MUST_CHECK;

#endif
