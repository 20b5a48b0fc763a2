/* SPDX-License-Identifier: MIT */
#include "feeds/item.h"

#include "feeds/item_init.h"
#include "feeds/text.h"

void feed_item_init(struct feed_item *it)
{
	char *e = feed_text_empty;

	*it = (struct feed_item){
		.id = e,
		.url = e,
		.external_url = e,
		.comments_url = e,
		.image_url = e,
		.title = e,
		.summary = e,
		.text = e,
		.html = e,
		.language = e,
		.source = e,
		.published = FEED_TIME_UNKNOWN,
		.updated = FEED_TIME_UNKNOWN,
	};
}

void feed_author_init(struct feed_author *a)
{
	*a = (struct feed_author){ feed_text_empty, feed_text_empty, feed_text_empty };
}

void feed_enclosure_init(struct feed_enclosure *e)
{
	*e = (struct feed_enclosure){ feed_text_empty, feed_text_empty, feed_text_empty, FEED_SIZE_UNKNOWN,
		FEED_SIZE_UNKNOWN };
}

void feed_author_finish(struct feed_author *a)
{
	feed_text_free(a->name);
	feed_text_free(a->url);
	feed_text_free(a->email);
}

void feed_enclosure_finish(struct feed_enclosure *e)
{
	feed_text_free(e->url);
	feed_text_free(e->type);
	feed_text_free(e->title);
}

bool feed_author_is_new(const struct feed_author *list, size_t n, const struct feed_author *a)
{
	if (n >= FEED_PER_ITEM_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, a->name) && !strcmp(list[i].url, a->url) &&
			!strcmp(list[i].email, a->email))
			return false;
	return true;
}

void feed_item_finish(struct feed_item *it)
{
	char *strings[] = { it->id, it->url, it->external_url, it->comments_url, it->image_url, it->title,
		it->summary, it->text, it->html, it->language, it->source };

	for (size_t i = 0; i < WW_ARRAY_LEN(strings); i++)
		feed_text_free(strings[i]);
	for (size_t i = 0; i < it->authors.n; i++)
		feed_author_finish(&it->authors.v[i]);
	for (size_t i = 0; i < it->tags.n; i++)
		feed_text_free(it->tags.v[i]);
	for (size_t i = 0; i < it->enclosures.n; i++)
		feed_enclosure_finish(&it->enclosures.v[i]);
	ww_array_finish(&it->authors);
	ww_array_finish(&it->tags);
	ww_array_finish(&it->enclosures);
}
