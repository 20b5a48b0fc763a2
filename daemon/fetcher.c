/* SPDX-License-Identifier: MIT */
#include "daemon/fetcher_private.h"

#include <unistd.h>

/* What a result's strings are when there is no memory for them: never NULL, never freed. */
static char nothing[] = "";

int64_t wwd_fetch_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void wwd_fetch_destroy(struct wwd_fetch *r)
{
	wwd_hop_end(r);
	wwd_queue_remove(r);
	if (r->fetcher)
		r->fetcher->n_busy--;
	wwd_url_finish(&r->first);
	wwd_url_finish(&r->at);
	ww_buf_finish(&r->body);
	free(r->etag);
	free(r->last_modified);
	free(r->user_agent);
	free(r->proxy);
	free(r->moved_to);
	free(r);
}
WW_DEFINE_AUTO(struct wwd_fetch *, fetch, wwd_fetch_destroy)

static void free_text(char **text)
{
	if (*text != nothing)
		free(*text);
	*text = nothing;
}

static void no_null(char **text)
{
	if (!*text)
		*text = nothing;
}

void wwd_fetch_result_finish(struct wwd_fetch_result *r)
{
	ww_buf_finish(&r->body);
	free_text(&r->url);
	free_text(&r->moved_to);
	free_text(&r->content_type);
	free_text(&r->etag);
	free_text(&r->last_modified);
	free_text(&r->error);
}
WW_DEFINE_AUTO_FINISH(struct wwd_fetch_result, result, wwd_fetch_result_finish)

/* Everything of the result but kind, status and error. */
static void fill_result(struct wwd_fetch *r, struct wwd_fetch_result *res)
{
	bool good = res->kind == WWD_FETCH_OK || res->kind == WWD_FETCH_UNCHANGED;
	bool partial = res->kind == WWD_FETCH_NETWORK && r->complete_head;

	if (res->kind == WWD_FETCH_OK || partial) {
		res->body = r->body;
		r->body = WW_BUF(0);
	}
	res->retry_after = -1;
	if (r->easy && (good || res->kind == WWD_FETCH_HTTP) && wwd_header_read(r->easy, good, res)) {
		res->kind = WWD_FETCH_LIMIT;
		ww_buf_finish(&res->body);
	}
	res->url = ww_str_dup(ww_str(r->at.text));
	if (good && r->moved_to)
		res->moved_to = ww_steal(&r->moved_to);
	res->seconds = (double) (wwd_fetch_clock() - r->began_ms) / 1000;
}

/* The end of r: result, callback. */
static void deliver(struct wwd_fetch *gone, enum wwd_fetch_kind kind, int status, const struct ww_err *err)
{
	WW_AUTO(fetch) struct wwd_fetch *r = gone;
	WW_AUTO(result) struct wwd_fetch_result res = { .kind = kind, .status = status };
	wwd_fetch_fn *fn = r->fn;
	void *arg = r->arg;

	fill_result(r, &res);
	if (kind != WWD_FETCH_OK && kind != WWD_FETCH_UNCHANGED)
		res.error = ww_str_dup(ww_str(err->text));
	else if (res.kind == WWD_FETCH_LIMIT)
		res.error = ww_str_dup(WW_STR("out of memory"));
	no_null(&res.url);
	no_null(&res.moved_to);
	no_null(&res.content_type);
	no_null(&res.etag);
	no_null(&res.last_modified);
	no_null(&res.error);

	/* Before the callback, so that what it starts finds the place free and the connection reusable. */
	wwd_fetch_destroy(ww_steal(&r));
	fn(arg, &res);
}

/* To the next hop, which waits its turn at its host; time in the queue is not held against the deadline. */
static int move_on(struct wwd_fetch *r)
{
	bool same_host = !strcmp(r->host->name, r->at.host);

	r->left_ms -= wwd_fetch_clock() - r->hop_began_ms;
	wwd_hop_end(r);
	if (same_host)
		return wwd_hop_start(r);
	wwd_queue_remove(r);
	return wwd_queue_add(r, true);
}

void wwd_fetch_done(struct wwd_fetch *r, CURLcode code)
{
	struct ww_err err = { 0 };
	enum wwd_fetch_kind kind;
	long status = 0;
	int rc = 0;

	if (r->easy && r->complete_head)
		curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	if (r->complete_head && (!r->stop || r->stop == WWD_STOP_IGNORED))
		rc = wwd_hop_redirect(r, (int) status, &err);
	if (rc == 1) {
		if (!move_on(r))
			return;
		/* Refused before it began, or no memory: nothing was asked of this hop. */
		code = CURLE_ABORTED_BY_CALLBACK;
		rc = 0;
	}
	if (rc == -ENOMEM)
		r->stop = WWD_STOP_MEMORY;
	if (rc < 0 && rc != -ENOMEM)
		kind = WWD_FETCH_LIMIT;
	else
		kind = wwd_fetch_explain(r, code, (int) status, &err);
	deliver(r, kind, (int) status, &err);
}

static int copy_text(char **dst, const char *src)
{
	return ww_str_set(dst, ww_str(src ? src : ""));
}

int wwd_fetcher_get(struct wwd_fetcher *f, const struct wwd_fetch_request *req, wwd_fetch_fn *fn, void *arg,
	struct ww_err *err)
{
	WW_AUTO(fetch) struct wwd_fetch *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return -ENOMEM;
	r->fetcher = f;
	f->n_busy++;
	r->fn = fn;
	r->arg = arg;
	r->max_size = req->max_size ? req->max_size : f->max_size;
	r->body.max = r->max_size < SIZE_MAX / 4 ? (size_t) r->max_size : SIZE_MAX / 4;
	r->allow_private = req->allow_private;
	r->tls_insecure = req->tls_insecure;
	r->http1 = req->http1;
	r->moving = true;
	r->left_ms = f->deadline_ms;
	rc = copy_text(&r->etag, req->etag);
	if (!rc)
		rc = copy_text(&r->last_modified, req->last_modified);
	if (!rc)
		rc = copy_text(&r->user_agent, req->user_agent);
	if (!rc)
		rc = copy_text(&r->proxy, req->proxy);
	if (!rc)
		rc = wwd_url_parse(req->url, &r->first, err);
	if (!rc)
		rc = wwd_url_parse(r->first.text, &r->at, err);
	if (!rc)
		rc = wwd_queue_add(r, false);
	if (rc)
		return rc;
	wwd_queue_kick(f);
	ww_steal(&r);
	return 0;
}

size_t wwd_fetcher_busy(const struct wwd_fetcher *f)
{
	return f->n_busy;
}

static void on_turn(evutil_socket_t fd, short what, void *data)
{
	wwd_queue_turn(data);
}

static int64_t spacing_of(const struct wwd_fetcher_opts *opts)
{
	int64_t ms = opts->host_spacing_ms ? opts->host_spacing_ms : 1000;

	if (ms < 0)
		return 0;
	return opts->time_scale > 0 ? (int64_t) ((double) ms / opts->time_scale) : ms;
}

static int set_opts(struct wwd_fetcher *f, const struct wwd_fetcher_opts *opts)
{
	int rc;

	f->max_size = opts->max_size ? opts->max_size : WWD_FETCH_BODY_MAX;
	f->spacing_ms = spacing_of(opts);
	f->deadline_ms = opts->deadline_ms ? opts->deadline_ms : WWD_FETCH_DEADLINE * 1000;
	f->connect_ms = opts->connect_ms ? opts->connect_ms : WWD_FETCH_CONNECT * 1000;
	f->stall_seconds = opts->stall_seconds ? opts->stall_seconds : WWD_FETCH_STALL;
	f->has_route = opts->has_route ? opts->has_route : wwd_reach_has_route;
	rc = copy_text(&f->user_agent,
		opts->user_agent && *opts->user_agent ? opts->user_agent : WWD_USER_AGENT);
	if (!rc && opts->ca_file)
		rc = copy_text(&f->ca_file, opts->ca_file);
	if (!rc && opts->public_host)
		rc = copy_text(&f->public_host, opts->public_host);
	if (!rc)
		rc = wwd_proxies_init(&f->proxies, opts->proxy, getenv);
	return rc;
}

/* Without the bundle, the directory is all there is to verify with. */
static bool has_ca_bundle(const struct wwd_fetcher *f)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

	return f->ca_file || (v->cainfo && !access(v->cainfo, R_OK));
}

int wwd_fetcher_create(struct event_base *base, const struct wwd_fetcher_opts *opts, struct wwd_fetcher **ret,
	struct ww_err *err)
{
	WW_AUTO(wwd_fetcher) struct wwd_fetcher *f = calloc(1, sizeof(*f));
	int rc;

	if (!f)
		return -ENOMEM;
	f->base = base;
	TAILQ_INIT(&f->running);
	TAILQ_INIT(&f->ready);
	TAILQ_INIT(&f->cooling);
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return ww_err_set(err, -EIO, "libcurl cannot be initialised");
	rc = set_opts(f, opts);
	if (rc)
		return rc;
	f->drop_ca_path = has_ca_bundle(f);
	f->turn = event_new(base, -1, 0, on_turn, f);
	if (!f->turn)
		return -ENOMEM;
	rc = wwd_socket_init(f);
	if (rc)
		return rc;
	*ret = ww_steal(&f);
	return 0;
}

void wwd_fetcher_destroy(struct wwd_fetcher *f)
{
	struct wwd_fetch *r;

	if (!f)
		return;
	while ((r = TAILQ_FIRST(&f->running)))
		wwd_fetch_destroy(r);
	wwd_queue_finish(f);
	wwd_socket_finish(f);
	if (f->turn)
		event_free(f->turn);
	wwd_proxies_finish(&f->proxies);
	free(f->user_agent);
	free(f->ca_file);
	free(f->public_host);
	free(f->lost_name);
	free(f);
}
