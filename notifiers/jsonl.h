/* SPDX-License-Identifier: MIT */
/**
 * notifiers/jsonl.h - a file of lines that only grows at its end.
 *
 * Each line is one write() to a file opened with O_APPEND, mode 0600. When
 * somebody renamed or removed the file (log rotation), the next line goes to
 * a new one. What a crash or a full disk left unfinished is never joined
 * with the next line.
 */
#ifndef JSONL_H
#define JSONL_H

#include "base/base.h"
#include "base/str.h"

struct jsonl {
	char *path; /* owned; NULL: no file */
	int fd;     /* -1 until the first line */
};

#define JSONL_NONE ((struct jsonl){ .fd = -1 })

/** path may be NULL. 0 or -ENOMEM; opens nothing yet. */
int jsonl_init(struct jsonl *j, const char *path);
void jsonl_finish(struct jsonl *j);

/**
 * Append line, which has no newline, and a newline. 0 when the kernel has all
 * of it; -errno when the file has none of it.
 */
int jsonl_append(struct jsonl *j, struct ww_str line);

/**
 * Does one of the last lines (JSONL_LOOK_BACK bytes) begin with start?
 * False also when the file cannot be read.
 */
#define JSONL_LOOK_BACK (1024 * 1024)
bool jsonl_ends_with(struct jsonl *j, struct ww_str start);

#endif
