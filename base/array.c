/* SPDX-License-Identifier: MIT */
#include "base/array.h"

int ww_array_reserve(void **v, size_t *cap, size_t n, size_t more, size_t size)
{
	size_t want, bytes;
	void *p;

	if (__builtin_add_overflow(n, more, &want))
		return -ENOMEM;
	if (want <= *cap)
		return 0;
	want = ww_max(want, ww_max(*cap + *cap / 2, (size_t) 8));
	if (__builtin_mul_overflow(want, size, &bytes))
		return -ENOMEM;
	p = realloc(*v, bytes);
	if (!p)
		return -ENOMEM;
	*v = p;
	*cap = want;
	return 0;
}
