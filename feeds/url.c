/* SPDX-License-Identifier: MIT */
#include "feeds/url.h"

#include "base/array.h"
#include "base/buf.h"

/* The five parts of RFC 3986, appendix B. A part that is absent has p == NULL. */
struct parts {
	struct ww_str scheme, authority, path, query, fragment;
};

static bool is_scheme_char(char c)
{
	return ww_is_alpha(c) || ww_is_digit(c) || c == '+' || c == '-' || c == '.';
}

static size_t span_until(struct ww_str s, const char *stops)
{
	size_t i = 0;

	while (i < s.n && !(s.p[i] && strchr(stops, s.p[i])))
		i++;
	return i;
}

/* The bytes of the scheme in front of its colon; 0: there is none. */
static size_t scheme_len(struct ww_str s)
{
	size_t i = 0;

	while (i < s.n && is_scheme_char(s.p[i]))
		i++;
	return i < s.n && s.p[i] == ':' && ww_is_alpha(s.p[0]) ? i : 0;
}

static struct parts split(struct ww_str s)
{
	struct parts u = { 0 };
	size_t i = scheme_len(s);

	if (i) {
		u.scheme = ww_str_n(s.p, i);
		s = ww_str_from(s, i + 1);
	}
	if (s.n >= 2 && s.p[0] == '/' && s.p[1] == '/') {
		s = ww_str_from(s, 2);
		i = span_until(s, "/?#");
		u.authority = ww_str_n(s.p, i);
		s = ww_str_from(s, i);
	}
	i = span_until(s, "?#");
	u.path = ww_str_n(s.p, i);
	s = ww_str_from(s, i);
	if (s.n && s.p[0] == '?') {
		i = span_until(s, "#");
		u.query = ww_str_n(s.p + 1, i - 1);
		s = ww_str_from(s, i);
	}
	if (s.n)
		u.fragment = ww_str_from(s, 1);
	return u;
}

/* RFC 3986, 5.2.4, with the output as the stack. min is where the path begins in out. */
static void add_path_without_dots(struct ww_buf *out, struct ww_str path)
{
	size_t start = out->n;

	while (path.n) {
		size_t seg =
			path.p[0] == '/' ? 1 + span_until(ww_str_from(path, 1), "/") : span_until(path, "/");
		struct ww_str s = ww_str_n(path.p, seg);
		bool last = seg == path.n;

		if (ww_str_eq(s, WW_STR("/..")) || ww_str_eq(s, WW_STR(".."))) {
			while (out->n > start && out->v[--out->n] != '/')
				;
			if (out->v)
				out->v[out->n] = '\0';
			if (last)
				ww_buf_addc(out, '/');
		} else if (ww_str_eq(s, WW_STR("/.")) || ww_str_eq(s, WW_STR("."))) {
			if (last)
				ww_buf_addc(out, '/');
		} else {
			ww_buf_add_str(out, s);
		}
		path = ww_str_from(path, seg);
	}
}

static void join(struct ww_buf *out, const struct parts *base, const struct parts *ref)
{
	const struct parts *auth = ref->authority.p ? ref : base;
	struct ww_str query = ref->query;
	size_t dir;

	ww_buf_add_str(out, base->scheme);
	ww_buf_addc(out, ':');
	if (auth->authority.p) {
		ww_buf_adds(out, "//");
		ww_buf_add_str(out, auth->authority);
	}
	if (ref->authority.p || (ref->path.n && ref->path.p[0] == '/')) {
		add_path_without_dots(out, ref->path);
	} else if (!ref->path.n) {
		ww_buf_add_str(out, base->path);
		if (!query.p)
			query = base->query;
	} else {
		WW_AUTO(buf) struct ww_buf merged = WW_BUF(base->path.n + ref->path.n + 1);

		for (dir = base->path.n; dir && base->path.p[dir - 1] != '/'; dir--)
			;
		ww_buf_add(&merged, base->path.p, dir);
		if (!dir && base->authority.p)
			ww_buf_addc(&merged, '/');
		ww_buf_add_str(&merged, ref->path);
		add_path_without_dots(out, ww_buf_str(&merged));
		if (merged.err)
			out->err = merged.err;
	}
	if (query.p) {
		ww_buf_addc(out, '?');
		ww_buf_add_str(out, query);
	}
	if (ref->fragment.p) {
		ww_buf_addc(out, '#');
		ww_buf_add_str(out, ref->fragment);
	}
}

char *feed_url_resolve(const char *base, struct ww_str ref)
{
	struct ww_str base_str = ww_str(base);
	WW_AUTO(buf) struct ww_buf out = WW_BUF(base_str.n + ref.n + 8);
	struct parts b, r;

	if (!base_str.n || scheme_len(ref))
		return ww_str_dup(ref);
	b = split(base_str);
	r = split(ref);
	/* A base without an authority (urn:, mailto:) has no hierarchy to resolve in. */
	if (!b.scheme.p || (!b.authority.p && !(b.path.n && b.path.p[0] == '/')))
		return ww_str_dup(ref);
	join(&out, &b, &r);
	return ww_buf_detach(&out);
}

bool feed_url_is_http(struct ww_str url)
{
	struct parts u = split(url);

	return u.authority.n &&
	       (ww_str_eq_ci(u.scheme, WW_STR("http")) || ww_str_eq_ci(u.scheme, WW_STR("https")));
}

static bool is_tracking(struct ww_str name)
{
	static const char *const exact[] = {
		"fbclid",
		"gclid",
		"dclid",
		"gbraid",
		"wbraid",
		"msclkid",
		"yclid",
		"twclid",
		"igshid",
		"mc_cid",
		"mc_eid",
		"_hsenc",
		"_hsmi",
		"cmpid",
		"icid",
		"ncid",
		"ocid",
		"smid",
		"sref",
		"ftag",
		"xtor",
		"wt_mc",
		"guccounter",
		"at_medium",
		"at_campaign",
		"ns_mchannel",
		"ns_source",
		"ns_campaign",
		"amp",
		"outputtype",
		"traffic_source",
	};

	if (ww_str_starts_ci(name, WW_STR("utm_")))
		return true;
	for (size_t i = 0; i < WW_ARRAY_LEN(exact); i++)
		if (ww_str_eq_ci(name, ww_str(exact[i])))
			return true;
	return false;
}

static void add_query_without_tracking(struct ww_buf *out, struct ww_str query)
{
	struct ww_str part;
	char sep = '?';

	while (ww_str_split(&query, '&', &part)) {
		struct ww_str name = ww_str_n(part.p, span_until(part, "="));

		if (ww_str_starts_ci(part, WW_STR("amp;"))) /* "&amp;" written by a careless template */
			name = ww_str_from(name, 4);
		if (!part.n || is_tracking(name))
			continue;
		ww_buf_addc(out, sep);
		ww_buf_add_str(out, part);
		sep = '&';
	}
}

static struct ww_str drop_suffix(struct ww_str s, struct ww_str suffix)
{
	if (ww_str_ends(s, suffix))
		s.n -= suffix.n;
	return s;
}

static void add_host(struct ww_buf *out, struct ww_str authority, bool https)
{
	size_t at = SIZE_MAX;

	for (size_t i = 0; i < authority.n; i++)
		if (authority.p[i] == '@')
			at = i;
	if (at != SIZE_MAX)
		authority = ww_str_from(authority, at + 1);
	authority = drop_suffix(authority, https ? WW_STR(":443") : WW_STR(":80"));
	authority = drop_suffix(drop_suffix(authority, WW_STR(":")), WW_STR("."));
	/* "www.com" is a site of that name, so something with a dot has to be left. */
	while ((ww_str_starts_ci(authority, WW_STR("www.")) || ww_str_starts_ci(authority, WW_STR("amp."))) &&
		ww_str_find_char(ww_str_from(authority, 4), '.') != SIZE_MAX)
		authority = ww_str_from(authority, 4);
	for (size_t i = 0; i < authority.n; i++)
		ww_buf_addc(out, ww_lower(authority.p[i]));
}

char *feed_url_canonical(struct ww_str url)
{
	struct parts u = split(ww_str_trim(url));
	WW_AUTO(buf) struct ww_buf out = WW_BUF(url.n + 16);
	bool https = ww_str_eq_ci(u.scheme, WW_STR("https"));
	struct ww_str path = u.path;
	size_t n;

	if (!u.authority.n || (!https && !ww_str_eq_ci(u.scheme, WW_STR("http"))))
		return ww_str_dup(WW_STR(""));
	ww_buf_adds(&out, "https://");
	add_host(&out, u.authority, https);
	do {
		n = path.n;
		path = drop_suffix(path, WW_STR("/"));
		path = drop_suffix(path, WW_STR("/amp"));
		path = drop_suffix(path, WW_STR(".amp"));
	} while (path.n != n);
	if (ww_str_ends(path, WW_STR(".amp.html"))) {
		ww_buf_add(&out, path.p, path.n - strlen(".amp.html"));
		ww_buf_adds(&out, ".html");
	} else {
		ww_buf_add_str(&out, path);
	}
	add_query_without_tracking(&out, u.query);
	return ww_buf_detach(&out);
}
