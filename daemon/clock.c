/* SPDX-License-Identifier: MIT */
#include "daemon/clock.h"

static int64_t read_ms(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts))
		return 0;
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t wwd_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

int64_t wwd_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}
