/* SPDX-License-Identifier: MIT */
#include "daemon/feedrun.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

static int set(char **dst, const char *value)
{
	return ww_str_set(dst, ww_str(value ? value : ""));
}

/* scheme://[user@]host[:port]/... -> host, lower case. */
static char *host_of(const char *url)
{
	struct ww_str s = ww_str(url);
	size_t at = ww_str_find(s, WW_STR("://"));
	char *host;

	s = ww_str_from(s, at == SIZE_MAX ? s.n : at + 3);
	s.n = ww_min(s.n, (size_t) strcspn(s.p ? s.p : "", "/?#"));
	at = ww_str_find_char(s, '@');
	if (at != SIZE_MAX)
		s = ww_str_from(s, at + 1);
	if (s.n && s.p[0] == '[')
		s.n = ww_min(s.n, ww_str_find_char(s, ']') + 1);
	else
		s.n = ww_min(s.n, ww_str_find_char(s, ':'));
	host = ww_str_dup(s);
	for (char *c = host; c && *c; c++)
		*c = ww_lower(*c);
	return host;
}

struct wwd_feed *wwd_feed_create(struct wwd_poller *p, const struct wwd_feed_config *config)
{
	WW_AUTO(wwd_feed) struct wwd_feed *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	wwd_due_init(&f->due);
	f->poller = p;
	f->config = config;
	f->host = host_of(config->show);
	if (!f->host || set(&f->state.url, config->show) || set(&f->state.name, config->name) ||
		set(&f->state.title, "") || set(&f->state.home_url, "") || set(&f->state.etag, "") ||
		set(&f->state.last_modified, "") || set(&f->state.moved_to, "") || set(&f->state.error, ""))
		return NULL;
	return ww_steal(&f);
}

void wwd_feed_destroy(struct wwd_feed *f)
{
	if (!f)
		return;
	assert(f->due.index == WWD_UNSCHEDULED);
	store_feed_finish(&f->state);
	wwd_answer_reset(&f->answer);
	wwd_poll_job_destroy(f->job);
	free(f->host);
	free(f);
}

void wwd_answer_reset(struct wwd_answer *a)
{
	free(a->etag);
	free(a->last_modified);
	free(a->moved_to);
	free(a->error);
	*a = (struct wwd_answer){ .retry_after = -1 };
}

/*
 * A permanent redirect is believed after several polls over a day: parked
 * domains and captive portals answer 301, too. The file is not rewritten.
 */
const char *wwd_feed_target(const struct wwd_feed *f, int64_t now, double time_scale)
{
	const struct store_feed *s = &f->state;

	if (s->moved_to[0] && s->moved_times >= WWD_MOVED_CONFIRM &&
		(double) (now - s->moved_since) * time_scale >= WWD_MOVED_AGE)
		return s->moved_to;
	return f->config->url;
}

static enum wwd_poll_outcome outcome_of(const struct wwd_fetch_result *r)
{
	switch (r->kind) {
	case WWD_FETCH_OK:
	case WWD_FETCH_UNCHANGED:
		return WWD_POLL_NO_NEWS;
	case WWD_FETCH_HTTP:
		return WWD_POLL_HTTP;
	case WWD_FETCH_NETWORK:
		return WWD_POLL_NETWORK;
	case WWD_FETCH_OFFLINE:
		return WWD_POLL_OFFLINE;
	case WWD_FETCH_LIMIT:
		break;
	}
	return WWD_POLL_LIMIT;
}

int wwd_answer_take(struct wwd_answer *a, struct wwd_fetch_result *r, char **ret_body, size_t *ret_n)
{
	bool direct = a->direct;

	wwd_answer_reset(a);
	a->direct = direct;
	a->outcome = outcome_of(r);
	a->status = r->status;
	a->fresh_for = r->fresh_for;
	a->retry_after = r->retry_after;
	a->good = r->kind == WWD_FETCH_UNCHANGED;
	if (set(&a->etag, r->etag) || set(&a->last_modified, r->last_modified) || set(&a->moved_to, r->moved_to) ||
		set(&a->error, r->error))
		return -ENOMEM;
	*ret_n = r->body.n;
	*ret_body = NULL;
	if (r->kind != WWD_FETCH_OK && !r->body.n)
		return 0;
	ww_sha256_parts(&(struct ww_str){ r->body.v, r->body.n }, 1, a->body_hash, 32);
	*ret_body = ww_buf_detach(&r->body);
	return *ret_body ? 0 : -ENOMEM;
}

void wwd_feed_read_file(const struct wwd_feed_config *config, uint64_t max_size, struct wwd_fetch_result *ret)
{
	const char *path = config->url + strlen("file:");
	struct ww_err why = { "" };
	char chunk[64 * 1024];
	struct stat st;
	ssize_t n = 0;
	int fd;

	if (!strncmp(path, "//", 2))
		path = strchr(path + 2, '/') ? strchr(path + 2, '/') : path;
	*ret = (struct wwd_fetch_result){ .kind = WWD_FETCH_NETWORK, .retry_after = -1, .body = WW_BUF(max_size) };
	/* O_NONBLOCK: a named pipe without a writer must not stop the loop. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		ww_err_set(&why, 0, "cannot read %s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		ww_err_set(&why, 0, "%s is not a regular file", path);
	} else {
		do {
			n = read(fd, chunk, sizeof(chunk));
		} while (n > 0 && !ww_buf_add(&ret->body, chunk, (size_t) n));
		if (n < 0)
			ww_err_set(&why, 0, "cannot read %s: %s", path, strerror(errno));
		else if (ret->body.err)
			ww_err_set(&why, 0, "%s is larger than %" PRIu64 " bytes", path, max_size);
		else
			ret->kind = WWD_FETCH_OK;
	}
	if (fd >= 0)
		close(fd);
	if (ret->kind != WWD_FETCH_OK)
		ww_buf_finish(&ret->body);
	ret->error = strdup(why.text);
}

static char *source_text(const struct wwd_feed *f)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(8192);

	ww_buf_adds(&b, f->config->name);
	if (f->config->title[0])
		ww_buf_addf(&b, " \n %s", f->config->title);
	else if (f->state.title[0])
		ww_buf_addf(&b, " \n %s", f->state.title);
	return ww_buf_detach(&b);
}

int wwd_feed_make_job(struct wwd_feed *f, struct store *store, struct watch_set *set_, char *body, size_t n,
	const struct wwd_fetch_result *result, int64_t now, struct ww_err *err)
{
	WW_AUTO(wwd_poll_job) struct wwd_poll_job *job = wwd_poll_job_create();
	int rc;

	if (!job) {
		free(body);
		return -ENOMEM;
	}
	job->body = body;
	job->n_body = n;
	job->owner = f;
	job->now = now;
	job->source = source_text(f);
	job->set = watch_set_ref(set_);
	if (!job->source || set(&job->content_type, result->content_type) ||
		set(&job->url, result->url && result->url[0] ? result->url : f->config->show))
		return -ENOMEM;
	rc = store_items_known(store, f->state.id, &job->knowns, err);
	if (rc)
		return rc;
	f->job = ww_steal(&job);
	return 0;
}

void wwd_feed_judge(struct wwd_feed *f)
{
	struct wwd_answer *a = &f->answer;
	const struct wwd_poll_job *job = f->job;
	bool partial = a->outcome != WWD_POLL_NO_NEWS;

	if (!job)
		return;
	if (job->rc) {
		/* A broken transfer that parses not at all is just a broken transfer. */
		if (!partial) {
			a->outcome = job->rc == -EBADMSG ? WWD_POLL_NOT_FEED : WWD_POLL_LIMIT;
			if (set(&a->error, job->err.text[0] ? job->err.text : strerror(-job->rc)))
				a->error = NULL;
		}
		return;
	}
	if (partial)
		return;
	if (job->doc->truncated) {
		a->outcome = WWD_POLL_TRUNCATED;
		if (set(&a->error, "the feed ends in the middle"))
			a->error = NULL;
		return;
	}
	a->outcome = job->changes.n ? WWD_POLL_NEWS : WWD_POLL_NO_NEWS;
	a->good = true;
}

/* A 200 brings a new set of validators; a 304 may renew what it names. */
static int settle_validators(struct store_feed *s, struct wwd_answer *a)
{
	if (!a->good)
		return 0;
	if (a->status == 304 || a->status == 204) {
		if (a->etag[0] && set(&s->etag, a->etag))
			return -ENOMEM;
		if (a->last_modified[0] && set(&s->last_modified, a->last_modified))
			return -ENOMEM;
		return 0;
	}
	memcpy(s->body_hash, a->body_hash, sizeof(s->body_hash));
	return set(&s->etag, a->etag) || set(&s->last_modified, a->last_modified) ? -ENOMEM : 0;
}

static int settle_move(struct store_feed *s, const struct wwd_answer *a, int64_t now)
{
	if (a->direct) {
		if (!a->good && a->outcome != WWD_POLL_OFFLINE)
			s->moved_times = 0; /* back to the configured URL, and count again */
		return 0;
	}
	if (!a->good)
		return 0; /* never adopt a URL that was not a feed */
	if (!a->moved_to[0] || strcmp(a->moved_to, s->moved_to)) {
		s->moved_times = a->moved_to[0] ? 1 : 0;
		s->moved_since = now;
		return set(&s->moved_to, a->moved_to);
	}
	s->moved_times++;
	return 0;
}

int wwd_feed_settle(struct wwd_feed *f, const struct wwd_commit_stats *stats, int64_t now, int64_t every,
	double time_scale, int64_t *ret_host_until)
{
	struct store_feed *s = &f->state;
	struct wwd_answer *a = &f->answer;
	const struct feed_doc *doc = f->job && !f->job->rc ? f->job->doc : NULL;
	struct wwd_policy_out out;
	struct wwd_policy_in in = {
		.outcome = a->outcome == WWD_POLL_NEWS && !stats->fresh && !stats->revised ? WWD_POLL_NO_NEWS :
			a->outcome,
		.status = a->status,
		.now = now,
		.every = every,
		.fresh_for = a->fresh_for,
		.retry_after = a->retry_after,
		.failures = a->outcome == WWD_POLL_OFFLINE ? ++f->offline : s->failures + 1,
		.gone_before = s->status == 410,
		.jitter = (double) arc4random() / UINT32_MAX * 2 - 1,
		.time_scale = time_scale,
	};

	if (doc && a->good)
		s->pace = doc->pace;
	in.pace = s->pace;
	wwd_policy_next(&in, &out);
	*ret_host_until = out.host_not_before;

	s->polls++;
	s->last_poll = now;
	s->next_poll = out.next_poll;
	s->not_before = out.not_before;
	s->status = a->status;
	s->gone = out.gone;
	if (a->outcome != WWD_POLL_OFFLINE)
		f->offline = 0;
	if (out.failed) {
		if (!s->failures)
			s->failing_since = now;
		s->failures++;
	} else if (a->outcome != WWD_POLL_OFFLINE) {
		s->failures = 0;
		s->failing_since = 0;
		s->last_ok = now;
	}
	if (set(&s->error, a->error) || settle_validators(s, a) || settle_move(s, a, now))
		return -ENOMEM;
	if (doc && doc->title[0] && set(&s->title, doc->title))
		return -ENOMEM;
	if (doc && doc->home_url[0] && set(&s->home_url, doc->home_url))
		return -ENOMEM;
	return set(&s->name, f->config->name);
}
