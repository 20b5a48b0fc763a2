/* SPDX-License-Identifier: MIT */
#include "filters/vocab.h"

void watch_vocab_finish(struct watch_vocab *v)
{
	ww_array_finish(&v->list);
	ww_buf_finish(&v->text);
	ww_clear(&v->slots);
	ww_clear(&v->bloom);
}

uint32_t watch_vocab_probe(const struct watch_vocab *v, struct ww_str s, uint64_t hash)
{
	for (size_t i = watch_vocab_mix(hash) & v->mask;; i = (i + 1) & v->mask) {
		uint32_t id = v->slots[i];

		if (!id)
			return 0;
		if (v->list.v[id - 1].hash == hash && ww_str_eq(watch_vocab_text(v, id), s))
			return id;
	}
}

static void enter(struct watch_vocab *v, uint32_t id)
{
	uint64_t hash = v->list.v[id - 1].hash;
	size_t i = watch_vocab_mix(hash) & v->mask;
	uint64_t bit = watch_vocab_mix(hash) >> 8 & ((v->mask + 1) * WATCH_VOCAB_BLOOM - 1);

	while (v->slots[i])
		i = (i + 1) & v->mask;
	v->slots[i] = id;
	v->bloom[bit / 64] |= 1ull << bit % 64;
}

/* At most half full, and at least one word of the filter. */
static int grow(struct watch_vocab *v)
{
	size_t n = v->slots ? (v->mask + 1) * 2 : 64;
	uint32_t *slots = calloc(n, sizeof(*slots));
	uint64_t *bloom = calloc(n * WATCH_VOCAB_BLOOM / 64, sizeof(*bloom));

	if (!slots || !bloom) {
		free(slots);
		free(bloom);
		return -ENOMEM;
	}
	free(v->slots);
	free(v->bloom);
	v->slots = slots;
	v->bloom = bloom;
	v->mask = n - 1;
	for (uint32_t id = 1; id <= v->list.n; id++)
		enter(v, id);
	return 0;
}

int watch_vocab_add(struct watch_vocab *v, struct ww_str s, uint32_t *ret_id)
{
	uint64_t hash = WATCH_VOCAB_HASH;
	struct watch_vocab_entry *e;

	for (size_t i = 0; i < s.n; i++)
		hash = watch_vocab_step(hash, (unsigned char) s.p[i]);
	*ret_id = watch_vocab_find(v, s, hash);
	if (*ret_id)
		return 0;
	if ((!v->slots || v->list.n >= v->mask / 2) && grow(v))
		return -ENOMEM;
	v->text.max = UINT32_MAX / 2;
	if (ww_buf_add_str(&v->text, s))
		return -ENOMEM;
	e = ww_array_add(&v->list);
	if (!e)
		return -ENOMEM;
	*e = (struct watch_vocab_entry){ hash, (uint32_t) (v->text.n - s.n), (uint32_t) s.n };
	*ret_id = (uint32_t) v->list.n;
	v->lengths |= 1ull << ww_min(s.n, (size_t) 63);
	enter(v, *ret_id);
	return 0;
}
