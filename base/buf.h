/* SPDX-License-Identifier: MIT */
/**
 * base/buf.h - a growing byte buffer that is born with its maximum.
 *
 *	WW_AUTO(buf) struct ww_buf b = WW_BUF(64 * 1024);
 *	ww_buf_addf(&b, "%s: ", name);
 *	ww_buf_add_str(&b, text);
 *	if (b.err) return b.err;
 *
 * v[n] is always NUL once something was added; ww_buf_cstr() is never NULL.
 * The first failure sticks in err (-ENOMEM, or -EFBIG when max would be
 * passed) and later additions do nothing, so err is checked once, at the end.
 * A failed addition adds nothing.
 */
#ifndef WW_BUF_H
#define WW_BUF_H

#include "base/base.h"
#include "base/str.h"

struct ww_buf {
	char *v;    /* owned */
	size_t n;   /* bytes used, without the NUL */
	size_t cap; /* bytes allocated */
	size_t max; /* most bytes that n may reach */
	int err;    /* 0, -ENOMEM or -EFBIG */
};

#define WW_BUF(limit) ((struct ww_buf){ .max = (limit) })

void ww_buf_finish(struct ww_buf *b);
WW_DEFINE_AUTO_FINISH(struct ww_buf, buf, ww_buf_finish)

/** Forget contents and error, keep the memory. */
void ww_buf_reset(struct ww_buf *b);

/** All return b->err. */
int ww_buf_add(struct ww_buf *b, const void *p, size_t n);
int ww_buf_add_str(struct ww_buf *b, struct ww_str s);
int ww_buf_adds(struct ww_buf *b, const char *s);
int ww_buf_addc(struct ww_buf *b, char c);
int ww_buf_addf(struct ww_buf *b, const char *fmt, ...) WW_PRINTF(2, 3);
int ww_buf_vaddf(struct ww_buf *b, const char *fmt, va_list ap) WW_PRINTF(2, 0);

/** Append a code point as UTF-8 (U+FFFD for what is none). */
int ww_buf_add_cp(struct ww_buf *b, uint32_t cp);

/** Room for n more bytes at v + n, to be filled by the caller. Returns b->err. */
int ww_buf_reserve(struct ww_buf *b, size_t n);

/** The contents as C string; "" when empty. Valid until the next change. */
const char *ww_buf_cstr(const struct ww_buf *b);

static inline struct ww_str ww_buf_str(const struct ww_buf *b)
{
	return ww_str_n(b->v, b->n);
}

/** Hand the string to the caller, who frees it; the buffer is empty after. NULL on error. */
char *ww_buf_detach(struct ww_buf *b) WW_MUST_CHECK;

#endif
