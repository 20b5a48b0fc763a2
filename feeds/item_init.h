/* SPDX-License-Identifier: MIT */
/**
 * feeds/item_init.h - the life of items and their parts, for feeds/ alone.
 */
#ifndef FEED_ITEM_INIT_H
#define FEED_ITEM_INIT_H

#include "feeds/doc.h"

/** Every string "", every time and size unknown. */
void feed_item_init(struct feed_item *it);
void feed_author_init(struct feed_author *a);
void feed_enclosure_init(struct feed_enclosure *e);
void feed_doc_init(struct feed_doc *doc);

/** Free what it owns. */
void feed_item_finish(struct feed_item *it);
void feed_author_finish(struct feed_author *a);
void feed_enclosure_finish(struct feed_enclosure *e);

/** Append *a to a WW_ARRAY(struct feed_author), or finish it: it is there, or the list is full. 0 or -ENOMEM.
 */
#define feed_authors_add(list, a)                                                                          \
	({                                                                                                 \
		int ww_rc_ = 0;                                                                            \
		bool ww_want_ = feed_author_is_new((list)->v, (list)->n, a);                               \
		if (ww_want_)                                                                              \
			ww_rc_ = ww_array_push(list, *(a));                                                \
		if (!ww_want_ || ww_rc_)                                                                   \
			feed_author_finish(a);                                                             \
		ww_rc_;                                                                                    \
	})
bool feed_author_is_new(const struct feed_author *list, size_t n, const struct feed_author *a);

#endif
