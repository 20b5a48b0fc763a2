# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	feeds/base64.c feeds/base64.h \
	feeds/build.c feeds/build.h \
	feeds/date.c feeds/date.h \
	feeds/decode.c feeds/decode.h \
	feeds/doc.c feeds/doc.h \
	feeds/entity.c feeds/entity.h feeds/entity_table.h \
	feeds/html.c feeds/html.h \
	feeds/identity.c feeds/identity.h \
	feeds/item.c feeds/item.h feeds/item_init.h \
	feeds/json.c feeds/json.h \
	feeds/jsonfeed.c \
	feeds/mend.c feeds/mend.h \
	feeds/pace.c feeds/pace.h \
	feeds/sniff.c feeds/sniff.h \
	feeds/text.c feeds/text.h \
	feeds/url.c feeds/url.h \
	feeds/vocab.c feeds/vocab.h \
	feeds/xml.c feeds/xml.h

EXTRA_DIST += scripts/gen-entities.py
