# SPDX-License-Identifier: MIT
# Each folder's local.mk adds its own unit tests to check_PROGRAMS;
# here are the tests that look at the whole tree.

check_PROGRAMS += tests/unit/test-base
tests_unit_test_base_SOURCES = tests/unit/test-base.c tests/unit/rows.h
tests_unit_test_base_LDADD = $(cmocka_libs)

# The longest first: with make -j the others run beside it.
TESTS += tests/e2e/run.sh $(check_PROGRAMS) \
	tests/check-driver.py tests/check-hardening.sh \
	tests/check-layers.py tests/check-manual.py tests/check-scripts.sh
AM_TESTS_ENVIRONMENT = top_srcdir=$(top_srcdir) top_builddir=$(top_builddir); export top_srcdir top_builddir;
EXTRA_DIST += tests/layers.txt tests/check-layers.py tests/check-scripts.sh \
	tests/driver.py tests/check-driver.py tests/check-hardening.sh tests/check-manual.py \
	tests/boot/inside.sh tests/boot/run.sh \
	tests/e2e/run.sh tests/e2e/tap.py tests/e2e/conftest.py tests/e2e/test_command_line.py
EXTRA_DIST += tests/e2e/server.py tests/e2e/test_fetch.py

# Only the tests of the fetcher use it.
EXTRA_PROGRAMS += tests/e2e/fetch-driver
tests_e2e_fetch_driver_SOURCES = tests/e2e/fetch-driver.c
tests_e2e_fetch_driver_LDADD = $(ww_libs)
CLEANFILES += tests/e2e/fetch-driver$(EXEEXT)
tests/e2e/run.log: tests/e2e/fetch-driver$(EXEEXT)
