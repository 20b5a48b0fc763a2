/* SPDX-License-Identifier: MIT */
#include "filters/conf_arena.h"

#define CHUNK_BYTES (64u << 10)
#define ALIGN _Alignof(max_align_t)

struct conf_chunk {
	struct conf_chunk *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

void conf_arena_finish(struct conf_arena *a)
{
	for (struct conf_chunk *next, *c = a->chunk; c; c = next) {
		next = c->next;
		free(c);
	}
	a->chunk = NULL;
}

static struct conf_chunk *chunk_create(size_t size)
{
	struct conf_chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		return NULL;
	c = calloc(1, sizeof(*c) + size);
	if (c)
		c->size = size;
	return c;
}

void *conf_arena_alloc(struct conf_arena *a, size_t n)
{
	size_t want = (n + ALIGN - 1) & ~(ALIGN - 1);
	struct conf_chunk *c = a->chunk;
	void *p;

	if (want < n)
		return NULL;
	if (!c || c->size - c->used < want) {
		c = chunk_create(ww_max(want, (size_t) CHUNK_BYTES));
		if (!c)
			return NULL;
		c->next = a->chunk;
		a->chunk = c;
	}
	p = c->bytes + c->used;
	c->used += want;
	return p;
}

char *conf_arena_text(struct conf_arena *a, struct ww_str s)
{
	char *p = s.n < SIZE_MAX ? conf_arena_alloc(a, s.n + 1) : NULL;

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return p;
}
