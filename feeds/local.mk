# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	feeds/date.h feeds/doc.h feeds/html.h feeds/item.h feeds/url.h
