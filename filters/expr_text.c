/* SPDX-License-Identifier: MIT */
/*
 * Expressions written out again: what the parser would read as the same,
 * with brackets wherever a reader might wonder.
 */
#include "filters/match.h"

static bool is_keyword(struct ww_str w)
{
	static const char *const words[] = { "and", "or", "not", "near", "then" };
	size_t digits = 0;

	for (size_t i = 0; i < WW_ARRAY_LEN(words); i++)
		if (ww_str_eq_ci(w, ww_str(words[i])))
			return true;
	while (digits < w.n && ww_is_digit(w.p[digits]))
		digits++;
	return digits && digits + 1 == w.n && ww_lower(w.p[digits]) == 'x';
}

/* Would the bare text be read as something other than these words? */
static bool needs_quotes(struct ww_str text)
{
	struct ww_str rest = text, word;

	if (!text.n)
		return true;
	for (size_t i = 0; i < text.n; i++)
		if (strchr(",()\"#{}*=@/:\t", text.p[i]))
			return true;
	while (ww_str_split(&rest, ' ', &word))
		if (!word.n || is_keyword(word))
			return true;
	return false;
}

static void phrase(const struct watch_expr *e, struct ww_buf *out)
{
	struct ww_str text = ww_str(e->text);
	const char *quote = needs_quotes(text) ? "\"" : "";

	ww_buf_addf(out, "%s%s%s%s%s", e->exact ? "=" : "", quote, e->text, quote, e->prefix ? "*" : "");
}

static void regex(const struct watch_expr *e, struct ww_buf *out)
{
	ww_buf_addc(out, '/');
	for (const char *p = e->text; *p; p++) {
		/* A "#" after a blank would begin a comment. */
		if (*p == '/' || (*p == '#' && p > e->text && (p[-1] == ' ' || p[-1] == '\t')))
			ww_buf_addc(out, '\\');
		ww_buf_addc(out, *p);
	}
	ww_buf_adds(out, e->icase ? "/i" : "/");
}

static void fields(unsigned mask, struct ww_buf *out)
{
	const char *plus = "";

	for (unsigned f = 0; f < WATCH_N_FIELDS; f++)
		if (mask & WATCH_FIELD_BIT(f)) {
			ww_buf_addf(out, "%s%s", plus, watch_field_name(f));
			plus = "+";
		}
	ww_buf_adds(out, ": ");
}

static void kids(const struct watch_expr *e, const char *between, struct ww_buf *out)
{
	for (size_t i = 0; i < e->n_kids; i++) {
		const struct watch_expr *k = e->kids[i];
		bool joins =
		        (k->op == WATCH_AND || k->op == WATCH_OR || k->op == WATCH_NEAR) && k->n_kids > 1;
		/* "title: a or b" looks as if title covered both. */
		bool prefix = e->op == WATCH_OR && (k->op == WATCH_IN || k->op == WATCH_COUNT);

		if (i)
			ww_buf_adds(out, between);
		if (joins || prefix)
			ww_buf_addc(out, '(');
		watch_expr_text(k, out);
		if (joins || prefix)
			ww_buf_addc(out, ')');
	}
}

int watch_expr_text(const struct watch_expr *e, struct ww_buf *out)
{
	char near[32];

	switch (e->op) {
	case WATCH_PHRASE:
		phrase(e, out);
		break;
	case WATCH_REGEX:
		regex(e, out);
		break;
	case WATCH_NEAR:
		snprintf(near, sizeof(near), " %s/%u ", e->ordered ? "then" : "near", e->n);
		kids(e, near, out);
		break;
	case WATCH_AND:
		kids(e, " and ", out);
		break;
	case WATCH_OR:
		kids(e, " or ", out);
		break;
	case WATCH_NOT:
		ww_buf_adds(out, "not ");
		kids(e, "", out);
		break;
	case WATCH_OF:
		ww_buf_addf(out, "%u of (", e->n);
		kids(e, ", ", out);
		ww_buf_addc(out, ')');
		break;
	case WATCH_COUNT:
		ww_buf_addf(out, "%ux ", e->n);
		kids(e, "", out);
		break;
	case WATCH_IN:
		fields(e->fields, out);
		kids(e, "", out);
		break;
	case WATCH_REF:
		ww_buf_addf(out, "@%s", e->ref->name);
		break;
	}
	return out->err;
}
