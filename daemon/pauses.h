/* SPDX-License-Identifier: MIT */
/**
 * daemon/pauses.h - hosts that asked everybody to wait (429).
 *
 * Counted on the boot clock: a step of the wall clock is no reason to wait longer.
 */
#ifndef WWD_PAUSES_H
#define WWD_PAUSES_H

#include "base/array.h"

struct wwd_pause {
	char *host; /* owned */
	int64_t until_ms;
};

/** Zero-initialise. */
struct wwd_pauses {
	WW_ARRAY(struct wwd_pause) list;
};

void wwd_pauses_finish(struct wwd_pauses *p);

/** Nobody asks host for so many seconds; the longer of two wishes holds. 0 or -ENOMEM. */
int wwd_pauses_add(struct wwd_pauses *p, const char *host, int64_t seconds);

/** How long host is still not to be asked, in milliseconds; 0: it may be. */
int64_t wwd_pauses_left_ms(const struct wwd_pauses *p, const char *host);

#endif
