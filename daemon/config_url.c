/* SPDX-License-Identifier: MIT */
/* URLs as people write them in a configuration. */
#include "daemon/config_build.h"

#define URL_MAX 8000 /* bytes; servers refuse longer ones */

const char *wwd_url_problem(struct ww_str url)
{
	struct ww_str host;

	if (url.n > URL_MAX)
		return "is too long for a URL";
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char) url.p[i] <= ' ' || url.p[i] == 0x7f)
			return "has a blank in it: write %20";
	if (ww_str_starts_ci(url, WW_STR("file:///")))
		return url.n > 8 ? NULL : "names no file";
	if (ww_str_starts_ci(url, WW_STR("https://")))
		host = ww_str_from(url, 8);
	else if (ww_str_starts_ci(url, WW_STR("http://")))
		host = ww_str_from(url, 7);
	else
		return "is not a URL that starts with https://, http:// or file:///";
	if (!host.n || strchr("/?#:@", host.p[0]))
		return "has no host";
	return NULL;
}

/* The "user:pass@" of a URL: its bytes, and where they start. n == 0: it has none. */
static struct ww_str user_part(struct ww_str url)
{
	size_t slashes = ww_str_find(url, WW_STR("://")), from = slashes + 3, at = SIZE_MAX;

	if (slashes == SIZE_MAX)
		return (struct ww_str){ 0 };
	for (size_t i = from; i < url.n && !strchr("/?#", url.p[i]); i++)
		if (url.p[i] == '@')
			at = i;
	return at == SIZE_MAX ? (struct ww_str){ 0 } : ww_str_n(url.p + from, at + 1 - from);
}

char *wwd_url_without_user(struct wwd_load *load, struct ww_str url)
{
	struct ww_str user = user_part(url);
	WW_AUTO(buf) struct ww_buf b = WW_BUF(CONF_LINE_MAX);

	if (!user.n)
		return wwd_load_text(load, url);
	ww_buf_add(&b, url.p, (size_t) (user.p - url.p));
	ww_buf_add_str(&b, ww_str_from(url, (size_t) (user.p - url.p) + user.n));
	return wwd_load_text(load, ww_buf_str(&b));
}

void wwd_url_warn_secret(struct wwd_load *load, const struct conf_value *v, size_t off, struct ww_str url)
{
	struct ww_str user = user_part(url);
	const char *file = v->pieces.v[0].line->file;

	if (ww_str_find_char(user, ':') >= user.n || !wwd_files_is_open(load->files, file))
		return;
	conf_value_diag(load->diags, WW_WARNING, v, off + (size_t) (user.p - url.p), user.n - 1,
		"this password can be read by every user of this machine");
	ww_diag_hint(load->diags, "chmod o-r %s", file);
}
