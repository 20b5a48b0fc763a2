/* SPDX-License-Identifier: MIT */
/**
 * feeds/sniff.h - what a document is, and where its root element begins.
 *
 * The prolog ends here: junk, XML declaration, comments and DOCTYPE are read by
 * this file alone. libxml2 starts at the root element and never sees a
 * declaration, so there is nothing it could load or expand.
 */
#ifndef FEED_SNIFF_H
#define FEED_SNIFF_H

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"

#define FEED_ENTITIES_MAX      256
#define FEED_ENTITY_VALUE_MAX  4096

enum feed_sniffed { FEED_SNIFFED_XML, FEED_SNIFFED_JSON };

/** An internal entity with a literal value: <!ENTITY name "value">. */
struct feed_declared {
	struct ww_str name; /* points into the text */
	char *value;        /* owned; references in it are decoded */
};

struct feed_prolog {
	enum feed_sniffed kind;
	size_t root; /* offset of the root's '<', or of the first JSON byte */
	WW_ARRAY(struct feed_declared) entities;
};

void feed_prolog_finish(struct feed_prolog *p);
WW_DEFINE_AUTO_FINISH(struct feed_prolog, feed_prolog, feed_prolog_finish)

/** 0, -EBADMSG (no feed: err says what it is instead) or -ENOMEM. text must outlive *ret. */
int feed_sniff(struct ww_str text, struct feed_prolog *ret, struct ww_err *err);

/** The name of the tag at s ("<rdf:RDF a=..." gives "rdf:RDF"), empty when it is no tag. */
struct ww_str feed_tag_name(struct ww_str s);

#endif
