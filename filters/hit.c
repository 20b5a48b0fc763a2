/* SPDX-License-Identifier: MIT */
#include "filters/hit.h"

const char *watch_field_name(enum watch_field field)
{
	static const char *const names[WATCH_N_FIELDS] = { "title", "body", "author", "source", "category",
		"url" };

	return names[field];
}

void watch_hits_finish(struct watch_hits *h)
{
	ww_array_finish(&h->list);
	ww_array_finish(&h->spans);
}
