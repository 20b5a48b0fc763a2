/* SPDX-License-Identifier: MIT */
/**
 * tests/unit/rows.h - table-driven cmocka tests: every row is a named test.
 *
 *	int main(int argc, char **argv)
 *	{
 *		WW_ROWS_BEGIN;
 *		WW_ROWS(date_cases, check_date);   rows whose first member is  const char *name
 *		WW_ROW("nothing", check_nothing);  a single test
 *		return WW_ROWS_RUN(argc, argv);
 *	}
 *
 * An argument runs only the tests whose name matches it (cmocka's * and ?).
 * Zero tests are a failure: a mistyped name must not pass.
 */
#ifndef WW_TESTS_ROWS_H
#define WW_TESTS_ROWS_H

#include <setjmp.h>

#include "base/array.h"

#include <cmocka.h>

struct ww_row {
	CMUnitTestFunction check;
	void *row;
};

static struct {
	WW_ARRAY(struct CMUnitTest) tests;
	WW_ARRAY(struct ww_row *) rows;
	size_t ran;
} ww_rows;

static void ww_rows_check(void **state)
{
	struct ww_row *r = *state;
	void *row = r->row;

	ww_rows.ran++;
	r->check(&row);
}

static WW_UNUSED void ww_rows_add(const char *name, CMUnitTestFunction check, const void *row)
{
	struct ww_row *r = calloc(1, sizeof(*r));
	struct CMUnitTest t = { .name = name, .test_func = ww_rows_check, .initial_state = r };

	if (!r || ww_array_push(&ww_rows.tests, t) || ww_array_push(&ww_rows.rows, r))
		abort();
	r->check = check;
	r->row = (void *) (uintptr_t) row;
}

static int ww_rows_run(int argc, char **argv)
{
	int failed;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	failed = _cmocka_run_group_tests(argv[0], ww_rows.tests.v, ww_rows.tests.n, NULL, NULL);
	for (size_t i = 0; i < ww_rows.rows.n; i++)
		free(ww_rows.rows.v[i]);
	ww_array_finish(&ww_rows.rows);
	ww_array_finish(&ww_rows.tests);
	return failed != 0 || !ww_rows.ran;
}

#define WW_ROWS_BEGIN ww_rows.ran = 0
#define WW_ROW(name, check) ww_rows_add(name, check, NULL)
#define WW_ROWS(table, check)                                                                              \
	do {                                                                                               \
		for (size_t ww_i = 0; ww_i < WW_ARRAY_LEN(table); ww_i++)                                  \
			ww_rows_add((table)[ww_i].name, check, &(table)[ww_i]);                            \
	} while (0)
#define WW_ROWS_RUN(argc, argv) ww_rows_run(argc, argv)

#endif
