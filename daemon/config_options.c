/* SPDX-License-Identifier: MIT */
/* The options of [feed], [notify] and [daemon]: one row each, and one setter per type. */
#include "base/timetext.h"
#include "daemon/config_build.h"

#define MIB         (UINT64_C(1) << 20)
#define LATEST_MAX  1000
#define WORKERS_MAX 64

#define FEED(member)     offsetof(struct wwd_feed_config, member)
#define NOTIFIER(member) offsetof(struct wwd_notifier_config, member)
#define DAEMON(member)   offsetof(struct wwd_daemon_config, member)
#define LATER(section, name, help) { section, name, WWD_OPT_LATER, 0, 0, { 0 }, 0, "", help }

const struct wwd_option wwd_options[] = {
	{ "feed", "url", WWD_OPT_URL, 0, 0, { 0 }, FEED(url), "",
		"what to poll: http, https or file; required" },
	{ "feed", "title", WWD_OPT_TEXT, 0, 0, { 0 }, FEED(title), "",
		"what to call the feed instead of its own title" },
	{ "feed", "tag", WWD_OPT_LIST, 0, 0, { 0 }, FEED(tags), "", "words for  feed = tag:WORD  in topics" },
	{ "feed", "every", WWD_OPT_DURATION, WWD_EVERY_MIN, WWD_EVERY_MAX, { 0 }, FEED(every), "",
		"how often to poll; unset: as [daemon] says" },
	{ "feed", "first", WWD_OPT_FIRST, 1, LATEST_MAX, { 0 }, FEED(first), "silent",
		"the first poll alerts for nothing, or for the newest N items" },
	{ "feed", "user-agent", WWD_OPT_TEXT, 0, 0, { 0 }, FEED(user_agent), "",
		"what to tell the server we are" },
	{ "feed", "max-size", WWD_OPT_SIZE, 1024, 1024 * MIB, { 0 }, FEED(max_size), "",
		"most bytes of the feed; unset: as [daemon] says" },
	{ "feed", "private", WWD_OPT_CHOICE, 0, 0, { "refuse", "allow" }, FEED(allow_private), "refuse",
		"may a redirect lead to a private address" },
	{ "feed", "http", WWD_OPT_CHOICE, 0, 0, { "auto", "1.1" }, FEED(http1), "auto",
		"which HTTP to speak; some servers need 1.1" },
	{ "feed", "tls-insecure", WWD_OPT_CHOICE, 0, 0, { "no", "yes" }, FEED(tls_insecure), "no",
		"take any certificate; anybody on the way can then lie" },
	{ "feed", "off", WWD_OPT_CHOICE, 0, 0, { "no", "yes" }, FEED(off), "no",
		"keep the feed, do not poll it" },
	LATER("feed", "header", "an HTTP header to send"),
	LATER("feed", "auth", "user and password"),
	LATER("feed", "client-cert", "a certificate to show the server"),
	LATER("feed", "proxy", "the proxy for this feed"),
	LATER("feed", "exec", "a program whose output is the feed"),
	LATER("feed", "filter", "a program that the feed goes through"),
	{ "notify", "type", WWD_OPT_NOTIFIER, 0, 0, { 0 }, NOTIFIER(type), "", "desktop or log; required" },
	{ "notify", "urgency >=", WWD_OPT_URGENCY, 0, 0, { 0 }, NOTIFIER(urgency), "low",
		"only alerts that are at least so urgent" },
	LATER("notify", "quiet", "when to be silent"),
	LATER("notify", "title", "the template of the title"),
	LATER("notify", "body", "the template of the text"),
	{ "daemon", "every", WWD_OPT_DURATION, WWD_EVERY_MIN, WWD_EVERY_MAX, { 0 }, DAEMON(every), "30m",
		"how often to poll a feed that says nothing else" },
	{ "daemon", "workers", WWD_OPT_NUMBER, 1, WORKERS_MAX, { 0 }, DAEMON(workers), "",
		"threads that parse and match; unset: one per core" },
	{ "daemon", "retention", WWD_OPT_DURATION, WW_DAY, 3650 * (uint64_t) WW_DAY, { 0 }, DAEMON(retention),
		"90d", "how long items and alerts are kept" },
	{ "daemon", "max-size", WWD_OPT_SIZE, 1024, 1024 * MIB, { 0 }, DAEMON(max_size), "16MiB",
		"most bytes of one feed, unpacked" },
	{ "daemon", "user-agent", WWD_OPT_TEXT, 0, 0, { 0 }, DAEMON(user_agent), "",
		"what to tell servers we are" },
	{ "daemon", "proxy", WWD_OPT_TEXT, 0, 0, { 0 }, DAEMON(proxy), "",
		"the proxy for all feeds; unset: http_proxy and its like" },
	{ "daemon", "control", WWD_OPT_TEXT, 0, 0, { 0 }, DAEMON(control), "",
		"path of the control socket; unset: the usual place" },
	{ "daemon", "time-scale", WWD_OPT_SCALE, 1, 1000000, { 0 }, DAEMON(time_scale), "1",
		"for tests: every wait is so many times shorter" },
	LATER("daemon", "budget", "most bytes a day"),
	LATER("daemon", "quiet", "when to be silent"),
	LATER("daemon", "feeds", "a list of feeds read in place"),
	LATER("daemon", "websub-callback", "where hubs can reach us"),
	{ NULL, NULL, WWD_OPT_TEXT, 0, 0, { 0 }, 0, NULL, NULL },
};

static const char *type_name(enum wwd_option_type type)
{
	static const char *const names[] = {
		[WWD_OPT_TEXT] = "text", [WWD_OPT_LIST] = "list", [WWD_OPT_URL] = "url",
		[WWD_OPT_DURATION] = "duration", [WWD_OPT_SIZE] = "size", [WWD_OPT_NUMBER] = "number",
		[WWD_OPT_SCALE] = "number", [WWD_OPT_CHOICE] = "choice", [WWD_OPT_FIRST] = "choice",
		[WWD_OPT_URGENCY] = "choice", [WWD_OPT_NOTIFIER] = "choice", [WWD_OPT_LATER] = "later",
	};

	return names[type];
}

static void size_text(uint64_t n, struct ww_buf *out)
{
	if (n >= MIB && n % MIB == 0)
		ww_buf_addf(out, "%" PRIu64 "MiB", n / MIB);
	else
		ww_buf_addf(out, "%" PRIu64 "KiB", n / 1024);
}

/* What may be written, for hints and the table: "5m to 1d", "refuse, allow". */
static void limits_text(const struct wwd_option *o, struct ww_buf *out)
{
	char min[WW_DURATION_MAX], max[WW_DURATION_MAX];

	switch (o->type) {
	case WWD_OPT_DURATION:
		ww_duration_text((int64_t) o->min, min);
		ww_duration_text((int64_t) o->max, max);
		ww_buf_addf(out, "%s to %s", min, max);
		break;
	case WWD_OPT_SIZE:
		size_text(o->min, out);
		ww_buf_adds(out, " to ");
		size_text(o->max, out);
		break;
	case WWD_OPT_NUMBER:
	case WWD_OPT_SCALE:
		ww_buf_addf(out, "%" PRIu64 " to %" PRIu64, o->min, o->max);
		break;
	case WWD_OPT_CHOICE:
		ww_buf_addf(out, "%s, %s", o->choice[0], o->choice[1]);
		break;
	case WWD_OPT_FIRST:
		ww_buf_addf(out, "silent, latest:N with N %" PRIu64 " to %" PRIu64, o->min, o->max);
		break;
	case WWD_OPT_URGENCY:
		ww_buf_adds(out, "low, normal, high, critical");
		break;
	case WWD_OPT_NOTIFIER:
		ww_buf_adds(out, "desktop, log");
		break;
	case WWD_OPT_URL:
		ww_buf_adds(out, "http, https or file");
		break;
	default:
		break;
	}
}

int wwd_options_text(struct ww_buf *out)
{
	for (const struct wwd_option *o = wwd_options; o->name; o++) {
		ww_buf_addf(out, "%s\t%s\t%s\t", o->section, o->name, type_name(o->type));
		limits_text(o, out);
		ww_buf_addf(out, "\t%s\t%s\n", o->otherwise, o->help);
	}
	return out->err;
}

static bool set_list(struct wwd_load *load, const struct conf_value *v, struct wwd_feed_config *feed)
{
	struct ww_str item;
	size_t pos = 0, off;

	while (conf_value_item(v, &pos, &item, &off)) {
		if (!item.n) {
			conf_value_diag(load->diags, WW_ERROR, v, off, 1, "a value is missing here");
			return false;
		}
		if (ww_array_push(&feed->tags, wwd_load_text(load, item)))
			load->no_memory = true;
	}
	return true;
}

static bool set_url(struct wwd_load *load, const struct conf_value *v, char **member)
{
	const char *problem = wwd_url_problem(v->text);

	if (problem) {
		conf_value_diag(
			load->diags, WW_ERROR, v, 0, v->text.n, "\"%.*s\" %s", WW_STR_ARG(v->text), problem);
		ww_diag_hint(load->diags, "url = https://example.org/feed.xml");
		return false;
	}
	wwd_url_warn_secret(load, v, 0, v->text);
	*member = wwd_load_text(load, v->text);
	return true;
}

static bool set_first(const struct wwd_option *o, struct ww_str text, struct wwd_feed_config *feed)
{
	uint64_t n;

	if (ww_str_eq_ci(text, WW_STR("silent"))) {
		feed->first = WWD_FIRST_SILENT;
		return true;
	}
	if (!ww_str_starts_ci(text, WW_STR("latest:")) || ww_str_to_u64(ww_str_from(text, 7), o->max, &n) ||
		n < o->min)
		return false;
	feed->first = WWD_FIRST_LATEST;
	feed->latest = (unsigned) n;
	return true;
}

static bool set_choice(const struct wwd_option *o, struct ww_str text, bool *member)
{
	*member = ww_str_eq_ci(text, ww_str(o->choice[1]));
	return *member || ww_str_eq_ci(text, ww_str(o->choice[0]));
}

static bool set_urgency(struct ww_str text, enum watch_urgency *member)
{
	for (enum watch_urgency u = WATCH_LOW; u <= WATCH_CRITICAL; u++) {
		if (ww_str_eq_ci(text, ww_str(watch_urgency_name(u)))) {
			*member = u;
			return true;
		}
	}
	return false;
}

static bool set_number(const struct wwd_option *o, struct ww_str text, void *member)
{
	int64_t seconds = -1;
	uint64_t n = 0;
	int rc;

	if (o->type == WWD_OPT_DURATION) {
		rc = ww_duration_parse(text, &seconds);
		n = seconds < 0 ? 0 : (uint64_t) seconds;
	} else if (o->type == WWD_OPT_SIZE) {
		rc = ww_size_parse(text, &n);
	} else {
		rc = ww_str_to_u64(text, o->max, &n);
	}
	if (rc || n < o->min || n > o->max)
		return false;
	if (o->type == WWD_OPT_DURATION)
		*(int64_t *) member = seconds;
	else if (o->type == WWD_OPT_SIZE)
		*(uint64_t *) member = n;
	else if (o->type == WWD_OPT_SCALE)
		*(double *) member = (double) n;
	else
		*(unsigned *) member = (unsigned) n;
	return true;
}

static bool set_type(
	struct wwd_load *load, const struct conf_value *v, enum wwd_notifier_type *member, bool *ret_said)
{
	static const char *const later[] = { "exec", "webhook", "mail", "atom" };

	if (ww_str_eq_ci(v->text, WW_STR("desktop")) || ww_str_eq_ci(v->text, WW_STR("log"))) {
		*member = ww_str_eq_ci(v->text, WW_STR("log")) ? WWD_NOTIFY_LOG : WWD_NOTIFY_DESKTOP;
		return true;
	}
	for (size_t i = 0; i < WW_ARRAY_LEN(later); i++) {
		if (!ww_str_eq_ci(v->text, ww_str(later[i])))
			continue;
		conf_value_diag(load->diags, WW_ERROR, v, 0, v->text.n,
			"notifiers of type \"%s\" are not available in this version", later[i]);
		ww_diag_hint(load->diags, "values: desktop, log");
		*ret_said = true;
	}
	return false;
}

static bool set_value(
	struct wwd_load *load, const struct wwd_option *o, const struct conf_value *v, void *object)
{
	void *member = (char *) object + o->offset;
	WW_AUTO(buf) struct ww_buf limits = WW_BUF(1000);
	bool ok = false, said = false;

	switch (o->type) {
	case WWD_OPT_TEXT:
		*(char **) member = wwd_load_text(load, v->text);
		return true;
	case WWD_OPT_LIST:
		return set_list(load, v, object);
	case WWD_OPT_URL:
		return set_url(load, v, member);
	case WWD_OPT_CHOICE:
		ok = set_choice(o, v->text, member);
		break;
	case WWD_OPT_FIRST:
		ok = set_first(o, v->text, object);
		break;
	case WWD_OPT_URGENCY:
		ok = set_urgency(v->text, member);
		break;
	case WWD_OPT_NOTIFIER:
		ok = set_type(load, v, member, &said);
		break;
	default:
		ok = set_number(o, v->text, member);
		break;
	}
	if (ok || said)
		return ok;
	limits_text(o, &limits);
	conf_value_diag(load->diags, WW_ERROR, v, 0, v->text.n, "\"%.*s\" is not a value for %s",
		WW_STR_ARG(v->text), o->name);
	ww_diag_hint(load->diags, "values: %s", ww_buf_cstr(&limits));
	return false;
}

/* "urgency >=" is one name, however it is spaced; the lexer left the "=" away. */
static bool is_called(const struct wwd_option *o, struct ww_str key)
{
	struct ww_str name = ww_str(o->name);

	if (!ww_str_ends(name, WW_STR(" >=")))
		return ww_str_eq_ci(key, name);
	if (!ww_str_ends(key, WW_STR(">")))
		return false;
	return ww_str_eq_ci(ww_str_trim(ww_str_n(key.p, key.n - 1)), ww_str_n(name.p, name.n - 3));
}

static void fail_key(struct wwd_load *load, const char *section, const struct conf_entry *e)
{
	const char *names[40], *near;
	WW_AUTO(buf) struct ww_buf list = WW_BUF(2000);
	size_t n = 0;

	for (const struct wwd_option *o = wwd_options; o->name; o++) {
		if (strcmp(o->section, section) || o->type == WWD_OPT_LATER)
			continue;
		assert(n < WW_ARRAY_LEN(names));
		ww_buf_addf(&list, "%s%s", n ? ", " : "", o->name);
		names[n++] = o->name;
	}
	conf_key_diag(load->diags, WW_ERROR, e, "a %s section has no \"%.*s\"", section, WW_STR_ARG(e->key));
	near = conf_suggest(e->key, names, n);
	ww_diag_hint(load->diags, "%s%s%skeys: %s", near ? "did you mean \"" : "", near ? near : "",
		near ? "\"? " : "", ww_buf_cstr(&list));
}

bool wwd_option_set(struct wwd_load *load, const char *section, const struct conf_entry *e, void *object,
	struct wwd_given *given)
{
	const struct wwd_option *o = wwd_options;

	while (o->name && (strcmp(o->section, section) || !is_called(o, e->key)))
		o++;
	if (!o->name) {
		fail_key(load, section, e);
		return false;
	}
	assert((size_t) (o - wwd_options) < WW_ARRAY_LEN(given->by));
	if (o->type == WWD_OPT_LATER) {
		conf_key_diag(load->diags, WW_ERROR, e, "\"%s\" is not available in this version", o->name);
		return false;
	}
	if (given->by[o - wwd_options]) {
		conf_key_diag(load->diags, WW_ERROR, e, "\"%s\" is given twice", o->name);
		conf_hint_first(load->diags, given->by[o - wwd_options]->line->file,
			given->by[o - wwd_options]->line->number, e->line);
		return false;
	}
	given->by[o - wwd_options] = e;
	if (!e->value.text.n) {
		conf_value_diag(load->diags, WW_ERROR, &e->value, 0, 1, "%s has no value", o->name);
		return false;
	}
	return set_value(load, o, &e->value, object);
}
