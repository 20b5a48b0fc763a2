/* SPDX-License-Identifier: MIT */
/*
 * libcurl keeps the header lines of the last response apart from those of
 * interim responses and from trailers, whatever a server calls its trailers.
 */
#include "daemon/fetcher_private.h"
#include "daemon/policy.h"

#define JOINED_MAX (64u << 10)

const char *wwd_header_last(CURL *easy, const char *name)
{
	struct curl_header *h;

	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &h))
		return NULL;
	/* amount counts the lines of this name, and all of them are reachable. */
	if (h->amount > 1 && curl_easy_header(easy, name, h->amount - 1, CURLH_HEADER, -1, &h))
		return NULL;
	return h->value;
}

int wwd_header_join(CURL *easy, const char *name, char **ret)
{
	WW_AUTO(buf) struct ww_buf out = WW_BUF(JOINED_MAX);
	struct curl_header *h;
	char *joined;

	for (size_t i = 0; !curl_easy_header(easy, name, i, CURLH_HEADER, -1, &h); i++) {
		size_t n = out.n;

		if (n)
			ww_buf_adds(&out, ", ");
		ww_buf_adds(&out, h->value);
		if (out.err == -EFBIG) {
			out.err = 0;
			out.n = n;
			out.v[n] = '\0';
			break;
		}
	}
	joined = ww_buf_detach(&out);
	if (!joined)
		return -ENOMEM;
	*ret = joined;
	return 0;
}

bool wwd_header_coding_ok(CURL *easy, char ret[32])
{
	static const struct ww_str known[] = { WW_STR("gzip"), WW_STR("x-gzip"), WW_STR("deflate") };
	struct curl_header *h;
	size_t codings = 0;

	for (size_t i = 0; !curl_easy_header(easy, "Content-Encoding", i, CURLH_HEADER, -1, &h); i++) {
		struct ww_str rest = ww_str(h->value), part;

		while (ww_str_split(&rest, ',', &part)) {
			bool ours = false;

			part = ww_str_trim(part);
			if (!part.n || ww_str_eq_ci(part, WW_STR("identity")))
				continue;
			for (size_t k = 0; k < WW_ARRAY_LEN(known); k++)
				ours = ours || ww_str_eq_ci(part, known[k]);
			/* A second coding is never right, and a bomb in a bomb is 1000 times larger. */
			if (!ours || ++codings > 1) {
				snprintf(ret, 32, "%.*s", WW_STR_ARG(part));
				return false;
			}
		}
	}
	return true;
}

/* Validators are sent back byte for byte, so what could break a request is dropped. 0 or -ENOMEM. */
static int copy_validator(CURL *easy, const char *name, char **ret)
{
	const char *value = wwd_header_last(easy, name);

	if (!value || strlen(value) > WWD_FETCH_VALIDATOR_MAX)
		return ww_str_set(ret, WW_STR(""));
	for (const char *p = value; *p; p++)
		if (((unsigned char) *p < 0x20 && *p != '\t') || *p == 0x7f)
			return ww_str_set(ret, WW_STR(""));
	return ww_str_set(ret, ww_str(value));
}

int wwd_header_read(CURL *easy, bool validators, struct wwd_fetch_result *ret)
{
	WW_AUTO(str) char *cache_control = NULL;
	const char *date = wwd_header_last(easy, "Date"), *retry_after, *type;
	int64_t now = time(NULL);
	int rc = 0;

	if (validators)
		rc = copy_validator(easy, "ETag", &ret->etag);
	if (!rc && validators)
		rc = copy_validator(easy, "Last-Modified", &ret->last_modified);
	if (!rc)
		rc = wwd_header_join(easy, "Cache-Control", &cache_control);
	if (rc)
		return rc;
	type = wwd_header_last(easy, "Content-Type");
	rc = ww_str_set(&ret->content_type, ww_str(type ? type : ""));
	if (rc)
		return rc;

	ret->fresh_for = wwd_policy_fresh_for(&(struct wwd_cache_headers){
		.cache_control = cache_control,
		.expires = wwd_header_last(easy, "Expires"),
		.date = date,
		.received = now,
		.age = wwd_header_last(easy, "Age"),
	}, &ret->no_store);
	retry_after = wwd_header_last(easy, "Retry-After");
	ret->retry_after = retry_after ? wwd_policy_retry_after(retry_after, date, now) : -1;
	return 0;
}
