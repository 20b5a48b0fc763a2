/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <glib.h>

/* Constants: draft-eastlake-fnv-17; the mix is the finaliser of MurmurHash3. */
uint64_t ww_hash64(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * 0x100000001b3u;
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 33;
	return h;
}

static void finish(GChecksum *sum, char *out, size_t digits)
{
	assert(digits <= 64);
	memcpy(out, g_checksum_get_string(sum), digits);
	out[digits] = '\0';
	g_checksum_free(sum);
}

void ww_sha256_parts(const struct ww_str *parts, size_t n_parts, char *out, size_t digits)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (size_t i = 0; i < n_parts; i++) {
		unsigned char len[8];

		for (unsigned b = 0; b < 8; b++)
			len[b] = (unsigned char) ((uint64_t) parts[i].n >> (8 * b));
		g_checksum_update(sum, len, sizeof(len));
		g_checksum_update(sum, (const guchar *) (parts[i].n ? parts[i].p : ""), (gssize) parts[i].n);
	}
	finish(sum, out, digits);
}

void ww_sha256(struct ww_str s, char out[WW_SHA256_HEX_MAX])
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *) (s.n ? s.p : ""), (gssize) s.n);
	finish(sum, out, 64);
}
