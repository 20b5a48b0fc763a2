# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatch
wirewatch_SOURCES = cli/main.c cli/cli.h \
	cli/check.c \
	cli/docs.c cli/docs.h \
	cli/fetch.c cli/fetch.h \
	cli/match.c \
	cli/options.c \
	cli/parse.c \
	cli/setup.c \
	cli/table.c \
	cli/term.c cli/term.h \
	cli/words.c cli/words.h
wirewatch_LDADD = $(ww_libs)

check_PROGRAMS += tests/unit/test-term
tests_unit_test_term_SOURCES = tests/unit/test-term.c tests/unit/rows.h cli/term.c cli/table.c cli/term.h
tests_unit_test_term_LDADD = $(cmocka_libs)
