/* SPDX-License-Identifier: MIT */
/**
 * filters/conf.h - the lexical layer of the configuration language.
 *
 * Lines become sections of key = value; comments, continuation lines,
 * include and encoding are dealt with here and nowhere else. What the keys
 * mean is decided by filters/watchlist.h (topic, figure, define, defaults)
 * and daemon/config.h (feed, feeds, notify, daemon). Grammar: watchlist(5).
 *
 * Files are read through a conf_io, so that this layer does no I/O.
 */
#ifndef WATCH_CONF_H
#define WATCH_CONF_H

#include "base/array.h"
#include "base/diag.h"
#include "base/err.h"

#define CONF_LINE_MAX  65535        /* bytes */
#define CONF_FILE_MAX  (256u << 20) /* bytes of one file */
#define CONF_FILES_MAX 1000         /* with includes */
#define CONF_DEPTH_MAX 16           /* includes within includes */

/** How files are reached. All strings given back are freed by the caller. */
struct conf_io {
	/** Read a whole file. 0 or -errno, with err saying why. */
	int (*read)(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err);
	/** The files that a pattern names, sorted; an array of n strings. No match: 0 with n = 0. */
	int (*glob)(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n);
	void *arg;
};

/** A stretch of a value: text[off..] came from this line and column, up to the next piece. */
struct conf_piece {
	size_t off;
	const struct conf_line *line;
	unsigned col; /* from 1 */
};

struct conf_line {
	const char *file;
	unsigned number;
	struct ww_str text; /* as written, without line end */
};

/** A value; lines continued after "," are joined by one blank, comments are gone. */
struct conf_value {
	struct ww_str text; /* trimmed; NUL-terminated */
	WW_ARRAY(struct conf_piece) pieces;
};

struct conf_entry {
	struct ww_str key; /* as written; in a [feeds] section empty: value is the whole line */
	const struct conf_line *line;
	unsigned key_col;
	struct conf_value value;
	bool bad; /* a complaint was made: do not look inside */
};

struct conf_section {
	struct ww_str kind; /* as written: "topic"; "defaults" for a defaults line */
	struct ww_str name; /* "" for kinds without one */
	const struct conf_line *line;
	unsigned kind_col, name_col;
	unsigned col, len;  /* of the section line, from [ to ] */
	const struct conf_kind *is; /* NULL: no such kind; complained about, do not look inside */
	bool bad;           /* the section line was complained about: the name is not to be trusted */
	bool broken;        /* something in it was complained about: do not call it empty */
	WW_ARRAY(struct conf_entry) entries;
};

/** The kinds of sections there are. */
enum conf_kind_id {
	CONF_DEFAULTS, /* not a section but a line; here so that layers see one list */
	CONF_TOPIC,
	CONF_FIGURE,
	CONF_DEFINE,
	CONF_FEED,
	CONF_FEEDS,
	CONF_NOTIFY,
	CONF_DAEMON,
};

struct conf_kind {
	enum conf_kind_id id;
	const char *name;
	bool named; /* [kind name], else [kind] */
	bool raw;   /* every line is a value without a key */
};

struct conf {
	WW_ARRAY(struct conf_section) sections; /* in file order, includes in place */
	WW_ARRAY(char *) files;                 /* every file read, the main one first */
	struct conf_memory *memory;             /* private: texts and lines */
};

/**
 * Read path and what it includes. Complaints go to diags. 0 and *ret_conf (also
 * when there were complaints: the other layers add theirs), or -ENOMEM, or
 * -errno when path itself cannot be read (err).
 */
int conf_read(const char *path, const struct conf_io *io, struct ww_diags *diags, struct conf **ret_conf,
	struct ww_err *err);

void conf_destroy(struct conf *conf);
WW_DEFINE_AUTO(struct conf *, conf, conf_destroy)

/** Complain about bytes [off, off + len) of a value, about a key, a section line. */
void conf_value_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_value *v, size_t off,
	size_t len, const char *fmt, ...) WW_PRINTF(6, 7);
void conf_key_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_entry *e, const char *fmt, ...)
	WW_PRINTF(4, 5);
void conf_section_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_section *s,
	const char *fmt, ...) WW_PRINTF(4, 5);

/** Where bytes [off, off + len) of a value are in the files. len is cut at the end of the line. */
struct ww_place conf_value_place(const struct conf_value *v, size_t off, size_t len);

/** The end, in the value, of the line that off is on: what may not be continued stops there. */
size_t conf_value_line_end(const struct conf_value *v, size_t off);

/** Is the rest of the line that off is on a comment? */
bool conf_value_has_comment(const struct conf_value *v, size_t off);

/** The offset of a place made by conf_value_place() of the same value. */
size_t conf_value_offset(const struct conf_value *v, const struct ww_place *place);

/**
 * The next item of a list: *pos goes behind it, *ret_off is where it starts.
 * False at the end of the list. Items are trimmed and may be empty ("a,,b").
 */
bool conf_value_item(const struct conf_value *v, size_t *pos, struct ww_str *ret_item, size_t *ret_off);

/** A line as it may be shown on a terminal, with the same columns. Appended to out. */
void conf_show_line(struct ww_str line, struct ww_buf *out);

/** Complain about len bytes of a line; col from 1. */
void conf_line_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_line *line, unsigned col,
	size_t len, const char *fmt, ...) WW_PRINTF(6, 7);

/** The hint of what is there twice: "the first is at line 4", or at FILE:4 when again is in another file. */
void conf_hint_first(struct ww_diags *d, const char *file, unsigned line, const struct conf_line *again);

/**
 * The candidate nearest to word (edits; a swap of neighbours is one), if it is
 * near enough to be meant: at most max(1, longer / 3), in characters. NULL otherwise.
 */
const char *conf_suggest(struct ww_str word, const char *const *candidates, size_t n);

#endif
