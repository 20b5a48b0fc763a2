/* SPDX-License-Identifier: MIT */
/**
 * notifiers/alert.h - what a person is told, on every way out.
 *
 * An alert is plain data. It is written to the store as JSON (the schema of
 * alerts.jsonl) before any delivery, and read back from there after a restart:
 * alert_from_json(alert_to_json(a)) equals a.
 */
#ifndef ALERT_H
#define ALERT_H

#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"

#define ALERT_ID_LEN 20 /* hex digits */
#define ALERT_SCHEMA 1

enum alert_kind {
	ALERT_NEW,        /* a story matches for the first time */
	ALERT_UPDATE,     /* it moved: a development, or a material revision */
	ALERT_CORRECTION, /* an update that corrects or retracts */
	ALERT_SUMMARY,    /* "14 more stories" */
	ALERT_HEALTH,     /* a feed or a notifier broke or recovered */
};

enum alert_urgency { ALERT_LOW, ALERT_NORMAL, ALERT_HIGH, ALERT_CRITICAL };

/** What became of it when it was raised. Only ALERTED ones have outbox rows. */
enum alert_state {
	ALERT_ALERTED,
	ALERT_HELD,       /* quiet hours */
	ALERT_MUTED,      /* a silence covers it */
	ALERT_BASELINE,   /* first poll of its feed */
	ALERT_SUMMARISED, /* counted in a summary */
};

/** Why it matched: a stretch of one field. */
struct alert_why {
	char *topic;
	char *field;     /* "title", "body", ... */
	char *text;      /* the words, or the passage around them */
	uint32_t at[2];  /* bytes [begin, end) of the field's text */
};

struct alert {
	char id[ALERT_ID_LEN + 1]; /* same event, same id: on every notifier and every retry */
	int64_t t_ms;              /* raised, milliseconds since the epoch */
	enum alert_kind kind;
	enum alert_urgency urgency;
	enum alert_state state;
	char *by;        /* why the state is not ALERTED: "quiet-hours", "mute:story", ...; "" otherwise */
	char *story;     /* "s-91c2e04b77aa"; "" for summary and health */
	unsigned rev;    /* of the story */
	WW_ARRAY(char *) topics;
	char *say;       /* text of the first topic's  say = , or "" */
	struct {
		char *name, *url, *title;
	} feed;
	struct {
		char *id, *url, *title;
		int64_t published, updated; /* seconds; INT64_MIN when unknown */
	} item;
	char *summary; /* plain text, a few sentences at most */
	WW_ARRAY(struct alert_why) why;
	WW_ARRAY(char *) changed; /* "dead: 4,256 -> 4,300" */
	WW_ARRAY(char *) outlets; /* feed titles that carry the story so far */
};

/** Release what a owns; a itself is the caller's. a is reset to zero. */
void alert_finish(struct alert *a);
WW_DEFINE_AUTO_FINISH(struct alert, alert, alert_finish)

/** The id: first ALERT_ID_LEN digits of SHA-256 over story, revision and kind. */
void alert_make_id(const char *story, unsigned rev, enum alert_kind kind, char out[ALERT_ID_LEN + 1]);

const char *alert_kind_name(enum alert_kind k);
const char *alert_urgency_name(enum alert_urgency u);
const char *alert_state_name(enum alert_state s);

/** The value that has this name, or -EINVAL. */
int alert_kind_of(const char *name);
int alert_urgency_of(const char *name);
int alert_state_of(const char *name);

/** One line of alerts.jsonl without the newline, appended to out. 0, -ENOMEM or -EFBIG. */
int alert_to_json(const struct alert *a, struct ww_buf *out);

/** Read it back. 0; -EINVAL (err says what is wrong) or -ENOMEM. *ret is untouched on failure. */
int alert_from_json(struct ww_str json, struct alert *ret, struct ww_err *err);

/**
 * The two texts of a notification, plain, appended:
 * headline: the item's title ("Updated: ..." for updates, "Correction: ..." for corrections);
 * body: the title that it had, what else changed, say, the text of a summary or health record, why
 * it matched (topics and words), the outlets. Lines separated by \n. Feed text is cleaned and cut
 * here. 0, -ENOMEM or -EFBIG.
 */
int alert_headline(const struct alert *a, struct ww_buf *out);
int alert_body(const struct alert *a, struct ww_buf *out);

/** "Reuters World, BBC News, AP and 4 more": the feed and who else carries the story; appended. Errors as above. */
int alert_outlets(const struct alert *a, struct ww_buf *out);

/**
 * The title that the item had, if entry i of changed says that it was rewritten: the new one stands
 * in the headline and need not be read twice. A view into a; empty for an entry that says
 * something else, or only the words of a long title that changed.
 */
struct ww_str alert_old_title(const struct alert *a, size_t i);

#endif
