/* SPDX-License-Identifier: MIT */
#include "daemon/poll.h"

#include "base/hash.h"
#include "feeds/url.h"

#define FIELDS_MAX  (1u << 20)
#define PAGE_OF_ALL 3 /* so many items at least, and most of the document: a page of the feed, not of an item */

static void run(struct wwd_job *job, struct watch_matcher *matcher);

struct wwd_poll_job *wwd_poll_job_create(void)
{
	struct wwd_poll_job *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->job.run = run;
	p->rc = -ECANCELED;
	return p;
}

void wwd_poll_job_destroy(struct wwd_poll_job *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->changes.n; i++)
		free(p->changes.v[i].canonical);
	ww_array_finish(&p->changes);
	ww_array_finish(&p->seen);
	watch_hits_finish(&p->hits);
	store_knowns_finish(&p->knowns);
	feed_doc_destroy(p->doc);
	watch_set_unref(p->set);
	free(p->body);
	free(p->content_type);
	free(p->url);
	free(p->source);
	free(p->slow_rule);
	free(p);
}

void wwd_poll_hash(const char *title, const char *text, char out[33])
{
	struct ww_str parts[] = { ww_str(title), ww_str(text) };

	ww_sha256_parts(parts, WW_ARRAY_LEN(parts), out, 32);
}

/* ---- who is it ---- */

static const struct store_known *known_by_identity(const struct store_knowns *k, const char *identity)
{
	size_t lo = 0, hi = k->list.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int rc = strcmp(k->list.v[mid].identity, identity);

		if (!rc)
			return &k->list.v[mid];
		if (rc < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/*
 * A guid that rotated (http -> https, a new CMS): an item that is not in the
 * document any more, with the same link or the same title and date.
 * taken[i] says that known i is in the document under its own identity.
 */
static const struct store_known *known_by_content(const struct store_knowns *k, const struct wwd_change *c,
	const bool *taken)
{
	const struct store_known *by_url = NULL;
	size_t n_url = 0;

	for (size_t i = 0; i < k->list.n; i++) {
		const struct store_known *known = &k->list.v[i];

		if (c->url_hash[0] && !c->shares_page && !strcmp(known->url_hash, c->url_hash)) {
			n_url++;
			by_url = taken[i] ? by_url : known;
		}
		if (!taken[i] && c->title_hash[0] && !strcmp(known->title_hash, c->title_hash))
			return known;
	}
	/* A page that several items had is the name of none of them. */
	return n_url == 1 ? by_url : NULL;
}

/* ---- addresses ---- */

/* The link of one item, while those of a document are compared with each other. */
struct address {
	struct wwd_change *change;
	const char *fragment; /* with its #; "" without */
};

static int by_page(const void *a, const void *b)
{
	const struct address *x = a, *y = b;

	return strcmp(x->change->canonical, y->change->canonical);
}

static bool is_front_page(const char *canonical, const char *home)
{
	/* Canonical forms have no slash at their end: "https://host" is a whole site. */
	return !strcmp(canonical, home) || !strpbrk(canonical + strlen("https://"), "/?#");
}

/*
 * Several items of one document link to one page. Are they told apart by
 * fragments (sections of a page, or what a script shows), these belong to the
 * address. Is it what the feed links to altogether (the page of a podcast, of
 * a service's state), it says nothing about the item. Else they are versions
 * of one report, which some agencies list one by one.
 */
static int settle_page(struct address *v, size_t n, size_t n_items)
{
	size_t with_fragment = 0;

	for (size_t i = 0; i < n; i++)
		with_fragment += v[i].fragment[0] != '\0';
	for (size_t i = 0; i < n; i++) {
		struct wwd_change *c = v[i].change;
		WW_AUTO(buf) struct ww_buf b = WW_BUF(1u << 20);

		if (with_fragment == n) {
			ww_buf_addf(&b, "%s%s", c->canonical, v[i].fragment);
			if (b.err)
				return b.err;
			free(c->canonical);
			c->canonical = ww_buf_detach(&b);
			if (!c->canonical)
				return -ENOMEM;
			continue;
		}
		c->shares_page = true;
		if (n >= PAGE_OF_ALL && 2 * n > n_items)
			c->canonical[0] = '\0';
	}
	return 0;
}

static int settle_addresses(struct wwd_poll_job *p, struct wwd_change *changes)
{
	size_t n_items = p->doc->items.n, n = 0;
	struct address *v = calloc(n_items + 1, sizeof(*v));
	WW_AUTO(str) char *home = feed_url_canonical(ww_str(p->doc->home_url));
	int rc = v && home ? 0 : -ENOMEM;

	for (size_t i = 0; i < n_items && !rc; i++) {
		struct wwd_change *c = &changes[i];
		const char *fragment;

		if (!c->canonical[0])
			continue;
		fragment = strchr(p->doc->items.v[i].url, '#');
		v[n++] = (struct address){ .change = c, .fragment = fragment && fragment[1] ? fragment : "" };
	}
	if (n)
		qsort(v, n, sizeof(*v), by_page);
	for (size_t i = 0, end; i < n && !rc; i = end) {
		for (end = i + 1; end < n && !by_page(&v[i], &v[end]); end++)
			;
		if (end - i > 1)
			rc = settle_page(&v[i], end - i, n_items);
	}
	for (size_t i = 0; i < n && !rc; i++) {
		struct wwd_change *c = v[i].change;

		if (c->canonical[0] && is_front_page(c->canonical, home))
			c->canonical[0] = '\0';
		if (c->canonical[0])
			ww_sha256_parts(&(struct ww_str){ c->canonical, strlen(c->canonical) }, 1, c->url_hash, 16);
	}
	free(v);
	return rc;
}

/* ---- compare ---- */

static int describe(const struct feed_item *item, struct wwd_change *c)
{
	char when[WW_ERR_MAX];

	c->canonical = feed_url_canonical(ww_str(item->url));
	if (!c->canonical)
		return -ENOMEM;
	wwd_poll_hash(item->title, item->text, c->hash);
	if (item->title[0] && item->published != FEED_TIME_UNKNOWN) {
		snprintf(when, sizeof(when), "%" PRId64, item->published);
		ww_sha256_parts((struct ww_str[]){ ww_str(item->title), ww_str(when) }, 2, c->title_hash, 16);
	}
	return 0;
}

/* What is changed moves from c to the job. */
static int compare_item(struct wwd_poll_job *p, struct wwd_change *c, bool *taken)
{
	const struct feed_item *item = &p->doc->items.v[c->item];
	const struct store_known *k = known_by_identity(&p->knowns, item->identity);
	int rc;

	if (!item->title[0] && !item->text[0] && !item->url[0])
		return 0; /* says nothing at all */
	c->kind = WWD_ITEM_REVISED;
	if (!k) {
		k = known_by_content(&p->knowns, c, taken);
		if (k)
			taken[k - p->knowns.list.v] = true;
		if (!k)
			c->kind = WWD_ITEM_NEW;
		else if (!strcmp(k->hash, c->hash))
			c->kind = WWD_ITEM_MOVED;
	} else if (!strcmp(k->hash, c->hash)) {
		return ww_array_push(&p->seen, k->id); /* known as it is */
	}
	if (k) {
		c->known = k->id;
		rc = ww_array_push(&p->seen, k->id);
		if (rc)
			return rc;
	}
	rc = ww_array_push(&p->changes, *c);
	if (!rc)
		c->canonical = NULL;
	return rc;
}

static int compare(struct wwd_poll_job *p)
{
	const struct feed_doc *doc = p->doc;
	bool *taken = calloc(p->knowns.list.n + 1, sizeof(*taken));
	struct wwd_change *changes = calloc(doc->items.n + 1, sizeof(*changes));
	int rc = taken && changes ? 0 : -ENOMEM;

	/* First who is there under its own name; only then may a new name take an old place. */
	for (size_t i = 0; i < doc->items.n && !rc; i++) {
		const struct store_known *k = known_by_identity(&p->knowns, doc->items.v[i].identity);

		if (k)
			taken[k - p->knowns.list.v] = true;
		changes[i].item = i;
		rc = describe(&doc->items.v[i], &changes[i]);
	}
	if (!rc)
		rc = settle_addresses(p, changes);
	for (size_t i = 0; i < doc->items.n && !rc; i++)
		rc = compare_item(p, &changes[i], taken);
	for (size_t i = 0; changes && i < doc->items.n; i++)
		free(changes[i].canonical);
	free(changes);
	free(taken);
	return rc;
}

/* ---- match ---- */

static void add_part(struct ww_buf *b, size_t start, const char *text)
{
	if (!text[0])
		return;
	/* Parts of one field are far apart for near/n by their line break alone: it is a separator. */
	if (b->n > start)
		ww_buf_adds(b, " \n ");
	ww_buf_adds(b, text);
}

int wwd_poll_fields(const struct feed_item *item, const char *source, struct ww_buf *scratch, struct watch_doc *ret)
{
	size_t author_n, source_n;

	ww_buf_reset(scratch);
	for (size_t i = 0; i < item->authors.n; i++)
		add_part(scratch, 0, item->authors.v[i].name);
	author_n = scratch->n;
	add_part(scratch, author_n, source);
	add_part(scratch, author_n, item->source);
	source_n = scratch->n - author_n;
	for (size_t i = 0; i < item->tags.n; i++)
		add_part(scratch, author_n + source_n, item->tags.v[i]);
	if (scratch->err)
		return scratch->err;

	*ret = (struct watch_doc){ 0 };
	ret->field[WATCH_TITLE] = ww_str(item->title);
	ret->field[WATCH_BODY] = ww_str(item->text[0] ? item->text : item->summary);
	ret->field[WATCH_AUTHOR] = ww_str_n(scratch->v, author_n);
	ret->field[WATCH_SOURCE] = ww_str_from(ww_str_n(scratch->v, author_n + source_n), author_n);
	ret->field[WATCH_CATEGORY] = ww_str_from(ww_buf_str(scratch), author_n + source_n);
	ret->field[WATCH_URL] = ww_str(item->url);
	return 0;
}

/* Move the hits of one document behind those of the others. */
static int append_hits(struct watch_hits *all, const struct watch_hits *one)
{
	size_t base = all->spans.n;
	int rc = 0;

	for (size_t i = 0; i < one->spans.n && !rc; i++)
		rc = ww_array_push(&all->spans, one->spans.v[i]);
	for (size_t i = 0; i < one->list.n && !rc; i++) {
		struct watch_hit h = one->list.v[i];

		h.first += base;
		rc = ww_array_push(&all->list, h);
	}
	return rc;
}

static int match(struct wwd_poll_job *p, struct watch_matcher *matcher)
{
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	WW_AUTO(buf) struct ww_buf scratch = WW_BUF(FIELDS_MAX);

	for (size_t i = 0; i < p->changes.n; i++) {
		struct wwd_change *c = &p->changes.v[i];
		const struct watch_rule *slow = NULL;
		struct watch_doc doc;
		int rc;

		if (c->kind == WWD_ITEM_MOVED)
			continue;
		rc = wwd_poll_fields(&p->doc->items.v[c->item], p->source, &scratch, &doc);
		if (!rc)
			rc = watch_match(matcher, p->set, &doc, WATCH_ACTIVE, &hits, &slow);
		c->first_hit = p->hits.list.n;
		c->n_hits = rc ? 0 : hits.list.n;
		if (!rc)
			rc = append_hits(&p->hits, &hits);
		if (!rc && slow && !p->slow_rule)
			rc = ww_str_set(&p->slow_rule, ww_str(slow->name));
		if (rc)
			return rc;
	}
	return 0;
}

/* ---- the job ---- */

static double thread_seconds(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts))
		return 0;
	return (double) ts.tv_sec + (double) ts.tv_nsec / 1e9;
}

static bool over_budget(void *arg)
{
	const double *until = arg;

	return thread_seconds() > *until;
}

static void run(struct wwd_job *job, struct watch_matcher *matcher)
{
	struct wwd_poll_job *p = (struct wwd_poll_job *) job;
	double until = thread_seconds() + WWD_POLL_CPU_MAX;
	struct feed_parse_opts opts = {
		.content_type = p->content_type,
		.base_url = p->url,
		.now = p->now,
		.stop = over_budget,
		.stop_arg = &until,
	};

	if (!matcher) {
		p->rc = -ENOMEM;
		return;
	}
	p->rc = feed_doc_parse(p->body, p->n_body, &opts, &p->doc, &p->err);
	/* The body is not needed any more; a queue of results should not hold it. */
	ww_clear(&p->body);
	if (!p->rc)
		p->rc = compare(p);
	if (!p->rc)
		p->rc = match(p, matcher);
}
