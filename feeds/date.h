/* SPDX-License-Identifier: MIT */
/**
 * feeds/date.h - the dates that feeds and HTTP servers really write.
 */
#ifndef FEED_DATE_H
#define FEED_DATE_H

#include "base/str.h"

/**
 * RFC 822/2822, RFC 3339, ISO 8601, asctime and their usual breakages; weekday
 * and its language are ignored; no zone means UTC. 0, or -EINVAL when it is no
 * date, is impossible (month 13, 0000-00-00) or before 1970.
 */
int feed_date_parse(struct ww_str s, int64_t *ret);

#endif
