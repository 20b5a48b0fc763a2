/* SPDX-License-Identifier: MIT */
/**
 * feeds/capture.h - the text of one element as it is read: attributes, and markup written again.
 */
#ifndef FEED_CAPTURE_H
#define FEED_CAPTURE_H

#include "base/buf.h"

#define FEED_CAPTURE_MAX ((size_t) 2 << 20) /* bytes of one field; the rest is cut */

/** The attributes of a start tag as libxml2's SAX2 gives them. */
struct feed_attributes {
	const unsigned char **v; /* five pointers each: name, prefix, URI, value, end of value */
	int n;
};

/** The value of an attribute, whose prefix must be this one unless it is NULL; p == NULL when it is absent.
 */
struct ww_str feed_attribute(const struct feed_attributes *a, const char *prefix, const char *name);

/**
 * Without entity substitution libxml2 hands an ampersand in an attribute over
 * as "&#38;". buf is the memory of the result where it differs from s.
 */
struct ww_str feed_attribute_unescape(struct ww_str s, struct ww_buf *buf);

struct feed_capture {
	struct ww_buf text;
};

void feed_capture_text(struct feed_capture *c, const char *p, size_t n);

/** Text that becomes part of HTML. */
void feed_capture_escaped(struct feed_capture *c, const char *p, size_t n);

/** A child element in a field that is HTML: written as HTML again. */
void feed_capture_start_tag(struct feed_capture *c, const char *name, const struct feed_attributes *a);
void feed_capture_end_tag(struct feed_capture *c, const char *name);

#endif
