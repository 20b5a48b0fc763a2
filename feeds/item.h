/* SPDX-License-Identifier: MIT */
/**
 * feeds/item.h - one entry of a feed, and when a feed may be asked again.
 *
 * Plain data. Strings are UTF-8, clean (ww_utf8_clean) and never NULL: "" when
 * the feed says nothing. Times are seconds since the epoch, UTC;
 * FEED_TIME_UNKNOWN when absent or impossible. The feed_doc owns it all; empty
 * strings may be one shared "", so nothing here is freed or written one by one.
 */
#ifndef FEED_ITEM_H
#define FEED_ITEM_H

#include "base/array.h"
#include "base/str.h"

#define FEED_TIME_UNKNOWN INT64_MIN
#define FEED_SIZE_UNKNOWN (-1)

#define FEED_IDENTITY_LEN 32 /* hex digits of feed_item.identity */

struct feed_author {
	char *name;
	char *url;
	char *email;
};

struct feed_enclosure {
	char *url;        /* absolute */
	char *type;       /* media type */
	char *title;
	int64_t size;     /* bytes, or FEED_SIZE_UNKNOWN */
	int64_t duration; /* seconds, or FEED_SIZE_UNKNOWN */
};

struct feed_item {
	char *id;           /* guid, atom:id, rdf:about, JSON id: as written, white space trimmed; "" if absent */
	char *url;          /* permanent link, absolute when the feed or its address allows */
	char *external_url; /* JSON Feed external_url */
	char *comments_url;
	char *image_url;
	char *title;        /* plain text, one line */
	char *summary;      /* plain text of the short form; "" if the feed has only a long one */
	char *text;         /* plain text of the longest form; what is matched as the body */
	char *html;         /* that form as the feed gave it, "" if it was plain text */
	char *language;     /* BCP 47 of the item, else of the feed */
	char *source;       /* title of the feed it was taken from (rss:source, atom:source) */
	int64_t published;
	int64_t updated;
	WW_ARRAY(struct feed_author) authors;
	WW_ARRAY(char *) tags;
	WW_ARRAY(struct feed_enclosure) enclosures;

	/*
	 * Who it is within its feed, stable over polls: SHA-256 (FEED_IDENTITY_LEN
	 * digits) of the id; of id and url when the id repeats in the document;
	 * of the url when there is no id, and of url and title when that repeats;
	 * of title and text when there is neither.
	 * Never of a date.
	 */
	char identity[FEED_IDENTITY_LEN + 1];
};

/** What the feed itself says about polling; 0 when it says nothing. */
struct feed_pace {
	int64_t ttl;         /* seconds: rss:ttl, or sy:updatePeriod / updateFrequency */
	uint32_t skip_hours; /* bit h: not in hour h UTC */
	uint8_t skip_days;   /* bit d: not on day d UTC, 0 = Sunday */
};

#endif
