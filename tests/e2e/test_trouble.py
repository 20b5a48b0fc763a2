# SPDX-License-Identifier: MIT
"""wirewatchd when things go wrong on our own side: the store, the clock, descriptors."""
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time

import pytest

from conftest import Daemon, wait_for
from feedtext import FOOTBALL, TALKS, rss, watchlist
from server import Server, reply
from test_daemon import Feed, baseline, told


def db(home):
    return sqlite3.connect(str(home.state / "wirewatch.db"), timeout=20, isolation_level=None)


def test_nobody_is_asked_while_nothing_can_be_recorded(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        d = daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        lock = db(home)
        lock.execute("BEGIN IMMEDIATE")
        feed.set(TALKS, FOOTBALL)
        wait_for(lambda: "cannot record" in d.log, 20, "the complaint")
        asked = len(feed.polls())
        time.sleep(8)
        assert len(feed.polls()) == asked
        lock.execute("ROLLBACK")
        lock.close()
        wait_for(lambda: told(home), 30, "the alert")
        assert "can be written again" in d.log
        assert len(told(home)) == 1


def test_what_cannot_be_recorded_costs_only_its_own_feed(home, daemon):
    with Server() as web:
        good, bad = Feed(web, "/good.xml", FOOTBALL), Feed(web, "/bad.xml", FOOTBALL)
        d = daemon(watchlist(("good", good.url), ("bad", bad.url)))
        baseline(home, good, bad)
        d.stop()
        with db(home) as con:
            con.execute("CREATE TRIGGER no BEFORE INSERT ON item WHEN NEW.title LIKE 'poison%'"
                        " BEGIN SELECT RAISE(ABORT, 'not this one'); END")
        # Both are overdue, and at files' speed their polls share a transaction.
        path = home.root / "bad.xml"
        path.write_text(rss(dict(FOOTBALL, title="poison", guid="poison")))
        also = home.root / "good.xml"
        also.write_text(rss(FOOTBALL))
        home.write(watchlist(("good", "file://" + str(also)), ("bad", "file://" + str(path))))
        d = daemon()
        wait_for(lambda: d.log.count("good: first poll") == 2, what="the first poll of the good file")
        wait_for(lambda: "bad: cannot write" in d.log, what="the bad feed's failure")
        also.write_text(rss(TALKS, FOOTBALL))
        wait_for(lambda: told(home), what="the alert of the good feed")
        assert "not this one" in d.log and "cannot record" not in d.log
        with db(home) as con:
            failures, error = con.execute("SELECT failures, error FROM feed WHERE name = 'bad'"
                                          " AND url LIKE 'file:%'").fetchone()
        assert failures >= 1 and "not this one" in error


def test_a_pause_noted_by_a_wrong_clock_is_not_kept(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        home.write("[topic t]\nany = Syria\n")
        assert home.run("wirewatchd", "--once").returncode == 0
        with db(home) as con:
            con.execute("INSERT INTO host (host, until) VALUES ('127.0.0.1', ?)", (int(time.time()) + 10 * 365 * 86400,))
        daemon(watchlist(("wire", feed.url)))
        feed.wait_polls(1)


def test_half_a_first_document_is_no_baseline(home, daemon):
    """What the other half held was there before us, too; but a feed that is never whole is not silent for ever."""
    whole = rss(FOOTBALL, TALKS).encode()
    cut = whole[:whole.index(b"Syria peace")]
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL, TALKS)
        web.route("/feed.xml", reply(200, cut), feed.answer)
        never = Feed(web, "/never.xml", FOOTBALL)
        news = rss(dict(TALKS, title="Syria talks at half time", link="https://wire.example/half"), FOOTBALL).encode()
        half = reply(200, rss(FOOTBALL).encode()[:-8])
        web.route("/never.xml", half, half, half, reply(200, news[:news.index(b"Local team")]))
        daemon(watchlist(("wire", feed.url), ("never", never.url)))
        feed.wait_polls(4, 30)
        wait_for(lambda: told(home), 30, "the alert of the feed that is never whole")
        assert [a["item"]["title"] for a in told(home)] == ["Syria talks at half time"]


def test_what_waits_for_a_time_that_a_wrong_clock_set_is_delivered(home, daemon):
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        d = daemon(watchlist(("wire", feed.url)))
        baseline(home, feed)
        feed.set(TALKS, FOOTBALL)
        wait_for(lambda: told(home), what="the alert")
        d.stop()
        with db(home) as con:
            con.execute("UPDATE outbox SET state = 0, due_ms = due_ms + 864000000 WHERE notifier = 'log'")
        daemon()
        wait_for(lambda: db(home).execute("SELECT state FROM outbox WHERE notifier = 'log'").fetchone() == (1,),
                 what="the delivery")


def ignored(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return next(int(line.split()[1], 16) for line in f if line.startswith("SigIgn:"))


def test_a_reload_during_the_start_is_no_reason_to_end(home):
    home.write("[topic t]\nany = Syria\n")
    d = Daemon(home)
    end = time.monotonic() + 10
    # Its signals are set up before it opens anything.
    while time.monotonic() < end and not ignored(d.process.pid) >> signal.SIGPIPE - 1 & 1:
        pass
    for _ in range(200):
        if d.process.poll() is None:
            d.process.send_signal(signal.SIGHUP)
        time.sleep(0.002)
    assert d.wait_ready().stop() == 0


def outbox(home):
    """Each alert in order: the notifiers that it goes to."""
    with db(home) as con:
        return [sorted(n for n in (names or "").split() if n) for (names,) in con.execute(
            "SELECT group_concat(o.notifier, ' ') FROM alert a LEFT JOIN outbox o ON o.alert = a.seq"
            " GROUP BY a.seq ORDER BY a.seq")]


def test_a_revision_that_matches_no_more_goes_where_its_topic_goes(home, daemon):
    stolen = dict(FOOTBALL, guid="stolen", title="The cup is stolen", link="https://wire.example/stolen", text="")
    later = dict(stolen, title="The trophy is stolen, 3 held by the police")
    gone = dict(TALKS, title="Diplomats meet in Zurich, 12 states at the table", text="")
    with Server() as web:
        feed = Feed(web, "/feed.xml", FOOTBALL)
        rules = watchlist(("wire", feed.url), more="\n[topic cup]\nany = stolen near/9 cup\nnotify = none\n")
        d = daemon(rules)
        baseline(home, feed)
        feed.set(stolen, TALKS, FOOTBALL)
        wait_for(lambda: len(outbox(home)) == 2, what="both alerts")
        assert sorted(outbox(home)) == [[], ["desktop", "log"]]
        # The topic of the other one is taken out of the watchlist.
        home.write(rules.replace("[topic syria-talks]", "[topic elections]"))
        d.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "loaded" in d.log, what="the reload")
        feed.set(later, gone, FOOTBALL)
        wait_for(lambda: len(outbox(home)) == 4, what="both revisions")
        assert sorted(outbox(home)[2:]) == [[], ["log"]]


def test_no_descriptor_for_the_control_socket_is_no_reason_to_spin(home, daemon):
    d = daemon("[topic t]\nany = Syria\n")
    pid = str(d.process.pid)
    n = max(int(fd) for fd in os.listdir("/proc/%s/fd" % pid)) + 1
    ticks = lambda: sum(int(v) for v in open("/proc/%s/stat" % pid).read().rsplit(")")[1].split()[11:13])
    clients = []
    try:
        subprocess.run(["prlimit", "--nofile=%d:" % n, "--pid", pid], check=True)
        for _ in range(4):
            clients.append(socket.socket(socket.AF_UNIX))
            clients[-1].settimeout(1)
            clients[-1].connect(str(home.socket))
        before = ticks()
        time.sleep(2)
        assert (ticks() - before) / os.sysconf("SC_CLK_TCK") < 0.5
    finally:
        for c in clients:
            c.close()
        subprocess.run(["prlimit", "--nofile=1024:", "--pid", pid], check=True)
    assert d.wait_ready().ask("GET", "/v1/status")["pid"] == d.process.pid


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_status_for_whom_only_the_socket_is_open(home, daemon):
    with Server() as web:
        d = daemon(watchlist(("wire", Feed(web, "/feed.xml", FOOTBALL).url)))
        home.runtime.chmod(0o755)
        home.socket.chmod(0o666)
        home.root.chmod(0o700)
        try:
            r = home.run("wirewatch", "status", user=65534, group=65534)
            j = home.run("wirewatch", "status", "--json", user=65534, group=65534)
        except PermissionError:
            pytest.skip("the programs are in a folder that is not open to others")
        assert r.returncode == 0, r.stderr
        assert "is running, pid %d" % d.process.pid in r.stdout and "1 topic, 1 feed" in r.stdout
        assert json.loads(j.stdout)["daemon"]["pid"] == d.process.pid
        home.socket.chmod(0o600)
        r = home.run("wirewatch", "status", user=65534, group=65534)
        assert r.returncode == 1 and "ermission denied" in r.stderr
