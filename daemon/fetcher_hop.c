/* SPDX-License-Identifier: MIT */
/*
 * Redirects are followed here and not by libcurl, which neither tells which of
 * them were permanent nor checks each hop against the one before.
 */
#include "daemon/fetcher_private.h"

#include "base/utf8.h"

#include <netdb.h>
#include <netinet/in.h>

#define ACCEPT                                                                                             \
	"Accept: application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "  \
	"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"

WW_DEFINE_AUTO(struct curl_slist *, slist, curl_slist_free_all)

static bool has_body(long status)
{
	return status == 200 || status == 203 || status == 226;
}

static size_t stop(struct wwd_fetch *r, enum wwd_stop why)
{
	r->stop = why;
	return 0;
}

/* All header lines are there: is the body worth having? Returns false to end the transfer. */
static bool check_head(struct wwd_fetch *r, long status)
{
	curl_off_t length = -1;

	if (!has_body(status))
		return true;
	if (!wwd_header_coding_ok(r->easy, r->coding))
		return stop(r, WWD_STOP_CODING);
	/*
	 * Instead of CURLOPT_MAXFILESIZE_LARGE, which would also stop a 304
	 * that repeats the length of what it does not send.
	 */
	curl_easy_getinfo(r->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (length > 0 && (uint64_t) length > r->max_size)
		return stop(r, WWD_STOP_BODY);
	return true;
}

/* Called for every line: of interim responses and trailers, too, which libcurl does not bound. */
static size_t on_header(char *line, size_t size, size_t n, void *data)
{
	struct wwd_fetch *r = data;
	long status = 0;

	r->header_bytes += size * n;
	if (r->header_bytes > WWD_FETCH_HEADERS_MAX)
		return stop(r, WWD_STOP_HEADERS);
	if (r->complete_head || !n || (line[0] != '\r' && line[0] != '\n'))
		return size * n;
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200)
		return size * n;
	r->complete_head = true;
	return check_head(r, status) ? size * n : 0;
}

/* The bytes come decoded, so this bounds compressed bodies as well. */
static size_t on_body(char *p, size_t size, size_t n, void *data)
{
	struct wwd_fetch *r = data;
	long status = 0;

	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	if (!has_body(status)) {
		/* A short one is read to its end, so that the connection can be used again. */
		r->ignored += size * n;
		return r->ignored > WWD_FETCH_IGNORED_MAX ? stop(r, WWD_STOP_IGNORED) : size * n;
	}
	switch (ww_buf_add(&r->body, p, size * n)) {
	case 0:
		return size * n;
	case -EFBIG:
		return stop(r, WWD_STOP_BODY);
	default:
		return stop(r, WWD_STOP_MEMORY);
	}
}

static enum wwd_reach reach_as_configured(const struct wwd_fetcher *f, const char *host, enum wwd_reach reach)
{
	return f->public_host && !strcmp(f->public_host, host) ? WWD_REACH_PUBLIC : reach;
}

/* May this hop go to an address of that reach? The first one may go wherever the user said. */
static bool may_reach(struct wwd_fetch *r, enum wwd_reach reach)
{
	if (!r->hops)
		return true;
	if (reach != WWD_REACH_NOWHERE && (r->allow_private || reach <= r->home))
		return true;
	r->refused = reach;
	r->stop = WWD_STOP_ADDRESS;
	return false;
}

/* Every new connection, after the name was resolved: what a name resolved to a moment ago does not count. */
static curl_socket_t on_open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct wwd_fetch *r = data;
	char host[INET6_ADDRSTRLEN] = "";

	if (!r->proxied && purpose == CURLSOCKTYPE_IPCXN) {
		getnameinfo(&a->addr, a->addrlen, host, sizeof(host), NULL, 0, NI_NUMERICHOST);
		if (!may_reach(r, reach_as_configured(r->fetcher, host, wwd_reach_of(&a->addr))))
			return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->protocol);
}

/* Every request, also on a connection that was open already. */
static int on_connected(void *data, char *address, char *local, int port, int local_port)
{
	struct wwd_fetch *r = data;
	enum wwd_reach reach;

	if (r->proxied) {
		/* What the proxy reaches is not known; the host's own name says something at least. */
		if (!r->hops && !wwd_reach_of_host(r->at.host, &r->home))
			r->home = WWD_REACH_PUBLIC;
		return CURL_PREREQFUNC_OK;
	}
	if (!address || !wwd_reach_of_host(address, &reach))
		reach = WWD_REACH_NOWHERE;
	reach = reach_as_configured(r->fetcher, address ? address : "", reach);
	if (!r->hops)
		r->home = reach;
	return may_reach(r, reach) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static int add_line(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		return -ENOMEM;
	*list = longer;
	return 0;
}

static int add_validator(struct curl_slist **list, const char *name, const char *value)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(WWD_FETCH_VALIDATOR_MAX + 100);

	if (!*value)
		return 0;
	if (ww_buf_addf(&line, "%s: %s", name, value))
		return line.err;
	return add_line(list, ww_buf_cstr(&line));
}

static int set_headers(struct wwd_fetch *r)
{
	WW_AUTO(slist) struct curl_slist *list = NULL;
	int rc;

	rc = add_line(&list, ACCEPT);
	if (!rc)
		rc = add_validator(&list, "If-None-Match", r->etag);
	if (!rc)
		rc = add_validator(&list, "If-Modified-Since", r->last_modified);
	if (rc)
		return rc;
	r->headers = ww_steal(&list);
	curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
	return 0;
}

static void set_callbacks(struct wwd_fetch *r)
{
	CURL *e = r->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, r);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, r->curl_says);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, r);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, r);
}

static void set_tls(struct wwd_fetch *r)
{
	CURL *e = r->easy;

	/*
	 * A CApath, which distributions compile in, turns off libcurl's cache of
	 * the certificate store: 20 ms of CPU a connection instead of 0.8.
	 */
	if (r->fetcher->ca_file)
		curl_easy_setopt(e, CURLOPT_CAINFO, r->fetcher->ca_file);
	if (r->fetcher->drop_ca_path)
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	if (r->tls_insecure) {
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (r->http1) {
		curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	} else {
		curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
		/* Rather share the connection that is being made than make another. */
		curl_easy_setopt(e, CURLOPT_PIPEWAIT, (long) r->at.tls);
	}
}

static void set_limits(struct wwd_fetch *r)
{
	struct wwd_fetcher *f = r->fetcher;
	CURL *e = r->easy;

	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long) ww_max(r->left_ms, (int64_t) 1));
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long) f->connect_ms);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, (long) WWD_FETCH_STALL_SPEED);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long) f->stall_seconds);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* Do not wait for the resolver's thread when a handle goes: with a dead DNS server that is 8 s. */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
}

/*
 * libcurl since 8.8 leaves the "?" of an empty query out of what it sends. What
 * is sent can be given apart from the URL; a proxy is asked for the whole of it.
 */
static void set_target(struct wwd_fetch *r, const char *proxy)
{
	const char *text = r->at.text, *query = strchr(text, '?');
	bool whole = !r->at.tls && *proxy && !ww_str_starts_ci(ww_str(proxy), WW_STR("socks"));

	if (query && !query[1])
		curl_easy_setopt(r->easy, CURLOPT_REQUEST_TARGET,
			whole ? text : strchr(strstr(text, "://") + 3, '/'));
}

static void set_request(struct wwd_fetch *r, const char *proxy)
{
	CURL *e = r->easy;

	curl_easy_setopt(e, CURLOPT_URL, r->at.text);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
	set_target(r, proxy);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, *r->user_agent ? r->user_agent : r->fetcher->user_agent);
	/* Only what the cap on decoded bytes is proven for; zstd alone may allocate 128 MB to begin with. */
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(e, CURLOPT_PROXY, proxy);
	curl_easy_setopt(e, CURLOPT_NOPROXY, "");
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (r->first.user && wwd_url_same_origin(&r->first, &r->at)) {
		curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long) CURLAUTH_BASIC);
		curl_easy_setopt(e, CURLOPT_USERNAME, r->first.user);
		curl_easy_setopt(e, CURLOPT_PASSWORD, r->first.password ? r->first.password : "");
	}
}

static int set_up(struct wwd_fetch *r)
{
	const char *proxy = *r->proxy ? r->proxy : wwd_proxies_for(&r->fetcher->proxies, &r->at);
	enum wwd_reach reach;

	r->proxied = *proxy != '\0';
	r->complete_head = false;
	r->stop = WWD_STOP_NONE;
	r->ignored = 0;
	r->curl_says[0] = '\0';
	ww_buf_reset(&r->body);
	r->hop_began_ms = wwd_fetch_clock();
	if (!r->began_ms)
		r->began_ms = r->hop_began_ms;

	r->easy = curl_easy_init();
	if (!r->easy || set_headers(r))
		return -ENOMEM;
	set_callbacks(r);
	set_limits(r);
	set_tls(r);
	set_request(r, proxy);
	/* An address that can be read off the URL is refused before a connection, or a proxy, is bothered. */
	if (wwd_reach_of_host(r->at.host, &reach) &&
		!may_reach(r, reach_as_configured(r->fetcher, r->at.host, reach)))
		return -EPERM;
	return curl_multi_add_handle(r->fetcher->multi, r->easy) ? -ENOMEM : 0;
}

int wwd_hop_start(struct wwd_fetch *r)
{
	int rc = set_up(r);

	if (rc == -ENOMEM)
		r->stop = WWD_STOP_MEMORY;
	return rc;
}

void wwd_hop_end(struct wwd_fetch *r)
{
	if (r->easy) {
		curl_multi_remove_handle(r->fetcher->multi, r->easy);
		curl_easy_cleanup(r->easy);
	}
	curl_slist_free_all(r->headers);
	r->easy = NULL;
	r->headers = NULL;
}

/* The name of where it leads, fit to be shown: it is the server's text. */
static void show_location(const char *location, struct ww_buf *out)
{
	struct ww_str s = ww_str(location);
	size_t colon = ww_str_find_char(s, ':');

	/* The scheme says why, and what follows may hold a password. */
	s.n = ww_min(colon == SIZE_MAX ? s.n : colon, (size_t) 40);
	ww_utf8_clean(out, s.p, s.n, true);
}

int wwd_hop_redirect(struct wwd_fetch *r, int status, struct ww_err *err)
{
	WW_AUTO(wwd_url) struct wwd_url next = { 0 };
	WW_AUTO(buf) struct ww_buf shown = WW_BUF(300);
	const char *location = wwd_header_last(r->easy, "Location");
	struct ww_err why = { 0 };
	int rc;

	if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308)
		return 0;
	if (!location || !*location)
		return ww_err_set(err, -EINVAL, "HTTP %d without saying where to", status);
	rc = wwd_url_follow(&r->at, location, &next, &why);
	if (rc == -EINVAL) {
		show_location(location, &shown);
		return ww_err_set(err, rc, "refused a redirect to \"%s\": %s", ww_buf_cstr(&shown), why.text);
	}
	if (rc)
		return rc;
	if (r->at.tls && !next.tls)
		return ww_err_set(err, -EPERM, "refused a redirect from https to http (to %s)", next.host);
	if (!strcmp(next.text, r->at.text))
		return ww_err_set(err, -ELOOP, "the address redirects to itself");
	if (r->hops >= WWD_FETCH_REDIRECTS)
		return ww_err_set(err, -ELOOP, "more than %u redirects", WWD_FETCH_REDIRECTS);

	r->moving = r->moving && (status == 301 || status == 308);
	if (r->moving && ww_str_set(&r->moved_to, ww_str(next.text)))
		return -ENOMEM;
	r->hops++;
	wwd_url_finish(&r->at);
	r->at = next;
	next = (struct wwd_url){ 0 };
	return 1;
}
