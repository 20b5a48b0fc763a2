/* SPDX-License-Identifier: MIT */
#include "store/lock.h"
#include "store/stmt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000
/* Reading a file of this size whole takes well below a second; larger ones are checked as they are used. */
#define QUICK_CHECK_MAX (64 << 20)

static const struct {
	int sqlite, rc;
} codes[] = {
	{ SQLITE_FULL, -ENOSPC }, { SQLITE_READONLY, -EROFS }, { SQLITE_CANTOPEN, -EIO }, { SQLITE_IOERR, -EIO },
	{ SQLITE_BUSY, -EBUSY }, { SQLITE_LOCKED, -EBUSY }, { SQLITE_CORRUPT, -EBADMSG },
	{ SQLITE_NOTADB, -EBADMSG }, { SQLITE_NOMEM, -ENOMEM }, { SQLITE_PERM, -EACCES },
	{ SQLITE_CONSTRAINT, -EINVAL }, { SQLITE_TOOBIG, -EFBIG },
};

static int translate(struct store *s, int sqlite_rc)
{
	int system = s->db ? sqlite3_system_errno(s->db) : 0;

	if ((sqlite_rc & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT || system == EFBIG))
		return -ENOSPC;
	if ((sqlite_rc & 0xff) == SQLITE_CANTOPEN && system)
		return -system;
	for (size_t i = 0; i < WW_ARRAY_LEN(codes); i++)
		if (codes[i].sqlite == (sqlite_rc & 0xff))
			return codes[i].rc;
	return -EIO;
}

static int damaged(struct store *s, const char *how, struct ww_err *err)
{
	return ww_err_set(err, -EBADMSG,
		"%s is damaged (%s); stop wirewatchd and put a copy back, or move the file away to begin anew", s->path,
		how);
}

int store_sqlite_error(struct store *s, int sqlite_rc, const char *doing, struct ww_err *err)
{
	int rc = translate(s, sqlite_rc);
	const char *words = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(sqlite_rc);

	switch (rc) {
	case -EBADMSG:
		return damaged(s, words, err);
	case -ENOSPC:
		return ww_err_set(err, rc, "cannot %s %s: database or disk is full", doing, s->path);
	case -EBUSY:
		return ww_err_set(err, rc, "cannot %s %s: another program keeps it locked", doing, s->path);
	default:
		return ww_err_set(err, rc, "cannot %s %s: %s", doing, s->path, words);
	}
}

/* As mkdir -p; what is made is for the owner alone. */
static int make_dir(const char *dir, struct ww_err *err)
{
	WW_AUTO(str) char *path = ww_str_dup(ww_str(dir));

	if (!path)
		return -ENOMEM;
	for (char *p = path + 1; *path; p++) {
		char end = *p;

		if (end && end != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			return ww_err_set(err, -errno, "cannot make the folder %s: %s", path, strerror(errno));
		*p = end;
		if (!end)
			break;
	}
	return 0;
}

/* The name of a file next to the database; NULL when out of memory. */
static char *side_path(const struct store *s, const char *suffix)
{
	char *path;

	return asprintf(&path, "%s%s", s->path, suffix) < 0 ? NULL : path;
}

/* Is there anything that is committed but not yet in the file itself? */
static int has_wal(const struct store *s, bool *ret)
{
	WW_AUTO(str) char *wal = side_path(s, "-wal");
	struct stat st;

	if (!wal)
		return -ENOMEM;
	*ret = !stat(wal, &st) && st.st_size;
	return 0;
}

/*
 * SQLite takes an empty file for a new database and reads a cut one until it
 * meets the gap; both mean that something was lost, and must be said.
 * What is committed but not yet in the file is in the -wal next to it.
 */
static int check_file(struct store *s, int64_t *ret_size, struct ww_err *err)
{
	unsigned char h[100];
	struct stat st;
	int64_t page, pages;
	bool wal;
	ssize_t n;
	int rc, fd = open(s->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return ww_err_set(err, -errno, "cannot open %s: %s", s->path, strerror(errno));
	n = fstat(fd, &st) ? -1 : pread(fd, h, sizeof(h), 0);
	close(fd);
	if (n < 0)
		return ww_err_set(err, -EIO, "cannot read %s", s->path);
	if (n < (ssize_t) sizeof(h) || memcmp(h, "SQLite format 3", 16) != 0)
		return damaged(s, n ? "it is no database" : "it is empty", err);
	rc = has_wal(s, &wal);
	if (rc)
		return rc;
	page = h[16] << 8 | h[17];
	page = page == 1 ? 65536 : page;
	pages = (int64_t) h[28] << 24 | h[29] << 16 | h[30] << 8 | h[31];
	if (!wal && st.st_size < page * pages)
		return damaged(s, "its end is missing", err);
	*ret_size = st.st_size;
	return 0;
}

static int pragma(struct store *s, const char *sql, struct ww_err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : store_sqlite_error(s, rc, "open", err);
}

static int connect_to(struct store *s, const char *name, int flags, struct ww_err *err)
{
	int rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return store_sqlite_error(s, rc, "open", err);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return pragma(s, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", err);
}

static void disconnect(struct store *s)
{
	for (size_t i = 0; i < STORE_SLOTS; i++)
		sqlite3_finalize(s->slots[i].stmt);
	memset(s->slots, 0, sizeof(s->slots));
	sqlite3_close(s->db);
	s->db = NULL;
}

/*
 * A database comes into being under another name and is whole when it gets
 * its own, so that a crash on the first start leaves nothing half made.
 * A -wal without its database belongs to a file that somebody took away.
 */
static int create_file(struct store *s, struct ww_err *err)
{
	WW_AUTO(str) char *fresh = side_path(s, ".new");
	WW_AUTO(str) char *wal = side_path(s, "-wal");
	WW_AUTO(str) char *shm = side_path(s, "-shm");
	char *const path = s->path;
	int fd, rc;

	if (!fresh || !wal || !shm)
		return -ENOMEM;
	unlink(wal);
	unlink(shm);
	unlink(fresh);
	fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return ww_err_set(err, -errno, "cannot make %s: %s", fresh, strerror(errno));
	close(fd);
	s->path = fresh;
	rc = connect_to(s, fresh, SQLITE_OPEN_READWRITE, err);
	rc = rc ? rc : store_migrate(s, err);
	s->path = path;
	disconnect(s);
	if (!rc && rename(fresh, path))
		rc = ww_err_set(err, -errno, "cannot make %s: %s", path, strerror(errno));
	if (rc)
		unlink(fresh);
	return rc;
}

static int quick_check(struct store *s, int64_t size, struct ww_err *err)
{
	WW_AUTO(query) struct query q = { 0 };
	int rc;

	if (size > QUICK_CHECK_MAX)
		return 0;
	rc = store_query(&q, s, err, "PRAGMA quick_check(1)");
	rc = rc ? rc : query_next(&q);
	if (rc > 0 && strcmp(query_text(&q, 0), "ok") != 0)
		return damaged(s, query_text(&q, 0), err);
	return rc < 0 ? rc : 0;
}

static int open_write(struct store *s, struct ww_err *err)
{
	int64_t size = 0;
	int rc = 0;

	if (access(s->path, F_OK) && errno == ENOENT)
		rc = create_file(s, err);
	rc = rc ? rc : check_file(s, &size, err);
	rc = rc ? rc : connect_to(s, s->path, SQLITE_OPEN_READWRITE, err);
	rc = rc ? rc : quick_check(s, size, err);
	rc = rc ? rc : store_migrate(s, err);
	return rc ? rc : pragma(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
				   "PRAGMA journal_size_limit = 16777216", err);
}

/* path as a URI; what means something in one is escaped. */
static int immutable_uri(const char *path, struct ww_buf *out)
{
	ww_buf_adds(out, "file:");
	for (const char *p = path; *p; p++)
		if (strchr("%?#", *p))
			ww_buf_addf(out, "%%%02X", (unsigned char) *p);
		else
			ww_buf_addc(out, *p);
	return ww_buf_adds(out, "?immutable=1");
}

/*
 * A reader of a WAL database needs the -shm file and may not be able to make
 * it. With no -wal left behind there is no writer, and the file can be read
 * as it lies there.
 */
static int connect_immutable(struct store *s, struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf uri = WW_BUF(64 * 1024);

	disconnect(s);
	if (immutable_uri(s->path, &uri))
		return uri.err;
	return connect_to(s, ww_buf_cstr(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

static int connect_reader(struct store *s, struct ww_err *err)
{
	struct ww_err why = { 0 };
	int64_t tables;
	bool wal;
	int rc = connect_to(s, s->path, SQLITE_OPEN_READONLY, &why);

	/* The first look at the contents is what needs the -shm file. */
	rc = rc ? rc : store_number(s, &why, 0, &tables, "SELECT count(*) FROM sqlite_schema");
	if (!rc)
		return 0;
	if (rc == -EBADMSG || rc == -EBUSY || has_wal(s, &wal) || wal)
		return ww_err_set(err, rc, "%s", why.text);
	return connect_immutable(s, err);
}

static int open_read(struct store *s, struct ww_err *err)
{
	int64_t size;
	int rc;

	if (access(s->path, F_OK) && errno == ENOENT)
		return ww_err_set(err, -ENOENT, "there is no %s yet; wirewatchd makes it when it first runs", s->path);
	rc = check_file(s, &size, err);
	rc = rc ? rc : connect_reader(s, err);
	return rc ? rc : store_check_schema(s, err);
}

int store_open(const char *dir, enum store_mode mode, struct store **ret, struct ww_err *err)
{
	WW_AUTO(store) struct store *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return -ENOMEM;
	s->lock_fd = -1;
	if (asprintf(&s->path, "%s/wirewatch.db", dir) < 0) {
		s->path = NULL;
		return -ENOMEM;
	}
	if (mode == STORE_WRITE) {
		rc = make_dir(dir, err);
		rc = rc ? rc : store_lock(dir, &s->lock_fd, err);
		rc = rc ? rc : open_write(s, err);
	} else {
		rc = open_read(s, err);
	}
	if (rc)
		return rc;
	*ret = ww_steal(&s);
	return 0;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->writing)
		store_rollback(s);
	disconnect(s);
	for (size_t i = 0; i < s->under_way.n; i++)
		free(s->under_way.v[i].notifier);
	ww_array_finish(&s->under_way);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s->path);
	free(s);
}

int store_begin(struct store *s, struct ww_err *err)
{
	int rc;

	assert(!s->writing);
	s->writing = true;
	rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		return 0;
	s->writing = false;
	return store_sqlite_error(s, rc, "write", err);
}

int store_commit(struct store *s, struct ww_err *err)
{
	int rc;

	assert(s->writing);
	if (sqlite3_get_autocommit(s->db))
		return ww_err_set(err, -EIO, "cannot write %s: the transaction was given up", s->path);
	rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return store_sqlite_error(s, rc, "write", err);
	s->writing = false;
	store_under_way_commit(s);
	return 0;
}

void store_rollback(struct store *s)
{
	if (!s->writing)
		return;
	/* It can only fail where SQLite has rolled back already. */
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->writing = false;
	store_under_way_rollback(s);
}

int64_t store_version(struct store *s)
{
	int64_t v;

	return store_number(s, NULL, 0, &v, "PRAGMA data_version") ? -1 : v;
}
