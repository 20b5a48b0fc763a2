/* SPDX-License-Identifier: MIT */
#include "stories/map.h"

/* The finaliser of MurmurHash3; where the table lies in memory is its seed. */
static size_t home(const struct story_map *m, uint64_t key)
{
	key ^= (uint64_t) (uintptr_t) m->v;
	key ^= key >> 33;
	key *= 0xff51afd7ed558ccdu;
	key ^= key >> 33;
	key *= 0xc4ceb9fe1a85ec53u;
	return (size_t) (key ^ key >> 33) & (m->cap - 1);
}

/* The slot of key, or the free one where it belongs. */
static struct story_map_slot *find(const struct story_map *m, uint64_t key)
{
	size_t i = home(m, key);

	while (m->v[i].value && m->v[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->v[i];
}

void story_map_finish(struct story_map *m)
{
	free(m->v);
	*m = (struct story_map){ 0 };
}

int story_map_reserve(struct story_map *m, size_t more)
{
	struct story_map bigger = { .n = m->n, .cap = m->cap ? m->cap : 16 };

	while (bigger.cap / 4 * 3 < m->n + more)
		bigger.cap *= 2;
	if (bigger.cap == m->cap)
		return 0;
	bigger.v = calloc(bigger.cap, sizeof(*bigger.v));
	if (!bigger.v)
		return -ENOMEM;
	for (size_t i = 0; i < m->cap; i++)
		if (m->v[i].value)
			*find(&bigger, m->v[i].key) = m->v[i];
	free(m->v);
	*m = bigger;
	return 0;
}

void *story_map_get(const struct story_map *m, uint64_t key)
{
	return m->cap ? find(m, key)->value : NULL;
}

void story_map_put(struct story_map *m, uint64_t key, void *value)
{
	struct story_map_slot *slot = find(m, key);

	if (!slot->value)
		m->n++;
	*slot = (struct story_map_slot){ key, value };
	assert(m->n < m->cap);
}

void story_map_remove(struct story_map *m, uint64_t key, const void *value)
{
	struct story_map_slot *gap;
	size_t i;

	if (!m->cap)
		return;
	gap = find(m, key);
	if (!gap->value || gap->value != value)
		return;
	gap->value = NULL;
	m->n--;
	/* Entries behind the gap that were pushed there by what stood in it move up. */
	i = (size_t) (gap - m->v);
	for (size_t k = (i + 1) & (m->cap - 1); m->v[k].value; k = (k + 1) & (m->cap - 1)) {
		size_t want = home(m, m->v[k].key);

		if (((k - want) & (m->cap - 1)) < ((k - i) & (m->cap - 1)))
			continue;
		m->v[i] = m->v[k];
		m->v[k].value = NULL;
		i = k;
	}
}
