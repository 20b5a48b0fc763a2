/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "notifiers/notifier_impl.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct notifier_queue {
	pthread_mutex_t lock; /* everything below but fd */
	struct notifier_event *first, **last; /* last: where the next one is linked */
	size_t n;
	unsigned refs;
	bool closed;
	int fd;
};

int notifier_queue_create(struct notifier_queue **ret)
{
	struct notifier_queue *q = calloc(1, sizeof(*q));

	if (!q)
		return -ENOMEM;
	q->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (q->fd < 0) {
		free(q);
		return -errno;
	}
	/* Without attributes this cannot fail on Linux. */
	pthread_mutex_init(&q->lock, NULL);
	q->last = &q->first;
	q->refs = 1;
	*ret = q;
	return 0;
}

struct notifier_queue *notifier_queue_ref(struct notifier_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->refs++;
	pthread_mutex_unlock(&q->lock);
	return q;
}

static void free_events(struct notifier_event *ev)
{
	while (ev) {
		struct notifier_event *next = ev->next;

		free(ev);
		ev = next;
	}
}

void notifier_queue_unref(struct notifier_queue *q)
{
	unsigned left;

	if (!q)
		return;
	pthread_mutex_lock(&q->lock);
	left = --q->refs;
	pthread_mutex_unlock(&q->lock);
	if (left)
		return;
	free_events(q->first);
	close(q->fd);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

int notifier_queue_fd(const struct notifier_queue *q)
{
	return q->fd;
}

void notifier_queue_close(struct notifier_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_mutex_unlock(&q->lock);
	free_events(notifier_queue_take(q));
}

struct notifier_event *notifier_queue_take(struct notifier_queue *q)
{
	struct notifier_event *all;
	uint64_t count;

	pthread_mutex_lock(&q->lock);
	all = q->first;
	q->first = NULL;
	q->last = &q->first;
	q->n = 0;
	/* Under the lock, or a put in between would be cleared unseen. EAGAIN: nothing waits. */
	while (read(q->fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	pthread_mutex_unlock(&q->lock);
	return all;
}

static bool put(struct notifier_queue *q, struct notifier_event *ev, size_t max)
{
	static const uint64_t one = 1;
	bool fits;

	ev->next = NULL;
	pthread_mutex_lock(&q->lock);
	fits = !q->closed && q->n < max;
	if (fits) {
		*q->last = ev;
		q->last = &ev->next;
		q->n++;
		/* EAGAIN would mean 2^64 - 2 unread events: it is readable anyhow. */
		while (write(q->fd, &one, sizeof(one)) < 0 && errno == EINTR)
			;
	}
	pthread_mutex_unlock(&q->lock);
	return fits;
}

void notifier_queue_put(struct notifier_queue *q, struct notifier_event *ev)
{
	if (!put(q, ev, SIZE_MAX))
		free(ev);
}

struct notifier_event *notifier_event_new(enum notifier_event_kind kind, const char *alert_id)
{
	struct notifier_event *ev = calloc(1, sizeof(*ev));

	if (!ev)
		return NULL;
	ev->kind = kind;
	snprintf(ev->alert_id, sizeof(ev->alert_id), "%s", alert_id);
	return ev;
}

WW_PRINTF(2, 0) static void say(struct notifier_event *ev, const char *fmt, va_list ap)
{
	int n = vsnprintf(ev->text, sizeof(ev->text), fmt, ap);

	if (n >= (int) sizeof(ev->text))
		ev->text[ww_utf8_cut(ev->text, sizeof(ev->text) - 1, sizeof(ev->text) - 1)] = 0;
}

void notifier_put_result(struct notifier_queue *q, struct notifier_event *ev, enum notifier_result result,
	const char *fmt, ...)
{
	va_list ap;

	ev->u.result = result;
	va_start(ap, fmt);
	say(ev, fmt, ap);
	va_end(ap);
	notifier_queue_put(q, ev);
}

static void put_talk(struct notifier_queue *q, struct notifier_event *ev)
{
	if (!put(q, ev, NOTIFIER_TALK_MAX))
		free(ev);
}

void notifier_put_action(struct notifier_queue *q, const char *alert_id, enum notifier_action action,
	const char *token)
{
	struct notifier_event *ev = notifier_event_new(NOTIFIER_EV_ACTION, alert_id);

	if (!ev)
		return;
	ev->u.action = action;
	/* Half a token opens nothing. */
	if (strlen(token) < sizeof(ev->text))
		snprintf(ev->text, sizeof(ev->text), "%s", token);
	put_talk(q, ev);
}

void notifier_put_ready(struct notifier_queue *q)
{
	struct notifier_event *ev = notifier_event_new(NOTIFIER_EV_READY, "");

	if (ev)
		put_talk(q, ev);
}

void notifier_put_note(struct notifier_queue *q, const char *fmt, ...)
{
	struct notifier_event *ev = notifier_event_new(NOTIFIER_EV_NOTE, "");
	va_list ap;

	if (!ev)
		return;
	va_start(ap, fmt);
	say(ev, fmt, ap);
	va_end(ap);
	put_talk(q, ev);
}
