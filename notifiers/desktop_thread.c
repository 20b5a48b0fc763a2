/* SPDX-License-Identifier: MIT */
#include "notifiers/desktop_impl.h"

#include "base/utf8.h"

#include <glib-unix.h>
#include <pthread.h>

struct thread {
	struct desktop_box *box; /* one reference */
	GMainLoop *loop;
	struct desktop_server *server;
	struct desktop_bubbles *bubbles;
	struct desktop_job *first, **last; /* taken out of the box */
	GSource *pump;                     /* while there is a job that can be answered */
	bool was_absent;
};

static void retry(struct thread *t, struct desktop_job *job, const char *why)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(8 * WW_ERR_MAX);

	/* It may quote what another program said. */
	ww_utf8_clean(&clean, why, ww_utf8_cut(why, strlen(why), WW_ERR_MAX), true);
	desktop_box_answer(t->box, job, NOTIFIER_RETRY, "%s", ww_buf_cstr(&clean));
}

static void show(struct thread *t, struct desktop_job *job)
{
	GError *error = NULL;

	if (desktop_bubbles_show(t->bubbles, job, &error))
		desktop_box_answer(t->box, job, NOTIFIER_DELIVERED, "%s", "");
	else {
		if (error)
			g_dbus_error_strip_remote_error(error);
		retry(t, job, error ? error->message : "libnotify refused the notification");
	}
	desktop_server_shown(t->server, error);
	g_clear_error(&error);
}

/*
 * One job each time, at a low priority: what the bus has told meanwhile, above
 * all that the server is another one now, is heard before the next is shown.
 */
static gboolean on_pump(gpointer data)
{
	struct thread *t = data;
	struct desktop_job *job;

	if (desktop_server_state(t->server) == DESKTOP_ABSENT)
		desktop_server_want(t->server);
	if (!t->first || desktop_server_state(t->server) == DESKTOP_UNKNOWN) {
		g_clear_pointer(&t->pump, g_source_unref);
		return G_SOURCE_REMOVE;
	}
	job = t->first;
	t->first = job->next;
	if (!t->first)
		t->last = &t->first;
	if (desktop_server_state(t->server) == DESKTOP_READY)
		show(t, job);
	else
		retry(t, job, desktop_server_why(t->server));
	return G_SOURCE_CONTINUE;
}

static void start_pump(struct thread *t)
{
	if (t->pump || !t->first)
		return;
	t->pump = g_idle_source_new();
	g_source_set_callback(t->pump, on_pump, t, NULL);
	g_source_attach(t->pump, g_main_context_get_thread_default());
}

static void on_state(void *arg)
{
	struct thread *t = arg;

	/* During its creation there is no server to ask yet, and nothing waits. */
	if (!t->server)
		return;
	switch (desktop_server_state(t->server)) {
	case DESKTOP_UNKNOWN:
		return;
	case DESKTOP_ABSENT:
		if (!t->was_absent)
			notifier_put_note(desktop_box_queue(t->box), "desktop alerts wait: %s",
				desktop_server_why(t->server));
		t->was_absent = true;
		break;
	case DESKTOP_READY:
		if (t->was_absent) {
			notifier_put_note(desktop_box_queue(t->box), "desktop alerts go to \"%s\"",
				desktop_server_name(t->server));
			notifier_put_ready(desktop_box_queue(t->box));
		}
		t->was_absent = false;
		break;
	}
	start_pump(t);
}

static void on_ids_lost(void *arg)
{
	struct thread *t = arg;

	if (t->bubbles)
		desktop_bubbles_forget(t->bubbles);
}

static gboolean on_wake(gint fd, GIOCondition condition, gpointer data)
{
	struct thread *t = data;
	bool stop;

	(void) fd;
	(void) condition;
	*t->last = desktop_box_take(t->box, &stop);
	while (*t->last)
		t->last = &(*t->last)->next;
	if (stop)
		g_main_loop_quit(t->loop);
	else
		start_pump(t);
	return G_SOURCE_CONTINUE;
}

static void run(struct thread *t, unsigned start_server_after)
{
	struct desktop_server_events events = { on_state, on_ids_lost, t };
	GMainContext *context = g_main_context_get_thread_default();
	GSource *wake = g_unix_fd_source_new(desktop_box_wake_fd(t->box), G_IO_IN);

	t->loop = g_main_loop_new(context, FALSE);
	t->server = desktop_server_create(t->box, start_server_after, &events);
	if (t->server) {
		t->bubbles = desktop_bubbles_create(t->server, desktop_box_queue(t->box));
		/* The state may have been settled at once, before on_state() could ask. */
		on_state(t);
	}
	g_source_set_callback(wake, G_SOURCE_FUNC(on_wake), t, NULL);
	g_source_attach(wake, context);
	if (t->server)
		g_main_loop_run(t->loop);
	g_source_destroy(wake);
	g_source_unref(wake);
	if (t->pump) {
		g_source_destroy(t->pump);
		g_clear_pointer(&t->pump, g_source_unref);
	}
	/* The server goes first: it makes sure that bubbles are freed while libnotify still can. */
	desktop_server_destroy(t->server);
	desktop_bubbles_destroy(t->bubbles);
	g_main_loop_unref(t->loop);
}

void *desktop_thread_main(void *arg)
{
	struct desktop_start *start = arg;
	struct thread t = { .box = start->box };
	GMainContext *context = g_main_context_new();

	pthread_setname_np(pthread_self(), "ww-desktop");
	t.last = &t.first;
	g_main_context_push_thread_default(context);
	run(&t, start->start_server_after);
	g_main_context_pop_thread_default(context);
	g_main_context_unref(context);
	/* What is left has no result: the caller still has it in the outbox. */
	while (t.first) {
		struct desktop_job *job = t.first;

		t.first = job->next;
		desktop_job_free(job);
	}
	free(start);
	desktop_box_done(t.box);
	desktop_box_unref(t.box);
	return NULL;
}
