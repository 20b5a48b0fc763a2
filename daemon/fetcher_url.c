/* SPDX-License-Identifier: MIT */
#include "daemon/fetcher_url.h"

#include "base/buf.h"

#include <curl/curl.h>

#define URL_MAX (64u << 10)

WW_DEFINE_AUTO(CURLU *, curlu, curl_url_cleanup)

/* A copy of one part; NULL when it is absent. libcurl's memory must be freed by libcurl. 0 or -ENOMEM. */
static int get_part(CURLU *u, CURLUPart what, unsigned flags, char **ret)
{
	char *part = NULL;
	CURLUcode code = curl_url_get(u, what, &part, flags);

	*ret = NULL;
	if (code == CURLUE_OUT_OF_MEMORY)
		return -ENOMEM;
	if (code)
		return 0;
	*ret = ww_str_dup(ww_str(part));
	curl_free(part);
	return *ret ? 0 : -ENOMEM;
}

static int bad(struct ww_err *err, CURLUcode code)
{
	if (code == CURLUE_OUT_OF_MEMORY)
		return -ENOMEM;
	if (code == CURLUE_UNSUPPORTED_SCHEME)
		return ww_err_set(err, -EINVAL, "only http and https can be fetched");
	return ww_err_set(err, -EINVAL, "not a usable URL: %s", curl_url_strerror(code));
}

static bool is_http(CURLU *u, bool *ret_tls)
{
	char *scheme = NULL;
	bool http, https;

	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0))
		return false;
	http = !strcasecmp(scheme, "http");
	https = !strcasecmp(scheme, "https");
	curl_free(scheme);
	*ret_tls = https;
	return http || https;
}

/* Scheme, host and port of ret->text. */
static int split(CURLU *u, struct wwd_url *ret, struct ww_err *err)
{
	WW_AUTO(str) char *port = NULL;
	uint64_t number = 0;
	size_t n;
	int rc;

	if (!is_http(u, &ret->tls))
		return bad(err, CURLUE_UNSUPPORTED_SCHEME);
	rc = get_part(u, CURLUPART_HOST, 0, &ret->host);
	if (!rc)
		rc = get_part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT, &port);
	if (rc)
		return rc;
	if (!ret->host || !*ret->host || !port || ww_str_to_u64(ww_str(port), 65535, &number) || !number)
		return ww_err_set(err, -EINVAL, "the URL has no usable host and port");
	ret->port = (unsigned) number;

	n = strlen(ret->host);
	if (ret->host[0] == '[' && ret->host[n - 1] == ']') {
		memmove(ret->host, ret->host + 1, n - 2);
		ret->host[n - 2] = '\0';
	}
	for (char *p = ret->host; *p; p++)
		*p = ww_lower(*p);
	return 0;
}

/* The URL without userinfo and fragment, all else as it is. */
static int cut_out(const char *text, struct wwd_url *ret, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(URL_MAX);
	struct ww_str s = ww_str(text), authority;
	size_t at = ww_str_find(s, WW_STR("://")), n = 0;

	if (at == SIZE_MAX)
		return bad(err, CURLUE_BAD_SCHEME);
	authority = ww_str_from(s, at + 3);
	while (n < authority.n && !strchr("/?#", authority.p[n]))
		n++;
	s = ww_str_from(authority, n);
	authority.n = n;
	for (n = authority.n; n && authority.p[n - 1] != '@'; n--)
		;
	authority = ww_str_from(authority, n);
	if (!authority.n)
		return bad(err, CURLUE_NO_HOST);

	n = ww_str_find_char(s, '#');
	s.n = ww_min(s.n, n);
	ww_buf_add(&out, text, at + 3);
	ww_buf_add_str(&out, authority);
	if (!s.n || s.p[0] != '/')
		ww_buf_addc(&out, '/');
	ww_buf_add_str(&out, s);
	if (out.err == -EFBIG)
		return ww_err_set(err, -EINVAL, "the URL is longer than %u bytes", URL_MAX);
	ret->text = ww_buf_detach(&out);
	return ret->text ? 0 : -ENOMEM;
}

int wwd_url_parse(const char *text, struct wwd_url *ret, struct ww_err *err)
{
	WW_AUTO(wwd_url) struct wwd_url url = { 0 };
	WW_AUTO(curlu) CURLU *u = curl_url();
	CURLUcode code;
	int rc;

	if (!u)
		return -ENOMEM;
	code = curl_url_set(u, CURLUPART_URL, text, CURLU_PATH_AS_IS);
	if (code)
		return bad(err, code);
	rc = get_part(u, CURLUPART_USER, CURLU_URLDECODE, &url.user);
	if (!rc)
		rc = get_part(u, CURLUPART_PASSWORD, CURLU_URLDECODE, &url.password);
	if (!rc)
		rc = cut_out(text, &url, err);
	if (rc)
		return rc;

	/* Ask again with what will be sent, so that no trick with "@" makes two different hosts of it. */
	code = curl_url_set(u, CURLUPART_URL, url.text, CURLU_PATH_AS_IS);
	if (code)
		return bad(err, code);
	rc = split(u, &url, err);
	if (rc)
		return rc;
	*ret = url;
	url = (struct wwd_url){ 0 };
	return 0;
}

/* The "?" of an empty query, which libcurl leaves out of a URL that it puts together. */
static int keep_empty_query(const char *location, char **text)
{
	WW_AUTO(buf) struct ww_buf longer = WW_BUF(SIZE_MAX / 4);
	const char *query = strpbrk(location, "?#");

	if (!query || query[0] != '?' || (query[1] && query[1] != '#') || strchr(*text, '?'))
		return 0;
	ww_buf_adds(&longer, *text);
	ww_buf_addc(&longer, '?');
	free(*text);
	*text = ww_buf_detach(&longer);
	return *text ? 0 : -ENOMEM;
}

int wwd_url_follow(const struct wwd_url *from, const char *location, struct wwd_url *ret, struct ww_err *err)
{
	WW_AUTO(wwd_url) struct wwd_url url = { 0 };
	WW_AUTO(curlu) CURLU *u = curl_url();
	CURLUcode code;
	int rc;

	if (!u)
		return -ENOMEM;
	code = curl_url_set(u, CURLUPART_URL, from->text, CURLU_PATH_AS_IS);
	if (!code)
		code = curl_url_set(u, CURLUPART_URL, location, CURLU_URLENCODE | CURLU_ALLOW_SPACE);
	if (code)
		return bad(err, code);
	if (!is_http(u, &url.tls))
		return bad(err, CURLUE_UNSUPPORTED_SCHEME);
	curl_url_set(u, CURLUPART_USER, NULL, 0);
	curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(u, CURLUPART_OPTIONS, NULL, 0);
	curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
	rc = get_part(u, CURLUPART_URL, 0, &url.text);
	if (rc)
		return rc;
	if (!url.text)
		return bad(err, CURLUE_MALFORMED_INPUT);
	rc = keep_empty_query(location, &url.text);
	if (!rc)
		rc = split(u, &url, err);
	if (rc)
		return rc;
	*ret = url;
	url = (struct wwd_url){ 0 };
	return 0;
}

bool wwd_url_same_origin(const struct wwd_url *a, const struct wwd_url *b)
{
	return a->tls == b->tls && a->port == b->port && !strcmp(a->host, b->host);
}

void wwd_url_finish(struct wwd_url *u)
{
	free(u->text);
	free(u->host);
	free(u->user);
	/* The password must not be found in memory that is given out again. */
	if (u->password)
		explicit_bzero(u->password, strlen(u->password));
	free(u->password);
	*u = (struct wwd_url){ 0 };
}
