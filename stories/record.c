/* SPDX-License-Identifier: MIT */
/*
 * Stories as the store keeps them. The state of a story is what cannot be had
 * from its items: the titles it ever had, and the former texts of items that
 * were rewritten.
 *
 *	{"v":1,"titles":["0123456789abcdef"],"items":{"17":["0123456789abcdef","..."]}}
 *
 * The text that an item has now is not among them: who reports a revision
 * brings the old text along.
 */
#include "stories/tracker.h"

#include <jansson.h>

#define STATE_MAX (1u << 20)

WW_DEFINE_AUTO(json_t *, json, json_decref)

static void add_keys(struct ww_buf *out, const uint64_t *keys, size_t n)
{
	ww_buf_addc(out, '[');
	for (size_t i = 0; i < n; i++)
		ww_buf_addf(out, "%s\"%016" PRIx64 "\"", i ? "," : "", keys[i]);
	ww_buf_addc(out, ']');
}

static int state_of(const struct live_story *s, struct ww_buf *out)
{
	const char *comma = "";

	ww_buf_adds(out, "{\"v\":1,\"titles\":");
	add_keys(out, s->titles.v, s->titles.n);
	ww_buf_adds(out, ",\"items\":{");
	for (size_t i = 0; i < s->members.n; i++) {
		const struct member *m = s->members.v[i];

		if (m->n_versions < 2)
			continue;
		ww_buf_addf(out, "%s\"%" PRId64 "\":", comma, m->id);
		add_keys(out, m->versions, m->n_versions);
		comma = ",";
	}
	return ww_buf_adds(out, "}}");
}

int story_tracker_record(const struct story_tracker *t, const char *story, struct story_record *ret)
{
	const struct live_story *s = story_find(t, story);
	WW_AUTO(story_record) struct story_record r = { 0 };
	WW_AUTO(buf) struct ww_buf state = WW_BUF(STATE_MAX);

	if (!s)
		return -ENOENT;
	memcpy(r.id, s->id, sizeof(r.id));
	r.first = s->first;
	r.last = s->last;
	r.rev = s->rev;
	r.n_items = s->n_items;
	r.title = ww_str_dup(ww_str(s->title));
	if (!r.title || state_of(s, &state))
		return -ENOMEM;
	r.state = ww_buf_detach(&state);
	*ret = r;
	r = (struct story_record){ 0 };
	return 0;
}

static bool key_from(const json_t *v, uint64_t *ret)
{
	const char *s = json_string_value(v);
	char *end;

	if (!s || strlen(s) != 16)
		return false;
	*ret = strtoull(s, &end, 16);
	return !*end && *ret;
}

static int restore_titles(struct story_tracker *t, struct live_story *s, json_t *titles)
{
	json_t *v;
	size_t i;

	json_array_foreach (titles, i, v) {
		uint64_t key;

		if (!key_from(v, &key))
			continue;
		if (story_map_reserve(&t->by_title, 1)
				|| ww_array_reserve((void **) &s->titles.v, &s->titles.cap, s->titles.n, 1,
					sizeof(*s->titles.v)))
			return -ENOMEM;
		story_note_title(t, s, key);
	}
	return 0;
}

/* The items themselves follow; until then their places are held. */
static int restore_items(struct story_tracker *t, struct live_story *s, json_t *items)
{
	const char *name;
	json_t *keys, *v;
	size_t i;

	json_object_foreach (items, name, keys) {
		struct member *m;
		uint64_t id, key;

		if (ww_str_to_u64(ww_str(name), INT64_MAX, &id) || story_map_get(&t->by_item, id))
			continue;
		m = story_add_member(t, s, (int64_t) id, 0, 0, NULL);
		if (!m)
			return -ENOMEM;
		json_array_foreach (keys, i, v)
			if (key_from(v, &key))
				story_note_version(m, key);
	}
	return 0;
}

static int restore_state(struct story_tracker *t, struct live_story *s, const char *state)
{
	WW_AUTO(json) json_t *o = json_loads(state ? state : "", 0, NULL);
	int rc;

	if (json_integer_value(json_object_get(o, "v")) != 1)
		return 0;
	rc = restore_titles(t, s, json_object_get(o, "titles"));
	return rc ? rc : restore_items(t, s, json_object_get(o, "items"));
}

int story_tracker_restore(struct story_tracker *t, const struct story_record *r)
{
	struct live_story *s = story_find(t, r->id);
	int rc;

	if (s)
		story_forget(t, s);
	s = story_create(t, r->id);
	if (!s)
		return -ENOMEM;
	s->first = r->first;
	s->last = r->last;
	s->rev = r->rev;
	s->n_items = r->n_items;
	s->title = ww_str_dup(ww_str(r->title));
	rc = s->title ? restore_state(t, s, r->state) : -ENOMEM;
	if (rc)
		story_forget(t, s);
	return rc;
}

/* The place that the state held for it, or a new one. */
static int member_place(struct story_tracker *t, struct live_story *s, const struct story_member *r,
	struct member **ret)
{
	struct member *m = story_map_get(&t->by_item, (uint64_t) r->id);

	if (m && m->story != s)
		m = NULL;
	if (!m)
		m = story_add_member(t, s, r->id, r->feed, 0, NULL);
	*ret = m;
	return m ? 0 : -ENOMEM;
}

int story_tracker_restore_member(struct story_tracker *t, const struct story_member *r)
{
	struct live_story *s = story_find(t, r->story);
	WW_AUTO(str) char *title = ww_str_dup(ww_str(r->title));
	uint64_t key, url = story_url_key(r->url);
	struct member *m;

	if (!s)
		return 0;
	if (!title || story_title_key(t, title, &key) || story_map_reserve(&t->by_title, 1)
			|| story_map_reserve(&t->by_url, 1)
			|| ww_array_reserve((void **) &s->titles.v, &s->titles.cap, s->titles.n, 1, sizeof(*s->titles.v))
			|| member_place(t, s, r, &m))
		return -ENOMEM;
	free(m->title);
	m->title = ww_steal(&title);
	m->feed = r->feed;
	story_map_remove(&t->by_url, m->url, m);
	m->url = url;
	if (url)
		story_map_put(&t->by_url, url, m);
	if (!story_had_title(s, key))
		story_note_title(t, s, key);
	return 0;
}
