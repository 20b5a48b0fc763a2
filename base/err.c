/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include "base/utf8.h"

/* What does not fit is cut where a character ends. */
static void cut(struct ww_err *err, int written)
{
	if (written >= (int) sizeof(err->text))
		err->text[ww_utf8_cut(err->text, sizeof(err->text) - 1, sizeof(err->text) - 1)] = '\0';
}

int ww_err_set(struct ww_err *err, int rc, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return rc;
	va_start(ap, fmt);
	cut(err, vsnprintf(err->text, sizeof(err->text), fmt, ap));
	va_end(ap);
	return rc;
}

int ww_err_prefix(struct ww_err *err, int rc, const char *fmt, ...)
{
	struct ww_err old;
	char prefix[WW_ERR_MAX];
	va_list ap;

	if (!err)
		return rc;
	old = *err;
	va_start(ap, fmt);
	vsnprintf(prefix, sizeof(prefix), fmt, ap);
	va_end(ap);
	if (!old.text[0])
		return ww_err_set(err, rc, "%s", prefix);
	return ww_err_set(err, rc, "%s: %s", prefix, old.text);
}
