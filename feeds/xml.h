/* SPDX-License-Identifier: MIT */
/**
 * feeds/xml.h - one SAX pass of libxml2 over a mended text into a document.
 */
#ifndef FEED_XML_H
#define FEED_XML_H

#include "feeds/doc.h"

struct feed_xml_result {
	bool well_formed;
	bool is_feed;      /* a channel, feed or item was met */
	int line, col;     /* of the first mistake, counted from the root's line */
	char message[160]; /* what libxml2 says of it; "" if nothing */
};

/**
 * text begins with the root element. recover: go on after mistakes. doc is
 * fresh and the caller's in any case.
 * 0 (see *ret), -E2BIG (depth), -ETIME or -ENOMEM.
 */
int feed_xml_parse(struct ww_str text, bool recover, const struct feed_parse_opts *opts, struct feed_doc *doc,
	struct feed_xml_result *ret);

#endif
