/* SPDX-License-Identifier: MIT */
#include "feeds/base64.h"

static int value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ww_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int feed_base64_decode(struct ww_str s, struct ww_buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
		int v = value(s.p[i]);

		if (ww_is_space(s.p[i]))
			continue;
		if (v < 0)
			return -EINVAL;
		bits = (bits << 6 | (uint32_t) v) & 0xFFFFFF;
		n += 6;
		if (n >= 8) {
			n -= 8;
			ww_buf_addc(out, (char) (bits >> n & 0xFF));
		}
	}
	return out->err;
}
