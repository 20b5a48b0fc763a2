/* SPDX-License-Identifier: MIT */
#include "cli/fetch.h"

#include <curl/curl.h>

#include "feeds/url.h"

#define REDIRECTS_MAX   5L
#define SECONDS_MAX     30L
#define CONNECT_SECONDS 10L

WW_DEFINE_AUTO(CURL *, curl, curl_easy_cleanup)

void cli_document_finish(struct cli_document *d)
{
	ww_buf_finish(&d->body);
	ww_clear(&d->url);
	ww_clear(&d->content_type);
}

static int read_stream(FILE *f, const char *name, struct ww_buf *body, struct ww_err *err)
{
	char chunk[16384];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		if (ww_buf_add(body, chunk, n))
			return ww_err_set(err, body->err, "%s: larger than %u MiB", name, CLI_BODY_MAX >> 20);
	if (ferror(f))
		return ww_err_set(err, -errno, "%s: %s", name, strerror(errno));
	return 0;
}

static int read_file(const char *path, struct ww_buf *body, struct ww_err *err)
{
	FILE *f;
	int rc;

	if (!strcmp(path, "-"))
		return read_stream(stdin, "standard input", body, err);
	f = fopen(path, "rbe");
	if (!f)
		return ww_err_set(err, -errno, "%s: %s", path, strerror(errno));
	rc = read_stream(f, path, body, err);
	fclose(f);
	return rc;
}

static size_t on_body(char *p, size_t size, size_t n, void *data)
{
	struct ww_buf *body = data;

	/* Anything but size * n makes curl stop with CURLE_WRITE_ERROR. */
	return ww_buf_add(body, p, size * n) ? 0 : size * n;
}

static void set_options(CURL *curl, const char *url, struct ww_buf *body, char *words)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, SECONDS_MAX);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION " (+" CLI_ABOUT_URL ")");
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long) CLI_BODY_MAX);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
}

static int keep_answer(CURL *curl, const char *url, struct cli_document *ret, struct ww_err *err)
{
	const char *type = NULL, *where = NULL;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &where);
	if (status < 200 || status > 299)
		return ww_err_set(err, -EBADMSG, "%s: the server answered %ld", url, status);
	if (ww_str_set(&ret->url, ww_str(where ? where : url)) ||
		(type && ww_str_set(&ret->content_type, ww_str(type))))
		return ww_err_set(err, -ENOMEM, "out of memory");
	return 0;
}

static int get(const char *url, struct cli_document *ret, struct ww_err *err)
{
	WW_AUTO(curl) CURL *curl = curl_easy_init();
	char words[CURL_ERROR_SIZE] = "";
	CURLcode code;

	if (!curl)
		return ww_err_set(err, -ENOMEM, "out of memory");
	set_options(curl, url, &ret->body, words);
	code = curl_easy_perform(curl);
	if (ret->body.err || code == CURLE_FILESIZE_EXCEEDED)
		return ww_err_set(err, -EFBIG, "%s: larger than %u MiB", url, CLI_BODY_MAX >> 20);
	if (code != CURLE_OK)
		return ww_err_set(err, -EIO, "%s: %s", url, *words ? words : curl_easy_strerror(code));
	return keep_answer(curl, url, ret, err);
}

int cli_fetch(const char *what, struct cli_document *ret, struct ww_err *err)
{
	*ret = (struct cli_document){ .body = WW_BUF(CLI_BODY_MAX) };
	if (feed_url_is_http(ww_str(what)))
		return get(what, ret, err);
	return read_file(what, &ret->body, err);
}
