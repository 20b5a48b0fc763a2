/* SPDX-License-Identifier: MIT */
/*
 * A host with waiting requests is in one of three places: ready (a request of
 * it may start), cooling (one started less than the spacing ago), or neither,
 * because as many as allowed are running. As the spacing is one number, the
 * cooling hosts are in order of time. A turn costs no more than it starts.
 */
#include "daemon/fetcher_private.h"

#include "base/hash.h"

static struct wwd_host *find_host(struct wwd_fetcher *f, const char *name)
{
	size_t bucket = ww_hash64(name, strlen(name)) % WWD_FETCH_BUCKETS;
	struct wwd_host *h;

	LIST_FOREACH(h, &f->hosts[bucket], bucket)
		if (!strcmp(h->name, name))
			return h;
	h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	h->name = ww_str_dup(ww_str(name));
	if (!h->name) {
		free(h);
		return NULL;
	}
	TAILQ_INIT(&h->waiting);
	LIST_INSERT_HEAD(&f->hosts[bucket], h, bucket);
	return h;
}

static void destroy_host(struct wwd_fetcher *f, struct wwd_host *h)
{
	if (h->is_ready)
		TAILQ_REMOVE(&f->ready, h, ready);
	if (h->is_cooling)
		TAILQ_REMOVE(&f->cooling, h, cooling);
	LIST_REMOVE(h, bucket);
	free(h->name);
	free(h);
}

/* Put the host where it belongs after something changed; it may be gone after. */
static void settle(struct wwd_fetcher *f, struct wwd_host *h)
{
	bool ready = !TAILQ_EMPTY(&h->waiting) && h->running < WWD_FETCH_PER_HOST && !h->is_cooling;

	if (ready && !h->is_ready)
		TAILQ_INSERT_TAIL(&f->ready, h, ready);
	if (!ready && h->is_ready)
		TAILQ_REMOVE(&f->ready, h, ready);
	h->is_ready = ready;
	if (TAILQ_EMPTY(&h->waiting) && !h->running && !h->is_cooling)
		destroy_host(f, h);
}

int wwd_queue_add(struct wwd_fetch *r, bool front)
{
	struct wwd_fetcher *f = r->fetcher;
	struct wwd_host *h = find_host(f, r->at.host);

	if (!h)
		return -ENOMEM;
	r->host = h;
	r->running = false;
	if (front)
		TAILQ_INSERT_HEAD(&h->waiting, r, link);
	else
		TAILQ_INSERT_TAIL(&h->waiting, r, link);
	settle(f, h);
	return 0;
}

void wwd_queue_remove(struct wwd_fetch *r)
{
	struct wwd_fetcher *f = r->fetcher;
	struct wwd_host *h = r->host;

	if (!h)
		return;
	if (r->running) {
		TAILQ_REMOVE(&f->running, r, link);
		f->n_running--;
		h->running--;
	} else {
		TAILQ_REMOVE(&h->waiting, r, link);
	}
	r->host = NULL;
	r->running = false;
	settle(f, h);
}

static bool is_spaced(const struct wwd_fetcher *f, const struct wwd_host *h)
{
	enum wwd_reach reach;

	return f->spacing_ms > 0 && !(wwd_reach_of_host(h->name, &reach) && reach == WWD_REACH_LOOPBACK);
}

static void start_one(struct wwd_fetcher *f, struct wwd_host *h)
{
	struct wwd_fetch *r = TAILQ_FIRST(&h->waiting);

	TAILQ_REMOVE(&h->waiting, r, link);
	TAILQ_INSERT_TAIL(&f->running, r, link);
	r->running = true;
	f->n_running++;
	h->running++;
	if (is_spaced(f, h)) {
		h->free_at_ms = wwd_fetch_clock() + f->spacing_ms;
		h->is_cooling = true;
		TAILQ_INSERT_TAIL(&f->cooling, h, cooling);
	}
	/* To the end of the line, so that a host with many feeds does not hold up the others. */
	TAILQ_REMOVE(&f->ready, h, ready);
	h->is_ready = false;
	settle(f, h);
	if (wwd_hop_start(r))
		wwd_fetch_done(r, CURLE_ABORTED_BY_CALLBACK);
}

void wwd_queue_turn(struct wwd_fetcher *f)
{
	struct wwd_host *h;
	int64_t now = wwd_fetch_clock(), wait;

	while ((h = TAILQ_FIRST(&f->cooling)) && h->free_at_ms <= now) {
		TAILQ_REMOVE(&f->cooling, h, cooling);
		h->is_cooling = false;
		settle(f, h);
	}
	while (f->n_running < WWD_FETCH_IN_FLIGHT && (h = TAILQ_FIRST(&f->ready)))
		start_one(f, h);

	h = TAILQ_FIRST(&f->cooling);
	if (!h)
		return;
	wait = ww_max(h->free_at_ms - now, (int64_t) 1);
	event_add(f->turn, &(struct timeval){ .tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000 });
}

void wwd_queue_kick(struct wwd_fetcher *f)
{
	event_active(f->turn, EV_TIMEOUT, 0);
}

void wwd_queue_finish(struct wwd_fetcher *f)
{
	struct wwd_host *h;

	for (size_t i = 0; i < WWD_FETCH_BUCKETS; i++)
		while ((h = LIST_FIRST(&f->hosts[i]))) {
			/* A cooling host stays, so that it does not go with its last request. */
			if (!h->is_cooling) {
				h->is_cooling = true;
				TAILQ_INSERT_TAIL(&f->cooling, h, cooling);
			}
			while (!TAILQ_EMPTY(&h->waiting))
				wwd_fetch_destroy(TAILQ_FIRST(&h->waiting));
			destroy_host(f, h);
		}
}
