/* SPDX-License-Identifier: MIT */
/*
 * The matcher against an oracle's verdicts on many rules and documents, with
 * spans. The corpus lies beside the source tree, if anywhere; without it the
 * test is skipped. An argument names another folder with fuzz_rules.jsonl,
 * fuzz_docs.jsonl and fuzz_expected.jsonl.
 */
#include "filters/match.h"
#include "tests/fuzz/neutral.h"

#define SKIPPED 77
#define OUT_MAX (64u << 20)

static FILE *open_in(const char *dir, const char *name, char *path, size_t max)
{
	snprintf(path, max, "%s/%s", dir, name);
	return fopen(path, "r");
}

/* What the oracle says of one document, in the form of neutral_print() and the order of the rules. */
static size_t print_expected(const struct watchlist *list, const json_t *rules, struct ww_buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < list->rules.n; i++) {
		const json_t *spans = json_object_get(rules, list->rules.v[i]->name), *span;
		size_t k;

		if (!spans)
			continue;
		n++;
		ww_buf_addf(out, "%s:", list->rules.v[i]->name);
		/* The oracle sorts fields by name, text first; we put the title first. */
		for (int title = 1; title >= 0; title--)
			json_array_foreach(spans, k, span)
			{
				const char *field = json_string_value(json_array_get(span, 0));

				if ((strcmp(field, "title") == 0) == title)
					ww_buf_addf(out, " %s %d-%d", field,
					        (int) json_integer_value(json_array_get(span, 1)),
					        (int) json_integer_value(json_array_get(span, 2)));
			}
		ww_buf_addc(out, '\n');
	}
	return n;
}

/* Read title and text of a line; the strings belong to the result. */
static json_t *read_line(FILE *f, char **line, size_t *cap)
{
	return getline(line, cap, f) > 0 ? json_loads(*line, 0, NULL) : NULL;
}

static size_t compare(struct watch_matcher *m, const struct watch_set *set, const json_t *doc,
        const json_t *want, size_t *pairs)
{
	struct watch_doc d = { 0 };
	WW_AUTO(watch_hits) struct watch_hits hits = { 0 };
	WW_AUTO(buf) struct ww_buf got = WW_BUF(OUT_MAX);
	WW_AUTO(buf) struct ww_buf expected = WW_BUF(OUT_MAX);

	d.field[WATCH_TITLE] = ww_str(json_string_value(json_object_get(doc, "title")));
	d.field[WATCH_BODY] = ww_str(json_string_value(json_object_get(doc, "text")));
	if (watch_match(m, set, &d, WATCH_ACTIVE, &hits, NULL))
		abort();
	*pairs += print_expected(watch_set_list(set), json_object_get(want, "rules"), &expected);
	neutral_print(&hits, &got);
	if (ww_str_eq(ww_buf_str(&got), ww_buf_str(&expected)))
		return 0;
	printf("%s differs\n--- expected\n%s--- got\n%s", json_string_value(json_object_get(doc, "id")),
	        ww_buf_cstr(&expected), ww_buf_cstr(&got));
	return 1;
}

static int run(const char *rules, FILE *docs, FILE *expected)
{
	struct neutral n = { 0 };
	struct watch_set *set = NULL;
	struct watch_matcher *m = watch_matcher_create();
	struct ww_err err = { 0 };
	char *line = NULL;
	size_t cap = 0, n_docs = 0, bad = 0, pairs = 0;

	neutral_load(&n, rules);
	if (!m || watch_set_create(ww_steal(&n.list), &set, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (json_t *doc; (doc = read_line(docs, &line, &cap)); n_docs++) {
		json_t *want = read_line(expected, &line, &cap);

		bad += compare(m, set, doc, want, &pairs);
		json_decref(doc);
		json_decref(want);
	}
	printf("%zu rules x %zu documents, %zu true pairs: %zu documents differ\n",
	        watch_set_list(set)->rules.n, n_docs, pairs, bad);
	free(line);
	watch_set_unref(set);
	watch_matcher_destroy(m);
	neutral_finish(&n);
	return bad || !n_docs;
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char dir[PATH_MAX], path[PATH_MAX + 32];
	FILE *docs, *expected;
	int rc;

	snprintf(dir, sizeof(dir), "%s/../shared/corpus/watch", top ? top : ".");
	docs = open_in(argc > 1 ? argv[1] : dir, "fuzz_docs.jsonl", path, sizeof(path));
	expected = open_in(argc > 1 ? argv[1] : dir, "fuzz_expected.jsonl", path, sizeof(path));
	if (!docs || !expected) {
		printf("skipped: there is no %s\n", path);
		return SKIPPED;
	}
	snprintf(path, sizeof(path), "%s/fuzz_rules.jsonl", argc > 1 ? argv[1] : dir);
	rc = run(path, docs, expected);
	fclose(docs);
	fclose(expected);
	return rc;
}
