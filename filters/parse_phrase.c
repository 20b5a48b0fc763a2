/* SPDX-License-Identifier: MIT */
/*
 * Phrases: {a,b} is multiplied out, then each alternative is checked for its
 * "=" and "*" and for words to look for.
 */
#include "base/utf8.h"
#include "filters/conf_map.h"
#include "filters/parse.h"

struct phrase {
	struct watch_parse *p;
	size_t off, len; /* what to underline */
	size_t base;     /* where text[0] stands in the value */
	bool braces;     /* text was made, not written: underline all of it */
	bool warned;
};

/* The "}" that closes the "{" at s[open]. The lexer has seen that it is there. */
static size_t closing(struct ww_str s, size_t open)
{
	size_t depth = 0;

	for (size_t i = open;; i++) {
		assert(i < s.n);
		depth += s.p[i] == '{';
		depth -= s.p[i] == '}';
		if (!depth)
			return i;
	}
}

/* The next alternative in what stands between braces. False when there are no more. */
static bool next_choice(struct ww_str in, size_t *pos, struct ww_str *ret)
{
	size_t from = *pos, i = from, depth = 0;

	if (from > in.n)
		return false;
	for (; i < in.n && (depth || in.p[i] != ','); i++) {
		depth += in.p[i] == '{';
		depth -= in.p[i] == '}';
	}
	*ret = ww_str_n(in.p + from, i - from);
	*pos = i + 1;
	return true;
}

/* How many alternatives s makes. */
static uint64_t count(struct ww_str s)
{
	uint64_t product = 1;

	for (size_t i = 0; i < s.n; i++) {
		struct ww_str in, choice;
		uint64_t sum = 0;
		size_t pos = 0, close;

		if (s.p[i] != '{')
			continue;
		close = closing(s, i);
		in = ww_str_n(s.p + i + 1, close - i - 1);
		while (next_choice(in, &pos, &choice))
			if (__builtin_add_overflow(sum, count(choice), &sum))
				sum = UINT64_MAX;
		if (__builtin_mul_overflow(product, sum, &product))
			product = UINT64_MAX;
		i = close;
	}
	return product;
}

/*
 * Alternative number k of s, counted with the leftmost braces turning slowest.
 * One at a time and straight into out: multiplying lists out would copy each
 * head once per pair of braces.
 */
static void write_alternative(struct ww_str s, uint64_t k, struct ww_buf *out)
{
	uint64_t left = count(s);

	for (size_t i = 0; i < s.n; i++) {
		struct ww_str group, in, choice = { 0 };
		size_t pos = 0, close;
		uint64_t nth, n = 0;

		if (s.p[i] != '{') {
			ww_buf_addc(out, s.p[i]);
			continue;
		}
		close = closing(s, i);
		group = ww_str_n(s.p + i, close + 1 - i);
		in = ww_str_n(group.p + 1, group.n - 2);
		left /= count(group);
		nth = k / left;
		k %= left;
		while (next_choice(in, &pos, &choice)) {
			n = count(choice);
			if (nth < n)
				break;
			nth -= n;
		}
		write_alternative(choice, nth, out);
		i = close;
	}
}

/* Complain about bytes of a text: exactly where they are, or about the whole phrase. */
#define fail_at(ph, at, n, ...)                                                 \
	watch_parse_fail((ph)->p, (ph)->braces ? (ph)->off : (ph)->base + (at), \
		(ph)->braces ? (ph)->len : (n), __VA_ARGS__)

/* The words of t up to byte at (going back or forth to the blank there), then/0, the rest. */
static void hint_split(struct phrase *ph, const char *what, struct ww_str t, size_t at)
{
	struct ww_str head = ww_str_trim(ww_str_n(t.p, at)), tail = ww_str_trim(ww_str_from(t, at));

	ww_diag_hint(ph->p->diags, "%s: %.*s then/0 %.*s", what, WW_STR_ARG(head), WW_STR_ARG(tail));
}

/* Is the byte at i the first, or the last, of its word? */
static bool starts_word(struct ww_str t, size_t i)
{
	return !i || ww_is_space(t.p[i - 1]);
}

static bool ends_word(struct ww_str t, size_t i)
{
	return i + 1 == t.n || ww_is_space(t.p[i + 1]);
}

static void fail_star(struct phrase *ph, struct ww_str t, size_t i)
{
	if (ends_word(t, i) && !starts_word(t, i) && i + 1 < t.n && t.p[i - 1] != '*') {
		fail_at(ph, i, 1, "\"*\" may only end the last word of a phrase");
		hint_split(ph, "for a phrase with a wildcard inside", t, i + 1);
		return;
	}
	fail_at(ph, i, 1, "\"*\" can only stand at the end of a word");
	if (i && starts_word(t, i) && ends_word(t, i))
		ww_diag_hint(ph->p->diags, "no blank before it");
	else
		ww_diag_hint(ph->p->diags, "wildcards in front or in the middle are not supported");
}

static void fail_equals(struct phrase *ph, struct ww_str t, size_t i)
{
	size_t end = i;

	while (end < t.n && !ww_is_space(t.p[end]))
		end++;
	fail_at(ph, i, 1, "\"=\" may only stand in front of a word or phrase");
	if (i && starts_word(t, i) && end > i + 1)
		hint_split(ph, "for one exact word inside a phrase", t, i);
}

/* One leading "=" or one final "*", none elsewhere. False after a complaint. */
static bool check_signs(struct phrase *ph, struct ww_str t, bool *exact, bool *prefix)
{
	*exact = t.n && t.p[0] == '=';
	*prefix = t.n > 1 && t.p[t.n - 1] == '*' && !ww_is_space(t.p[t.n - 2]);
	for (size_t i = *exact; i < t.n - *prefix; i++) {
		if (t.p[i] == '*')
			fail_star(ph, t, i);
		else if (t.p[i] == '=')
			fail_equals(ph, t, i);
		else
			continue;
		return false;
	}
	if (!*exact || !*prefix)
		return true;
	watch_parse_fail(ph->p, ph->off, ph->len, "\"=\" and \"*\" do not go together");
	ww_diag_hint(ph->p->diags, "drop one of them");
	return false;
}

/* Scripts that write without blanks: each character is a word (class u of the tokeniser). */
static bool is_unparted(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{ 0x0E00, 0x0EFF },
		{ 0x1000, 0x109F },
		{ 0x1780, 0x17FF },
		{ 0x3005, 0x3007 },
		{ 0x3040, 0x30FF },
		{ 0x31F0, 0x31FF },
		{ 0x3400, 0x4DBF },
		{ 0x4E00, 0x9FFF },
		{ 0xAC00, 0xD7A3 },
		{ 0xF900, 0xFAFF },
		{ 0xFF66, 0xFF9F },
		{ 0x20000, 0x3FFFF },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

static bool check_prefix(struct phrase *ph, struct ww_str t)
{
	struct watch_tokens *w = &ph->p->words;
	struct ww_str last = watch_token_folded(w, w->list.n - 1);
	unsigned least = ph->p->min_prefix;
	uint32_t cp;

	if (ww_utf8_len(last.p, last.n) >= least)
		return true;
	watch_parse_fail(ph->p, ph->off, ph->len,
		"\"%.*s\" is too short: a wildcard needs %u letter%s before it", WW_STR_ARG(t), least,
		least == 1 ? "" : "s");
	ww_utf8_decode(last.p, last.n, &cp, NULL);
	if (is_unparted(cp))
		ww_diag_hint(ph->p->diags, "in this script every character is a word: drop the \"*\"");
	return false;
}

enum script { LATIN, GREEK, CYRILLIC, N_SCRIPTS };

static int script_of(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
		enum script script;
	} ranges[] = {
		{ 0x0041, 0x005A, LATIN },
		{ 0x0061, 0x007A, LATIN },
		{ 0x00C0, 0x00D6, LATIN },
		{ 0x00D8, 0x00F6, LATIN },
		{ 0x00F8, 0x024F, LATIN },
		{ 0x0370, 0x03FF, GREEK },
		{ 0x0400, 0x052F, CYRILLIC },
		{ 0x1E00, 0x1EFF, LATIN },
		{ 0x1F00, 0x1FFF, GREEK },
	};

	for (size_t i = 0; i < WW_ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return ranges[i].script;
	return N_SCRIPTS;
}

static void warn_mixed(
	struct phrase *ph, struct ww_str word, size_t at, const unsigned *n, const uint32_t *first)
{
	static const char *const names[N_SCRIPTS] = { "Latin", "Greek", "Cyrillic" };
	/* The alphabet's, in which the message lists them. */
	static const enum script order[N_SCRIPTS] = { CYRILLIC, GREEK, LATIN };
	WW_AUTO(buf) struct ww_buf list = WW_BUF(100), odd = WW_BUF(8);
	enum script least = N_SCRIPTS;

	for (size_t i = 0; i < N_SCRIPTS; i++) {
		enum script s = order[i];

		if (!n[s])
			continue;
		ww_buf_addf(&list, "%s%s", list.n ? " and " : "", names[s]);
		if (least == N_SCRIPTS || n[s] < n[least])
			least = s;
	}
	ww_buf_add_cp(&odd, first[least]);
	conf_value_diag(ph->p->diags, WW_WARNING, ph->p->value, ph->braces ? ph->off : ph->base + at,
		ph->braces ? ph->len : word.n, "\"%.*s\" mixes %s letters in one word", WW_STR_ARG(word),
		ww_buf_cstr(&list));
	ww_diag_hint(ph->p->diags, "probably a look-alike: %s is %s (U+%04" PRIX32 ")", ww_buf_cstr(&odd),
		names[least], first[least]);
	ph->warned = true;
}

/* Words of one script with a letter of another are usually a slip or a trap. */
static void check_scripts(struct phrase *ph, struct ww_str t)
{
	const struct watch_tokens *w = &ph->p->words;

	for (size_t i = 0; i < w->list.n && !ph->warned; i++) {
		size_t begin = w->list.v[i].begin, end = w->list.v[i].end;
		unsigned n[N_SCRIPTS + 1] = { 0 };
		uint32_t first[N_SCRIPTS + 1] = { 0 };

		for (size_t k = begin; k < end;) {
			uint32_t cp;
			int s;

			k += ww_utf8_decode(t.p + k, t.n - k, &cp, NULL);
			s = script_of(cp);
			if (!n[s]++)
				first[s] = cp;
		}
		if (!!n[LATIN] + !!n[GREEK] + !!n[CYRILLIC] > 1)
			warn_mixed(ph, ww_str_n(t.p + begin, end - begin), begin, n, first);
	}
}

/* Runs of white space, as {a,} between words leaves them, become one blank. */
static void squeeze(char *s)
{
	char *to = s;

	for (; *s; s++)
		if (!ww_is_space(*s))
			*to++ = *s;
		else if (to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
}

/* One alternative as a node. */
static struct watch_expr *make(struct phrase *ph, struct ww_str t)
{
	struct watch_parse *p = ph->p;
	struct watch_expr *e;
	bool exact, prefix;

	if (!check_signs(ph, t, &exact, &prefix))
		return NULL;
	if (watch_tokenise(&p->words, t)) {
		p->no_memory = true;
		return NULL;
	}
	if (!p->words.list.n) {
		watch_parse_fail(
			p, ph->off, ph->len, "\"%.*s\" has no letter or digit to look for", WW_STR_ARG(t));
		return NULL;
	}
	if (p->words.list.n > WATCH_PHRASE_MAX) {
		watch_parse_fail(p, ph->off, ph->len, "this phrase has %zu words; the most is %d",
			p->words.list.n, WATCH_PHRASE_MAX);
		return NULL;
	}
	if (prefix && !check_prefix(ph, t))
		return NULL;
	check_scripts(ph, t);
	e = watch_parse_node(p, WATCH_PHRASE, ph->off, ph->len);
	if (!e)
		return NULL;
	e->exact = exact;
	e->prefix = prefix;
	e->text = conf_arena_text(p->arena, ww_str_trim(ww_str_n(t.p + exact, t.n - exact - prefix)));
	if (e->text)
		squeeze(e->text);
	else
		p->no_memory = true;
	return e;
}

/* Alternative number k as a kid; one that was there already is dropped. */
static void make_alternative(struct phrase *ph, struct ww_str text, uint64_t k, struct conf_map *seen)
{
	struct watch_parse *p = ph->p;
	struct ww_str t;
	char *copy;

	ww_buf_reset(&p->buf);
	write_alternative(text, k, &p->buf);
	t = ww_str_trim(ww_buf_str(&p->buf));
	if (p->buf.err || conf_map_get(seen, t)) {
		p->no_memory = p->buf.err;
		return;
	}
	copy = conf_arena_text(p->arena, t);
	if (!copy || conf_map_put(seen, ww_str_n(copy, t.n), copy) ||
		ww_array_push(&p->kids, make(ph, ww_str(copy))))
		p->no_memory = true;
}

static struct watch_expr *make_all(struct phrase *ph, struct ww_str text, uint64_t n)
{
	struct watch_parse *p = ph->p;
	struct conf_map seen = { 0 };
	size_t base = p->kids.n;
	struct watch_expr *e = NULL;

	for (uint64_t k = 0; k < n && !p->failed && !p->no_memory; k++)
		make_alternative(ph, text, k, &seen);
	conf_map_finish(&seen);
	if (!p->failed && !p->no_memory) {
		e = watch_expr_join(p->arena, WATCH_OR, p->kids.v + base, p->kids.n - base,
			conf_value_place(p->value, ph->off, ph->len));
		p->no_memory = !e;
	}
	p->kids.n = base;
	return e;
}

struct watch_expr *watch_parse_phrase(
	struct watch_parse *p, size_t off, size_t len, struct ww_str text, bool braces)
{
	bool quoted = memchr(p->value->text.p + off, '"', ww_min(len, (size_t) 2)) != NULL && !braces;
	struct phrase ph = { .p = p, .off = off, .len = len, .base = off + quoted, .braces = braces };
	uint64_t n = braces ? count(text) : 1;

	if (n > WATCH_ALTERNATIVES_MAX) {
		watch_parse_fail(p, off, len, "{...} makes %" PRIu64 " alternatives; the most is %d", n,
			WATCH_ALTERNATIVES_MAX);
		return NULL;
	}
	if (!watch_parse_count(p, n, off, len))
		return NULL;
	return braces ? make_all(&ph, text, n) : make(&ph, ww_str_trim(text));
}
