/* SPDX-License-Identifier: MIT */
#include "notifiers/open_url.h"

#include "base/base.h"

#include <signal.h>

#define PORTAL_TIMEOUT_MS 5000

struct opening {
	char *url, *token;
	open_url_done *done;
	void *arg;
};

/* Before any parser's opinion: nothing that a shell, a log or a header could trip over. */
static bool is_clean(const char *url)
{
	size_t n = strnlen(url, OPEN_URL_MAX + 1);

	if (n > OPEN_URL_MAX || !g_utf8_validate(url, (gssize) n, NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char) url[i] <= ' ' || url[i] == 0x7F || strchr("\"'\\<>`{}|^", url[i]))
			return false;
	return true;
}

bool open_url_allowed(const char *url)
{
	GUri *uri;
	bool ok;

	if (!url || !is_clean(url))
		return false;
	uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
	if (!uri)
		return false;
	ok = (!strcmp(g_uri_get_scheme(uri), "http") || !strcmp(g_uri_get_scheme(uri), "https"))
		&& g_uri_get_host(uri) && g_uri_get_host(uri)[0];
	g_uri_unref(uri);
	return ok;
}

static void finish(struct opening *o, const GError *error)
{
	o->done(error, o->arg);
	g_free(o->url);
	g_free(o->token);
	g_free(o);
}

/* Our thread blocks all signals; a browser that inherited that could not be stopped. */
static void unblock_signals(gpointer arg)
{
	sigset_t none;

	(void) arg;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void spawn(struct opening *o)
{
	char *argv[] = { (char[]){ "xdg-open" }, o->url, NULL };
	char **env = g_get_environ();
	GError *error = NULL;

	if (o->token[0]) {
		env = g_environ_setenv(env, "XDG_ACTIVATION_TOKEN", o->token, TRUE);
		env = g_environ_setenv(env, "DESKTOP_STARTUP_ID", o->token, TRUE);
	}
	/* Without DO_NOT_REAP_CHILD GLib forks twice: init gets the child, we get no SIGCHLD to share. */
	g_spawn_async(NULL, argv, env,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, unblock_signals,
		NULL, NULL, &error);
	g_strfreev(env);
	finish(o, error);
	g_clear_error(&error);
}

static void on_portal(GObject *source, GAsyncResult *result, gpointer data)
{
	struct opening *o = data;
	GError *error = NULL;
	GVariant *reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	if (reply) {
		g_variant_unref(reply);
		finish(o, NULL);
		return;
	}
	g_error_free(error);
	spawn(o);
}

void open_url(GDBusConnection *bus, const char *url, const char *token, open_url_done *done, void *arg)
{
	struct opening *o = g_new0(struct opening, 1);
	GVariantBuilder options;

	assert(open_url_allowed(url));
	o->url = g_strdup(url);
	o->token = g_strdup(token);
	o->done = done;
	o->arg = arg;
	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	if (token[0])
		g_variant_builder_add(&options, "{sv}", "activation_token", g_variant_new_string(token));
	g_dbus_connection_call(bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
		"org.freedesktop.portal.OpenURI", "OpenURI", g_variant_new("(ssa{sv})", "", url, &options),
		G_VARIANT_TYPE("(o)"), G_DBUS_CALL_FLAGS_NONE, PORTAL_TIMEOUT_MS, NULL, on_portal, o);
}
