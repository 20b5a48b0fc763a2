/* SPDX-License-Identifier: MIT */
/** stories/words.h - inside stories/: comparing and cutting words. */
#ifndef STORY_WORDS_H
#define STORY_WORDS_H

#include "base/buf.h"
#include "filters/tokens.h"

/** Two spellings of one word: a letter of five or more changed, added, lost or swapped; never a digit, never the first. */
bool story_words_alike(struct ww_str a, struct ww_str b);

/** Bytes of the first max characters of s, back to the end of a word where there is one near. */
size_t story_cut(struct ww_str s, size_t max);

/** Append s on one line, at most max characters, "…" where it was cut. */
void story_add_cut(struct ww_buf *out, struct ww_str s, size_t max);

#endif
