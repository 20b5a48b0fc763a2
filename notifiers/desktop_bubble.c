/* SPDX-License-Identifier: MIT */
/*
 * What is on the screen. The rule of libnotify's that shapes this file:
 * nothing is freed inside a callback of its own notification; a bubble that
 * ends is retired first and freed before the next one is shown.
 */
#include "notifiers/desktop_impl.h"

#include "base/utf8.h"
#include "notifiers/open_url.h"

#include <libnotify/notify.h>
#include <unistd.h>

#define BUBBLES_MAX 200 /* the longest untouched one is forgotten first; it stays on the screen */

#define SUMMARY_COLUMNS 40 /* that fit where a summary is cut; Xfce's bubble holds 45 to 50 */

/* For a program that is not installed: a name that every theme has. Few have one for news. */
#define OTHER_ICON "dialog-information"

struct bubble {
	struct desktop_bubbles *all;
	NotifyNotification *n; /* one reference */
	char *key, *url;
	char alert_id[ALERT_ID_LEN + 1]; /* what it shows now */
	bool acted;                      /* on by the person: its close is no dismissal */
	bool retired;
	GList link;                      /* of desktop_bubbles.recent */
};

struct desktop_bubbles {
	const struct desktop_server *server; /* borrowed */
	struct notifier_queue *queue;        /* one reference */
	GHashTable *by_key;                  /* key of the bubble -> bubble, open ones */
	GQueue recent;                       /* the same, last shown first */
	GPtrArray *retired;                  /* bubbles to be freed */
	const char *icon;
};

static void free_bubble(gpointer data)
{
	struct bubble *b = data;

	g_signal_handlers_disconnect_by_data(b->n, b);
	g_object_unref(b->n);
	g_free(b->key);
	g_free(b->url);
	g_free(b);
}

struct desktop_bubbles *desktop_bubbles_create(const struct desktop_server *server,
	struct notifier_queue *queue)
{
	struct desktop_bubbles *bs = g_new0(struct desktop_bubbles, 1);

	bs->server = server;
	bs->queue = notifier_queue_ref(queue);
	/* By its path: a theme's cache may not know the name yet, and prefixes differ. */
	bs->icon = access(WW_ICON, R_OK) ? OTHER_ICON : WW_ICON;
	bs->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	bs->retired = g_ptr_array_new_with_free_func(free_bubble);
	g_queue_init(&bs->recent);
	return bs;
}

static void retire(struct bubble *b)
{
	if (b->retired)
		return;
	b->retired = true;
	g_hash_table_remove(b->all->by_key, b->key);
	g_queue_unlink(&b->all->recent, &b->link);
	g_ptr_array_add(b->all->retired, b);
}

void desktop_bubbles_forget(struct desktop_bubbles *bs)
{
	while (bs->recent.head)
		retire(bs->recent.head->data);
	g_ptr_array_set_size(bs->retired, 0);
}

void desktop_bubbles_destroy(struct desktop_bubbles *bs)
{
	if (!bs)
		return;
	desktop_bubbles_forget(bs);
	g_ptr_array_unref(bs->retired);
	g_hash_table_unref(bs->by_key);
	notifier_queue_unref(bs->queue);
	g_free(bs);
}

/* Asynchronously: notify_notification_close() would wait for a server that hangs. */
static void close_bubble(struct bubble *b)
{
	GDBusConnection *connection = desktop_server_connection(b->all->server);
	int id = 0;

	g_object_get(b->n, "id", &id, NULL);
	if (connection && id)
		g_dbus_connection_call(connection, DESKTOP_BUS_NAME, DESKTOP_BUS_PATH, DESKTOP_BUS_IFACE,
			"CloseNotification", g_variant_new("(u)", (guint32) id), NULL,
			G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
	retire(b);
}

/* One click on its way to the browser; it may outlive its bubble. */
struct click {
	struct notifier_queue *queue;
	char alert_id[ALERT_ID_LEN + 1];
	char *token;
};

static void on_opened(const GError *error, void *arg)
{
	struct click *c = arg;

	if (error)
		notifier_put_note(c->queue, "cannot open the link of alert %s: %s", c->alert_id,
			error->message);
	else
		notifier_put_action(c->queue, c->alert_id, NOTIFIER_OPEN, c->token);
	notifier_queue_unref(c->queue);
	g_free(c->token);
	g_free(c);
}

static void on_open(NotifyNotification *n, char *action, gpointer data)
{
	struct bubble *b = data;
	GDBusConnection *connection = desktop_server_connection(b->all->server);
	const char *token = notify_notification_get_activation_token(n);
	struct click *c;

	(void) action;
	b->acted = true;
	if (!connection || !b->url[0])
		return;
	c = g_new0(struct click, 1);
	c->queue = notifier_queue_ref(b->all->queue);
	memcpy(c->alert_id, b->alert_id, sizeof(c->alert_id));
	c->token = g_strdup(token ? token : "");
	open_url(connection, b->url, c->token, on_opened, c);
}

static void on_mute(NotifyNotification *n, char *action, gpointer data)
{
	struct bubble *b = data;

	(void) n;
	(void) action;
	b->acted = true;
	notifier_put_action(b->all->queue, b->alert_id, NOTIFIER_MUTE_STORY, "");
	if (!b->retired)
		close_bubble(b);
}

static void on_bubble_closed(NotifyNotification *n, gpointer data)
{
	struct bubble *b = data;

	if (b->retired)
		return;
	if (notify_notification_get_closed_reason(n) == NOTIFY_CLOSED_REASON_DISMISSED && !b->acted)
		notifier_put_action(b->all->queue, b->alert_id, NOTIFIER_DISMISSED, "");
	retire(b);
}

/*
 * libnotify sends the actions in the order of its hash table, whatever the
 * order here; these names happen to give "Open" before "Mute story".
 */
static void set_actions(struct bubble *b, const struct desktop_job *job)
{
	const struct desktop_caps *caps = desktop_server_caps(b->all->server);

	notify_notification_clear_actions(b->n);
	if (!caps->actions)
		return;
	if (job->url[0]) {
		notify_notification_add_action(b->n, "default", "Open", on_open, b, NULL);
		if (!caps->draws_default)
			notify_notification_add_action(b->n, "open", "Open", on_open, b, NULL);
	}
	if (job->has_story)
		notify_notification_add_action(b->n, "mute", "Mute story", on_mute, b, NULL);
}

static NotifyUrgency urgency_of(enum alert_urgency u)
{
	switch (u) {
	case ALERT_LOW:
		return NOTIFY_URGENCY_LOW;
	case ALERT_CRITICAL:
		return NOTIFY_URGENCY_CRITICAL;
	default:
		return NOTIFY_URGENCY_NORMAL;
	}
}

static void set_hints(NotifyNotification *n, const struct desktop_job *job)
{
	notify_notification_set_urgency(n, urgency_of(job->urgency));
	notify_notification_set_timeout(n,
		job->urgency == ALERT_CRITICAL ? NOTIFY_EXPIRES_NEVER : NOTIFY_EXPIRES_DEFAULT);
	/* The spec has no category for news; a vendor's own begins with x-. */
	notify_notification_set_category(n,
		job->kind == ALERT_HEALTH ? "network.error" : "x-wirewatch.story");
	notify_notification_set_hint(n, "desktop-entry", g_variant_new_string(DESKTOP_APP_NAME));
}

static struct bubble *new_bubble(struct desktop_bubbles *bs, const struct desktop_job *job)
{
	struct bubble *b = g_new0(struct bubble, 1);

	if (bs->recent.length >= BUBBLES_MAX)
		retire(bs->recent.tail->data);
	b->all = bs;
	b->key = g_strdup(job->key);
	b->n = notify_notification_new(job->headline, NULL, bs->icon);
	b->link.data = b;
	g_signal_connect(b->n, "closed", G_CALLBACK(on_bubble_closed), b);
	g_hash_table_insert(bs->by_key, b->key, b);
	g_queue_push_head_link(&bs->recent, &b->link);
	return b;
}

/* The end of a headline is often its point ("... put off, says UN"): what the server would cut is said in the body. */
static char *body_of(const struct desktop_job *job, const struct desktop_caps *caps)
{
	bool cut = caps->cuts_summary &&
		ww_utf8_columns(job->headline, strlen(job->headline)) > SUMMARY_COLUMNS;
	char *text = g_strdup_printf("%s%s%s", cut ? job->headline : "", cut && job->body[0] ? "\n" : "", job->body);
	char *escaped = caps->body_markup ? g_markup_escape_text(text, -1) : NULL;

	if (!escaped)
		return text;
	g_free(text);
	return escaped;
}

static void fill(struct bubble *b, const struct desktop_job *job)
{
	char *body = body_of(job, desktop_server_caps(b->all->server));

	notify_notification_update(b->n, job->headline, body, b->all->icon);
	g_free(body);
	set_actions(b, job);
	set_hints(b->n, job);
	g_free(b->url);
	b->url = g_strdup(job->url);
	b->acted = false;
	g_queue_unlink(&b->all->recent, &b->link);
	g_queue_push_head_link(&b->all->recent, &b->link);
}

gboolean desktop_bubbles_show(struct desktop_bubbles *bs, const struct desktop_job *job, GError **error)
{
	struct bubble *b;

	g_ptr_array_set_size(bs->retired, 0);
	b = g_hash_table_lookup(bs->by_key, job->key);
	if (!b)
		b = new_bubble(bs, job);
	fill(b, job);
	if (!notify_notification_show(b->n, error)) {
		/* What it shows now, if anything, is not known: the next attempt makes a new one. */
		retire(b);
		return FALSE;
	}
	memcpy(b->alert_id, job->result->alert_id, sizeof(b->alert_id));
	return TRUE;
}
