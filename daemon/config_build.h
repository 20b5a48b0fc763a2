/* SPDX-License-Identifier: MIT */
/**
 * daemon/config_build.h - what the parts of wwd_config_load() share.
 */
#ifndef WWD_CONFIG_BUILD_H
#define WWD_CONFIG_BUILD_H

#include "daemon/config.h"
#include "filters/conf_arena.h"
#include "filters/conf_map.h"

/** Behind wwd_config.memory. */
struct wwd_config_memory {
	struct conf_arena arena;
	struct conf_map feeds; /* folded name to struct wwd_feed_config */
	struct conf_map urls;  /* to struct wwd_feed_config */
	struct conf_map tags;  /* folded; the value only says that it is there */
};

/** The file system as conf_read() sees it, and which files others can read. */
struct wwd_files {
	WW_ARRAY(char *) open; /* owned */
};

struct wwd_load {
	struct conf *conf;
	struct ww_diags *diags;
	struct wwd_config *config;
	struct wwd_config_memory *memory;
	const struct wwd_files *files;
	bool no_memory;
};

/** A conf_io over the real file system; files must outlive it. */
struct conf_io wwd_files_io(struct wwd_files *files);
void wwd_files_finish(struct wwd_files *files);
WW_DEFINE_AUTO_FINISH(struct wwd_files, wwd_files, wwd_files_finish)
/** Was this file, as named when it was read, readable for everybody? */
bool wwd_files_is_open(const struct wwd_files *files, const char *path);

/** A copy that lives as long as the configuration; "" when out of memory, which load remembers. */
char *wwd_load_text(struct wwd_load *load, struct ww_str s);
/** The same, folded as names are. */
struct ww_str wwd_load_folded(struct wwd_load *load, struct ww_str s);

/** Where an option was given before: one per option. */
struct wwd_given {
	const struct conf_entry *by[40];
};

/**
 * Set the option that e names in object, which belongs to a section of kind
 * section. False after a complaint.
 */
bool wwd_option_set(struct wwd_load *load, const char *section, const struct conf_entry *e, void *object,
	struct wwd_given *given);

/** Is this a URL that can be polled? NULL, or what is wrong with it. */
const char *wwd_url_problem(struct ww_str url);
/** A copy of url without user:pass@. */
char *wwd_url_without_user(struct wwd_load *load, struct ww_str url);
/** Complain if the URL in v tells a password to everybody who can read the file. */
void wwd_url_warn_secret(struct wwd_load *load, const struct conf_value *v, size_t off, struct ww_str url);

/** The sections of each kind. */
void wwd_load_feeds(struct wwd_load *load);
void wwd_load_notifiers(struct wwd_load *load);
void wwd_load_daemon(struct wwd_load *load);
/** What topics say about feeds and notifiers, once these are known. */
void wwd_load_check_rules(struct wwd_load *load);

#endif
