/* SPDX-License-Identifier: MIT */
#include "feeds/url.h"

#include "tests/unit/rows.h"

#define BASE "http://a.example/b/c/d;p?q"

static const struct resolve_case {
	const char *name, *base, *ref, *want;
} resolve_cases[] = {
	{ "absolute", BASE, "https://x.example/", "https://x.example/" },
	{ "sibling", BASE, "g", "http://a.example/b/c/g" },
	{ "here", BASE, "./g", "http://a.example/b/c/g" },
	{ "up", BASE, "../g", "http://a.example/b/g" },
	{ "up-too-far", BASE, "../../../g", "http://a.example/g" },
	{ "up-alone", BASE, "..", "http://a.example/b/" },
	{ "root", BASE, "/g?x#y", "http://a.example/g?x#y" },
	{ "host", BASE, "//g.example/x", "http://g.example/x" },
	{ "query", BASE, "?y", "http://a.example/b/c/d;p?y" },
	{ "fragment", BASE, "#s", "http://a.example/b/c/d;p?q#s" },
	{ "empty", BASE, "", "http://a.example/b/c/d;p?q" },
	{ "base-without-path", "http://a.example", "g", "http://a.example/g" },
	{ "no-base", NULL, "g", "g" },
	{ "relative-base", "b/c", "g", "g" },
	{ "urn-base", "urn:isbn:1", "g", "g" },
	{ "mailto", BASE, "mailto:jo@a.example", "mailto:jo@a.example" },
};

static void check_resolve(void **state)
{
	const struct resolve_case *c = *state;
	WW_AUTO(str) char *got = feed_url_resolve(c->base, ww_str(c->ref));

	assert_non_null(got);
	assert_string_equal(got, c->want);
}

static const struct canonical_case {
	const char *name, *in, *want;
} canonical_cases[] = {
	{ "canonical-plain", "https://a.example/x", "https://a.example/x" },
	{ "canonical-http", "http://a.example/x", "https://a.example/x" },
	{ "canonical-case", "HTTP://A.Example/X", "https://a.example/X" },
	{ "canonical-port", "http://a.example:80/x", "https://a.example/x" },
	{ "canonical-other-port", "http://a.example:8080/x", "https://a.example:8080/x" },
	{ "canonical-fragment", "http://a.example/x#top", "https://a.example/x" },
	{ "canonical-www", "http://www.a.example/", "https://a.example" },
	{ "canonical-www-is-the-site", "http://www.com/x", "https://www.com/x" },
	{ "canonical-slash", "http://a.example/x/", "https://a.example/x" },
	{ "canonical-utm", "http://a.example/x?utm_source=rss&id=7&fbclid=q", "https://a.example/x?id=7" },
	{ "canonical-utm-only", "http://a.example/x?utm_source=rss", "https://a.example/x" },
	{ "canonical-amp-path", "https://amp.a.example/x/amp/", "https://a.example/x" },
	{ "canonical-amp-html", "https://a.example/x.amp.html", "https://a.example/x.html" },
	{ "canonical-user", "http://jo:pw@a.example/x", "https://a.example/x" },
	{ "canonical-ftp", "ftp://a.example/x", "" },
	{ "canonical-word", "N/A", "" },
	{ "canonical-empty", "", "" },
};

static void check_canonical(void **state)
{
	const struct canonical_case *c = *state;
	WW_AUTO(str) char *got = feed_url_canonical(ww_str(c->in));

	assert_non_null(got);
	assert_string_equal(got, c->want);
}

static const struct http_case {
	const char *name, *in;
	bool want;
} http_cases[] = {
	{ "http-yes", "http://a.example", true },
	{ "http-upper", "HTTPS://a.example/x", true },
	{ "http-no-host", "http:///x", false },
	{ "http-relative", "/x", false },
	{ "http-tag", "tag:a.example,2026:x", false },
};

static void check_http(void **state)
{
	const struct http_case *c = *state;

	assert_int_equal(feed_url_is_http(ww_str(c->in)), c->want);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(resolve_cases, check_resolve);
	WW_ROWS(canonical_cases, check_canonical);
	WW_ROWS(http_cases, check_http);
	return WW_ROWS_RUN(argc, argv);
}
