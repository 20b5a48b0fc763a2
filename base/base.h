/* SPDX-License-Identifier: MIT */
/**
 * base/base.h - what every file includes first: cleanup, ownership, bans.
 *
 * Nothing in base/ does I/O, logs, reads the clock or exits.
 */
#ifndef WW_BASE_H
#define WW_BASE_H

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/** Number of elements of a real array (not of a pointer). */
#define WW_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define WW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define WW_UNUSED __attribute__((unused))
#define WW_MUST_CHECK __attribute__((warn_unused_result))

/** The smaller and the larger of two of one type; arguments are evaluated once. */
#define ww_min(a, b)  WW_PICK(<, a, b, __COUNTER__)
#define ww_max(a, b)  WW_PICK(>, a, b, __COUNTER__)
/* The counter gives nested uses different names. */
#define WW_PICK(op, a, b, id)  WW_PICK_(op, a, b, id)
#define WW_PICK_(op, a, b, id)                                                                             \
	({                                                                                                 \
		__typeof__(a) ww_a_##id = (a);                                                             \
		__typeof__(b) ww_b_##id = (b);                                                             \
		ww_a_##id op ww_b_##id ? ww_a_##id : ww_b_##id;                                            \
	})

/**
 * Hand a pointer out of a WW_AUTO variable: yields its value and leaves NULL
 * behind, so that the cleanup has nothing to do. The last step of a function.
 */
#define ww_steal(pp)                                                                                       \
	({                                                                                                 \
		__typeof__(pp) ww_pp_ = (pp);                                                              \
		__typeof__(*ww_pp_) ww_p_ = *ww_pp_;                                                       \
		*ww_pp_ = NULL;                                                                            \
		ww_p_;                                                                                     \
	})

/**
 * WW_DEFINE_AUTO(type, name, func) stands next to a destructor and lets
 * others write  WW_AUTO(name) type v = NULL;  func(v) runs when v goes out of
 * scope, unless it is NULL. Declare and initialise on one line.
 */
#define WW_DEFINE_AUTO(type, name, func)                                                                   \
	static inline WW_UNUSED void ww_auto_##name(type *v)                                               \
	{                                                                                                  \
		if (*v)                                                                                    \
			func(*v);                                                                          \
	}
#define WW_AUTO(name) __attribute__((cleanup(ww_auto_##name)))

/**
 * WW_DEFINE_AUTO_FINISH(type, name, func) is the same for values that live
 * in the caller's memory: func(&v) always runs.
 */
#define WW_DEFINE_AUTO_FINISH(type, name, func)                                                            \
	static inline WW_UNUSED void ww_auto_##name(type *v)                                               \
	{                                                                                                  \
		func(v);                                                                                   \
	}

/** A heap string that frees itself:  WW_AUTO(str) char *s = NULL; */
WW_DEFINE_AUTO(char *, str, free)

/** Free *p and forget it. */
#define ww_clear(p)                                                                                        \
	do {                                                                                               \
		free(*(p));                                                                                \
		*(p) = NULL;                                                                               \
	} while (0)

#include "base/banned.h"

#endif
