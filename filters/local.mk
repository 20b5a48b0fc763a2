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
check_PROGRAMS += tests/unit/test-match
tests_unit_test_match_SOURCES = tests/unit/test-match.c tests/unit/rows.h tests/fuzz/neutral.c tests/fuzz/neutral.h
tests_unit_test_match_LDADD = $(cmocka_libs)

# The matcher against a plain evaluator, and against a corpus if there is one.
invent_sources = tests/fuzz/invent.c tests/fuzz/invent.h tests/fuzz/neutral.c tests/fuzz/neutral.h \
	tests/fuzz/slow.c tests/fuzz/slow.h
check_PROGRAMS += tests/fuzz/match-corpus tests/fuzz/match-random
tests_fuzz_match_corpus_SOURCES = tests/fuzz/match-corpus.c tests/fuzz/neutral.c tests/fuzz/neutral.h
tests_fuzz_match_corpus_LDADD = $(ww_libs)
tests_fuzz_match_random_SOURCES = tests/fuzz/match-random.c $(invent_sources)
tests_fuzz_match_random_LDADD = $(ww_libs)

tests_fuzz_fuzz_match_SOURCES = tests/fuzz/fuzz-match.c $(invent_sources)
tests_fuzz_fuzz_match_LDADD = $(ww_libs)
tests_fuzz_fuzz_tokens_SOURCES = tests/fuzz/fuzz-tokens.c
tests_fuzz_fuzz_tokens_LDADD = $(ww_libs)
if FUZZING
noinst_PROGRAMS += tests/fuzz/fuzz-match tests/fuzz/fuzz-tokens
tests_fuzz_fuzz_match_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_tokens_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
check_PROGRAMS += tests/fuzz/fuzz-match tests/fuzz/fuzz-tokens
tests_fuzz_fuzz_match_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_tokens_SOURCES += tests/fuzz/replay.c
endif

noinst_PROGRAMS += bench/match
bench_match_SOURCES = bench/match.c cli/docs.c cli/docs.h
bench_match_LDADD = $(ww_libs)
EXTRA_DIST += bench/match.py tests/e2e/test_match.py
EXTRA_DIST += tests/fuzz/seeds/fuzz-match tests/fuzz/seeds/fuzz-tokens

# The language.
libwirewatch_a_SOURCES += \
	filters/conf.c filters/conf_arena.c filters/conf_arena.h filters/conf_map.c filters/conf_map.h \
	filters/conf_section.c filters/conf_section.h filters/conf_value.c filters/parse.c filters/parse.h filters/parse_lex.c filters/parse_name.c \
	filters/parse_phrase.c filters/parse_regex.c filters/parse_tree.c filters/suggest.c filters/watchlist.c \
	filters/watchlist_build.h filters/watchlist_keys.c filters/watchlist_names.c \
	filters/watchlist_names.h filters/watchlist_origin.c
check_PROGRAMS += tests/unit/test-conf tests/unit/test-watchlist
tests_unit_test_conf_SOURCES = tests/unit/test-conf.c tests/unit/rows.h
tests_unit_test_conf_LDADD = $(cmocka_libs)
tests_unit_test_watchlist_SOURCES = tests/unit/test-watchlist.c tests/unit/rows.h
tests_unit_test_watchlist_LDADD = $(cmocka_libs)

# Any bytes as a watchlist.
tests_fuzz_fuzz_watchlist_SOURCES = tests/fuzz/fuzz-watchlist.c
tests_fuzz_fuzz_watchlist_LDADD = $(ww_libs)
if FUZZING
noinst_PROGRAMS += tests/fuzz/fuzz-watchlist
tests_fuzz_fuzz_watchlist_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
check_PROGRAMS += tests/fuzz/fuzz-watchlist
tests_fuzz_fuzz_watchlist_SOURCES += tests/fuzz/replay.c
endif
EXTRA_DIST += tests/fuzz/seeds/fuzz-watchlist
