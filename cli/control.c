/* SPDX-License-Identifier: MIT */
#include "cli/control.h"

#include "base/buf.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <sys/un.h>

#define TIMEOUT 30L /* seconds; a reload of a large watchlist takes a few */
#define ANSWER_MAX (16u << 20)

WW_DEFINE_AUTO(CURL *, curl, curl_easy_cleanup)

static size_t on_bytes(char *p, size_t size, size_t n, void *arg)
{
	struct ww_buf *body = arg;

	return ww_buf_add(body, p, size * n) ? 0 : size * n;
}

static int explain(CURL *curl, CURLcode code, const char *socket, struct ww_err *err)
{
	long os = 0;

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os);
	if (code == CURLE_COULDNT_CONNECT && (os == ENOENT || os == ECONNREFUSED || !os))
		return ww_err_set(err, -ENOENT, "nobody listens on %s", socket);
	if (code == CURLE_COULDNT_CONNECT && (os == EACCES || os == EPERM))
		return ww_err_set(err, -EACCES, "you may not use %s: %s", socket, strerror((int) os));
	return ww_err_set(err, -EIO, "%s: %s", socket, curl_easy_strerror(code));
}

int cli_control(const char *socket, bool post, const char *path, json_t **ret, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf body = WW_BUF(ANSWER_MAX), url = WW_BUF(1000);
	WW_AUTO(curl) CURL *curl = NULL;
	json_t *json;
	CURLcode code;

	/* curl would take a longer path for a mistake of its caller and say nothing useful. */
	if (strlen(socket) >= sizeof(((struct sockaddr_un *) NULL)->sun_path))
		return ww_err_set(err, -ENOENT, "\"%s\" is too long for a socket", socket);
	curl = curl_easy_init();
	if (!curl || ww_buf_addf(&url, "http://wirewatch%s", path))
		return ww_err_set(err, -EIO, "out of memory");
	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
	curl_easy_setopt(curl, CURLOPT_URL, ww_buf_cstr(&url));
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	if (post)
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, "");
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return explain(curl, code, socket, err);
	json = json_loadb(body.n ? body.v : "", body.n, 0, NULL);
	if (!json_is_object(json)) {
		json_decref(json);
		return ww_err_set(err, -EPROTO, "%s: what answers there is not wirewatchd", socket);
	}
	*ret = json;
	return 0;
}
