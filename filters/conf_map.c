/* SPDX-License-Identifier: MIT */
#include "filters/conf_map.h"

#include "base/hash.h"

void conf_map_finish(struct conf_map *m)
{
	free(m->slots);
	*m = (struct conf_map){ 0 };
}

/* Where key is, or the free slot where it would go. */
static struct conf_map_slot *probe(const struct conf_map *m, struct ww_str key)
{
	size_t i = ww_hash64(key.p, key.n) & (m->size - 1);

	while (m->slots[i].key.p && !ww_str_eq(m->slots[i].key, key))
		i = (i + 1) & (m->size - 1);
	return &m->slots[i];
}

static int grow(struct conf_map *m)
{
	struct conf_map bigger = { .n = m->n, .size = m->size ? m->size * 2 : 64 };

	bigger.slots = calloc(bigger.size, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < m->size; i++)
		if (m->slots[i].key.p)
			*probe(&bigger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
	return 0;
}

void *conf_map_get(const struct conf_map *m, struct ww_str key)
{
	return m->size && key.p ? probe(m, key)->value : NULL;
}

int conf_map_put(struct conf_map *m, struct ww_str key, void *value)
{
	struct conf_map_slot *slot;

	assert(key.p);
	if (m->n + 1 > m->size / 4 * 3 && grow(m))
		return -ENOMEM;
	slot = probe(m, key);
	if (!slot->key.p)
		m->n++;
	*slot = (struct conf_map_slot){ key, value };
	return 0;
}
