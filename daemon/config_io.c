/* SPDX-License-Identifier: MIT */
/* The real file system behind conf_read(). */
#include "daemon/config_build.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

void wwd_files_finish(struct wwd_files *files)
{
	for (size_t i = 0; i < files->open.n; i++)
		free(files->open.v[i]);
	ww_array_finish(&files->open);
}

bool wwd_files_is_open(const struct wwd_files *files, const char *path)
{
	for (size_t i = 0; i < files->open.n; i++)
		if (!strcmp(files->open.v[i], path))
			return true;
	return false;
}

static int read_all(int fd, struct ww_buf *b)
{
	for (;;) {
		ssize_t n;

		if (ww_buf_reserve(b, 64u << 10))
			return b->err;
		n = read(fd, b->v + b->n, 64u << 10);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return 0;
		b->n += (size_t) n;
	}
}

static int note_mode(struct wwd_files *files, const char *path, mode_t mode)
{
	char *copy;

	if (!(mode & S_IROTH))
		return 0;
	copy = strdup(path);
	if (!copy || ww_array_push(&files->open, copy)) {
		free(copy);
		return -ENOMEM;
	}
	return 0;
}

static int read_fd(struct wwd_files *files, int fd, const char *path, char **ret_text, size_t *ret_len)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(CONF_FILE_MAX);
	struct stat st;
	size_t n;
	int rc;

	if (fstat(fd, &st))
		return -errno;
	rc = note_mode(files, path, st.st_mode);
	if (!rc)
		rc = read_all(fd, &b);
	if (rc)
		return rc;
	n = b.n;
	ww_buf_adds(&b, "");
	*ret_text = n ? ww_buf_detach(&b) : strdup("");
	*ret_len = n;
	return *ret_text ? 0 : -ENOMEM;
}

static int read_file(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), rc;

	if (fd < 0) {
		rc = -errno;
		return ww_err_set(err, rc, "%s", strerror(-rc));
	}
	rc = read_fd(arg, fd, path, ret_text, ret_len);
	close(fd);
	if (rc == -EFBIG)
		return ww_err_set(err, rc, "it is larger than %u MiB", CONF_FILE_MAX >> 20);
	return rc ? ww_err_set(err, rc, "%s", strerror(-rc)) : 0;
}

static int copy_paths(const glob_t *g, char ***ret_paths, size_t *ret_n)
{
	char **paths = calloc(g->gl_pathc + 1, sizeof(*paths));

	if (!paths)
		return -ENOMEM;
	for (size_t i = 0; i < g->gl_pathc; i++) {
		paths[i] = strdup(g->gl_pathv[i]);
		if (paths[i])
			continue;
		while (i--)
			free(paths[i]);
		free(paths);
		return -ENOMEM;
	}
	*ret_paths = paths;
	*ret_n = g->gl_pathc;
	return 0;
}

static int find_files(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n)
{
	glob_t g = { 0 };
	int rc;

	(void) arg;
	*ret_paths = NULL;
	*ret_n = 0;
	switch (glob(pattern, GLOB_ERR, NULL, &g)) {
	case 0:
		rc = copy_paths(&g, ret_paths, ret_n);
		break;
	case GLOB_NOMATCH:
		rc = 0;
		break;
	case GLOB_NOSPACE:
		rc = -ENOMEM;
		break;
	default:
		rc = errno == ENOENT ? 0 : -EIO;
		break;
	}
	globfree(&g);
	return rc;
}

struct conf_io wwd_files_io(struct wwd_files *files)
{
	return (struct conf_io){ .read = read_file, .glob = find_files, .arg = files };
}
