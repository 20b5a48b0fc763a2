/* SPDX-License-Identifier: MIT */
#include "stories/story.h"
#include "stories/tracker.h"
#include "tests/unit/rows.h"

#define NOW 1795470000
#define HOUR 3600
#define STEPS_MAX 8

#define BEGIN "Syria peace talks begin in Geneva"
#define PUT_OFF "Syria peace talks put off until February"

/*
 * A script of items. An item seen before in its script (same id) brings its
 * former text along, as the daemon does.
 */
struct step {
	int64_t id, feed;
	const char *url, *title, *text;
	int after;        /* seconds after NOW */
	enum story_what what;
	int story;        /* stories are numbered from 1 in the order of their first item */
	unsigned rev;
	bool alert, correction;
};

static const struct script_case {
	const char *name;
	struct step steps[STEPS_MAX];
} scripts[] = {
	{ "two-stories", { { 1, 1, "u1", BEGIN, "", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 1, "u2", "Quake hits the island", "", 1, STORY_NEW, 2, 1, true, false } } },
	{ "copy", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", "Syria: Peace talks begin in Geneva", "b", 1, STORY_COPY, 1, 1, false, false },
		{ 3, 3, "", BEGIN, "c", 2, STORY_COPY, 1, 1, false, false } } },
	{ "copy-guid-churn", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 1, "u2", BEGIN, "a", HOUR, STORY_COPY, 1, 1, false, false } } },
	{ "no-copy-short", { { 1, 1, "u1", "Peace talks", "", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", "Peace talks", "", 1, STORY_NEW, 2, 1, true, false } } },
	{ "no-copy-generic", { { 1, 1, "u1", "Live updates: Monday 12 May", "", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", "Live updates: Monday 12 May", "", 1, STORY_NEW, 2, 1, true, false } } },
	{ "copy-chinese", { { 1, 1, "u1", "叙利亚和平谈判推迟", "", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", "叙利亚和平谈判推迟", "", 1, STORY_COPY, 1, 1, false, false } } },
	{ "same-page", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u1", BEGIN, "a", 1, STORY_REVISION, 1, 1, false, false },
		{ 3, 3, "u1", PUT_OFF, "a", 2, STORY_REVISION, 1, 2, true, false } } },
	{ "revision", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", PUT_OFF, "a", 1, STORY_REVISION, 1, 2, true, false },
		{ 1, 1, "u1", "Syria peace talks: 12 killed on the way", "a", 2, STORY_REVISION, 1, 3, true, false } } },
	{ "revision-comma", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", "Syria: peace talks BEGIN, in Geneva.", "a", 1, STORY_REVISION, 1, 1, false, false } } },
	{ "flapping", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", PUT_OFF, "a", 1, STORY_REVISION, 1, 2, true, false },
		{ 1, 1, "u1", BEGIN, "a", 2, STORY_REVISION, 1, 2, false, false },
		{ 1, 1, "u1", PUT_OFF, "a", 3, STORY_REVISION, 1, 2, false, false } } },
	{ "catch-up", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", BEGIN, "b", 1, STORY_COPY, 1, 1, false, false },
		{ 1, 1, "u1", PUT_OFF, "a", 2, STORY_REVISION, 1, 2, true, false },
		{ 2, 2, "u2", PUT_OFF, "b", 3, STORY_REVISION, 1, 2, false, false } } },
	{ "copy-of-old-title", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", PUT_OFF, "a", 1, STORY_REVISION, 1, 2, true, false },
		{ 2, 2, "u2", BEGIN, "b", 2, STORY_COPY, 1, 2, false, false } } },
	{ "correction", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", BEGIN, "a. This story has been corrected.", 1, STORY_REVISION, 1, 2, true, true },
		{ 1, 1, "u1", BEGIN, "b. This story has been corrected.", 2, STORY_REVISION, 1, 2, false, false } } },
	{ "url-moves", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u2", PUT_OFF, "a", 1, STORY_REVISION, 1, 2, true, false },
		{ 2, 2, "u2", "Envoy: wait until the winter", "b", 2, STORY_REVISION, 1, 3, true, false },
		{ 3, 3, "u1", "Island votes on Sunday", "b", 3, STORY_NEW, 2, 1, true, false } } },
	{ "expired", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u1", BEGIN, "a", STORY_WINDOW + 1, STORY_NEW, 2, 1, true, false } } },
	{ "kept-by-news", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", BEGIN, "a", STORY_WINDOW - 1, STORY_COPY, 1, 1, false, false },
		{ 3, 3, "u3", BEGIN, "a", STORY_WINDOW + 1, STORY_COPY, 1, 1, false, false } } },
	{ "revised-after-expiry", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 1, 1, "u1", PUT_OFF, "a", STORY_WINDOW + 1, STORY_NEW, 2, 1, true, false } } },
	{ "clock-back", { { 1, 1, "u1", BEGIN, "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 2, "u2", BEGIN, "a", -86400, STORY_COPY, 1, 1, false, false } } },
	{ "no-url", { { 1, 1, "", "Quake hits the island", "", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 1, "", "Island votes on Sunday", "", 1, STORY_NEW, 2, 1, true, false } } },
	{ "no-title", { { 1, 1, "u1", "", "a", 0, STORY_NEW, 1, 1, true, false },
		{ 2, 1, "u2", "", "b", 1, STORY_NEW, 2, 1, true, false } } },
};

struct play {
	struct story_tracker *t;
	const struct step *steps;
	char stories[STEPS_MAX][STORY_ID_LEN + 1];
	int n_stories;
};

static const struct step *former(const struct play *p, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (p->steps[k].id == p->steps[i].id)
			return &p->steps[k];
	return NULL;
}

static void play_step(struct play *p, size_t i)
{
	const struct step *s = &p->steps[i], *old = former(p, i);
	WW_AUTO(story_verdict) struct story_verdict v = { 0 };
	char feed_url[32], identity[32];
	const struct story_item item = { .id = s->id, .feed = s->feed, .feed_url = feed_url, .identity = identity,
		.url = s->url, .title = s->title, .text = s->text, .old_title = old ? old->title : NULL,
		.old_text = old ? old->text : NULL };

	snprintf(feed_url, sizeof(feed_url), "feed-%" PRId64, s->feed);
	snprintf(identity, sizeof(identity), "item-%" PRId64, s->id);
	assert_int_equal(story_tracker_add(p->t, &item, NOW + s->after, &v), 0);
	assert_string_equal(story_what_name(v.what), story_what_name(s->what));
	if (v.what == STORY_NEW)
		memcpy(p->stories[p->n_stories++], v.story, sizeof(v.story));
	assert_int_equal(strlen(v.story), STORY_ID_LEN);
	assert_int_equal(p->n_stories >= s->story, 1);
	assert_string_equal(v.story, p->stories[s->story - 1]);
	for (int k = 0; k < p->n_stories - 1; k++)
		assert_string_not_equal(p->stories[k], p->stories[p->n_stories - 1]);
	assert_int_equal(v.rev, s->rev);
	assert_int_equal(v.alert, s->alert);
	assert_int_equal(v.correction, s->correction);
	assert_true(v.what == STORY_NEW || v.alert || !v.changed.n);
	assert_true(v.margin > 0.99);
}

/* What the store would have kept: a record per story, and its items with their latest text. */
static struct story_tracker *restart(const struct play *p, size_t done)
{
	struct story_tracker *t = story_tracker_create();
	const struct live_story *s;

	assert_non_null(t);
	for (s = p->t->ring.next; s != &p->t->ring; s = s->next) {
		WW_AUTO(story_record) struct story_record r = { 0 };

		assert_int_equal(story_tracker_record(p->t, s->id, &r), 0);
		assert_int_equal(story_tracker_restore(t, &r), 0);
		for (size_t i = 0; i < s->members.n; i++) {
			const struct member *m = s->members.v[i];
			struct story_member k = { .id = m->id, .feed = m->feed, .title = m->title, .seen = NOW };

			memcpy(k.story, s->id, sizeof(k.story));
			for (size_t n = 0; n < done; n++)
				if (p->steps[n].id == m->id)
					k.url = p->steps[n].url;
			assert_int_equal(story_tracker_restore_member(t, &k), 0);
		}
	}
	return t;
}

static void play(const struct script_case *c, bool restarting)
{
	struct play p = { .t = story_tracker_create(), .steps = c->steps };

	assert_non_null(p.t);
	for (size_t i = 0; i < STEPS_MAX && c->steps[i].id; i++) {
		play_step(&p, i);
		if (restarting) {
			struct story_tracker *t = restart(&p, i + 1);

			assert_int_equal(story_tracker_live(t), story_tracker_live(p.t));
			story_tracker_destroy(p.t);
			p.t = t;
		}
	}
	story_tracker_destroy(p.t);
}

static void check_script(void **state)
{
	play(*state, false);
}

/* The same verdicts when the daemon is restarted after every item. */
static void check_restarted(void **state)
{
	(void) state;
	for (size_t i = 0; i < WW_ARRAY_LEN(scripts); i++)
		play(&scripts[i], true);
}

static void add_plain(struct story_tracker *t, int64_t id, const char *title, int64_t now, struct story_verdict *v)
{
	char identity[32];
	const struct story_item item = { .id = id, .feed = 1, .feed_url = "f", .identity = identity, .url = "",
		.title = title, .text = "" };

	snprintf(identity, sizeof(identity), "%" PRId64, id);
	assert_int_equal(story_tracker_add(t, &item, now, v), 0);
}

static void check_expire(void **state)
{
	WW_AUTO(story_tracker) struct story_tracker *t = story_tracker_create();
	WW_AUTO(story_record) struct story_record r = { 0 };

	(void) state;
	for (int i = 1; i <= 10; i++) {
		WW_AUTO(story_verdict) struct story_verdict v = { 0 };
		char title[40];

		snprintf(title, sizeof(title), "The %dth story about something", i);
		add_plain(t, i, title, NOW + i, &v);
		if (i == 10)
			assert_int_equal(story_tracker_record(t, v.story, &r), 0);
	}
	story_tracker_expire(t, NOW + 5 + STORY_WINDOW);
	assert_int_equal(story_tracker_live(t), 6);
	assert_string_equal(r.title, "The 10th story about something");
	assert_true(r.first == NOW + 10 && r.last == NOW + 10 && r.rev == 1 && r.n_items == 1);
	story_tracker_reset(t);
	assert_int_equal(story_tracker_live(t), 0);
	story_record_finish(&r);
	assert_int_equal(story_tracker_record(t, "s-0123456789ab", &r), -ENOENT);
}

/* The id names the item for good; a poll that is done again names its story the same. */
static void check_id(void **state)
{
	WW_AUTO(story_tracker) struct story_tracker *t = story_tracker_create();
	WW_AUTO(story_verdict) struct story_verdict a = { 0 };
	WW_AUTO(story_verdict) struct story_verdict b = { 0 };

	(void) state;
	add_plain(t, 7, BEGIN, NOW, &a);
	story_tracker_reset(t);
	add_plain(t, 7, BEGIN, NOW + 99, &b);
	assert_string_equal(a.story, b.story);
	assert_string_equal(a.story, "s-8cff2224560b");
}

static void check_changed_words(void **state)
{
	WW_AUTO(story_tracker) struct story_tracker *t = story_tracker_create();
	WW_AUTO(story_verdict) struct story_verdict v = { 0 };
	struct story_item item = { .id = 1, .feed = 1, .feed_url = "f", .identity = "i", .url = "u",
		.title = "Quake kills 4,256", .text = "" };

	(void) state;
	assert_int_equal(story_tracker_add(t, &item, NOW, &v), 0);
	assert_int_equal(v.changed.n, 0);
	story_verdict_finish(&v);
	item.old_title = item.title;
	item.old_text = "";
	item.title = "Quake kills 4,300";
	assert_int_equal(story_tracker_add(t, &item, NOW, &v), 0);
	assert_int_equal(v.changed.n, 1);
	assert_string_equal(v.changed.v[0], "killed: 4,256 -> 4,300");
}

/* State that is damaged or of a later version is ignored, not believed. */
static void check_bad_state(void **state)
{
	static const char *const bad[] = { "", "{", "[]", "{\"v\":2}", "{\"v\":1}", "{\"v\":1,\"titles\":7,\"items\":[]}",
		"{\"v\":1,\"titles\":[1,\"x\",\"zzzzzzzzzzzzzzzz\"],\"items\":{\"x\":[],\"-1\":[1],\"9\":7}}" };

	(void) state;
	for (size_t i = 0; i < WW_ARRAY_LEN(bad); i++) {
		WW_AUTO(story_tracker) struct story_tracker *t = story_tracker_create();
		WW_AUTO(story_verdict) struct story_verdict v = { 0 };
		struct story_record r = { .id = "s-0123456789ab", .title = (char *) BEGIN, .first = NOW, .last = NOW,
			.rev = 4, .n_items = 1, .state = (char *) bad[i] };
		struct story_member m = { .id = 5, .feed = 1, .story = "s-0123456789ab", .url = "u", .title = BEGIN };

		assert_int_equal(story_tracker_restore(t, &r), 0);
		assert_int_equal(story_tracker_restore(t, &r), 0);
		assert_int_equal(story_tracker_restore_member(t, &m), 0);
		assert_int_equal(story_tracker_live(t), 1);
		add_plain(t, 6, BEGIN, NOW, &v);
		assert_int_equal(v.what, STORY_COPY);
		assert_int_equal(v.rev, 4);
	}
}

/* One story with very many items, one item with very many texts: bounded, and no trace left. */
static void check_bounds(void **state)
{
	WW_AUTO(story_tracker) struct story_tracker *t = story_tracker_create();
	char title[64] = "", old[64];

	(void) state;
	for (int i = 1; i <= 3 * STORY_MEMBERS_MAX; i++) {
		WW_AUTO(story_verdict) struct story_verdict v = { 0 };

		add_plain(t, i, BEGIN, NOW, &v);
		assert_int_equal(v.what, i == 1 ? STORY_NEW : STORY_COPY);
	}
	assert_int_equal(t->ring.next->members.n, STORY_MEMBERS_MAX);
	assert_int_equal(t->by_item.n, STORY_MEMBERS_MAX);
	for (int i = 0; i < 3 * STORY_TITLES_MAX; i++) {
		WW_AUTO(story_verdict) struct story_verdict v = { 0 };
		struct story_item item = { .id = 3 * STORY_MEMBERS_MAX, .feed = 1, .feed_url = "f", .identity = "x",
			.url = "", .title = title, .text = "", .old_title = old, .old_text = "" };

		memcpy(old, title, sizeof(old));
		snprintf(title, sizeof(title), "Talks go on, part %d of many", i);
		assert_int_equal(story_tracker_add(t, &item, NOW, &v), 0);
		assert_int_equal(v.what, STORY_REVISION);
	}
	assert_int_equal(t->ring.next->titles.n, STORY_TITLES_MAX);
	assert_int_equal(t->by_title.n, STORY_TITLES_MAX);
	story_tracker_expire(t, NOW + STORY_WINDOW + 1);
	assert_int_equal(t->by_title.n + t->by_item.n + t->by_url.n + t->by_id.n, 0);
}

/* The map against a plain array, with keys that crowd. */
static void check_map(void **state)
{
	struct story_map m = { 0 };
	int here[512] = { 0 };
	uint64_t rnd = 1;

	(void) state;
	for (int i = 0; i < 20000; i++) {
		size_t k;

		rnd = rnd * 6364136223846793005u + 1442695040888963407u;
		k = (size_t) (rnd >> 40) % WW_ARRAY_LEN(here);
		assert_int_equal(story_map_reserve(&m, 1), 0);
		if (rnd >> 63) {
			story_map_put(&m, k, &here[k]);
			here[k] = 1;
		} else {
			story_map_remove(&m, k, &here[k]);
			here[k] = 0;
		}
		k = (k * 7) % WW_ARRAY_LEN(here);
		assert_ptr_equal(story_map_get(&m, k), here[k] ? &here[k] : NULL);
	}
	story_map_finish(&m);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(scripts, check_script);
	WW_ROW("restarted", check_restarted);
	WW_ROW("expire", check_expire);
	WW_ROW("id", check_id);
	WW_ROW("changed-words", check_changed_words);
	WW_ROW("bad-state", check_bad_state);
	WW_ROW("bounds", check_bounds);
	WW_ROW("map", check_map);
	return WW_ROWS_RUN(argc, argv);
}
