/* SPDX-License-Identifier: MIT */
/**
 * stories/map.h - inside stories/: 64-bit keys to pointers.
 *
 * Open addressing; keys are mixed with a seed of the table's own, so that no
 * feed can choose items that fall on each other. Room is made before it is
 * needed: after story_map_reserve() a put cannot fail. Zero-initialise.
 */
#ifndef STORY_MAP_H
#define STORY_MAP_H

#include "base/base.h"

struct story_map_slot {
	uint64_t key;
	void *value; /* NULL: free */
};

struct story_map {
	struct story_map_slot *v; /* owned; the values are not */
	size_t n, cap;            /* cap: 0 or a power of two */
};

void story_map_finish(struct story_map *m);
/** Room for more entries. 0 or -ENOMEM. */
int story_map_reserve(struct story_map *m, size_t more);
/** NULL when there is none. */
void *story_map_get(const struct story_map *m, uint64_t key);
/** Set or replace; room was reserved. value is not NULL. */
void story_map_put(struct story_map *m, uint64_t key, void *value);
/** Remove key if it leads to value. */
void story_map_remove(struct story_map *m, uint64_t key, const void *value);

#endif
