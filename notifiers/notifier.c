/* SPDX-License-Identifier: MIT */
#include "notifiers/notifier_impl.h"

static const struct notifier_ops *const types[] = {
	&notifier_desktop_ops,
	&notifier_log_ops,
};

static const struct notifier_ops *find_type(const char *type)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(types); i++)
		if (!strcmp(types[i]->type, type))
			return types[i];
	return NULL;
}

int notifier_create(const char *type, const struct notifier_opts *opts, const struct notifier_events *events,
	struct notifier **ret, struct ww_err *err)
{
	const struct notifier_ops *ops = find_type(type);
	WW_AUTO(notifier_queue) struct notifier_queue *queue = NULL;
	WW_AUTO(str) char *name = NULL;
	struct notifier *n = NULL;
	int rc;

	if (!ops)
		return ww_err_set(err, -ENOENT, "there is no notifier \"%s\"", type);
	name = strdup(opts->name ? opts->name : type);
	if (!name)
		return ww_err_set(err, -ENOMEM, "out of memory");
	rc = notifier_queue_create(&queue);
	if (rc)
		return ww_err_set(err, rc, "cannot make an event queue: %s", strerror(-rc));
	rc = ops->create(opts, queue, &n, err);
	if (rc)
		return rc;
	n->ops = ops;
	n->name = ww_steal(&name);
	n->events = *events;
	n->queue = ww_steal(&queue);
	*ret = n;
	return 0;
}

static void tell(const struct notifier_events *to, const struct notifier_event *ev)
{
	switch (ev->kind) {
	case NOTIFIER_EV_RESULT:
		to->on_result(to->arg, ev->alert_id, ev->u.result, ev->text);
		break;
	case NOTIFIER_EV_ACTION:
		if (to->on_action)
			to->on_action(to->arg, ev->alert_id, ev->u.action, ev->text);
		break;
	case NOTIFIER_EV_READY:
		if (to->on_ready)
			to->on_ready(to->arg);
		break;
	case NOTIFIER_EV_NOTE:
		if (to->on_note)
			to->on_note(to->arg, ev->text);
		break;
	}
}

static void dispatch(struct notifier_queue *queue, const struct notifier_events *to)
{
	struct notifier_event *ev = notifier_queue_take(queue);

	while (ev) {
		struct notifier_event *next = ev->next;

		tell(to, ev);
		free(ev);
		ev = next;
	}
}

void notifier_dispatch(struct notifier *n)
{
	dispatch(n->queue, &n->events);
}

void notifier_destroy(struct notifier *n)
{
	struct notifier_events events;
	struct notifier_queue *queue;
	char *name;

	if (!n)
		return;
	events = n->events;
	queue = n->queue;
	name = n->name;
	n->ops->destroy(n);
	/* What was confirmed while we waited is not to be sent again after a restart. */
	dispatch(queue, &events);
	notifier_queue_close(queue);
	notifier_queue_unref(queue);
	free(name);
}

const char *notifier_name(const struct notifier *n)
{
	return n->name;
}

int notifier_send(struct notifier *n, const struct alert *a, unsigned attempt)
{
	return n->ops->send(n, a, attempt);
}

int notifier_fd(const struct notifier *n)
{
	return notifier_queue_fd(n->queue);
}
