/* SPDX-License-Identifier: MIT */
#include "feeds/html.h"

#include "base/utf8.h"
#include "tests/unit/rows.h"

static const struct html_case {
	const char *name, *in, *want;
	bool one_line;
} cases[] = {
	{ "plain", "Talks resume", "Talks resume", true },
	{ "tags-off", "Talks <b>resume</b> in <i>Geneva</i>", "Talks resume in Geneva", true },
	{ "blocks-are-lines", "<p>One</p><p>Two</p>", "One\nTwo", false },
	{ "blocks-on-one-line", "<p>One</p><p>Two</p>", "One Two", true },
	{ "br", "One<br/>Two<BR>Three", "One\nTwo\nThree", false },
	{ "cells", "<tr><td>1</td><td>2</td></tr>", "1 2", false },
	{ "inline-joins", "Ge<b>ne</b>va", "Geneva", true },
	{ "white-space-folds", "a \n\t b", "a b", false },
	{ "prefixed-tag", "<xhtml:p>a</xhtml:p>b", "a\nb", false },
	{ "entities", "A&amp;B &#8217;&#x2019; &mdash; &hellip;",
		"A&B \xE2\x80\x99\xE2\x80\x99 \xE2\x80\x94 \xE2\x80\xA6", true },
	{ "entity-without-semicolon", "&copy 2026 &notit;", "\xC2\xA9 2026 \xC2\xACit;", true },
	{ "entity-windows-1252", "don&#146;t", "don\xE2\x80\x99t", true },
	{ "entity-once", "&amp;lt;b&amp;gt;", "&lt;b&gt;", true },
	{ "entity-unknown", "&nosuch; & co", "&nosuch; & co", true },
	{ "entity-control", "a&#0;b&#27;c", "abc", true },
	{ "entity-huge", "a&#99999999999;b",
		"a\xEF\xBF\xBD"
		"b",
		true },
	{ "less-than", "1 < 2 and 3 <4", "1 < 2 and 3 <4", true },
	{ "attribute-with-gt", "<a title=\"a > b\">x</a>", "x", true },
	{ "quote-never-ends", "<a title=\"x>y</a>z", "yz", true },
	{ "script", "a<script>if (1<2) x();</script>b", "ab", true },
	{ "script-not-closed", "Using the <script> tag", "Using the tag", true },
	{ "style", "<style>p { }</style>text", "text", true },
	{ "comment", "a<!-- <b> -->b", "ab", true },
	{ "comment-not-closed", "a<!-- b", "a", true },
	{ "cdata-in-html", "<![CDATA[inside]]> out", "inside out", true },
	{ "cut-in-tag", "text <a href=\"http", "text", true },
	{ "not-a-doctype", "<!' x", "<!' x", true },
	{ "bidi-dropped",
		"a\xE2\x80\xAE"
		"b",
		"ab", true },
	{ "nbsp-folds-in-lines", "a&nbsp;&nbsp;b", "a b", true },
	{ "bad-utf8",
		"a\xFF"
		"b",
		"a\xEF\xBF\xBD"
		"b",
		true },
	{ "empty", "", "", true },
};

static void check(void **state)
{
	const struct html_case *c = *state;
	WW_AUTO(buf) struct ww_buf out = WW_BUF(1000);

	assert_int_equal(feed_html_to_text(ww_str(c->in), c->one_line, &out), 0);
	assert_string_equal(ww_buf_cstr(&out), c->want);
}

/* Texts that make a careless stripper search to the end again and again. */
static const struct hostile_case {
	const char *name, *piece;
} hostile_cases[] = {
	{ "linear-open-tags", "<a " }, { "linear-scripts", "<script>" }, { "linear-comments", "<!-- " },
	{ "linear-quotes", "<a b=\"" }, { "linear-ampersands", "&" }, { "linear-closes", "</a" },
	{ "linear-quoted-tags", "<a b='>" }, { "linear-styles", "<style>x" }, { "linear-brackets", "]]" },
};

static void check_hostile(void **state)
{
	const struct hostile_case *c = *state;
	WW_AUTO(buf) struct ww_buf in = WW_BUF(4 << 20), out = WW_BUF(16 << 20);
	clock_t start;

	while (!in.err && in.n < (2 << 20))
		ww_buf_adds(&in, c->piece);
	start = clock();
	assert_int_equal(feed_html_to_text(ww_buf_str(&in), false, &out), 0);
	/* Quadratic would be minutes; a sanitizer on a busy machine stays below this. */
	assert_true((double) (clock() - start) / CLOCKS_PER_SEC < 5.0);
	assert_int_equal(ww_utf8_check(out.v, out.n), out.n);
}

int main(int argc, char **argv)
{
	WW_ROWS_BEGIN;
	WW_ROWS(cases, check);
	WW_ROWS(hostile_cases, check_hostile);
	return WW_ROWS_RUN(argc, argv);
}
