/* SPDX-License-Identifier: MIT */
/*
 * The words name host and port, never the whole URL: its path and query may
 * be a secret that the user was given, and its userinfo always is one.
 */
#include "daemon/fetcher_private.h"

#include "base/timetext.h"

/* CURLE_TOO_LARGE, by its number: the headers of libcurl before 8.6 do not have it. */
#define TOO_LARGE 100

#define LOST_NAMES 3 /* different names in a row that do not resolve: it is not them, it is us */

/* What standard reason phrases say; those of the server are its own text and not repeated. */
static const struct reason {
	int status;
	const char *text;
} reasons[] = {
	{ 204, "No Content" },
	{ 300, "Multiple Choices" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" },
	{ 410, "Gone" },
	{ 412, "Precondition Failed" },
	{ 418, "I'm a teapot" },
	{ 421, "Misdirected Request" },
	{ 425, "Too Early" },
	{ 429, "Too Many Requests" },
	{ 451, "Unavailable For Legal Reasons" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 520, "Web Server Returned an Unknown Error" },
	{ 521, "Web Server Is Down" },
	{ 522, "Connection Timed Out" },
};

static enum wwd_fetch_kind explain_status(int status, struct ww_err *err)
{
	const char *text = NULL;

	if (status == 200 || status == 203 || status == 226)
		return WWD_FETCH_OK;
	if (status == 304 || status == 204)
		return WWD_FETCH_UNCHANGED;
	for (size_t i = 0; i < WW_ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			text = reasons[i].text;
	ww_err_set(err, 0, text ? "HTTP %d %s" : "HTTP %d", status, text);
	return WWD_FETCH_HTTP;
}

static enum wwd_fetch_kind explain_stop(struct wwd_fetch *r, struct ww_err *err)
{
	uint64_t mib = r->max_size >> 20;

	switch (r->stop) {
	case WWD_STOP_HEADERS:
		ww_err_set(err, 0, "the answer has more than %u kB of header lines",
			WWD_FETCH_HEADERS_MAX >> 10);
		break;
	case WWD_STOP_BODY:
		if (mib << 20 == r->max_size)
			ww_err_set(err, 0, "the answer is larger than %" PRIu64 " MiB", mib);
		else
			ww_err_set(err, 0, "the answer is larger than %" PRIu64 " bytes", r->max_size);
		break;
	case WWD_STOP_CODING:
		ww_err_set(err, 0, "the answer is compressed in a way that was not asked for");
		break;
	case WWD_STOP_ADDRESS:
		ww_err_set(err, 0, "refused a redirect to %s: it leads to %s, more private than the feed",
			r->at.host, wwd_reach_text(r->refused));
		break;
	case WWD_STOP_MEMORY:
	case WWD_STOP_IGNORED:
	case WWD_STOP_NONE:
		ww_err_set(err, 0, "out of memory");
		break;
	}
	return WWD_FETCH_LIMIT;
}

/* "after 30s", of what this hop took. */
static const char *after(const struct wwd_fetch *r, char out[WW_DURATION_MAX])
{
	ww_duration_text((wwd_fetch_clock() - r->hop_began_ms + 500) / 1000, out);
	return out;
}

static double info_double(CURL *easy, CURLINFO what)
{
	double v = 0;

	curl_easy_getinfo(easy, what, &v);
	return v;
}

static void explain_timeout(struct wwd_fetch *r, struct ww_err *err)
{
	char t[WW_DURATION_MAX];

	if (info_double(r->easy, CURLINFO_NAMELOOKUP_TIME) <= 0)
		ww_err_set(err, 0, "the name %s did not resolve in %s", r->at.host, after(r, t));
	else if (info_double(r->easy, CURLINFO_CONNECT_TIME) <= 0)
		/* libcurl counts the TLS handshake as part of it. */
		ww_err_set(err, 0, "no connection to %s port %u in %s", r->at.host, r->at.port, after(r, t));
	else if (!r->complete_head)
		ww_err_set(err, 0, "no answer from %s in %s", r->at.host, after(r, t));
	else
		ww_err_set(err, 0, "the answer of %s came too slowly: %zu bytes in %s", r->at.host, r->body.n,
			after(r, t));
}

/* "SSL certificate problem: x" -> "x"; the start is our own text's. */
static const char *without_prefix(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) ? s : s + n;
}

static void explain_certificate(struct wwd_fetch *r, struct ww_err *err)
{
	const char *why = without_prefix(r->curl_says, "SSL certificate problem: ");

	if (strstr(why, "subject name"))
		why = "it is for another name";
	ww_err_set(err, 0, "the certificate of %s does not verify: %s", r->at.host,
		*why ? why : "unknown issuer");
}

static void explain_connect(struct wwd_fetch *r, struct ww_err *err)
{
	long os = 0;

	curl_easy_getinfo(r->easy, CURLINFO_OS_ERRNO, &os);
	if (os == ECONNREFUSED)
		ww_err_set(err, 0, "connection refused by %s port %u", r->at.host, r->at.port);
	else if (os == ENETUNREACH || os == EHOSTUNREACH || os == ENETDOWN)
		ww_err_set(err, 0, "no route to %s", r->at.host);
	else if (os)
		ww_err_set(err, 0, "cannot connect to %s port %u: %s", r->at.host, r->at.port,
			strerrordesc_np((int) os));
	else
		ww_err_set(err, 0, "cannot connect to %s port %u", r->at.host, r->at.port);
}

static void explain_transport(struct wwd_fetch *r, CURLcode code, struct ww_err *err)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		ww_err_set(err, 0, "the name %s does not resolve", r->at.host);
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
		ww_err_set(err, 0, "the name of the proxy does not resolve");
		break;
	case CURLE_COULDNT_CONNECT:
		explain_connect(r, err);
		break;
	case CURLE_OPERATION_TIMEDOUT:
		explain_timeout(r, err);
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
		explain_certificate(r, err);
		break;
	case CURLE_SSL_CACERT_BADFILE:
		ww_err_set(err, 0, "the system's list of certificate authorities cannot be read");
		break;
	case CURLE_SSL_CONNECT_ERROR:
		ww_err_set(err, 0, "no TLS connection to %s port %u: %s", r->at.host, r->at.port,
			*r->curl_says ? r->curl_says : "the handshake failed");
		break;
	case CURLE_GOT_NOTHING:
		ww_err_set(err, 0, "%s closed the connection without an answer", r->at.host);
		break;
	case CURLE_PARTIAL_FILE:
		ww_err_set(err, 0, "the answer of %s was cut off after %zu bytes", r->at.host, r->body.n);
		break;
	case CURLE_BAD_CONTENT_ENCODING:
		ww_err_set(err, 0, "the compressed answer of %s is damaged", r->at.host);
		break;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		ww_err_set(err, 0, "what %s port %u answers is not HTTP", r->at.host, r->at.port);
		break;
	case CURLE_PROXY:
		ww_err_set(err, 0, "the proxy refuses the connection");
		break;
	default:
		if (r->complete_head)
			ww_err_set(err, 0, "the answer of %s was cut off after %zu bytes", r->at.host,
				r->body.n);
		else if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR)
			ww_err_set(err, 0, "%s cut the connection", r->at.host);
		else
			ww_err_set(err, 0, "the exchange with %s failed: %s", r->at.host,
				curl_easy_strerror(code));
	}
}

/* A name that resolved says that names can be resolved. */
static void note_name(struct wwd_fetch *r, bool lost)
{
	struct wwd_fetcher *f = r->fetcher;
	enum wwd_reach reach;

	if (r->proxied || wwd_reach_of_host(r->at.host, &reach))
		return;
	if (!lost) {
		f->lost_names = 0;
		return;
	}
	if (!f->lost_names || !f->lost_name || strcmp(f->lost_name, r->at.host)) {
		f->lost_names = ww_min(f->lost_names + 1, (unsigned) LOST_NAMES);
		if (ww_str_set(&f->lost_name, ww_str(r->at.host)))
			f->lost_names = 0;
	}
}

/* Is it most likely our side that failed? Then no feed shall be blamed. */
static bool is_offline(struct wwd_fetch *r, CURLcode code)
{
	bool unresolved = code == CURLE_COULDNT_RESOLVE_HOST ||
		(code == CURLE_OPERATION_TIMEDOUT && info_double(r->easy, CURLINFO_NAMELOOKUP_TIME) <= 0);
	bool unconnected = code == CURLE_COULDNT_CONNECT ||
		(code == CURLE_OPERATION_TIMEDOUT && info_double(r->easy, CURLINFO_CONNECT_TIME) <= 0);
	enum wwd_reach reach;
	long os = 0;

	note_name(r, unresolved);
	curl_easy_getinfo(r->easy, CURLINFO_OS_ERRNO, &os);
	if (!unresolved && (!unconnected || os == ECONNREFUSED))
		return false;
	/* This machine itself, and our proxy, are there without a way to the internet. */
	if (r->proxied || (wwd_reach_of_host(r->at.host, &reach) && reach == WWD_REACH_LOOPBACK))
		return false;
	return !r->fetcher->has_route() || (unresolved && r->fetcher->lost_names >= LOST_NAMES);
}

enum wwd_fetch_kind wwd_fetch_explain(struct wwd_fetch *r, CURLcode code, int status, struct ww_err *err)
{
	enum wwd_fetch_kind by_status;
	bool offline;

	/* One address of a name may have been refused and another one good. */
	if (r->stop == WWD_STOP_ADDRESS && code != CURLE_COULDNT_CONNECT && code != CURLE_ABORTED_BY_CALLBACK)
		r->stop = WWD_STOP_NONE;
	if ((r->stop && r->stop != WWD_STOP_IGNORED) || !r->easy)
		return explain_stop(r, err);
	offline = is_offline(r, code);
	if (r->complete_head) {
		/* A status that is no feed says all, even if its body was cut. */
		by_status = explain_status(status, err);
		if (!code || by_status != WWD_FETCH_OK)
			return by_status;
	}
	/* Its own limits: 100 kB a line and, since 8.6, 5000 lines. Before that it called a long line lack of memory. */
	if ((int) code == TOO_LARGE || (code == CURLE_OUT_OF_MEMORY && !r->complete_head)) {
		ww_err_set(err, 0, "the answer has too many header lines or a too long one");
		return WWD_FETCH_LIMIT;
	}
	explain_transport(r, code, err);
	if (!offline)
		return WWD_FETCH_NETWORK;
	ww_err_prefix(err, 0, "no network");
	return WWD_FETCH_OFFLINE;
}
