/* SPDX-License-Identifier: MIT */
/**
 * daemon/service.h - what systemd wants to hear: readiness, status, watchdog.
 *
 * Without systemd (no NOTIFY_SOCKET) all of it does nothing.
 */
#ifndef WWD_SERVICE_H
#define WWD_SERVICE_H

#include "base/base.h"

#include <event2/event.h>

struct wwd_service;

/** Feeds the watchdog from the loop, if the unit asks for one. base is borrowed. NULL: out of memory. */
struct wwd_service *wwd_service_create(struct event_base *base);
void wwd_service_destroy(struct wwd_service *s);
WW_DEFINE_AUTO(struct wwd_service *, wwd_service, wwd_service_destroy)

void wwd_service_ready(void);
/** Before a reload; wwd_service_ready() ends it. */
void wwd_service_reloading(void);
void wwd_service_stopping(void);
/** One line for  systemctl status. */
void wwd_service_status(const char *fmt, ...) WW_PRINTF(1, 2);

/** The control socket that systemd passed to us, or -1. */
int wwd_service_listen_fd(void);

#endif
