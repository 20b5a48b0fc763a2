/* SPDX-License-Identifier: MIT */
#include "stories/story.h"

const char *story_what_name(enum story_what what)
{
	static const char *const names[] = { "new", "development", "coverage", "copy", "revision" };

	return names[what];
}

void story_verdict_finish(struct story_verdict *v)
{
	for (size_t i = 0; i < v->changed.n; i++)
		free(v->changed.v[i]);
	ww_array_finish(&v->changed);
	*v = (struct story_verdict){ 0 };
}

void story_record_finish(struct story_record *r)
{
	free(r->title);
	free(r->state);
	*r = (struct story_record){ 0 };
}

void story_changes_finish(struct story_changes *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		free(c->list.v[i]);
	ww_array_finish(&c->list);
}
