/* SPDX-License-Identifier: MIT */
/* The settings of topics, figures and defaults: one function each, one row each. */
#include "base/utf8.h"
#include "filters/watchlist_build.h"

#define SAY_MAX 200
#define LIMIT_MAX 1000

typedef bool item_fn(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v,
	struct ww_str item, size_t off);

static const char *const urgencies[] = { "low", "normal", "high", "critical" };

const char *watch_urgency_name(enum watch_urgency u)
{
	return urgencies[u];
}

/* The common complaint; the caller adds the hint. */
static bool refuse(
	struct watch_build *b, const struct conf_value *v, struct ww_str item, size_t off, const char *key)
{
	conf_value_diag(
		b->diags, WW_ERROR, v, off, item.n, "\"%.*s\" is not a value for %s", WW_STR_ARG(item), key);
	return false;
}

static char *keep(struct watch_build *b, struct ww_str s)
{
	char *copy = conf_arena_text(&b->memory->arena, s);

	if (!copy)
		b->no_memory = true;
	return copy;
}

/* Every item of a list to fn, up to the first that is refused. */
static bool each_item(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v, item_fn *fn)
{
	struct ww_str item;
	size_t pos = 0, off;

	while (conf_value_item(v, &pos, &item, &off)) {
		if (!item.n) {
			conf_value_diag(b->diags, WW_ERROR, v, off, 1, "a value is missing here");
			return false;
		}
		if (!fn(b, rule, v, item, off))
			return false;
	}
	return true;
}

static bool add_field(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v,
	struct ww_str item, size_t off)
{
	const char *names[WATCH_N_FIELDS], *near;

	for (enum watch_field f = 0; f < WATCH_N_FIELDS; f++) {
		names[f] = watch_field_name(f);
		if (ww_str_eq_ci(item, ww_str(names[f]))) {
			rule->fields |= WATCH_FIELD_BIT(f);
			return true;
		}
	}
	refuse(b, v, item, off, "in");
	near = conf_suggest(item, names, WATCH_N_FIELDS);
	ww_diag_hint(b->diags, "%s%s%svalues: %s", near ? "did you mean \"" : "", near ? near : "",
		near ? "\"? " : "", WATCH_FIELDS_HINT);
	return false;
}

static bool set_in(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	rule->fields = 0;
	return each_item(b, rule, v, add_field);
}

static bool add_feed(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v,
	struct ww_str item, size_t off)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(4u * CONF_LINE_MAX);
	struct watch_feed_pattern pattern = { 0 };
	struct ww_str rest = item, star;

	if (ww_str_starts_ci(rest, WW_STR("not ")) || ww_str_starts_ci(rest, WW_STR("not\t"))) {
		pattern.negated = true;
		rest = ww_str_trim(ww_str_from(rest, 3));
	}
	if (ww_str_starts_ci(rest, WW_STR("tag:"))) {
		pattern.tag = true;
		rest = ww_str_trim(ww_str_from(rest, 4));
	}
	star = ww_str_from(rest, ww_min(ww_str_find_char(rest, '*'), rest.n));
	if (star.n == 1) {
		pattern.prefix = true;
		rest.n--;
	}
	if (watch_fold(rest, &folded)) {
		b->no_memory = true;
		return false;
	}
	if (star.n > 1 || (!folded.n && !pattern.prefix)) {
		refuse(b, v, item, off, "feed");
		ww_diag_hint(b->diags, "feed names; \"*\" only at the end");
		return false;
	}
	pattern.text = keep(b, ww_buf_str(&folded));
	if (ww_array_push(&rule->feeds, pattern))
		b->no_memory = true;
	return !b->no_memory;
}

static bool set_feed(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	rule->feeds.n = 0;
	return each_item(b, rule, v, add_feed);
}

/* Two or three letters, then subtags of two to eight letters or digits. */
static bool is_lang(struct ww_str s)
{
	struct ww_str part;
	bool first = true;

	while (ww_str_split(&s, '-', &part)) {
		if (part.n < 2 || part.n > (first ? 3 : 8))
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!ww_is_alpha(part.p[i]) && (first || !ww_is_digit(part.p[i])))
				return false;
		first = false;
	}
	return !first;
}

static bool add_lang(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v,
	struct ww_str item, size_t off)
{
	char *lang;

	if (!is_lang(item)) {
		refuse(b, v, item, off, "lang");
		ww_diag_hint(b->diags, "language codes such as en, ru, pt-BR");
		return false;
	}
	lang = keep(b, item);
	for (char *c = lang; c && *c; c++)
		*c = ww_lower(*c);
	if (ww_array_push(&rule->langs, lang))
		b->no_memory = true;
	return !b->no_memory;
}

static bool set_lang(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	rule->langs.n = 0;
	return each_item(b, rule, v, add_lang);
}

static bool set_say(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	size_t chars = ww_utf8_len(v->text.p, v->text.n);

	if (chars > SAY_MAX) {
		conf_value_diag(b->diags, WW_ERROR, v, 0, v->text.n, "say has %zu characters; the most is %d",
			chars, SAY_MAX);
		return false;
	}
	rule->say = keep(b, v->text);
	return rule->say;
}

static bool set_urgency(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	const char *near;

	for (size_t i = 0; i < WW_ARRAY_LEN(urgencies); i++) {
		if (ww_str_eq_ci(v->text, ww_str(urgencies[i]))) {
			rule->urgency = (enum watch_urgency) i;
			return true;
		}
	}
	refuse(b, v, v->text, 0, "urgency");
	near = conf_suggest(v->text, urgencies, WW_ARRAY_LEN(urgencies));
	ww_diag_hint(b->diags, "%s%s%svalues: low, normal, high, critical", near ? "did you mean \"" : "",
		near ? near : "", near ? "\"? " : "");
	return false;
}

static bool set_limit(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	static const struct {
		struct ww_str name;
		unsigned seconds;
	} periods[] = { { { "minute", 6 }, 60 }, { { "hour", 4 }, 3600 }, { { "day", 3 }, 86400 } };
	size_t slash = ww_str_find_char(v->text, '/');
	uint64_t n = 0;

	if (ww_str_eq_ci(v->text, WW_STR("none"))) {
		rule->limit = (struct watch_limit){ 0 };
		return true;
	}
	for (size_t i = 0; i < WW_ARRAY_LEN(periods) && slash < v->text.n; i++) {
		if (!ww_str_eq_ci(ww_str_from(v->text, slash + 1), periods[i].name))
			continue;
		if (ww_str_to_u64(ww_str_n(v->text.p, slash), LIMIT_MAX, &n) || !n)
			break;
		rule->limit = (struct watch_limit){ (unsigned) n, periods[i].seconds };
		return true;
	}
	refuse(b, v, v->text, 0, "limit");
	ww_diag_hint(b->diags, "6/hour; also /minute, /day, or none; 1 to %d", LIMIT_MAX);
	return false;
}

static bool is_notifier(struct watch_build *b, struct ww_str item)
{
	WW_AUTO(buf) struct ww_buf folded = WW_BUF(4u * CONF_LINE_MAX);

	if (ww_str_eq_ci(item, WW_STR("desktop")) || ww_str_eq_ci(item, WW_STR("log")) ||
		ww_str_eq_ci(item, WW_STR("none")))
		return true;
	if (ww_str_starts_ci(item, WW_STR("mail:"))) {
		size_t at = ww_str_find_char(item, '@');

		return at > 5 && at + 1 < item.n && ww_str_find_char(item, ' ') > item.n;
	}
	if (ww_str_starts_ci(item, WW_STR("exec:")))
		return item.n > 6 && item.p[5] == '/';
	if (watch_fold(item, &folded))
		b->no_memory = true;
	return folded.n && conf_map_get(&b->notifiers, ww_buf_str(&folded));
}

static bool add_notify(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v,
	struct ww_str item, size_t off)
{
	struct ww_str name = ww_str_eq_ci(item, WW_STR("journal")) ? WW_STR("log") : item;

	if (!is_notifier(b, name)) {
		refuse(b, v, item, off, "notify");
		ww_diag_hint(b->diags, "desktop, log, journal, none, mail:ADDRESS or exec:/PATH");
		return false;
	}
	if (ww_array_push(&rule->notify, keep(b, name)))
		b->no_memory = true;
	return !b->no_memory;
}

static bool set_notify(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	rule->notify.n = 0;
	return each_item(b, rule, v, add_notify);
}

static bool yes_or_no(struct watch_build *b, const struct conf_value *v, const char *key, bool *ret)
{
	*ret = ww_str_eq_ci(v->text, WW_STR("yes"));
	if (*ret || ww_str_eq_ci(v->text, WW_STR("no")))
		return true;
	refuse(b, v, v->text, 0, key);
	ww_diag_hint(b->diags, "values: yes, no");
	return false;
}

static bool set_off(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	return yes_or_no(b, v, "off", &rule->off);
}

static bool set_alert(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	return yes_or_no(b, v, "alert", &rule->alert);
}

static bool set_min_prefix(struct watch_build *b, struct watch_rule *rule, const struct conf_value *v)
{
	uint64_t n = 0;

	if (!ww_str_to_u64(v->text, 5, &n) && n) {
		b->parse.min_prefix = (unsigned) n;
		return true;
	}
	refuse(b, v, v->text, 0, "min-prefix");
	ww_diag_hint(b->diags, "1 to 5 letters before a wildcard");
	return false;
}

#define FOR_RULES (FOR_TOPIC | FOR_FIGURE)

const struct watch_key watch_keys[] = {
	{ "any", FOR_TOPIC | FOR_DEFINE, PART_ANY, NULL },
	{ "need", FOR_TOPIC, PART_NEED, NULL },
	{ "name", FOR_FIGURE, PART_NAME, NULL },
	{ "surname", FOR_FIGURE, PART_SURNAME, NULL },
	{ "with", FOR_FIGURE, PART_WITH, NULL },
	{ "not", FOR_RULES, PART_NOT, NULL },
	{ "in", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_in },
	{ "feed", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_feed },
	{ "lang", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_lang },
	{ "say", FOR_RULES, PART_NONE, set_say },
	{ "urgency", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_urgency },
	{ "limit", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_limit },
	{ "notify", FOR_RULES | FOR_DEFAULTS, PART_NONE, set_notify },
	{ "off", FOR_RULES, PART_NONE, set_off },
	{ "alert", FOR_FIGURE, PART_NONE, set_alert },
	{ "min-prefix", FOR_DEFAULTS, PART_NONE, set_min_prefix },
};

const size_t watch_keys_n = WW_ARRAY_LEN(watch_keys);
