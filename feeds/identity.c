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

static void set_one(struct feed_item *it, bool id_repeats, bool url_repeats)
{
	struct ww_str parts[4];
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
		if (url_repeats)
			parts[n++] = ww_str(it->title);
	} else {
		parts[n++] = WW_STR("text");
		parts[n++] = ww_str(it->title);
		parts[n++] = ww_str(it->text);
	}
	ww_sha256_parts(parts, n, it->identity, FEED_IDENTITY_LEN);
}

/* Sorted, of n items; NULL: out of memory. urls: of the items that have no id. */
static char **sorted(const struct feed_doc *doc, bool urls, size_t *ret_n)
{
	char **v = calloc(doc->items.n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; v && i < doc->items.n; i++) {
		const struct feed_item *it = &doc->items.v[i];

		if (!urls)
			v[n++] = it->id;
		else if (!*it->id && *it->url)
			v[n++] = it->url;
	}
	if (n)
		qsort(v, n, sizeof(*v), cmp_id);
	*ret_n = n;
	return v;
}

int feed_identity_set(struct feed_doc *doc)
{
	size_t n_ids = 0, n_urls = 0;
	char **ids = sorted(doc, false, &n_ids), **urls = sorted(doc, true, &n_urls);
	int rc = ids && urls ? 0 : -ENOMEM;

	for (size_t i = 0; i < doc->items.n && !rc; i++) {
		struct feed_item *it = &doc->items.v[i];

		set_one(it, repeats(ids, n_ids, it->id), repeats(urls, n_urls, it->url));
		if (!*it->language && *doc->language)
			rc = feed_text_set(&it->language, ww_str(doc->language), true, FEED_TITLE_MAX);
	}
	free(ids);
	free(urls);
	return rc;
}
