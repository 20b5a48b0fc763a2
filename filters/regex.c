/* SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "filters/regex.h"

#include <pcre2.h>

#include "base/utf8.h"

/* About 10 ms of work on a machine of today; a good pattern needs a thousandth. */
#define STEPS_MAX 500000
#define DEPTH_MAX 50000
#define HEAP_MAX 20000 /* KiB */

struct watch_regex {
	pcre2_code *code;
};

struct watch_regex_run {
	pcre2_match_context *context;
	pcre2_match_data *data;
};

int watch_regex_create(
        struct ww_str pattern, bool icase, struct watch_regex **ret, size_t *ret_off, struct ww_err *err)
{
	/* \C could cut a character in two. */
	uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	WW_AUTO(watch_regex) struct watch_regex *regex = calloc(1, sizeof(*regex));
	PCRE2_SIZE off = 0;
	int code = 0;

	if (!regex)
		return -ENOMEM;
	regex->code = pcre2_compile((PCRE2_SPTR) (pattern.n ? pattern.p : ""), pattern.n,
	        flags | (icase ? PCRE2_CASELESS : 0), &code, &off, NULL);
	if (!regex->code) {
		PCRE2_UCHAR text[WW_ERR_MAX / 2];

		if (code == PCRE2_ERROR_NOMEMORY)
			return -ENOMEM;
		pcre2_get_error_message(code, text, sizeof(text));
		if (ret_off)
			*ret_off = off;
		return ww_err_set(err, -EINVAL, "%s", (const char *) text);
	}
	/* Refused where memory cannot be made executable; the interpreter does the same, slower. */
	(void) pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
	*ret = ww_steal(&regex);
	return 0;
}

void watch_regex_destroy(struct watch_regex *regex)
{
	if (!regex)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

bool watch_regex_matches_empty(const struct watch_regex *regex)
{
	uint32_t empty = 0;

	return !pcre2_pattern_info(regex->code, PCRE2_INFO_MATCHEMPTY, &empty) && empty;
}

struct watch_regex_run *watch_regex_run_create(void)
{
	struct watch_regex_run *run = calloc(1, sizeof(*run));

	if (!run)
		return NULL;
	run->context = pcre2_match_context_create(NULL);
	run->data = pcre2_match_data_create(1, NULL);
	if (!run->context || !run->data) {
		watch_regex_run_destroy(run);
		return NULL;
	}
	pcre2_set_match_limit(run->context, STEPS_MAX);
	pcre2_set_depth_limit(run->context, DEPTH_MAX);
	pcre2_set_heap_limit(run->context, HEAP_MAX);
	return run;
}

void watch_regex_run_destroy(struct watch_regex_run *run)
{
	if (!run)
		return;
	pcre2_match_context_free(run->context);
	pcre2_match_data_free(run->data);
	free(run);
}

static int match(struct watch_regex_run *run, const struct watch_regex *regex, struct ww_str text, size_t at)
{
	PCRE2_SPTR p = (PCRE2_SPTR) (text.n ? text.p : "");
	int rc = pcre2_match(regex->code, p, text.n, at, 0, run->data, run->context);

	/* The stack of compiled code is small; the interpreter's grows. */
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(regex->code, p, text.n, at, PCRE2_NO_JIT, run->data, run->context);
	return rc;
}

int watch_regex_next(struct watch_regex_run *run, const struct watch_regex *regex, struct ww_str text,
        size_t *at, size_t *ret_begin, size_t *ret_end)
{
	const PCRE2_SIZE *range;
	int rc;

	if (*at > text.n)
		return 0;
	rc = match(run, regex, text, *at);
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0)
		return -EBUSY;
	range = pcre2_get_ovector_pointer(run->data);
	/* \K in a lookaround can put the begin behind the end. */
	*ret_begin = ww_min(range[0], range[1]);
	*ret_end = range[1];
	*at = range[1];
	if (range[0] >= range[1]) {
		uint32_t cp;

		/* An empty match: go on after the next character, or this would never end. */
		*at += *at < text.n ? ww_utf8_decode(text.p + *at, text.n - *at, &cp, NULL) : 1;
	}
	return 1;
}
