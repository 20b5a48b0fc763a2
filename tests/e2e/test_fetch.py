# SPDX-License-Identifier: MIT
"""The fetcher against a scripted server, without the daemon. By hand:
top_builddir=BUILD python3 -m pytest tests/e2e/test_fetch.py -k NAME
"""
import gzip
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time
import zlib

import pytest

from server import Server, chunked, conditional, gzipped, make_certificate, redirect, reply

DRIVER = pathlib.Path(os.environ.get("top_builddir") or ".").resolve() / "tests/e2e/fetch-driver"
FEED = "<rss version='2.0'><channel><title>t</title></channel></rss>"
DATE = "Mon, 23 Nov 2026 12:20:00 GMT"

pytestmark = pytest.mark.skipif(not DRIVER.exists(), reason="%s is not built" % DRIVER)


@pytest.fixture
def web():
    with Server() as s:
        yield s


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl(1) is not installed")
    return make_certificate(str(tmp_path_factory.mktemp("tls")))


def drive(*lines, env=None, **opts):
    """Run the driver; the results in order of completion. A line is a URL or a dict."""
    lines = [{"url": x} if isinstance(x, str) else x for x in lines]
    text = "".join(json.dumps(dict({"id": i}, **x)) + "\n" for i, x in enumerate(lines))
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    clean.update(env or {})
    p = subprocess.run([str(DRIVER), json.dumps(opts)], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       encoding="utf-8", timeout=60, env=clean, check=False)
    assert p.returncode == 0, p.stderr
    return [json.loads(line) for line in p.stdout.splitlines()]


def fetch(request, **opts):
    """One request, one result."""
    results = drive(request, **opts)
    assert len(results) == 1
    return results[0]


def by_id(results):
    return sorted(results, key=lambda r: r["id"])


# Conditional requests

@pytest.mark.parametrize("etag", ['"abc-123"', 'W/"v1"', '"a,b;c=1 d--gzip"', "abc123", '"caf\u00e9"', "''", "*"],
                         ids=["1-strong", "2-weak", "3-odd", "4-unquoted", "high-bytes", "quotes", "star"])
def test_etag_goes_and_comes_byte_for_byte(web, etag):
    web.route("/", reply(200, FEED, {"ETag": etag}))
    assert fetch(web.url())["etag"] == etag
    if etag.isascii():
        fetch({"url": web.url(), "etag": etag})
        assert web.requests[1].all("If-None-Match") == [etag]
        assert web.requests[1].get("If-Modified-Since") is None


def test_05_header_names_in_lower_case(web):
    web.route("/", reply(200, FEED, {"etag": '"x"', "last-modified": DATE, "content-type": "text/xml"}))
    r = fetch(web.url())
    assert (r["etag"], r["last_modified"], r["content_type"]) == ('"x"', DATE, "text/xml")


@pytest.mark.parametrize("date", [DATE, "Tue, 4 Mar 2025 11:22:33 +0000", "Sat, 1 Jan 2078 00:00:00 GMT", "yesterday"],
                         ids=["6-usual", "7-odd", "8-future", "no-date"])
def test_last_modified_goes_and_comes_byte_for_byte(web, date):
    web.route("/", reply(200, FEED, {"Last-Modified": date}), reply(304))
    assert fetch(web.url())["last_modified"] == date
    assert fetch({"url": web.url(), "last_modified": date})["kind"] == "unchanged"
    assert web.requests[1].all("If-Modified-Since") == [date]
    assert web.requests[1].get("If-None-Match") is None


def test_09_both_validators(web):
    fetch({"url": web.url(), "etag": '"1"', "last_modified": DATE})
    assert web.requests[0].get("If-None-Match") == '"1"'
    assert web.requests[0].get("If-Modified-Since") == DATE


def test_11_etag_of_a_304(web):
    web.route("/", reply(304, b"", {"ETag": '"2"'}))
    r = fetch({"url": web.url(), "etag": '"1"'})
    assert (r["kind"], r["etag"]) == ("unchanged", '"2"')


def test_15_no_validators_of_an_error(web):
    web.route("/", reply(500, "oops", {"ETag": '"bad"', "Last-Modified": DATE}))
    r = fetch(web.url())
    assert (r["kind"], r["status"], r["etag"], r["last_modified"]) == ("http", 500, "", "")
    assert r["error"] == "HTTP 500 Internal Server Error"


def test_17_no_validators_of_a_cut_body(web):
    web.route("/", reply(200, FEED, {"ETag": '"bad"'}, length=5000, close=True))
    r = fetch(web.url())
    assert (r["kind"], r["etag"], r["body"]) == ("network", "", FEED)
    assert "cut off after %d bytes" % len(FEED) in r["error"]


def test_18_empty_body(web):
    web.route("/", reply(200, b""))
    r = fetch(web.url())
    assert (r["kind"], r["size"], r["error"]) == ("ok", 0, "")


@pytest.mark.parametrize("answer", [reply(304), reply(204)], ids=["304", "204"])
def test_n07_unasked_no_content(web, answer):
    web.route("/", answer)
    assert fetch(web.url())["kind"] == "unchanged"


@pytest.mark.parametrize("value", ['"' + "x" * 1100 + '"', '"a\x01b"', '"a\x7fb"'], ids=["long", "control", "del"])
def test_n17_bad_validators_are_dropped(web, value):
    web.route("/", reply(200, FEED, {"ETag": value}))
    r = fetch(web.url())
    assert (r["kind"], r["etag"]) == ("ok", "")


# Bodies and framing

def test_20_gzip(web):
    web.route("/", gzipped(FEED, {"ETag": '"z"', "Vary": "Accept-Encoding"}))
    r = fetch(web.url())
    assert (r["kind"], r["body"], r["etag"]) == ("ok", FEED, '"z"')


@pytest.mark.parametrize("raw", [False, True], ids=["zlib", "raw"])
def test_20_deflate(web, raw):
    packer = zlib.compressobj(wbits=-15 if raw else 15)
    web.route("/", reply(200, packer.compress(FEED.encode()) + packer.flush(), {"Content-Encoding": "deflate"}))
    assert fetch(web.url())["body"] == FEED


def test_21_304_with_a_content_length(web):
    web.route("/", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999999\r\nETag: \"1\"\r\n\r\n")
    web.route("/open", lambda request, conn: (conn.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n\r\n"),
                                              conn.sleep(10)))
    r = drive({"url": web.url(), "etag": '"1"'}, {"url": web.url("/open"), "etag": '"1"'})
    assert [x["kind"] for x in r] == ["unchanged", "unchanged"]
    assert max(x["seconds"] for x in r) < 2


def test_22_http_1_0(web):
    web.route("/", reply(200, FEED, {"ETag": '"1"'}, version="HTTP/1.0", length=None))
    r = fetch(web.url())
    assert (r["kind"], r["body"], r["etag"]) == ("ok", FEED, '"1"')


def test_23_chunks_with_extension_and_trailer(web):
    web.route("/", chunked([b"<rss>", b"</rss>"], {"ETag": '"1"'}, ";a=b", [("ETag", '"trailer"'), ("X-Sum", "1")]))
    r = fetch(web.url())
    assert (r["kind"], r["body"], r["etag"]) == ("ok", "<rss></rss>", '"1"')


def test_n03_a_trailer_is_no_status_line(web):
    web.route("/", chunked([b"<rss/>"], trailers=[("HTTP/1.1 302 Found\r\nLocation", "/evil")]))
    r = fetch(web.url())
    assert r["status"] == 200
    assert len(web.requests) == 1


@pytest.mark.parametrize("answer", [
    chunked([b"<rss>"], end=False),
    reply(200, gzip.compress(FEED.encode() * 100)[:-20], {"Content-Encoding": "gzip"}, length=4000, close=True),
    lambda request, conn: (conn.send("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<rss>"), time.sleep(0.1),
                           conn.reset()),
], ids=["chunked", "gzip", "reset"])
def test_n06_partial_body(web, answer):
    web.route("/", answer)
    r = fetch(web.url())
    assert r["kind"] == "network"
    assert r["body"].startswith("<rss")


def test_n06_damaged_gzip(web):
    web.route("/", reply(200, b"\x1f\x8b\x08\0\0\0\0\0\0\3garbage!garbage", {"Content-Encoding": "gzip"}))
    r = fetch(web.url())
    assert (r["kind"], r["error"]) == ("network", "the compressed answer of 127.0.0.1 is damaged")


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "deflate, gzip", "x"])
def test_n05_codings_that_were_not_asked_for(web, coding):
    web.route("/", reply(200, gzip.compress(gzip.compress(FEED.encode())), {"Content-Encoding": coding}))
    r = fetch(web.url())
    assert (r["kind"], r["size"]) == ("limit", 0)
    assert "compressed" in r["error"]


def test_n05_two_lines_of_codings(web):
    web.route("/", reply(200, b"x", [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")]))
    assert fetch(web.url())["kind"] == "limit"


def test_n05_identity_is_no_coding(web):
    web.route("/", reply(200, FEED, {"Content-Encoding": "identity"}))
    assert fetch(web.url())["body"] == FEED


# What servers wish

@pytest.mark.parametrize("headers, fresh", [
    ([("Cache-Control", "max-age=60")], 60),
    ([("Cache-Control", "max-age=60"), ("Age", "20")], 40),
    ([("Cache-Control", "public"), ("Cache-Control", "MAX-AGE=60")], 60),
    ([("Date", DATE), ("Expires", "Mon, 23 Nov 2026 12:21:00 GMT")], 60),
    ([("Cache-Control", "max-age=60"), ("Expires", "0")], 60),
    ([("Expires", "-1")], 0),
    ([("Cache-Control", "s-maxage=86400, max-age=1")], 1),
], ids=["24", "25", "27", "28", "29", "32", "33"])
def test_freshness(web, headers, fresh):
    web.route("/", reply(200, FEED, headers))
    web.route("/304", reply(304, b"", headers))
    assert [r["fresh_for"] for r in drive(web.url(), web.url("/304"))] == [fresh, fresh]


@pytest.mark.parametrize("value, want", [("120", 120), ("soon", -1), ("99999999999999999999", 10 * 366 * 86400)],
                         ids=["40-45", "43", "44"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(web, status, value, want):
    web.route("/", reply(status, "later", {"Retry-After": value}))
    r = fetch(web.url())
    assert (r["kind"], r["status"], r["retry_after"]) == ("http", status, want)


def test_41_retry_after_as_a_date(web):
    web.route("/", reply(429, "", {"Retry-After": "Mon, 23 Nov 2026 12:22:00 GMT", "Date": DATE}))
    assert fetch(web.url())["retry_after"] == 120


def test_status_counts_even_if_its_body_is_cut_or_endless(web):
    web.route("/cut", reply(503, "x", {"Retry-After": "60"}, length=100, close=True))
    web.route("/endless", lambda request, conn: (
        conn.send("HTTP/1.1 503 Busy\r\nRetry-After: 60\r\n\r\n"), conn.forever(b"x" * 65536)))
    for r in drive(web.url("/cut"), web.url("/endless")):
        assert (r["kind"], r["retry_after"], r["error"]) == ("http", 60, "HTTP 503 Service Unavailable")


# Redirects

@pytest.mark.parametrize("statuses, moved", [
    ((301,), 1), ((308,), 1), ((302,), 0), ((307,), 0), ((303,), 0),
    ((301, 308), 2), ((301, 302, 301), 1), ((302, 301), 0), ((301, 301, 301, 301, 301), 5),
], ids=str)
def test_55_to_58_redirects(web, statuses, moved):
    for i, status in enumerate(statuses):
        web.route("/%d" % i, redirect(status, "/%d" % (i + 1)))
    last = "/%d" % len(statuses)
    web.route(last, reply(200, FEED, {"ETag": '"1"'}))
    r = fetch(web.url("/0"))
    assert (r["kind"], r["body"], r["url"]) == ("ok", FEED, web.url(last))
    assert r["moved_to"] == (web.url("/%d" % moved) if moved else "")
    assert len(web.requests) == len(statuses) + 1


def test_moved_to_only_with_a_good_answer(web):
    web.route("/", redirect(301, "/gone"))
    web.route("/gone", reply(404))
    assert fetch(web.url())["moved_to"] == ""


def test_60_relative_references(web):
    web.route("/a/b?q", redirect(302, "../c/./d?x=%20"))
    web.route("/c/d?x=%20", redirect(307, "?y"))
    web.route("/c/d?y", reply(200, FEED))
    assert fetch(web.url("/a/b?q"))["body"] == FEED


def test_61_redirect_to_itself(web):
    web.route("/", redirect(302, "/"))
    web.route("/a", redirect(302, "/b"))
    web.route("/b", redirect(302, "/a"))
    own, circle = by_id(drive(web.url(), web.url("/a")))
    assert (own["kind"], own["error"]) == ("limit", "the address redirects to itself")
    assert (circle["kind"], circle["error"]) == ("limit", "more than 5 redirects")
    assert len(web.requests) == 1 + 6


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)", "", "http://",
                                      "gopher://u:secret@127.0.0.1/", "http://127.0.0.1:99999/"])
def test_62_redirects_elsewhere(web, location):
    web.route("/", redirect(302, location))
    r = fetch(web.url())
    assert r["kind"] == "limit"
    assert "secret" not in r["error"] and r["error"]


def test_63_credentials_stay_with_their_host(web):
    with Server(host="127.0.0.2") as other:
        web.route("/", redirect(302, "/same"))
        web.route("/same", redirect(302, other.url()))
        other.route("/", redirect(302, web.url("/back")))
        web.route("/back", reply(200, FEED))
        r = fetch(web.url("/", "user:pass%21"))
        assert r["kind"] == "ok"
        assert [x.get("Authorization") for x in web.requests] == ["Basic dXNlcjpwYXNzIQ=="] * 3
        assert other.requests[0].get("Authorization") is None
        assert "pass" not in json.dumps(r)


def test_107_credentials_stay_with_their_port(web):
    with Server() as other:
        web.route("/", redirect(302, other.url("/", "evil:pw")))
        other.route("/", reply(401))
        r = fetch(web.url("/", "user:pass"))
        assert (r["status"], r["url"]) == (401, other.url())
        assert other.requests[0].get("Authorization") is None


def test_84_no_referer_and_the_same_headers_at_every_hop(web):
    web.route("/", redirect(302, "/b"))
    web.route("/b", reply(200, FEED))
    fetch({"url": web.url(), "etag": '"1"'})
    assert web.requests[0].headers == web.requests[1].headers
    assert web.requests[0].get("Referer") is None


def test_redirect_over_an_open_connection(web):
    web.route("/", redirect(301, "/b"))
    web.route("/b", reply(200, FEED))
    fetch(web.url())
    assert web.connections == 1


def test_n02_one_deadline_for_the_whole_chain(web):
    for i in range(5):
        web.route("/%d" % i, redirect(302, "/%d" % (i + 1), ()))
        web.routes["/%d" % i][0].delay = 0.4
    r = fetch(web.url("/0"), deadline_ms=1000)
    assert r["kind"] == "network"
    assert 0.8 < r["seconds"] < 1.8


def test_n09_no_way_back_from_https(web, certificate):
    with Server(tls=certificate) as tls:
        tls.route("/", redirect(301, web.url()))
        r = fetch(tls.url(), ca_file=certificate[0])
        assert (r["kind"], r["moved_to"]) == ("limit", "")
        assert "from https to http" in r["error"]
        assert not web.requests


# Where a redirect may not lead. 127.0.0.2 plays the public server.

# libcurl itself resolves evil.localhost to 127.0.0.1: a name that cannot be judged before.
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.localhost", "[::ffff:127.0.0.1]", "0x7f.1",
                                  "2130706433"])
def test_106_redirect_to_loopback(web, host):
    with Server(host="127.0.0.2") as public:
        public.route("/", redirect(301, web.url("/secret", host=host)))
        r = fetch(public.url(), public_host="127.0.0.2")
        assert (r["kind"], r["moved_to"]) == ("limit", "")
        assert "more private" in r["error"]
        assert web.connections == 0


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00::1]", "0.0.0.0", "[::]", "255.255.255.255"])
def test_106_redirect_to_a_private_address(host):
    with Server(host="127.0.0.2") as public:
        public.route("/", redirect(302, "http://%s/" % host))
        r = fetch(public.url(), public_host="127.0.0.2", deadline_ms=3000)
        assert r["kind"] == "limit"
        assert r["seconds"] < 1


def test_106_unless_allowed(web):
    with Server(host="127.0.0.2") as public:
        public.route("/", redirect(302, web.url()))
        web.route("/", reply(200, FEED))
        assert fetch({"url": public.url(), "allow_private": True}, public_host="127.0.0.2")["kind"] == "ok"


def test_106_never_to_the_unspecified_address(web):
    with Server(host="127.0.0.2") as public:
        public.route("/", redirect(302, web.url("/", host="0.0.0.0")))
        assert fetch({"url": public.url(), "allow_private": True}, public_host="127.0.0.2")["kind"] == "limit"
        assert web.connections == 0


def test_106_also_over_an_open_connection(web):
    with Server(host="127.0.0.2") as public:
        web.route("/mine", reply(200, FEED))
        mine_url = web.url("/mine", host="evil.localhost")
        public.route("/", redirect(302, mine_url))
        mine, evil = drive(mine_url, {"wait": True}, public.url(), public_host="127.0.0.2", host_spacing_ms=-1)
        assert (mine["kind"], evil["kind"]) == ("ok", "limit")
        assert len(web.requests) == 1


def test_106_configured_loopback_is_fine(web):
    web.route("/", redirect(302, "http://localhost:%d/b" % web.port))
    web.route("/b", reply(200, FEED))
    assert fetch(web.url())["kind"] == "ok"


# What is sent

@pytest.mark.parametrize("target", ["/?b=2&a=1&empty=&x=%2F%20", "/a%2Fb%20c.xml", "/a/../b/./c", "/a?", "/?a?b",
                                    "/%zz", "//a//b", "/;p=1?q='\"<>"])
def test_65_67_path_and_query_byte_for_byte(web, target):
    fetch(web.url(target))
    assert web.requests[0].target == target


def test_65_67_also_behind_a_redirect_and_a_proxy(web):
    web.route("/", redirect(301, "/b?"))
    web.route("/b?", reply(200, FEED))
    assert fetch(web.url())["moved_to"] == web.url("/b?")
    for url in "http://news.example.org/a?", "http://news.example.org?":
        fetch(url, proxy=web.url())
    assert [r.target for r in web.requests] == ["/", "/b?", "http://news.example.org/a?", "http://news.example.org/?"]
    assert [r.get("Host") for r in web.requests[2:]] == ["news.example.org"] * 2


def test_66_no_fragment(web):
    fetch(web.url("/a?b#frag"))
    assert web.requests[0].target == "/a?b"


def test_76_to_88_the_request(web):
    web.route("/", reply(200, FEED, {"Set-Cookie": "a=b; Path=/"}), redirect(302, "/b", [("Set-Cookie", "c=d")]))
    web.route("/b", reply(200, FEED))
    drive(web.url(), {"wait": True}, web.url())
    assert [r.target for r in web.requests] == ["/", "/", "/b"]
    agents = set()
    for r in web.requests:
        assert (r.method, r.version) == ("GET", "HTTP/1.1")
        names = sorted(n.lower() for n, _ in r.headers)
        assert names == ["accept", "accept-encoding", "host", "user-agent"]
        agents.add(r.get("User-Agent"))
        assert "application/atom+xml" in r.get("Accept") and "*/*;q=" in r.get("Accept").split(",")[-1]
        assert "gzip" in r.get("Accept-Encoding")
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.startswith("wirewatch/") and "(+https://" in agent and "Mozilla" not in agent


def test_79_user_agent_by_choice(web):
    drive({"url": web.url("/0"), "user_agent": "mine/1"}, web.url("/1"), user_agent="ours/2")
    assert {r.path: r.get("User-Agent") for r in web.requests} == {"/0": "mine/1", "/1": "ours/2"}


def test_n12_no_netrc(web, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    fetch(web.url(), env={"HOME": str(tmp_path)})
    assert web.requests[0].get("Authorization") is None


# Limits

def test_69_two_at_a_time_for_a_host(web):
    for i in range(12):
        web.route("/%d" % i, reply(200, FEED, delay=0.1))
    results = drive(*[web.url("/%d" % i) for i in range(12)])
    assert [r["kind"] for r in results] == ["ok"] * 12
    assert web.peak == 2
    assert web.connections <= 2


def test_69_one_cap_for_all_ports_of_a_host(web):
    with Server() as other:
        for s in (web, other):
            s.route("/", reply(200, FEED, delay=0.2))
        results = drive(web.url(), web.url(), other.url(), other.url())
        assert max(r["at"] for r in results) - min(r["at"] for r in results) > 0.15


def test_95_global_cap():
    with Server(host="127.0.0.1") as s:
        s.route("/", reply(200, FEED, delay=0.3))
        # Every address of 127.0.0.0/8 is ours, but the server listens on one: names do for different hosts.
        hosts = ["127.0.0.1", "localhost"]
        drive(*[s.url(host=h) for h in hosts * 3])
        assert s.peak == 4


def test_95_spacing(web):
    # The spacing is for hosts that are not this machine: a proxy stands in for one.
    web.route("http://news.example.org/", reply(200, FEED))
    web.route("http://other.example.org/", reply(200, FEED))
    drive(*["http://news.example.org/"] * 3, "http://other.example.org/", proxy=web.url(), host_spacing_ms=300)
    news = [r.time for r in web.requests if "news" in r.target]
    other = [r.time for r in web.requests if "other" in r.target]
    assert all(0.28 < b - a < 0.8 for a, b in zip(news, news[1:]))
    assert other[0] < news[1]


def test_95_spacing_is_scaled(web):
    web.route("http://news.example.org/", reply(200, FEED))
    drive(*["http://news.example.org/"] * 3, proxy=web.url(), time_scale=100)
    assert web.requests[2].time - web.requests[0].time < 0.5


@pytest.mark.parametrize("behave, words", [
    (lambda request, conn: conn.sleep(20), "no answer from 127.0.0.1 in 1s"),
    (lambda request, conn: (conn.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>"), conn.sleep(20)),
     "the answer of 127.0.0.1 came too slowly: 5 bytes in 1s"),
    (lambda request, conn: (conn.send("HTTP/1.1 200 OK\r\n\r\n"), conn.forever(b"x", 0.05)), "came too slowly"),
    (lambda request, conn: (conn.send("HTTP/1.1 200 OK\r\n"), conn.forever(b"X: y\r\n", 0.05)), "no answer from"),
    (lambda request, conn: conn.forever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), "no answer from"),
], ids=["70-hang", "71-half-a-body", "72-drip", "n02-dripping-headers", "n02-dripping-1xx"])
def test_deadline(web, behave, words):
    web.route("/", behave)
    r = fetch(web.url(), deadline_ms=1000)
    assert r["kind"] == "network"
    assert words in r["error"]
    assert 0.9 < r["seconds"] < 2


def test_72_low_speed(web):
    web.route("/", lambda request, conn: (conn.send("HTTP/1.1 200 OK\r\n\r\n"), conn.forever(b"x", 0.1)))
    r = fetch(web.url(), stall_seconds=1)
    assert r["kind"] == "network"
    assert r["seconds"] < 5


def test_connect_timeout_and_its_words():
    # A listener whose queue is full drops what comes: the connection is never made.
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(0)
        held = [socket.socket() for _ in range(4)]
        for c in held:
            c.setblocking(False)
            c.connect_ex(s.getsockname())
        time.sleep(0.1)
        r = fetch("http://127.0.0.1:%d/" % s.getsockname()[1], connect_ms=700)
        for c in held:
            c.close()
    assert r["kind"] == "network"
    assert "no connection to 127.0.0.1 port" in r["error"]
    assert r["seconds"] < 3


def test_75_healthy_feeds_beside_stalling_ones(web):
    with Server(host="127.0.0.2") as bad:
        bad.route("/", lambda request, conn: conn.sleep(20))
        web.route("/", reply(200, FEED))
        results = drive(*[bad.url()] * 4, *[web.url()] * 4, deadline_ms=800)
        assert [r["kind"] for r in results] == ["ok"] * 4 + ["network"] * 4
        assert max(r["seconds"] for r in results[:4]) < 0.7


def endless(head, piece):
    sent = []

    def answer(request, conn):
        try:
            conn.send(head)
            conn.forever(piece)
        finally:
            sent.append(conn.sent)
    answer.sent = sent
    return answer


def gone(answer):
    """How much an endless answer sent before it was cut off."""
    end = time.monotonic() + 5
    while not answer.sent and time.monotonic() < end:
        time.sleep(0.02)
    return answer.sent[0]


def test_73_endless_body(web):
    answer = endless("HTTP/1.1 200 OK\r\n\r\n<rss>", b"<item>x</item>" * 4000)
    web.route("/", answer)
    r = fetch(web.url())
    assert (r["kind"], r["size"], r["error"]) == ("limit", 0, "the answer is larger than 16 MiB")
    assert gone(answer) < 64 << 20


def test_73_large_content_length(web):
    web.route("/", reply(200, b"x", length=(16 << 20) + 1))
    web.route("/overflow", reply(200, b"x", length="9" * 40, close=True))
    r = drive(web.url())[0]
    assert (r["kind"], r["error"]) == ("limit", "the answer is larger than 16 MiB")
    assert fetch(web.url("/overflow"), deadline_ms=2000)["kind"] != "offline"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_74_bomb(web, coding):
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    bomb = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(256)) + packer.flush()
    web.route("/", reply(200, bomb, {"Content-Encoding": coding}))
    web.route("/ctl", reply(200, FEED))
    r = by_id(drive(web.url(), web.url("/ctl")))
    assert (r[0]["kind"], r[0]["size"], r[0]["error"]) == ("limit", 0, "the answer is larger than 16 MiB")
    assert r[1]["kind"] == "ok"


def test_105_the_cap_is_exact(web):
    web.route("/", gzipped("x" * 1000))
    assert fetch({"url": web.url(), "max_size": 1000})["size"] == 1000
    assert fetch({"url": web.url(), "max_size": 999})["error"] == "the answer is larger than 999 bytes"
    assert fetch(web.url(), max_size=999)["kind"] == "limit"


@pytest.mark.parametrize("head, piece", [
    ("HTTP/1.1 200 OK\r\n", b"X-Filler: %s\r\n" % (b"y" * 1000) * 60),
    ("HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 8000),
    ("", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 1000),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n0\r\n", b"X-Filler: yyyyyyyyyyy\r\n" * 2000),
    ("HTTP/1.1 200 OK\r\nX-Long: ", b"y" * 65536),
], ids=["headers", "short-headers", "1xx", "trailers", "one-line"])
def test_n03_endless_headers(web, head, piece):
    answer = endless(head, piece)
    web.route("/", answer)
    r = fetch(web.url())
    assert r["kind"] == "limit"
    assert "header" in r["error"]
    assert gone(answer) < 16 << 20


def test_n16_a_second_answer_reaches_nobody(web):
    twice = reply(200, "first").bytes() + reply(200, "poison").bytes()
    web.route("/", lambda request, conn: (conn.send(twice), conn.sleep(0.5)))
    web.route("/b", reply(200, "second"))
    first, second = drive(web.url(), {"wait": True}, web.url("/b"))
    assert first["body"] == "first"
    assert second["body"] == "second"


# Failures in words

def test_52_closed_without_an_answer(web):
    web.route("/", b"")
    r = fetch(web.url())
    assert (r["kind"], r["error"]) == ("network", "127.0.0.1 closed the connection without an answer")


def test_n01_reset(web):
    web.route("/", lambda request, conn: conn.reset())
    r = fetch(web.url())
    assert (r["kind"], r["error"]) == ("network", "127.0.0.1 cut the connection")


def test_n01_refused():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
        r = fetch("http://127.0.0.1:%d/" % port)
    assert (r["kind"], r["error"]) == ("network", "connection refused by 127.0.0.1 port %d" % port)


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH_9\r\n", b"<rss></rss>", b"\0\1\2\3"], ids=["ssh", "http09", "bytes"])
def test_not_http(web, raw):
    web.route("/", raw)
    r = fetch(web.url())
    assert r["kind"] == "network"
    assert "is not HTTP" in r["error"]


def test_status_line_without_its_headers(web):
    web.route("/", b"HTTP/1.1 304 Not Modified\r\nETag: \"half")
    r = fetch({"url": web.url(), "etag": '"1"'})
    assert (r["kind"], r["etag"]) == ("network", "")


@pytest.mark.parametrize("status, words", [
    (404, "HTTP 404 Not Found"), (410, "HTTP 410 Gone"), (299, "HTTP 299"), (304, ""), (206, "HTTP 206"),
    (599, "HTTP 599"), (300, "HTTP 300 Multiple Choices"),
])
def test_n07_statuses(web, status, words):
    web.route("/", reply(status, "<rss/>" if status != 304 else "", reason="Trust me, <b>fine</b>"))
    r = fetch(web.url())
    assert (r["error"], r["size"]) == (words, 0)


def test_name_that_does_not_resolve():
    r = fetch("http://user:secret@nosuch.invalid/path?token=x")
    assert (r["kind"], r["error"]) == ("network", "the name nosuch.invalid does not resolve")


def test_96_no_route_is_nobodys_fault(web):
    r = by_id(drive("http://nosuch.invalid/", "http://127.0.0.1:1/", no_route=True))
    assert (r[0]["kind"], r[0]["error"]) == ("offline", "no network: the name nosuch.invalid does not resolve")
    assert r[1]["kind"] == "network"


def test_96_no_name_resolves_any_more():
    kinds = [r["kind"] for r in drive(*[x for i in range(4) for x in ("http://n%d.invalid/" % i, {"wait": True})])]
    assert kinds == ["network", "network", "offline", "offline"]


def test_96_one_bad_name_is_its_own_fault():
    kinds = [r["kind"] for r in drive(*["http://nosuch.invalid/", {"wait": True}] * 5, host_spacing_ms=-1)]
    assert kinds == ["network"] * 5


def test_refused_urls():
    results = drive("ftp://h.example/", "h.example", "file:///etc/passwd", "http://")
    assert [r["kind"] for r in results] == ["refused"] * 4
    assert all(r["error"] for r in results)


# TLS

def test_90_certificate_that_does_not_verify(certificate):
    with Server(tls=certificate) as tls:
        tls.route("/", reply(200, FEED))
        r = fetch(tls.url())
        assert r["kind"] == "network"
        assert r["error"].startswith("the certificate of 127.0.0.1 does not verify: ")
        assert not tls.requests
        assert fetch({"url": tls.url(), "tls_insecure": True})["body"] == FEED
        assert fetch(tls.url(), ca_file=certificate[0])["body"] == FEED


def test_90_certificate_for_another_name(certificate):
    with Server(host="127.0.0.2", tls=certificate) as tls:
        r = fetch(tls.url(), ca_file=certificate[0])
        assert r["error"] == "the certificate of 127.0.0.2 does not verify: it is for another name"


def test_n15_insecure_is_for_one_request_only(certificate):
    with Server(tls=certificate) as tls:
        tls.route("/", reply(200, FEED))
        lax, strict = drive({"url": tls.url(), "tls_insecure": True}, {"wait": True}, tls.url())
        assert (lax["kind"], strict["kind"]) == ("ok", "network")


def test_http_where_tls_is_expected():
    with Server() as mute, socket.create_server(("127.0.0.1", 0)) as rude:
        hung = fetch("https://127.0.0.1:%d/" % mute.port, connect_ms=500)
        rude.settimeout(5)
        driver = threading.Thread(target=lambda: rude.accept()[0].sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        driver.start()
        wrong = fetch("https://127.0.0.1:%d/" % rude.getsockname()[1])
        driver.join()
    assert (hung["kind"], wrong["kind"]) == ("network", "network")
    assert "no connection to 127.0.0.1 port" in hung["error"]
    assert "no TLS connection to 127.0.0.1 port" in wrong["error"]


# Proxies

def test_104_proxy_for_everything(web):
    web.route("http://news.example.org/feed?a=%2F", reply(200, FEED))
    for opts in ({"proxy": web.url()}, {"env": {"http_proxy": web.url()}}):
        assert fetch("http://u:p@news.example.org/feed?a=%2F#x", **opts)["body"] == FEED
    assert fetch({"url": "http://news.example.org/feed?a=%2F", "proxy": web.url()})["body"] == FEED


def test_104_redirect_through_a_proxy_is_still_guarded(web):
    web.route("http://news.example.org/", redirect(302, "http://127.0.0.1:1/"))
    r = fetch("http://news.example.org/", proxy=web.url())
    assert r["kind"] == "limit"
    assert len(web.requests) == 1


def test_104_no_proxy(web):
    web.route("/", reply(200, FEED))
    r = fetch(web.url(), env={"http_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.0/8"})
    assert r["kind"] == "ok"


# Life

def test_n13_destroy_does_not_wait(web):
    web.route("/", lambda request, conn: conn.sleep(20))
    results = drive(*[web.url()] * 5, "http://nosuch.invalid/", {"pause_ms": 200}, *[web.url()] * 3, {"destroy": True})
    assert results[-1]["kind"] == "destroyed"
    assert results[-1]["seconds"] < 0.5


def test_many_requests(web):
    for i in range(200):
        web.route("/%d" % i, conditional(FEED))
    results = drive(*[web.url("/%d" % i) for i in range(200)])
    assert len(results) == 200
    assert {r["kind"] for r in results} == {"ok"}
    assert web.connections <= 4


UNANSWERED = """import socket, subprocess, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 53))
sys.exit(subprocess.call(sys.argv[1:]))
"""


def test_n13_destroy_does_not_wait_for_a_dead_resolver(tmp_path):
    """In name spaces of its own, where the only DNS server never answers."""
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    (tmp_path / "dead.py").write_text(UNANSWERED)
    script = """ip link set lo up
        mount --bind "$1/resolv.conf" /etc/resolv.conf
        exec python3 "$1/dead.py" "$2" "$3" """
    requests = "".join(json.dumps(x) + "\n" for x in (
        {"id": 0, "url": "http://a.example/"}, {"pause_ms": 800}, {"id": 1, "url": "http://b.example/"},
        {"pause_ms": 100}, {"destroy": True}))
    p = subprocess.run(["unshare", "-rnm", "sh", "-ec", script, "sh", str(tmp_path), str(DRIVER),
                        json.dumps({"connect_ms": 500})], input=requests, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False)
    if p.returncode and "Sanitizer" not in p.stderr:
        pytest.skip("no name spaces here: " + p.stderr.strip())
    first, last = [json.loads(line) for line in p.stdout.splitlines()]
    assert "the name a.example did not resolve in" in first["error"]
    assert first["seconds"] < 0.8
    assert last["seconds"] < 0.5


NGINX = """daemon off; pid {dir}/pid; error_log {dir}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{ log_format p "$server_protocol $connection"; access_log {dir}/access.log p;
  client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir};
  scgi_temp_path {dir};
  server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {cert}; ssl_certificate_key {key};
    location / {{ return 200 "feed"; }} }} }}
"""


def test_103_http_2_unless_switched_off(certificate, tmp_path):
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not nginx:
        pytest.skip("nginx is not installed")
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    (tmp_path / "conf").write_text(NGINX.format(dir=tmp_path, port=port, cert=certificate[0], key=certificate[1]))
    server = subprocess.Popen([nginx, "-c", str(tmp_path / "conf"), "-p", str(tmp_path)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if socket.socket().connect_ex(("127.0.0.1", port)) == 0:
                break
            time.sleep(0.02)
        url = "https://127.0.0.1:%d/" % port
        results = drive(url, url, url, {"wait": True}, {"url": url, "http1": True}, ca_file=certificate[0])
    finally:
        server.terminate()
        server.wait(10)
    assert [r["body"] for r in results] == ["feed"] * 4
    seen = [line.split() for line in (tmp_path / "access.log").read_text().splitlines()]
    assert [protocol for protocol, _ in seen] == ["HTTP/2.0"] * 3 + ["HTTP/1.1"]
    assert len({connection for _, connection in seen[:3]}) == 1
