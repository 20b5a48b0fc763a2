/* SPDX-License-Identifier: MIT */
/**
 * feeds/date_names.h - the words in dates: months of many languages, time zones.
 */
#ifndef FEED_DATE_NAMES_H
#define FEED_DATE_NAMES_H

#include "base/str.h"

/** 1 to 12 for a word that begins like a month, else 0. */
int feed_date_month(struct ww_str word);

/** Minutes east of UTC of a zone's name. 0 or -EINVAL. */
int feed_date_zone(struct ww_str name, int *ret_minutes);

#endif
