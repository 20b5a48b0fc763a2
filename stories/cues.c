/* SPDX-License-Identifier: MIT */
/*
 * Words that turn a story, and words that take it back. They are written as
 * people write them and folded when they are used, so that the folding of
 * filters/ can change without this file. Small lists on purpose: a missed cue
 * costs a line in an alert, a wrong one its credit.
 */
#include "stories/changed.h"

static const char *const cues[] = {
	"postponed", "put off", "cancelled", "canceled", "called off", "suspended", "halted", "delayed", "denied",
	"denies", "confirmed", "confirms", "resumed", "released", "withdrawn", "collapsed", "ceasefire",
	"отложен", "отложена", "отложены", "перенесён", "перенесены", "отменён", "отменена", "отменены",
	"приостановлен", "приостановлены", "опроверг", "опровергли", "подтвердил", "подтвердили", "возобновлены",
	"aplazado", "aplazada", "cancelado", "cancelada", "suspendido", "suspendida", "desmiente", "confirma",
	"reporté", "reportée", "annulé", "annulée", "suspendu", "suspendus", "dément", "confirme",
	"verschoben", "abgesagt", "ausgesetzt", "unterbrochen", "dementiert", "bestätigt",
	"تأجيل", "إلغاء", "تعليق", "نفى", "تنفي", "أكد",
};

/* They mark a correction where a label stands: "Correction: ...", "... (corrected)", "(corrects name)". */
static const char *const labels[] = {
	"correction", "corrections", "corrected", "corrects", "correcting", "retraction", "retracted", "retracts",
	"withdrawn", "erratum", "исправление", "исправлено", "опровержение", "поправка", "corrección", "rectificación",
	"corregido", "rectificatif", "rectification", "corrigé", "berichtigung", "korrektur", "korrigiert",
	"richtigstellung", "تصحيح", "تصويب", "更正", "訂正",
};

/* They do so anywhere in a title. */
static const char *const title_words[] = { "retracted", "retracts", "retraction", "rectificatif", "richtigstellung",
	"fe de erratas", "fe de errores" };

/* And these anywhere. */
static const char *const phrases[] = {
	"this story has been corrected", "this article has been corrected", "this report has been corrected",
	"this story was corrected", "this article was corrected", "story has been corrected", "has been corrected to",
	"corrected version", "an earlier version of this", "a previous version of this", "has been updated to correct",
	"has been amended to", "was amended on", "story has been retracted", "article has been retracted",
	"report has been retracted", "has been retracted", "story has been withdrawn", "we regret the error",
	"в текст внесены исправления", "в материал внесены исправления", "в новость внесены исправления",
	"в более ранней версии", "исправленная версия", "ha sido corregido", "ha sido corregida", "fe de errores",
	"fe de erratas", "versión anterior de este", "versión anterior de esta", "a été corrigé", "a été corrigée",
	"une version précédente de cet", "une première version de cet", "wurde korrigiert", "wurde berichtigt",
	"in einer früheren version", "in einer ersten version", "تم تصحيح", "جرى تصحيح", "نسخة سابقة من هذا",
};

int story_fold_padded(struct ww_str text, struct ww_buf *out)
{
	int rc;

	ww_buf_addc(out, ' ');
	rc = watch_fold(text, out);
	return rc ? rc : ww_buf_addc(out, ' ');
}

/* Does folded hold the phrase, whole words only? */
static bool has_phrase(struct ww_str folded, const char *phrase, struct ww_buf *scratch)
{
	ww_buf_reset(scratch);
	return !story_fold_padded(ww_str(phrase), scratch) && ww_str_find(folded, ww_buf_str(scratch)) != SIZE_MAX;
}

const char *story_find_cue(struct ww_str was, struct ww_str folded, struct ww_buf *scratch)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(cues); i++)
		if (has_phrase(folded, cues[i], scratch) && !has_phrase(was, cues[i], scratch))
			return cues[i];
	return NULL;
}

static bool has_any(struct ww_str folded, const char *const *list, size_t n, struct ww_buf *scratch)
{
	for (size_t i = 0; i < n; i++)
		if (has_phrase(folded, list[i], scratch))
			return true;
	return false;
}

/* Does the word at [begin, end) stand as a label: first and before a colon or dash, or in brackets? */
static bool stands_as_label(struct ww_str text, size_t begin, size_t end)
{
	struct ww_str before = ww_str_trim(ww_str_n(text.p, begin)), after = ww_str_trim(ww_str_from(text, end));
	bool opened = before.n && strchr("([*", before.p[before.n - 1]);
	bool first = !before.n || strchr(".!?*", before.p[before.n - 1]) || text.p[begin - 1] == '\n';
	bool ended = after.n && strchr(":|", after.p[0]);

	if (opened)
		return true;
	if (!before.n && after.n && (after.p[0] == '-' || ww_str_starts(after, WW_STR("–"))
				|| ww_str_starts(after, WW_STR("—")) || ww_str_starts(after, WW_STR("："))))
		return true;
	return first && ended;
}

static int has_label(struct ww_str text, struct ww_str folded, struct ww_buf *scratch, bool *ret)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	int rc = 0;

	for (size_t i = 0; i < WW_ARRAY_LEN(labels) && !*ret && !rc; i++) {
		struct ww_str label;

		/* Hardly any text has one of them: look before taking it apart. */
		if (!has_phrase(folded, labels[i], scratch))
			continue;
		label = ww_str_trim(ww_buf_str(scratch));
		rc = t.list.n ? 0 : watch_tokenise(&t, text);
		for (size_t k = 0; k < t.list.n && !rc && !*ret; k++)
			*ret = ww_str_eq(watch_token_folded(&t, k), label)
				&& stands_as_label(text, t.list.v[k].begin, t.list.v[k].end);
	}
	return rc;
}

int story_says_correction(const struct story_text *text, bool *ret)
{
	const struct ww_str both[2] = { text->title, text->text };
	int rc = 0;

	*ret = false;
	for (size_t i = 0; i < 2 && !*ret && !rc; i++) {
		WW_AUTO(buf) struct ww_buf folded = WW_BUF(1 << 20);
		WW_AUTO(buf) struct ww_buf scratch = WW_BUF(1000);

		rc = story_fold_padded(both[i], &folded);
		if (rc)
			return rc;
		*ret = has_any(ww_buf_str(&folded), phrases, WW_ARRAY_LEN(phrases), &scratch)
			|| (!i && has_any(ww_buf_str(&folded), title_words, WW_ARRAY_LEN(title_words), &scratch));
		if (!*ret)
			rc = has_label(both[i], ww_buf_str(&folded), &scratch, ret);
	}
	return rc;
}
