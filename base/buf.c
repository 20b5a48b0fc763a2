/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "base/utf8.h"

void ww_buf_finish(struct ww_buf *b)
{
	free(b->v);
	*b = WW_BUF(b->max);
}

void ww_buf_reset(struct ww_buf *b)
{
	b->n = 0;
	b->err = 0;
	if (b->v)
		b->v[0] = '\0';
}

int ww_buf_reserve(struct ww_buf *b, size_t n)
{
	size_t want, cap;
	char *v;

	if (b->err)
		return b->err;
	if (__builtin_add_overflow(b->n, n, &want) || want > b->max)
		return b->err = -EFBIG;
	if (want < b->cap)
		return 0;
	cap = ww_max(want + 1, ww_min(b->cap * 2, b->max + 1));
	cap = ww_max(cap, (size_t) 64);
	v = realloc(b->v, cap);
	if (!v)
		return b->err = -ENOMEM;
	b->v = v;
	b->cap = cap;
	b->v[b->n] = '\0';
	return 0;
}

int ww_buf_add(struct ww_buf *b, const void *p, size_t n)
{
	if (ww_buf_reserve(b, n))
		return b->err;
	if (n)
		memcpy(b->v + b->n, p, n);
	b->n += n;
	b->v[b->n] = '\0';
	return 0;
}

int ww_buf_add_str(struct ww_buf *b, struct ww_str s)
{
	return ww_buf_add(b, s.p, s.n);
}

int ww_buf_adds(struct ww_buf *b, const char *s)
{
	return ww_buf_add(b, s, strlen(s));
}

int ww_buf_addc(struct ww_buf *b, char c)
{
	return ww_buf_add(b, &c, 1);
}

int ww_buf_vaddf(struct ww_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	if (b->err)
		return b->err;
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return b->err = -EFBIG;
	if (ww_buf_reserve(b, (size_t) n))
		return b->err;
	vsnprintf(b->v + b->n, (size_t) n + 1, fmt, ap);
	b->n += (size_t) n;
	return 0;
}

int ww_buf_addf(struct ww_buf *b, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = ww_buf_vaddf(b, fmt, ap);
	va_end(ap);
	return rc;
}

int ww_buf_add_cp(struct ww_buf *b, uint32_t cp)
{
	char out[4];

	return ww_buf_add(b, out, ww_utf8_encode(cp, out));
}

const char *ww_buf_cstr(const struct ww_buf *b)
{
	return b->v ? b->v : "";
}

char *ww_buf_detach(struct ww_buf *b)
{
	char *v;

	if (!b->v)
		ww_buf_reserve(b, 0);
	if (b->err)
		return NULL;
	v = b->v;
	*b = WW_BUF(b->max);
	return v;
}
