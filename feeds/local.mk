# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	feeds/base64.c feeds/base64.h \
	feeds/build.c feeds/build.h \
	feeds/capture.c feeds/capture.h \
	feeds/date.c feeds/date.h \
	feeds/date_names.c feeds/date_names.h \
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

check_PROGRAMS += tests/unit/test-feed-date tests/unit/test-feed-doc tests/unit/test-feed-html tests/unit/test-feed-url
tests_unit_test_feed_date_SOURCES = tests/unit/test-feed-date.c tests/unit/rows.h
tests_unit_test_feed_date_LDADD = $(cmocka_libs)
tests_unit_test_feed_doc_SOURCES = tests/unit/test-feed-doc.c tests/unit/rows.h
tests_unit_test_feed_doc_LDADD = $(cmocka_libs)
tests_unit_test_feed_html_SOURCES = tests/unit/test-feed-html.c tests/unit/rows.h
tests_unit_test_feed_html_LDADD = $(cmocka_libs)
tests_unit_test_feed_url_SOURCES = tests/unit/test-feed-url.c tests/unit/rows.h
tests_unit_test_feed_url_LDADD = $(cmocka_libs)

tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz-date.c
tests_fuzz_fuzz_date_LDADD = $(ww_libs)
tests_fuzz_fuzz_document_SOURCES = tests/fuzz/fuzz-document.c
tests_fuzz_fuzz_document_LDADD = $(ww_libs)
tests_fuzz_fuzz_html_SOURCES = tests/fuzz/fuzz-html.c
tests_fuzz_fuzz_html_LDADD = $(ww_libs)
if FUZZING
noinst_PROGRAMS += tests/fuzz/fuzz-date tests/fuzz/fuzz-document tests/fuzz/fuzz-html
tests_fuzz_fuzz_date_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_document_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_html_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
check_PROGRAMS += tests/fuzz/fuzz-date tests/fuzz/fuzz-document tests/fuzz/fuzz-html
tests_fuzz_fuzz_date_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_document_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_html_SOURCES += tests/fuzz/replay.c
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz-date tests/fuzz/seeds/fuzz-document tests/fuzz/seeds/fuzz-html
