/* SPDX-License-Identifier: MIT */
/**
 * filters/vocab.h - strings to small numbers: the words of a compiled watchlist.
 *
 * Ids count from 1 in the order of addition. The hash is made byte by byte,
 * so that one pass over a word looks up each of its prefixes, too. Keys are
 * what the user wrote; words from the network are only looked up.
 */
#ifndef WATCH_VOCAB_H
#define WATCH_VOCAB_H

#include "base/array.h"
#include "base/buf.h"

struct watch_vocab_entry {
	uint64_t hash;
	uint32_t off, len; /* in text */
};

/** Zero-initialise. */
struct watch_vocab {
	WW_ARRAY(struct watch_vocab_entry) list; /* of id - 1 */
	struct ww_buf text;
	uint32_t *slots;  /* ids, 0: empty; open addressing */
	uint64_t *bloom;  /* a bit per slot and more: most words are not here */
	size_t mask;      /* n slots - 1 */
	uint64_t lengths; /* bit l: there is an entry of l bytes; bit 63: of 63 or more */
};

#define WATCH_VOCAB_HASH 0xCBF29CE484222325u
#define WATCH_VOCAB_BLOOM 8 /* bits per slot */

/** The hash of one byte more. */
static inline uint64_t watch_vocab_step(uint64_t h, unsigned char c)
{
	return (h ^ c) * 0x9E3779B97F4A7C15u;
}

static inline uint64_t watch_vocab_mix(uint64_t h)
{
	return h ^ h >> 29;
}

/** The id of s, which is added if it is not there. 0 or -ENOMEM. */
int watch_vocab_add(struct watch_vocab *v, struct ww_str s, uint32_t *ret_id);

uint32_t watch_vocab_probe(const struct watch_vocab *v, struct ww_str s, uint64_t hash);

/** The id of s, whose hash (by steps) is given; 0: not there. */
static inline uint32_t watch_vocab_find(const struct watch_vocab *v, struct ww_str s, uint64_t hash)
{
	uint64_t bit = watch_vocab_mix(hash) >> 8;

	if (!v->slots)
		return 0;
	bit &= (v->mask + 1) * WATCH_VOCAB_BLOOM - 1;
	return v->bloom[bit / 64] >> bit % 64 & 1 ? watch_vocab_probe(v, s, hash) : 0;
}

static inline struct ww_str watch_vocab_text(const struct watch_vocab *v, uint32_t id)
{
	return ww_str_n(v->text.v + v->list.v[id - 1].off, v->list.v[id - 1].len);
}

void watch_vocab_finish(struct watch_vocab *v);

#endif
