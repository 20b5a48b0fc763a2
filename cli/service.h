/* SPDX-License-Identifier: MIT */
/**
 * cli/service.h - where the service is, and the state of its feeds.
 */
#ifndef CLI_SERVICE_H
#define CLI_SERVICE_H

#include "base/array.h"
#include "cli/control.h"
#include "daemon/config.h"
#include "store/store.h"

/**
 * The control socket: where the watchlist says, also one that has mistakes, else
 * the default place. The caller frees it; NULL when out of memory.
 */
char *cli_control_path(const struct wwd_places *places);

/** One line for a person whose daemon does not run. */
const char *cli_how_to_start(bool system);

/** A text of an answer; "" when it is missing. */
const char *cli_json_text(const json_t *object, const char *key);

/** In the order in which they need care. */
enum cli_feed_state { CLI_FEED_GONE, CLI_FEED_FAILING, CLI_FEED_NEVER, CLI_FEED_OK, CLI_FEED_OFF };

/** A feed of the watchlist with what the store knows of it. Strings are owned. */
struct cli_feed {
	char *name, *url; /* url without user:pass */
	enum cli_feed_state state;
	char *error; /* why it fails, where it moved; "" if all is well */
	int64_t failing_since, last_news, last_ok, next_poll, items; /* seconds, 0: never */
	unsigned failures;
};

struct cli_feed_list {
	WW_ARRAY(struct cli_feed) list; /* what needs care first */
};

void cli_feed_list_finish(struct cli_feed_list *l);
WW_DEFINE_AUTO_FINISH(struct cli_feed_list, cli_feed_list, cli_feed_list_finish)

/**
 * The feeds of config, or all of the store when config is NULL; store may be
 * NULL: then none was ever polled. 0 or -errno (err).
 */
int cli_feed_list_read(
        const struct wwd_config *config, struct store *store, struct cli_feed_list *ret, struct ww_err *err);

/** "ok", "failing", "gone", "never polled", "off". */
const char *cli_feed_state_name(enum cli_feed_state s);

#endif
