/* SPDX-License-Identifier: MIT */
/**
 * daemon/limit.h - limit = 6/hour: a topic that says too much is summed up.
 *
 * An alert is over the limit when each of its topics has told its number
 * within its period. It is recorded as summarised then, and in its place one
 * summary a topic and period says so. Corrections are never held back.
 */
#ifndef WWD_LIMIT_H
#define WWD_LIMIT_H

#include "daemon/raise.h"

/** 1: a is over the limit of every topic in r; 0: it may be told; -errno with err. */
int wwd_limit_reached(const struct wwd_raise *r, const struct alert *a, struct ww_err *err);

/** Record the summaries that stand for a, once for each topic and period. 0 or -errno with err. */
int wwd_limit_summarise(const struct wwd_raise *r, const struct alert *a, struct ww_err *err);

#endif
