/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a watchlist: read, built, compiled if it is good, complaints
 * rendered. A file that includes something gets the same bytes again, so that
 * includes and their circles are met as well.
 */
#include "filters/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Includes multiply; what the first few do, the others do as well. */
#define READS_MAX 20

struct input {
	const uint8_t *data;
	size_t size;
	unsigned reads;
};

static int read_input(void *arg, const char *path, char **ret_text, size_t *ret_len, struct ww_err *err)
{
	struct input *in = arg;

	(void) path;
	if (in->reads++ >= READS_MAX)
		return ww_err_set(err, -EMFILE, "too many files");
	*ret_text = malloc(in->size + 1);
	if (!*ret_text)
		return -ENOMEM;
	if (in->size)
		memcpy(*ret_text, in->data, in->size);
	(*ret_text)[in->size] = '\0';
	*ret_len = in->size;
	return 0;
}

static int glob_nothing(void *arg, const char *pattern, char ***ret_paths, size_t *ret_n)
{
	(void) arg;
	(void) pattern;
	*ret_paths = NULL;
	*ret_n = 0;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size, 0 };
	struct conf_io io = { .read = read_input, .glob = glob_nothing, .arg = &in };
	WW_AUTO(diags) struct ww_diags diags = { 0 };
	WW_AUTO(buf) struct ww_buf out = WW_BUF(256u << 20);
	WW_AUTO(conf) struct conf *conf = NULL;
	WW_AUTO(watchlist) struct watchlist *list = NULL;
	WW_AUTO(watch_set) struct watch_set *set = NULL;

	if (conf_read("watchlist", &io, &diags, &conf, NULL) || watchlist_build(conf, &diags, &list))
		return 0;
	ww_diags_render(&diags, &out);
	if (!diags.n_errors)
		watch_set_create(ww_steal(&list), &set, NULL);
	return 0;
}
