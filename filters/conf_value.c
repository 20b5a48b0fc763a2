/* SPDX-License-Identifier: MIT */
/*
 * From bytes of a value back to the line they were written on, and complaints
 * that point there.
 */
#include "base/utf8.h"
#include "filters/conf.h"

/* The piece that holds off: the last one that starts at or before it. */
static const struct conf_piece *piece_at(const struct conf_value *v, size_t off)
{
	size_t lo = 0, hi = v->pieces.n;

	assert(hi);
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (v->pieces.v[mid].off <= off)
			lo = mid;
		else
			hi = mid;
	}
	return &v->pieces.v[lo];
}

size_t conf_value_line_end(const struct conf_value *v, size_t off)
{
	const struct conf_piece *p = piece_at(v, off), *end = v->pieces.v + v->pieces.n;
	const struct conf_line *line = p->line;

	while (p < end && p->line == line)
		p++;
	/* One blank joins two lines; it belongs to neither. */
	return p < end ? p->off - 1 : v->text.n;
}

bool conf_value_has_comment(const struct conf_value *v, size_t off)
{
	size_t end = conf_value_line_end(v, off);
	const struct conf_piece *p = piece_at(v, end);
	struct ww_str rest = ww_str_from(p->line->text, p->col - 1 + (end - p->off));

	rest = ww_str_trim(rest);
	return rest.n && rest.p[0] == '#';
}

struct ww_place conf_value_place(const struct conf_value *v, size_t off, size_t len)
{
	const struct conf_piece *p = piece_at(v, off);
	size_t end = conf_value_line_end(v, off);

	return (struct ww_place){
		.file = p->line->file,
		.line = p->line->number,
		.col = p->col + (unsigned) (off - p->off),
		.len = (unsigned) ww_min(len, ww_max(end, off) - off),
	};
}

size_t conf_value_offset(const struct conf_value *v, const struct ww_place *place)
{
	size_t off = 0;

	for (size_t i = 0; i < v->pieces.n; i++) {
		const struct conf_piece *p = &v->pieces.v[i];

		if (p->line->number == place->line && p->line->file == place->file && p->col <= place->col)
			off = p->off + (place->col - p->col);
	}
	return off;
}

bool conf_value_item(const struct conf_value *v, size_t *pos, struct ww_str *ret_item, size_t *ret_off)
{
	struct ww_str rest = ww_str_from(v->text, *pos), item;
	size_t n;

	if (*pos > v->text.n || !v->text.n)
		return false;
	n = ww_str_find_char(rest, ',');
	n = ww_min(n, rest.n);
	item = ww_str_trim(ww_str_n(rest.p, n));
	*ret_off = item.n ? (size_t) (item.p - v->text.p) : *pos + n;
	*ret_item = item;
	*pos += n + 1;
	return true;
}

void conf_show_line(struct ww_str line, struct ww_buf *out)
{
	for (size_t i = 0; i < line.n;) {
		uint32_t cp;
		size_t n = ww_utf8_decode(line.p + i, line.n - i, &cp, NULL);

		/* Control characters would act on the terminal; one "?" a byte keeps the columns. */
		if ((cp < 0x20 && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
			ww_buf_add(out, "??", n);
		else
			ww_buf_add_cp(out, cp);
		i += n;
	}
}

static void WW_PRINTF(5, 0) vdiag(struct ww_diags *d, enum ww_severity sev, const struct conf_line *line,
	struct ww_place at, const char *fmt, va_list ap)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(4u * CONF_LINE_MAX), said = WW_BUF(4u * CONF_LINE_MAX);
	WW_AUTO(buf) struct ww_buf message = WW_BUF(12u * CONF_LINE_MAX);

	/* Past the maximum a complaint is only counted: its words need not be found. */
	if (d->list.n < WW_DIAGS_MAX) {
		conf_show_line(line->text, &text);
		ww_buf_vaddf(&said, fmt, ap);
		conf_show_line(ww_buf_str(&said), &message);
	}
	at.file = ww_diags_own(d, line->file);
	ww_diag_add(d, sev, at, ww_buf_str(&text), "%s", ww_buf_cstr(&message));
	if (text.err || said.err || message.err)
		d->no_memory = true;
}

void conf_line_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_line *line, unsigned col,
	size_t len, const char *fmt, ...)
{
	struct ww_place at = { .line = line->number, .col = col, .len = (unsigned) len };
	va_list ap;

	va_start(ap, fmt);
	vdiag(d, sev, line, at, fmt, ap);
	va_end(ap);
}

void conf_value_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_value *v, size_t off,
	size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdiag(d, sev, piece_at(v, off)->line, conf_value_place(v, off, len), fmt, ap);
	va_end(ap);
}

void conf_key_diag(struct ww_diags *d, enum ww_severity sev, const struct conf_entry *e, const char *fmt, ...)
{
	struct ww_place at = { .line = e->line->number, .col = e->key_col, .len = (unsigned) e->key.n };
	va_list ap;

	va_start(ap, fmt);
	vdiag(d, sev, e->line, at, fmt, ap);
	va_end(ap);
}

void conf_section_diag(
	struct ww_diags *d, enum ww_severity sev, const struct conf_section *s, const char *fmt, ...)
{
	/* A section is shown whole, from bracket to bracket. */
	struct ww_place at = { .line = s->line->number, .col = s->col, .len = s->len };
	va_list ap;

	va_start(ap, fmt);
	vdiag(d, sev, s->line, at, fmt, ap);
	va_end(ap);
}

void conf_hint_first(struct ww_diags *d, const char *file, unsigned line, const struct conf_line *again)
{
	if (file == again->file)
		ww_diag_hint(d, "the first is at line %u", line);
	else
		ww_diag_hint(d, "the first is at %s:%u", file, line);
}
