/* SPDX-License-Identifier: MIT */
#include "daemon/fetcher_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

/* IANA's special-purpose registries; the first match counts. Prefixes for documentation stay public. */
static const struct range4 {
	uint32_t prefix;
	unsigned bits;
	enum wwd_reach reach;
} ranges4[] = {
	{ 0x00000000, 8, WWD_REACH_NOWHERE },   /* 0.0.0.0/8, which Linux takes as itself */
	{ 0x0a000000, 8, WWD_REACH_PRIVATE },   /* 10.0.0.0/8 */
	{ 0x64400000, 10, WWD_REACH_PRIVATE },  /* 100.64.0.0/10, carrier-grade NAT */
	{ 0x7f000000, 8, WWD_REACH_LOOPBACK },  /* 127.0.0.0/8 */
	{ 0xa9fe0000, 16, WWD_REACH_PRIVATE },  /* 169.254.0.0/16, link-local; cloud metadata */
	{ 0xac100000, 12, WWD_REACH_PRIVATE },  /* 172.16.0.0/12 */
	{ 0xc0000000, 24, WWD_REACH_PRIVATE },  /* 192.0.0.0/24 */
	{ 0xc0a80000, 16, WWD_REACH_PRIVATE },  /* 192.168.0.0/16 */
	{ 0xc6120000, 15, WWD_REACH_PRIVATE },  /* 198.18.0.0/15, benchmarking */
	{ 0xe0000000, 3, WWD_REACH_NOWHERE },   /* multicast, reserved, broadcast */
};

/* embeds: offset of an IPv4 address that decides, or 0. */
static const struct range6 {
	unsigned char prefix[16];
	unsigned bits;
	unsigned embeds;
	enum wwd_reach reach;
} ranges6[] = {
	{ { 0 }, 128, 0, WWD_REACH_NOWHERE },                                  /* :: */
	{ { [15] = 1 }, 128, 0, WWD_REACH_LOOPBACK },                          /* ::1 */
	{ { [10] = 0xff, 0xff }, 96, 12, WWD_REACH_PUBLIC },                   /* ::ffff:a.b.c.d */
	{ { 0 }, 96, 12, WWD_REACH_PUBLIC },                                   /* ::a.b.c.d */
	{ { 0x00, 0x64, 0xff, 0x9b }, 96, 12, WWD_REACH_PUBLIC },              /* NAT64 */
	{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, 0, WWD_REACH_PRIVATE },  /* local NAT64 */
	{ { 0x20, 0x02 }, 16, 2, WWD_REACH_PUBLIC },                           /* 6to4 */
	{ { 0xfc }, 7, 0, WWD_REACH_PRIVATE },                                 /* unique local */
	{ { 0xfe, 0x80 }, 10, 0, WWD_REACH_PRIVATE },                          /* link-local */
	{ { 0xfe, 0xc0 }, 10, 0, WWD_REACH_PRIVATE },                          /* site-local */
	{ { 0xff }, 8, 0, WWD_REACH_NOWHERE },                                 /* multicast */
};

static enum wwd_reach reach_of_4(uint32_t address)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(ranges4); i++)
		if ((address ^ ranges4[i].prefix) >> (32 - ranges4[i].bits) == 0)
			return ranges4[i].reach;
	return WWD_REACH_PUBLIC;
}

static bool has_prefix(const unsigned char *a, const unsigned char *prefix, unsigned bits)
{
	unsigned bytes = bits / 8, rest = bits % 8;

	return !memcmp(a, prefix, bytes) && (!rest || (a[bytes] ^ prefix[bytes]) >> (8 - rest) == 0);
}

static enum wwd_reach reach_of_6(const unsigned char *a)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(ranges6); i++) {
		const struct range6 *r = &ranges6[i];
		uint32_t inner;

		if (!has_prefix(a, r->prefix, r->bits))
			continue;
		if (!r->embeds)
			return r->reach;
		memcpy(&inner, a + r->embeds, sizeof(inner));
		return reach_of_4(ntohl(inner));
	}
	return WWD_REACH_PUBLIC;
}

enum wwd_reach wwd_reach_of(const struct sockaddr *sa)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	/* Copied, because libcurl's sockaddr need not be aligned for these. */
	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		return reach_of_4(ntohl(v4.sin_addr.s_addr));
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		return reach_of_6(v6.sin6_addr.s6_addr);
	}
	return WWD_REACH_NOWHERE;
}

bool wwd_reach_of_host(const char *host, enum wwd_reach *ret)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, host, &v4) == 1) {
		*ret = reach_of_4(ntohl(v4.s_addr));
		return true;
	}
	if (inet_pton(AF_INET6, host, &v6) == 1) {
		*ret = reach_of_6(v6.s6_addr);
		return true;
	}
	if (!strcasecmp(host, "localhost") || !strcasecmp(host, "localhost.")) {
		*ret = WWD_REACH_LOOPBACK;
		return true;
	}
	return false;
}

const char *wwd_reach_text(enum wwd_reach reach)
{
	switch (reach) {
	case WWD_REACH_PUBLIC:
		return "a public address";
	case WWD_REACH_PRIVATE:
		return "a private address";
	case WWD_REACH_LOOPBACK:
		return "this machine";
	case WWD_REACH_NOWHERE:
		break;
	}
	return "no host's address";
}

/* Connecting a datagram socket sends nothing, but fails without a route. */
static bool routes_to(const struct sockaddr *sa, socklen_t len)
{
	int fd = socket(sa->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd < 0)
		return false;
	ok = connect(fd, sa, len) == 0;
	close(fd);
	return ok;
}

bool wwd_reach_has_route(void)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(9) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(9) };

	/* Addresses for documentation: nobody's, and routed like everybody's. */
	inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr);
	inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr);
	return routes_to((const struct sockaddr *) &v4, sizeof(v4)) ||
		routes_to((const struct sockaddr *) &v6, sizeof(v6));
}
