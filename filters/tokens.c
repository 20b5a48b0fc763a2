/* SPDX-License-Identifier: MIT */
#include "filters/tokens.h"

#include <glib.h>

#include "base/utf8.h"
#include "filters/fold_table.h"

void watch_tokens_finish(struct watch_tokens *t)
{
	ww_array_finish(&t->list);
	ww_buf_finish(&t->folded);
}

static const struct fold_record *record_of(uint32_t cp)
{
	unsigned block = fold_blocks[cp >> FOLD_BLOCK_BITS];

	return &fold_records[fold_places[block << FOLD_BLOCK_BITS | (cp & ((1u << FOLD_BLOCK_BITS) - 1))]];
}

/* ASCII in one look: the folded letter or digit, or 0 for what is no part of a word. */
/* clang-format off */
static const unsigned char ascii_fold[128] = {
	['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
	['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
};
/* clang-format on */

/* A run of word characters as it stands in the text, before acronyms are joined. */
struct run {
	uint32_t begin, end;
	uint32_t fold, fold_len;
	bool letter;     /* exactly one character, a letter of a script with spaces */
	bool possessive; /* "s" right after an apostrophe right after a run */
	bool acronym;    /* several letters were joined */
};

struct tokeniser {
	struct watch_tokens *t;
	const unsigned char *p;
	uint32_t n, at;
	/* The word seen last. It waits for the next run, which may be the next letter of an acronym. */
	struct run word;
	bool waiting;
	uint32_t run_end;                    /* of the run seen last */
	uint32_t apostrophe, apostrophe_end; /* the last one */
};

/* Text that holds a folding of len bytes more, and the ASCII that may follow up to the end of the text. */
static int make_room(struct tokeniser *k, size_t len)
{
	return ww_buf_reserve(&k->t->folded, len + (k->n - k->at));
}

static inline int add_word(struct tokeniser *k, const struct run *r)
{
	struct watch_tokens *t = k->t;

	if (t->list.n == t->list.cap &&
	        ww_array_reserve((void **) &t->list.v, &t->list.cap, t->list.n, 1, sizeof(*t->list.v)))
		return -ENOMEM;
	t->list.v[t->list.n++] = (struct watch_token){ r->fold, r->fold_len, r->begin, r->end, r->acronym };
	return 0;
}

static inline int flush(struct tokeniser *k)
{
	const struct run *w = &k->word;

	k->waiting = false;
	if (!w->fold_len || (w->possessive && !w->acronym))
		return 0;
	return add_word(k, w);
}

/* Take the run: it goes on with the acronym that waits, or takes its place. */
static int take(struct tokeniser *k, const struct run *r)
{
	k->run_end = r->end;
	if (k->waiting && r->letter && k->word.letter && r->begin == k->word.end + 1 &&
	        k->p[k->word.end] == '.') {
		/* The folded letters stand side by side: nothing was written in between. */
		k->word.fold_len += r->fold_len;
		k->word.end = r->end;
		k->word.acronym = true;
		return 0;
	}
	if (k->waiting && flush(k))
		return -ENOMEM;
	k->word = *r;
	k->waiting = true;
	return 0;
}

/* Append the folding of the character of used bytes at k->at. */
static int add_fold(struct tokeniser *k, const struct fold_record *rec, size_t used)
{
	struct ww_buf *f = &k->t->folded;
	const void *from = rec->len == FOLD_SELF ? (const void *) (k->p + k->at) : fold_pool + rec->offset;
	size_t len = rec->len == FOLD_SELF ? used : rec->len;

	if (make_room(k, len))
		return -ENOMEM;
	memcpy(f->v + f->n, from, len);
	f->n += len;
	return 0;
}

/* The rest of a run, of which chars characters were read; it may hold ignored characters. */
static int finish_run(struct tokeniser *k, struct run *r, size_t chars, enum fold_class class)
{
	struct ww_buf *f = &k->t->folded;

	while (k->at < k->n) {
		const struct fold_record *rec;
		uint32_t cp;
		size_t used;

		if (k->p[k->at] < 0x80) {
			unsigned char c = ascii_fold[k->p[k->at]];

			if (!c || class != FOLD_WORD)
				break;
			f->v[f->n++] = (char) c;
			k->at++;
			chars++;
			continue;
		}
		used = ww_utf8_decode((const char *) k->p + k->at, k->n - k->at, &cp, NULL);
		rec = record_of(cp);
		if (!(rec->class == FOLD_WORD && class == FOLD_WORD) && rec->class != FOLD_IGNORED &&
		        rec->class != FOLD_MARK)
			break;
		if (add_fold(k, rec, used))
			return -ENOMEM;
		k->at += (uint32_t) used;
		chars++;
	}
	r->end = k->at;
	r->fold_len = (uint32_t) f->n - r->fold;
	if (chars > 1)
		r->letter = r->possessive = false;
	return take(k, r);
}

static int ascii_run(struct tokeniser *k)
{
	struct ww_buf *f = &k->t->folded;
	struct run r = { .begin = k->at, .fold = (uint32_t) f->n };
	const unsigned char *p = k->p;
	uint32_t i = k->at, n = k->n;
	char *out = f->v + f->n;
	unsigned char c;

	/* Room for every byte that is left was made beforehand. */
	while (i < n && p[i] < 0x80 && (c = ascii_fold[p[i]]) != 0) {
		*out++ = (char) c;
		i++;
	}
	f->n = (size_t) (out - f->v);
	k->at = i;
	if (i - r.begin == 1) {
		r.letter = !ww_is_digit(*(out - 1));
		r.possessive =
		        *(out - 1) == 's' && k->apostrophe == k->run_end && k->apostrophe_end == r.begin;
	}
	if (i < n && p[i] >= 0x80)
		return finish_run(k, &r, i - r.begin, FOLD_WORD);
	r.end = i;
	r.fold_len = (uint32_t) f->n - r.fold;
	if (i - r.begin == 1)
		return take(k, &r);
	/* Neither part of an acronym nor a possessive: it need not wait. */
	k->run_end = i;
	if (k->waiting && flush(k))
		return -ENOMEM;
	return add_word(k, &r);
}

/* A character beyond ASCII at k->at: a run that starts with it, or nothing. */
static int other(struct tokeniser *k)
{
	uint32_t cp;
	size_t used = ww_utf8_decode((const char *) k->p + k->at, k->n - k->at, &cp, NULL);
	const struct fold_record *rec = record_of(cp);
	struct run r = { .begin = k->at, .fold = (uint32_t) k->t->folded.n };

	if (rec->class != FOLD_WORD && rec->class != FOLD_UNSPACED) {
		if (rec->class == FOLD_APOSTROPHE) {
			k->apostrophe = k->at;
			k->apostrophe_end = k->at + (uint32_t) used;
		}
		k->at += (uint32_t) used;
		return 0;
	}
	r.letter = rec->class == FOLD_WORD && rec->letter;
	if (add_fold(k, rec, used))
		return -ENOMEM;
	k->at += (uint32_t) used;
	return finish_run(k, &r, 1, rec->class);
}

int watch_tokenise(struct watch_tokens *t, struct ww_str text)
{
	struct tokeniser k = { .t = t, .p = (const unsigned char *) text.p, .run_end = UINT32_MAX };

	k.n = (uint32_t) (text.n > WATCH_TEXT_MAX ? ww_utf8_cut(text.p, text.n, WATCH_TEXT_MAX) : text.n);
	t->list.n = 0;
	ww_buf_reset(&t->folded);
	/* The most that the longest text can fold to. */
	t->folded.max = (size_t) WATCH_TEXT_MAX * (FOLD_MAX + 1) + 64;
	if (make_room(&k, 0))
		return -ENOMEM;
	while (k.at < k.n) {
		unsigned char c = k.p[k.at];
		int rc;

		if (c >= 0x80) {
			rc = other(&k);
		} else if (ascii_fold[c]) {
			rc = ascii_run(&k);
		} else {
			rc = 0;
			if (c == '\'' || c == '`') {
				k.apostrophe = k.at;
				k.apostrophe_end = k.at + 1;
			}
			k.at++;
		}
		if (rc)
			return rc;
	}
	t->folded.v[t->folded.n] = '\0';
	return k.waiting ? flush(&k) : 0;
}

/* The letters of an acronym, or all but the ignored characters that are no marks. */
static int spelling(struct ww_str word, bool acronym, struct ww_buf *out, bool *ret_ascii)
{
	*ret_ascii = true;
	for (size_t i = 0; i < word.n;) {
		uint32_t cp;
		size_t used = ww_utf8_decode(word.p + i, word.n - i, &cp, NULL);

		if (cp >= 0x80)
			*ret_ascii = false;
		if (acronym ? cp != '.' : cp < 0x80 || record_of(cp)->class != FOLD_IGNORED)
			ww_buf_add(out, word.p + i, used);
		i += used;
	}
	return out->err;
}

int watch_token_exact(const struct watch_tokens *t, struct ww_str text, size_t i, struct ww_buf *out)
{
	const struct watch_token *tok = &t->list.v[i];
	size_t before = out->n;
	bool ascii;
	gchar *nfc;

	if (spelling(ww_str_n(text.p + tok->begin, tok->end - tok->begin), tok->acronym, out, &ascii))
		return out->err;
	if (ascii)
		return 0;
	nfc = g_utf8_normalize(out->v + before, (gssize) (out->n - before), G_NORMALIZE_NFC);
	if (!nfc)
		return 0; /* ill-formed: cannot be, words are made of well-formed characters */
	out->n = before;
	ww_buf_adds(out, nfc);
	g_free(nfc);
	return out->err;
}

int watch_fold(struct ww_str text, struct ww_buf *out)
{
	struct watch_tokens t = { 0 };
	int rc = watch_tokenise(&t, text);

	for (size_t i = 0; !rc && i < t.list.n; i++) {
		if (i)
			ww_buf_addc(out, ' ');
		rc = ww_buf_add_str(out, watch_token_folded(&t, i));
	}
	watch_tokens_finish(&t);
	return rc;
}
