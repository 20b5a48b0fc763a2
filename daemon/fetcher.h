/* SPDX-License-Identifier: MIT */
/**
 * daemon/fetcher.h - HTTP for feeds: libcurl's multi interface on libevent.
 *
 * One fetcher per event base. It fetches what it is told, when it is told,
 * within limits per host and in all; when to fetch is the scheduler's
 * business, and what an answer means for the next poll that of policy.h.
 * Body and headers are bounded, one absolute deadline covers all redirects,
 * addresses are checked after name resolution at every hop.
 */
#ifndef WWD_FETCHER_H
#define WWD_FETCHER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/product.h"

#include <event2/event.h>

#define WWD_USER_AGENT WW_USER_AGENT

#define WWD_FETCH_DEADLINE      30           /* seconds, the whole exchange with redirects */
#define WWD_FETCH_CONNECT       10           /* seconds for one connection */
#define WWD_FETCH_STALL         20           /* seconds below WWD_FETCH_STALL_SPEED */
#define WWD_FETCH_STALL_SPEED   100          /* bytes a second */
#define WWD_FETCH_REDIRECTS     5
#define WWD_FETCH_HEADERS_MAX   (256u << 10) /* bytes of all header lines, trailers and 1xx too */
#define WWD_FETCH_BODY_MAX      (16u << 20)  /* decoded bytes, unless the user says otherwise */
#define WWD_FETCH_VALIDATOR_MAX 1024         /* bytes; a longer ETag or Last-Modified is dropped */
#define WWD_FETCH_IN_FLIGHT     64
#define WWD_FETCH_PER_HOST      2

struct wwd_fetcher;

/** What became of a request. */
enum wwd_fetch_kind {
	WWD_FETCH_OK,        /* 200 (or 203, 226) with a complete body, which may be empty */
	WWD_FETCH_UNCHANGED, /* 304 to a conditional request; also an unasked 304 or a 204 */
	WWD_FETCH_HTTP,      /* another status: error names it */
	WWD_FETCH_NETWORK,   /* no usable answer: DNS, connect, TLS, time-out, cut off; error names it */
	/*
	 * Like NETWORK, and the cause is most likely on our side: the kernel has
	 * no route out, or three different names in a row did not resolve.
	 */
	WWD_FETCH_OFFLINE,
	WWD_FETCH_LIMIT,     /* too large, too many headers or redirects, refused by our rules */
};

struct wwd_fetch_request {
	const char *url;           /* http or https; may have user:pass */
	const char *etag;          /* sent verbatim, "" or NULL: none */
	const char *last_modified; /* sent verbatim */
	const char *user_agent;    /* NULL: the fetcher's */
	const char *proxy;         /* NULL: the fetcher's */
	uint64_t max_size;         /* decoded bytes, 0: the fetcher's */
	bool allow_private;        /* redirects to private addresses are fine */
	bool tls_insecure;
	bool http1;
};

struct wwd_fetch_result {
	enum wwd_fetch_kind kind;
	int status;              /* last HTTP status, 0 if there was none */
	struct ww_buf body;      /* complete with OK; with NETWORK what came of it; else empty. May be
				    taken over with ww_buf_detach, which gives NULL if it is empty */
	char *url;               /* of the last hop, without userinfo; never NULL */
	char *moved_to;          /* target of the leading permanent redirects (301, 308), "" if none;
				    only with OK and UNCHANGED */
	char *content_type;      /* "" if none */
	char *etag, *last_modified; /* of this answer, verbatim, "" if none */
	/* Server's wishes, already combined from all header lines; seconds from now. */
	int64_t fresh_for;       /* max-age less Age, or Expires less Date; 0: stale or unsaid */
	int64_t retry_after;     /* -1: none or unreadable */
	bool no_store;
	char *error;             /* in words for a person, without credentials; "" if OK or UNCHANGED */
	double seconds;          /* duration */
};

/** The result is valid during the call. May start new requests; not destroy the fetcher. */
typedef void wwd_fetch_fn(void *arg, struct wwd_fetch_result *result);

struct wwd_fetcher_opts {
	const char *user_agent; /* NULL: WWD_USER_AGENT */
	const char *proxy;      /* NULL or "": *_proxy environment, as curl(1) reads it */
	uint64_t max_size;      /* bytes, 0: 16 MiB */
	double time_scale;      /* tests: deadlines stay real, host spacing is divided; 0: 1 */
	/*
	 * Milliseconds between two starts on one host; 0: 1000, negative: none.
	 * Loopback addresses and "localhost" are never spaced: nobody's server
	 * but the user's own is spared by it.
	 */
	int64_t host_spacing_ms;

	/* For tests; 0 and NULL are what everybody else wants. */
	unsigned deadline_ms;     /* instead of WWD_FETCH_DEADLINE */
	unsigned connect_ms;      /* instead of WWD_FETCH_CONNECT */
	unsigned stall_seconds;   /* instead of WWD_FETCH_STALL */
	const char *ca_file;      /* trust these certificates instead of the system's */
	const char *public_host;  /* an address that counts as public, whatever it is */
	bool (*has_route)(void);  /* instead of asking the kernel whether it knows a way out */
};

/**
 * base is borrowed for the fetcher's life; the strings of opts are copied.
 * 0, -ENOMEM, or -EIO (libcurl; err).
 */
int wwd_fetcher_create(struct event_base *base, const struct wwd_fetcher_opts *opts, struct wwd_fetcher **ret,
	struct ww_err *err);
/** Abort everything, at once; no callback is called any more. Not from within a callback. */
void wwd_fetcher_destroy(struct wwd_fetcher *f);
WW_DEFINE_AUTO(struct wwd_fetcher *, wwd_fetcher, wwd_fetcher_destroy)

/**
 * Fetch; fn is called exactly once, from the loop, never from here. The
 * request waits its turn when the host or the fetcher is busy. 0, -EINVAL (not an
 * http(s) URL; err) or -ENOMEM. Strings of req are copied.
 */
int wwd_fetcher_get(struct wwd_fetcher *f, const struct wwd_fetch_request *req, wwd_fetch_fn *fn, void *arg,
	struct ww_err *err);

/** Requests under way or waiting. */
size_t wwd_fetcher_busy(const struct wwd_fetcher *f);

void wwd_fetch_result_finish(struct wwd_fetch_result *r);

#endif
