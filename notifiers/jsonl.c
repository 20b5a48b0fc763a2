/* SPDX-License-Identifier: MIT */
#include "notifiers/jsonl.h"

#include "base/buf.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int jsonl_init(struct jsonl *j, const char *path)
{
	*j = JSONL_NONE;
	if (!path)
		return 0;
	j->path = strdup(path);
	return j->path ? 0 : -ENOMEM;
}

static void close_file(struct jsonl *j)
{
	/* Every line was checked when it was written; nothing is buffered here. */
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

void jsonl_finish(struct jsonl *j)
{
	close_file(j);
	ww_clear(&j->path);
}

/* Is what we have open still what the name stands for? */
static bool is_current(const struct jsonl *j, struct stat *ret_open)
{
	struct stat named;

	return j->fd >= 0 && !fstat(j->fd, ret_open) && !stat(j->path, &named)
		&& ret_open->st_dev == named.st_dev && ret_open->st_ino == named.st_ino;
}

static int open_current(struct jsonl *j, struct stat *ret)
{
	if (is_current(j, ret))
		return 0;
	close_file(j);
	/* O_NONBLOCK: should the name be a pipe, neither open nor write may wait for its reader. */
	j->fd = open(j->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	if (j->fd < 0 || fstat(j->fd, ret))
		return -errno;
	return 0;
}

static bool ends_inside_line(int fd, const struct stat *st)
{
	char last;

	return S_ISREG(st->st_mode) && st->st_size > 0 && pread(fd, &last, 1, st->st_size - 1) == 1
		&& last != '\n';
}

int jsonl_append(struct jsonl *j, struct ww_str line)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(line.n + 2);
	struct stat st;
	ssize_t n;
	int rc = open_current(j, &st);

	if (rc)
		return rc;
	if (ends_inside_line(j->fd, &st))
		ww_buf_addc(&b, '\n');
	ww_buf_add_str(&b, line);
	if (ww_buf_addc(&b, '\n'))
		return b.err;
	do
		n = write(j->fd, b.v, b.n);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t) b.n)
		return 0;
	rc = n < 0 ? -errno : -ENOSPC;
	/* Take the part back. Should that fail, too, the next line starts on a new one. */
	if (n > 0 && S_ISREG(st.st_mode) && ftruncate(j->fd, st.st_size))
		close_file(j);
	return rc;
}

bool jsonl_ends_with(struct jsonl *j, struct ww_str start)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(JSONL_LOOK_BACK);
	struct stat st;
	off_t from;
	ssize_t n;

	if (open_current(j, &st) || !S_ISREG(st.st_mode) || ww_buf_reserve(&b, JSONL_LOOK_BACK))
		return false;
	from = ww_max(st.st_size - JSONL_LOOK_BACK, (off_t) 0);
	do
		n = pread(j->fd, b.v, JSONL_LOOK_BACK, from);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	for (struct ww_str rest = ww_str_n(b.v, (size_t) n); rest.n;) {
		size_t end = ww_str_find_char(rest, '\n');

		/* A line without its end is what a crash left: it is written again. */
		if (end == SIZE_MAX)
			return false;
		if (ww_str_starts(rest, start))
			return true;
		rest = ww_str_from(rest, end + 1);
	}
	return false;
}
