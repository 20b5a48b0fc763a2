/* SPDX-License-Identifier: MIT */
/* The stories that are alive, their members, and the ways that lead to them. */
#include "stories/tracker.h"

struct live_story *story_find(const struct story_tracker *t, const char *id)
{
	struct live_story *s = story_map_get(&t->by_id, story_id_key(id));

	return s && !strcmp(s->id, id) ? s : NULL;
}

static void unlink_story(struct live_story *s)
{
	s->prev->next = s->next;
	s->next->prev = s->prev;
}

static void append_story(struct story_tracker *t, struct live_story *s)
{
	s->prev = t->ring.prev;
	s->next = &t->ring;
	s->prev->next = s;
	t->ring.prev = s;
}

struct live_story *story_create(struct story_tracker *t, const char *id)
{
	struct live_story *s;

	if (story_map_reserve(&t->by_id, 1))
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	snprintf(s->id, sizeof(s->id), "%s", id);
	story_map_put(&t->by_id, story_id_key(s->id), s);
	append_story(t, s);
	t->live++;
	return s;
}

static void forget_member(struct story_tracker *t, struct member *m)
{
	story_map_remove(&t->by_item, (uint64_t) m->id, m);
	story_map_remove(&t->by_url, m->url, m);
	free(m->title);
	free(m);
}

void story_forget(struct story_tracker *t, struct live_story *s)
{
	for (size_t i = 0; i < s->members.n; i++)
		forget_member(t, s->members.v[i]);
	for (size_t i = 0; i < s->titles.n; i++)
		story_map_remove(&t->by_title, s->titles.v[i], s);
	story_map_remove(&t->by_id, story_id_key(s->id), s);
	ww_array_finish(&s->members);
	ww_array_finish(&s->titles);
	unlink_story(s);
	free(s->title);
	free(s);
	t->live--;
}

void story_touch(struct story_tracker *t, struct live_story *s, int64_t now)
{
	s->last = now;
	unlink_story(s);
	append_story(t, s);
}

struct member *story_add_member(struct story_tracker *t, struct live_story *s, int64_t id, int64_t feed,
	uint64_t url, char *title)
{
	struct member *m;

	if (story_map_reserve(&t->by_item, 1) || story_map_reserve(&t->by_url, 1))
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m || ww_array_push(&s->members, m)) {
		free(m);
		return NULL;
	}
	*m = (struct member){ .id = id, .feed = feed, .story = s, .url = url, .title = title };
	story_map_put(&t->by_item, (uint64_t) id, m);
	if (url)
		story_map_put(&t->by_url, url, m);
	if (s->members.n > STORY_MEMBERS_MAX) {
		forget_member(t, s->members.v[0]);
		s->members.n--;
		memmove(s->members.v, s->members.v + 1, s->members.n * sizeof(s->members.v[0]));
	}
	return m;
}

bool story_had_title(const struct live_story *s, uint64_t key)
{
	for (size_t i = 0; i < s->titles.n; i++)
		if (s->titles.v[i] == key)
			return true;
	return false;
}

void story_note_title(struct story_tracker *t, struct live_story *s, uint64_t key)
{
	if (!key)
		return;
	if (!story_had_title(s, key)) {
		if (s->titles.n >= STORY_TITLES_MAX) {
			story_map_remove(&t->by_title, s->titles.v[0], s);
			s->titles.n--;
			memmove(s->titles.v, s->titles.v + 1, s->titles.n * sizeof(s->titles.v[0]));
		}
		assert(s->titles.n < s->titles.cap);
		s->titles.v[s->titles.n++] = key;
	}
	story_map_put(&t->by_title, key, s);
}

bool story_member_had(const struct member *m, uint64_t version)
{
	for (unsigned i = 0; i < m->n_versions; i++)
		if (m->versions[i] == version)
			return true;
	return false;
}

void story_note_version(struct member *m, uint64_t version)
{
	if (story_member_had(m, version))
		return;
	if (m->n_versions == STORY_VERSIONS_MAX) {
		m->n_versions--;
		memmove(m->versions, m->versions + 1, m->n_versions * sizeof(m->versions[0]));
	}
	m->versions[m->n_versions++] = version;
}
