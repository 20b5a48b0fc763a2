# SPDX-License-Identifier: MIT
bin_PROGRAMS += wirewatchd
wirewatchd_SOURCES = daemon/main.c
wirewatchd_LDADD = $(ww_libs)

libwirewatch_a_SOURCES += \
	daemon/config.h \
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
