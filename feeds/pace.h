/* SPDX-License-Identifier: MIT */
/**
 * feeds/pace.h - what a feed says about how often to ask. Nonsense is ignored.
 */
#ifndef FEED_PACE_H
#define FEED_PACE_H

#include "feeds/item.h"

void feed_pace_ttl(struct feed_pace *p, struct ww_str minutes);
void feed_pace_hour(struct feed_pace *p, struct ww_str hour);
void feed_pace_day(struct feed_pace *p, struct ww_str name);

/** sy:updatePeriod in seconds, 0 when it is none. */
int64_t feed_pace_period(struct ww_str word);
/** sy:updateFrequency, 0 when it is none. */
int64_t feed_pace_frequency(struct ww_str number);

/** Make a ttl of period and frequency unless there is one. */
void feed_pace_finish(struct feed_pace *p, int64_t period, int64_t frequency);

#endif
