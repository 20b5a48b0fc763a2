# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatchd
wirewatchd_SOURCES = daemon/main.c
wirewatchd_LDADD = $(ww_libs)

# The configuration.
libwirewatch_a_SOURCES += \
	daemon/config.c daemon/config.h daemon/config_build.h daemon/config_feed.c daemon/config_io.c \
	daemon/config_notify.c daemon/config_options.c daemon/config_places.c daemon/config_url.c
check_PROGRAMS += tests/unit/test-config
tests_unit_test_config_SOURCES = tests/unit/test-config.c tests/unit/rows.h
tests_unit_test_config_LDADD = $(cmocka_libs)
EXTRA_DIST += tests/conf examples/watchlist

# Fetching, and when to do it.
libwirewatch_a_SOURCES += \
	daemon/fetcher.c daemon/fetcher.h daemon/fetcher_private.h \
	daemon/fetcher_explain.c \
	daemon/fetcher_guard.c daemon/fetcher_guard.h \
	daemon/fetcher_headers.c \
	daemon/fetcher_hop.c \
	daemon/fetcher_proxy.c daemon/fetcher_proxy.h \
	daemon/fetcher_queue.c \
	daemon/fetcher_socket.c \
	daemon/fetcher_url.c daemon/fetcher_url.h \
	daemon/policy.c daemon/policy.h \
	daemon/policy_http.c
check_PROGRAMS += tests/unit/test-policy tests/unit/test-fetcher
tests_unit_test_policy_SOURCES = tests/unit/test-policy.c tests/unit/rows.h
tests_unit_test_policy_LDADD = $(cmocka_libs)
tests_unit_test_fetcher_SOURCES = tests/unit/test-fetcher.c tests/unit/rows.h
tests_unit_test_fetcher_LDADD = $(cmocka_libs)

# The daemon itself.
libwirewatch_a_SOURCES += \
	daemon/clock.c daemon/clock.h \
	daemon/commit.c daemon/commit.h \
	daemon/control.c daemon/control.h \
	daemon/daemon.c daemon/daemon.h \
	daemon/delivery.c daemon/delivery.h \
	daemon/feedrun.c daemon/feedrun.h \
	daemon/limit.c daemon/limit.h \
	daemon/log.c daemon/log.h \
	daemon/poll.c daemon/poll.h \
	daemon/pauses.c daemon/pauses.h \
	daemon/poller.c daemon/poller.h daemon/poller_config.c daemon/poller_private.h \
	daemon/pool.c daemon/pool.h \
	daemon/raise.c daemon/raise.h \
	daemon/schedule.c daemon/schedule.h \
	daemon/service.c daemon/service.h
check_PROGRAMS += tests/unit/test-poll tests/unit/test-schedule
tests_unit_test_poll_SOURCES = tests/unit/test-poll.c tests/unit/rows.h
tests_unit_test_poll_LDADD = $(cmocka_libs)
tests_unit_test_schedule_SOURCES = tests/unit/test-schedule.c tests/unit/rows.h
tests_unit_test_schedule_LDADD = $(cmocka_libs)
EXTRA_DIST += tests/e2e/test_daemon.py tests/e2e/test_trouble.py tests/e2e/test_story.py tests/e2e/feedtext.py
