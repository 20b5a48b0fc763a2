/* SPDX-License-Identifier: MIT */
/**
 * filters/tokens.h - text to words: where they are, and how they compare.
 *
 * The rules are those of watchlist(5), "Words": characters fall into five
 * classes; words are runs of word characters, or single characters in
 * scripts that do not part words; dotted acronyms are one word, a possessive
 * 's is dropped; folding takes away case, marks and typographic variants. The
 * tables are made by scripts/gen-fold.py from Unicode 14.
 */
#ifndef WATCH_TOKENS_H
#define WATCH_TOKENS_H

#include "base/array.h"
#include "base/buf.h"

#define WATCH_TEXT_MAX (4u << 20) /* bytes of one text; the rest is not looked at */

struct watch_token {
	uint32_t fold;       /* offset of the folded word in tokens.folded */
	uint32_t fold_len;   /* its bytes; never 0 */
	uint32_t begin, end; /* bytes of the original text */
	bool acronym;        /* dotted: exact spelling is its letters alone */
};

/** The words of one text. Zero-initialise; reuse keeps the memory. */
struct watch_tokens {
	WW_ARRAY(struct watch_token) list;
	struct ww_buf folded;
};

void watch_tokens_finish(struct watch_tokens *t);
WW_DEFINE_AUTO_FINISH(struct watch_tokens, watch_tokens, watch_tokens_finish)

/** Replace the contents of t by the words of text. Ill-formed bytes separate words. 0 or -ENOMEM. */
int watch_tokenise(struct watch_tokens *t, struct ww_str text);

/** The folded form of word i; valid until t changes. */
static inline struct ww_str watch_token_folded(const struct watch_tokens *t, size_t i)
{
	return ww_str_n(t->folded.v + t->list.v[i].fold, t->list.v[i].fold_len);
}

/**
 * The exact spelling of word i of text: NFC without its non-mark ignorable
 * characters; an acronym: its letters. Appended to out. 0 or -ENOMEM.
 */
int watch_token_exact(const struct watch_tokens *t, struct ww_str text, size_t i, struct ww_buf *out);

/** All words of text, folded, joined by single spaces: how names compare. Appended to out. */
int watch_fold(struct ww_str text, struct ww_buf *out);

#endif
