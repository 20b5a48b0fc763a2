/* SPDX-License-Identifier: MIT */
#include "daemon/commit.h"

#include "base/utf8.h"
#include "daemon/raise.h"

#define REASONS_MAX 64 /* topics of one item that an alert can name */

/* One changed item on its way into the store. */
struct change_ctx {
	const struct wwd_commit *commit;
	const struct wwd_poll_job *job;
	const struct wwd_feed_config *config;
	struct store_feed *feed;
	const struct wwd_change *change;
	const struct feed_item *item;
	struct wwd_reason reasons[REASONS_MAX];
	size_t n_reasons;
	bool baseline;
};

static int64_t now_s(const struct wwd_commit *c)
{
	return c->now_ms / 1000;
}

static int set(char **dst, const char *value)
{
	return ww_str_set(dst, ww_str(value));
}

static int join_tags(const struct feed_item *item, char **ret)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(64 * 1024);

	for (size_t i = 0; i < item->tags.n; i++)
		ww_buf_addf(&b, "%s%s", i ? ", " : "", item->tags.v[i]);
	/* Longer than the limit: the first tags are enough. */
	return ww_str_set(ret, ww_buf_str(&b));
}

/* What the store keeps of a text: two versions can only be compared at the same length. */
static struct ww_str kept_text(const struct feed_item *item)
{
	struct ww_str text = ww_str(item->text[0] ? item->text : item->summary);

	text.n = ww_utf8_cut(text.p, text.n, STORE_TEXT_MAX);
	return text;
}

static int fill(const struct change_ctx *ctx, struct store_item *it)
{
	const struct feed_item *item = ctx->item;
	const struct wwd_change *c = ctx->change;
	const char *author = item->authors.n ? item->authors.v[0].name : "";
	const char *lang = item->language[0] ? item->language : ctx->job->doc->language;

	it->feed = ctx->feed->id;
	memcpy(it->identity, item->identity, sizeof(it->identity));
	memcpy(it->hash, c->hash, sizeof(it->hash));
	memcpy(it->url_hash, c->url_hash, sizeof(it->url_hash));
	memcpy(it->title_hash, c->title_hash, sizeof(it->title_hash));
	it->published = item->published;
	it->updated = item->updated;
	it->last_seen = now_s(ctx->commit);
	if (!it->id)
		it->first_seen = it->last_seen;
	if (set(&it->guid, item->id) || set(&it->url, item->url) || set(&it->canonical, c->canonical) ||
		set(&it->title, item->title) || ww_str_set(&it->text, kept_text(item)) ||
		set(&it->author, author) || set(&it->language, lang) || join_tags(item, &it->tags))
		return -ENOMEM;
	return 0;
}

/* The hits whose feed and lang settings fit this item. */
static void find_reasons(struct change_ctx *ctx)
{
	const struct watch_hits *hits = &ctx->job->hits;
	const struct wwd_feed_config *fc = ctx->config;
	const char *lang = ctx->item->language[0] ? ctx->item->language : ctx->job->doc->language;
	struct watch_origin origin = {
		.feed = fc->name,
		.tags = (const char *const *) fc->tags.v,
		.n_tags = fc->tags.n,
		.lang = lang,
	};

	for (size_t i = 0; i < ctx->change->n_hits && ctx->n_reasons < REASONS_MAX; i++) {
		const struct watch_hit *h = &hits->list.v[ctx->change->first_hit + i];

		if (!watch_rule_wants(h->rule, &origin))
			continue;
		ctx->reasons[ctx->n_reasons++] = (struct wwd_reason){ .rule = h->rule,
			.spans = h->n_spans ? &hits->spans.v[h->first] : NULL, .n_spans = h->n_spans };
	}
}

static int raise(const struct change_ctx *ctx, const struct story_verdict *verdict, struct wwd_commit_stats *stats,
	struct ww_err *err)
{
	WW_AUTO(buf) struct ww_buf scratch = WW_BUF(1u << 20);
	struct watch_doc doc;
	struct wwd_raise r = {
		.commit = ctx->commit,
		.config = ctx->config,
		.feed = ctx->feed,
		.item = ctx->item,
		.doc = &doc,
		.reasons = ctx->reasons,
		.n_reasons = ctx->n_reasons,
		.verdict = verdict,
		.baseline = ctx->baseline,
	};
	bool told = false;
	int rc;

	rc = wwd_poll_fields(ctx->item, ctx->job->source, &scratch, &doc);
	if (!rc)
		rc = wwd_raise(&r, &told, err);
	if (!rc && told)
		stats->alerts++;
	else if (!rc)
		stats->silent++;
	return rc;
}

/* Place the item in a story, keep what the tracker says, and tell if it is worth it. */
static int track(const struct change_ctx *ctx, struct store_item *it, const char *old_title, const char *old_text,
	struct wwd_commit_stats *stats, struct ww_err *err)
{
	WW_AUTO(story_verdict) struct story_verdict verdict = { 0 };
	struct store *store = ctx->commit->store;
	struct story_record record = { 0 };
	struct story_item si = {
		.id = it->id,
		.feed = it->feed,
		.feed_url = ctx->feed->url,
		.identity = it->identity,
		.url = it->canonical,
		.title = it->title,
		.text = it->text,
		.old_title = old_title,
		.old_text = old_text,
	};
	int rc;

	rc = story_tracker_add(ctx->commit->tracker, &si, now_s(ctx->commit), &verdict);
	if (rc)
		return rc;
	memcpy(it->story, verdict.story, sizeof(it->story));
	it->what = verdict.what;
	rc = story_tracker_record(ctx->commit->tracker, verdict.story, &record);
	if (!rc)
		rc = store_story_put(store, &record, err);
	story_record_finish(&record);
	if (!rc)
		rc = store_item_put(store, it, err);
	if (!rc && verdict.alert)
		rc = raise(ctx, &verdict, stats, err);
	return rc;
}

static int commit_change(struct change_ctx *ctx, struct wwd_commit_stats *stats, struct ww_err *err)
{
	WW_AUTO(store_item) struct store_item it = { 0 };
	WW_AUTO(str) char *old_title = NULL;
	WW_AUTO(str) char *old_text = NULL;
	bool revised = ctx->change->kind == WWD_ITEM_REVISED;
	int rc;

	if (ctx->change->known) {
		rc = store_item_get(ctx->commit->store, ctx->change->known, &it, err);
		if (rc && rc != -ENOENT)
			return rc;
		revised &= !rc; /* pruned meanwhile: as good as new */
	}
	if (revised) {
		old_title = ww_steal(&it.title);
		old_text = ww_steal(&it.text);
	}
	rc = fill(ctx, &it);
	if (!rc)
		rc = store_item_put(ctx->commit->store, &it, err);
	if (rc || ctx->change->kind == WWD_ITEM_MOVED)
		return rc;

	if (revised)
		stats->revised++;
	else
		stats->fresh++;
	find_reasons(ctx);
	if (ctx->n_reasons)
		stats->matched++;
	/* An item that was in a story stays news when its new text matches no more. */
	if (!ctx->n_reasons && !(revised && it.story[0]))
		return 0;
	return track(ctx, &it, old_title, old_text, stats, err);
}

/* Which items of a first poll are told:  first = latest:N  the N newest, by date, else as listed. */
static bool is_latest(const struct wwd_poll_job *job, const struct wwd_feed_config *fc, size_t item)
{
	int64_t mine = job->doc->items.v[item].published;
	unsigned newer = 0;

	if (fc->first != WWD_FIRST_LATEST)
		return false;
	for (size_t i = 0; i < job->doc->items.n && newer < fc->latest; i++) {
		int64_t theirs = job->doc->items.v[i].published;

		if (i != item && (theirs > mine || (theirs == mine && i < item)))
			newer++;
	}
	return newer < fc->latest;
}

int wwd_commit_poll(const struct wwd_commit *c, const struct wwd_poll_job *job, const struct wwd_feed_config *config,
	struct store_feed *feed, struct wwd_commit_stats *stats, struct ww_err *err)
{
	int rc;

	rc = store_items_seen(c->store, feed->id, now_s(c), job->seen.v, job->seen.n, err);
	/* Feeds list the newest first; stories grow from the oldest. */
	for (size_t i = job->changes.n; i-- > 0 && !rc;) {
		const struct wwd_change *change = &job->changes.v[i];
		struct change_ctx ctx = {
			.commit = c,
			.job = job,
			.config = config,
			.feed = feed,
			.change = change,
			.item = &job->doc->items.v[change->item],
		};

		ctx.baseline = !feed->baseline && !is_latest(job, config, change->item);
		rc = commit_change(&ctx, stats, err);
	}
	if (rc)
		return rc;
	if (stats->fresh)
		feed->last_new = now_s(c);
	feed->items += stats->fresh;
	feed->baseline = true;
	return 0;
}
