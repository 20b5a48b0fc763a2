# SPDX-License-Identifier: MIT
AM_CPPFLAGS += $(NOTIFY_CFLAGS)
ww_libs += $(NOTIFY_LIBS)

# What desktops show with our notifications.
icondir = $(datadir)/icons/hicolor/scalable/apps
dist_icon_DATA = notifiers/wirewatch.svg
desktopdir = $(datadir)/applications
dist_desktop_DATA = notifiers/wirewatch.desktop
AM_CPPFLAGS += -DWW_ICON='"$(icondir)/wirewatch.svg"'

libwirewatch_a_SOURCES += \
	notifiers/alert.c notifiers/alert.h notifiers/alert_json.c \
	notifiers/desktop.c notifiers/desktop_impl.h \
	notifiers/desktop_bubble.c notifiers/desktop_server.c notifiers/desktop_thread.c \
	notifiers/journal.c notifiers/journal.h \
	notifiers/jsonl.c notifiers/jsonl.h \
	notifiers/log.c \
	notifiers/notifier.c notifiers/notifier.h notifiers/notifier_impl.h \
	notifiers/open_url.c notifiers/open_url.h \
	notifiers/queue.c

check_PROGRAMS += tests/unit/test-alert
tests_unit_test_alert_SOURCES = tests/unit/test-alert.c tests/unit/rows.h
tests_unit_test_alert_LDADD = $(cmocka_libs)

check_PROGRAMS += tests/unit/test-log
tests_unit_test_log_SOURCES = tests/unit/test-log.c tests/unit/rows.h
tests_unit_test_log_LDADD = $(cmocka_libs)

check_PROGRAMS += tests/unit/test-notifier
tests_unit_test_notifier_SOURCES = tests/unit/test-notifier.c tests/unit/rows.h
tests_unit_test_notifier_LDADD = $(cmocka_libs)

# No check_PROGRAM: a helper must not run as a test by itself.
noinst_PROGRAMS += tests/e2e/notify-driver
tests_e2e_notify_driver_SOURCES = tests/e2e/notify-driver.c
tests_e2e_notify_driver_LDADD = $(ww_libs)

EXTRA_DIST += tests/e2e/desktop.py tests/e2e/test_desktop.py tests/e2e/notifyd.py tests/tsan.supp
tests/e2e/run.log: tests/e2e/notify-driver
