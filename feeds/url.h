/* SPDX-License-Identifier: MIT */
/**
 * feeds/url.h - links: resolve them, and know when two are the same page.
 */
#ifndef FEED_URL_H
#define FEED_URL_H

#include "base/str.h"

/**
 * ref against base (RFC 3986, 5.2). The result is the caller's; ref as it is
 * when base is NULL, "" or no absolute URL. NULL when out of memory.
 */
char *feed_url_resolve(const char *base, struct ww_str ref) WW_MUST_CHECK;

/**
 * The canonical form, for comparison only: lower-case scheme and host, no
 * default port, no fragment, no "www." or "amp." host prefix, http as https,
 * without tracking parameters (utm_*, fbclid, gclid, ...), without an AMP suffix, without
 * a trailing slash. "" for what is not http(s). NULL when out of memory.
 */
char *feed_url_canonical(struct ww_str url) WW_MUST_CHECK;

/** Is it an absolute http or https URL with a host? */
bool feed_url_is_http(struct ww_str url);

#endif
