/* SPDX-License-Identifier: MIT */
/**
 * daemon/fetcher_proxy.h - which proxy a URL is fetched through.
 *
 * libcurl would read the environment itself, but would not tell whether it
 * used a proxy before a connection is made, and the address guard must know.
 */
#ifndef WWD_FETCHER_PROXY_H
#define WWD_FETCHER_PROXY_H

#include "daemon/fetcher_url.h"

/** All strings may be NULL and are borrowed by nobody: wwd_proxies_init() copies. */
struct wwd_proxies {
	char *fixed; /* from the configuration: for everything */
	char *http, *https, *all, *none;
};

/**
 * fixed may be NULL or "": then http_proxy, https_proxy, all_proxy and
 * no_proxy of the environment look-up count, as curl(1) reads them (all but
 * http_proxy also in capitals). 0 or -ENOMEM.
 */
int wwd_proxies_init(struct wwd_proxies *p, const char *fixed, char *(*env)(const char *name));
void wwd_proxies_finish(struct wwd_proxies *p);

/** The proxy for url, "" for none. */
const char *wwd_proxies_for(const struct wwd_proxies *p, const struct wwd_url *url);

/** Is host in a no_proxy list: "*", names with all below them, addresses, networks as 10.0.0.0/8? */
bool wwd_proxies_exempt(const char *list, const char *host);

#endif
