/* SPDX-License-Identifier: MIT */
/*
 * Runs the fetcher without the daemon, for tests/e2e/test_fetch.py.
 *
 *	fetch-driver '{"deadline_ms": 1000}' < requests > results
 *
 * The argument has the fetcher's options. A line of standard input is a
 * request (the members of struct wwd_fetch_request, and "id"), or a command:
 * {"wait": true} until all requests so far are done, {"pause_ms": N}, or
 * {"destroy": true} at once. A line of standard output is a result.
 */
#include "daemon/fetcher.h"

#include "base/array.h"

#include <jansson.h>

static bool no_route(void)
{
	return false;
}

static bool some_route(void)
{
	return true;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double) ts.tv_sec + (double) ts.tv_nsec / 1e9;
}

static const char *text(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static int64_t number(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static bool truth(const json_t *o, const char *name)
{
	return json_is_true(json_object_get(o, name));
}

static void print(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
}

/* Bytes as code points, so that every byte survives JSON. */
static json_t *latin1(const char *p, size_t n)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(SIZE_MAX / 2);

	for (size_t i = 0; i < n; i++)
		ww_buf_add_cp(&b, (unsigned char) p[i]);
	return json_stringn_nocheck(ww_buf_cstr(&b), b.n);
}

static void on_result(void *arg, struct wwd_fetch_result *r)
{
	static const char *const kinds[] = { "ok", "unchanged", "http", "network", "offline", "limit" };
	json_t *id = arg, *line = json_object();

	json_object_set(line, "id", id);
	json_object_set_new(line, "kind", json_string(kinds[r->kind]));
	json_object_set_new(line, "status", json_integer(r->status));
	json_object_set_new(line, "size", json_integer((json_int_t) r->body.n));
	json_object_set_new(line, "body", latin1(r->body.v, ww_min(r->body.n, (size_t) 1000)));
	json_object_set_new(line, "url", latin1(r->url, strlen(r->url)));
	json_object_set_new(line, "moved_to", latin1(r->moved_to, strlen(r->moved_to)));
	json_object_set_new(line, "content_type", latin1(r->content_type, strlen(r->content_type)));
	json_object_set_new(line, "etag", latin1(r->etag, strlen(r->etag)));
	json_object_set_new(line, "last_modified", latin1(r->last_modified, strlen(r->last_modified)));
	json_object_set_new(line, "fresh_for", json_integer(r->fresh_for));
	json_object_set_new(line, "retry_after", json_integer(r->retry_after));
	json_object_set_new(line, "no_store", json_boolean(r->no_store));
	json_object_set_new(line, "error", latin1(r->error, strlen(r->error)));
	json_object_set_new(line, "seconds", json_real(r->seconds));
	json_object_set_new(line, "at", json_real(now()));
	print(line);
}

static void start(struct wwd_fetcher *f, json_t *o)
{
	const struct wwd_fetch_request req = {
		.url = text(o, "url"),
		.etag = text(o, "etag"),
		.last_modified = text(o, "last_modified"),
		.user_agent = text(o, "user_agent"),
		.proxy = text(o, "proxy"),
		.max_size = (uint64_t) number(o, "max_size"),
		.allow_private = truth(o, "allow_private"),
		.tls_insecure = truth(o, "tls_insecure"),
		.http1 = truth(o, "http1"),
	};
	json_t *id = json_object_get(o, "id");
	struct ww_err err = { 0 };

	if (wwd_fetcher_get(f, &req, on_result, id, &err))
		print(json_pack("{s:O?, s:s, s:s}", "id", id, "kind", "refused", "error", err.text));
}

static void run(struct event_base *base, struct wwd_fetcher *f, double until)
{
	while (until > 0 ? now() < until : wwd_fetcher_busy(f) > 0) {
		struct timeval tick = { .tv_usec = 20000 };

		event_base_loopexit(base, &tick);
		event_base_loop(base, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY);
	}
}

static void obey(struct event_base *base, struct wwd_fetcher **f, json_t *o)
{
	double began = now();

	if (truth(o, "wait")) {
		run(base, *f, 0);
	} else if (number(o, "pause_ms")) {
		run(base, *f, began + (double) number(o, "pause_ms") / 1000);
	} else if (truth(o, "destroy")) {
		wwd_fetcher_destroy(ww_steal(f));
		print(json_pack("{s:s, s:f}", "kind", "destroyed", "seconds", now() - began));
	} else {
		start(*f, o);
	}
}

int main(int argc, char **argv)
{
	json_t *o = json_loads(argc > 1 ? argv[1] : "{}", 0, NULL);
	const struct wwd_fetcher_opts opts = {
		.user_agent = text(o, "user_agent"),
		.proxy = text(o, "proxy"),
		.max_size = (uint64_t) number(o, "max_size"),
		.time_scale = json_number_value(json_object_get(o, "time_scale")),
		.host_spacing_ms = number(o, "host_spacing_ms"),
		.deadline_ms = (unsigned) number(o, "deadline_ms"),
		.connect_ms = (unsigned) number(o, "connect_ms"),
		.stall_seconds = (unsigned) number(o, "stall_seconds"),
		.ca_file = text(o, "ca_file"),
		.public_host = text(o, "public_host"),
		.has_route = truth(o, "no_route") ? no_route : some_route,
	};
	struct event_base *base = event_base_new();
	WW_AUTO(wwd_fetcher) struct wwd_fetcher *f = NULL;
	json_t *requests = json_array(); /* the results refer to their ids */
	struct ww_err err = { 0 };
	char *line = NULL;
	size_t cap = 0;

	if (!base || !o || wwd_fetcher_create(base, &opts, &f, &err)) {
		fprintf(stderr, "fetch-driver: %s\n", err.text);
		return 1;
	}
	while (f && getline(&line, &cap, stdin) > 0) {
		json_t *request = json_loads(line, 0, NULL);

		if (!request) {
			fprintf(stderr, "fetch-driver: not JSON: %s", line);
			return 1;
		}
		json_array_append_new(requests, request);
		obey(base, &f, request);
	}
	if (f)
		run(base, f, 0);
	wwd_fetcher_destroy(ww_steal(&f));
	event_base_free(base);
	free(line);
	json_decref(requests);
	json_decref(o);
	return 0;
}
