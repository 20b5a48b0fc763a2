/* SPDX-License-Identifier: MIT */
/*
 * How fast words are read and rules are matched, on one thread:
 *
 *	bench/match WATCHLIST DOCS.jsonl [SECONDS]
 *
 * bench/match.py makes watchlists and documents and runs this on them.
 */
#include "cli/docs.h"
#include "daemon/config.h"
#include "filters/tokens.h"

struct docs {
	WW_ARRAY(struct cli_doc) list;
	size_t bytes;
};

static double now(void)
{
	struct timespec t;

	/* Of this process: others may be at work on the machine. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void stop(const char *what, const char *why)
{
	fprintf(stderr, "bench/match: %s: %s\n", what, why);
	exit(1);
}

static void load_docs(struct docs *docs, const char *path)
{
	FILE *f = fopen(path, "r");
	struct ww_err err = { 0 };
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!f)
		stop(path, strerror(errno));
	while ((n = getline(&line, &cap, f)) > 0) {
		struct cli_doc *d = ww_array_add(&docs->list);

		if (!d || cli_doc_parse(ww_str_n(line, (size_t) n), d, &err))
			stop(path, err.text);
		docs->bytes += d->doc.field[WATCH_TITLE].n + d->doc.field[WATCH_BODY].n;
	}
	free(line);
	fclose(f);
	if (!docs->list.n)
		stop(path, "no documents");
}

static void bench_tokens(const struct docs *docs, double seconds)
{
	WW_AUTO(watch_tokens) struct watch_tokens t = { 0 };
	size_t words = 0, bytes = 0;
	double start = now(), took;

	do {
		for (size_t i = 0; i < docs->list.n; i++)
			for (unsigned f = 0; f < 2; f++) {
				struct ww_str text = docs->list.v[i].doc.field[f];

				if (watch_tokenise(&t, text))
					stop("tokenise", "out of memory");
				words += t.list.n;
				bytes += text.n;
			}
		took = now() - start;
	} while (took < seconds);
	printf("tokenise: %.1f ns a word, %.0f MB/s\n", took * 1e9 / (double) words,
	        (double) bytes / took / 1e6);
}

static void bench_match(const struct docs *docs, const struct watch_set *set, double seconds)
{
	WW_AUTO(watch_matcher) struct watch_matcher *m = watch_matcher_create();
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	size_t n = 0, rules = 0;
	double start = now(), took;

	if (!m)
		stop("match", "out of memory");
	do {
		for (size_t i = 0; i < docs->list.n; i++, n++) {
			if (watch_match(m, set, &docs->list.v[i].doc, WATCH_ACTIVE, &hits, NULL))
				stop("match", "out of memory");
			rules += hits.list.n;
		}
		took = now() - start;
	} while (took < seconds);
	printf("match: %.0f documents/s, %.1f us each, %.1f rules true each\n", (double) n / took,
	        took * 1e6 / (double) n, (double) rules / (double) n);
}

static struct wwd_config *load_rules(const char *path)
{
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	struct wwd_config *config = NULL;
	struct ww_err err = { 0 };
	double start = now();

	if (wwd_config_load(path, &diags, &config, &err))
		stop(path, err.text[0] ? err.text : "has errors, see wirewatch check");
	printf("load: %zu rules in %.2f s\n", watch_set_list(config->set)->rules.n, now() - start);
	return config;
}

int main(int argc, char **argv)
{
	WW_AUTO(wwd_config) struct wwd_config *config = NULL;
	struct docs docs = { 0 };
	uint64_t seconds = 2;

	if (argc < 3 || argc > 4 || (argc == 4 && ww_str_to_u64(ww_str(argv[3]), 1000, &seconds)))
		stop("usage", "bench/match WATCHLIST DOCS.jsonl [SECONDS]");
	load_docs(&docs, argv[2]);
	printf("%zu documents, %zu bytes each\n", docs.list.n, docs.bytes / docs.list.n);
	config = load_rules(argv[1]);
	bench_tokens(&docs, (double) seconds);
	bench_match(&docs, config->set, (double) seconds);
	for (size_t i = 0; i < docs.list.n; i++)
		cli_doc_finish(&docs.list.v[i]);
	ww_array_finish(&docs.list);
	return 0;
}
