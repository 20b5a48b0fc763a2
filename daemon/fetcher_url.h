/* SPDX-License-Identifier: MIT */
/**
 * daemon/fetcher_url.h - where a request goes, split as the rules need it.
 *
 * Path and query stay byte for byte what the user wrote: they are cut out of
 * the text and never taken apart and put together again.
 */
#ifndef WWD_FETCHER_URL_H
#define WWD_FETCHER_URL_H

#include "base/err.h"
#include "base/str.h"

struct wwd_url {
	char *text;     /* without userinfo and fragment: what is asked for, and shown to people */
	char *host;     /* lower case; an IPv6 address without its brackets */
	unsigned port;
	bool tls;       /* https */
	char *user;     /* decoded; NULL when the URL had no userinfo */
	char *password; /* decoded; NULL when it had none */
};

/** Split what the user wrote. 0, -EINVAL (not http or https, or broken; err) or -ENOMEM. */
int wwd_url_parse(const char *text, struct wwd_url *ret, struct ww_err *err);

/**
 * Where a Location leads, seen from here. Its userinfo is ignored: a server
 * does not choose with whose name we log in somewhere. Blanks and non-ASCII
 * bytes are percent-encoded, as browsers do.
 * 0, -EINVAL (no URL, or neither http nor https; err) or -ENOMEM.
 */
int wwd_url_follow(const struct wwd_url *from, const char *location, struct wwd_url *ret, struct ww_err *err);

/** Same scheme, host and port: credentials for one are fine for the other. */
bool wwd_url_same_origin(const struct wwd_url *a, const struct wwd_url *b);

void wwd_url_finish(struct wwd_url *u);
WW_DEFINE_AUTO_FINISH(struct wwd_url, wwd_url, wwd_url_finish)

#endif
