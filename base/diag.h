/* SPDX-License-Identifier: MIT */
/**
 * base/diag.h - complaints about a file that a person wrote.
 *
 * Parsers collect; callers decide what to show. A shown complaint reads
 *
 *	watchlist:12:7: error: "hihg" is not a value for urgency
 *	    urgency = hihg
 *	              ^~~~
 *	    hint: did you mean "high"? values: low, normal, high, critical
 *
 * Message grammar: lowercase, problem first, the subject in double quotes,
 * no full stop. col counts bytes from 1, like cc; the caret is placed by
 * terminal columns and tabs of the line are kept in front of it.
 */
#ifndef WW_DIAG_H
#define WW_DIAG_H

#include "base/array.h"
#include "base/buf.h"

#define WW_DIAGS_MAX 1000 /* more are counted, not kept */

enum ww_severity { WW_ERROR, WW_WARNING };

/** A place in a text: line and col count from 1, 0 means not known. */
struct ww_place {
	const char *file; /* borrowed: outlives the diags (or was given to ww_diags_own) */
	unsigned line, col;
	unsigned len; /* bytes to underline, at least 1 is drawn */
};

struct ww_diag {
	enum ww_severity severity;
	struct ww_place place;
	char *text;    /* owned: the line as written, without line end; may be NULL */
	char *message; /* owned */
	char *hint;    /* owned, may be NULL */
	size_t seq;    /* order of report, the last sort key */
};

struct ww_diags {
	WW_ARRAY(struct ww_diag) list;
	WW_ARRAY(char *) files; /* owned copies of file names, see ww_diags_own */
	size_t n_errors, n_warnings;
	bool no_memory; /* something was lost: treat as failed */
};

void ww_diags_finish(struct ww_diags *d);
WW_DEFINE_AUTO_FINISH(struct ww_diags, diags, ww_diags_finish)

/** A copy of a file name that lives as long as d; NULL when out of memory. */
const char *ww_diags_own(struct ww_diags *d, const char *file);

/** Add a complaint. line_text is the source line (copied). fmt makes the message. */
void ww_diag_add(struct ww_diags *d, enum ww_severity severity, struct ww_place place, struct ww_str line_text,
	const char *fmt, ...) WW_PRINTF(5, 6);

/** Give the complaint added last a hint. */
void ww_diag_hint(struct ww_diags *d, const char *fmt, ...) WW_PRINTF(2, 3);

/** Sort by file (in order of first report), line, column; the order of report decides ties. */
void ww_diags_sort(struct ww_diags *d);

/** Append one complaint as shown above. Returns out->err. */
int ww_diag_render(const struct ww_diag *diag, struct ww_buf *out);

/** Append all of them. Returns out->err. */
int ww_diags_render(const struct ww_diags *d, struct ww_buf *out);

#endif
