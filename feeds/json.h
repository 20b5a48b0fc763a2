/* SPDX-License-Identifier: MIT */
/**
 * feeds/json.h - read JSON Feed 1.0 and 1.1.
 */
#ifndef FEED_JSON_H
#define FEED_JSON_H

#include "feeds/doc.h"

/** text is UTF-8. 0, -EBADMSG (err says why), -ETIME or -ENOMEM; doc is fresh and the caller's in any case.
 */
int feed_json_parse(
        struct ww_str text, const struct feed_parse_opts *opts, struct feed_doc *doc, struct ww_err *err);

#endif
