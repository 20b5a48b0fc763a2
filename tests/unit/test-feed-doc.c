/* SPDX-License-Identifier: MIT */
#include "base/timetext.h"
#include "base/utf8.h"
#include "feeds/doc.h"
#include "tests/unit/rows.h"

#define RSS(inside)       "<rss version=\"2.0\"><channel><title>F</title>" inside "</channel></rss>"
#define RSS_ITEM(inside)  RSS("<item>" inside "</item>")
#define ATOM(inside)      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title>" inside "</feed>"
#define ENTRY(inside)     ATOM("<entry>" inside "</entry>")
#define JSON_ITEM(inside) "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[{" inside "}]}"
#define NS                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\" " \
	"xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" " \
	"xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
#define RSS_NS_ITEM(inside) "<rss version=\"2.0\" " NS "><channel><item>" inside "</item></channel></rss>"

/* One field of a document as text; the item is the first. */
static const char *get(const struct feed_doc *doc, const char *field, char buf[64])
{
	const struct feed_item *it = doc->items.n ? &doc->items.v[0] : NULL;
	const struct {
		const char *name, *value;
	} strings[] = {
		{ "feed.title", doc->title }, { "feed.home", doc->home_url }, { "feed.self", doc->self_url },
		{ "feed.description", doc->description }, { "feed.language", doc->language },
		{ "feed.icon", doc->icon_url }, { "feed.hub", doc->hubs.n ? doc->hubs.v[0] : "" },
		{ "id", it ? it->id : NULL }, { "url", it ? it->url : NULL }, { "title", it ? it->title : NULL },
		{ "summary", it ? it->summary : NULL }, { "text", it ? it->text : NULL }, { "html", it ? it->html : NULL },
		{ "language", it ? it->language : NULL }, { "source", it ? it->source : NULL },
		{ "comments", it ? it->comments_url : NULL }, { "image", it ? it->image_url : NULL },
		{ "author", it && it->authors.n ? it->authors.v[0].name : NULL },
		{ "email", it && it->authors.n ? it->authors.v[0].email : NULL },
		{ "tag", it && it->tags.n ? it->tags.v[0] : NULL },
		{ "enclosure", it && it->enclosures.n ? it->enclosures.v[0].url : NULL },
		{ "enclosure.type", it && it->enclosures.n ? it->enclosures.v[0].type : NULL },
	};
	const struct {
		const char *name;
		int64_t value;
	} numbers[] = {
		{ "items", (int64_t) doc->items.n }, { "dropped", (int64_t) doc->n_dropped }, { "repaired", doc->repaired },
		{ "truncated", doc->truncated }, { "ttl", doc->pace.ttl }, { "hours", doc->pace.skip_hours },
		{ "days", doc->pace.skip_days }, { "published", it ? it->published : 0 }, { "updated", it ? it->updated : 0 },
		{ "authors", it ? (int64_t) it->authors.n : 0 }, { "tags", it ? (int64_t) it->tags.n : 0 },
		{ "enclosures", it ? (int64_t) it->enclosures.n : 0 },
		{ "size", it && it->enclosures.n ? it->enclosures.v[0].size : -2 },
		{ "duration", it && it->enclosures.n ? it->enclosures.v[0].duration : -2 },
	};

	if (!strcmp(field, "format")) {
		feed_doc_format_text(doc, buf, 64);
		return buf;
	}
	for (size_t i = 0; i < WW_ARRAY_LEN(strings); i++)
		if (!strcmp(field, strings[i].name))
			return strings[i].value ? strings[i].value : "(none)";
	for (size_t i = 0; i < WW_ARRAY_LEN(numbers); i++)
		if (!strcmp(field, numbers[i].name)) {
			snprintf(buf, 64, "%" PRId64, numbers[i].value);
			return buf;
		}
	return "(no such field)";
}

static const struct doc_case {
	const char *name, *in, *field, *want;
} doc_cases[] = {
	{ "format-rss", RSS(""), "format", "RSS 2.0" },
	{ "format-rdf",
		"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
		"<channel><title>F</title></channel><item rdf:about=\"http://a.example/1\"><title>T</title></item></rdf:RDF>",
		"format", "RSS 1.0" },
	{ "rdf-item-outside-channel", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
		" xmlns=\"http://purl.org/rss/1.0/\"><channel/><item rdf:about=\"urn:1\"><title>T</title></item></rdf:RDF>",
		"id", "urn:1" },
	{ "format-atom", ATOM(""), "format", "Atom 1.0" },
	{ "format-json", JSON_ITEM("\"id\":1"), "format", "JSON Feed 1.1" },

	{ "title-plain", RSS_ITEM("<title>Talks resume</title>"), "title", "Talks resume" },
	{ "title-folded", RSS_ITEM("<title>\n Talks\n  resume </title>"), "title", "Talks resume" },
	{ "title-cdata-markup", RSS_ITEM("<title><![CDATA[Talks <b>resume</b> &amp; go]]></title>"), "title",
		"Talks resume & go" },
	{ "title-double-escaped", RSS_ITEM("<title>Don&amp;#8217;t</title>"), "title", "Don\xE2\x80\x99t" },
	{ "title-atom-text-is-strict", ENTRY("<title>Use &lt;b&gt; &amp;amp; co</title>"), "title",
		"Use <b> &amp; co" },
	{ "title-atom-html", ENTRY("<title type=\"html\">&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>"), "title",
		"A & B" },
	{ "title-atom-xhtml",
		ENTRY("<title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">A <b>&lt;B&gt;</b></div></title>"),
		"title", "A <B>" },
	{ "title-not-media", RSS_NS_ITEM("<media:title>Photo</media:title><title>T</title>"), "title", "T" },
	{ "title-media-if-nothing-else", RSS_NS_ITEM("<media:title>Photo</media:title>"), "title", "Photo" },
	{ "title-not-of-image", RSS("<image><title>Logo</title><url>http://a.example/l.png</url></image>"),
		"feed.title", "F" },
	{ "icon-of-image", RSS("<image><title>Logo</title><url>http://a.example/l.png</url></image>"),
		"feed.icon",
		"http://a.example/l.png" },
	{ "title-not-of-source", ENTRY("<title>T</title><source><title>Other</title></source>"), "title",
		"T" },
	{ "source-title", ENTRY("<title>T</title><source><title>Other</title></source>"), "source", "Other" },
	{ "rss-source", RSS_ITEM("<source url=\"http://o.example/\">Other</source>"), "source", "Other" },

	{ "link-rss", RSS_ITEM("<link>http://a.example/1</link>"), "url", "http://a.example/1" },
	{ "link-ampersand", RSS_ITEM("<link>http://a.example/?a=1&amp;b=2</link>"), "url",
		"http://a.example/?a=1&b=2" },
	{ "link-not-atom-in-rss",
		RSS_NS_ITEM("<atom:link href=\"http://x.example/\"/><link>http://a.example/1</link>"), "url",
		"http://a.example/1" },
	{ "link-guid", RSS_ITEM("<guid>http://a.example/1</guid>"), "url", "http://a.example/1" },
	{ "link-guid-denied", RSS_ITEM("<guid isPermaLink=\"false\">http://a.example/1</guid>"), "url", "" },
	{ "link-alternate",
		ENTRY("<link rel=\"edit\" href=\"http://a.example/e\"/><link rel=\"self\" href=\"http://a.example/s\"/>"
		"<link rel=\"alternate\" href=\"http://a.example/1\"/>"), "url", "http://a.example/1" },
	{ "link-prefers-html", ENTRY("<link type=\"application/pdf\" href=\"http://a.example/pdf\"/>"
		"<link type=\"text/html\" href=\"http://a.example/1\"/>"), "url", "http://a.example/1" },
	{ "link-attribute-ampersand", ENTRY("<link href=\"http://a.example/?a=1&amp;b=2\"/>"), "url",
		"http://a.example/?a=1&b=2" },
	{ "link-xml-base",
		"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/x/\"><entry xml:base=\"y/\">"
		"<link href=\"1\"/></entry></feed>", "url", "http://a.example/x/y/1" },
	{ "link-relative-stays", RSS_ITEM("<link>/1</link>"), "url", "/1" },
	{ "self", ATOM("<link rel=\"self\" href=\"http://a.example/feed\"/>"), "feed.self",
		"http://a.example/feed" },
	{ "hub", ATOM("<link rel=\"hub\" href=\"http://hub.example/\"/>"), "feed.hub",
		"http://hub.example/" },

	{ "body-encoded-beats-description",
		RSS_NS_ITEM("<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>"
		"<description>Short</description>"), "text", "Long" },
	{ "body-summary-beside", RSS_NS_ITEM("<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>"
		"<description>Short</description>"), "summary", "Short" },
	{ "body-description-alone",
		RSS_ITEM("<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>"), "text",
		"One\nTwo" },
	{ "body-html-kept", RSS_ITEM("<description>&lt;p&gt;One&lt;/p&gt;</description>"), "html",
		"<p>One</p>" },
	{ "body-plain-has-no-html", RSS_ITEM("<description>One</description>"), "html", "" },
	{ "body-inline-markup", RSS_ITEM("<description>One <b>two</b></description>"), "text", "One two" },
	{ "body-xhtml",
		ENTRY("<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; b</p></div></content>"),
		"text", "a < b" },
	{ "body-base64", ENTRY("<content type=\"text/plain\" mode=\"base64\">VGFsa3M=</content>"), "text",
		"Talks" },
	{ "prefix-undeclared", RSS_ITEM("<content:encoded>Long</content:encoded>"), "text", "Long" },
	{ "creator-undeclared", RSS_ITEM("<dc:creator>Jo</dc:creator>"), "author", "Jo" },
	{ "author-with-email", RSS_ITEM("<author>jo@a.example (Jo Doe)</author>"), "author", "Jo Doe" },
	{ "author-email", RSS_ITEM("<author>jo@a.example (Jo Doe)</author>"), "email", "jo@a.example" },
	{ "author-atom", ENTRY("<author><name>Jo</name><uri>http://jo.example/</uri></author>"), "author",
		"Jo" },
	{ "author-empty", ENTRY("<id>1</id><author/>"), "authors", "0" },
	{ "tags", RSS_ITEM("<category>a</category><category>b</category><category>a</category>"), "tags",
		"2" },
	{ "tag-atom", ENTRY("<category term=\"war\"/>"), "tag", "war" },
	{ "published", RSS_ITEM("<pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>"), "published",
		"1704067200" },
	{ "updated", ENTRY("<updated>2024-01-01T00:00:00Z</updated>"), "updated", "1704067200" },
	{ "date-impossible", RSS_ITEM("<title>T</title><pubDate>0000-00-00</pubDate>"), "published",
		"-9223372036854775808" },
	{ "comments", RSS_ITEM("<comments>http://a.example/1#c</comments>"), "comments",
		"http://a.example/1#c" },
	{ "enclosure",
		RSS_ITEM("<enclosure url=\"http://a.example/a.mp3\" type=\"audio/mpeg\" length=\"123\"/>"), "size", "123" },
	{ "enclosure-without-length",
		RSS_ITEM("<enclosure url=\"http://a.example/a.mp3\" type=\"audio/mpeg\"/>"), "size", "-1" },
	{ "enclosure-duration",
		RSS_NS_ITEM("<enclosure url=\"http://a.example/a.mp3\"/><itunes:duration>1:02:03</itunes:duration>"),
		"duration", "3723" },
	{ "enclosure-media-group",
		RSS_NS_ITEM("<media:group><media:content url=\"http://a.example/v\" type=\"video/mp4\"/></media:group>"),
		"enclosure.type", "video/mp4" },
	{ "enclosure-once",
		RSS_NS_ITEM("<enclosure url=\"http://a.example/v\"/><media:content url=\"http://a.example/v\"/>"),
		"enclosures", "1" },
	{ "thumbnail", RSS_NS_ITEM("<media:thumbnail url=\"http://a.example/t.jpg\"/>"), "image",
		"http://a.example/t.jpg" },
	{ "language", RSS("<language>en_GB</language><item><title>T</title></item>"), "language", "en-GB" },
	{ "ttl", RSS("<ttl>60</ttl>"), "ttl", "3600" },
	{ "skip-hours", RSS("<skipHours><hour>0</hour><hour>23</hour></skipHours>"), "hours", "8388609" },
	{ "skip-days", RSS("<skipDays><day>Sunday</day></skipDays>"), "days", "1" },
	{ "sy-period",
		RSS("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"), "ttl", "1800" },
	{ "item-empty-dropped", RSS("<item/><item></item><item><title>T</title></item>"), "items", "1" },
	{ "entry-document", "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title></entry>", "title",
		"T" },
	{ "case-of-names", "<RSS><Channel><Item><Title>T</Title></Item></Channel></RSS>", "title", "T" },

	{ "json-id-number", JSON_ITEM("\"id\":42"), "id", "42" },
	{ "json-author", JSON_ITEM("\"author\":{\"name\":\"Jo\"}"), "author", "Jo" },
	{ "json-authors", JSON_ITEM("\"authors\":[{\"name\":\"Jo\"}]"), "author", "Jo" },
	{ "json-tags-string", JSON_ITEM("\"tags\":\"war\""), "tag", "war" },
	{ "json-text", JSON_ITEM("\"content_text\":\"a < b\""), "text", "a < b" },
	{ "json-html", JSON_ITEM("\"content_html\":\"<p>a &amp; b</p>\""), "text", "a & b" },
	{ "json-attachment",
		JSON_ITEM("\"attachments\":[{\"url\":\"http://a.example/a\",\"size_in_bytes\":7}]"), "size", "7" },
	{ "json-title-is-plain", JSON_ITEM("\"title\":\"a &amp; <b>\""), "title", "a &amp; <b>" },
	{ "json-nul", JSON_ITEM("\"title\":\"a\\u0000b\\u001b\""), "title", "ab" },

	{ "entity-undeclared", RSS_ITEM("<title>one&nbsp;two &mdash; three</title>"), "title",
		"one two \xE2\x80\x94 three" },
	{ "entity-declared",
		"<!DOCTYPE rss [<!ENTITY co 'Acme &#38; Sons'>]>" RSS_ITEM("<title>&co;</title>"), "title",
		"Acme & Sons" },
	{ "entity-in-attribute", RSS_ITEM("<enclosure url=\"http://a.example/&eacute;\"/>"), "enclosure",
		"http://a.example/\xC3\xA9" },
	{ "entity-nested-ignored",
		"<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>" RSS_ITEM("<title>T&b;</title>"), "title",
		"T&b;" },
	{ "entity-external-ignored",
		"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" RSS_ITEM("<title>T&a;</title>"),
		"title", "T&a;" },
	{ "doctype-external",
		"<!DOCTYPE rss SYSTEM \"http://a.example/rss.dtd\">" RSS_ITEM("<title>T</title>"), "title", "T" },
	{ "ampersand-bare", RSS_ITEM("<title>AT&T & Q&A</title>"), "title", "AT&T & Q&A" },
	{ "ampersand-bare-repaired", RSS_ITEM("<title>AT&T</title>"), "repaired", "1" },
	{ "sound-is-not-repaired", RSS_ITEM("<title>A &amp; B &#8217;</title>"), "repaired", "0" },
	{ "less-than-bare", RSS_ITEM("<title>1 < 2</title>"), "title", "1 < 2" },
	{ "control-character", RSS_ITEM("<title>a\x01\x1b" "b&#8;</title>"), "title", "ab" },
	{ "bidi-dropped", RSS_ITEM("<title>a\xE2\x80\xAE" "b</title>"), "title", "ab" },
	{ "bad-utf8", "\xC3\xA9<?xml version=\"1.0\"?>" RSS_ITEM("<title>a\xFF" "b\xC3\xA9</title>"), "title",
		"a\xEF\xBF\xBD" "b\xC3\xA9" },
	{ "windows-1252-guessed", RSS_ITEM("<title>caf\xE9 \x96</title>"), "title",
		"caf\xC3\xA9 \xE2\x80\x93" },
	{ "latin1-means-windows-1252",
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" RSS_ITEM("<title>\x80</title>"), "title",
		"\xE2\x82\xAC" },
	{ "koi8", "<?xml version='1.0' encoding='koi8-r'?>" RSS_ITEM("<title>\xCD\xC9\xD2</title>"), "title",
		"\xD0\xBC\xD0\xB8\xD1\x80" },
	{ "bom", "\xEF\xBB\xBF" RSS_ITEM("<title>T</title>"), "title", "T" },
	{ "junk-before",
		"\n<br />\n<b>Warning</b>: x in <b>y</b>\n<?xml version=\"1.0\"?>" RSS_ITEM("<title>T</title>"), "title", "T" },
	{ "mismatched", RSS("<item><title>A <b>b</title></item><item><title>C</title></item>"), "items",
		"2" },
	{ "mismatched-title", RSS("<item><title>A <b>b</title></item><item><title>C</title></item>"), "title",
		"A b" },
	{ "attribute-unquoted", RSS_ITEM("<enclosure url=http://a.example/a.mp3 length=5>"), "enclosure",
		"http://a.example/a.mp3" },
	{ "item-not-closed", RSS("<item><title>A</title><item><title>B</title>"), "items", "2" },
	{ "truncated-items", "<rss><channel><item><title>A</title></item><item><title>B</tit", "items", "1" },
	{ "truncated-flag", "<rss><channel><item><title>A</title></item><item><title>B</tit", "truncated",
		"1" },
	{ "truncated-not", RSS("<item><title>A <b>b</title></item>"), "truncated", "0" },
};

static void check_doc(void **state)
{
	const struct doc_case *c = *state;
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	struct ww_err err = { "" };
	char buf[64];

	assert_int_equal(feed_doc_parse(c->in, strlen(c->in), NULL, &doc, &err), 0);
	assert_string_equal(get(doc, c->field, buf), c->want);
}

static const struct no_feed_case {
	const char *name, *in, *want;
} no_feed_cases[] = {
	{ "no-feed-empty", "", "the document is empty" },
	{ "no-feed-blank", " \n\t ", "the document is empty" },
	{ "no-feed-html", "<!DOCTYPE html><html><head><title>x</title></head></html>",
		"this is an HTML page, not a feed" },
	{ "no-feed-opml", "<?xml version=\"1.0\"?><opml version=\"2.0\"><body/></opml>",
		"this is OPML, a list of feeds; import it instead" },
	{ "no-feed-sitemap", "<urlset/>", "this is a sitemap, not a feed" },
	{ "no-feed-xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		"this is XML with the root element \"svg\", not a feed" },
	{ "no-feed-json", "{\"error\": \"no\"}", "this is a JSON object without items, not a feed" },
	{ "no-feed-json-array", "[]", "this is a JSON array, not a feed" },
	{ "no-feed-text", "service unavailable", "this is text, not a feed" },
	{ "no-feed-bidi", "<s\xE2\x80\xAEvg/>", "this is XML with the root element \"svg\", not a feed" },
	{ "no-feed-place", "<!-- x -->\n<rss>\n<channel><", "3:1" },
};

static void check_no_feed(void **state)
{
	const struct no_feed_case *c = *state;
	struct feed_doc *doc = NULL;
	struct ww_err err = { "" };

	assert_int_equal(feed_doc_parse(c->in, strlen(c->in), NULL, &doc, &err), -EBADMSG);
	assert_null(doc);
	assert_null(strchr(err.text, 0x1b));
	assert_memory_equal(err.text, c->want, ww_min(strlen(c->want), strlen(err.text)));
	assert_true(strlen(err.text) >= strlen(c->want));
}

static int parse(const struct ww_buf *b, struct feed_doc **doc)
{
	struct ww_err err = { "" };

	assert_int_equal(b->err, 0);
	return feed_doc_parse(b->v, b->n, NULL, doc, &err);
}

static void repeat(struct ww_buf *b, const char *s, size_t times)
{
	while (times--)
		ww_buf_adds(b, s);
}

static void check_deep(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(1 << 20);
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;

	ww_buf_adds(&b, "<rss><channel>");
	repeat(&b, "<x>", 100000);
	assert_int_equal(parse(&b, &doc), -E2BIG);
	ww_buf_reset(&b);
	ww_buf_adds(&b, "<rss><channel><item><description>");
	repeat(&b, "one<br><p>two", 100);
	ww_buf_adds(&b, "</description></item></channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
	assert_int_equal(doc->items.n, 1);
	feed_doc_destroy(ww_steal(&doc));
	ww_buf_reset(&b);
	ww_buf_adds(&b, "<rss><channel><item><description>");
	repeat(&b, "<b>", 50);
	repeat(&b, "</b>", 50);
	ww_buf_adds(&b, "</description></item></channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
}

static void check_giant_tag(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(8 << 20);
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	clock_t start = clock();

	ww_buf_adds(&b, "<rss><channel><item ");
	for (int i = 0; i < 200000; i++)
		ww_buf_addf(&b, "a%d=\"\" ", i);
	ww_buf_adds(&b, "/></channel></rss>");
	assert_int_equal(parse(&b, &doc), -E2BIG);
	assert_true((double) (clock() - start) / CLOCKS_PER_SEC < 2.0);
	/* Inside CDATA it is only text. */
	ww_buf_reset(&b);
	ww_buf_adds(&b, "<rss><channel><item><title>T</title><description><![CDATA[<img src=\"data:");
	repeat(&b, "AAAAAAAAAA", 10000);
	ww_buf_adds(&b, "\">]]></description></item></channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
}

static void check_many_items(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(8 << 20);
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;

	ww_buf_adds(&b, "<rss><channel>");
	for (int i = 0; i < FEED_ITEMS_MAX + 7; i++)
		ww_buf_addf(&b, "<item><guid>%d</guid></item>", i);
	ww_buf_adds(&b, "</channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
	assert_int_equal(doc->items.n, FEED_ITEMS_MAX);
	assert_int_equal(doc->n_dropped, 7);
}

/* Quadratic growth: one long entity named many times. */
static void check_entity_bomb(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(8 << 20);
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;

	ww_buf_adds(&b, "<!DOCTYPE rss [<!ENTITY a \"");
	repeat(&b, "x", FEED_TITLE_MAX * 3);
	ww_buf_adds(&b, "\">]><rss><channel><item><description>");
	repeat(&b, "&a;", 100000);
	ww_buf_adds(&b, "</description></item></channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
	assert_true(strlen(doc->items.v[0].text) <= FEED_TEXT_MAX);
}

static void check_caps(void **state)
{
	WW_AUTO(buf) struct ww_buf b = WW_BUF(32 << 20);
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	const struct feed_item *it;

	ww_buf_adds(&b, "<rss><channel><item><title>");
	repeat(&b, "\xC3\xA9", 1000);
	ww_buf_adds(&b, "x</title><description>&lt;p&gt;");
	repeat(&b, "\xE2\x82\xAC", 700000);
	ww_buf_adds(&b, "</description>");
	repeat(&b, "<enclosure url=\"http://a.example/x\"/>", 1);
	for (int i = 0; i < 100; i++)
		ww_buf_addf(&b, "<category>c%d</category>", i);
	ww_buf_adds(&b, "</item></channel></rss>");
	assert_int_equal(parse(&b, &doc), 0);
	it = &doc->items.v[0];
	assert_int_equal(strlen(it->title), FEED_TITLE_MAX);
	assert_true(strlen(it->text) <= FEED_TEXT_MAX && strlen(it->text) > FEED_TEXT_MAX - 4);
	assert_int_equal(ww_utf8_check(it->text, strlen(it->text)), strlen(it->text));
	assert_true(strlen(it->html) <= FEED_HTML_MAX);
	assert_int_equal(it->tags.n, FEED_PER_ITEM_MAX);
}

static bool stop_now(void *arg)
{
	++*(int *) arg;
	return true;
}

static void check_opts(void **state)
{
	static const char feed[] = RSS_ITEM("<link>/1</link><pubDate>2024-01-03T00:00:00Z</pubDate>");
	static const char koi8[] = "<rss><channel><title>\xCD\xC9\xD2</title></channel></rss>";
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL;
	int asked = 0;
	struct feed_parse_opts opts = { .base_url = "http://a.example/feed", .now = 1704067200 };
	struct feed_parse_opts stop = { .stop = stop_now, .stop_arg = &asked };

	assert_int_equal(feed_doc_parse(feed, sizeof(feed) - 1, &opts, &doc, NULL), 0);
	assert_string_equal(doc->items.v[0].url, "http://a.example/1");
	/* Two days ahead of now is no date. */
	assert_true(doc->items.v[0].published == FEED_TIME_UNKNOWN);
	feed_doc_destroy(ww_steal(&doc));
	assert_int_equal(feed_doc_parse(feed, sizeof(feed) - 1, &stop, &doc, NULL), -ETIME);
	assert_int_equal(asked, 1);
	opts = (struct feed_parse_opts){ .content_type = "text/xml; charset=\"koi8-r\"" };
	assert_int_equal(feed_doc_parse(koi8, sizeof(koi8) - 1, &opts, &doc, NULL), 0);
	assert_string_equal(doc->title, "\xD0\xBC\xD0\xB8\xD1\x80");
}

static void check_identity(void **state)
{
	static const char feed[] = RSS("<item><guid>N/A</guid><link>http://a.example/1</link></item>"
		"<item><guid>N/A</guid><link>http://a.example/2</link></item>"
		"<item><link>http://a.example/3</link></item>"
		"<item><title>T</title></item><item><guid isPermaLink=\"false\">g</guid><title>T</title></item>");
	static const char later[] = RSS("<item><guid>g</guid><pubDate>2024-01-03</pubDate><title>New words</title></item>"
		"<item><title>T</title><pubDate>2024-01-03</pubDate></item>");
	WW_AUTO(feed_doc) struct feed_doc *a = NULL, *b = NULL;

	assert_int_equal(feed_doc_parse(feed, sizeof(feed) - 1, NULL, &a, NULL), 0);
	assert_int_equal(feed_doc_parse(later, sizeof(later) - 1, NULL, &b, NULL), 0);
	assert_int_equal(a->items.n, 5);
	for (size_t i = 0; i < a->items.n; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(a->items.v[i].identity, a->items.v[k].identity);
	assert_string_equal(a->items.v[4].identity, b->items.v[0].identity);
	assert_string_equal(a->items.v[3].identity, b->items.v[1].identity);
}

static void check_json_out(void **state)
{
	static const char feed[] = RSS_ITEM("<title>\"A\" \\ B</title><description>one\ntwo</description>");
	WW_AUTO(feed_doc) struct feed_doc *doc = NULL, *again = NULL;
	WW_AUTO(buf) struct ww_buf json = WW_BUF(100000);

	assert_int_equal(feed_doc_parse(feed, sizeof(feed) - 1, NULL, &doc, NULL), 0);
	assert_int_equal(feed_doc_to_json(doc, &json), 0);
	assert_int_equal(feed_doc_parse(json.v, json.n, NULL, &again, NULL), 0);
	assert_string_equal(again->items.v[0].title, "\"A\" \\ B");
	assert_string_equal(again->items.v[0].text, "one\ntwo");
	assert_string_equal(again->items.v[0].id, doc->items.v[0].identity);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(doc_cases, check_doc);
	WW_ROWS(no_feed_cases, check_no_feed);
	WW_ROW("limit-depth", check_deep);
	WW_ROW("limit-start-tag", check_giant_tag);
	WW_ROW("limit-items", check_many_items);
	WW_ROW("limit-entities", check_entity_bomb);
	WW_ROW("limit-fields", check_caps);
	WW_ROW("options", check_opts);
	WW_ROW("identity", check_identity);
	WW_ROW("json-output", check_json_out);
	return WW_ROWS_RUN(argc, argv);
}
