/* SPDX-License-Identifier: MIT */
/*
 * One daemon per state folder: an flock on dir/wirewatch.lock, which holds the
 * pid for people. The file stays when the daemon ends: unlinking it would let
 * two daemons lock two different files of the same name.
 */
#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_TRIES 10
#define LOCK_PAUSE_NS (20 * 1000 * 1000)

static int lock_path(const char *dir, char **ret)
{
	return asprintf(ret, "%s/wirewatch.lock", dir) < 0 ? -ENOMEM : 0;
}

static int read_pid(int fd)
{
	char text[16] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	uint64_t pid;

	if (n <= 0 || ww_str_to_u64(ww_str_trim(ww_str(text)), INT_MAX, &pid))
		return 0;
	return (int) pid;
}

static int write_pid(int fd)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%d\n", (int) getpid());

	if (ftruncate(fd, 0) || pwrite(fd, text, (size_t) n, 0) != n)
		return errno ? -errno : -EIO;
	return 0;
}

/* store_daemon_pid() holds a shared lock for an instant; that is no daemon. */
static int try_lock(int fd)
{
	static const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		if (!flock(fd, LOCK_EX | LOCK_NB))
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		nanosleep(&pause, NULL);
	}
	return -EWOULDBLOCK;
}

int store_lock(const char *dir, int *ret_fd, struct ww_err *err)
{
	WW_AUTO(str) char *path = NULL;
	int fd, rc = lock_path(dir, &path);

	if (rc)
		return rc;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return ww_err_set(err, -errno, "cannot open %s: %s", path, strerror(errno));
	rc = try_lock(fd);
	if (rc == -EWOULDBLOCK)
		ww_err_set(err, rc, "another wirewatchd is using %s (pid %d)", dir, read_pid(fd));
	else if (rc)
		ww_err_set(err, rc, "cannot lock %s: %s", path, strerror(-rc));
	if (rc) {
		close(fd);
		return rc;
	}
	/* Without its number in the file the lock still holds: a full disk must not keep the daemon from starting. */
	write_pid(fd);
	*ret_fd = fd;
	return 0;
}

int store_daemon_pid(const char *dir)
{
	WW_AUTO(str) char *path = NULL;
	int fd, rc = lock_path(dir, &path);

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!flock(fd, LOCK_SH | LOCK_NB))
		rc = 0;
	else
		rc = errno == EWOULDBLOCK ? read_pid(fd) : -errno;
	close(fd);
	return rc;
}
