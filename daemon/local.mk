# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatchd
wirewatchd_SOURCES = daemon/main.c
wirewatchd_LDADD = $(ww_libs)

libwirewatch_a_SOURCES += daemon/config.h daemon/fetcher.h daemon/policy.h
