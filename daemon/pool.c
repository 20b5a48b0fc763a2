/* SPDX-License-Identifier: MIT */
#include "daemon/pool.h"

#include <pthread.h>
#include <signal.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define THREADS_MAX 64

/* A queue that keeps order; guarded by the pool's mutex. */
struct queue {
	struct wwd_job *first, **end;
};

struct wwd_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queue waiting, ready; /* under lock */
	bool quit;                   /* under lock */
	size_t busy;                 /* loop thread only */
	int fd;                      /* eventfd: ready has something; owned */
	struct event *event;         /* owned, on fd */
	wwd_jobs_done_fn *done;
	void *arg;
	pthread_t threads[THREADS_MAX];
	unsigned n_threads;
};

static void push(struct queue *q, struct wwd_job *job)
{
	job->next = NULL;
	*q->end = job;
	q->end = &job->next;
}

/* The first max jobs of q as a list of their own. */
static struct wwd_job *take(struct queue *q, size_t max, size_t *ret_n)
{
	struct wwd_job *list = q->first, **p = &list;
	size_t n = 0;

	for (; *p && n < max; n++)
		p = &(*p)->next;
	q->first = *p;
	*p = NULL;
	if (!q->first)
		q->end = &q->first;
	*ret_n = n;
	return list;
}

static void signal_ready(struct wwd_pool *p)
{
	uint64_t one = 1;

	/* Can only fail when the counter is full, which is a signal already. */
	if (write(p->fd, &one, sizeof(one)) < 0)
		return;
}

static void *worker(void *data)
{
	struct wwd_pool *p = data;
	struct watch_matcher *matcher = NULL;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct wwd_job *job;
		size_t n;

		while (!p->waiting.first && !p->quit)
			pthread_cond_wait(&p->wake, &p->lock);
		if (p->quit)
			break;
		job = take(&p->waiting, 1, &n);
		pthread_mutex_unlock(&p->lock);
		if (!matcher)
			matcher = watch_matcher_create(); /* NULL: the job reports -ENOMEM */
		job->run(job, matcher);
		pthread_mutex_lock(&p->lock);
		push(&p->ready, job);
		signal_ready(p);
	}
	pthread_mutex_unlock(&p->lock);
	watch_matcher_destroy(matcher);
	return NULL;
}

static void on_ready(evutil_socket_t fd, short what, void *data)
{
	struct wwd_pool *p = data;
	struct wwd_job *jobs;
	uint64_t count;
	size_t n;

	(void) what;
	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		return;
	pthread_mutex_lock(&p->lock);
	jobs = take(&p->ready, WWD_POOL_BATCH, &n);
	if (p->ready.first)
		signal_ready(p); /* the rest in the next turn of the loop */
	pthread_mutex_unlock(&p->lock);
	p->busy -= n;
	if (jobs)
		p->done(p->arg, jobs);
}

static unsigned n_cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return (unsigned) ww_max(CPU_COUNT(&set), 1);
}

/* Workers take no signals: those belong to the loop. */
static int start_threads(struct wwd_pool *p, unsigned n)
{
	sigset_t all, old;
	int rc = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (p->n_threads < n && !rc) {
		rc = pthread_create(&p->threads[p->n_threads], NULL, worker, p);
		if (!rc)
			p->n_threads++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return p->n_threads ? 0 : -rc;
}

int wwd_pool_create(struct event_base *base, unsigned n_threads, wwd_jobs_done_fn *done, void *arg,
	struct wwd_pool **ret, struct ww_err *err)
{
	WW_AUTO(wwd_pool) struct wwd_pool *p = NULL;
	struct wwd_pool *raw = calloc(1, sizeof(*raw));
	int rc;

	if (!raw)
		return -ENOMEM;
	raw->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (raw->fd < 0) {
		rc = ww_err_set(err, -errno, "cannot make an eventfd: %s", strerror(errno));
		free(raw);
		return rc;
	}
	pthread_mutex_init(&raw->lock, NULL);
	pthread_cond_init(&raw->wake, NULL);
	raw->waiting.end = &raw->waiting.first;
	raw->ready.end = &raw->ready.first;
	raw->done = done;
	raw->arg = arg;
	p = raw;

	p->event = event_new(base, p->fd, EV_READ | EV_PERSIST, on_ready, p);
	if (!p->event || event_add(p->event, NULL))
		return -ENOMEM;
	rc = start_threads(p, ww_min(n_threads ? n_threads : n_cores(), (unsigned) THREADS_MAX));
	if (rc)
		return ww_err_set(err, rc, "cannot start a worker thread: %s", strerror(-rc));
	*ret = ww_steal(&p);
	return 0;
}

void wwd_pool_destroy(struct wwd_pool *p)
{
	struct wwd_job *left;
	size_t n;

	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->quit = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->n_threads; i++)
		pthread_join(p->threads[i], NULL);

	*p->ready.end = p->waiting.first;
	left = take(&p->ready, SIZE_MAX, &n);
	if (left)
		p->done(p->arg, left);
	if (p->event)
		event_free(p->event);
	close(p->fd);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

void wwd_pool_submit(struct wwd_pool *p, struct wwd_job *job)
{
	p->busy++;
	pthread_mutex_lock(&p->lock);
	push(&p->waiting, job);
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
}

size_t wwd_pool_busy(const struct wwd_pool *p)
{
	return p->busy;
}
