/* SPDX-License-Identifier: MIT */
#include "stories/tracker.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "stories/changed.h"

struct story_tracker *story_tracker_create(void)
{
	struct story_tracker *t = calloc(1, sizeof(*t));

	if (t)
		t->ring.prev = t->ring.next = &t->ring;
	return t;
}

void story_tracker_reset(struct story_tracker *t)
{
	while (t->ring.next != &t->ring)
		story_forget(t, t->ring.next);
}

void story_tracker_destroy(struct story_tracker *t)
{
	if (!t)
		return;
	story_tracker_reset(t);
	story_map_finish(&t->by_id);
	story_map_finish(&t->by_item);
	story_map_finish(&t->by_url);
	story_map_finish(&t->by_title);
	watch_tokens_finish(&t->tokens);
	ww_buf_finish(&t->folded);
	free(t);
}

size_t story_tracker_live(const struct story_tracker *t)
{
	return t->live;
}

static bool is_stale(const struct live_story *s, int64_t now)
{
	return s->last < now - STORY_WINDOW;
}

static void keep_bounds(struct story_tracker *t)
{
	while (t->live > STORY_LIVE_MAX)
		story_forget(t, t->ring.next);
}

void story_tracker_expire(struct story_tracker *t, int64_t now)
{
	struct live_story *s = t->ring.next;

	/* All of them: where the clock was set back, the ring is not in the order of last. */
	while (s != &t->ring) {
		struct live_story *next = s->next;

		if (is_stale(s, now))
			story_forget(t, s);
		s = next;
	}
	keep_bounds(t);
}

/* What is known of an item before it is placed; nothing of it changes the tracker's memory. */
struct placing {
	struct story_tracker *t;
	const struct story_item *item;
	int64_t now;
	uint64_t url, title, version;
	char *member_title; /* owned until it is handed over */
};

static struct ww_str comparable(const char *text)
{
	struct ww_str s = ww_str(text);

	return ww_str_n(s.p, s.n ? ww_utf8_cut(s.p, s.n, STORY_TEXT_MAX) : 0);
}

/* Everything that can fail for want of memory, so that what follows cannot. */
static int prepare(struct placing *p)
{
	int rc = story_title_key(p->t, p->item->title, &p->title);

	rc = rc ? rc : story_version_key(p->t, p->item->title, p->item->text, &p->version);
	rc = rc ? rc : story_map_reserve(&p->t->by_title, 1);
	rc = rc ? rc : story_map_reserve(&p->t->by_url, 1);
	if (rc)
		return -ENOMEM;
	p->url = story_url_key(p->item->url);
	p->member_title = ww_str_dup(ww_str(p->item->title));
	return p->member_title ? 0 : -ENOMEM;
}

static int reserve_title(struct live_story *s)
{
	return ww_array_reserve((void **) &s->titles.v, &s->titles.cap, s->titles.n, 1, sizeof(*s->titles.v));
}

/* The member that key leads to; a story whose time is over is forgotten on the way. */
static struct member *fresh_member(struct placing *p, const struct story_map *map, uint64_t key)
{
	struct member *m = story_map_get(map, key);

	if (m && is_stale(m->story, p->now)) {
		story_forget(p->t, m->story);
		m = NULL;
	}
	return m;
}

static int add_to(struct placing *p, struct live_story *s)
{
	struct member *m = story_add_member(p->t, s, p->item->id, p->item->feed, p->url, p->member_title);

	if (!m)
		return -ENOMEM;
	p->member_title = NULL;
	s->n_items++;
	story_note_version(m, p->version);
	story_note_title(p->t, s, p->title);
	story_touch(p->t, s, p->now);
	return 0;
}

/*
 * What is new in the item against a former text. A title that the story has
 * had before, here or at another outlet, is no news.
 */
static int compare(struct placing *p, const struct live_story *s, const char *old_title, const char *old_text,
	struct story_verdict *v)
{
	WW_AUTO(story_changes) struct story_changes c = { 0 };
	const struct story_text is = { ww_str(p->item->title), comparable(p->item->text) };
	struct story_text was = { ww_str(old_title), comparable(old_text) };
	int rc;

	if (story_had_title(s, p->title))
		was.title = is.title;
	rc = story_compare(&was, &is, &c, &v->correction);
	if (rc)
		return rc;
	v->changed.v = c.list.v;
	v->changed.n = c.list.n;
	v->changed.cap = c.list.cap;
	c = (struct story_changes){ 0 };
	v->alert = v->changed.n || v->correction;
	return 0;
}

static void verdict_of(struct story_verdict *v, enum story_what what, const struct live_story *s)
{
	v->what = what;
	v->rev = s->rev;
	v->margin = 1.0;
	memcpy(v->story, s->id, sizeof(v->story));
}

/* An alert-worthy change: the story moves on to this title. */
static void advance(struct placing *p, struct live_story *s, char **title)
{
	s->rev++;
	free(s->title);
	s->title = ww_steal(title);
}

static void set_url(struct placing *p, struct member *m)
{
	if (m->url == p->url)
		return;
	story_map_remove(&p->t->by_url, m->url, m);
	m->url = p->url;
	if (m->url)
		story_map_put(&p->t->by_url, m->url, m);
}

/* The item was placed before and has another text now. */
static int revise(struct placing *p, struct member *m, struct story_verdict *v)
{
	const struct story_item *item = p->item;
	struct live_story *s = m->story;
	WW_AUTO(str) char *title = ww_str_dup(ww_str(item->title));
	uint64_t old_version = 0;
	int rc = title ? reserve_title(s) : -ENOMEM;

	if (!rc && item->old_title)
		rc = story_version_key(p->t, item->old_title, item->old_text, &old_version);
	if (!rc && !story_member_had(m, p->version) && p->version != old_version)
		rc = compare(p, s, item->old_title ? item->old_title : m->title,
			item->old_text ? item->old_text : item->text, v);
	if (rc)
		return rc;
	if (old_version)
		story_note_version(m, old_version);
	story_note_version(m, p->version);
	story_note_title(p->t, s, p->title);
	free(m->title);
	m->title = ww_steal(&p->member_title);
	set_url(p, m);
	story_touch(p->t, s, p->now);
	if (v->alert)
		advance(p, s, &title);
	verdict_of(v, STORY_REVISION, s);
	return 0;
}

/* Another item at the address of m: the same page in another feed, or under a new name. */
static int same_page(struct placing *p, struct member *m, struct story_verdict *v)
{
	struct live_story *s = m->story;
	WW_AUTO(str) char *title = ww_str_dup(ww_str(p->item->title));
	int rc = title ? reserve_title(s) : -ENOMEM;

	/* Of m's text only fingerprints are left; the titles are compared. */
	if (!rc && !story_member_had(m, p->version))
		rc = compare(p, s, m->title, p->item->text, v);
	rc = rc ? rc : add_to(p, s);
	if (rc)
		return rc;
	if (v->alert)
		advance(p, s, &title);
	verdict_of(v, STORY_REVISION, s);
	return 0;
}

static int copy_of(struct placing *p, struct live_story *s, struct story_verdict *v)
{
	int rc = reserve_title(s);

	rc = rc ? rc : add_to(p, s);
	if (!rc)
		verdict_of(v, STORY_COPY, s);
	return rc;
}

/*
 * The id is a function of the item, so that a poll that is done again after a
 * crash names its stories the same. An item that had a text before may have
 * founded a story that was forgotten since: that id is taken, and the text
 * makes another.
 */
static void make_id(struct placing *p, char id[STORY_ID_LEN + 1])
{
	struct ww_str parts[3] = { ww_str(p->item->feed_url), ww_str(p->item->identity) };
	char version[17];
	size_t n = 2;

	memcpy(id, "s-", 2);
	snprintf(version, sizeof(version), "%016" PRIx64, p->version);
	parts[2] = ww_str(version);
	if (p->item->old_title)
		n = 3;
	ww_sha256_parts(parts, n, id + 2, STORY_ID_LEN - 2);
	if (n == 2 && story_find(p->t, id))
		ww_sha256_parts(parts, 3, id + 2, STORY_ID_LEN - 2);
}

static int found(struct placing *p, struct story_verdict *v)
{
	WW_AUTO(str) char *title = ww_str_dup(ww_str(p->item->title));
	char id[STORY_ID_LEN + 1];
	struct live_story *s;

	if (!title)
		return -ENOMEM;
	make_id(p, id);
	s = story_find(p->t, id);
	if (s)
		return copy_of(p, s, v);
	s = story_create(p->t, id);
	if (!s)
		return -ENOMEM;
	s->first = s->last = p->now;
	s->rev = 1;
	if (reserve_title(s) || add_to(p, s)) {
		story_forget(p->t, s);
		return -ENOMEM;
	}
	s->title = ww_steal(&title);
	v->alert = true;
	verdict_of(v, STORY_NEW, s);
	keep_bounds(p->t);
	return 0;
}

static int place(struct placing *p, struct story_verdict *v)
{
	struct member *m = fresh_member(p, &p->t->by_item, (uint64_t) p->item->id);
	struct live_story *s;
	bool telling;

	if (m)
		return revise(p, m, v);
	m = p->url ? fresh_member(p, &p->t->by_url, p->url) : NULL;
	if (m)
		return same_page(p, m, v);
	if (story_title_is_telling(p->t, p->item->title, &telling))
		return -ENOMEM;
	s = telling ? story_map_get(&p->t->by_title, p->title) : NULL;
	if (s && is_stale(s, p->now))
		story_forget(p->t, s);
	else if (s)
		return copy_of(p, s, v);
	return found(p, v);
}

int story_tracker_add(struct story_tracker *t, const struct story_item *item, int64_t now,
	struct story_verdict *ret)
{
	WW_AUTO(story_verdict) struct story_verdict v = { 0 };
	struct placing p = { .t = t, .item = item, .now = now };
	int rc;

	rc = prepare(&p);
	rc = rc ? rc : place(&p, &v);
	free(p.member_title);
	if (rc)
		return -ENOMEM;
	*ret = v;
	v = (struct story_verdict){ 0 };
	return 0;
}
