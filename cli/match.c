/* SPDX-License-Identifier: MIT */
/*
 * wirewatch match: documents from a file against a watchlist, without daemon
 * and store. Lines are read in batches, which the jobs share; output keeps
 * the order of the documents.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "cli/cli.h"
#include "cli/docs.h"
#include "daemon/config.h"

#define JOBS_MAX 256
#define BATCH_LINES 256      /* for each job, when there are several */
#define OUT_MAX (256u << 20) /* bytes for one document */

struct options {
	const char *watchlist;
	unsigned jobs;
	bool figures;
};

struct line {
	char *text; /* owned; reused */
	size_t cap, n;
	struct ww_buf out; /* what it matched */
	struct ww_err err; /* or why it was skipped */
	int rc;
};

struct job;

struct run {
	const struct watch_set *set;
	bool figures;
	const char *name; /* of the input */
	FILE *in;
	struct line *lines;
	size_t n_lines, max_lines;
	size_t number; /* of the last line that was printed */
	atomic_size_t next;
	atomic_bool stop;
	pthread_barrier_t begin, end;
	struct job *jobs;
	size_t n_jobs;
	int status;
};

struct job {
	struct run *run;
	struct watch_matcher *matcher;
	struct watch_hits hits;
	pthread_t thread;
};

static bool is_blank(struct ww_str s)
{
	return ww_str_trim(s).n == 0;
}

static int match_line(struct job *job, struct line *l)
{
	const struct run *run = job->run;
	WW_AUTO(cli_doc) struct cli_doc d = { 0 };
	const struct watch_rule *slow;
	struct ww_str text = ww_str_n(l->text, l->n);
	int rc;

	ww_buf_reset(&l->out);
	l->err.text[0] = '\0';
	if (is_blank(text))
		return 0;
	rc = cli_doc_parse(text, &d, &l->err);
	if (rc)
		return rc;
	rc = watch_match(job->matcher, run->set, &d.doc, run->figures ? WATCH_FIGURES : WATCH_ACTIVE,
	        &job->hits, &slow);
	if (rc)
		return ww_err_set(&l->err, rc, "out of memory");
	if (slow)
		ww_err_set(&l->err, 0, "a regular expression of \"%s\" takes too long, taken as no match",
		        slow->name);
	rc = cli_doc_print(&d, &job->hits, run->figures, &l->out);
	return rc ? ww_err_set(&l->err, rc, "the result is too large") : 0;
}

static void match_lines(struct job *job)
{
	struct run *run = job->run;
	size_t i;

	while ((i = atomic_fetch_add(&run->next, 1)) < run->n_lines)
		run->lines[i].rc = match_line(job, &run->lines[i]);
}

static void *work(void *arg)
{
	struct job *job = arg;
	struct run *run = job->run;

	for (;;) {
		pthread_barrier_wait(&run->begin);
		if (atomic_load(&run->stop))
			return NULL;
		match_lines(job);
		pthread_barrier_wait(&run->end);
	}
}

/* Fill the batch; false at the end of the input. */
static bool read_batch(struct run *run)
{
	run->n_lines = 0;
	atomic_store(&run->next, 0);
	while (run->n_lines < run->max_lines) {
		struct line *l = &run->lines[run->n_lines];
		ssize_t n = getline(&l->text, &l->cap, run->in);

		if (n < 0)
			break;
		l->n = (size_t) n;
		run->n_lines++;
	}
	return run->n_lines != 0;
}

/* False when the output is gone. */
static bool print_batch(struct run *run)
{
	for (size_t i = 0; i < run->n_lines; i++) {
		struct line *l = &run->lines[i];

		run->number++;
		if (l->err.text[0])
			fprintf(stderr, "%s:%zu: %s\n", run->name, run->number, l->err.text);
		if (l->rc)
			run->status = CLI_FAILED;
		else if (fwrite(l->out.v, 1, l->out.n, stdout) != l->out.n)
			return false;
	}
	return true;
}

static void run_batches(struct run *run)
{
	bool ok = true;

	while (ok && read_batch(run)) {
		if (run->n_jobs > 1)
			pthread_barrier_wait(&run->begin);
		match_lines(&run->jobs[0]);
		if (run->n_jobs > 1)
			pthread_barrier_wait(&run->end);
		ok = print_batch(run);
	}
	if (ferror(run->in)) {
		fprintf(stderr, "%s: %s\n", run->name, strerror(errno));
		run->status = CLI_FAILED;
	}
	if (!ok || fflush(stdout)) {
		fprintf(stderr, "wirewatch match: standard output: %s\n", strerror(errno));
		run->status = CLI_FAILED;
	}
}

/* The first job is the thread that reads and prints. */
static int run_jobs(struct run *run)
{
	size_t started = 1;

	if (run->n_jobs > 1 && (pthread_barrier_init(&run->begin, NULL, (unsigned) run->n_jobs) ||
	                               pthread_barrier_init(&run->end, NULL, (unsigned) run->n_jobs)))
		return -ENOMEM;
	while (started < run->n_jobs &&
	        !pthread_create(&run->jobs[started].thread, NULL, work, &run->jobs[started]))
		started++;
	if (started < run->n_jobs) {
		/* The barriers count on all of them: there is no going on with fewer. */
		fprintf(stderr, "wirewatch match: cannot start %zu threads\n", run->n_jobs);
		exit(CLI_FAILED);
	}
	run_batches(run);
	atomic_store(&run->stop, true);
	if (run->n_jobs > 1) {
		pthread_barrier_wait(&run->begin);
		for (size_t i = 1; i < started; i++)
			pthread_join(run->jobs[i].thread, NULL);
		pthread_barrier_destroy(&run->begin);
		pthread_barrier_destroy(&run->end);
	}
	return 0;
}

static int prepare(struct run *run)
{
	run->max_lines = run->n_jobs > 1 ? run->n_jobs * BATCH_LINES : 1;
	run->lines = calloc(run->max_lines, sizeof(*run->lines));
	run->jobs = calloc(run->n_jobs, sizeof(*run->jobs));
	if (!run->lines || !run->jobs)
		return -ENOMEM;
	for (size_t i = 0; i < run->max_lines; i++)
		run->lines[i].out.max = OUT_MAX;
	for (size_t i = 0; i < run->n_jobs; i++) {
		run->jobs[i].run = run;
		run->jobs[i].matcher = watch_matcher_create();
		if (!run->jobs[i].matcher)
			return -ENOMEM;
	}
	return 0;
}

static void run_finish(struct run *run)
{
	for (size_t i = 0; run->lines && i < run->max_lines; i++) {
		free(run->lines[i].text);
		ww_buf_finish(&run->lines[i].out);
	}
	for (size_t i = 0; run->jobs && i < run->n_jobs; i++) {
		watch_matcher_destroy(run->jobs[i].matcher);
		watch_hits_finish(&run->jobs[i].hits);
	}
	free(run->lines);
	free(run->jobs);
}

static int match_file(const struct watch_set *set, const char *path, size_t jobs, bool figures)
{
	bool is_stdin = !path || !strcmp(path, "-");
	struct run run = {
		.set = set, .figures = figures, .n_jobs = jobs, .name = is_stdin ? "stdin" : path
	};

	run.in = is_stdin ? stdin : fopen(path, "re");
	if (!run.in) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return CLI_FAILED;
	}
	if (prepare(&run) || run_jobs(&run)) {
		fputs("wirewatch match: out of memory\n", stderr);
		run.status = CLI_FAILED;
	}
	run_finish(&run);
	if (!is_stdin)
		fclose(run.in);
	return run.status;
}

/* Complaints go to stderr; NULL when the watchlist cannot be used. */
static struct wwd_config *load(const char *path)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(buf) struct ww_buf text = WW_BUF(OUT_MAX);
	struct wwd_config *config = NULL;
	struct ww_err err = { 0 };
	int rc = wwd_config_load(path, &diags, &config, &err);

	ww_diags_render(&diags, &text);
	wwd_config_verdict(&diags, &text);
	fputs(ww_buf_cstr(&text), stderr);
	if (rc && !diags.n_errors)
		fprintf(stderr, "%s\n", err.text[0] ? err.text : strerror(-rc));
	return rc ? NULL : config;
}

static int run(int argc, char **argv)
{
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	struct options o = { .jobs = 1 };
	int n = cli_options(&cli_match, argc, argv, &o);

	if (n < 0)
		return CLI_USAGE;
	if (!o.watchlist)
		return cli_misuse(&cli_match, "--watchlist FILE says what to look for");
	if (o.jobs < 1 || o.jobs > JOBS_MAX)
		return cli_misuse(&cli_match, "--jobs is 1 to %d", JOBS_MAX);
	if (n > 1)
		return cli_misuse(&cli_match, "\"%s\": one file of documents is expected", argv[1]);
	config = load(o.watchlist);
	if (!config)
		return CLI_CONFIG;
	return match_file(config->set, n ? argv[0] : NULL, o.jobs, o.figures);
}

static const struct cli_option options[] = {
	{ "watchlist", 'w', CLI_TEXT, "FILE", "what to look for", offsetof(struct options, watchlist) },
	{ "jobs", 'j', CLI_NUMBER, "N", "threads, 1 if not given", offsetof(struct options, jobs) },
	{ "figures", 'f', CLI_SWITCH, NULL, "all figures, too, as figure:NAME",
	        offsetof(struct options, figures) },
	{ NULL, 0, CLI_SWITCH, NULL, NULL, 0 },
};

const struct cli_command cli_match = {
	.name = "match",
	.group = CLI_SCRIPTS,
	.args = "--watchlist FILE [DOCS.jsonl]",
	.summary = "match many documents, one JSON line each",
	.about = "Matches documents against a watchlist. DOCS.jsonl (or standard input) has one\n"
	         "JSON object a line, with the keys id, title, text, author, source, category\n"
	         "and url. For each one a line is written that names the topics, and figures\n"
	         "with alert = yes, that matched, with the bytes that made them match:\n"
	         "  {\"doc\": ID, \"rules\": {NAME: [[FIELD, BEGIN, END], ...], ...}}\n\n"
	         "feed = and lang = settings are not applied. Lines that are no such objects\n"
	         "are reported and skipped; the exit status is 1 then.",
	.options = options,
	.run = run,
};
