/* SPDX-License-Identifier: MIT */
#include "cli/why.h"

#include "base/utf8.h"
#include "filters/expr.h"

#define PASSAGES_MAX 3 /* of one field */
#define KIDS_MAX 12    /* of one condition */
#define WORDS_MAX 4    /* different findings quoted behind a condition */
#define LABEL_MAX 160  /* bytes of a condition before it is cut */
#define TEXT_MAX (1u << 20)

size_t cli_marks_of(const struct watch_span *spans, size_t n, enum watch_field field, struct cli_mark *marks)
{
	size_t n_marks = 0;

	for (size_t i = 0; i < n; i++)
		if (spans[i].field == field)
			marks[n_marks++] = (struct cli_mark){ spans[i].begin, spans[i].end };
	return n_marks;
}

void cli_put_places(struct ww_buf *out, const struct cli_look *look, const struct watch_doc *doc,
        const struct watch_span *spans, size_t n_spans, size_t indent)
{
	struct cli_mark *marks = calloc(n_spans + 1, sizeof(*marks));

	for (int f = WATCH_TITLE + 1; marks && f < WATCH_N_FIELDS; f++) {
		size_t n = cli_marks_of(spans, n_spans, f, marks);

		if (!n)
			continue;
		ww_buf_addf(out, "%*s", (int) indent, "");
		cli_put(out, look, CLI_DIM, "%-8s ", watch_field_name(f));
		cli_put_passages(out, look, doc->field[f], marks, n, PASSAGES_MAX, indent + 9, indent + 9);
		ww_buf_addc(out, '\n');
	}
	if (!marks && !out->err)
		out->err = -ENOMEM;
	free(marks);
}

struct tree {
	struct ww_buf *out;
	const struct cli_look *look;
	const struct watch_doc *doc;
	struct ww_buf prefix; /* what stands in front of the lines of the present depth */
};

static bool is_list(enum watch_op op)
{
	return op == WATCH_AND || op == WATCH_OR;
}

static size_t count_held(const struct watch_why *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n_kids; i++)
		n += w->kids[i].held;
	return n;
}

/* A list of which only one part matters is that part. */
static const struct watch_why *essence(const struct watch_why *w)
{
	while (is_list(w->expr->op) && w->n_kids) {
		const struct watch_why *only = NULL;

		if (w->n_kids > 1 && !(w->expr->op == WATCH_OR && count_held(w) == 1))
			break;
		for (size_t i = 0; i < w->n_kids && !only; i++)
			if (w->n_kids == 1 || w->kids[i].held)
				only = &w->kids[i];
		w = only;
	}
	return w;
}

/* Something of it was there: worth showing why it did not suffice. */
static bool is_near_miss(const struct watch_why *w)
{
	w = essence(w);
	if (w->held)
		return false;
	if (w->expr->op == WATCH_NEAR && w->distance >= 0)
		return true;
	if (w->expr->op == WATCH_NOT || w->expr->op == WATCH_COUNT)
		return w->expr->op == WATCH_NOT || w->count > 0;
	for (size_t i = 0; i < w->n_kids; i++)
		if ((w->kids[i].held && w->kids[i].expr->op != WATCH_NOT) || is_near_miss(&w->kids[i]))
			return true;
	return false;
}

/* Is kid i of w worth a line? */
static bool is_shown(const struct watch_why *w, size_t i)
{
	switch (w->expr->op) {
	case WATCH_AND:
	case WATCH_OF:
		return true;
	case WATCH_OR:
		return w->held ? w->kids[i].held : is_near_miss(&w->kids[i]);
	case WATCH_NEAR:
		return !w->held && w->distance < 0;
	case WATCH_IN:
	case WATCH_REF:
		return !w->held && is_near_miss(&w->kids[i]);
	default:
		return false;
	}
}

static void add_expr(struct ww_buf *out, const struct watch_expr *e)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(TEXT_MAX);

	watch_expr_text(e, &text);
	if (text.n <= LABEL_MAX)
		ww_buf_add(out, text.v, text.n);
	else
		ww_buf_addf(out, "%.*s ...", (int) ww_utf8_cut(text.v, text.n, LABEL_MAX), text.v);
}

static void add_list(struct ww_buf *out, const struct watch_why *w)
{
	size_t i, start = out->n;

	for (i = 0; i < w->n_kids && (i == 0 || out->n - start < LABEL_MAX); i++) {
		ww_buf_adds(out, i ? ", " : "");
		add_expr(out, w->kids[i].expr);
	}
	if (i < w->n_kids)
		ww_buf_addf(out, " and %zu more", w->n_kids - i);
}

/* What a condition asks for, in words. */
static void add_label(struct ww_buf *out, const struct watch_why *w)
{
	switch (w->expr->op) {
	case WATCH_AND:
		ww_buf_adds(out, w->held ? "all of these" : "not all of these");
		break;
	case WATCH_OR:
		ww_buf_adds(out, w->held ? "any of these" : "none of: ");
		if (!w->held)
			add_list(out, w);
		break;
	case WATCH_OF:
		ww_buf_addf(out, "%u of %zu are asked for, %u found", w->expr->n, w->n_kids, w->count);
		break;
	case WATCH_NOT:
		ww_buf_adds(out, w->held ? "without " : "must be without ");
		if (w->n_kids && w->kids[0].expr->op == WATCH_OR)
			add_list(out, &w->kids[0]);
		else if (w->n_kids)
			add_expr(out, w->kids[0].expr);
		break;
	default:
		add_expr(out, w->expr);
	}
}

/* A finding quoted: the words between the first and the last byte of a span. */
static struct ww_str span_text(const struct watch_doc *doc, const struct watch_span *s)
{
	return ww_str_n(doc->field[s->field].p + s->begin, s->end - s->begin);
}

/* Said before, or part of something longer that is said: "Lavrov" in "Sergei Lavrov". */
static bool is_repeated(const struct watch_doc *doc, const struct watch_span *spans, size_t n, size_t i)
{
	const struct watch_span *s = &spans[i];

	for (size_t k = 0; k < n; k++) {
		const struct watch_span *o = &spans[k];

		if (k == i || o->field != s->field)
			continue;
		if (o->begin <= s->begin && o->end >= s->end && o->end - o->begin > s->end - s->begin)
			return true;
		if (k < i && ww_str_eq_ci(span_text(doc, o), span_text(doc, s)))
			return true;
	}
	return false;
}

static void add_findings(struct ww_buf *out, const struct watch_doc *doc, const struct watch_why *w)
{
	int field = -1;
	size_t said = 0;

	for (size_t i = 0; i < w->n_spans && said < WORDS_MAX; i++) {
		struct ww_str text = span_text(doc, &w->spans[i]);

		if (is_repeated(doc, w->spans, w->n_spans, i))
			continue;
		ww_buf_adds(out, said++ ? ", " : "  <- ");
		if (field != (int) w->spans[i].field)
			ww_buf_addf(out, "%s ", watch_field_name(w->spans[i].field));
		field = (int) w->spans[i].field;
		ww_buf_addf(out, "\"%.*s\"", (int) ww_utf8_cut(text.p, text.n, ww_min(text.n, (size_t) 60)),
		        text.p);
	}
}

static void add_detail(struct ww_buf *out, const struct watch_doc *doc, const struct watch_why *w)
{
	enum watch_op op = w->expr->op;

	if (op == WATCH_NOT && !w->held && w->n_kids)
		add_findings(out, doc, &w->kids[0]);
	else if (w->held && !is_list(op) && op != WATCH_OF && op != WATCH_NOT)
		add_findings(out, doc, w);
	else if (op == WATCH_NEAR && w->distance >= 0)
		ww_buf_addf(out, "  <- all there, but %d words apart", w->distance);
	else if (op == WATCH_COUNT && !w->held)
		ww_buf_addf(out, "  <- found %u", w->count);
	else if (!w->held &&
	         (op == WATCH_PHRASE || op == WATCH_REGEX || (op == WATCH_REF && !is_near_miss(w))))
		ww_buf_adds(out, "  <- not there");
}

static void put_node(struct tree *t, const struct watch_why *w, const char *branch, const char *below);

static void put_kids(struct tree *t, const struct watch_why *w)
{
	size_t last = SIZE_MAX, n = 0, left = 0;

	for (size_t i = 0; i < w->n_kids; i++) {
		if (!is_shown(w, i))
			continue;
		if (n++ < KIDS_MAX)
			last = i;
		else
			left++;
	}
	for (size_t i = 0; last != SIZE_MAX && i <= last; i++) {
		bool end = i == last && !left;

		if (is_shown(w, i))
			put_node(t, &w->kids[i],
			        end ? cli_sign(t->look, "└─ ", "`- ") : cli_sign(t->look, "├─ ", "|- "),
			        end ? "   " : cli_sign(t->look, "│  ", "|  "));
	}
	if (left)
		ww_buf_addf(t->out, "%s%s%zu more\n", ww_buf_cstr(&t->prefix),
		        cli_sign(t->look, "└─ ", "`- "), left);
}

static void put_node(struct tree *t, const struct watch_why *w, const char *branch, const char *below)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(TEXT_MAX);
	size_t depth = t->prefix.n, indent;

	w = essence(w);
	indent = ww_utf8_columns(ww_buf_cstr(&t->prefix), t->prefix.n) +
	         ww_utf8_columns(branch, strlen(branch)) + 2;
	cli_put(t->out, t->look, CLI_DIM, "%s%s", ww_buf_cstr(&t->prefix), branch);
	cli_put(t->out, t->look, w->held ? CLI_GOOD : CLI_BAD, "%s ",
	        w->held ? cli_sign(t->look, "✓", "+") : cli_sign(t->look, "✗", "-"));
	add_label(&line, w);
	add_detail(&line, t->doc, w);
	cli_put_marked(t->out, t->look, CLI_PLAIN, ww_buf_str(&line), NULL, 0, indent, indent + 2);
	ww_buf_addc(t->out, '\n');

	ww_buf_adds(&t->prefix, below);
	put_kids(t, w);
	/* Back to the depth of the caller. */
	if (!t->prefix.err) {
		t->prefix.n = depth;
		t->prefix.v[depth] = '\0';
	}
}

void cli_put_why(struct ww_buf *out, const struct cli_look *look, const struct watch_doc *doc,
        const struct watch_why *why, size_t indent)
{
	struct tree t = { .out = out, .look = look, .doc = doc, .prefix = WW_BUF(64u << 10) };

	ww_buf_addf(&t.prefix, "%*s", (int) indent, "");
	why = essence(why);
	if (why->expr->op == WATCH_AND)
		put_kids(&t, why);
	else
		put_node(&t, why, "", "  ");
	if (t.prefix.err && !out->err)
		out->err = t.prefix.err;
	ww_buf_finish(&t.prefix);
}
