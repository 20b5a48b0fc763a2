/* SPDX-License-Identifier: MIT */
/*
 * What commands do before and after their work: complain, find the places,
 * load the watchlist, write the output.
 */
#include "cli/cli.h"

static void WW_PRINTF(1, 0) complain(const char *fmt, va_list ap)
{
	fflush(stdout);
	fputs("wirewatch: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int cli_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return CLI_FAILED;
}

int cli_misuse(const struct cli_command *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	fprintf(stderr, "wirewatch help %s says how it is used\n", c->name);
	return CLI_USAGE;
}

int cli_flush(struct ww_buf *out)
{
	int rc = 0;

	if (out->err)
		rc = cli_fail("out of memory");
	else if ((out->n && fwrite(out->v, 1, out->n, stdout) != out->n) || fflush(stdout))
		rc = cli_fail("standard output: %s", strerror(errno));
	ww_buf_reset(out);
	return rc;
}

static const char *env(const char *name)
{
	return getenv(name);
}

int cli_places(const struct cli_common *o, struct wwd_places *ret)
{
	struct ww_err err = { 0 };

	if (wwd_places_find(o->system, env, ret, &err))
		return cli_fail("%s", err.text);
	if (o->config && ww_str_set(&ret->watchlist, ww_str(o->config)))
		return cli_fail("out of memory");
	/* As the daemon has it: with a state directory of its own goes a socket of its own. */
	if (o->state) {
		free(ret->control);
		ret->control = NULL;
		if (ww_str_set(&ret->state_dir, ww_str(o->state)) ||
		        asprintf(&ret->control, "%s/wirewatch.sock", o->state) < 0) {
			ret->control = NULL;
			return cli_fail("out of memory");
		}
	}
	return 0;
}

int cli_load(const char *path, struct wwd_config **ret)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(CLI_OUT_MAX);
	struct ww_err err = { 0 };
	int rc = wwd_config_load(path, &diags, ret, &err);

	/* Warnings alone are for  wirewatch check: here they would stand in front of every answer. */
	if (rc == -EINVAL)
		ww_diags_render(&diags, &text);
	fputs(ww_buf_cstr(&text), stderr);
	if (rc == -ENOENT) {
		cli_fail("there is no watchlist %s; wirewatch init writes one to start from", path);
		return CLI_CONFIG;
	}
	if (rc == -EINVAL) {
		cli_fail("%s has mistakes (see above)", path);
		return CLI_CONFIG;
	}
	return rc ? cli_fail("%s: %s", path, *err.text ? err.text : strerror(-rc)) : 0;
}
