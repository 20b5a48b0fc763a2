/* SPDX-License-Identifier: MIT */
/**
 * daemon/fetcher_guard.h - how private an address is, and may we go there.
 *
 * A feed's server decides where a redirect leads, and our machine can reach
 * things that the server cannot: the user's router, the cloud's metadata
 * service, a database on the loopback interface. So a redirect may never lead
 * to a more private address than the one the user configured.
 */
#ifndef WWD_FETCHER_GUARD_H
#define WWD_FETCHER_GUARD_H

#include "base/base.h"

#include <sys/socket.h>

/** From what everybody reaches to what only this machine reaches; ordered. */
enum wwd_reach {
	WWD_REACH_PUBLIC,
	WWD_REACH_PRIVATE,  /* RFC 1918, link-local, unique local, carrier-grade NAT, benchmarking */
	WWD_REACH_LOOPBACK,
	WWD_REACH_NOWHERE,  /* unspecified, multicast, broadcast, reserved: no redirect may go there */
};

/** Of an IPv4 or IPv6 address; an IPv4 address inside an IPv6 one counts. Other families: NOWHERE. */
enum wwd_reach wwd_reach_of(const struct sockaddr *sa);

/** Of an address literal or "localhost"; false when host is another name. */
bool wwd_reach_of_host(const char *host, enum wwd_reach *ret);

/** "a private address" and so on. */
const char *wwd_reach_text(enum wwd_reach reach);

/** Does the kernel know a way to the internet? Asks the routing tables; sends nothing. */
bool wwd_reach_has_route(void);

#endif
