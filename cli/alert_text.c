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
        enum cli_style style, struct ww_str text)
{
	ww_buf_addf(out, "%*s", (int) indent, "");
	cli_put(out, look, CLI_DIM, "%s", label);
	cli_put_marked(
	        out, look, style, text, NULL, 0, indent + ww_utf8_columns(label, strlen(label)), indent + 2);
	ww_buf_addc(out, '\n');
}

static void put_origin(struct ww_buf *out, const struct cli_look *look, const struct alert *a, size_t indent)
{
	const char *outlet = *a->feed.title ? a->feed.title : a->feed.name;

	ww_buf_addf(out, "%*s", (int) indent, "");
	for (size_t i = 0; i < a->topics.n; i++) {
		ww_buf_adds(out, i ? ", " : "");
		cli_put_text(out, look, CLI_NAME, ww_str(a->topics.v[i]));
	}
	if (*outlet) {
		cli_put(out, look, CLI_DIM, "%s", a->topics.n ? cli_sign(look, " · ", " - ") : "");
		cli_put_text(out, look, CLI_PLAIN, ww_str(outlet));
	}
	if (a->state != ALERT_ALERTED)
		cli_put(out, look, CLI_DIM, " (%s%s%s)", alert_state_name(a->state), *a->by ? ": " : "",
		        a->by);
	ww_buf_addc(out, '\n');
}

/* The reasons of one topic, each once: a story may say the same thing in several ways. */
static void put_why_topic(struct ww_buf *out, const struct cli_look *look, const struct alert *a,
        const char *topic, size_t indent)
{
	WW_AUTO(buf) struct ww_buf text = WW_BUF(64u << 10), label = WW_BUF(4096);
	size_t n = 0;

	for (size_t i = 0; i < a->why.n; i++) {
		const struct alert_why *w = &a->why.v[i];

		if (strcmp(w->topic, topic) != 0 || ++n > WHY_MAX)
			continue;
		ww_buf_addf(&text, "%s%s \"%s\"", n > 1 ? ", " : "", w->field, w->text);
	}
	if (n > WHY_MAX)
		ww_buf_addf(&text, " and %zu more", n - WHY_MAX);
	ww_buf_adds(&label, "why");
	if (a->topics.n > 1) {
		ww_buf_addc(&label, ' ');
		ww_utf8_clean(&label, topic, strlen(topic), true);
	}
	ww_buf_adds(&label, ": ");
	if (n)
		put_line(out, look, indent, ww_buf_cstr(&label), CLI_PLAIN, ww_buf_str(&text));
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
	put_origin(out, look, a, inner);
	for (size_t i = 0; i < a->topics.n; i++)
		put_why_topic(out, look, a, a->topics.v[i], inner);
	for (size_t i = 0; i < a->changed.n; i++)
		put_line(out, look, inner, "changed: ", CLI_WARN, ww_str(a->changed.v[i]));
	if (*a->item.url)
		put_line(out, look, inner, "", CLI_DIM, ww_str(a->item.url));
}
