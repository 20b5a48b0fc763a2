# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += notifiers/alert.h notifiers/notifier.h
