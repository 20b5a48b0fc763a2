/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include "base/utf8.h"

#define DIAG_TEXT_MAX (256 * 1024)

void ww_diags_finish(struct ww_diags *d)
{
	for (size_t i = 0; i < d->list.n; i++) {
		free(d->list.v[i].text);
		free(d->list.v[i].message);
		free(d->list.v[i].hint);
	}
	for (size_t i = 0; i < d->files.n; i++)
		free(d->files.v[i]);
	ww_array_finish(&d->list);
	ww_array_finish(&d->files);
	*d = (struct ww_diags){ 0 };
}

const char *ww_diags_own(struct ww_diags *d, const char *file)
{
	char *copy;

	for (size_t i = 0; i < d->files.n; i++)
		if (!strcmp(d->files.v[i], file))
			return d->files.v[i];
	copy = strdup(file);
	if (!copy || ww_array_push(&d->files, copy)) {
		free(copy);
		d->no_memory = true;
		return NULL;
	}
	return copy;
}

WW_PRINTF(1, 0) static char *vtext(const char *fmt, va_list ap)
{
	struct ww_buf b = WW_BUF(DIAG_TEXT_MAX);
	char *s;

	ww_buf_vaddf(&b, fmt, ap);
	s = ww_buf_detach(&b);
	ww_buf_finish(&b);
	return s;
}

void ww_diag_add(struct ww_diags *d, enum ww_severity severity, struct ww_place place, struct ww_str line_text,
	const char *fmt, ...)
{
	struct ww_diag *diag;
	va_list ap;

	if (severity == WW_ERROR)
		d->n_errors++;
	else
		d->n_warnings++;
	if (d->list.n >= WW_DIAGS_MAX)
		return;
	diag = ww_array_add(&d->list);
	if (!diag) {
		d->no_memory = true;
		return;
	}
	diag->severity = severity;
	diag->place = place;
	diag->seq = d->list.n;
	diag->text = ww_str_dup(line_text);
	va_start(ap, fmt);
	diag->message = vtext(fmt, ap);
	va_end(ap);
	if (!diag->text || !diag->message)
		d->no_memory = true;
}

void ww_diag_hint(struct ww_diags *d, const char *fmt, ...)
{
	struct ww_diag *diag;
	va_list ap;

	/* Past the maximum the complaint was only counted: no hint for another's. */
	if (!d->list.n || d->n_errors + d->n_warnings > d->list.n)
		return;
	diag = &d->list.v[d->list.n - 1];
	free(diag->hint);
	va_start(ap, fmt);
	diag->hint = vtext(fmt, ap);
	va_end(ap);
	if (!diag->hint)
		d->no_memory = true;
}

static size_t file_rank(const struct ww_diags *d, const char *file)
{
	for (size_t i = 0; i < d->files.n; i++)
		if (d->files.v[i] == file)
			return i;
	return d->files.n;
}

static int by_place(const void *pa, const void *pb, void *data)
{
	const struct ww_diag *a = pa, *b = pb;
	const struct ww_diags *d = data;

	if (a->place.file != b->place.file) {
		size_t ra = file_rank(d, a->place.file), rb = file_rank(d, b->place.file);

		if (ra != rb)
			return ra < rb ? -1 : 1;
	}
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	if (a->place.col != b->place.col)
		return a->place.col < b->place.col ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

void ww_diags_sort(struct ww_diags *d)
{
	if (d->list.n)
		qsort_r(d->list.v, d->list.n, sizeof(d->list.v[0]), by_place, d);
}

/* The caret line: tabs stay tabs, all else becomes as many blanks as it is wide. */
static void render_caret(const struct ww_diag *diag, struct ww_buf *out)
{
	struct ww_str text = ww_str(diag->text);
	size_t start = ww_min((size_t) diag->place.col - 1, text.n);
	size_t end = ww_min(start + diag->place.len, text.n);
	size_t cols;

	ww_buf_adds(out, "    ");
	for (size_t i = 0; i < start;) {
		uint32_t cp;

		i += ww_utf8_decode(text.p + i, text.n - i, &cp, NULL);
		if (cp == '\t')
			ww_buf_addc(out, '\t');
		else
			for (int w = ww_utf8_width(cp); w > 0; w--)
				ww_buf_addc(out, ' ');
	}
	ww_buf_addc(out, '^');
	cols = ww_utf8_columns(text.p + start, end - start);
	for (size_t i = 1; i < cols; i++)
		ww_buf_addc(out, '~');
	ww_buf_addc(out, '\n');
}

int ww_diag_render(const struct ww_diag *diag, struct ww_buf *out)
{
	const struct ww_place *at = &diag->place;

	if (at->file)
		ww_buf_addf(out, "%s:", at->file);
	if (at->line)
		ww_buf_addf(out, "%u:", at->line);
	if (at->line && at->col)
		ww_buf_addf(out, "%u:", at->col);
	ww_buf_addf(out, "%s%s: %s\n", at->file || at->line ? " " : "",
		diag->severity == WW_ERROR ? "error" : "warning", diag->message ? diag->message : "out of memory");
	if (at->line && at->col && diag->text) {
		ww_buf_addf(out, "    %s\n", diag->text);
		render_caret(diag, out);
	}
	if (diag->hint)
		ww_buf_addf(out, "    hint: %s\n", diag->hint);
	return out->err;
}

int ww_diags_render(const struct ww_diags *d, struct ww_buf *out)
{
	for (size_t i = 0; i < d->list.n; i++)
		ww_diag_render(&d->list.v[i], out);
	return out->err;
}
