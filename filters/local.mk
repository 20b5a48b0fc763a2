# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	filters/conf.h filters/expr.h filters/hit.h filters/match.h filters/tokens.h filters/watchlist.h
