/* SPDX-License-Identifier: MIT */
/**
 * feeds/build.h - from the values of a document's elements to its fields.
 *
 * Knows which of several values for a field wins, and turns text into clean
 * strings; knows nothing of XML. The readers (xml.c, json.c) call it. The
 * first failure sticks in err, as in a ww_buf.
 */
#ifndef FEED_BUILD_H
#define FEED_BUILD_H

#include "feeds/doc.h"
#include "feeds/vocab.h"

/** A body as it came: which wins is known at the end of the item. */
struct feed_body {
	char *raw; /* owned */
	size_t n;
	enum feed_markup markup;
	uint8_t rank;
};

/** For each field of the channel or the item, the rank of the value it has. */
struct feed_ranks {
	uint8_t title, link, id, summary, published, updated, language, image;
};

struct feed_builder {
	struct feed_doc *doc;
	const struct feed_parse_opts *opts; /* may be NULL */
	int err;

	bool in_item;
	bool touched;          /* the open item holds anything at all; one that does not is dropped */
	struct feed_item item; /* the open one */
	struct feed_body summary, content;
	int64_t duration;
	struct feed_ranks channel_ranks, item_ranks;
	int64_t period, frequency; /* sy:updatePeriod, sy:updateFrequency */
};

/** The value of one element. */
struct feed_value {
	const struct feed_vocab *row;
	struct ww_str text;
	enum feed_markup markup;
	const char *base; /* xml:base in force, or NULL */
	uint8_t rank;
	bool permalink;   /* a guid that says it is a link, or says nothing */
};

/** The attributes that any of the link-like elements has; empty when absent. */
struct feed_link {
	struct ww_str url, rel, type, title, length, duration, medium;
	const char *base;
	uint8_t rank;
};

void feed_builder_init(struct feed_builder *b, struct feed_doc *doc, const struct feed_parse_opts *opts);
void feed_builder_finish(struct feed_builder *b);

void feed_builder_begin_item(struct feed_builder *b);
/** Finish the open item and append it to the document, unless it is empty. */
void feed_builder_end_item(struct feed_builder *b);

/** Give the open item, else the channel, a value. */
void feed_builder_set(struct feed_builder *b, const struct feed_value *v);
/** atom:link and its like: alternate, self, hub, enclosure; other relations are of no interest. */
void feed_builder_link(struct feed_builder *b, const struct feed_link *l);
void feed_builder_enclosure(struct feed_builder *b, const struct feed_link *l);
void feed_builder_image(struct feed_builder *b, struct ww_str url, const char *base, uint8_t rank);
void feed_builder_author(struct feed_builder *b, struct ww_str name, struct ww_str url, struct ww_str email);
void feed_builder_tag(struct feed_builder *b, struct ww_str tag);

/** *dst = url made absolute against base, else the document's address; cleaned. */
void feed_builder_set_url(struct feed_builder *b, char **dst, struct ww_str url, const char *base);
/** *dst = the text of HTML or plain text on one line. */
void feed_builder_set_line(
        struct feed_builder *b, char **dst, struct ww_str s, enum feed_markup markup, size_t max);

/** Set text, html and summary of the item from its long and short form; either may be empty. */
void feed_builder_bodies(struct feed_builder *b, struct feed_body *content, struct feed_body *summary);

/** "1:02:03", "62:03", "3723" as seconds, or FEED_SIZE_UNKNOWN. */
int64_t feed_builder_duration(struct ww_str s);

#endif
