/* SPDX-License-Identifier: MIT */
/**
 * base/array.h - a growing array of any plain type.
 *
 *	struct { struct item *v; size_t n, cap; } items = { 0 };
 *	struct item *it = ww_array_add(&items);      (zeroed; NULL: out of memory)
 *
 * The fields are public: read v[0..n). Elements move when the array grows;
 * keep indices, not pointers. A maximum belongs to the caller, who knows it.
 */
#ifndef WW_ARRAY_H
#define WW_ARRAY_H

#include "base/base.h"

/** The fields of an array of type; use inside a struct or as one. */
#define WW_ARRAY(type)                                                                                     \
	struct {                                                                                           \
		type *v;                                                                                   \
		size_t n, cap;                                                                             \
	}

/** Make room for more elements of size bytes. 0 or -ENOMEM. Used by the macros below. */
int ww_array_reserve(void **v, size_t *cap, size_t n, size_t more, size_t size);

/** Append one zeroed element and point at it; NULL when out of memory. */
#define ww_array_add(a)                                                                                    \
	((__typeof__((a)->v)) (ww_array_reserve((void **) &(a)->v, &(a)->cap, (a)->n, 1, sizeof(*(a)->v))  \
			? NULL                                                                             \
			: memset(&(a)->v[(a)->n++], 0, sizeof(*(a)->v))))

/** Append a copy of value. 0 or -ENOMEM. */
#define ww_array_push(a, value)                                                                            \
	({                                                                                                 \
		__typeof__((a)->v) ww_slot_ = ww_array_add(a);                                             \
		if (ww_slot_)                                                                              \
			*ww_slot_ = (value);                                                               \
		ww_slot_ ? 0 : -ENOMEM;                                                                    \
	})

/** Append a copy of a C string to an array of char *. 0 or -ENOMEM. */
#define ww_array_push_dup(a, string)                                                                       \
	({                                                                                                 \
		char *ww_copy_ = strdup(string);                                                           \
		int ww_rc_ = ww_copy_ ? ww_array_push(a, ww_copy_) : -ENOMEM;                              \
		if (ww_rc_)                                                                                \
			free(ww_copy_);                                                                    \
		ww_rc_;                                                                                    \
	})

/** Free the array itself, not what its elements own. */
#define ww_array_finish(a)                                                                                 \
	do {                                                                                               \
		free((a)->v);                                                                              \
		(a)->v = NULL;                                                                             \
		(a)->n = (a)->cap = 0;                                                                     \
	} while (0)

#endif
