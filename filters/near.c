/* SPDX-License-Identifier: MIT */
#include "filters/near.h"

void watch_near_finish(struct watch_near *near)
{
	ww_array_finish(&near->spans);
	ww_array_finish(&near->window);
}

/*
 * A set of parts is a number below 64, a set of such sets is a word of 64 bits.
 * without[j] has the bits of all sets that lack part j; adding j to each of
 * them is a shift by 1 << j.
 */
static const uint64_t without[WATCH_NEAR_PARTS] = {
	0x5555555555555555u,
	0x3333333333333333u,
	0x0F0F0F0F0F0F0F0Fu,
	0x00FF00FF00FF00FFu,
	0x0000FFFF0000FFFFu,
	0x00000000FFFFFFFFu,
};

static uint64_t add_part(uint64_t sets, unsigned part)
{
	return (sets & without[part]) << (1u << part);
}

static uint64_t bit_of(unsigned set)
{
	return 1ull << set;
}

/* Each set's complement among all parts: bit i goes to bit all - i. */
static uint64_t complements(uint64_t sets, unsigned all)
{
	uint64_t out = 0;

	for (unsigned i = 0; i <= all; i++)
		out |= (sets >> i & 1) << (all - i);
	return out;
}

static unsigned all_parts(const struct watch_near *near)
{
	return (1u << near->parts) - 1;
}

static int by_place(const void *va, const void *vb)
{
	const struct watch_near_span *a = va, *b = vb;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->part < b->part ? -1 : a->part > b->part;
}

static void sort(struct watch_near *near)
{
	if (near->spans.n)
		qsort(near->spans.v, near->spans.n, sizeof(*near->spans.v), by_place);
}

/* Spans [first, last) that can have to do with each other; words [begin, end]. */
struct cluster {
	size_t first, last;
	uint32_t begin, end;
	unsigned parts; /* the set of those that are there */
};

/* The next cluster after c; false at the end. */
static bool next_cluster(const struct watch_near *near, struct cluster *c)
{
	const struct watch_near_span *s = near->spans.v;
	size_t i = c->last;

	if (i >= near->spans.n)
		return false;
	*c = (struct cluster){ .first = i, .begin = s[i].begin };
	for (; i < near->spans.n && (i == c->first || s[i].begin <= c->end + near->gap); i++) {
		c->end = ww_max(c->end, s[i].end);
		c->parts |= 1u << s[i].part;
	}
	c->last = i;
	return true;
}

/* One word for each place of the cluster, zeroed. */
static int clear_window(struct watch_near *near, const struct cluster *c)
{
	size_t n = (size_t) (c->end - c->begin) + 1;

	if (ww_array_reserve((void **) &near->window.v, &near->window.cap, 0, n, sizeof(*near->window.v)))
		return -ENOMEM;
	memset(near->window.v, 0, n * sizeof(*near->window.v));
	return 0;
}

/* What the window holds at [from, to], both included and relative to the cluster. */
static uint64_t look(const struct watch_near *near, size_t from, size_t to)
{
	uint64_t sets = 0;

	for (size_t i = from; i <= to; i++)
		sets |= near->window.v[i];
	return sets;
}

static uint64_t look_back(const struct watch_near *near, const struct cluster *c, uint32_t word)
{
	size_t at = word - c->begin;

	return look(near, at > near->gap ? at - near->gap : 0, at);
}

static uint64_t look_ahead(const struct watch_near *near, const struct cluster *c, uint32_t word)
{
	size_t at = word - c->begin;

	return look(near, at, ww_min(at + near->gap, (size_t) (c->end - c->begin)));
}

/* The sets that end with part, when it follows one of sets; in order: only those before it. */
static uint64_t append(const struct watch_near *near, uint64_t sets, unsigned part)
{
	if (near->ordered)
		sets &= bit_of((1u << part) - 1);
	return add_part(sets, part);
}

static uint64_t prepend(const struct watch_near *near, uint64_t sets, unsigned part)
{
	if (near->ordered)
		sets &= bit_of(all_parts(near) & ~((2u << part) - 1));
	return add_part(sets, part);
}

/* Fill before of the cluster's spans: the sets that can end there. 1: a complete one was seen. */
static int forward(struct watch_near *near, const struct cluster *c, bool stop)
{
	uint64_t all = bit_of(all_parts(near)), sets = 0;
	uint32_t at = UINT32_MAX;
	int found = 0;

	if (clear_window(near, c))
		return -ENOMEM;
	for (size_t i = c->first; i < c->last; i++) {
		struct watch_near_span *s = &near->spans.v[i];

		/* Whatever ends at or before this word began before it: the window is complete up to here. */
		if (s->begin != at)
			sets = look_back(near, c, s->begin) | bit_of(0);
		at = s->begin;
		s->before = append(near, sets, s->part);
		near->window.v[s->end - c->begin] |= s->before;
		if (s->before & all) {
			found = 1;
			if (stop)
				break;
		}
	}
	return found;
}

int watch_near_holds(struct watch_near *near)
{
	struct cluster c = { 0 };

	sort(near);
	while (next_cluster(near, &c)) {
		int rc = c.parts == all_parts(near) ? forward(near, &c, true) : 0;

		if (rc)
			return rc;
	}
	return 0;
}

/*
 * From the end: the sets that can begin at each span. A span is used when one
 * of them and one of the sets before it share the span's part and nothing
 * else, and make up all parts.
 */
static int backward(struct watch_near *near, const struct cluster *c)
{
	if (clear_window(near, c))
		return -ENOMEM;
	for (size_t i = c->last; i-- > c->first;) {
		struct watch_near_span *s = &near->spans.v[i];
		uint64_t after = prepend(near, look_ahead(near, c, s->end) | bit_of(0), s->part);

		near->window.v[s->begin - c->begin] |= after;
		s->used = (add_part(complements(s->before, all_parts(near)), s->part) & after) != 0;
		s->first = (after & bit_of(all_parts(near))) != 0;
	}
	return 0;
}

int watch_near_mark(struct watch_near *near)
{
	struct cluster c = { 0 };

	sort(near);
	for (size_t i = 0; i < near->spans.n; i++)
		near->spans.v[i].used = near->spans.v[i].first = false;
	while (next_cluster(near, &c)) {
		int rc = c.parts == all_parts(near) ? forward(near, &c, false) : 0;

		if (rc < 0 || (rc && backward(near, &c)))
			return -ENOMEM;
	}
	return 0;
}

/* Combinations that begin with span first. */
static int reach_from(struct watch_near *near, const struct cluster *whole, size_t first,
        struct watch_words_list *out, size_t max)
{
	const struct watch_near_span *s = near->spans.v;
	struct cluster c = { .begin = s[first].begin, .end = s[first].end };
	size_t clean = 0; /* places of the window that were cleared */
	uint64_t all = bit_of(all_parts(near)), before = 0;
	uint32_t at = s[first].begin; /* what was looked back from last */

	if (ww_array_reserve((void **) &near->window.v, &near->window.cap, 0,
	            (size_t) (whole->end - c.begin) + 1, sizeof(*near->window.v)))
		return -ENOMEM;
	for (size_t i = first; i < whole->last && s[i].begin <= c.end + near->gap; i++) {
		uint64_t sets;
		size_t need = (size_t) (ww_max(s[i].end, c.end) - c.begin) + 1;

		if (i != first && (!s[i].used || s[i].begin < s[first].end))
			continue;
		for (; clean < need; clean++)
			near->window.v[clean] = 0;
		if (i != first && s[i].begin != at)
			before = look_back(near, &c, s[i].begin);
		at = s[i].begin;
		sets = append(near, i == first ? bit_of(0) : before, s[i].part);
		if (!sets)
			continue;
		c.end = ww_max(c.end, s[i].end);
		near->window.v[s[i].end - c.begin] |= sets;
		if (!(sets & all))
			continue;
		if (out->list.n >= max)
			return 0;
		if (ww_array_push(&out->list, ((struct watch_words){ c.begin, s[i].end })))
			return -ENOMEM;
	}
	return 0;
}

int watch_near_reach(struct watch_near *near, struct watch_words_list *out, size_t max)
{
	struct cluster c = { 0 };

	/* Each beginning costs a walk: take only those that lead somewhere. */
	if (watch_near_mark(near))
		return -ENOMEM;
	while (next_cluster(near, &c)) {
		if (c.parts != all_parts(near))
			continue;
		for (size_t i = c.first; i < c.last && out->list.n < max; i++)
			if (near->spans.v[i].first && reach_from(near, &c, i, out, max))
				return -ENOMEM;
	}
	return 0;
}

int watch_near_distance(struct watch_near *near)
{
	/* The end that lies furthest to the right so far, for each part. */
	uint32_t ends[WATCH_NEAR_PARTS];
	bool seen[WATCH_NEAR_PARTS] = { 0 };
	uint32_t best = UINT32_MAX;

	sort(near);
	for (size_t i = 0; i < near->spans.n; i++) {
		const struct watch_near_span *s = &near->spans.v[i];

		for (unsigned p = 0; p < near->parts; p++)
			if (seen[p] && p != s->part && ends[p] <= s->begin)
				best = ww_min(best, s->begin - ends[p]);
		if (!seen[s->part] || s->end > ends[s->part])
			ends[s->part] = s->end;
		seen[s->part] = true;
	}
	return best > INT_MAX ? -1 : (int) best;
}
