/* SPDX-License-Identifier: MIT */
#include "cli/alert_text.h"

#include "base/timetext.h"
#include "base/utf8.h"

#define WHY_MAX 3 /* reasons shown per topic; the first ones are those of the title */

static enum cli_style urgency_style(enum alert_urgency u)
{
	return u >= ALERT_CRITICAL ? CLI_BAD : u >= ALERT_HIGH ? CLI_WARN : CLI_PLAIN;
}

static void put_line(struct ww_buf *out, const struct cli_look *look, size_t indent, const char *label,
        enum cli_style label_style, enum cli_style style, struct ww_str text)
{
	ww_buf_addf(out, "%*s", (int) indent, "");
	cli_put(out, look, label_style, "%s", label);
	cli_put_marked(
	        out, look, style, text, NULL, 0, indent + ww_utf8_columns(label, strlen(label)), indent + 2);
	ww_buf_addc(out, '\n');
}

/* Has this been said of the topic already? A revised item may match in the same words again. */
static bool said_before(const struct alert *a, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(a->why.v[k].topic, a->why.v[i].topic) && !strcmp(a->why.v[k].field, a->why.v[i].field) &&
		        !strcmp(a->why.v[k].text, a->why.v[i].text))
			return true;
	return false;
}

/* "syria-talks: title "Syria … talks", body "Talks … Geneva"", a line for each topic. */
static void put_topic(struct ww_buf *out, const struct cli_look *look, const struct alert *a,
        const char *topic, size_t indent)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(64u << 10), name = WW_BUF(4096);
	size_t n = 0;

	for (size_t i = 0; i < a->why.n; i++) {
		const struct alert_why *w = &a->why.v[i];

		if (strcmp(w->topic, topic) != 0 || said_before(a, i) || ++n > WHY_MAX)
			continue;
		ww_buf_addf(&text, "%s%s \"%s\"", n > 1 ? ", " : "", w->field, w->text);
	}
	if (n > WHY_MAX)
		ww_buf_addf(&text, " and %zu more", n - WHY_MAX);
	ww_utf8_clean(&name, topic, strlen(topic), true);
	ww_buf_adds(&name, n ? ": " : "");
	put_line(out, look, indent, ww_buf_cstr(&name), CLI_NAME, CLI_PLAIN, ww_buf_str(&text));
}

/* "new: ..." and "now says: ..." are labels already. */
static bool says_how(const char *changed)
{
	return ww_str_starts(ww_str(changed), WW_STR("new: ")) ||
	       ww_str_starts(ww_str(changed), WW_STR("now says: "));
}

/* A title that was rewritten stands in the headline: only what it was is news. */
static void put_changed(struct ww_buf *out, const struct cli_look *look, const struct alert *a, size_t indent)
{
	for (size_t i = 0; i < a->changed.n; i++) {
		WW_AUTO(buf) struct ww_buf was = WW_BUF(64u << 10);
		struct ww_str old = alert_old_title(a, i);

		if (!old.n)
			continue;
		ww_buf_addf(&was, "\"%.*s\"", WW_STR_ARG(old));
		put_line(out, look, indent, "was: ", CLI_DIM, CLI_WARN, ww_buf_str(&was));
	}
	for (size_t i = 0; i < a->changed.n; i++)
		if (!alert_old_title(a, i).n)
			put_line(out, look, indent, says_how(a->changed.v[i]) ? "" : "changed: ", CLI_DIM, CLI_WARN,
			        ww_str(a->changed.v[i]));
}

/* Who tells it, and what kept it from being told to you. */
static void put_outlets(struct ww_buf *out, const struct cli_look *look, const struct alert *a, size_t indent)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(64u << 10);

	alert_outlets(a, &text);
	if (a->state != ALERT_ALERTED)
		ww_buf_addf(&text, "%s(%s%s%s)", text.n ? " " : "", alert_state_name(a->state),
		        *a->by ? ": " : "", a->by);
	if (text.n)
		put_line(out, look, indent, "", CLI_PLAIN, CLI_PLAIN, ww_buf_str(&text));
}

void cli_put_alert(
        struct ww_buf *out, const struct cli_look *look, const struct alert *a, int64_t now, size_t indent)
{
	WW_AUTO(buf) struct ww_buf head = WW_BUF(64u << 10);
	char when[WW_RFC3339_MAX];
	size_t start, inner = indent + 2;

	ww_time_short(a->t_ms / 1000, now, when);
	ww_buf_addf(out, "%*s", (int) indent, "");
	cli_put(out, look, CLI_DIM, "%s ", when);
	if (a->urgency != ALERT_NORMAL)
		cli_put(out, look, urgency_style(a->urgency), "%s ", alert_urgency_name(a->urgency));
	cli_put(out, look, CLI_DIM, "%s  ", alert_kind_name(a->kind));
	start = indent + strlen(when) + strlen(alert_kind_name(a->kind)) + 3 +
	        (a->urgency != ALERT_NORMAL ? strlen(alert_urgency_name(a->urgency)) + 1 : 0);
	alert_headline(a, &head);
	cli_put_marked(out, look, CLI_BOLD, ww_buf_str(&head), NULL, 0, start, inner);
	ww_buf_addc(out, '\n');
	if (*a->say)
		put_line(out, look, inner, "", CLI_PLAIN, CLI_PLAIN, ww_str(a->say));
	put_changed(out, look, a, inner);
	for (size_t i = 0; i < a->topics.n; i++)
		put_topic(out, look, a, a->topics.v[i], inner);
	put_outlets(out, look, a, inner);
	if (*a->item.url)
		put_line(out, look, inner, "", CLI_DIM, CLI_DIM, ww_str(a->item.url));
}
