/* SPDX-License-Identifier: MIT */
#include "filters/watchlist_names.h"

#include "filters/tokens.h"

void watch_names_finish(struct watch_names *n)
{
	ww_array_finish(&n->list);
	conf_map_finish(&n->map);
	ww_buf_finish(&n->folded);
}

struct watch_name *watch_names_find(struct watch_names *n, struct ww_str text)
{
	ww_buf_reset(&n->folded);
	if (watch_fold(text, &n->folded) || !n->folded.n)
		return NULL;
	return conf_map_get(&n->map, ww_buf_str(&n->folded));
}
