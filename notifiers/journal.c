/* SPDX-License-Identifier: MIT */
#include "notifiers/journal.h"

#include "base/utf8.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int journal_add(struct ww_buf *record, const char *name, struct ww_str value)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(8 * JOURNAL_VALUE_MAX);
	size_t n = ww_utf8_cut(value.p, value.n, JOURNAL_VALUE_MAX);

	if (ww_utf8_clean(&clean, value.p, n, true))
		record->err = record->err ? record->err : clean.err;
	/* A value without a newline may be written like this; others would need a length. */
	if (clean.n)
		ww_buf_addf(record, "%s=%s\n", name, clean.v);
	return record->err;
}

int journal_addf(struct ww_buf *record, const char *name, const char *fmt, ...)
{
	WW_AUTO(buf) struct ww_buf value = WW_BUF(JOURNAL_RECORD_MAX);
	va_list ap;

	va_start(ap, fmt);
	ww_buf_vaddf(&value, fmt, ap);
	va_end(ap);
	if (value.err) {
		record->err = record->err ? record->err : value.err;
		return record->err;
	}
	return journal_add(record, name, ww_buf_str(&value));
}

int journal_send(const char *path, const struct ww_buf *record)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd, rc = 0;

	if (strlen(path) >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, path, strlen(path));
	/* A fresh socket each time: records are rare, and a restarted journal needs no care. */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (sendto(fd, record->v, record->n, MSG_NOSIGNAL, (struct sockaddr *) &to, sizeof(to)) < 0)
		rc = -errno;
	close(fd);
	/* Nobody listens any more, no such directory, not a socket: there is no journal here. */
	if (rc == -ECONNREFUSED || rc == -ENOTDIR || rc == -EPROTOTYPE)
		rc = -ENOENT;
	return rc == -EWOULDBLOCK || rc == -ENOBUFS ? -EAGAIN : rc;
}
