# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	notifiers/alert.c notifiers/alert.h notifiers/alert_json.c \
	notifiers/notifier.h

check_PROGRAMS += tests/unit/test-alert
tests_unit_test_alert_SOURCES = tests/unit/test-alert.c tests/unit/rows.h
tests_unit_test_alert_LDADD = $(cmocka_libs)
