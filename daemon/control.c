/* SPDX-License-Identifier: MIT */
#include "daemon/control.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 16
#define PAUSE_S 1 /* until a connection that there was no descriptor for is tried again */

struct wwd_control {
	struct evhttp *http;             /* owned; owns the listener */
	struct wwd_control_calls calls;
	char *path;                      /* owned: the socket to remove, NULL if it is not ours */
};

static void reply(struct evhttp_request *req, int http, json_t *body)
{
	struct evbuffer *out = evbuffer_new();
	char *text = body ? json_dumps(body, JSON_INDENT(2)) : NULL;

	json_decref(body);
	if (!out || !text) {
		evhttp_send_error(req, HTTP_INTERNAL, "out of memory");
	} else {
		evhttp_add_header(evhttp_request_get_output_headers(req), "Content-Type", "application/json");
		evbuffer_add_printf(out, "%s\n", text);
		evhttp_send_reply(req, http, NULL, out);
	}
	free(text);
	if (out)
		evbuffer_free(out);
}

static void on_status(struct evhttp_request *req, void *data)
{
	struct wwd_control *c = data;
	int http = HTTP_OK;
	json_t *body;

	if (evhttp_request_get_command(req) != EVHTTP_REQ_GET) {
		reply(req, HTTP_BADMETHOD, json_pack("{s:s}", "message", "use GET"));
		return;
	}
	body = c->calls.status(c->calls.arg, &http);
	reply(req, http, body);
}

static void on_reload(struct evhttp_request *req, void *data)
{
	struct wwd_control *c = data;
	int http = HTTP_OK;
	json_t *body;

	if (evhttp_request_get_command(req) != EVHTTP_REQ_POST) {
		reply(req, HTTP_BADMETHOD, json_pack("{s:s}", "message", "use POST"));
		return;
	}
	body = c->calls.reload(c->calls.arg, &http);
	reply(req, http, body);
}

static void on_other(struct evhttp_request *req, void *data)
{
	(void) data;
	reply(req, HTTP_NOTFOUND, json_pack("{s:s}", "message", "there is /v1/status and /v1/reload"));
}

static void on_resume(evutil_socket_t fd, short what, void *data)
{
	(void) fd;
	(void) what;
	evconnlistener_enable(data);
}

/* Without a free descriptor a connection stays in the queue, and the socket ready: the loop would do nothing else. */
static void on_accept_error(struct evconnlistener *listener, void *data)
{
	static const struct timeval pause = { PAUSE_S, 0 };

	(void) data; /* evhttp's */
	if (!event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, on_resume, listener, &pause))
		evconnlistener_disable(listener);
}

/* Only a socket, only ours, and only one that nobody answers on is removed. */
static int clear_stale(const char *path, const struct sockaddr_un *addr, struct ww_err *err)
{
	struct stat st;
	int fd, rc;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : ww_err_set(err, -errno, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		return ww_err_set(err, -EEXIST, "%s is in the way: it is not a socket of ours", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ww_err_set(err, -errno, "cannot make a socket: %s", strerror(errno));
	rc = connect(fd, (const struct sockaddr *) addr, sizeof(*addr));
	close(fd);
	if (!rc)
		return ww_err_set(err, -EADDRINUSE, "another wirewatchd answers on %s", path);
	return unlink(path) ? ww_err_set(err, -errno, "cannot remove %s: %s", path, strerror(errno)) : 0;
}

static int bind_path(struct wwd_control *c, const char *path, int *ret_fd, struct ww_err *err)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	mode_t old;
	int fd, rc;

	if (strlen(path) >= sizeof(addr.sun_path))
		return ww_err_set(err, -ENAMETOOLONG, "the path of the control socket is too long: %s", path);
	memcpy(addr.sun_path, path, strlen(path) + 1);
	rc = clear_stale(path, &addr, err);
	if (rc)
		return rc;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ww_err_set(err, -errno, "cannot make a socket: %s", strerror(errno));
	old = umask(0177);
	rc = bind(fd, (const struct sockaddr *) &addr, sizeof(addr));
	umask(old);
	if (!rc) {
		c->path = strdup(path);
		rc = listen(fd, BACKLOG);
	}
	if (rc || !c->path) {
		rc = ww_err_set(err, rc ? -errno : -ENOMEM, "cannot listen on %s: %s", path, strerror(errno));
		close(fd);
		return rc;
	}
	*ret_fd = fd;
	return 0;
}

int wwd_control_create(struct event_base *base, int fd, const char *path, const struct wwd_control_calls *calls,
	struct wwd_control **ret, struct ww_err *err)
{
	WW_AUTO(wwd_control) struct wwd_control *c = calloc(1, sizeof(*c));
	struct evhttp_bound_socket *bound;
	int rc;

	if (!c)
		return -ENOMEM;
	c->calls = *calls;
	c->http = evhttp_new(base);
	if (!c->http)
		return -ENOMEM;
	evhttp_set_allowed_methods(c->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_max_body_size(c->http, WWD_CONTROL_BODY_MAX);
	evhttp_set_max_headers_size(c->http, WWD_CONTROL_BODY_MAX);
	evhttp_set_timeout(c->http, WWD_CONTROL_TIMEOUT);
	if (evhttp_set_cb(c->http, "/v1/status", on_status, c) || evhttp_set_cb(c->http, "/v1/reload", on_reload, c))
		return -ENOMEM;
	evhttp_set_gencb(c->http, on_other, c);
	if (fd < 0) {
		rc = bind_path(c, path, &fd, err);
		if (rc)
			return rc;
	} else {
		evutil_make_socket_nonblocking(fd);
	}
	bound = evhttp_accept_socket_with_handle(c->http, fd);
	if (!bound) {
		close(fd);
		return ww_err_set(err, -EIO, "cannot accept on the control socket");
	}
	evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(bound), on_accept_error);
	*ret = ww_steal(&c);
	return 0;
}

void wwd_control_destroy(struct wwd_control *c)
{
	if (!c)
		return;
	if (c->http)
		evhttp_free(c->http);
	if (c->path)
		unlink(c->path);
	free(c->path);
	free(c);
}
