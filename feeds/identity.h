/* SPDX-License-Identifier: MIT */
/**
 * feeds/identity.h - who an item is (item.h says how), and what it inherits from its feed.
 */
#ifndef FEED_IDENTITY_H
#define FEED_IDENTITY_H

#include "feeds/doc.h"

/** Set identity and language of all items. 0 or -ENOMEM. */
int feed_identity_set(struct feed_doc *doc);

#endif
