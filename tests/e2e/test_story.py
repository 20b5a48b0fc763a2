# SPDX-License-Identifier: MIT
"""What wirewatch is for, seen on the desktop: one bubble for a story, updated when it moves, silent when muted."""
import json
import sqlite3

import pytest
from conftest import wait_for
from desktop import Desktop
from feedtext import FOOTBALL, TALKS, watchlist
from server import Server
from test_daemon import Feed, baseline

PUT_OFF = dict(TALKS, title="Syria peace talks put off until February, says Lavrov",
               text="Russian foreign minister Sergei Lavrov spoke in Zurich. At least 15 delegations will come.")


def confirmed(home):
    with sqlite3.connect("file:%s?mode=ro" % (home.state / "wirewatch.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM outbox WHERE notifier = 'desktop' AND state != 0").fetchone()[0]


@pytest.fixture
def desktop(tmp_path):
    d = Desktop(tmp_path / "desktop")
    yield d
    d.close()


@pytest.fixture
def story(home, daemon, desktop):
    """Two outlets, polled once, and a daemon that reaches the desktop."""
    home.env["DBUS_SESSION_BUS_ADDRESS"] = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    home.env["PATH"] = desktop.path + "/bin:" + home.env["PATH"]
    with Server() as web:
        agency = Feed(web, "/agency.xml", FOOTBALL, title="Agency")
        paper = Feed(web, "/paper.xml", dict(FOOTBALL, title="Rain tomorrow"), title="The Paper")
        daemon(watchlist(("agency", agency.url), ("paper", paper.url)))
        baseline(home, agency, paper)
        yield agency, paper


def test_one_bubble_for_a_story(home, desktop, story):
    agency, paper = story
    server = desktop.server()
    agency.set(TALKS, FOOTBALL)
    first = server.event("notify")
    assert first["summary"] == TALKS["title"] and first["replaces"] == 0
    assert "syria-talks" in first["body"] and "talks" in first["body"] and "Agency" in first["body"]
    assert set(first["order"]) == {"default", "open", "mute"}
    # Another outlet repeats it: nothing.
    paper.set(dict(TALKS, guid="p1", link="https://paper.example/p1"))
    paper.wait_polls(len(paper.polls()) + 2)
    server.silent()
    # It moves: the same bubble says what changed.
    agency.set(PUT_OFF, FOOTBALL)
    second = server.event("notify")
    assert second["replaces"] == first["id"] and second["known"]
    assert "put off until February" in second["summary"] and TALKS["title"] in second["body"]
    assert "The Paper" in second["body"]
    # Nobody wants to hear more of it.
    server.write(json.dumps(["invoke", first["id"], "mute", ""]))
    assert {json.loads(server.next())["ev"] for _ in range(2)} == {"done", "close"}
    agency.set(dict(PUT_OFF, title="Syria peace talks cancelled, says Lavrov"), FOOTBALL)
    muted = wait_for(lambda: [a for a in home.alerts() if a["state"] == "muted"], what="the muted update")[0]
    assert muted["by"] == "mute:story"
    server.silent()
    unread = home.run("wirewatch", "alerts", "--unread", "--json").stdout
    assert "muted" not in unread


def test_two_sections_for_the_desktop_are_one_bubble(home, desktop, story):
    agency, _paper = story
    text = home.watchlist.read_text()
    home.write(text + "\n[notify desk]\ntype = desktop\nurgency >= high\n[notify file]\ntype = log\n")
    assert home.run("wirewatch", "reload").returncode == 0
    server = desktop.server()
    agency.set(TALKS, FOOTBALL)
    assert server.event("notify")["summary"] == TALKS["title"]
    server.silent()
    assert len(home.alerts()) == 1
    # Named alone it is the same desktop.
    home.write(text.replace("urgency = high", "urgency = high\nnotify = desk") + "\n[notify desk]\ntype = desktop\n")
    assert home.run("wirewatch", "reload").returncode == 0
    agency.set(dict(TALKS, guid="more", link="https://wire.example/more", title="Syria talks, another day"), FOOTBALL)
    assert "another day" in server.event("notify")["summary"]
    server.silent()


def test_nothing_is_lost_while_there_is_no_server(home, desktop, story):
    agency, _paper = story
    agency.set(TALKS, FOOTBALL)
    wait_for(home.alerts, what="the alert in the log")
    agency.set(PUT_OFF, FOOTBALL)
    wait_for(lambda: len(home.alerts()) == 2, what="the update in the log")
    # Who comes late sees how the story stands, not what it was in between.
    server = desktop.server()
    only = server.event("notify")
    assert "put off until February" in only["summary"]
    server.silent()


def test_a_server_that_dies_and_returns(home, desktop, story):
    agency, _paper = story
    server = desktop.server()
    agency.set(TALKS, FOOTBALL)
    server.event("notify")
    wait_for(lambda: confirmed(home), what="the confirmation")
    server.kill()
    server = desktop.server("--first-id", "1")
    agency.set(PUT_OFF, FOOTBALL)
    again = server.event("notify")
    # The old number may be another program's bubble by now.
    assert again["replaces"] == 0 and "put off" in again["summary"]


def test_open_marks_read(home, desktop, story):
    agency, _paper = story
    server = desktop.server()
    agency.set(TALKS, FOOTBALL)
    shown = server.event("notify")
    wait_for(lambda: TALKS["title"] in home.run("wirewatch", "alerts", "--unread", "--json").stdout, what="unread")
    server.order("invoke", shown["id"], "default", "token-1")
    assert desktop.opened() == TALKS["link"] + " token-1\n"
    wait_for(lambda: TALKS["title"] not in home.run("wirewatch", "alerts", "--unread", "--json").stdout, what="read")
