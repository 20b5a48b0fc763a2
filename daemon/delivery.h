/* SPDX-License-Identifier: MIT */
/**
 * daemon/delivery.h - from the outbox to the notifiers, and the results back.
 *
 * The outbox is the truth: an attempt is counted in the store before it is
 * made, and a row is finished only when its notifier confirmed. Notifiers do
 * not wait for each other.
 */
#ifndef WWD_DELIVERY_H
#define WWD_DELIVERY_H

#include "daemon/config.h"
#include "store/store.h"

#include <event2/event.h>

#define WWD_RETRY_FIRST_MS 5000
#define WWD_RETRY_MAX_MS   (15 * 60 * 1000)
#define WWD_DEAD_AFTER_MS  (24 * 3600 * 1000)
#define WWD_DEAD_ATTEMPTS  20 /* and no earlier than after so many */

struct wwd_delivery;

struct wwd_delivery_opts {
	struct event_base *base; /* borrowed, as is store */
	struct store *store;
	const char *alerts_path; /* alerts.jsonl */
	bool once;               /* one attempt for every row, then on_idle */
	void (*on_idle)(void *arg);
	void *arg;
};

int wwd_delivery_create(const struct wwd_delivery_opts *opts, const struct wwd_config *config,
	struct wwd_delivery **ret, struct ww_err *err);
/** Waits at most half a second a notifier; what is not confirmed stays in the outbox. */
void wwd_delivery_destroy(struct wwd_delivery *d);
WW_DEFINE_AUTO(struct wwd_delivery *, wwd_delivery, wwd_delivery_destroy)

/** Make the notifiers that config has and d has not; they are given nothing before wwd_delivery_configure(). */
int wwd_delivery_prepare(struct wwd_delivery *d, const struct wwd_config *config, struct ww_err *err);

/** Take over a prepared configuration: notifiers that it has not are stopped. With the old one: undo prepare. */
void wwd_delivery_configure(struct wwd_delivery *d, const struct wwd_config *config);

/** There may be something due: look as soon as the loop is free. */
void wwd_delivery_kick(struct wwd_delivery *d);

/** once: no more polls will come; report on_idle when all rows have had their attempt. */
void wwd_delivery_finish(struct wwd_delivery *d);

/** Alerts handed to notifiers without a result yet. */
size_t wwd_delivery_busy(const struct wwd_delivery *d);

#endif
