/* SPDX-License-Identifier: MIT */
#include "feeds/vocab.h"

#define CHAN FEED_IN_CHANNEL
#define ITEM FEED_IN_ITEM
#define BOTH (FEED_IN_CHANNEL | FEED_IN_ITEM)
#define SRC  FEED_IN_SOURCE
#define IMG  FEED_IN_IMAGE
#define PERS FEED_IN_PERSON
#define MEDIA FEED_IN_MEDIA
#define ANY  (BOTH | FEED_IN_ROOT)

#define ROW(name, ns, field, places, rank, markup) \
	{ name, FEED_NS_##ns, FEED_F_##field, (places), (rank), FEED_##markup }

/* Sorted by name. RSS elements are also read in Atom documents and the other way round, at a lower rank. */
static const struct feed_vocab rows[] = {
	ROW("abstract", DCTERMS, SUMMARY, ITEM, 2, HTML),
	ROW("alternative", DCTERMS, TITLE, ITEM, 1, HTML),
	ROW("author", RSS, AUTHOR, BOTH, 5, PLAIN),
	ROW("author", ATOM, PERSON, BOTH, 5, PLAIN),
	ROW("author", DC, AUTHOR, BOTH, 3, PLAIN),
	ROW("author", ITUNES, AUTHOR, BOTH, 3, PLAIN),
	ROW("body", XHTML, CONTENT, ITEM, 6, HTML),
	ROW("categories", RSS, ITEMS, ITEM, 0, PLAIN),
	ROW("category", RSS, CATEGORY, BOTH, 5, PLAIN),
	ROW("category", ATOM, CATEGORY, BOTH, 5, PLAIN),
	ROW("category", ITUNES, TOPIC, BOTH, 5, PLAIN),
	ROW("category", MEDIA, CATEGORY, ITEM | MEDIA, 5, PLAIN),
	ROW("channel", RSS, CHANNEL, FEED_IN_ROOT, 0, PLAIN),
	ROW("comments", RSS, COMMENTS, ITEM, 5, PLAIN),
	ROW("content", RSS, CONTENT, ITEM, 4, HTML),
	ROW("content", ATOM, CONTENT, ITEM, 6, HTML),
	ROW("content", MEDIA, MEDIA_CONTENT, ITEM | MEDIA | CHAN, 0, PLAIN),
	ROW("created", ATOM, PUBLISHED, ITEM, 3, PLAIN),
	ROW("created", DCTERMS, PUBLISHED, ITEM, 3, PLAIN),
	ROW("creator", DC, AUTHOR, BOTH, 4, PLAIN),
	ROW("creator", DCTERMS, AUTHOR, BOTH, 3, PLAIN),
	ROW("date", DC, PUBLISHED, BOTH, 4, PLAIN),
	ROW("date", DCTERMS, PUBLISHED, BOTH, 3, PLAIN),
	ROW("day", RSS, DAY, FEED_IN_DAYS, 0, PLAIN),
	ROW("description", RSS, SUMMARY, BOTH, 5, HTML),
	ROW("description", DC, SUMMARY, BOTH, 4, HTML),
	ROW("description", DCTERMS, SUMMARY, BOTH, 3, HTML),
	ROW("description", ITUNES, SUMMARY, BOTH, 2, HTML),
	ROW("description", MEDIA, SUMMARY, ITEM | MEDIA, 1, HTML),
	ROW("duration", ITUNES, DURATION, ITEM, 0, PLAIN),
	ROW("email", ATOM, EMAIL, PERS, 0, PLAIN),
	ROW("email", RSS, EMAIL, PERS, 0, PLAIN),
	ROW("email", ITUNES, EMAIL, PERS, 0, PLAIN),
	ROW("enclosure", RSS, ENCLOSURE, ITEM, 0, PLAIN),
	ROW("encoded", CONTENT, CONTENT, ITEM, 7, HTML),
	ROW("entry", ATOM, ITEM, ANY, 0, PLAIN),
	ROW("entry", RSS, ITEM, ANY, 0, PLAIN),
	ROW("fullitem", RSS, CONTENT, ITEM, 5, HTML),
	ROW("group", MEDIA, MEDIA_GROUP, ITEM, 0, PLAIN),
	ROW("guid", RSS, GUID, ITEM, 5, PLAIN),
	ROW("homepage", ATOM, URI, PERS, 0, PLAIN),
	ROW("hour", RSS, HOUR, FEED_IN_HOURS, 0, PLAIN),
	ROW("icon", ATOM, IMAGE_URL, CHAN, 5, PLAIN),
	ROW("id", ATOM, ID, BOTH, 5, PLAIN),
	ROW("identifier", DC, ID, ITEM, 2, PLAIN),
	ROW("identifier", DCTERMS, ID, ITEM, 1, PLAIN),
	ROW("image", RSS, IMAGE, CHAN | FEED_IN_ROOT | ITEM, 0, PLAIN),
	ROW("image", ITUNES, ART, BOTH, 3, PLAIN),
	ROW("info", ATOM, SUMMARY, CHAN, 2, HTML),
	ROW("issued", ATOM, PUBLISHED, ITEM, 5, PLAIN),
	ROW("issued", DCTERMS, PUBLISHED, ITEM, 4, PLAIN),
	ROW("item", RSS, ITEM, ANY, 0, PLAIN),
	ROW("items", RSS, ITEMS, ANY, 0, PLAIN),
	ROW("keywords", ITUNES, KEYWORDS, ITEM, 0, PLAIN),
	ROW("keywords", MEDIA, KEYWORDS, ITEM | MEDIA, 0, PLAIN),
	ROW("language", RSS, LANGUAGE, BOTH, 5, PLAIN),
	ROW("language", DC, LANGUAGE, BOTH, 4, PLAIN),
	ROW("language", DCTERMS, LANGUAGE, BOTH, 3, PLAIN),
	ROW("lastbuilddate", RSS, UPDATED, CHAN, 6, PLAIN),
	ROW("link", RSS, LINK, BOTH, 6, PLAIN),
	ROW("link", ATOM, ATOM_LINK, BOTH, 3, PLAIN),
	ROW("logo", ATOM, IMAGE_URL, CHAN, 4, PLAIN),
	ROW("managingeditor", RSS, AUTHOR, CHAN, 4, PLAIN),
	ROW("modified", ATOM, UPDATED, BOTH, 4, PLAIN),
	ROW("modified", DCTERMS, UPDATED, BOTH, 4, PLAIN),
	ROW("name", ATOM, NAME, PERS, 0, PLAIN),
	ROW("name", RSS, NAME, PERS, 0, PLAIN),
	ROW("name", ITUNES, NAME, PERS, 0, PLAIN),
	ROW("origlink", FEEDBURNER, LINK, ITEM, 2, PLAIN),
	ROW("player", MEDIA, PLAYER, ITEM | MEDIA, 1, PLAIN),
	ROW("pubdate", RSS, PUBLISHED, BOTH, 5, PLAIN),
	ROW("published", ATOM, PUBLISHED, BOTH, 5, PLAIN),
	ROW("published", RSS, PUBLISHED, BOTH, 4, PLAIN),
	ROW("skipdays", RSS, DAYS, CHAN, 0, PLAIN),
	ROW("skiphours", RSS, HOURS, CHAN, 0, PLAIN),
	ROW("source", RSS, SOURCE_TITLE, ITEM, 0, PLAIN),
	ROW("source", ATOM, SOURCE, ITEM, 0, PLAIN),
	ROW("subject", DC, CATEGORY, BOTH, 4, PLAIN),
	ROW("subject", DCTERMS, CATEGORY, BOTH, 3, PLAIN),
	ROW("subtitle", ATOM, SUMMARY, CHAN, 5, HTML),
	ROW("subtitle", ITUNES, SUMMARY, BOTH, 1, HTML),
	ROW("summary", ATOM, SUMMARY, ITEM, 5, HTML),
	ROW("summary", RSS, SUMMARY, ITEM, 4, HTML),
	ROW("summary", ITUNES, SUMMARY, BOTH, 2, HTML),
	ROW("tagline", ATOM, SUMMARY, CHAN, 4, HTML),
	ROW("tags", RSS, KEYWORDS, ITEM, 0, PLAIN),
	ROW("thumbnail", MEDIA, THUMBNAIL, ITEM | MEDIA, 2, PLAIN),
	ROW("title", RSS, TITLE, BOTH, 5, HTML),
	ROW("title", ATOM, TITLE, BOTH, 5, HTML),
	ROW("title", DC, TITLE, BOTH, 4, HTML),
	ROW("title", DCTERMS, TITLE, BOTH, 3, HTML),
	ROW("title", ITUNES, TITLE, BOTH, 2, HTML),
	ROW("title", MEDIA, TITLE, ITEM | MEDIA, 1, HTML),
	ROW("title", ATOM, SOURCE_TITLE, SRC, 0, PLAIN),
	ROW("ttl", RSS, TTL, CHAN, 0, PLAIN),
	ROW("updated", ATOM, UPDATED, BOTH, 5, PLAIN),
	ROW("updated", RSS, UPDATED, BOTH, 4, PLAIN),
	ROW("updatefrequency", SY, FREQUENCY, CHAN, 0, PLAIN),
	ROW("updateperiod", SY, PERIOD, CHAN, 0, PLAIN),
	ROW("uri", ATOM, URI, PERS, 0, PLAIN),
	ROW("url", RSS, IMAGE_URL, IMG, 5, PLAIN),
	ROW("url", ATOM, URI, PERS, 0, PLAIN),
};

const struct feed_vocab *feed_vocab_find(const char *name, enum feed_ns ns, enum feed_place place)
{
	size_t lo = 0, hi = WW_ARRAY_LEN(rows);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (strcasecmp(rows[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < WW_ARRAY_LEN(rows) && !strcasecmp(rows[lo].name, name); lo++)
		if (rows[lo].ns == ns && (rows[lo].places & place))
			return &rows[lo];
	return NULL;
}

static const struct {
	const char *uri; /* without the http scheme and "www.", in lower case, without a last / or # */
	enum feed_ns ns;
} uris[] = {
	{ "w3.org/2005/atom", FEED_NS_ATOM },
	{ "purl.org/atom/ns", FEED_NS_ATOM },
	{ "purl.org/atom/app", FEED_NS_ATOM },
	{ "w3.org/1999/02/22-rdf-syntax-ns", FEED_NS_RDF },
	{ "purl.org/rss/1.0", FEED_NS_RSS },
	{ "my.netscape.com/rdf/simple/0.9", FEED_NS_RSS },
	{ "channel.netscape.com/rdf/simple/0.9", FEED_NS_RSS },
	{ "my.netscape.com/publish/formats/rss-0.91.dtd", FEED_NS_RSS },
	{ "backend.userland.com/rss", FEED_NS_RSS },
	{ "backend.userland.com/rss2", FEED_NS_RSS },
	{ "backend.userland.com/rss091", FEED_NS_RSS },
	{ "backend.userland.com/rss092", FEED_NS_RSS },
	{ "blogs.law.harvard.edu/tech/rss", FEED_NS_RSS },
	{ "cyber.law.harvard.edu/rss/rss.html", FEED_NS_RSS },
	{ "purl.org/net/rss1.1", FEED_NS_RSS },
	{ "purl.org/rss/1.0/modules/rss091", FEED_NS_RSS },
	{ "purl.org/rss/1.0/modules/content", FEED_NS_CONTENT },
	{ "purl.org/dc/elements/1.1", FEED_NS_DC },
	{ "purl.org/dc/elements/1.0", FEED_NS_DC },
	{ "purl.org/dc", FEED_NS_DC },
	{ "purl.org/dc/terms", FEED_NS_DCTERMS },
	{ "itunes.com/dtds/podcast-1.0.dtd", FEED_NS_ITUNES },
	{ "itunes.com/dtds/podcast-1.0", FEED_NS_ITUNES },
	{ "itunes.apple.com/dtds/podcast-1.0.dtd", FEED_NS_ITUNES },
	{ "example.com/dtds/podcast-1.0.dtd", FEED_NS_ITUNES },
	{ "google.com/schemas/play-podcasts/1.0", FEED_NS_ITUNES },
	{ "search.yahoo.com/mrss", FEED_NS_MEDIA },
	{ "video.search.yahoo.com/mrss", FEED_NS_MEDIA },
	{ "tools.search.yahoo.com/mrss", FEED_NS_MEDIA },
	{ "purl.org/rss/1.0/modules/syndication", FEED_NS_SY },
	{ "w3.org/1999/xhtml", FEED_NS_XHTML },
	{ "rssnamespace.org/feedburner/ext/1.0", FEED_NS_FEEDBURNER },
};

enum feed_ns feed_vocab_ns(const char *uri)
{
	struct ww_str s = ww_str_trim(ww_str(uri));

	if (ww_str_starts_ci(s, WW_STR("http://")))
		s = ww_str_from(s, 7);
	else if (ww_str_starts_ci(s, WW_STR("https://")))
		s = ww_str_from(s, 8);
	if (ww_str_starts_ci(s, WW_STR("www.")))
		s = ww_str_from(s, 4);
	while (s.n && (s.p[s.n - 1] == '/' || s.p[s.n - 1] == '#'))
		s.n--;
	if (!s.n)
		return FEED_NS_RSS;
	for (size_t i = 0; i < WW_ARRAY_LEN(uris); i++)
		if (ww_str_eq_ci(s, ww_str(uris[i].uri)))
			return uris[i].ns;
	return FEED_NS_OTHER;
}

static const struct {
	const char *prefix;
	enum feed_ns ns;
} prefixes[] = {
	{ "atom", FEED_NS_ATOM }, { "atom10", FEED_NS_ATOM }, { "a10", FEED_NS_ATOM }, { "rdf", FEED_NS_RDF },
	{ "content", FEED_NS_CONTENT }, { "dc", FEED_NS_DC }, { "dcterms", FEED_NS_DCTERMS },
	{ "itunes", FEED_NS_ITUNES }, { "googleplay", FEED_NS_ITUNES }, { "media", FEED_NS_MEDIA },
	{ "sy", FEED_NS_SY }, { "syn", FEED_NS_SY }, { "xhtml", FEED_NS_XHTML }, { "feedburner", FEED_NS_FEEDBURNER },
	{ "rss", FEED_NS_RSS },
};

enum feed_ns feed_vocab_prefix(const char *prefix)
{
	for (size_t i = 0; i < WW_ARRAY_LEN(prefixes); i++)
		if (!strcasecmp(prefix, prefixes[i].prefix))
			return prefixes[i].ns;
	return FEED_NS_OTHER;
}
