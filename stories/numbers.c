/* SPDX-License-Identifier: MIT */
/*
 * Which numbers of a text count something, and what. When in doubt a number
 * is left out: a wrong "dead: 12 -> 2" is worse than none, and the title's
 * words are shown anyway.
 */
#include "base/utf8.h"
#include "stories/changed.h"

#define NOUN_REACH   3 /* words between a number and the word that says what it counts */
#define NOUN_LETTERS 6 /* that much of a noun has to be the same: refugee, refugees */

/* A last '*' means any ending. All folded; label: what to show instead of the word. */
static const struct {
	const char *word, *group, *label;
} nouns[] = {
	{ "killed", "killed", NULL }, { "kill*", "killed", "killed" }, { "dead", "killed", NULL },
	{ "died", "killed", "dead" }, { "dies", "killed", "dead" }, { "death*", "killed", "dead" },
	{ "fatalit*", "killed", "dead" }, { "toll", "killed", "dead" }, { "slain", "killed", NULL },
	{ "погиб*", "killed", NULL }, { "убит*", "killed", NULL }, { "жертв*", "killed", NULL },
	{ "muert*", "killed", NULL }, { "falleci*", "killed", NULL }, { "mort", "killed", NULL },
	{ "morts", "killed", NULL }, { "tues", "killed", NULL }, { "tote*", "killed", NULL },
	{ "todesopfer*", "killed", NULL }, { "قتل*", "killed", NULL }, { "قتيل*", "killed", NULL },
	{ "مقتل", "killed", "قتلى" },
	{ "死", "killed", "死亡" }, { "亡", "killed", "死亡" },
	{ "injuring", "injured", "injured" }, { "injures", "injured", "injured" }, { "injur*", "injured", NULL },
	{ "wounding", "injured", "wounded" }, { "wounds", "injured", "wounded" }, { "wound*", "injured", NULL },
	{ "hurt", "injured", NULL }, { "ранен*", "injured", NULL }, { "пострада*", "injured", NULL },
	{ "herid*", "injured", NULL }, { "blesses", "injured", NULL }, { "verletzt*", "injured", NULL },
	{ "جرح*", "injured", NULL }, { "جريح*", "injured", NULL }, { "伤", "injured", "受伤" },
	{ "missing", "missing", NULL }, { "пропа*", "missing", NULL }, { "desaparecid*", "missing", NULL },
	{ "disparus", "missing", NULL }, { "vermisst*", "missing", NULL }, { "مفقود*", "missing", NULL },
	{ "arrest*", "arrested", NULL }, { "detain*", "arrested", NULL }, { "задержа*", "arrested", NULL },
	{ "displaced", "displaced", NULL }, { "evacuat*", "displaced", NULL }, { "hostage*", "hostages", NULL },
};

/* Behind a number they say that it counts nothing that makes news. */
static const char *const units[] = {
	"year*", "yr*", "month*", "week*", "day*", "hour*", "minute*", "second*", "am", "pm", "gmt", "utc", "est",
	"лет", "год*", "дня", "днеи", "час*", "минут*", "ans", "jours", "heures", "anos", "dias", "horas", "jahre*",
	"tage*", "stunden", "uhr", "سنة", "عاما", "岁", "年", "月", "日", "时", "点", "th", "st", "nd", "rd", "times",
	"km", "miles", "metres", "meters", "kg", "degrees", "percentage",
};

/* They are not what is counted. */
static const char *const stops[] = {
	"to", "of", "in", "on", "at", "for", "from", "with", "by", "the", "a", "is", "are", "was", "were", "as",
	"after", "before", "or", "v", "vs", "who", "that", "but", "not", "per", "more", "others", "other", "have",
	"has", "had", "will", "would", "when", "since", "h", "an", "de", "en", "von", "im", "in", "в", "на", "из", "с",
	"к", "по", "في", "من",
};

static const char *const before_no_count[] = {
	"aged", "age", "version", "chapter", "part", "day", "week", "year", "round", "season", "episode", "game",
	"group", "flight", "route", "article", "section", "no", "number", "page", "phase", "level", "channel", "class",
	"figure", "boeing", "airbus", "since", "until", "top", "tag", "jour", "dia", "день", "第",
};
static const char *const months[] = {
	"jan", "january", "feb", "february", "march", "apr", "april", "may", "june", "july", "aug", "august", "sep",
	"sept", "september", "oct", "october", "nov", "november", "dec", "december", "январ*", "феврал*", "марта",
	"апрел*", "июн*", "июл*", "август*", "сентябр*", "октябр*", "ноябр*", "декабр*", "enero", "febrero", "marzo",
	"abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "janvier",
	"fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
	"januar", "februar", "marz", "juni", "juli", "oktober", "dezember", "يناير", "فبراير", "مارس", "ابريل",
};
static const char *const places[] = { "at", "in", "on", "a", "en", "im", "mit", "в", "на", "في" };
static const char *const joins[] = { "and", "und", "y", "et", "и", "و", "while", "but" };

static const struct {
	const char *word;
	double by;
} scales[] = {
	{ "thousand", 1e3 }, { "k", 1e3 }, { "тыс*", 1e3 }, { "mil", 1e3 }, { "mille", 1e3 }, { "tausend", 1e3 },
	{ "million*", 1e6 }, { "millones", 1e6 }, { "millon", 1e6 }, { "mln", 1e6 }, { "mio", 1e6 }, { "m", 1e6 },
	{ "млн", 1e6 }, { "миллион*", 1e6 }, { "billion*", 1e9 }, { "bn", 1e9 }, { "milliard*", 1e9 },
	{ "млрд", 1e9 }, { "万", 1e4 }, { "萬", 1e4 }, { "亿", 1e8 }, { "億", 1e8 }, { "الف", 1e3 }, { "مليون", 1e6 },
};

static const char *const number_words[] = { NULL, NULL, "two", "three", "four", "five", "six", "seven", "eight",
	"nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
	"nineteen", "twenty" };

static bool is_word(struct ww_str word, const char *pattern)
{
	struct ww_str p = ww_str(pattern);

	if (p.n && p.p[p.n - 1] == '*')
		return ww_str_starts(word, ww_str_n(p.p, p.n - 1));
	return ww_str_eq(word, p);
}

static bool is_one_of(struct ww_str word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_word(word, list[i]))
			return true;
	return false;
}

#define IS_ONE_OF(word, list) is_one_of(word, list, WW_ARRAY_LEN(list))

struct scan {
	struct ww_str text;
	const struct watch_tokens *t;
	size_t n;
};

static struct ww_str word_at(const struct scan *s, size_t i)
{
	return i < s->n ? watch_token_folded(s->t, i) : ww_str(NULL);
}

/* What stands between word i and the next; before the first word: SIZE_MAX. */
static struct ww_str gap_after(const struct scan *s, size_t i)
{
	size_t from = i == SIZE_MAX ? 0 : s->t->list.v[i].end;
	size_t to = i + 1 < s->n ? s->t->list.v[i + 1].begin : s->text.n;

	return ww_str_n(s->text.p + from, to - from);
}

/* Digits of the scripts that the news is written in; -1 for anything else. */
static int digit_of(uint32_t cp)
{
	static const uint32_t zeros[] = { '0', 0x0660, 0x06F0, 0x0966, 0xFF10 };

	for (size_t i = 0; i < WW_ARRAY_LEN(zeros); i++)
		if (cp >= zeros[i] && cp <= zeros[i] + 9)
			return (int) (cp - zeros[i]);
	return -1;
}

/* The value of a word that is all digits, and how many; 0 for any other word. */
static size_t read_word(struct ww_str w, double *ret_value)
{
	size_t n = 0;

	*ret_value = 0;
	for (size_t at = 0; at < w.n; n++) {
		uint32_t cp;
		int digit;

		at += ww_utf8_decode(w.p + at, w.n - at, &cp, NULL);
		digit = digit_of(cp);
		if (digit < 0 || n == 12)
			return 0;
		*ret_value = *ret_value * 10 + digit;
	}
	return n;
}

static size_t n_digits(struct ww_str w)
{
	return read_word(w, &(double){ 0 });
}

static double value_of(struct ww_str w)
{
	double v;

	read_word(w, &v);
	return v;
}

static bool begins_with_digit(struct ww_str w)
{
	uint32_t cp = 0;

	if (w.n)
		ww_utf8_decode(w.p, w.n, &cp, NULL);
	return digit_of(cp) >= 0;
}

static bool is_blank(struct ww_str gap)
{
	return ww_str_eq(gap, WW_STR(" ")) || ww_str_eq(gap, WW_STR("\xC2\xA0")) || ww_str_eq(gap, WW_STR("\xE2\x80\xAF"))
		|| ww_str_eq(gap, WW_STR("\xE2\x80\x89"));
}

static bool is_group_gap(struct ww_str gap)
{
	return is_blank(gap) || (gap.n == 1 && strchr(",.'", gap.p[0])) || ww_str_eq(gap, WW_STR("\xE2\x80\x99"))
		|| ww_str_eq(gap, WW_STR("٬"));
}

/* Nothing but white space, or nothing at all, as between Chinese words. */
static bool is_plain(struct ww_str gap)
{
	return is_blank(gap) || !ww_str_trim(gap).n;
}

/* "4,256", "1 200", "1.2": words [i, *end). */
static double read_digits(const struct scan *s, size_t i, size_t *end)
{
	struct ww_str first = word_at(s, i), sep = { 0 };
	double v = value_of(first), unit = 0.1;

	*end = i + 1;
	while (n_digits(first) <= 3 && v > 0 && *end < s->n && n_digits(word_at(s, *end)) == 3
			&& is_group_gap(gap_after(s, *end - 1))
			&& (!sep.n || ww_str_eq(sep, gap_after(s, *end - 1)))) {
		sep = gap_after(s, *end - 1);
		v = v * 1000 + value_of(word_at(s, (*end)++));
	}
	if (*end < s->n && n_digits(word_at(s, *end)) && n_digits(word_at(s, *end)) <= 2) {
		struct ww_str gap = gap_after(s, *end - 1);

		if ((gap.n == 1 && (gap.p[0] == '.' || gap.p[0] == ',')) || ww_str_eq(gap, WW_STR("٫"))) {
			unit = n_digits(word_at(s, *end)) == 2 ? 0.01 : 0.1;
			v += value_of(word_at(s, (*end)++)) * unit;
		}
	}
	return v;
}

/* "12m" and "3bn" are one word; its digits, and the scale in *rest. */
static bool split_suffix(struct ww_str w, struct ww_str *digits, struct ww_str *rest)
{
	size_t n = 0;

	while (n < w.n && ww_is_digit(w.p[n]))
		n++;
	*digits = ww_str_n(w.p, n);
	*rest = ww_str_from(w, n);
	return n && n <= 6 && rest->n;
}

static double scale_of(struct ww_str w)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(scales); i++)
		if (is_word(w, scales[i].word))
			return scales[i].by;
	return 0;
}

/* The value of the number that begins at word i, words [i, *end); negative: none begins here. */
static double read_number(const struct scan *s, size_t i, size_t *end)
{
	struct ww_str w = word_at(s, i), digits, rest;
	double v, by;

	if (n_digits(w)) {
		v = read_digits(s, i, end);
		by = *end < s->n && is_plain(gap_after(s, *end - 1)) ? scale_of(word_at(s, *end)) : 0;
		if (by > 0)
			(*end)++;
		return by > 0 ? v * by : v;
	}
	*end = i + 1;
	if (split_suffix(w, &digits, &rest) && scale_of(rest) > 0)
		return value_of(digits) * scale_of(rest);
	for (size_t k = 2; k < WW_ARRAY_LEN(number_words); k++)
		if (ww_str_eq(w, ww_str(number_words[k])))
			return (double) k;
	return -1;
}

static bool touches_digits(struct ww_str gap, struct ww_str other)
{
	bool joined = gap.n == 1 ? strchr(":-/.", gap.p[0]) != NULL
				 : ww_str_eq(gap, WW_STR("\xE2\x80\x93")) || ww_str_eq(gap, WW_STR("\xE2\x80\x91"));

	return joined && begins_with_digit(other);
}

static bool is_money(struct ww_str before)
{
	static const char *const signs[] = { "$", "€", "£", "¥", "₽", "₹", "₺", "₴", "₪" };

	for (size_t i = 0; i < WW_ARRAY_LEN(signs); i++)
		if (ww_str_ends(before, ww_str(signs[i])))
			return true;
	return false;
}

/* Years, dates, times, scores, ages, sums and names: "Girl, 2,", "2-1", "COVID-19", "12 May". */
static bool counts_nothing(const struct scan *s, size_t i, size_t end, double v)
{
	struct ww_str before = gap_after(s, i - 1), after = gap_after(s, end - 1);
	struct ww_str prev = i ? word_at(s, i - 1) : ww_str(NULL), next = word_at(s, end);

	if (touches_digits(before, prev) || touches_digits(after, next))
		return true;
	if ((i && ww_str_eq(before, WW_STR("-"))) || (next.n && ww_str_eq(after, WW_STR("-"))))
		return true;
	if (ww_str_ends(before, WW_STR("#")) || ww_str_ends(before, WW_STR("№")) || is_money(before))
		return true;
	if (i && (ww_str_eq(before, WW_STR(", ")) || ww_str_eq(before, WW_STR(" ("))) && after.n
			&& (after.p[0] == ',' || after.p[0] == ')') && v < 120)
		return true;
	if (IS_ONE_OF(prev, before_no_count) || IS_ONE_OF(prev, months))
		return true;
	return is_plain(after) && (IS_ONE_OF(next, months));
}

static bool set_noun(const struct scan *s, size_t i, struct story_count *c)
{
	struct ww_str w = word_at(s, i);

	for (size_t k = 0; k < WW_ARRAY_LEN(nouns); k++) {
		const struct watch_token *t = &s->t->list.v[i];

		if (!is_word(w, nouns[k].word))
			continue;
		c->noun = ww_str(nouns[k].group);
		c->label = nouns[k].label ? ww_str(nouns[k].label) : ww_str_n(s->text.p + t->begin, t->end - t->begin);
		return true;
	}
	return false;
}

/* "12 people killed", "kills at least 12", "toll rises to 12"; not "dies at 83", "killed in 1996". */
static bool find_casualties(const struct scan *s, size_t i, size_t end, struct story_count *c)
{
	for (size_t k = end; k < s->n && k < end + NOUN_REACH; k++) {
		if (!is_plain(gap_after(s, k - 1)) || IS_ONE_OF(word_at(s, k), joins) || n_digits(word_at(s, k)))
			break;
		if (set_noun(s, k, c))
			return true;
	}
	if (i && IS_ONE_OF(word_at(s, i - 1), places))
		return false;
	for (size_t k = i; k-- > 0 && k + NOUN_REACH + 1 > i;) {
		struct ww_str gap = gap_after(s, k);

		if ((!is_plain(gap) && !ww_str_eq(gap, WW_STR(": "))) || IS_ONE_OF(word_at(s, k), joins)
				|| n_digits(word_at(s, k)))
			break;
		if (set_noun(s, k, c))
			return true;
	}
	return false;
}

static size_t letters(struct ww_str w, size_t most)
{
	size_t at = 0;

	for (size_t i = 0; i < most && at < w.n; i++)
		at += ww_utf8_decode(w.p + at, w.n - at, &(uint32_t){ 0 }, NULL);
	return at;
}

/* The word behind the number, if it can be what is counted. */
static bool find_noun(const struct scan *s, size_t end, struct story_count *c)
{
	struct ww_str w = word_at(s, end), gap = gap_after(s, end - 1);

	if (gap.n && gap.p[0] == '%') {
		c->noun = c->label = WW_STR("percent");
		return true;
	}
	if (!w.n || !is_plain(gap) || begins_with_digit(w) || IS_ONE_OF(w, stops) || IS_ONE_OF(w, joins)
			|| ww_utf8_columns(w.p, w.n) < 2)
		return false;
	c->noun = ww_str_n(w.p, letters(w, NOUN_LETTERS));
	c->label = ww_str_n(s->text.p + s->t->list.v[end].begin, s->t->list.v[end].end - s->t->list.v[end].begin);
	return true;
}

static bool is_year(const struct scan *s, size_t i, size_t end, double v)
{
	return end == i + 1 && n_digits(word_at(s, i)) == 4 && v >= 1900 && v <= 2100;
}

int story_find_counts(struct ww_str text, const struct watch_tokens *t, struct story_counts *ret)
{
	const struct scan s = { text, t, t->list.n };
	size_t end;

	for (size_t i = 0; i < s.n; i = end) {
		struct story_count c = { 0 };
		bool spelled, casualties;
		double v = read_number(&s, i, &end);

		if (v < 0 || counts_nothing(&s, i, end, v))
			continue;
		spelled = !begins_with_digit(word_at(&s, i));
		if (is_plain(gap_after(&s, end - 1)) && IS_ONE_OF(word_at(&s, end), units))
			continue;
		casualties = find_casualties(&s, i, end, &c);
		if (!casualties && (spelled || is_year(&s, i, end, v) || !find_noun(&s, end, &c)))
			continue;
		c.value = v;
		c.begin = t->list.v[i].begin;
		c.end = t->list.v[end - 1].end;
		c.digits = ww_str_n(text.p + c.begin, c.end - c.begin);
		if (ww_array_push(&ret->list, c))
			return -ENOMEM;
	}
	return 0;
}
