/* SPDX-License-Identifier: MIT */
/*
 * The matcher against a slow and obvious evaluator, on random rules and
 * documents:  match-random [ROUNDS [SEED]]. A failure prints its seed.
 */
#include "tests/fuzz/invent.h"

#define BYTES 2000

static uint64_t next(uint64_t *state)
{
	/* xorshift64*; the same rounds on every machine. */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545F4914F6CDD1Du;
}

int main(int argc, char **argv)
{
	uint64_t rounds = 2000, seed = 1;
	size_t n_true = 0;

	if ((argc > 1 && ww_str_to_u64(ww_str(argv[1]), UINT64_MAX, &rounds)) ||
	        (argc > 2 && ww_str_to_u64(ww_str(argv[2]), UINT64_MAX, &seed)))
		return 2;
	for (uint64_t i = 0; i < rounds; i++) {
		uint64_t state = (seed + i) * 0x9E3779B97F4A7C15u | 1;
		uint8_t bytes[BYTES];
		struct invent in = { bytes, sizeof(bytes) };

		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (uint8_t) (next(&state) >> 56);
		if (!invent_and_compare(&in, &n_true)) {
			printf("seed %" PRIu64 " differs\n", seed + i);
			return 1;
		}
	}
	printf("%" PRIu64 " rounds, %zu true pairs\n", rounds, n_true);
	return !n_true;
}
