/* SPDX-License-Identifier: MIT */
#include "notifiers/desktop_impl.h"
#include "notifiers/open_url.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define TEXT_MAX         (16 * 1024)
#define START_AFTER_MS   10000
#define STOP_POLITELY_MS 200 /* then the hanging call is aborted, */
#define STOP_ABORTED_MS  200 /* and then the thread is left to itself */

struct desktop_box {
	pthread_mutex_t lock; /* all below, but the descriptors' and queue's own doings */
	pthread_cond_t ended;
	unsigned refs;
	struct desktop_job *first, **last;
	size_t n_jobs; /* sent and not answered */
	bool stop, done;
	int wake_fd;   /* eventfd */
	int socket_fd; /* duplicate of the one libnotify waits on; -1 */
	struct notifier_queue *queue; /* one reference */
};

struct desktop {
	struct notifier base;
	struct desktop_box *box; /* one reference */
	pthread_t thread;
};

void desktop_job_free(struct desktop_job *job)
{
	if (!job)
		return;
	free(job->result);
	free(job->key);
	free(job->headline);
	free(job->body);
	free(job->url);
	free(job);
}

static struct desktop_box *box_create(struct notifier_queue *queue)
{
	struct desktop_box *box = calloc(1, sizeof(*box));
	pthread_condattr_t attr;

	if (!box)
		return NULL;
	box->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (box->wake_fd < 0) {
		free(box);
		return NULL;
	}
	/* A step of the wall clock must not make destroy wait for hours. */
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&box->ended, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&box->lock, NULL);
	box->refs = 1;
	box->last = &box->first;
	box->socket_fd = -1;
	box->queue = notifier_queue_ref(queue);
	return box;
}

struct desktop_box *desktop_box_ref(struct desktop_box *box)
{
	pthread_mutex_lock(&box->lock);
	box->refs++;
	pthread_mutex_unlock(&box->lock);
	return box;
}

void desktop_box_unref(struct desktop_box *box)
{
	unsigned left;

	if (!box)
		return;
	pthread_mutex_lock(&box->lock);
	left = --box->refs;
	pthread_mutex_unlock(&box->lock);
	if (left)
		return;
	while (box->first) {
		struct desktop_job *job = box->first;

		box->first = job->next;
		desktop_job_free(job);
	}
	close(box->wake_fd);
	if (box->socket_fd >= 0)
		close(box->socket_fd);
	notifier_queue_unref(box->queue);
	pthread_cond_destroy(&box->ended);
	pthread_mutex_destroy(&box->lock);
	free(box);
}

struct notifier_queue *desktop_box_queue(struct desktop_box *box)
{
	return box->queue;
}

int desktop_box_wake_fd(const struct desktop_box *box)
{
	return box->wake_fd;
}

/* With the lock held. */
static void wake(struct desktop_box *box)
{
	static const uint64_t one = 1;

	while (write(box->wake_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static int put_job(struct desktop_box *box, struct desktop_job *job)
{
	int rc = -EAGAIN;

	pthread_mutex_lock(&box->lock);
	if (!box->stop && box->n_jobs < DESKTOP_JOBS_MAX) {
		job->next = NULL;
		*box->last = job;
		box->last = &job->next;
		box->n_jobs++;
		wake(box);
		rc = 0;
	}
	pthread_mutex_unlock(&box->lock);
	return rc;
}

struct desktop_job *desktop_box_take(struct desktop_box *box, bool *ret_stop)
{
	struct desktop_job *jobs;
	uint64_t count;

	pthread_mutex_lock(&box->lock);
	while (read(box->wake_fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	jobs = box->first;
	box->first = NULL;
	box->last = &box->first;
	*ret_stop = box->stop;
	pthread_mutex_unlock(&box->lock);
	return jobs;
}

void desktop_box_answer(struct desktop_box *box, struct desktop_job *job, enum notifier_result result,
	const char *fmt, ...)
{
	char text[WW_ERR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&box->lock);
	box->n_jobs--;
	pthread_mutex_unlock(&box->lock);
	notifier_put_result(box->queue, ww_steal(&job->result), result, "%s", text);
	desktop_job_free(job);
}

void desktop_box_set_socket(struct desktop_box *box, int fd)
{
	int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
	int old;

	pthread_mutex_lock(&box->lock);
	old = box->socket_fd;
	box->socket_fd = copy;
	pthread_mutex_unlock(&box->lock);
	if (old >= 0)
		close(old);
}

void desktop_box_done(struct desktop_box *box)
{
	pthread_mutex_lock(&box->lock);
	box->done = true;
	pthread_cond_signal(&box->ended);
	pthread_mutex_unlock(&box->lock);
}

/* With the lock held: wait until the thread is done, at most ms. */
static bool wait_done(struct desktop_box *box, long ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!box->done)
		if (pthread_cond_timedwait(&box->ended, &box->lock, &until))
			break;
	return box->done;
}

static bool stop_thread(struct desktop_box *box)
{
	bool done;

	pthread_mutex_lock(&box->lock);
	box->stop = true;
	wake(box);
	done = wait_done(box, STOP_POLITELY_MS);
	if (!done && box->socket_fd >= 0) {
		/* libnotify's call returns with an error as soon as its connection is gone. */
		shutdown(box->socket_fd, SHUT_RDWR);
		done = wait_done(box, STOP_ABORTED_MS);
	}
	pthread_mutex_unlock(&box->lock);
	return done;
}

static void desktop_destroy(struct notifier *n)
{
	struct desktop *d = (struct desktop *) n;

	/* A thread that still hangs holds its own references and touches nothing of ours. */
	if (stop_thread(d->box))
		pthread_join(d->thread, NULL);
	else
		pthread_detach(d->thread);
	desktop_box_unref(d->box);
	free(d);
}

/* Signals are the main thread's business, also in the threads that GLib starts from ours. */
static int start_thread(pthread_t *ret, struct desktop_start *start)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(ret, NULL, desktop_thread_main, start);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -rc;
}

static int desktop_create(const struct notifier_opts *opts, struct notifier_queue *queue,
	struct notifier **ret, struct ww_err *err)
{
	struct desktop *d = calloc(1, sizeof(*d));
	struct desktop_start *start = calloc(1, sizeof(*start));
	struct desktop_box *box = box_create(queue);
	int rc = -ENOMEM;

	if (d && start && box) {
		start->box = desktop_box_ref(box);
		start->start_server_after = opts->start_server_after;
		if (!start->start_server_after)
			start->start_server_after = START_AFTER_MS;
		d->box = box;
		rc = start_thread(&d->thread, start);
		if (!rc) {
			*ret = &d->base;
			return 0;
		}
		desktop_box_unref(box);
	}
	desktop_box_unref(box);
	free(start);
	free(d);
	return ww_err_set(err, rc, "cannot start the desktop notifier: %s", strerror(-rc));
}

/*
 * One bubble per story. Summaries replace each other; so do reports on one
 * feed; the prefixes keep these apart from stories.
 */
static char *make_key(const struct alert *a)
{
	WW_AUTO(buf) struct ww_buf key = WW_BUF(TEXT_MAX);

	if (a->story && a->story[0])
		ww_buf_addf(&key, "story:%s", a->story);
	else if (a->kind == ALERT_SUMMARY)
		ww_buf_adds(&key, "summary");
	else if (a->kind == ALERT_HEALTH && a->feed.name && a->feed.name[0])
		ww_buf_addf(&key, "feed:%s", a->feed.name);
	else
		ww_buf_addf(&key, "alert:%s", a->id);
	return ww_buf_detach(&key);
}

static struct desktop_job *make_job(const struct alert *a)
{
	WW_AUTO(desktop_job) struct desktop_job *job = calloc(1, sizeof(*job));
	WW_AUTO(buf) struct ww_buf headline = WW_BUF(TEXT_MAX);
	WW_AUTO(buf) struct ww_buf body = WW_BUF(TEXT_MAX);

	if (!job || alert_headline(a, &headline) || alert_body(a, &body))
		return NULL;
	job->kind = a->kind;
	job->urgency = a->urgency;
	job->has_story = a->story && a->story[0];
	job->result = notifier_event_new(NOTIFIER_EV_RESULT, a->id);
	job->key = make_key(a);
	job->headline = strdup(ww_buf_cstr(&headline));
	job->body = strdup(ww_buf_cstr(&body));
	job->url = strdup(open_url_allowed(a->item.url) ? a->item.url : "");
	if (!job->result || !job->key || !job->headline || !job->body || !job->url)
		return NULL;
	return ww_steal(&job);
}

static int desktop_send(struct notifier *n, const struct alert *a, unsigned attempt)
{
	struct desktop *d = (struct desktop *) n;
	WW_AUTO(desktop_job) struct desktop_job *job = make_job(a);
	int rc;

	(void) attempt;
	if (!job)
		return -ENOMEM;
	rc = put_job(d->box, job);
	if (!rc)
		ww_steal(&job);
	return rc;
}

const struct notifier_ops notifier_desktop_ops = {
	.type = "desktop",
	.create = desktop_create,
	.send = desktop_send,
	.destroy = desktop_destroy,
};
