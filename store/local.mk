# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	store/alerts.c \
	store/feeds.c \
	store/items.c \
	store/lock.c store/lock.h \
	store/outbox.c \
	store/schema.c \
	store/silences.c \
	store/stmt.c store/stmt.h \
	store/store.c store/store.h \
	store/stories.c \
	store/upkeep.c

check_PROGRAMS += tests/unit/test-store
tests_unit_test_store_SOURCES = tests/unit/test-store.c tests/unit/rows.h
tests_unit_test_store_LDADD = $(cmocka_libs)
