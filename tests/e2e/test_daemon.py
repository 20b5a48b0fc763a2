# SPDX-License-Identifier: MIT
"""wirewatchd as a person meets it: what it polls, what it tells, what survives."""
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time

from conftest import BUILD, EX_CONFIG, Daemon, wait_for
from feedtext import FOOTBALL, TALKS, rss, watchlist
from server import Server, conditional, reply


def told(home):
    return [a for a in home.alerts() if a["state"] == "alerted"]


class Feed:
    """A feed whose entries change while the daemon polls it."""

    def __init__(self, web, path, *entries, title="Example Wire"):
        self.web, self.path, self.title = web, path, title
        self.set(*entries)
        web.route(path, self.answer)

    def set(self, *entries):
        self.body = rss(*entries, title=self.title).encode()
        self.etag = '"%d"' % (abs(hash(self.body)) % 10**9)

    def answer(self, request, conn):
        return conditional(self.body, etag=self.etag)(request, conn)

    @property
    def url(self):
        return self.web.url(self.path)

    def polls(self):
        return [r for r in self.web.requests if r.path == self.path]

    def wait_polls(self, n, timeout=15):
        wait_for(lambda: len(self.polls()) >= n, timeout, "%d polls of %s" % (n, self.path))


def baseline(home, *feeds):
    """Until the first poll of every feed is in the store."""
    for f in feeds:
        f.wait_polls(2)


def test_first_poll_is_silent_and_a_new_entry_alerts_once(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        d = daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        assert home.alerts() == []
        feed.set(TALKS, FOOTBALL)
        alert = wait_for(lambda: told(home), what="the alert")[0]
        feed.wait_polls(len(feed.polls()) + 2)
        assert len(told(home)) == 1
        assert alert["v"] == 1 and alert["kind"] == "new" and alert["rev"] == 1
        assert alert["topics"] == ["syria-talks"] and alert["urgency"] == "high"
        assert alert["feed"]["name"] == "wire" and alert["feed"]["title"] == "Example Wire"
        assert alert["item"]["title"] == TALKS["title"] and alert["item"]["url"] == TALKS["link"]
        why = alert["why"][0]
        assert why["topic"] == "syria-talks" and why["field"] == "title"
        assert TALKS["title"].encode()[why["at"][0]:why["at"][1]].decode().startswith("Syria")
        assert "talks" in why["text"]
        # Where there is a journal, that is where the alert went.
        assert TALKS["title"] in d.log or pathlib.Path("/run/systemd/journal/socket").exists()


def test_matches_of_the_first_poll_are_in_history_only(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", TALKS)
        daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        records = wait_for(home.alerts, what="the baseline record")
        assert [a["state"] for a in records] == ["baseline"]
        assert "first poll: 1 items, 1 match, 0 alerted" in (home.root / "wirewatchd.log").read_text()


def test_a_topic_over_its_limit_is_summed_up(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        daemon(watchlist(("wire", feed.url)).replace("urgency = high", "limit = 2/hour"))
        baseline(home, feed)
        stories = [dict(TALKS, guid="t%d" % n, title="Syria talks, report number %d" % n,
                        link="https://wire.example/t%d" % n) for n in range(5)]
        feed.set(*stories, FOOTBALL)
        wait_for(lambda: len(home.alerts()) == 6, what="every record")
        feed.wait_polls(len(feed.polls()) + 2)
        states = sorted((a["kind"], a["state"]) for a in home.alerts())
        assert states == [("new", "alerted")] * 2 + [("new", "summarised")] * 3 + [("summary", "alerted")]
        summary = [a for a in home.alerts() if a["kind"] == "summary"][0]
        assert summary["topics"] == ["syria-talks"] and "2 alerts in an hour" in summary["summary"]
        assert {a["by"] for a in home.alerts() if a["state"] == "summarised"} == {"limit"}


def test_a_summary_goes_where_its_topic_sends_alerts(home):
    path = home.root / "feed.xml"
    path.write_text(rss(*(dict(TALKS, guid="t%d" % n, title=title, link="https://wire.example/t%d" % n)
                          for n, title in enumerate(("Syria talks begin in Geneva", "Grain ship reaches Syria at last")))))
    home.write("[feed f]\nurl = file://%s\nfirst = latest:5\n[topic quiet]\nany = Syria\nlimit = 1/day\nnotify = log\n"
               "[topic loud]\nany = Syria\nlimit = 1/day\n" % path)
    assert home.run("wirewatchd", "--once", timeout=60).returncode == 0
    with sqlite3.connect(str(home.state / "wirewatch.db")) as con:
        rows = con.execute("SELECT json, notifier FROM outbox JOIN alert ON seq = outbox.alert").fetchall()
    summaries = sorted((json.loads(text)["topics"], to) for text, to in rows if json.loads(text)["kind"] == "summary")
    assert summaries == [(["loud"], "desktop"), (["loud"], "log"), (["quiet"], "log")]


def test_commands_find_a_daemon_with_another_state_directory(home, daemon):
    places = ["--config", home.watchlist, "--state", home.root / "elsewhere"]
    home.socket = home.root / "elsewhere" / "wirewatch.sock"
    daemon(watchlist(), *places)
    r = home.run("wirewatch", "status", *places)
    assert r.returncode == 0 and "does not answer" not in r.stdout
    assert home.run("wirewatch", "reload", *places).returncode == 0


def test_first_latest_tells_the_newest(home, daemon):
    old = dict(TALKS, guid="old", link="https://wire.example/old", title="Syria talks: the old news",
               date="Fri, 15 Jan 2016 10:00:00 GMT")
    new = dict(TALKS, date="Wed, 20 Jan 2016 10:00:00 GMT")
    with Server() as web:
        feed = Feed(web, "/feed.xml", new, old)
        daemon(watchlist(("wire", feed.url, "first = latest:1")))
        baseline(home, feed)
        wait_for(lambda: len(home.alerts()) == 2, what="both records")
        assert [a["item"]["title"] for a in told(home)] == [TALKS["title"]]


def test_copy_is_silent_and_revision_updates_the_story(home, daemon):
    with Server() as web:
        a = Feed(web, "/a.xml", FOOTBALL, title="Agency A")
        b = Feed(web, "/b.xml", dict(FOOTBALL, title="Weather: rain"), title="Paper B")
        daemon(watchlist(("agency", a.url), ("paper", b.url)))
        baseline(home, a, b)
        a.set(TALKS, FOOTBALL)
        first = wait_for(lambda: told(home), what="the alert")[0]
        b.set(dict(TALKS, guid="b-77", link="https://paper.example/77"))
        b.wait_polls(len(b.polls()) + 3)
        assert len(told(home)) == 1
        a.set(dict(TALKS, title="Syria peace talks put off until February, says Lavrov"), FOOTBALL)
        update = wait_for(lambda: told(home)[1:], what="the update")[0]
        assert update["story"] == first["story"] and update["rev"] == first["rev"] + 1
        assert update["kind"] == "update" and update["id"] != first["id"]
        assert any("February" in c for c in update["changed"]), update["changed"]
        # A comma is no news.
        a.set(dict(TALKS, title="Syria peace talks put off until February says Lavrov"), FOOTBALL)
        a.wait_polls(len(a.polls()) + 3)
        assert len(told(home)) == 2


def test_restart_asks_conditionally_and_not_early(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        d = daemon(watchlist(("wire", feed.url)).replace("time-scale = 1800", "time-scale = 300"))
        feed.wait_polls(1)
        wait_for(lambda: "first poll" in d.log, what="the first poll")
        assert d.stop() == 0
        asked = feed.polls()[-1].time
        daemon()
        feed.wait_polls(2)
        # every = 30m by default, divided by 300: 6 s, less 5 % jitter and the second the store rounds to.
        assert feed.polls()[1].time - asked > 4.5
        assert feed.polls()[1].get("If-None-Match") == feed.etag


def test_retry_after_survives_a_restart(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        web.route("/feed.xml", reply(429, b"", {"Retry-After": "5"}), feed.answer)
        d = daemon(watchlist(("wire", feed.url)))
        feed.wait_polls(1)
        wait_for(lambda: "429" in d.log, what="the failure in the log")
        d.stop()
        daemon()
        feed.wait_polls(2)
        assert feed.polls()[1].time - feed.polls()[0].time >= 5


def test_reload_with_a_mistake_keeps_the_old_rules(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        good = watchlist(("wire", feed.url))
        d = daemon(good)
        baseline(home, feed)
        home.write(good + "\n[topic bad]\nanny = Syria\n")
        r = home.run("wirewatch", "reload")
        line = len(good.splitlines()) + 3
        assert r.returncode == EX_CONFIG
        assert 'watchlist:%d:1: error: a topic has no "anny"' % line in r.stderr + r.stdout
        assert "the old rules stay in force" in r.stderr + r.stdout
        feed.set(TALKS, FOOTBALL)
        wait_for(lambda: told(home), what="the alert by the old rules")
        home.write(good + "\n[topic cup]\nany = cup\n")
        d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "loaded" in d.log, what="the reload")
        feed.set(dict(FOOTBALL, guid="cup-2", title="The cup is stolen", link="https://wire.example/cup2"), TALKS, FOOTBALL)
        wait_for(lambda: any(a["topics"] == ["cup"] for a in told(home)), what="an alert by the new rules")


def test_a_shorter_interval_holds_at_once(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        slow = watchlist(("wire", feed.url, "every = 24h")).replace("time-scale = 1800", "time-scale = 300")
        d = daemon(slow)
        feed.wait_polls(1)
        wait_for(lambda: "first poll" in d.log, what="the first poll")
        home.write(slow.replace("24h", "5m"))
        assert home.run("wirewatch", "reload").returncode == 0
        feed.wait_polls(3, 10)


def test_a_feed_that_is_removed_and_added_keeps_its_state(home, daemon):
    with Server() as web:
        feed, other = Feed(web, "/feed.xml", FOOTBALL), Feed(web, "/other.xml", FOOTBALL)
        daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        home.write(watchlist(("other", other.url)))
        assert home.run("wirewatch", "reload").returncode == 0
        baseline(home, other)
        feed.set(TALKS, FOOTBALL)
        home.write(watchlist(("wire", feed.url), ("other", other.url)))
        assert home.run("wirewatch", "reload").returncode == 0
        # Its first poll is long over: what came meanwhile is news.
        wait_for(lambda: told(home), what="the alert")


def test_once_twice_is_silent_and_an_edit_updates(home):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        home.write(watchlist(("wire", feed.url)))
        for entries, alerts in (((FOOTBALL,), 0), ((TALKS, FOOTBALL), 1), ((TALKS, FOOTBALL), 1),
                                ((dict(TALKS, title="Syria peace talks delayed, says Lavrov"), FOOTBALL), 2)):
            feed.set(*entries)
            r = home.run("wirewatchd", "--once")
            assert r.returncode == 0, r.stderr
            assert len(told(home)) == alerts, r.stderr
            assert "first poll" not in r.stderr  # cron mails what is said
        assert told(home)[0]["story"] == told(home)[1]["story"]


def test_second_daemon_on_the_same_state_is_refused(home, daemon):
    with Server() as web:
        d = daemon(watchlist(("wire", Feed(web, "/feed.xml", FOOTBALL).url)))
        r = home.run("wirewatchd", "--once")
        assert r.returncode == 1
        assert str(d.process.pid) in r.stderr and "another" in r.stderr


def test_bad_configuration_lists_every_mistake(home):
    home.write("[topic a]\nanny = x\n[feed f]\nurl = gopher://x\n")
    r = home.run("wirewatchd")
    assert r.returncode == EX_CONFIG
    assert "watchlist:2:1: error:" in r.stderr and "watchlist:4:7: error:" in r.stderr
    assert "2 errors: wirewatchd does not start" in r.stderr and "old rules" not in r.stderr


def test_no_watchlist_says_what_to_do(home):
    r = home.run("wirewatchd")
    assert r.returncode == EX_CONFIG
    assert "wirewatch init" in r.stderr and str(home.watchlist) in r.stderr


def test_stops_quickly_even_while_a_server_hangs(home, daemon):
    with Server() as web:
        web.route("/slow", lambda request, conn: conn.sleep(60))
        d = daemon(watchlist(("slow", web.url("/slow"))))
        web.wait(1)
        began = time.monotonic()
        assert d.stop() == 0
        assert time.monotonic() - began < 5


def test_truncated_feed_counts_its_entries_but_not_its_validators(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        whole = rss(TALKS, FOOTBALL).encode()
        cut = whole[:whole.index(b"Local team")]
        n = len(feed.polls())
        web.route("/feed.xml", reply(200, cut, {"ETag": '"cut"'}), reply(200, cut, {"ETag": '"cut"'}), feed.answer)
        wait_for(lambda: told(home), what="the alert of the complete entry")
        feed.wait_polls(n + 3, 30)
        assert all(r.get("If-None-Match") != '"cut"' for r in feed.polls())


def test_a_hostile_feed_costs_only_itself(home, daemon):
    with Server() as web:
        good = Feed(web, "/good.xml", FOOTBALL)
        web.route("/tags", reply(200, b"<rss " + b"a='1' " * 300000 + b">"))
        web.route("/junk", reply(200, os.urandom(200000)))
        web.route("/html", reply(200, b"<!doctype html><title>x</title>", {"Content-Type": "text/html"}))
        web.route("/deep", reply(200, b"<rss>" + b"<a>" * 200000))
        d = daemon(watchlist(("good", good.url), *[(n, web.url("/" + n)) for n in ("tags", "junk", "html", "deep")]))
        baseline(home, good)
        good.set(TALKS, FOOTBALL)
        wait_for(lambda: told(home), what="the alert")
        for name in ("tags", "junk", "html", "deep"):
            wait_for(lambda: name + ": " in d.log, what="the error of " + name)
        assert "html: this is an HTML page" in d.log.replace("wirewatchd: ", "")


def test_kill_at_any_time_loses_nothing(home):
    """SIGKILL again and again while alerts come: every one is told, repeats have the same id."""
    entries = [FOOTBALL]
    with Server() as web:
        feed = Feed(web, "/feed.xml", *entries)
        home.write(watchlist(("wire", feed.url)).replace("time-scale = 1800", "time-scale = 18000"))
        d = Daemon(home).wait_ready()
        baseline(home, feed)
        for n in range(12):
            for k in range(5):
                entries.insert(0, dict(TALKS, title="Syria talks, report %d of %d" % (k, n), guid="g%d-%d" % (n, k),
                                       link="https://wire.example/%d/%d" % (n, k)))
            feed.set(*entries)
            time.sleep(0.05 * n)
            d.process.kill()
            d.process.wait()
            d = Daemon(home)
        want = {e["title"] for e in entries if e is not FOOTBALL}
        wait_for(lambda: {a["item"]["title"] for a in told(home)} >= want, 40, "all alerts")
        assert d.wait_ready().stop() == 0
    ids = {}
    for a in told(home):
        ids.setdefault(a["item"]["title"], set()).add(a["id"])
    assert set(ids) == want
    assert all(len(v) == 1 for v in ids.values()), "a repeat has another id"
    assert len(told(home)) <= len(want) + 12 * 16


def test_disk_full_keeps_running_and_loses_nothing(home):
    """A store that cannot grow: no alert is told that is not recorded, and it is told once there is room."""
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        home.write(watchlist(("wire", feed.url)).replace("time-scale = 1800", "time-scale = 3600"))
        r = home.run("wirewatchd", "--once")
        assert r.returncode == 0, r.stderr
        size = max(p.stat().st_size for p in home.state.iterdir())
        with open(home.root / "wirewatchd.log", "ab") as log:
            d = subprocess.Popen(["prlimit", "--fsize=%d:" % (size + 4096), str(BUILD / "wirewatchd")], env=home.env,
                                 stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=str(home.root))
        try:
            big = [dict(TALKS, title="Syria talks, part %d" % n, guid="p%d" % n, link="https://wire.example/p%d" % n,
                        text="x" * 3000) for n in range(40)]
            feed.set(*big)
            text = lambda: (home.root / "wirewatchd.log").read_text()
            wait_for(lambda: "cannot record" in text(), 20, "the complaint")
            assert told(home) == [] and d.poll() is None
            subprocess.run(["prlimit", "--fsize=unlimited:", "--pid", str(d.pid)], check=True)
            wait_for(lambda: len(told(home)) == 40, 30, "the alerts; log:\n" + text())
            assert "can be written again" in text()
        finally:
            d.send_signal(signal.SIGTERM)
            assert d.wait(10) == 0


def test_control_socket_speaks_http(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        d = daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        curl = ["curl", "-s", "--unix-socket", str(home.socket)]
        got = subprocess.run(curl + ["http://localhost/v1/status"], stdout=subprocess.PIPE, check=True)
        status = json.loads(got.stdout)
        assert status["pid"] == d.process.pid and status["feeds"] == 1 and status["topics"] == 1
        got = subprocess.run(curl + ["http://localhost/v1/nothing", "-w", "%{http_code}"], stdout=subprocess.PIPE, check=True)
        assert got.stdout.endswith(b"404")
        assert os.stat(home.socket).st_mode & 0o777 == 0o600


def test_a_file_may_be_as_large_as_max_size(home):
    path = home.root / "feed.xml"
    path.write_text(rss(FOOTBALL, dict(TALKS, text="x" * 2000)))
    size = path.stat().st_size
    path.write_text(path.read_text() + " " * (4096 - size))
    home.write("[feed f]\nurl = file://%s\nmax-size = 4KiB\n[topic t]\nany = Syria\n" % path)
    r = home.run("wirewatchd", "--once")
    assert "is larger" not in r.stderr and [a["state"] for a in home.alerts()] == ["baseline"]
    with open(path, "a", encoding="utf-8") as f:
        f.write(" ")
    assert "is larger than 4096 bytes" in home.run("wirewatchd", "--once").stderr


def test_once_forgets_what_is_old(home):
    """Who has only cron runs has a store that does not grow for ever, too."""
    path = home.root / "feed.xml"
    path.write_text(rss(FOOTBALL))
    home.write("[daemon]\nretention = 1d\n[feed f]\nurl = file://%s\n[topic t]\nany = Syria\n" % path)
    assert home.run("wirewatchd", "--once").returncode == 0

    def items(*more):
        with sqlite3.connect(str(home.state / "wirewatch.db")) as con:
            for sql in more:
                con.execute(sql)
            return [title for title, in con.execute("SELECT title FROM item")]
    assert items("UPDATE item SET last_seen = last_seen - 3 * 86400",
                 "UPDATE feed SET next_poll = 0, not_before = 0") == [FOOTBALL["title"]]
    path.write_text(rss(TALKS))
    assert home.run("wirewatchd", "--once").returncode == 0
    assert items() == [TALKS["title"]]
