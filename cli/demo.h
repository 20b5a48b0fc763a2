/* SPDX-License-Identifier: MIT */
/**
 * cli/demo.h - the parts of the demonstration: a world of news, a server that
 * publishes it, a daemon that watches it. demo.c plays and checks the script.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "base/buf.h"
#include "base/err.h"

#include <event2/event.h>
#include <sys/types.h>

/* The world (demo_world.c). */

enum demo_format { DEMO_RSS, DEMO_ATOM, DEMO_JSON };

struct demo_outlet {
	const char *name; /* in the watchlist */
	const char *title;
	const char *path; /* on the server */
	enum demo_format format;
	const char *lang;  /* of the feed */
	const char *about; /* for the list of outlets */
};

struct demo_item {
	size_t outlet;    /* in demo_outlets */
	unsigned step;    /* published with this step; 0: before the daemon came */
	const char *guid; /* a later item with the same guid rewrites the earlier */
	const char *lang;
	const char *title, *text;
};

enum demo_expect {
	DEMO_ALERT,   /* one alert: a new story */
	DEMO_UPDATE,  /* one alert: the first story moved */
	DEMO_COPY,    /* no alert: known from another outlet */
	DEMO_NOTHING, /* no alert: not what is watched */
};

struct demo_step {
	const char *says; /* what happens in the world */
	enum demo_expect expect;
	const char *topic;  /* that the alert names; with NOTHING: whose conditions are shown, or NULL */
	const char *lesson; /* what one should notice */
};

extern const struct demo_outlet demo_outlets[];
extern const size_t demo_n_outlets;
extern const struct demo_item demo_items[];
extern const size_t demo_n_items;
extern const struct demo_step demo_steps[]; /* step i + 1 */
extern const size_t demo_n_steps;
extern const char demo_rules[]; /* the figures and topics of the watchlist */

/* The server (demo_server.c). */

struct demo_server;

/** Listen on a free port of 127.0.0.1, publishing step 0. 0 or -errno (err). */
int demo_server_create(struct event_base *base, int64_t now, struct demo_server **ret, struct ww_err *err);
void demo_server_destroy(struct demo_server *s);
WW_DEFINE_AUTO(struct demo_server *, demo_server, demo_server_destroy)

unsigned demo_server_port(const struct demo_server *s);
/** From now on the items of step are there, too. */
void demo_server_publish(struct demo_server *s, unsigned step, int64_t now);

struct demo_traffic {
	size_t requests, unchanged; /* answered; with 304 */
};
struct demo_traffic demo_server_traffic(const struct demo_server *s);

/* The daemon (demo_child.c). */

struct demo_child {
	char *dir; /* temporary: watchlist, state, log */
	char *config, *state, *log;
	pid_t pid; /* 0: not running */
};

/** Make the directory and the watchlist for a server on port. 0 or -errno (err). */
int demo_child_prepare(struct demo_child *c, unsigned port, struct ww_err *err);
/** Start wirewatchd. 0 or -errno (err). */
int demo_child_start(struct demo_child *c, struct ww_err *err);
/** Did it end by itself? True, with words in err. */
bool demo_child_has_ended(struct demo_child *c, struct ww_err *err);
/** Append the last lines of what it said. */
void demo_child_log(const struct demo_child *c, struct ww_buf *out);
/** Stop it, wait for it, remove the directory. */
void demo_child_finish(struct demo_child *c);
WW_DEFINE_AUTO_FINISH(struct demo_child, demo_child, demo_child_finish)

#endif
