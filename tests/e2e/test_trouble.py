# SPDX-License-Identifier: MIT
"""wirewatchd when things go wrong on our own side: the store, the clock, descriptors."""
import sqlite3
import time

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


def test_a_notifier_of_another_type_takes_over_the_rows_of_its_name(home, daemon):
    path = home.root / "feed.xml"
    path.write_text(rss(FOOTBALL))
    base = watchlist(("wire", "file://" + str(path)))
    d = daemon(base + "\n[notify phone]\ntype = desktop\n")
    wait_for(lambda: "first poll" in d.log, what="the first poll")
    path.write_text(rss(TALKS, FOOTBALL))
    wait_for(lambda: "phone: cannot deliver" in d.log, what="the attempt without a desktop")
    home.write(base + "\n[notify phone]\ntype = log\n")
    assert d.ask("POST", "/v1/reload")["ok"]

    def delivered():
        with db(home) as con:
            return con.execute("SELECT count(*) FROM outbox WHERE notifier = 'phone' AND state = 1").fetchone()[0]
    wait_for(delivered, what="the log's confirmation")
