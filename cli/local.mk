# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatch
wirewatch_SOURCES = cli/main.c cli/cli.h \
	cli/alert_text.c cli/alert_text.h \
	cli/alerts.c \
	cli/check.c \
	cli/control.c cli/control.h \
	cli/demo.c cli/demo.h \
	cli/demo_child.c \
	cli/demo_server.c \
	cli/demo_world.c \
	cli/docs.c cli/docs.h \
	cli/feeds.c \
	cli/fetch.c cli/fetch.h \
	cli/init.c \
	cli/json.h \
	cli/match.c \
	cli/options.c \
	cli/parse.c \
	cli/reload.c \
	cli/service.c cli/service.h \
	cli/setup.c \
	cli/starter.h \
	cli/status.c \
	cli/table.c \
	cli/term.c cli/term.h \
	cli/test.c \
	cli/why.c cli/why.h \
	cli/words.c cli/words.h
nodist_wirewatch_SOURCES = cli/starter.c
wirewatch_LDADD = $(ww_libs)

# The starter watchlist as an array: od and sed are on every machine that has make.
cli/starter.c: examples/watchlist
	$(AM_V_GEN)$(MKDIR_P) cli && { \
		echo '#include "cli/starter.h"'; \
		echo 'const unsigned char cli_starter[] = {'; \
		od -An -v -tx1 $(top_srcdir)/examples/watchlist | $(SED) 's/ \(..\)/0x\1,/g'; \
		echo '};'; \
		echo 'const size_t cli_starter_len = sizeof(cli_starter);'; \
	} > $@.tmp && mv $@.tmp $@
CLEANFILES += cli/starter.c

check_PROGRAMS += tests/unit/test-term tests/unit/test-alert-text
tests_unit_test_term_SOURCES = tests/unit/test-term.c tests/unit/rows.h cli/term.c cli/table.c cli/term.h
tests_unit_test_term_LDADD = $(cmocka_libs)
tests_unit_test_alert_text_SOURCES = tests/unit/test-alert-text.c tests/unit/rows.h \
	cli/alert_text.c cli/alert_text.h cli/term.c cli/term.h cli/words.c cli/words.h
tests_unit_test_alert_text_LDADD = $(cmocka_libs)
EXTRA_DIST += tests/e2e/test_cli.py tests/e2e/test_demo.py
