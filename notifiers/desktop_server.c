/* SPDX-License-Identifier: MIT */
/*
 * Is there somebody who shows notifications? All questions are asked
 * asynchronously on a connection of our own; libnotify, whose calls wait, is
 * entered only after the server has just answered two of them.
 *
 *	connect ─▶ who owns the name? ─▶ GetCapabilities ─▶ GetServerInformation
 *	   ▲            │ nobody: ABSENT, wait for the name   │
 *	   └── timer ◀──┴──── no answer: ABSENT, timer ◀──────┤
 *	                                        READY ◀─ libnotify's connection
 */
#include "notifiers/desktop_impl.h"

#include "base/utf8.h"

#include <libnotify/notify.h>
#include <stdatomic.h>

#define ANSWER_MS      5000  /* for every question */
#define START_MS       15000 /* for starting a server */
#define RETRY_MIN_MS   1000
#define RETRY_MAX_MS   60000
#define START_AGAIN_MS 60000

/* libnotify has one set of file-scope variables: is some thread of the process using it? */
static atomic_flag libnotify_taken = ATOMIC_FLAG_INIT;

struct desktop_server {
	struct desktop_box *box; /* borrowed */
	struct desktop_server_events events;
	enum desktop_state state;
	char why[WW_ERR_MAX];
	char name[100]; /* as it calls itself */
	char *owner;    /* its unique name on the bus; NULL: there is none */
	struct desktop_caps caps;
	GDBusConnection *bus;    /* ours */
	GDBusConnection *shared; /* libnotify's, only in READY */
	bool has_libnotify;
	guint watch;
	GCancellable *cancel; /* for the calls under way */
	unsigned n_calls;     /* whose callback has not come yet */
	GSource *timer;       /* what comes next if nothing else does; one is enough for any state */
	unsigned retry_ms;
	gint64 start_at;      /* monotonic microseconds: not before then is a server started */
	bool wanted;          /* an alert came while nobody was there */
};

static void connect_bus(struct desktop_server *s);
static void probe(struct desktop_server *s);

enum desktop_state desktop_server_state(const struct desktop_server *s)
{
	return s->state;
}

const char *desktop_server_why(const struct desktop_server *s)
{
	return s->why;
}

const char *desktop_server_name(const struct desktop_server *s)
{
	return s->name;
}

const struct desktop_caps *desktop_server_caps(const struct desktop_server *s)
{
	return &s->caps;
}

GDBusConnection *desktop_server_connection(const struct desktop_server *s)
{
	return s->shared;
}

static void stop_timer(struct desktop_server *s)
{
	if (!s->timer)
		return;
	g_source_destroy(s->timer);
	g_clear_pointer(&s->timer, g_source_unref);
}

static void set_timer(struct desktop_server *s, guint ms, GSourceFunc func)
{
	stop_timer(s);
	s->timer = g_timeout_source_new(ms);
	g_source_set_callback(s->timer, func, s, NULL);
	g_source_attach(s->timer, g_main_context_get_thread_default());
}

static void set_state(struct desktop_server *s, enum desktop_state state)
{
	if (s->state == state)
		return;
	s->state = state;
	s->events.on_state(s->events.arg);
}

WW_PRINTF(2, 3) static void set_absent(struct desktop_server *s, const char *fmt, ...)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(4 * WW_ERR_MAX);
	char text[WW_ERR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* It may quote what another program said. */
	ww_utf8_clean(&clean, text, strlen(text), true);
	snprintf(s->why, sizeof(s->why), "%s", ww_buf_cstr(&clean));
	set_state(s, DESKTOP_ABSENT);
}

/* The delay before the next attempt; it doubles until something works. */
static guint next_retry(struct desktop_server *s)
{
	guint ms = s->retry_ms;

	s->retry_ms = ww_min(2 * ms, (unsigned) RETRY_MAX_MS);
	return ms;
}

/* Every asynchronous call begins and ends with these. False: cancelled, s has moved on. */
static void begin_call(struct desktop_server *s)
{
	s->n_calls++;
}

static bool end_call(struct desktop_server *s, const GError *error)
{
	s->n_calls--;
	return !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void cancel_calls(struct desktop_server *s)
{
	g_cancellable_cancel(s->cancel);
	g_object_unref(s->cancel);
	s->cancel = g_cancellable_new();
}

static void on_closed(GDBusConnection *connection, gboolean vanished, GError *error, gpointer data);

static void drop_connection(struct desktop_server *s, GDBusConnection **connection)
{
	if (!*connection)
		return;
	g_signal_handlers_disconnect_by_func(*connection, (gpointer) on_closed, s);
	g_clear_object(connection);
}

/* After this libnotify makes a new connection; on a closed one it would stay for ever. */
static void leave_libnotify(struct desktop_server *s)
{
	s->events.on_ids_lost(s->events.arg);
	desktop_box_set_socket(s->box, -1);
	if (s->has_libnotify) {
		notify_uninit();
		atomic_flag_clear(&libnotify_taken);
		s->has_libnotify = false;
	}
	drop_connection(s, &s->shared);
}

static void disconnect_bus(struct desktop_server *s)
{
	stop_timer(s);
	cancel_calls(s);
	leave_libnotify(s);
	if (s->watch)
		g_bus_unwatch_name(s->watch);
	s->watch = 0;
	g_clear_pointer(&s->owner, g_free);
	drop_connection(s, &s->bus);
}

static gboolean on_reconnect(gpointer data)
{
	connect_bus(data);
	return G_SOURCE_REMOVE;
}

WW_PRINTF(2, 3) static void lose_bus(struct desktop_server *s, const char *fmt, ...)
{
	char text[WW_ERR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	disconnect_bus(s);
	set_timer(s, next_retry(s), on_reconnect);
	set_absent(s, "%s", text);
}

static void on_closed(GDBusConnection *connection, gboolean vanished, GError *error, gpointer data)
{
	(void) connection;
	(void) vanished;
	(void) error;
	lose_bus(data, "the session bus closed the connection");
}

static gboolean on_reprobe(gpointer data)
{
	probe(data);
	return G_SOURCE_REMOVE;
}

/* The server is there and of no use; ask again later. */
static void no_answer(struct desktop_server *s, const char *why)
{
	cancel_calls(s);
	set_timer(s, next_retry(s), on_reprobe);
	set_absent(s, "%s", why);
}

static gboolean on_no_answer(gpointer data)
{
	no_answer(data, "the notification server does not answer");
	return G_SOURCE_REMOVE;
}

static gboolean on_no_bus_answer(gpointer data)
{
	lose_bus(data, "the session bus does not answer");
	return G_SOURCE_REMOVE;
}

static bool enter_libnotify(struct desktop_server *s)
{
	if (!s->has_libnotify) {
		if (atomic_flag_test_and_set(&libnotify_taken))
			return false;
		s->has_libnotify = true;
	}
	/*
	 * The second call makes libnotify's proxy. Without one, even freeing a notification would
	 * connect, and wait.
	 */
	return notify_init(DESKTOP_APP_NAME) && notify_get_server_info(NULL, NULL, NULL, NULL);
}

static void set_ready(struct desktop_server *s)
{
	GIOStream *stream = g_dbus_connection_get_stream(s->shared);

	if (G_IS_SOCKET_CONNECTION(stream))
		desktop_box_set_socket(s->box,
			g_socket_get_fd(g_socket_connection_get_socket(G_SOCKET_CONNECTION(stream))));
	if (!enter_libnotify(s)) {
		leave_libnotify(s);
		no_answer(s, "libnotify cannot be used now");
		return;
	}
	stop_timer(s);
	s->wanted = false;
	set_state(s, DESKTOP_READY);
}

static void on_shared(GObject *source, GAsyncResult *result, gpointer data)
{
	struct desktop_server *s = data;
	GError *error = NULL;
	GDBusConnection *shared = g_bus_get_finish(result, &error);

	(void) source;
	if (!end_call(s, error)) {
		g_error_free(error);
		return;
	}
	if (!shared) {
		lose_bus(s, "cannot connect to the session bus: %s", error->message);
		g_error_free(error);
		return;
	}
	/* GDBus would end our process by SIGTERM when the session bus goes. */
	g_dbus_connection_set_exit_on_close(shared, FALSE);
	if (g_dbus_connection_is_closed(shared)) {
		/* Somebody still holds the last one. */
		g_object_unref(shared);
		no_answer(s, "the session bus closed the connection");
		return;
	}
	s->shared = shared;
	g_signal_connect(shared, "closed", G_CALLBACK(on_closed), s);
	set_ready(s);
}

/* A call to the server itself, whoever may own the name by then. */
static void ask_server(struct desktop_server *s, const char *method, const char *reply,
	GAsyncReadyCallback func)
{
	set_timer(s, ANSWER_MS, on_no_answer);
	begin_call(s);
	g_dbus_connection_call(s->bus, s->owner, DESKTOP_BUS_PATH, DESKTOP_BUS_IFACE, method, NULL,
		G_VARIANT_TYPE(reply), G_DBUS_CALL_FLAGS_NO_AUTO_START, 2 * ANSWER_MS, s->cancel, func, s);
}

static GVariant *end_question(struct desktop_server *s, GObject *source, GAsyncResult *result)
{
	GError *error = NULL;
	GVariant *reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	if (end_call(s, error) && error) {
		g_dbus_error_strip_remote_error(error);
		no_answer(s, error->message);
	}
	g_clear_error(&error);
	return reply;
}

static void set_name(struct desktop_server *s, const char *name)
{
	WW_AUTO(buf) struct ww_buf clean = WW_BUF(sizeof(s->name) - 1);

	ww_utf8_clean(&clean, name, ww_utf8_cut(name, strlen(name), clean.max), true);
	snprintf(s->name, sizeof(s->name), "%s", ww_buf_cstr(&clean));
}

static void on_info(GObject *source, GAsyncResult *result, gpointer data)
{
	struct desktop_server *s = data;
	GVariant *reply = end_question(s, source, result);
	const char *name;

	if (!reply)
		return;
	g_variant_get(reply, "(&s&s&s&s)", &name, NULL, NULL, NULL);
	set_name(s, name);
	s->caps.draws_default = !strcmp(name, "Xfce Notify Daemon");
	s->caps.cuts_summary = s->caps.draws_default || !strcmp(name, "gnome-shell");
	g_variant_unref(reply);
	if (s->shared) {
		set_ready(s);
		return;
	}
	set_timer(s, ANSWER_MS, on_no_bus_answer);
	begin_call(s);
	g_bus_get(G_BUS_TYPE_SESSION, s->cancel, on_shared, s);
}

static void on_caps(GObject *source, GAsyncResult *result, gpointer data)
{
	struct desktop_server *s = data;
	GVariant *reply = end_question(s, source, result);
	const char **caps;

	if (!reply)
		return;
	g_variant_get(reply, "(^a&s)", &caps);
	s->caps = (struct desktop_caps){
		.actions = g_strv_contains(caps, "actions"),
		.body_markup = g_strv_contains(caps, "body-markup"),
	};
	g_free(caps);
	g_variant_unref(reply);
	ask_server(s, "GetServerInformation", "(ssss)", on_info);
}

static void probe(struct desktop_server *s)
{
	set_state(s, DESKTOP_UNKNOWN);
	ask_server(s, "GetCapabilities", "(as)", on_caps);
}

static void on_appeared(GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
	struct desktop_server *s = data;

	(void) bus;
	(void) name;
	cancel_calls(s);
	s->events.on_ids_lost(s->events.arg);
	g_free(s->owner);
	s->owner = g_strdup(owner);
	s->retry_ms = RETRY_MIN_MS;
	probe(s);
}

static gboolean on_start_time(gpointer data)
{
	struct desktop_server *s = data;

	g_clear_pointer(&s->timer, g_source_unref);
	desktop_server_want(s);
	return G_SOURCE_REMOVE;
}

static void no_server(struct desktop_server *s)
{
	gint64 left = (s->start_at - g_get_monotonic_time()) / 1000;

	stop_timer(s);
	if (s->wanted)
		set_timer(s, (guint) ww_max(left, (gint64) 0), on_start_time);
	set_absent(s, "no notification server on the session bus");
}

static void on_vanished(GDBusConnection *bus, const char *name, gpointer data)
{
	struct desktop_server *s = data;

	(void) name;
	if (!bus)
		return; /* on_closed() is about to follow */
	cancel_calls(s);
	s->events.on_ids_lost(s->events.arg);
	g_clear_pointer(&s->owner, g_free);
	no_server(s);
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer data)
{
	struct desktop_server *s = data;
	GError *error = NULL;
	GDBusConnection *bus = g_dbus_connection_new_for_address_finish(result, &error);

	(void) source;
	if (!end_call(s, error)) {
		g_error_free(error);
		return;
	}
	if (!bus) {
		lose_bus(s, "cannot connect to the session bus: %s", error->message);
		g_error_free(error);
		return;
	}
	s->bus = bus;
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	g_signal_connect(bus, "closed", G_CALLBACK(on_closed), s);
	set_timer(s, ANSWER_MS, on_no_bus_answer);
	/* No AUTO_START: at login it would race with the server that the session is about to start. */
	s->watch = g_bus_watch_name_on_connection(bus, DESKTOP_BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
		on_appeared, on_vanished, s, NULL);
}

static void connect_bus(struct desktop_server *s)
{
	GError *error = NULL;
	char *address;

	set_state(s, DESKTOP_UNKNOWN);
	address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SESSION, NULL, &error);
	if (!address) {
		lose_bus(s, "there is no session bus: %s", error->message);
		g_error_free(error);
		return;
	}
	set_timer(s, ANSWER_MS, on_no_bus_answer);
	begin_call(s);
	g_dbus_connection_new_for_address(address,
		G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
			| G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
		NULL, s->cancel, on_connected, s);
	g_free(address);
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	struct desktop_server *s = data;
	GError *error = NULL;
	GVariant *reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	/* If it did start, on_appeared() comes, or has come, in which case the state is not ours to set. */
	if (end_call(s, error) && error && !s->owner)
		no_server(s);
	g_clear_error(&error);
	if (reply)
		g_variant_unref(reply);
}

static gboolean on_not_started(gpointer data)
{
	struct desktop_server *s = data;

	g_clear_pointer(&s->timer, g_source_unref);
	cancel_calls(s);
	no_server(s);
	return G_SOURCE_REMOVE;
}

void desktop_server_want(struct desktop_server *s)
{
	gint64 now = g_get_monotonic_time();

	if (!s->watch || s->owner || s->state != DESKTOP_ABSENT)
		return;
	if (now < s->start_at) {
		s->wanted = true;
		if (!s->timer)
			set_timer(s, (guint) ((s->start_at - now) / 1000 + 1), on_start_time);
		return;
	}
	s->wanted = false;
	s->start_at = now + START_AGAIN_MS * (gint64) 1000;
	set_timer(s, START_MS, on_not_started);
	begin_call(s);
	g_dbus_connection_call(s->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
		"org.freedesktop.DBus", "StartServiceByName", g_variant_new("(su)", DESKTOP_BUS_NAME, 0), G_VARIANT_TYPE("(u)"),
		G_DBUS_CALL_FLAGS_NONE, 2 * START_MS, s->cancel, on_started, s);
	set_state(s, DESKTOP_UNKNOWN);
}

void desktop_server_shown(struct desktop_server *s, const GError *error)
{
	if (!error) {
		s->retry_ms = RETRY_MIN_MS;
		return;
	}
	if (s->state != DESKTOP_READY)
		return;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
			|| g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
			|| g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
			|| g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT))
		no_answer(s, "the notification server does not answer");
}

struct desktop_server *desktop_server_create(struct desktop_box *box, unsigned start_server_after,
	const struct desktop_server_events *events)
{
	struct desktop_server *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->box = box;
	s->events = *events;
	s->retry_ms = RETRY_MIN_MS;
	s->start_at = g_get_monotonic_time() + start_server_after * (gint64) 1000;
	s->cancel = g_cancellable_new();
	connect_bus(s);
	return s;
}

static gboolean on_drained(gpointer data)
{
	*(bool *) data = true;
	return G_SOURCE_REMOVE;
}

/*
 * Cancelled calls still call back, and then touch s: run the context until
 * they have. GDBus frees what belonged to its subscriptions there, too.
 */
static void drain(struct desktop_server *s)
{
	GMainContext *context = g_main_context_get_thread_default();
	GSource *timeout = g_timeout_source_new(ANSWER_MS);
	bool late = false;

	g_source_set_callback(timeout, on_drained, &late, NULL);
	g_source_attach(timeout, context);
	while (s->n_calls && !late)
		g_main_context_iteration(context, TRUE);
	while (g_main_context_iteration(context, FALSE) && !late)
		;
	g_source_destroy(timeout);
	g_source_unref(timeout);
}

void desktop_server_destroy(struct desktop_server *s)
{
	if (!s)
		return;
	disconnect_bus(s);
	drain(s);
	g_object_unref(s->cancel);
	free(s);
}
