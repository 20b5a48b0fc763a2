/* SPDX-License-Identifier: MIT */
/*
 * A main() for fuzz targets without a fuzzer:  target FILE|FOLDER...
 *
 * Each file is run once through LLVMFuzzerTestOneInput(); folders are walked.
 * Without arguments the seeds of the target are run, from the folder
 * tests/fuzz/seeds/TARGET of the sources (environment: top_srcdir). A crash is
 * the failure; no file at all is one, too.
 */
#include <ftw.h>
#include <libgen.h>

#include "base/buf.h"

#define REPLAY_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t n_files;

static int run_file(const char *path)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(REPLAY_MAX);
	FILE *f = fopen(path, "rb");
	char *exact;
	size_t n;

	if (!f) {
		perror(path);
		return 1;
	}
	while (!ww_buf_reserve(&b, 65536) && (n = fread(b.v + b.n, 1, 65536, f)) > 0)
		b.n += n;
	fclose(f);
	/* A copy without a spare byte, so that reading past the end is seen. */
	exact = malloc(b.n ? b.n : 1);
	if (b.err || !exact)
		abort();
	if (b.n)
		memcpy(exact, b.v, b.n);
	LLVMFuzzerTestOneInput((const uint8_t *) exact, b.n);
	free(exact);
	n_files++;
	return 0;
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void) st;
	(void) at;
	return type == FTW_F ? run_file(path) : 0;
}

static int run_seeds(const char *program)
{
	const char *top = getenv("top_srcdir");
	char name[PATH_MAX], dir[PATH_MAX * 2];

	snprintf(name, sizeof(name), "%s", program);
	snprintf(dir, sizeof(dir), "%s/tests/fuzz/seeds/%s", top ? top : ".", basename(name));
	return nftw(dir, visit, 16, FTW_PHYS);
}

int main(int argc, char **argv)
{
	int rc = 0;

	for (int i = 1; !rc && i < argc; i++)
		rc = nftw(argv[i], visit, 16, FTW_PHYS);
	if (argc == 1)
		rc = run_seeds(argv[0]);
	printf("%zu files\n", n_files);
	return rc || !n_files;
}
