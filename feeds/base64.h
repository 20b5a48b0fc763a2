/* SPDX-License-Identifier: MIT */
/**
 * feeds/base64.h - the content of Atom 0.3's mode="base64".
 */
#ifndef FEED_BASE64_H
#define FEED_BASE64_H

#include "base/buf.h"

/** Append the bytes of s; white space is skipped. 0, -EINVAL (no base64), -EFBIG or -ENOMEM. */
int feed_base64_decode(struct ww_str s, struct ww_buf *out);

#endif
