/* SPDX-License-Identifier: MIT */
/**
 * notifiers/open_url.h - show a link in the person's browser.
 */
#ifndef OPEN_URL_H
#define OPEN_URL_H

#include <gio/gio.h>

#include <stdbool.h>

#define OPEN_URL_MAX 4096

/** Is this a link that a feed may make us open: absolute, http or https, with a host? NULL is not. */
bool open_url_allowed(const char *url);

/** error: NULL when the link is on its way. Called once, in the thread-default main context. */
typedef void open_url_done(const GError *error, void *arg);

/**
 * Open url, for which open_url_allowed() must hold. token: XDG activation
 * token or "". bus: the session bus.
 *
 * Asks the desktop portal first. A browser that we started ourselves would
 * live in our service's cgroup and sandbox: it could not use its own sandbox,
 * and would die with us. xdg-open is for desktops without a portal.
 */
void open_url(GDBusConnection *bus, const char *url, const char *token, open_url_done *done, void *arg);

#endif
