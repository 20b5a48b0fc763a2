/* SPDX-License-Identifier: MIT */
#include "feeds/identity.h"

#include "base/hash.h"
#include "feeds/text.h"

static int cmp_id(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Is the id in the sorted list more than once? */
static bool repeats(char **ids, size_t n, char *id)
{
	char **at = bsearch(&id, ids, n, sizeof(*ids), cmp_id);

	return at && ((at > ids && !strcmp(at[-1], id)) || (at + 1 < ids + n && !strcmp(at[1], id)));
}

static void set_one(struct feed_item *it, bool id_repeats)
{
	struct ww_str parts[3];
	size_t n = 0;

	/* The first part keeps an id, a link and a title of the same text apart. */
	if (*it->id) {
		parts[n++] = WW_STR("id");
		parts[n++] = ww_str(it->id);
		if (id_repeats)
			parts[n++] = ww_str(it->url);
	} else if (*it->url) {
		parts[n++] = WW_STR("url");
		parts[n++] = ww_str(it->url);
	} else {
		parts[n++] = WW_STR("text");
		parts[n++] = ww_str(it->title);
		parts[n++] = ww_str(it->text);
	}
	ww_sha256_parts(parts, n, it->identity, FEED_IDENTITY_LEN);
}

int feed_identity_set(struct feed_doc *doc)
{
	size_t n = doc->items.n;
	char **ids = calloc(n + 1, sizeof(*ids));
	int rc = 0;

	if (!ids)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		ids[i] = doc->items.v[i].id;
	qsort(ids, n, sizeof(*ids), cmp_id);
	for (size_t i = 0; i < n && !rc; i++) {
		struct feed_item *it = &doc->items.v[i];

		set_one(it, repeats(ids, n, it->id));
		if (!*it->language && *doc->language)
			rc = feed_text_set(&it->language, ww_str(doc->language), true, FEED_TITLE_MAX);
	}
	free(ids);
	return rc;
}
