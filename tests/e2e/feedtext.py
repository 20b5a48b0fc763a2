# SPDX-License-Identifier: MIT
"""Small feeds for the tests: entries in, a document out."""
from xml.sax.saxutils import escape


def rss(*entries, title="Example Wire", extra=""):
    """entries: dicts with title, and perhaps guid, link, text, date."""
    items = []
    for e in entries:
        guid = e.get("guid", "guid-" + e["title"])
        items.append(
            "<item><title>%s</title><guid isPermaLink=\"false\">%s</guid><link>%s</link>"
            "<description>%s</description>%s</item>" % (
                escape(e["title"]), escape(guid), escape(e.get("link", "https://wire.example/" + str(abs(hash(guid))))),
                escape(e.get("text", "")), "<pubDate>%s</pubDate>" % e["date"] if "date" in e else ""))
    return ('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>%s</title>'
            '<link>https://wire.example/</link><description>d</description>%s%s</channel></rss>'
            % (escape(title), extra, "".join(items)))


WATCHLIST = """
[daemon]
time-scale = 1800

%s

[figure Lavrov]
name = Serge{i,y} Lavrov
surname = Lavrov
with = Russia*, Moscow, Syria*

[topic syria-talks]
any = Syria* near/8 (peace talk{,s}, talks)
urgency = high
"""


def watchlist(*feeds, more=""):
    """feeds: (name, url) or (name, url, settings)."""
    sections = []
    for f in feeds:
        sections.append("[feed %s]\nurl = %s\n%s\n" % (f[0], f[1], f[2] if len(f) > 2 else ""))
    return WATCHLIST % "\n".join(sections) + more


TALKS = {"title": "Syria peace talks expected to start in the next few days, says Lavrov", "guid": "talks-1",
         "link": "https://wire.example/talks", "text": "Russian foreign minister Sergei Lavrov spoke in Zurich."}
FOOTBALL = {"title": "Local team wins the cup", "guid": "cup-1", "link": "https://wire.example/cup", "text": "Two goals."}
