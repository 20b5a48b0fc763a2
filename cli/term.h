/* SPDX-License-Identifier: MIT */
/**
 * cli/term.h - text for people: styles, wrapping, marked words, tables.
 *
 * Everything is appended to a buffer, so that tests can read it. What comes
 * from feeds goes through the functions that take a struct ww_str: they clean
 * it. Widths are terminal columns, not bytes.
 */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include "base/array.h"
#include "base/buf.h"

enum cli_style {
	CLI_PLAIN,
	CLI_BOLD,
	CLI_DIM,
	CLI_GOOD,
	CLI_BAD,
	CLI_WARN,
	CLI_NAME,  /* topics, feeds, commands */
	CLI_MATCH, /* the words that matched */
	CLI_N_STYLES,
};

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

struct cli_look {
	bool terminal; /* a person is looking */
	bool color;
	bool unicode; /* signs beyond ASCII may be drawn */
	size_t width; /* columns; 0: as long as it takes */
};

/**
 * How fd looks, from what it is and the environment look-up (NO_COLOR, TERM,
 * COLUMNS). unicode is the caller's to say: it depends on the locale.
 */
void cli_look_find(int fd, enum cli_color when, const char *(*env)(const char *name), struct cli_look *ret);

/** Escape sequence that begins style, "" without colours; and the one that ends it. */
const char *cli_style_on(const struct cli_look *look, enum cli_style style);
const char *cli_style_off(const struct cli_look *look, enum cli_style style);

/** Signs: with Unicode, or plain. */
const char *cli_sign(const struct cli_look *look, const char *unicode, const char *ascii);

/** Our own words in a style, appended. */
void cli_put(struct ww_buf *out, const struct cli_look *look, enum cli_style style, const char *fmt, ...)
        WW_PRINTF(4, 5);

/** Somebody else's words, cleaned to one line. */
void cli_put_text(struct ww_buf *out, const struct cli_look *look, enum cli_style style, struct ww_str text);

/** Bytes [begin, end) of a text. */
struct cli_mark {
	size_t begin, end;
};

/**
 * text cleaned, wrapped to the width, every line but the first behind indent
 * blanks (the first starts at column start, where the caller is). Marked bytes stand out: in
 * CLI_MATCH with colours, in [brackets] without. marks are sorted; those that overlap are joined.
 * A line feed is the caller's.
 */
void cli_put_marked(struct ww_buf *out, const struct cli_look *look, enum cli_style style, struct ww_str text,
        const struct cli_mark *marks, size_t n_marks, size_t start, size_t indent);

/**
 * The passages of text around its marks, at most max of them, as one marked
 * and wrapped paragraph with an ellipsis where something is left out.
 */
void cli_put_passages(struct ww_buf *out, const struct cli_look *look, struct ww_str text,
        const struct cli_mark *marks, size_t n_marks, size_t max, size_t start, size_t indent);

struct cli_column {
	const char *title;
	bool right; /* numbers */
	bool gives; /* is cut when the terminal is too narrow */
};

struct cli_cell {
	char *text; /* cleaned, owned */
	enum cli_style style;
};

struct cli_table {
	const struct cli_column *columns;
	size_t n_columns;
	WW_ARRAY(struct cli_cell) cells; /* row by row */
	bool no_memory;
};

void cli_table_finish(struct cli_table *t);
WW_DEFINE_AUTO_FINISH(struct cli_table, cli_table, cli_table_finish)

/** The next cell, from left to right, row by row. */
void cli_table_add(struct cli_table *t, enum cli_style style, struct ww_str text);

/** Title line and rows, two blanks between columns. Returns out->err, or -ENOMEM if a cell was lost. */
int cli_table_put(const struct cli_table *t, const struct cli_look *look, struct ww_buf *out);

#endif
