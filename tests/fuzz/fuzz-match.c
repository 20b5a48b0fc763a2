/* SPDX-License-Identifier: MIT */
/* Rules and documents made from the input: the matcher and the slow evaluator must agree. */
#include "tests/fuzz/invent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* More decisions than this only make the slow side slower. */
	struct invent in = { data, ww_min(size, (size_t) 4000) };
	size_t n_true = 0;

	if (!invent_and_compare(&in, &n_true))
		abort();
	return 0;
}
