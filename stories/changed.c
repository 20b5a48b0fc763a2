/* SPDX-License-Identifier: MIT */
#include "stories/changed.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "stories/map.h"
#include "stories/words.h"

#define TITLE_WHOLE   70 /* titles of so many characters are shown whole */
#define SIDE_MAX      73 /* characters of one side of "title: ... -> ..." */
#define CONTEXT_WORDS 2
#define COUNTS_SHOWN  2
#define SENTENCE_NEW_WORDS 3
#define SENTENCE_COLUMNS   20

/* One side, taken apart. */
struct side {
	struct ww_str title, text;
	struct watch_tokens title_words, text_words;
	struct story_counts counts; /* of the title first */
	size_t n_title_counts;
	struct ww_buf folded; /* " word word " of both */
};

static void side_finish(struct side *s)
{
	watch_tokens_finish(&s->title_words);
	watch_tokens_finish(&s->text_words);
	ww_array_finish(&s->counts.list);
	ww_buf_finish(&s->folded);
}
WW_DEFINE_AUTO_FINISH(struct side, side, side_finish)

static int side_init(struct side *s, const struct story_text *t)
{
	int rc;

	*s = (struct side){ .title = t->title, .text = t->text, .folded = WW_BUF(8u << 20) };
	rc = watch_tokenise(&s->title_words, s->title);
	rc = rc ? rc : watch_tokenise(&s->text_words, s->text);
	rc = rc ? rc : story_find_counts(s->title, &s->title_words, &s->counts);
	s->n_title_counts = s->counts.list.n;
	rc = rc ? rc : story_find_counts(s->text, &s->text_words, &s->counts);
	rc = rc ? rc : story_fold_padded(s->title, &s->folded);
	rc = rc ? rc : story_fold_padded(s->text, &s->folded);
	return rc;
}

static bool same_words(const struct watch_tokens *a, const struct watch_tokens *b)
{
	if (a->list.n != b->list.n)
		return false;
	for (size_t i = 0; i < a->list.n; i++)
		if (!ww_str_eq(watch_token_folded(a, i), watch_token_folded(b, i)))
			return false;
	return true;
}

static int add_change(struct story_changes *c, struct ww_buf *line)
{
	char *s;

	if (c->list.n >= STORY_CHANGES_MAX)
		return 0;
	s = ww_buf_detach(line);
	if (!s || ww_array_push(&c->list, s)) {
		free(s);
		return -ENOMEM;
	}
	return 0;
}

/* ---- numbers ---- */

/* The values that a side gives for a noun and the other does not. */
struct only {
	const struct story_count *count; /* the first of them */
	size_t n;        /* different ones */
	size_t values;   /* all different values of the noun */
	const struct story_count *any;
};

static bool has_value(const struct side *s, struct ww_str noun, double value, size_t before)
{
	for (size_t i = 0; i < s->counts.list.n && i < before; i++)
		if (ww_str_eq(s->counts.list.v[i].noun, noun) && s->counts.list.v[i].value == value)
			return true;
	return false;
}

static struct only only_in(const struct side *s, const struct side *other, struct ww_str noun)
{
	struct only o = { 0 };

	for (size_t i = 0; i < s->counts.list.n; i++) {
		const struct story_count *c = &s->counts.list.v[i];

		if (!ww_str_eq(c->noun, noun) || has_value(s, noun, c->value, i))
			continue;
		o.values++;
		o.any = o.any ? o.any : c;
		if (has_value(other, noun, c->value, SIZE_MAX))
			continue;
		o.n++;
		o.count = o.count ? o.count : c;
	}
	return o;
}

/*
 * One value of a noun went and one came. Where the new text also repeats the
 * old value ("up from 12"), the new one must be in the title to be believed.
 */
static bool count_moved(const struct side *was, const struct side *is, size_t i, const struct story_count **from)
{
	const struct story_count *c = &is->counts.list.v[i];
	struct only gone = only_in(was, is, c->noun), come = only_in(is, was, c->noun);

	if (come.n != 1 || come.count != c)
		return false;
	if (gone.n == 1)
		*from = gone.count;
	else if (!gone.n && gone.values == 1 && i < is->n_title_counts)
		*from = gone.any;
	else
		return false;
	return true;
}

static int add_counts(const struct side *was, const struct side *is, struct story_changes *ret)
{
	size_t shown = 0;

	for (size_t i = 0; i < is->counts.list.n && shown < COUNTS_SHOWN; i++) {
		const struct story_count *c = &is->counts.list.v[i], *from = NULL;
		WW_AUTO(buf) struct ww_buf line = WW_BUF(1000);

		if (!count_moved(was, is, i, &from))
			continue;
		story_add_cut(&line, c->label, 40);
		ww_buf_addf(&line, ": %.*s -> %.*s", WW_STR_ARG(from->digits), WW_STR_ARG(c->digits));
		if (line.err == -ENOMEM || add_change(ret, &line))
			return -ENOMEM;
		shown++;
	}
	return 0;
}

/* ---- the title ---- */

/* The count that word i is part of, if any. */
static const struct story_count *count_at(const struct side *s, size_t i)
{
	const struct watch_token *t = &s->title_words.list.v[i];

	for (size_t k = 0; k < s->n_title_counts; k++)
		if (t->begin >= s->counts.list.v[k].begin && t->end <= s->counts.list.v[k].end)
			return &s->counts.list.v[k];
	return NULL;
}

/* The word behind the count at word i. */
static size_t skip_count(const struct side *s, size_t i)
{
	const struct story_count *c = count_at(s, i);

	while (i < s->title_words.list.n && count_at(s, i) == c)
		i++;
	return i;
}

/*
 * Do the titles say the same, but for spelling, the way that a number is
 * written, and the counts that are told already?
 */
static bool titles_agree(const struct side *was, const struct side *is, bool counts_told)
{
	size_t i = 0, k = 0;

	while (i < was->title_words.list.n && k < is->title_words.list.n) {
		const struct story_count *a = count_at(was, i), *b = count_at(is, k);

		if (a && b && (counts_told || a->value == b->value)) {
			i = skip_count(was, i);
			k = skip_count(is, k);
		} else if (story_words_alike(watch_token_folded(&was->title_words, i++),
				   watch_token_folded(&is->title_words, k++))) {
			continue;
		} else {
			return false;
		}
	}
	return i == was->title_words.list.n && k == is->title_words.list.n;
}

/* Words [from, to) of the title with what stands at its ends, "…" where words were left out. */
static void add_side(struct ww_buf *out, const struct side *s, size_t from, size_t to)
{
	size_t n = s->title_words.list.n;
	size_t begin = from && from < n ? s->title_words.list.v[from].begin : 0;
	size_t end = to < n && to ? s->title_words.list.v[to - 1].end : s->title.n;

	if (from)
		ww_buf_adds(out, "…");
	story_add_cut(out, ww_str_n(s->title.p + begin, end > begin ? end - begin : 0), SIDE_MAX);
	if (to < n)
		ww_buf_adds(out, "…");
}

static size_t common_head(const struct side *a, const struct side *b)
{
	size_t n = ww_min(a->title_words.list.n, b->title_words.list.n), i = 0;

	while (i < n && ww_str_eq(watch_token_folded(&a->title_words, i), watch_token_folded(&b->title_words, i)))
		i++;
	return i;
}

static size_t common_tail(const struct side *a, const struct side *b, size_t head)
{
	size_t na = a->title_words.list.n, nb = b->title_words.list.n, i = 0;

	while (i < ww_min(na, nb) - head && ww_str_eq(watch_token_folded(&a->title_words, na - 1 - i),
				watch_token_folded(&b->title_words, nb - 1 - i)))
		i++;
	return i;
}

static int add_title(const struct side *was, const struct side *is, struct story_changes *ret)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(4000);
	size_t from = 0, tail = 0;

	ww_buf_adds(&line, "title: ");
	if (!was->title_words.list.n) {
		story_add_cut(&line, is->title, STORY_CHANGE_MAX - 7);
	} else {
		if (ww_utf8_len(was->title.p, was->title.n) > TITLE_WHOLE
				|| ww_utf8_len(is->title.p, is->title.n) > TITLE_WHOLE) {
			from = common_head(was, is);
			tail = common_tail(was, is, from);
			/* One word more is shown rather than a mark that it is missing. */
			from = from > CONTEXT_WORDS + 1 ? from - CONTEXT_WORDS : 0;
			tail = tail > CONTEXT_WORDS + 1 ? tail - CONTEXT_WORDS : 0;
		}
		add_side(&line, was, from, was->title_words.list.n - tail);
		ww_buf_adds(&line, " -> ");
		add_side(&line, is, from, is->title_words.list.n - tail);
	}
	return line.err ? -ENOMEM : add_change(ret, &line);
}

/* ---- the text ---- */

static int learn_words(struct story_map *known, const struct watch_tokens *t)
{
	static char present;

	if (story_map_reserve(known, t->list.n))
		return -ENOMEM;
	for (size_t i = 0; i < t->list.n; i++) {
		struct ww_str w = watch_token_folded(t, i);

		story_map_put(known, ww_hash64(w.p, w.n), &present);
	}
	return 0;
}

/* "Gov. Smith", "No. 5" and "U.S. troops" go on: a short word with a capital before the full stop. */
static bool is_full_stop(struct ww_str s, size_t at)
{
	size_t word = at;

	if (s.p[at] != '.')
		return true;
	while (word && !ww_is_space(s.p[word - 1]) && !strchr(".([\"", s.p[word - 1]))
		word--;
	return at - word > 3 || (at > word && !(s.p[word] >= 'A' && s.p[word] <= 'Z'));
}

/* Where the sentence that begins at from ends. */
static size_t sentence_end(struct ww_str s, size_t from)
{
	static const char *const wide[] = { "。", "！", "？", "؟", "।" };

	for (size_t i = from; i < s.n; i++) {
		if (s.p[i] == '\n')
			return i + 1;
		if (s.p[i] && strchr(".!?", s.p[i]) && (i + 1 == s.n || ww_is_space(s.p[i + 1])) && is_full_stop(s, i))
			return i + 1;
		for (size_t k = 0; k < WW_ARRAY_LEN(wide); k++)
			if (ww_str_starts(ww_str_from(s, i), ww_str(wide[k])))
				return i + strlen(wide[k]);
	}
	return s.n;
}

/* Short words are glue; in scripts that do not part words every character counts. */
static bool is_content(struct ww_str w)
{
	return ww_utf8_len(w.p, w.n) > 3 || ww_utf8_columns(w.p, w.n) == 2 * ww_utf8_len(w.p, w.n);
}

/* Are most of the content words in [from, to) of the text unknown? */
static bool is_news(const struct side *is, const struct story_map *known, size_t from, size_t to)
{
	size_t content = 0, news = 0, columns = 0;

	for (size_t i = 0; i < is->text_words.list.n; i++) {
		struct ww_str w = watch_token_folded(&is->text_words, i);

		if (is->text_words.list.v[i].begin < from || is->text_words.list.v[i].end > to)
			continue;
		columns += ww_utf8_columns(w.p, w.n);
		if (!is_content(w))
			continue;
		content++;
		news += !story_map_get(known, ww_hash64(w.p, w.n));
	}
	return news >= SENTENCE_NEW_WORDS && news * 10 >= content * 6 && columns >= SENTENCE_COLUMNS;
}

/* A feed that begins to give texts gives nothing new. */
static int add_sentence(const struct side *was, const struct side *is, struct story_changes *ret)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(4000);
	struct story_map known = { 0 };
	size_t from = 0, to = 0;
	int rc;

	if (!was->text_words.list.n || same_words(&was->text_words, &is->text_words))
		return 0;
	rc = learn_words(&known, &was->title_words);
	rc = rc ? rc : learn_words(&known, &was->text_words);
	rc = rc ? rc : learn_words(&known, &is->title_words);
	for (; !rc && from < is->text.n; from = to) {
		to = sentence_end(is->text, from);
		if (is_news(is, &known, from, to))
			break;
	}
	story_map_finish(&known);
	if (rc || from >= is->text.n)
		return rc;
	ww_buf_adds(&line, "new: ");
	story_add_cut(&line, ww_str_n(is->text.p + from, to - from), STORY_CHANGE_MAX - 5);
	return line.err ? -ENOMEM : add_change(ret, &line);
}

/* ---- all together ---- */

/*
 * A cue is worth a line of its own, and the first, when the titles do not show it.
 * One that is in the new title is seen there.
 */
static int add_cue(const struct side *was, const struct side *is, struct story_changes *ret)
{
	WW_AUTO(buf) struct ww_buf line = WW_BUF(1000);
	WW_AUTO(buf) struct ww_buf scratch = WW_BUF(1000);
	WW_AUTO(buf) struct ww_buf title = WW_BUF(1 << 20);
	const char *cue;

	if (!was->text_words.list.n)
		return 0;
	cue = story_find_cue(ww_buf_str(&was->folded), ww_buf_str(&is->folded), &scratch);
	if (!cue)
		return 0;
	if (story_fold_padded(is->title, &title))
		return -ENOMEM;
	if (story_find_cue(ww_str(NULL), ww_buf_str(&title), &scratch))
		return 0;
	ww_buf_addf(&line, "now says: %s", cue);
	return line.err ? -ENOMEM : add_change(ret, &line);
}

static int collect(const struct side *was, const struct side *is, struct story_changes *ret)
{
	bool counts_told;
	int rc;

	if (same_words(&was->title_words, &is->title_words) && same_words(&was->text_words, &is->text_words))
		return 0;
	rc = add_cue(was, is, ret);
	counts_told = false;
	if (!rc) {
		size_t before = ret->list.n;

		rc = add_counts(was, is, ret);
		counts_told = ret->list.n > before;
	}
	if (!rc && is->title_words.list.n && !titles_agree(was, is, counts_told))
		rc = add_title(was, is, ret);
	return rc ? rc : add_sentence(was, is, ret);
}

static int appeared(const struct story_text *was, const struct story_text *is, bool *ret)
{
	bool before, after;
	int rc = story_says_correction(is, &after);

	*ret = false;
	if (rc || !after)
		return rc;
	rc = story_says_correction(was, &before);
	*ret = !rc && !before;
	return rc;
}

int story_compare(const struct story_text *was, const struct story_text *is, struct story_changes *ret,
	bool *ret_correction)
{
	WW_AUTO(side) struct side a = { 0 };
	WW_AUTO(side) struct side b = { 0 };
	int rc = side_init(&a, was);

	rc = rc ? rc : side_init(&b, is);
	if (!rc && ret)
		rc = collect(&a, &b, ret);
	if (!rc && ret_correction)
		rc = appeared(was, is, ret_correction);
	return rc ? -ENOMEM : 0;
}

int story_changed(const char *old_title, const char *old_text, const char *new_title, const char *new_text,
	struct story_changes *ret)
{
	const struct story_text was = { ww_str(old_title), ww_str(old_text) };
	const struct story_text is = { ww_str(new_title), ww_str(new_text) };
	WW_AUTO(story_changes) struct story_changes c = { 0 };
	int rc = story_compare(&was, &is, &c, NULL);

	if (rc)
		return rc;
	*ret = c;
	c = (struct story_changes){ 0 };
	return 0;
}
