# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	filters/conf.h filters/expr.h filters/hit.h filters/match.h filters/tokens.h filters/watchlist.h

# Words and matching.
libwirewatch_a_SOURCES += \
	filters/fold_table.h filters/hit.c filters/tokens.c
EXTRA_DIST += scripts/gen-fold.py
check_PROGRAMS += tests/unit/test-tokens
tests_unit_test_tokens_SOURCES = tests/unit/test-tokens.c tests/unit/rows.h
tests_unit_test_tokens_LDADD = $(cmocka_libs)
