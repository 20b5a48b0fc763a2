/* SPDX-License-Identifier: MIT */
/**
 * feeds/mend.h - make a text that libxml2 can read of what feeds contain.
 *
 * The light pass runs over every document: it bounds the size of tags, decodes
 * entities (libxml2 sees none but the five of XML), escapes stray & and <
 * and drops characters that XML forbids. The full pass also rewrites every tag
 * and closes what an outer end tag shows to be over; it is for documents that
 * proved not well-formed. A text that needs nothing is not copied.
 */
#ifndef FEED_MEND_H
#define FEED_MEND_H

#include "base/buf.h"
#include "feeds/doc.h"
#include "feeds/sniff.h"

struct feed_mended {
	struct ww_str text;  /* points into the input or into owned */
	struct ww_buf owned;
	bool repaired;       /* it was not well-formed */
};

/**
 * text begins with the root element; prolog gives the entities it declares.
 * opts (may be NULL) is asked whether to stop.
 * 0, -ETIME, -E2BIG (tag or depth), -EFBIG or -ENOMEM; feed_mended_finish(ret) in any case.
 */
int feed_mend(struct ww_str text, const struct feed_prolog *prolog, bool full, const struct feed_parse_opts *opts,
	struct feed_mended *ret, struct ww_err *err);

void feed_mended_finish(struct feed_mended *m);
WW_DEFINE_AUTO_FINISH(struct feed_mended, feed_mended, feed_mended_finish)

#endif
