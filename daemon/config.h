/* SPDX-License-Identifier: MIT */
/**
 * daemon/config.h - the whole configuration: watchlist, feeds, notifiers, daemon.
 *
 * Loaded into a fresh object; the running one is replaced only when the new
 * one has no errors. Immutable afterwards. Every option is one row of a
 * table (name, type, limits, default, help), which watchlist(5) and the
 * example are checked against.
 */
#ifndef WWD_CONFIG_H
#define WWD_CONFIG_H

#include "filters/match.h"
#include "filters/watchlist.h"

#define WWD_EVERY_MIN     (5 * 60)    /* seconds; no feed is polled more often (before time-scale) */
#define WWD_EVERY_DEFAULT (30 * 60)
#define WWD_EVERY_MAX     (24 * 3600)

enum wwd_first { WWD_FIRST_SILENT, WWD_FIRST_LATEST };

/** One [feed NAME], or one line of [feeds]. */
struct wwd_feed_config {
	char *name;  /* [feeds] lines: the title, else host and path of the URL; unique, compared folded */
	char *url;   /* http, https or file; with user:pass if the user wrote it there: never log this one */
	char *show;  /* url without user:pass, for logs and people */
	char *title; /* "" : the feed's own */
	WW_ARRAY(char *) tags;
	int64_t every; /* seconds, 0: the daemon's default */
	enum wwd_first first;
	unsigned latest;  /* with WWD_FIRST_LATEST */
	char *user_agent; /* "" : the daemon's */
	uint64_t max_size; /* bytes, 0: the daemon's */
	bool allow_private; /* private = allow: redirects to private addresses are fine */
	bool tls_insecure;
	bool http1; /* http = 1.1 */
	bool off;
	struct ww_place place;
};

enum wwd_notifier_type { WWD_NOTIFY_DESKTOP, WWD_NOTIFY_LOG };

/** One [notify NAME]; "desktop" and "log" are there without a section. */
struct wwd_notifier_config {
	char *name;
	enum wwd_notifier_type type;
	enum watch_urgency urgency; /* urgency >= ; only alerts at or above */
	struct ww_place place;
};

struct wwd_daemon_config {
	int64_t every;       /* seconds, default WWD_EVERY_DEFAULT */
	unsigned workers;    /* 0: one per core */
	int64_t retention;   /* seconds that items and alerts are kept, default 90 days */
	uint64_t max_size;   /* bytes of one decoded body, default 16 MiB */
	char *user_agent;    /* "" : built in */
	char *proxy;         /* "" : *_proxy environment */
	char *control;       /* path of the control socket, "" : the default place */
	double time_scale;   /* 1; tests: every wait is divided by it */
};

struct wwd_config {
	char *path;            /* the main file */
	struct watch_set *set; /* compiled topics and figures; one reference */
	WW_ARRAY(struct wwd_feed_config *) feeds;
	WW_ARRAY(struct wwd_notifier_config *) notifiers; /* always at least desktop and log */
	struct wwd_daemon_config daemon;
	WW_ARRAY(char *) files; /* every file that was read */
	struct conf *conf;      /* owns the texts that places point to */
	struct wwd_config_memory *memory; /* private: owns feeds, notifiers, strings */
};

/**
 * Load path. Complaints of every layer go to diags, sorted.
 * 0 and *ret_config (there may be warnings); -EINVAL when diags has errors;
 * -errno when path cannot be read (err); -ENOMEM.
 */
int wwd_config_load(
	const char *path, struct ww_diags *diags, struct wwd_config **ret_config, struct ww_err *err);

void wwd_config_destroy(struct wwd_config *config);
WW_DEFINE_AUTO(struct wwd_config *, wwd_config, wwd_config_destroy)

/**
 * What to print after the complaints: "3 errors: no rule was loaded; the old
 * rules stay in force" (or "1 error: ..."); "" without errors. Appended to out.
 */
int wwd_config_verdict(const struct ww_diags *diags, struct ww_buf *out);

const struct wwd_feed_config *wwd_config_feed(const struct wwd_config *config, const char *name);

/**
 * Does an alert of rule go to notifier? Its  notify =  decides, or all of them
 * if unset, and the notifier's  urgency >= . What names a way that is not built
 * in (mail:, exec:) goes to the log, so that no alert is lost.
 */
bool wwd_config_notifies(const struct wwd_config *config, const struct watch_rule *rule,
	const struct wwd_notifier_config *notifier);

/**
 * The notifier that delivers for all of this type: the first one. There is one
 * desktop and one log; other sections of the type only say what reaches them.
 */
const struct wwd_notifier_config *wwd_config_first_of(const struct wwd_config *config, enum wwd_notifier_type type);

enum wwd_option_type {
	WWD_OPT_TEXT,
	WWD_OPT_LIST,     /* of words, with commas */
	WWD_OPT_URL,
	WWD_OPT_DURATION, /* seconds */
	WWD_OPT_SIZE,     /* bytes */
	WWD_OPT_NUMBER,
	WWD_OPT_SCALE,    /* a number kept as double */
	WWD_OPT_CHOICE,   /* one of two words: the first is false */
	WWD_OPT_FIRST,    /* silent or latest:N */
	WWD_OPT_URGENCY,  /* urgency >= WORD */
	WWD_OPT_NOTIFIER, /* type of a notifier */
	WWD_OPT_LATER,    /* known, but not in this version: using it is an error */
};

/** One option of [feed], [notify] or [daemon]. */
struct wwd_option {
	const char *section, *name;
	enum wwd_option_type type;
	uint64_t min, max;       /* DURATION, SIZE, NUMBER, SCALE; FIRST: of N */
	const char *choice[2];   /* CHOICE */
	size_t offset;           /* of the member that it sets */
	const char *otherwise;   /* default, as it would be written; "" for none */
	const char *help;
};

/** All of them, section by section; name == NULL ends the list. The manual is checked against it. */
extern const struct wwd_option wwd_options[];

/** Append the table as text, one option a line: section, name, type, limits, default, help; tabs between. */
int wwd_options_text(struct ww_buf *out);

/** Where things are (DESIGN: Files and places). */
struct wwd_places {
	char *watchlist, *state_dir, *control, *alerts;
};

/**
 * The places of the user service, or of the system service, from the given
 * environment look-up (getenv in the programs). 0, -ENOMEM, or -ENOENT
 * when neither HOME nor the XDG variable is set (err says which).
 */
int wwd_places_find(
	bool system, const char *(*env)(const char *name), struct wwd_places *ret, struct ww_err *err);
void wwd_places_finish(struct wwd_places *p);
WW_DEFINE_AUTO_FINISH(struct wwd_places, wwd_places, wwd_places_finish)

#endif
