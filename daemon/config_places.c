/* SPDX-License-Identifier: MIT */
/* Where the files of the user service and of the system service are. */
#include "daemon/config.h"

#define PATH_BYTES_MAX 4096

#ifndef WW_SYSCONFDIR
#define WW_SYSCONFDIR "/etc"
#endif
#ifndef WW_LOCALSTATEDIR
#define WW_LOCALSTATEDIR "/var"
#endif

/** An environment look-up, as getenv(). */
typedef const char *env_fn(const char *name);

/* a + b + c as one path, into *ret. */
static int join(char **ret, const char *a, const char *b, const char *c)
{
	WW_AUTO(buf) struct ww_buf path = WW_BUF(PATH_BYTES_MAX);

	ww_buf_adds(&path, a);
	ww_buf_adds(&path, b);
	ww_buf_adds(&path, c);
	*ret = ww_buf_detach(&path);
	return *ret ? 0 : -ENOMEM;
}

/* The XDG folder that var names; an unset, empty or relative one does not count. */
static int base_folder(env_fn *env, const char *var, const char *below_home, char **ret, struct ww_err *err)
{
	const char *xdg = env(var), *home = env("HOME");

	if (xdg && xdg[0] == '/')
		return join(ret, xdg, "", "");
	if (!below_home || !home || home[0] != '/')
		return ww_err_set(err, -ENOENT, "neither HOME nor %s is set to a path", var);
	return join(ret, home, below_home, "");
}

static int find_user(env_fn *env, struct wwd_places *p, struct ww_err *err)
{
	WW_AUTO(str) char *config = NULL, *state = NULL, *runtime = NULL;
	int rc = base_folder(env, "XDG_CONFIG_HOME", "/.config", &config, err);

	if (!rc)
		rc = base_folder(env, "XDG_STATE_HOME", "/.local/state", &state, err);
	if (!rc)
		rc = join(&p->watchlist, config, "/wirewatch/watchlist", "");
	if (!rc)
		rc = join(&p->state_dir, state, "/wirewatch", "");
	if (rc)
		return rc;
	/* Without a session there is no runtime folder; the socket then stays with the state. */
	rc = base_folder(env, "XDG_RUNTIME_DIR", NULL, &runtime, NULL);
	if (rc == -ENOENT)
		return join(&p->control, state, "/wirewatch", "/wirewatch.sock");
	return rc ? rc : join(&p->control, runtime, "/wirewatch.sock", "");
}

static int find_system(struct wwd_places *p)
{
	int rc = join(&p->watchlist, WW_SYSCONFDIR, "/wirewatch/watchlist", "");

	if (!rc)
		rc = join(&p->state_dir, WW_LOCALSTATEDIR, "/lib/wirewatch", "");
	/* /run is no configure-time folder: it is the same on every system that has it. */
	return rc ? rc : join(&p->control, "/run/wirewatch.sock", "", "");
}

int wwd_places_find(
	bool system, const char *(*env)(const char *name), struct wwd_places *ret, struct ww_err *err)
{
	WW_AUTO(wwd_places) struct wwd_places p = { 0 };
	int rc = system ? find_system(&p) : find_user(env, &p, err);

	if (!rc)
		rc = join(&p.alerts, p.state_dir, "/alerts.jsonl", "");
	if (rc)
		return rc;
	*ret = p;
	p = (struct wwd_places){ 0 };
	return 0;
}

void wwd_places_finish(struct wwd_places *p)
{
	free(p->watchlist);
	free(p->state_dir);
	free(p->control);
	free(p->alerts);
	*p = (struct wwd_places){ 0 };
}
