/* SPDX-License-Identifier: MIT */
/**
 * daemon/clock.h - the two clocks, and time scale.
 *
 * Waiting is measured on the boot clock (CLOCK_BOOTTIME: it never steps and
 * goes on during suspend); what is stored and shown is wall time.
 */
#ifndef WWD_CLOCK_H
#define WWD_CLOCK_H

#include "base/base.h"

/** Milliseconds since boot, suspend included. */
int64_t wwd_boot_ms(void);

/** Milliseconds since the epoch, UTC. */
int64_t wwd_wall_ms(void);

static inline int64_t wwd_wall(void)
{
	return wwd_wall_ms() / 1000;
}

#endif
