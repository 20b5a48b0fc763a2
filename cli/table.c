/* SPDX-License-Identifier: MIT */
#include "cli/term.h"

#include "base/utf8.h"

#define GAP 2       /* blanks between columns */
#define GIVES_MIN 8 /* columns that a cut cell keeps */
#define CELL_MAX (64u << 10)

void cli_table_finish(struct cli_table *t)
{
	for (size_t i = 0; i < t->cells.n; i++)
		free(t->cells.v[i].text);
	ww_array_finish(&t->cells);
}

void cli_table_add(struct cli_table *t, enum cli_style style, struct ww_str text)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(CELL_MAX);
	struct cli_cell *cell = ww_array_add(&t->cells);

	ww_utf8_clean(&b, text.p, ww_min(text.n, (size_t) CELL_MAX / 4), true);
	if (!cell || !(cell->text = b.n ? ww_buf_detach(&b) : strdup(""))) {
		t->no_memory = true;
		return;
	}
	cell->style = style;
}

static size_t columns_of(const char *text)
{
	return ww_utf8_columns(text, strlen(text));
}

static void measure(const struct cli_table *t, const struct cli_look *look, size_t *widths)
{
	size_t total = 0, spare;

	for (size_t c = 0; c < t->n_columns; c++) {
		widths[c] = columns_of(t->columns[c].title);
		for (size_t i = c; i < t->cells.n; i += t->n_columns)
			widths[c] = ww_max(widths[c], columns_of(t->cells.v[i].text));
		total += widths[c] + (c ? GAP : 0);
	}
	if (!look->width)
		return;
	/* Take from the widest of the columns that give, one column at a time: they end up even. */
	for (spare = total > look->width ? total - look->width : 0; spare; spare--) {
		size_t widest = SIZE_MAX;

		for (size_t c = 0; c < t->n_columns; c++)
			if (t->columns[c].gives && widths[c] > GIVES_MIN &&
			        (widest == SIZE_MAX || widths[c] > widths[widest]))
				widest = c;
		if (widest == SIZE_MAX)
			return;
		widths[widest]--;
	}
}

/* The longest start of text that leaves a column for the ellipsis. */
static size_t cut_to(const char *text, size_t width)
{
	size_t n = strlen(text), i = 0, col = 0;

	while (i < n) {
		uint32_t cp;
		size_t used = ww_utf8_decode(text + i, n - i, &cp, NULL);

		col += (size_t) ww_utf8_width(cp);
		if (col > width)
			break;
		i += used;
	}
	return i;
}

static void put_cell(struct ww_buf *out, const struct cli_look *look, const struct cli_column *column,
        enum cli_style style, const char *text, size_t width, bool last)
{
	const char *dots = cli_sign(look, "…", "~");
	size_t has = columns_of(text), pad;

	/* No blanks at the end of a line. */
	if (last && !*text) {
		while (out->n && out->v[out->n - 1] == ' ')
			out->n--;
		ww_buf_addc(out, '\n');
		return;
	}
	pad = has < width ? width - has : 0;
	if (column->right)
		ww_buf_addf(out, "%*s", (int) pad, "");
	ww_buf_adds(out, cli_style_on(look, style));
	if (has <= width) {
		ww_buf_adds(out, text);
	} else {
		size_t keep = cut_to(text, width - 1);

		pad = width - 1 - ww_utf8_columns(text, keep);
		ww_buf_add(out, text, keep);
		ww_buf_adds(out, dots);
	}
	ww_buf_adds(out, cli_style_off(look, style));
	if (last)
		ww_buf_addc(out, '\n');
	else
		ww_buf_addf(out, "%*s", (int) ((column->right ? 0 : pad) + GAP), "");
}

int cli_table_put(const struct cli_table *t, const struct cli_look *look, struct ww_buf *out)
{
	size_t *widths = calloc(t->n_columns, sizeof(*widths));

	if (!widths || t->no_memory) {
		free(widths);
		return -ENOMEM;
	}
	measure(t, look, widths);
	for (size_t c = 0; c < t->n_columns; c++)
		put_cell(out, look, &t->columns[c], CLI_DIM, t->columns[c].title, widths[c],
		        c + 1 == t->n_columns);
	for (size_t i = 0; i < t->cells.n; i++)
		put_cell(out, look, &t->columns[i % t->n_columns], t->cells.v[i].style, t->cells.v[i].text,
		        widths[i % t->n_columns], (i + 1) % t->n_columns == 0);
	free(widths);
	return out->err;
}
