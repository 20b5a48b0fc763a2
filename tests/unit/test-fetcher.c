/* SPDX-License-Identifier: MIT */
/* The parts of the fetcher that need no server; the rest is in tests/e2e/test_fetch.py. */
#include "daemon/fetcher_guard.h"
#include "daemon/fetcher_proxy.h"
#include "daemon/fetcher_url.h"
#include "tests/unit/rows.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const struct reach_case {
	const char *name;
	enum wwd_reach want;
} reach_cases[] = {
	{ .name = "0.0.0.0", WWD_REACH_NOWHERE },
	{ .name = "0.1.2.3", WWD_REACH_NOWHERE },
	{ .name = "1.0.0.1", WWD_REACH_PUBLIC },
	{ .name = "9.255.255.255", WWD_REACH_PUBLIC },
	{ .name = "10.0.0.1", WWD_REACH_PRIVATE },
	{ .name = "11.0.0.0", WWD_REACH_PUBLIC },
	{ .name = "100.63.255.255", WWD_REACH_PUBLIC },
	{ .name = "100.64.0.1", WWD_REACH_PRIVATE },
	{ .name = "100.128.0.0", WWD_REACH_PUBLIC },
	{ .name = "127.0.0.1", WWD_REACH_LOOPBACK },
	{ .name = "127.255.255.254", WWD_REACH_LOOPBACK },
	{ .name = "128.0.0.1", WWD_REACH_PUBLIC },
	{ .name = "169.254.169.254", WWD_REACH_PRIVATE },
	{ .name = "172.15.255.255", WWD_REACH_PUBLIC },
	{ .name = "172.16.0.1", WWD_REACH_PRIVATE },
	{ .name = "172.31.255.255", WWD_REACH_PRIVATE },
	{ .name = "172.32.0.0", WWD_REACH_PUBLIC },
	{ .name = "192.0.0.8", WWD_REACH_PRIVATE },
	{ .name = "192.0.2.1", WWD_REACH_PUBLIC },
	{ .name = "192.168.1.1", WWD_REACH_PRIVATE },
	{ .name = "192.169.0.0", WWD_REACH_PUBLIC },
	{ .name = "198.19.255.255", WWD_REACH_PRIVATE },
	{ .name = "203.0.113.10", WWD_REACH_PUBLIC },
	{ .name = "223.255.255.255", WWD_REACH_PUBLIC },
	{ .name = "224.0.0.1", WWD_REACH_NOWHERE },
	{ .name = "240.0.0.1", WWD_REACH_NOWHERE },
	{ .name = "255.255.255.255", WWD_REACH_NOWHERE },
	{ .name = "::", WWD_REACH_NOWHERE },
	{ .name = "::1", WWD_REACH_LOOPBACK },
	{ .name = "::ffff:127.0.0.1", WWD_REACH_LOOPBACK },
	{ .name = "::ffff:10.1.2.3", WWD_REACH_PRIVATE },
	{ .name = "::ffff:203.0.113.10", WWD_REACH_PUBLIC },
	{ .name = "::ffff:0.0.0.0", WWD_REACH_NOWHERE },
	{ .name = "::127.0.0.1", WWD_REACH_LOOPBACK },
	{ .name = "64:ff9b::7f00:1", WWD_REACH_LOOPBACK },
	{ .name = "64:ff9b::cb00:710a", WWD_REACH_PUBLIC },
	{ .name = "64:ff9b:1::1", WWD_REACH_PRIVATE },
	{ .name = "2002:7f00:1::", WWD_REACH_LOOPBACK },
	{ .name = "2002:c0a8:101::1", WWD_REACH_PRIVATE },
	{ .name = "2001:db8::1", WWD_REACH_PUBLIC },
	{ .name = "2606:4700::1", WWD_REACH_PUBLIC },
	{ .name = "fbff::1", WWD_REACH_PUBLIC },
	{ .name = "fc00::1", WWD_REACH_PRIVATE },
	{ .name = "fd12:3456::1", WWD_REACH_PRIVATE },
	{ .name = "fe00::1", WWD_REACH_PUBLIC },
	{ .name = "fe80::1", WWD_REACH_PRIVATE },
	{ .name = "febf::1", WWD_REACH_PRIVATE },
	{ .name = "fec0::1", WWD_REACH_PRIVATE },
	{ .name = "ff02::1", WWD_REACH_NOWHERE },
	{ .name = "localhost", WWD_REACH_LOOPBACK },
	{ .name = "LocalHost.", WWD_REACH_LOOPBACK },
};

static void check_reach(void **state)
{
	const struct reach_case *c = *state;
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	enum wwd_reach got = WWD_REACH_NOWHERE;

	assert_true(wwd_reach_of_host(c->name, &got));
	assert_int_equal(got, c->want);
	if (inet_pton(AF_INET, c->name, &v4.sin_addr) == 1)
		assert_int_equal(wwd_reach_of((const struct sockaddr *) &v4), c->want);
	if (inet_pton(AF_INET6, c->name, &v6.sin6_addr) == 1)
		assert_int_equal(wwd_reach_of((const struct sockaddr *) &v6), c->want);
}

static void check_reach_names(void **state)
{
	enum wwd_reach got;

	assert_false(wwd_reach_of_host("news.example.org", &got));
	assert_false(wwd_reach_of_host("localhost.example.org", &got));
	/* libcurl makes "127.0.0.1" of it before we see it: url-odd-address. */
	assert_false(wwd_reach_of_host("127.1", &got));
	assert_false(wwd_reach_of_host("", &got));
	assert_int_equal(wwd_reach_of(&(struct sockaddr){ .sa_family = AF_UNIX }), WWD_REACH_NOWHERE);
}

static const struct url_case {
	const char *name, *in;
	int rc;
	const char *text, *host;
	unsigned port;
	const char *user, *password;
} url_cases[] = {
	{ .name = "url-plain", "http://news.example.org/feed", 0, "http://news.example.org/feed",
		"news.example.org", 80 },
	{ .name = "url-no-path", "https://h.example", 0, "https://h.example/", "h.example", 443 },
	{ .name = "url-query-no-path", "https://h.example?q", 0, "https://h.example/?q", "h.example", 443 },
	{ .name = "url-case", "HTTP://H.Example:8080/A", 0, "HTTP://H.Example:8080/A", "h.example", 8080 },
	{ .name = "url-credentials", "http://u%40x:p%3Aq@h.example/", 0, "http://h.example/", "h.example",
		80, "u@x", "p:q" },
	{ .name = "url-user-only", "http://u@h.example/", 0, "http://h.example/", "h.example", 80, "u" },
	{ .name = "url-two-ats", "http://u:p@q@h.example/", -EINVAL },
	{ .name = "url-at-in-path", "http://h.example/a@b", 0, "http://h.example/a@b", "h.example", 80 },
	{ .name = "url-at-in-query", "http://h.example?a@b", 0, "http://h.example/?a@b", "h.example", 80 },
	{ .name = "65-query", "http://h.example/?b=2&a=1&empty=&x=%2F%20", 0,
		"http://h.example/?b=2&a=1&empty=&x=%2F%20",
		"h.example", 80 },
	{ .name = "66-fragment", "http://h.example/a#frag?x", 0, "http://h.example/a", "h.example", 80 },
	{ .name = "67-escapes", "http://h.example/a%2Fb%20c.xml", 0, "http://h.example/a%2Fb%20c.xml",
		"h.example", 80 },
	{ .name = "67-dots", "http://h.example/a/../b/./c", 0, "http://h.example/a/../b/./c", "h.example",
		80 },
	{ .name = "url-ipv6", "http://[::1]:81/", 0, "http://[::1]:81/", "::1", 81 },
	{ .name = "url-odd-address", "http://0x7f.1/", 0, "http://0x7f.1/", "127.0.0.1", 80 },
	{ .name = "url-decimal-address", "http://2130706433/", 0, "http://2130706433/", "127.0.0.1", 80 },
	{ .name = "url-ftp", "ftp://h.example/", -EINVAL },
	{ .name = "url-file", "file:///etc/passwd", -EINVAL },
	{ .name = "url-unknown-scheme", "gopherx://h.example/", -EINVAL },
	{ .name = "url-no-scheme", "h.example/feed", -EINVAL },
	{ .name = "url-no-host", "http:///feed", -EINVAL },
	{ .name = "url-empty", "", -EINVAL },
	{ .name = "url-port-0", "http://h.example:0/", -EINVAL },
	{ .name = "url-port-large", "http://h.example:65536/", -EINVAL },
	{ .name = "url-line-feed", "http://h.example/a\nb", -EINVAL },
};

static void check_url(void **state)
{
	const struct url_case *c = *state;
	WW_AUTO(wwd_url) struct wwd_url u = { 0 };
	struct ww_err err = { "" };

	assert_int_equal(wwd_url_parse(c->in, &u, &err), c->rc);
	if (c->rc) {
		assert_string_not_equal(err.text, "");
		return;
	}
	assert_string_equal(u.text, c->text);
	assert_string_equal(u.host, c->host);
	assert_int_equal(u.port, c->port);
	assert_true(!u.user == !c->user && !u.password == !c->password);
	if (c->user)
		assert_string_equal(u.user, c->user);
	if (c->password)
		assert_string_equal(u.password, c->password);
}

#define BASE "http://h.example/a/b?q"

static const struct follow_case {
	const char *name, *location;
	int rc;
	const char *want;
} follow_cases[] = {
	{ .name = "follow-absolute", "https://other.example/x?y", 0, "https://other.example/x?y" },
	{ .name = "60-follow-relative", "c", 0, "http://h.example/a/c" },
	{ .name = "60-follow-path", "/c", 0, "http://h.example/c" },
	{ .name = "60-follow-up", "../c", 0, "http://h.example/c" },
	{ .name = "60-follow-query", "?z", 0, "http://h.example/a/b?z" },
	{ .name = "60-follow-empty-query", "/c?", 0, "http://h.example/c?" },
	{ .name = "60-follow-empty-query-and-fragment", "/c?#d?e", 0, "http://h.example/c?" },
	{ .name = "60-follow-only-empty-query", "?", 0, "http://h.example/a/b?" },
	{ .name = "60-follow-scheme-relative", "//other.example/c", 0, "http://other.example/c" },
	{ .name = "follow-userinfo-ignored", "http://admin:secret@other.example/", 0,
		"http://other.example/" },
	{ .name = "follow-fragment-dropped", "/c#top", 0, "http://h.example/c" },
	{ .name = "follow-escapes-kept", "/a%2Fb%20c?d=%26", 0, "http://h.example/a%2Fb%20c?d=%26" },
	{ .name = "follow-blank-encoded", "/a b", 0, "http://h.example/a%20b" },
	{ .name = "follow-utf8-encoded", "/\xC3\xA9", 0, "http://h.example/%c3%a9" },
	{ .name = "62-follow-ftp", "ftp://h.example/", -EINVAL },
	{ .name = "62-follow-file", "file:///etc/passwd", -EINVAL },
	{ .name = "62-follow-gopher", "gopher://h.example/", -EINVAL },
	{ .name = "62-follow-javascript", "javascript:alert(1)", -EINVAL },
	{ .name = "follow-port-0", "http://h.example:0/", -EINVAL },
};

static void check_follow(void **state)
{
	const struct follow_case *c = *state;
	WW_AUTO(wwd_url) struct wwd_url from = { 0 };
	WW_AUTO(wwd_url) struct wwd_url to = { 0 };
	struct ww_err err = { "" };

	assert_int_equal(wwd_url_parse(BASE, &from, NULL), 0);
	assert_int_equal(wwd_url_follow(&from, c->location, &to, &err), c->rc);
	if (c->rc)
		assert_string_not_equal(err.text, "");
	else
		assert_string_equal(to.text, c->want);
	assert_null(to.user);
}

static const struct origin_case {
	const char *name, *a, *b;
	bool want;
} origin_cases[] = {
	{ .name = "63-same-origin", "http://h.example/a", "http://u:p@H.EXAMPLE:80/b", true },
	{ .name = "63-other-host", "http://h.example/", "http://www.h.example/", false },
	{ .name = "107-other-port", "http://h.example/", "http://h.example:8080/", false },
	{ .name = "107-other-scheme", "http://h.example:443/", "https://h.example/", false },
};

static void check_origin(void **state)
{
	const struct origin_case *c = *state;
	WW_AUTO(wwd_url) struct wwd_url a = { 0 };
	WW_AUTO(wwd_url) struct wwd_url b = { 0 };

	assert_int_equal(wwd_url_parse(c->a, &a, NULL), 0);
	assert_int_equal(wwd_url_parse(c->b, &b, NULL), 0);
	assert_true(wwd_url_same_origin(&a, &b) == c->want);
}

static const struct exempt_case {
	const char *name, *list, *host;
	bool want;
} exempt_cases[] = {
	{ .name = "no-proxy-unset", NULL, "h.example", false },
	{ .name = "no-proxy-empty", "", "h.example", false },
	{ .name = "no-proxy-all", "*", "h.example", true },
	{ .name = "no-proxy-name", "a.example, h.example", "h.example", true },
	{ .name = "no-proxy-case", "H.EXAMPLE", "h.example", true },
	{ .name = "no-proxy-below", "example", "h.example", true },
	{ .name = "no-proxy-dot", ".example", "h.example", true },
	{ .name = "no-proxy-tail-is-no-domain", "ample", "h.example", false },
	{ .name = "no-proxy-blanks", "a.example h.example", "h.example", true },
	{ .name = "no-proxy-address", "10.0.0.1", "10.0.0.1", true },
	{ .name = "no-proxy-network", "10.0.0.0/8", "10.9.8.7", true },
	{ .name = "no-proxy-other-network", "10.0.0.0/8", "11.0.0.1", false },
	{ .name = "no-proxy-odd-bits", "192.168.0.0/23", "192.168.1.1", true },
	{ .name = "no-proxy-ipv6", "fd00::/8", "fd12::1", true },
	{ .name = "no-proxy-bad-bits", "10.0.0.0/99", "10.0.0.1", false },
};

static void check_exempt(void **state)
{
	const struct exempt_case *c = *state;

	assert_true(wwd_proxies_exempt(c->list, c->host) == c->want);
}

static char *fake_env(const char *name)
{
	static char http[] = "http://p1:1", all[] = "socks5h://p2:2", none[] = "h.example";
	static char evil[] = "http://evil:1";

	return !strcmp(name, "http_proxy") ? http
		: !strcmp(name, "ALL_PROXY") ? all
		: !strcmp(name, "no_proxy") ? none
		: !strcmp(name, "HTTP_PROXY") ? evil : NULL;
}

static void check_proxies(void **state)
{
	WW_AUTO(wwd_url) struct wwd_url http = { 0 };
	WW_AUTO(wwd_url) struct wwd_url https = { 0 };
	WW_AUTO(wwd_url) struct wwd_url exempt = { 0 };
	struct wwd_proxies p;

	assert_int_equal(wwd_url_parse("http://n.test/", &http, NULL), 0);
	assert_int_equal(wwd_url_parse("https://n.test/", &https, NULL), 0);
	assert_int_equal(wwd_url_parse("http://h.example/", &exempt, NULL), 0);

	assert_int_equal(wwd_proxies_init(&p, "", fake_env), 0);
	assert_string_equal(wwd_proxies_for(&p, &http), "http://p1:1");
	assert_string_equal(wwd_proxies_for(&p, &https), "socks5h://p2:2");
	assert_string_equal(wwd_proxies_for(&p, &exempt), "");
	wwd_proxies_finish(&p);

	assert_int_equal(wwd_proxies_init(&p, "http://fixed:3", fake_env), 0);
	assert_string_equal(wwd_proxies_for(&p, &exempt), "http://fixed:3");
	wwd_proxies_finish(&p);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(reach_cases, check_reach);
	WW_ROW("reach-names", check_reach_names);
	WW_ROWS(url_cases, check_url);
	WW_ROWS(follow_cases, check_follow);
	WW_ROWS(origin_cases, check_origin);
	WW_ROWS(exempt_cases, check_exempt);
	WW_ROW("104-proxy-environment", check_proxies);
	return WW_ROWS_RUN(argc, argv);
}
