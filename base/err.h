/* SPDX-License-Identifier: MIT */
/**
 * base/err.h - why something failed, in words for a person.
 *
 * Functions return 0 or -errno; those that can say more take a struct ww_err,
 * which lives in the caller's memory and never allocates. err may always be
 * NULL. Grammar: lowercase, problem first, the subject in double quotes, no
 * full stop, no newline.
 */
#ifndef WW_ERR_H
#define WW_ERR_H

#include "base/base.h"

#define WW_ERR_MAX 512 /* bytes with the NUL; longer texts are cut at a character */

struct ww_err {
	char text[WW_ERR_MAX]; /* "" when nothing was said */
};

/** Write the text and return rc, so that one can write  return ww_err_set(...). */
int ww_err_set(struct ww_err *err, int rc, const char *fmt, ...) WW_PRINTF(3, 4);

/** Put "prefix: " in front of what err says. Returns rc. */
int ww_err_prefix(struct ww_err *err, int rc, const char *fmt, ...) WW_PRINTF(3, 4);

#endif
