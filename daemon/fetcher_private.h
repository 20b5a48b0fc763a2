/* SPDX-License-Identifier: MIT */
/**
 * daemon/fetcher_private.h - what the files of the fetcher share.
 *
 *	fetcher.c           create, destroy, get; one request from its start to its result
 *	fetcher_hop.c       one hop: the easy handle, its callbacks, and where a redirect leads
 *	fetcher_queue.c     whose turn it is: caps per host and in all, spacing
 *	fetcher_socket.c    libcurl's sockets and timer on libevent
 *	fetcher_headers.c   what the header lines say
 *	fetcher_explain.c   what became of it, in words
 *	fetcher_guard.c     addresses      fetcher_url.c  URLs      fetcher_proxy.c  proxies
 */
#ifndef WWD_FETCHER_PRIVATE_H
#define WWD_FETCHER_PRIVATE_H

#include "base/array.h"
#include "daemon/fetcher.h"
#include "daemon/fetcher_guard.h"
#include "daemon/fetcher_proxy.h"
#include "daemon/fetcher_url.h"

#include <curl/curl.h>
#include <sys/queue.h>

#define WWD_FETCH_IGNORED_MAX (256u << 10) /* bytes that are read of a body nobody wants */
#define WWD_FETCH_BUCKETS     1024

/** Why we ended a transfer ourselves. */
enum wwd_stop {
	WWD_STOP_NONE,
	WWD_STOP_HEADERS, /* more than WWD_FETCH_HEADERS_MAX */
	WWD_STOP_BODY,    /* more than max_size */
	WWD_STOP_CODING,  /* a content coding that we did not ask for, or several */
	WWD_STOP_ADDRESS, /* refused by the guard */
	WWD_STOP_IGNORED, /* enough of a body that is thrown away anyway */
	WWD_STOP_MEMORY,
};

struct wwd_host;

/** One request, from wwd_fetcher_get() to its callback. */
struct wwd_fetch {
	TAILQ_ENTRY(wwd_fetch) link;  /* in host->waiting or fetcher->running */
	struct wwd_fetcher *fetcher;
	struct wwd_host *host;        /* where it waits or runs; one reference */
	bool running;

	/* What was asked for. */
	struct wwd_url first;         /* as configured, with the credentials */
	char *etag, *last_modified, *user_agent, *proxy; /* owned; "" if none */
	uint64_t max_size;
	bool allow_private, tls_insecure, http1;
	wwd_fetch_fn *fn;
	void *arg;

	/* The chain so far. */
	struct wwd_url at;            /* the hop that runs or waits */
	unsigned hops;                /* redirects followed */
	bool moving;                  /* all of them permanent */
	char *moved_to;               /* owned, may be NULL */
	enum wwd_reach home;          /* how private the first hop's address is */
	int64_t left_ms;              /* of the deadline, when this hop began */
	int64_t began_ms, hop_began_ms;
	size_t header_bytes;

	/* This hop. */
	CURL *easy;
	struct curl_slist *headers;
	bool proxied;
	bool complete_head;           /* the final status and all its header lines are there */
	enum wwd_stop stop;
	enum wwd_reach refused;       /* with WWD_STOP_ADDRESS: what the address was */
	char coding[32];              /* with WWD_STOP_CODING: which */
	uint64_t ignored;             /* bytes of body thrown away */
	struct ww_buf body;
	char curl_says[CURL_ERROR_SIZE];
};

TAILQ_HEAD(wwd_fetch_list, wwd_fetch);

/** All requests of one host name, whatever the port and scheme. */
struct wwd_host {
	TAILQ_ENTRY(wwd_host) ready;   /* in fetcher->ready if is_ready */
	TAILQ_ENTRY(wwd_host) cooling; /* in fetcher->cooling if is_cooling */
	LIST_ENTRY(wwd_host) bucket;
	struct wwd_fetch_list waiting;
	unsigned running;
	int64_t free_at_ms;            /* no start before; with is_cooling */
	bool is_ready, is_cooling;
	char *name;
};

struct wwd_fetcher {
	struct event_base *base;       /* borrowed */
	CURLM *multi;
	struct event *curl_timer;
	struct event *turn;            /* fires when a request may have its turn */
	struct wwd_fetch_list running;
	size_t n_running, n_busy;
	TAILQ_HEAD(, wwd_host) ready, cooling;
	LIST_HEAD(, wwd_host) hosts[WWD_FETCH_BUCKETS];
	struct wwd_proxies proxies;
	char *user_agent, *ca_file, *public_host; /* owned; ca_file and public_host may be NULL */
	bool drop_ca_path;
	uint64_t max_size;
	int64_t spacing_ms, deadline_ms, connect_ms;
	unsigned stall_seconds;
	bool (*has_route)(void);

	/*
	 * Whether no name resolves any more is a matter of all of them: libcurl
	 * does not say why a look-up failed. Hosts in a row, different ones.
	 */
	unsigned lost_names;
	char *lost_name;               /* the last of them */
};

/** Milliseconds of the monotonic clock. */
int64_t wwd_fetch_clock(void);

/* fetcher.c */

/** The transfer of the current hop ended with code. Follows a redirect, or calls back and frees r. */
void wwd_fetch_done(struct wwd_fetch *r, CURLcode code);
/** End it wherever it is, without a callback. */
void wwd_fetch_destroy(struct wwd_fetch *r);

/* fetcher_hop.c */

/**
 * Begin the hop to r->at: set up the easy handle and give it to libcurl.
 * 0, -ENOMEM, or -EPERM when the guard refuses the host; r->stop is set
 * then, and the caller says CURLE_ABORTED_BY_CALLBACK to wwd_fetch_done().
 */
int wwd_hop_start(struct wwd_fetch *r);
/** Take it back, running or not. Idempotent. */
void wwd_hop_end(struct wwd_fetch *r);
/**
 * Does the answer lead elsewhere? 1 and r->at is the next hop; 0: no
 * redirect; -ELOOP, -EPERM, -EINVAL: one that is not followed (err); -ENOMEM.
 */
int wwd_hop_redirect(struct wwd_fetch *r, int status, struct ww_err *err);

/* fetcher_queue.c */

/** Queue r for the host of r->at; front: before the others of that host. 0 or -ENOMEM. */
int wwd_queue_add(struct wwd_fetch *r, bool front);
/** r does not wait or run any more. Idempotent. */
void wwd_queue_remove(struct wwd_fetch *r);
/** Start whom the limits allow, and set the timer for the next. */
void wwd_queue_turn(struct wwd_fetcher *f);
/** Have wwd_queue_turn() called by the loop. */
void wwd_queue_kick(struct wwd_fetcher *f);
/** Destroy the requests that wait, and the hosts; none is running. */
void wwd_queue_finish(struct wwd_fetcher *f);

/* fetcher_socket.c */

int wwd_socket_init(struct wwd_fetcher *f);
void wwd_socket_finish(struct wwd_fetcher *f);

/* fetcher_headers.c */

/** All lines of that name joined by ", "; "" if none. 0 or -ENOMEM. */
int wwd_header_join(CURL *easy, const char *name, char **ret);
/** The last line of that name; NULL if none; valid until the handle is used again. */
const char *wwd_header_last(CURL *easy, const char *name);
/** Is the Content-Encoding one we asked for? Else the offending name is copied to ret. */
bool wwd_header_coding_ok(CURL *easy, char ret[32]);
/**
 * Fill in what the answer says about itself: type, freshness, Retry-After and,
 * if it is one that may be asked about again, its validators. 0 or -ENOMEM.
 */
int wwd_header_read(CURL *easy, bool validators, struct wwd_fetch_result *ret);

/* fetcher_explain.c */

/** The kind of a transfer that ended with code and status (0: none), and why in words. */
enum wwd_fetch_kind wwd_fetch_explain(struct wwd_fetch *r, CURLcode code, int status, struct ww_err *err);

#endif
