# SPDX-License-Identifier: MIT
libwirewatch_a_SOURCES += \
	filters/conf.h filters/expr.h filters/hit.h filters/match.h filters/tokens.h filters/watchlist.h

# Words and matching.
libwirewatch_a_SOURCES += \
	filters/eval.c filters/explain.c filters/expr_text.c \
	filters/fold_table.h filters/hit.c \
	filters/match.c filters/matcher.h \
	filters/near.c filters/near.h \
	filters/regex.c filters/regex.h \
	filters/set.c filters/set.h \
	filters/tokens.c filters/trigger.c \
	filters/vocab.c filters/vocab.h
EXTRA_DIST += scripts/gen-fold.py
check_PROGRAMS += tests/unit/test-tokens
tests_unit_test_tokens_SOURCES = tests/unit/test-tokens.c tests/unit/rows.h
tests_unit_test_tokens_LDADD = $(cmocka_libs)

# The language.
libwirewatch_a_SOURCES += \
	filters/conf.c filters/conf_arena.c filters/conf_arena.h filters/conf_map.c filters/conf_map.h \
	filters/conf_value.c filters/parse.c filters/parse.h filters/parse_lex.c filters/parse_name.c \
	filters/parse_phrase.c filters/parse_regex.c filters/suggest.c filters/watchlist.c \
	filters/watchlist_build.h filters/watchlist_keys.c filters/watchlist_names.c \
	filters/watchlist_names.h filters/watchlist_origin.c
