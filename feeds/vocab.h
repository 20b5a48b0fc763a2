/* SPDX-License-Identifier: MIT */
/**
 * feeds/vocab.h - what each element of the RSS and Atom families means, and where.
 *
 * The same local name means different things by namespace and parent
 * (media:title, image/title, source/title), so a row of the table names all three.
 */
#ifndef FEED_VOCAB_H
#define FEED_VOCAB_H

#include "base/str.h"

enum feed_ns {
	FEED_NS_OTHER,
	FEED_NS_RSS, /* none at all, and the namespaces of RSS 0.90 to 2.0 */
	FEED_NS_ATOM,
	FEED_NS_RDF,
	FEED_NS_CONTENT,
	FEED_NS_DC,
	FEED_NS_DCTERMS,
	FEED_NS_ITUNES, /* and Google Play's copy of it */
	FEED_NS_MEDIA,
	FEED_NS_SY,
	FEED_NS_XHTML,
	FEED_NS_FEEDBURNER,
};

/** Where an element stands. Bits, so that a row can name several. */
enum feed_place {
	FEED_IN_NOTHING = 0, /* unknown elements and all that they hold */
	FEED_IN_ROOT    = 1 << 0,
	FEED_IN_CHANNEL = 1 << 1, /* and atom:feed */
	FEED_IN_ITEM    = 1 << 2, /* and atom:entry */
	FEED_IN_IMAGE   = 1 << 3,
	FEED_IN_SOURCE  = 1 << 4,
	FEED_IN_PERSON  = 1 << 5,
	FEED_IN_MEDIA   = 1 << 6, /* media:group, media:content */
	FEED_IN_HOURS   = 1 << 7,
	FEED_IN_DAYS    = 1 << 8,
	FEED_IN_TEXT    = 1 << 9, /* collecting the text of a field */
};

enum feed_field {
	/* Elements that hold others. */
	FEED_F_CHANNEL, FEED_F_ITEM,
	FEED_F_ITEMS, /* a wrapper: what is inside counts as if it were not there */
	FEED_F_IMAGE, FEED_F_SOURCE, FEED_F_PERSON, FEED_F_MEDIA_GROUP, FEED_F_MEDIA_CONTENT, FEED_F_HOURS,
	FEED_F_DAYS,
	/* Elements that say it all in their attributes. */
	FEED_F_ENCLOSURE, FEED_F_THUMBNAIL, FEED_F_ART, FEED_F_TOPIC, FEED_F_PLAYER,
	/* Elements whose text counts: everything from FEED_F_TEXTS on. */
	FEED_F_TEXTS,
	FEED_F_TITLE = FEED_F_TEXTS, FEED_F_LINK, FEED_F_ATOM_LINK, FEED_F_ID, FEED_F_GUID, FEED_F_SUMMARY,
	FEED_F_CONTENT, FEED_F_PUBLISHED, FEED_F_UPDATED, FEED_F_AUTHOR, FEED_F_NAME, FEED_F_URI, FEED_F_EMAIL,
	FEED_F_CATEGORY, FEED_F_KEYWORDS, FEED_F_COMMENTS, FEED_F_LANGUAGE, FEED_F_TTL, FEED_F_PERIOD,
	FEED_F_FREQUENCY, FEED_F_HOUR, FEED_F_DAY, FEED_F_IMAGE_URL, FEED_F_SOURCE_TITLE, FEED_F_DURATION,
};

/** How the text of a field is written when no attribute says so. */
enum feed_markup {
	FEED_PLAIN, /* child elements are no part of it */
	FEED_HTML,  /* escaped HTML or text, or child elements */
};

struct feed_vocab {
	const char *name;   /* lower case */
	uint8_t ns;         /* enum feed_ns */
	uint8_t field;      /* enum feed_field */
	uint16_t places;    /* enum feed_place, or-ed */
	uint8_t rank;       /* of two values for one field the higher wins, then the first */
	uint8_t markup;     /* enum feed_markup */
};

/** The meaning of an element, or NULL. Names are compared without regard to case. */
const struct feed_vocab *feed_vocab_find(const char *name, enum feed_ns ns, enum feed_place place);

/** The namespace of a URI; FEED_NS_OTHER when unknown. */
enum feed_ns feed_vocab_ns(const char *uri);

/** The namespace that an undeclared prefix means by convention. */
enum feed_ns feed_vocab_prefix(const char *prefix);

#endif
