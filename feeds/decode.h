/* SPDX-License-Identifier: MIT */
/**
 * feeds/decode.h - bytes of any charset to UTF-8, once.
 *
 * BOM, then the HTTP charset, then the XML declaration, then UTF-8, then
 * windows-1252. Labels mean what the WHATWG Encoding Standard says: a page that
 * calls itself iso-8859-1 is windows-1252.
 */
#ifndef FEED_DECODE_H
#define FEED_DECODE_H

#include "base/buf.h"

struct feed_decoded {
	struct ww_str text;  /* UTF-8 without BOM; points into the input or into owned */
	struct ww_buf owned;
	bool changed;        /* ill-formed bytes were replaced */
};

/**
 * content_type is that of the HTTP answer, or NULL. bytes must outlive ret.
 * 0, -EFBIG or -ENOMEM; feed_decoded_finish(ret) in any case.
 */
int feed_decode(struct ww_str bytes, const char *content_type, struct feed_decoded *ret);

void feed_decoded_finish(struct feed_decoded *d);
WW_DEFINE_AUTO_FINISH(struct feed_decoded, feed_decoded, feed_decoded_finish)

#endif
