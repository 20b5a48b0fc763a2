# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += store/store.h
