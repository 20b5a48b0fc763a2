/* SPDX-License-Identifier: MIT */
/**
 * feeds/doc.h - bytes in, a feed document out.
 *
 * Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. No I/O,
 * no clock, no log; memory and time are bounded by the limits below. A
 * feed_doc owns every string and item reachable from it. Parsing needs no lock:
 * any number of threads may do it at once.
 */
#ifndef FEED_DOC_H
#define FEED_DOC_H

#include "base/buf.h"
#include "base/err.h"
#include "feeds/item.h"

#define FEED_BYTES_MAX     (64u << 20) /* most bytes parse will look at */
#define FEED_ITEMS_MAX     5000        /* further items are counted in n_dropped */
#define FEED_DEPTH_MAX     64          /* open elements */
#define FEED_START_TAG_MAX (64u << 10) /* bytes of one start tag */
#define FEED_TITLE_MAX     1024        /* bytes; longer fields are cut at a character */
#define FEED_URL_MAX       4096
#define FEED_ID_MAX        4096
#define FEED_SUMMARY_MAX   (16u << 10)
#define FEED_TEXT_MAX      (256u << 10)
#define FEED_HTML_MAX      (1u << 20)
#define FEED_PER_ITEM_MAX  64          /* authors, tags, enclosures: each */

enum feed_format {
	FEED_RSS,  /* 0.91 to 0.94, 2.0, and RSS without a version */
	FEED_RDF,  /* 0.90, 1.0 */
	FEED_ATOM, /* 0.3, 1.0 */
	FEED_JSON, /* JSON Feed 1.0, 1.1 */
};

struct feed_doc {
	enum feed_format format;
	char *version; /* "2.0", "1.0" ...; "" when the document does not say */
	char *title;
	char *home_url;
	char *self_url;
	char *description;
	char *language;
	char *icon_url;
	WW_ARRAY(struct feed_author) authors;
	WW_ARRAY(char *) hubs; /* rel=hub */
	struct feed_pace pace;
	int64_t updated;

	WW_ARRAY(struct feed_item) items; /* in document order */
	size_t n_dropped;                 /* items beyond FEED_ITEMS_MAX */
	bool repaired;                    /* not well-formed, or bytes that are no text were replaced */
	bool truncated;                   /* the end and the item it cut are missing: no validators */
};

struct feed_parse_opts {
	const char *content_type; /* of the HTTP answer with its charset, or NULL */
	const char *base_url;     /* where it was fetched from (after redirects), or NULL */
	int64_t now;              /* dates after now + 1 day are dropped; 0: no check */
	/* Asked now and then while parsing; true stops with -ETIME. May be NULL. */
	bool (*stop)(void *arg);
	void *stop_arg;
};

/**
 * Parse n bytes, which need not be NUL-terminated. opts may be NULL.
 *
 * 0 and *ret_doc, which the caller destroys; or, with *ret_doc untouched and
 * err set to what it is instead and where:
 *   -EBADMSG  not a feed we understand (HTML, OPML, other XML or JSON, empty)
 *   -E2BIG    above FEED_BYTES_MAX, FEED_DEPTH_MAX or FEED_START_TAG_MAX
 *   -ETIME    opts->stop said so
 *   -ENOMEM   out of memory
 */
int feed_doc_parse(const char *bytes, size_t n, const struct feed_parse_opts *opts, struct feed_doc **ret_doc,
	struct ww_err *err);

/** Free doc and all it owns. NULL is fine. */
void feed_doc_destroy(struct feed_doc *doc);
WW_DEFINE_AUTO(struct feed_doc *, feed_doc, feed_doc_destroy)

/** "RSS 2.0", "Atom 1.0", "JSON Feed 1.1" ... into out. */
void feed_doc_format_text(const struct feed_doc *doc, char *out, size_t size);

/**
 * The document as JSON Feed 1.1 (UTF-8, two-space indent, newline at the end),
 * appended to out. Dates are RFC 3339 UTC; every item has an id (the identity
 * when the feed gave none). 0, -ENOMEM or -EFBIG.
 */
int feed_doc_to_json(const struct feed_doc *doc, struct ww_buf *out);

#endif
