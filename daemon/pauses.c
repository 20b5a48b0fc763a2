/* SPDX-License-Identifier: MIT */
#include "daemon/pauses.h"

#include "daemon/clock.h"

void wwd_pauses_finish(struct wwd_pauses *p)
{
	for (size_t i = 0; i < p->list.n; i++)
		free(p->list.v[i].host);
	ww_array_finish(&p->list);
}

/* Few hosts ever answer 429: a walk is enough. */
static struct wwd_pause *find(const struct wwd_pauses *p, const char *host)
{
	for (size_t i = 0; i < p->list.n; i++)
		if (!strcmp(p->list.v[i].host, host))
			return &p->list.v[i];
	return NULL;
}

int wwd_pauses_add(struct wwd_pauses *p, const char *host, int64_t seconds)
{
	int64_t until_ms = wwd_boot_ms() + seconds * 1000;
	struct wwd_pause *slot = find(p, host);

	if (!slot) {
		char *copy = strdup(host);

		slot = copy ? ww_array_add(&p->list) : NULL;
		if (!slot) {
			free(copy);
			return -ENOMEM;
		}
		slot->host = copy;
	}
	slot->until_ms = ww_max(slot->until_ms, until_ms);
	return 0;
}

int64_t wwd_pauses_left_ms(const struct wwd_pauses *p, const char *host)
{
	const struct wwd_pause *slot = find(p, host);

	return slot ? ww_max(slot->until_ms - wwd_boot_ms(), (int64_t) 0) : 0;
}
