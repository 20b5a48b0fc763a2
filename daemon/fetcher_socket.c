/* SPDX-License-Identifier: MIT */
/*
 * libcurl says which sockets it waits for and when it wants to be woken;
 * libevent does the waiting. Nothing here looks at all transfers at once.
 */
#include "daemon/fetcher_private.h"

static void finish_transfers(struct wwd_fetcher *f)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(f->multi, &left))) {
		struct wwd_fetch *r = NULL;
		CURLcode code = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **) &r);
		wwd_fetch_done(r, code);
	}
	wwd_queue_turn(f);
}

static void on_socket(evutil_socket_t fd, short what, void *data)
{
	struct wwd_fetcher *f = data;
	int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	int running;

	curl_multi_socket_action(f->multi, fd, action, &running);
	finish_transfers(f);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
	struct wwd_fetcher *f = data;
	int running;

	curl_multi_socket_action(f->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	finish_transfers(f);
}

static int watch_timer(CURLM *multi, long ms, void *data)
{
	struct wwd_fetcher *f = data;
	struct timeval tv = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	if (ms < 0)
		return event_del(f->curl_timer);
	return event_add(f->curl_timer, &tv);
}

/* sock is the event of this socket: ours to make, and libcurl's to keep for us. */
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *sock)
{
	struct wwd_fetcher *f = data;
	struct event *ev = sock;
	short flags = EV_PERSIST;

	if (what == CURL_POLL_REMOVE) {
		if (ev)
			event_free(ev);
		curl_multi_assign(f->multi, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		flags |= EV_READ;
	if (what & CURL_POLL_OUT)
		flags |= EV_WRITE;
	if (ev) {
		event_del(ev);
		if (event_assign(ev, f->base, fd, flags, on_socket, f))
			return -1;
	} else {
		ev = event_new(f->base, fd, flags, on_socket, f);
		if (!ev)
			return -1;
		curl_multi_assign(f->multi, fd, ev);
	}
	return event_add(ev, NULL);
}

int wwd_socket_init(struct wwd_fetcher *f)
{
	f->curl_timer = event_new(f->base, -1, 0, on_timer, f);
	f->multi = curl_multi_init();
	if (!f->curl_timer || !f->multi)
		return -ENOMEM;
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, watch_timer);
	curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
	/* Of idle connections, those of a burst are used again; more are not worth their descriptors. */
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long) WWD_FETCH_IN_FLIGHT);
	return 0;
}

void wwd_socket_finish(struct wwd_fetcher *f)
{
	if (f->multi)
		curl_multi_cleanup(f->multi);
	if (f->curl_timer)
		event_free(f->curl_timer);
	f->multi = NULL;
	f->curl_timer = NULL;
}
