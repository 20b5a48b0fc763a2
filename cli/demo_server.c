/* SPDX-License-Identifier: MIT */
/*
 * Feeds over HTTP on the loopback interface, with validators: most polls are
 * answered "unchanged", as in the real world.
 */
#include "cli/demo.h"

#include "base/timetext.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <jansson.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define STEPS_MAX 16
#define BODY_MAX (1u << 20)
#define OLD (2 * 3600) /* seconds: age of what was there before */

struct demo_server {
	struct evhttp *http;
	unsigned port, step;
	int64_t times[STEPS_MAX]; /* when each step was published */
	struct demo_traffic traffic;
};

static void add_escaped(struct ww_buf *out, const char *text)
{
	for (; *text; text++)
		if (*text == '&')
			ww_buf_adds(out, "&amp;");
		else if (*text == '<')
			ww_buf_adds(out, "&lt;");
		else
			ww_buf_addc(out, *text);
}

static void add_element(struct ww_buf *out, const char *name, const char *text)
{
	ww_buf_addf(out, "<%s>", name);
	add_escaped(out, text);
	ww_buf_addf(out, "</%s>\n", name);
}

/* RSS has dates of its own; the others use RFC 3339. */
static void add_rss_date(struct ww_buf *out, int64_t t)
{
	time_t clock = (time_t) t;
	struct tm tm;
	char text[64];

	if (gmtime_r(&clock, &tm) && strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm))
		add_element(out, "pubDate", text);
}

/* Was item i published by now, and not rewritten since? */
static bool is_current(const struct demo_server *s, size_t outlet, size_t i)
{
	const struct demo_item *it = &demo_items[i];

	if (it->outlet != outlet || it->step > s->step)
		return false;
	for (size_t k = i + 1; k < demo_n_items; k++)
		if (demo_items[k].step <= s->step && !strcmp(demo_items[k].guid, it->guid))
			return false;
	return true;
}

static void rss_item(struct ww_buf *out, const struct demo_item *it, int64_t t, unsigned port)
{
	ww_buf_addf(out, "<item>\n<guid isPermaLink=\"false\">%s</guid>\n", it->guid);
	ww_buf_addf(out, "<link>http://127.0.0.1:%u/%s.html</link>\n", port, it->guid);
	add_element(out, "title", it->title);
	add_element(out, "description", it->text);
	add_rss_date(out, t);
	ww_buf_adds(out, "</item>\n");
}

static void atom_item(struct ww_buf *out, const struct demo_item *it, int64_t t, unsigned port)
{
	char date[WW_RFC3339_MAX];

	ww_time_rfc3339(t, date);
	ww_buf_addf(out, "<entry>\n<id>urn:demo:%s</id>\n", it->guid);
	ww_buf_addf(out, "<link href=\"http://127.0.0.1:%u/%s.html\"/>\n", port, it->guid);
	add_element(out, "title", it->title);
	add_element(out, "summary", it->text);
	add_element(out, "published", date);
	add_element(out, "updated", date);
	ww_buf_adds(out, "</entry>\n");
}

static void add_xml(const struct demo_server *s, size_t outlet, struct ww_buf *out)
{
	const struct demo_outlet *o = &demo_outlets[outlet];
	bool rss = o->format == DEMO_RSS;
	void (*add)(struct ww_buf * to, const struct demo_item *it, int64_t t, unsigned port) =
	        rss ? rss_item : atom_item;

	ww_buf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	ww_buf_addf(out,
	        rss ? "<rss version=\"2.0\">\n<channel>\n<link>http://127.0.0.1:%u/</link>\n"
	            : "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>http://127.0.0.1:%u/</id>\n",
	        s->port);
	add_element(out, "title", o->title);
	if (rss)
		add_element(out, "language", o->lang);
	/* Newest first, as feeds are. */
	for (size_t i = demo_n_items; i-- > 0;)
		if (is_current(s, outlet, i))
			add(out, &demo_items[i], s->times[demo_items[i].step], s->port);
	ww_buf_adds(out, rss ? "</channel>\n</rss>\n" : "</feed>\n");
}

static json_t *json_item(const struct demo_item *it, int64_t t, unsigned port)
{
	char date[WW_RFC3339_MAX], url[128];

	ww_time_rfc3339(t, date);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/%s.html", port, it->guid);
	return json_pack("{ss ss ss ss ss ss}", "id", it->guid, "url", url, "title", it->title,
	        "content_text", it->text, "language", it->lang, "date_published", date);
}

static void add_json(const struct demo_server *s, size_t outlet, struct ww_buf *out)
{
	json_t *items = json_array(), *feed;
	char *text;

	for (size_t i = demo_n_items; i-- > 0;)
		if (is_current(s, outlet, i))
			json_array_append_new(
			        items, json_item(&demo_items[i], s->times[demo_items[i].step], s->port));
	feed = json_pack("{ss ss so}", "version", "https://jsonfeed.org/version/1.1", "title",
	        demo_outlets[outlet].title, "items", items);
	text = feed ? json_dumps(feed, JSON_INDENT(1)) : NULL;
	ww_buf_adds(out, text ? text : "{}");
	free(text);
	json_decref(feed);
}

static void send_feed(struct demo_server *s, struct evhttp_request *req, size_t outlet)
{
	static const char *const types[] = { "application/rss+xml", "application/atom+xml",
		"application/feed+json" };
	const char *asked = evhttp_find_header(evhttp_request_get_input_headers(req), "If-None-Match");
	struct evkeyvalq *headers = evhttp_request_get_output_headers(req);
	WW_AUTO(buf) struct ww_buf body = WW_BUF(BODY_MAX);
	unsigned latest = 0;
	char etag[32];

	for (size_t i = 0; i < demo_n_items; i++)
		if (is_current(s, outlet, i))
			latest = ww_max(latest, demo_items[i].step);
	snprintf(etag, sizeof(etag), "\"step-%u\"", latest);
	evhttp_add_header(headers, "ETag", etag);
	s->traffic.requests++;
	if (asked && !strcmp(asked, etag)) {
		s->traffic.unchanged++;
		evhttp_send_reply(req, 304, "Not Modified", NULL);
		return;
	}
	if (demo_outlets[outlet].format == DEMO_JSON)
		add_json(s, outlet, &body);
	else
		add_xml(s, outlet, &body);
	evhttp_add_header(headers, "Content-Type", types[demo_outlets[outlet].format]);
	evbuffer_add(evhttp_request_get_output_buffer(req), ww_buf_cstr(&body), body.n);
	evhttp_send_reply(req, 200, "OK", NULL);
}

static void on_request(struct evhttp_request *req, void *arg)
{
	const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(req));

	for (size_t i = 0; path && i < demo_n_outlets; i++)
		if (!strcmp(path, demo_outlets[i].path)) {
			send_feed(arg, req, i);
			return;
		}
	evhttp_send_error(req, HTTP_NOTFOUND, NULL);
}

static int listen_anywhere(struct demo_server *s)
{
	struct evhttp_bound_socket *sock = evhttp_bind_socket_with_handle(s->http, "127.0.0.1", 0);
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);

	if (!sock || getsockname(evhttp_bound_socket_get_fd(sock), (struct sockaddr *) &addr, &len))
		return -errno;
	s->port = ntohs(addr.sin_port);
	return 0;
}

int demo_server_create(struct event_base *base, int64_t now, struct demo_server **ret, struct ww_err *err)
{
	WW_AUTO(demo_server) struct demo_server *s = calloc(1, sizeof(*s));
	int rc;

	assert(demo_n_steps < STEPS_MAX);
	if (!s || !(s->http = evhttp_new(base)))
		return ww_err_set(err, -ENOMEM, "out of memory");
	rc = listen_anywhere(s);
	if (rc)
		return ww_err_set(err, rc, "cannot listen on 127.0.0.1: %s", strerror(-rc));
	evhttp_set_allowed_methods(s->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_gencb(s->http, on_request, s);
	s->times[0] = now - OLD;
	*ret = ww_steal(&s);
	return 0;
}

void demo_server_destroy(struct demo_server *s)
{
	if (!s)
		return;
	if (s->http)
		evhttp_free(s->http);
	free(s);
}

unsigned demo_server_port(const struct demo_server *s)
{
	return s->port;
}

void demo_server_publish(struct demo_server *s, unsigned step, int64_t now)
{
	s->step = step;
	s->times[step] = now;
}

struct demo_traffic demo_server_traffic(const struct demo_server *s)
{
	return s->traffic;
}
