# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatch
wirewatch_SOURCES = cli/main.c cli/cli.h \
	cli/check.c cli/docs.c cli/docs.h \
	cli/fetch.c cli/fetch.h \
	cli/match.c cli/parse.c
wirewatch_LDADD = $(ww_libs)
