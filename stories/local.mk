# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	stories/changed.c stories/changed.h \
	stories/cues.c \
	stories/keys.c \
	stories/live.c \
	stories/map.c stories/map.h \
	stories/numbers.c \
	stories/record.c \
	stories/story.c stories/story.h \
	stories/tracker.c stories/tracker.h \
	stories/words.c stories/words.h

check_PROGRAMS += tests/unit/test-changed
tests_unit_test_changed_SOURCES = tests/unit/test-changed.c tests/unit/rows.h
tests_unit_test_changed_LDADD = $(cmocka_libs)
check_PROGRAMS += tests/unit/test-stories
tests_unit_test_stories_SOURCES = tests/unit/test-stories.c tests/unit/rows.h
tests_unit_test_stories_LDADD = $(cmocka_libs)
