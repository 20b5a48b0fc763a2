# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += stories/story.h
