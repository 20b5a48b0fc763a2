/* SPDX-License-Identifier: MIT */
#include "feeds/decode.h"

#include <iconv.h>

#include "base/utf8.h"
#include "feeds/doc.h"
#include "feeds/text.h"

#define LABEL_MAX 40

/* Labels whose meaning on the web is not their name, as iconv knows it. */
static const struct {
	const char *label, *iconv;
} labels[] = {
	{ "ansi_x3.4-1968", "CP1252" },
	{ "ascii", "CP1252" },
	{ "cp1252", "CP1252" },
	{ "iso-8859-1", "CP1252" },
	{ "iso8859-1", "CP1252" },
	{ "iso_8859-1", "CP1252" },
	{ "l1", "CP1252" },
	{ "latin-1", "CP1252" },
	{ "latin1", "CP1252" },
	{ "us-ascii", "CP1252" },
	{ "windows-1252", "CP1252" },
	{ "x-cp1252", "CP1252" },
	{ "iso-8859-9", "CP1254" },
	{ "latin5", "CP1254" },
	{ "iso-8859-11", "CP874" },
	{ "tis-620", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "chinese", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "big5-hkscs", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "windows-31j", "CP932" },
	{ "x-euc-jp", "EUC-JP" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "korean", "CP949" },
	{ "windows-949", "CP949" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "x-mac-cyrillic", "MAC-CYRILLIC" },
	{ "koi", "KOI8-R" },
	{ "koi8", "KOI8-R" },
	{ "utf8", "UTF-8" },
	{ "utf-8", "UTF-8" },
	{ "unicode-1-1-utf-8", "UTF-8" },
	{ "x-unicode20utf8", "UTF-8" },
	{ "utf-16", "UTF-16LE" },
	{ "utf16", "UTF-16LE" },
	{ "ucs-2", "UTF-16LE" },
	{ "iso-10646-ucs-2", "UTF-16LE" },
	{ "unicode", "UTF-16LE" },
	{ "utf-32", "UTF-32LE" },
};

void feed_decoded_finish(struct feed_decoded *d)
{
	ww_buf_finish(&d->owned);
}

/* The iconv name of a label into out[LABEL_MAX]; "" when it is none. */
static void iconv_name(struct ww_str label, char *out)
{
	size_t n = 0;

	label = ww_str_trim(label);
	out[0] = '\0';
	if (!label.n || label.n >= LABEL_MAX)
		return;
	for (size_t i = 0; i < WW_ARRAY_LEN(labels); i++)
		if (ww_str_eq_ci(label, ww_str(labels[i].label))) {
			snprintf(out, LABEL_MAX, "%s", labels[i].iconv);
			return;
		}
	/* No slash: iconv takes "//IGNORE" and file names of modules after one. */
	for (; n < label.n; n++) {
		char c = label.p[n];

		if (!ww_is_alpha(c) && !ww_is_digit(c) && (!c || !strchr("-_.:+()", c))) {
			out[0] = '\0';
			return;
		}
		out[n] = c;
	}
	out[n] = '\0';
}

/* The value of key="value" in s, quotes optional; empty when there is none. */
static struct ww_str parameter(struct ww_str s, struct ww_str key)
{
	for (size_t i = 0; i + key.n < s.n; i++) {
		struct ww_str v;
		size_t n = 0;
		char quote = 0;

		if (!ww_str_starts_ci(ww_str_from(s, i), key))
			continue;
		v = ww_str_trim(ww_str_from(s, i + key.n));
		if (!v.n || v.p[0] != '=')
			continue;
		v = ww_str_trim(ww_str_from(v, 1));
		if (v.n && (v.p[0] == '"' || v.p[0] == '\'')) {
			quote = v.p[0];
			v = ww_str_from(v, 1);
		}
		while (n < v.n &&
			(quote ? v.p[n] != quote : !ww_is_space(v.p[n]) && v.p[n] != ';' && v.p[n] != '?'))
			n++;
		return ww_str_n(v.p, n);
	}
	return (struct ww_str){ 0 };
}

/* The encoding="" of an XML declaration in the first kilobyte. */
static struct ww_str declared(struct ww_str bytes)
{
	struct ww_str head = ww_str_n(bytes.p, ww_min(bytes.n, (size_t) 1024));
	size_t at = ww_str_find(head, WW_STR("<?xml"));
	size_t end;

	if (at == SIZE_MAX)
		return (struct ww_str){ 0 };
	head = ww_str_from(head, at);
	end = ww_str_find(head, WW_STR("?>"));
	return end == SIZE_MAX ? (struct ww_str){ 0 } : parameter(ww_str_n(head.p, end), WW_STR("encoding"));
}

static const struct {
	const char *bytes;
	size_t n, skip;
	const char *iconv;
} starts[] = {
	/* Byte order marks, the longer first, */
	{ "\xEF\xBB\xBF", 3, 3, "UTF-8" },
	{ "\xFF\xFE\0\0", 4, 4, "UTF-32LE" },
	{ "\0\0\xFE\xFF", 4, 4, "UTF-32BE" },
	{ "\xFF\xFE", 2, 2, "UTF-16LE" },
	{ "\xFE\xFF", 2, 2, "UTF-16BE" },
	/* and "<" or "{" in wide characters without one. */
	{ "<\0\0\0", 4, 0, "UTF-32LE" },
	{ "\0\0\0<", 4, 0, "UTF-32BE" },
	{ "<\0", 2, 0, "UTF-16LE" },
	{ "\0<", 2, 0, "UTF-16BE" },
	{ "{\0", 2, 0, "UTF-16LE" },
	{ "\0{", 2, 0, "UTF-16BE" },
};

static int convert(struct ww_str in, const char *from, struct feed_decoded *ret)
{
	iconv_t cd = iconv_open("UTF-8", from);
	char *src = (char *) (uintptr_t) in.p;
	size_t left = in.n, unit = !strncmp(from, "UTF-16", 6) ? 2 : !strncmp(from, "UTF-32", 6) ? 4 : 1;
	int rc = 0;

	if (cd == (iconv_t) -1)
		return -EINVAL;
	while (left && !rc) {
		char *dst;
		size_t room = ww_min(left * 2 + 64, (size_t) 1 << 20), got;

		rc = ww_buf_reserve(&ret->owned, room);
		if (rc)
			break;
		dst = ret->owned.v + ret->owned.n;
		got = iconv(cd, &src, &left, &dst, &room);
		ret->owned.n = (size_t) (dst - ret->owned.v);
		if (got == (size_t) -1 && errno != E2BIG) {
			size_t skip = ww_min(errno == EINVAL ? left : unit, left);

			rc = ww_buf_add_cp(&ret->owned, WW_UTF8_REPLACEMENT);
			ret->changed = true;
			src += skip;
			left -= skip;
		}
	}
	iconv_close(cd);
	ret->text = ww_buf_str(&ret->owned);
	return rc;
}

/* Copy what is UTF-8, put U+FFFD for what is not. */
static int replace_bad(struct ww_str in, size_t bad, struct feed_decoded *ret)
{
	while (bad < in.n) {
		uint32_t cp;

		ww_buf_add(&ret->owned, in.p, bad);
		ww_buf_add_cp(&ret->owned, WW_UTF8_REPLACEMENT);
		in = ww_str_from(in, bad + ww_utf8_decode(in.p + bad, in.n - bad, &cp, NULL));
		bad = feed_text_check(in);
	}
	ww_buf_add_str(&ret->owned, in);
	ret->text = ww_buf_str(&ret->owned);
	ret->changed = true;
	return ret->owned.err;
}

/*
 * Bytes that are said or guessed to be UTF-8 and are not: with any real UTF-8
 * among them they are damaged UTF-8, without they are windows-1252.
 */
static bool has_multibyte(struct ww_str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		bool ok;
		size_t n = ww_utf8_decode(s.p + i, s.n - i, &cp, &ok);

		if (ok && n > 1)
			return true;
		i += n;
	}
	return false;
}

static int decode_as_utf8(struct ww_str in, struct feed_decoded *ret)
{
	size_t bad = feed_text_check(in);

	ret->text = in;
	if (bad == in.n)
		return 0;
	/* A character cut off at the very end says nothing about the charset. */
	if (in.n - bad <= 3 && (unsigned char) in.p[bad] >= 0xC2) {
		ret->text.n = bad;
		ret->changed = true;
		return 0;
	}
	return has_multibyte(in) ? replace_bad(in, bad, ret) : convert(in, "CP1252", ret);
}

static int decode_as(struct ww_str in, const char *name, struct feed_decoded *ret)
{
	int rc;

	if (!*name || !strcmp(name, "UTF-8"))
		return decode_as_utf8(in, ret);
	rc = convert(in, name, ret);
	/* An encoding nobody has heard of: what it looks like is the better guess. */
	return rc == -EINVAL ? decode_as_utf8(in, ret) : rc;
}

int feed_decode(struct ww_str bytes, const char *content_type, struct feed_decoded *ret)
{
	char http[LABEL_MAX], xml[LABEL_MAX];

	*ret = (struct feed_decoded){ .owned = WW_BUF((size_t) FEED_BYTES_MAX * 3) };
	for (size_t i = 0; i < WW_ARRAY_LEN(starts); i++)
		if (ww_str_starts(bytes, ww_str_n(starts[i].bytes, starts[i].n)))
			return decode_as(ww_str_from(bytes, starts[i].skip), starts[i].iconv, ret);
	iconv_name(parameter(ww_str(content_type), WW_STR("charset")), http);
	iconv_name(declared(bytes), xml);
	/* A declaration that could be read byte by byte is not in a wide encoding. */
	if (!strncmp(xml, "UTF-16", 6) || !strncmp(xml, "UTF-32", 6))
		snprintf(xml, sizeof(xml), "UTF-8");
	/*
	 * "text/xml; charset=iso-8859-1" is what many servers say about every
	 * file; a document that says UTF-8 and is UTF-8 knows better.
	 */
	if (!strcmp(xml, "UTF-8") && feed_text_check(bytes) == bytes.n)
		return decode_as_utf8(bytes, ret);
	return decode_as(bytes, *http ? http : xml, ret);
}
