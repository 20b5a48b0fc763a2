/* SPDX-License-Identifier: MIT */
#include "cli/term.h"

#include "base/utf8.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_MIN 40
#define WIDTH_DEFAULT 80
#define PASSAGE_BYTES 90 /* of text shown on each side of a mark */

static const char *const codes[CLI_N_STYLES] = {
	[CLI_PLAIN] = "",
	[CLI_BOLD] = "\x1b[1m",
	[CLI_DIM] = "\x1b[2m",
	[CLI_GOOD] = "\x1b[32m",
	[CLI_BAD] = "\x1b[31m",
	[CLI_WARN] = "\x1b[33m",
	[CLI_NAME] = "\x1b[36m",
	[CLI_MATCH] = "\x1b[1;33m",
};

static size_t window_width(int fd, const char *columns)
{
	struct winsize w;
	uint64_t n;

	if (columns && !ww_str_to_u64(ww_str(columns), 10000, &n) && n)
		return ww_max((size_t) n, (size_t) WIDTH_MIN);
	if (!ioctl(fd, TIOCGWINSZ, &w) && w.ws_col)
		return ww_max((size_t) w.ws_col, (size_t) WIDTH_MIN);
	return WIDTH_DEFAULT;
}

void cli_look_find(int fd, enum cli_color when, const char *(*env)(const char *name), struct cli_look *ret)
{
	const char *no = env("NO_COLOR"), *term = env("TERM");

	*ret = (struct cli_look){ .terminal = isatty(fd) };
	ret->width = ret->terminal ? window_width(fd, env("COLUMNS")) : 0;
	if (when == CLI_COLOR_AUTO)
		ret->color = ret->terminal && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
	else
		ret->color = when == CLI_COLOR_ALWAYS;
}

const char *cli_style_on(const struct cli_look *look, enum cli_style style)
{
	return look->color ? codes[style] : "";
}

const char *cli_style_off(const struct cli_look *look, enum cli_style style)
{
	return look->color && style != CLI_PLAIN ? "\x1b[0m" : "";
}

const char *cli_sign(const struct cli_look *look, const char *unicode, const char *ascii)
{
	return look->unicode ? unicode : ascii;
}

void cli_put(struct ww_buf *out, const struct cli_look *look, enum cli_style style, const char *fmt, ...)
{
	va_list ap;

	ww_buf_adds(out, cli_style_on(look, style));
	va_start(ap, fmt);
	ww_buf_vaddf(out, fmt, ap);
	va_end(ap);
	ww_buf_adds(out, cli_style_off(look, style));
}

void cli_put_text(struct ww_buf *out, const struct cli_look *look, enum cli_style style, struct ww_str text)
{
	ww_buf_adds(out, cli_style_on(look, style));
	ww_utf8_clean(out, text.p, text.n, true);
	ww_buf_adds(out, cli_style_off(look, style));
}

/* Where cli_put_marked is: the line it fills and whether it is inside a mark. */
struct pen {
	struct ww_buf *out;
	const struct cli_look *look;
	enum cli_style style;
	size_t col, indent;
	bool marked, fresh; /* fresh: nothing but the indent is on the line */
};

static void pen_mark(struct pen *p, bool on)
{
	if (p->look->color) {
		ww_buf_adds(p->out, cli_style_off(p->look, on ? p->style : CLI_MATCH));
		ww_buf_adds(p->out, cli_style_on(p->look, on ? CLI_MATCH : p->style));
	} else {
		ww_buf_addc(p->out, on ? '[' : ']');
		p->col++;
	}
	p->marked = on;
}

static void pen_newline(struct pen *p)
{
	enum cli_style style = p->marked ? CLI_MATCH : p->style;

	ww_buf_adds(p->out, cli_style_off(p->look, style));
	ww_buf_addf(p->out, "\n%*s", (int) p->indent, "");
	ww_buf_adds(p->out, cli_style_on(p->look, style));
	p->col = p->indent;
	p->fresh = true;
}

/* Is byte i inside a mark? *at moves along the sorted marks. */
static bool is_marked(const struct cli_mark *marks, size_t n, size_t *at, size_t i)
{
	while (*at < n && marks[*at].end <= i)
		(*at)++;
	return *at < n && marks[*at].begin <= i;
}

/* One run of visible bytes [i, end), changing the mark where it begins and ends. */
static void pen_word(struct pen *p, struct ww_str text, size_t i, size_t end, const struct cli_mark *marks,
        size_t n, size_t *at)
{
	while (i < end) {
		bool on = is_marked(marks, n, at, i);
		size_t next = i;

		while (next < end && is_marked(marks, n, at, next) == on)
			next++;
		if (on != p->marked)
			pen_mark(p, on);
		ww_utf8_clean(p->out, text.p + i, next - i, false);
		p->col += ww_utf8_columns(text.p + i, next - i);
		i = next;
	}
	p->fresh = false;
}

/*
 * Where the word at i ends. Scripts without blanks may break between any two
 * wide characters, so a wide one is a word of its own when the line is bounded.
 */
static size_t word_end(struct ww_str text, size_t i, bool bounded)
{
	size_t start = i;

	while (i < text.n && !ww_is_space(text.p[i])) {
		uint32_t cp;
		size_t used = ww_utf8_decode(text.p + i, text.n - i, &cp, NULL);

		if (bounded && ww_utf8_width(cp) == 2)
			return i == start ? i + used : i;
		i += used;
	}
	return i;
}

void cli_put_marked(struct ww_buf *out, const struct cli_look *look, enum cli_style style, struct ww_str text,
        const struct cli_mark *marks, size_t n_marks, size_t start, size_t indent)
{
	struct pen p = {
		.out = out, .look = look, .style = style, .col = start, .indent = indent, .fresh = true
	};
	size_t at = 0, brackets = n_marks && !look->color ? 2 : 0;

	ww_buf_adds(out, cli_style_on(look, style));
	for (size_t i = 0; i < text.n;) {
		size_t from = i, end;

		while (i < text.n && ww_is_space(text.p[i]))
			i++;
		if (i == text.n)
			break;
		end = word_end(text, i, look->width > 0);
		/* A mark that ends here is closed before the blank, one that starts here opens behind it. */
		if (p.marked && !is_marked(marks, n_marks, &at, from))
			pen_mark(&p, false);
		if (look->width && !p.fresh &&
		        p.col + (i > from) + ww_utf8_columns(text.p + i, end - i) + brackets > look->width) {
			pen_newline(&p);
		} else if (i > from && !p.fresh) {
			ww_buf_addc(out, ' ');
			p.col++;
		}
		pen_word(&p, text, i, end, marks, n_marks, &at);
		i = end;
	}
	if (p.marked)
		pen_mark(&p, false);
	ww_buf_adds(out, cli_style_off(look, style));
}

/* The blank nearest outside [begin, end), so that a passage starts and ends with whole words. */
static size_t snap_back(struct ww_str text, size_t at)
{
	size_t i = at > PASSAGE_BYTES ? at - PASSAGE_BYTES : 0;

	if (!i)
		return 0;
	for (size_t j = i; j < at; j++)
		if (ww_is_space(text.p[j]))
			return j + 1;
	return ww_utf8_cut(text.p, text.n, i);
}

static size_t snap_forth(struct ww_str text, size_t at)
{
	size_t i = text.n - at > PASSAGE_BYTES ? at + PASSAGE_BYTES : text.n;

	if (i == text.n)
		return i;
	for (size_t j = i; j > at; j--)
		if (ww_is_space(text.p[j]))
			return j;
	return ww_utf8_cut(text.p, text.n, i);
}

/* Copy text[from, to) behind what is there, and the marks in it, moved to their new place. */
struct passage {
	struct ww_buf text;
	WW_ARRAY(struct cli_mark) marks;
};

static void passage_copy(
        struct passage *p, struct ww_str text, size_t from, size_t to, const struct cli_mark *marks, size_t n)
{
	size_t base = p->text.n;

	ww_buf_add(&p->text, text.p + from, to - from);
	for (size_t i = 0; i < n; i++)
		if (marks[i].begin >= from && marks[i].end <= to) {
			struct cli_mark m = { marks[i].begin - from + base, marks[i].end - from + base };

			if (ww_array_push(&p->marks, m))
				p->text.err = -ENOMEM;
		}
}

void cli_put_passages(struct ww_buf *out, const struct cli_look *look, struct ww_str text,
        const struct cli_mark *marks, size_t n_marks, size_t max, size_t start, size_t indent)
{
	const char *dots = cli_sign(look, "…", "...");
	struct passage p = { .text = WW_BUF(text.n + (max + 1) * 8) };
	size_t i = 0, end = 0;

	for (size_t shown = 0; i < n_marks && shown < max; shown++) {
		size_t from = ww_max(snap_back(text, marks[i].begin), end);

		if (from > end)
			ww_buf_addf(&p.text, "%s%s ", shown ? " " : "", dots);
		end = snap_forth(text, marks[i].end);
		for (i++; i < n_marks && snap_back(text, marks[i].begin) <= end; i++)
			end = ww_max(end, snap_forth(text, marks[i].end));
		passage_copy(&p, text, from, end, marks, n_marks);
	}
	if (end < text.n)
		ww_buf_addf(&p.text, " %s", dots);
	cli_put_marked(out, look, CLI_PLAIN, ww_buf_str(&p.text), p.marks.v, p.marks.n, start, indent);
	if (p.text.err && !out->err)
		out->err = p.text.err;
	ww_buf_finish(&p.text);
	ww_array_finish(&p.marks);
}
