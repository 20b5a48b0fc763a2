/* SPDX-License-Identifier: MIT */
/*
 * The real wirewatchd as a child, with a configuration and a state directory of its own:
 * the user's service, if one runs, never notices.
 */
#include "cli/demo.h"

#include "base/array.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_TAIL 4096 /* bytes shown of what the daemon said */
#define PATH_BYTES 4096
#define STOP_MS 5000 /* after SIGTERM; then SIGKILL */
#define STEP_MS 20

static char *path_in(const char *dir, const char *name)
{
	char *out = NULL;

	return asprintf(&out, "%s/%s", dir, name) < 0 ? NULL : out;
}

static int make_dir(struct demo_child *c)
{
	const char *tmp = getenv("TMPDIR");

	c->dir = path_in(tmp && *tmp == '/' ? tmp : "/tmp", "wirewatch-demo-XXXXXX");
	if (!c->dir)
		return -ENOMEM;
	if (!mkdtemp(c->dir)) {
		int rc = -errno;

		/* Nothing to remove later. */
		ww_clear(&c->dir);
		return rc;
	}
	c->config = path_in(c->dir, "watchlist");
	c->state = path_in(c->dir, "state");
	c->log = path_in(c->dir, "daemon.log");
	return c->config && c->state && c->log ? 0 : -ENOMEM;
}

int demo_child_prepare(struct demo_child *c, unsigned port, struct ww_err *err)
{
	int rc = make_dir(c);
	bool failed;
	FILE *f;

	if (rc)
		return ww_err_set(err, rc, "no temporary directory: %s", strerror(-rc));
	f = fopen(c->config, "we");
	if (!f)
		return ww_err_set(err, -errno, "%s: %s", c->config, strerror(errno));
	/* 5 minutes is the shortest interval there is; 300 times faster is a second. */
	fprintf(f, "[daemon]\n  time-scale = 300\n  control = %s/control.sock\n\n", c->dir);
	for (size_t i = 0; i < demo_n_outlets; i++)
		fprintf(f, "[feed %s]\n  url = http://127.0.0.1:%u%s\n  every = 5m\n\n", demo_outlets[i].name,
		        port, demo_outlets[i].path);
	fputs(demo_rules, f);
	failed = ferror(f);
	if (fclose(f) || failed)
		return ww_err_set(err, -EIO, "%s: cannot be written", c->config);
	return 0;
}

/* wirewatchd next to this program (a build directory), else where it is installed. */
static int find_daemon(char out[PATH_BYTES])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_BYTES - 1);
	char *slash;

	if (n > 0) {
		out[n] = '\0';
		slash = strrchr(out, '/');
		if (slash && (size_t) (slash - out) + sizeof("/wirewatchd") <= PATH_BYTES) {
			memcpy(slash, "/wirewatchd", sizeof("/wirewatchd"));
			if (!access(out, X_OK))
				return 0;
		}
	}
	snprintf(out, PATH_BYTES, "%s/wirewatchd", WW_BINDIR);
	return access(out, X_OK) ? -errno : 0;
}

/* In the child: nothing here may return. */
static void become_daemon(const struct demo_child *c, const char *program, pid_t parent)
{
	int log = open(c->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int null = open("/dev/null", O_RDONLY);

	/* Should the demonstration be killed, the daemon must not stay. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (log < 0 || null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(127);
	/* Ctrl-C is for the parent, who stops us in order. */
	setpgid(0, 0);
	execl(program, "wirewatchd", "--config", c->config, "--state", c->state, (char *) NULL);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	_exit(127);
}

int demo_child_start(struct demo_child *c, struct ww_err *err)
{
	char program[PATH_BYTES];
	pid_t parent = getpid();

	if (find_daemon(program))
		return ww_err_set(
		        err, -ENOENT, "wirewatchd is neither next to wirewatch nor in %s", WW_BINDIR);
	fflush(NULL);
	c->pid = fork();
	if (c->pid < 0) {
		c->pid = 0;
		return ww_err_set(err, -errno, "fork: %s", strerror(errno));
	}
	if (!c->pid)
		become_daemon(c, program, parent);
	return 0;
}

bool demo_child_has_ended(struct demo_child *c, struct ww_err *err)
{
	int status;

	if (!c->pid || waitpid(c->pid, &status, WNOHANG) != c->pid)
		return false;
	c->pid = 0;
	if (WIFSIGNALED(status))
		ww_err_set(err, 0, "wirewatchd was ended by signal %d", WTERMSIG(status));
	else
		ww_err_set(err, 0, "wirewatchd ended with status %d", WEXITSTATUS(status));
	return true;
}

void demo_child_log(const struct demo_child *c, struct ww_buf *out)
{
	char text[LOG_TAIL];
	FILE *f = c->log ? fopen(c->log, "re") : NULL;
	size_t n;

	if (!f)
		return;
	if (fseek(f, -LOG_TAIL, SEEK_END))
		rewind(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	ww_buf_add(out, text, n);
}

static void stop(struct demo_child *c)
{
	const struct timespec pause = { .tv_nsec = STEP_MS * 1000000L };

	kill(c->pid, SIGTERM);
	for (int waited = 0; waitpid(c->pid, NULL, WNOHANG) == 0; waited += STEP_MS) {
		if (waited >= STOP_MS) {
			kill(c->pid, SIGKILL);
			waitpid(c->pid, NULL, 0);
			break;
		}
		nanosleep(&pause, NULL);
	}
	c->pid = 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void) st;
	(void) type;
	(void) at;
	return remove(path);
}

void demo_child_finish(struct demo_child *c)
{
	if (c->pid > 0)
		stop(c);
	if (c->dir)
		nftw(c->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(c->dir);
	free(c->config);
	free(c->state);
	free(c->log);
	memset(c, 0, sizeof(*c));
}
