/* SPDX-License-Identifier: MIT */
#include "base/hash.h"
#include "base/utf8.h"
#include "stories/tracker.h"

#define FOLDED_MAX (256 * 1024)
#define TELLING_WORDS   3
#define TELLING_COLUMNS 12 /* a wide character says as much as two narrow ones */

/* Words that alone make no headline: sections, formats and days. Folded. */
static const char *const generic[] = {
	"a", "afternoon", "alert", "all", "analysis", "and", "as", "at", "blog", "breaking", "brief", "briefing",
	"briefs", "bulletin", "business", "cartoon", "clip", "comment", "corrections", "coverage", "crossword",
	"daily", "day", "developing", "digest", "editorial", "evening", "events", "explainer", "feed", "five", "for",
	"forecast", "friday", "from", "full", "gallery", "happened", "happening", "headlines", "here", "horoscope",
	"hour", "hourly", "images", "in", "interview", "it", "latest", "letters", "listen", "live", "minute",
	"monday", "monthly", "morning", "most", "need", "new", "news", "newsletter", "night", "now", "of", "on",
	"opinion", "our", "out", "photo", "photos", "picture", "pictures", "podcast", "press", "quiz", "radio",
	"read", "recap", "release", "report", "review", "roundup", "s", "saturday", "see", "sport", "sports",
	"statement", "stories", "story", "summary", "sunday", "ten", "the", "things", "this", "thursday", "to",
	"today", "tonight", "top", "tuesday", "tv", "untitled", "update", "updated", "updates", "video", "videos",
	"watch", "weather", "wednesday", "week", "weekend", "weekly", "what", "with", "world", "yesterday", "you",
	"your", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
	"november", "december", "обновляется", "онлайн", "новости", "главное", "видео", "прямая", "трансляция",
	"noticias", "directo", "actualites", "direct", "nachrichten", "liveticker", "video",
};

static bool is_generic(struct ww_str word)
{
	bool digits = true;

	for (size_t i = 0; i < word.n; i++)
		digits = digits && ww_is_digit(word.p[i]);
	if (digits)
		return true;
	for (size_t i = 0; i < WW_ARRAY_LEN(generic); i++)
		if (ww_str_eq(word, ww_str(generic[i])))
			return true;
	return false;
}

int story_title_is_telling(struct story_tracker *t, const char *title, bool *ret)
{
	size_t columns = 0, telling = 0;
	int rc = watch_tokenise(&t->tokens, ww_str(title));

	if (rc)
		return rc;
	for (size_t i = 0; i < t->tokens.list.n; i++) {
		struct ww_str word = watch_token_folded(&t->tokens, i);

		columns += ww_utf8_columns(word.p, word.n);
		telling += !is_generic(word);
	}
	*ret = t->tokens.list.n >= TELLING_WORDS && columns >= TELLING_COLUMNS && telling;
	return 0;
}

static uint64_t key_of(const struct ww_str *parts, size_t n)
{
	char hex[17];
	uint64_t key;

	ww_sha256_parts(parts, n, hex, 16);
	key = strtoull(hex, NULL, 16);
	return key ? key : 1;
}

static int fold(struct story_tracker *t, struct ww_str text)
{
	ww_buf_reset(&t->folded);
	t->folded.max = FOLDED_MAX;
	return watch_fold(text, &t->folded);
}

int story_title_key(struct story_tracker *t, const char *title, uint64_t *ret)
{
	struct ww_str folded;
	int rc = fold(t, ww_str(title));

	if (rc)
		return rc;
	folded = ww_buf_str(&t->folded);
	*ret = key_of(&folded, 1);
	return 0;
}

int story_version_key(struct story_tracker *t, const char *title, const char *text, uint64_t *ret)
{
	struct ww_str parts[2] = { ww_str(title), ww_str(text) };
	size_t title_len;
	int rc;

	if (parts[1].n)
		parts[1].n = ww_utf8_cut(parts[1].p, parts[1].n, STORY_TEXT_MAX);
	rc = fold(t, parts[0]);
	title_len = t->folded.n;
	rc = rc ? rc : ww_buf_addc(&t->folded, '\n');
	rc = rc ? rc : watch_fold(parts[1], &t->folded);
	if (rc)
		return rc;
	parts[0] = ww_str_n(t->folded.v, title_len);
	parts[1] = ww_str_from(ww_buf_str(&t->folded), title_len + 1);
	*ret = key_of(parts, 2);
	return 0;
}

uint64_t story_url_key(const char *url)
{
	struct ww_str s = ww_str(url);

	return s.n ? key_of(&s, 1) : 0;
}

uint64_t story_id_key(const char *id)
{
	return ww_hash64(id, strlen(id));
}
