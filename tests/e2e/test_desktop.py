# SPDX-License-Identifier: MIT
"""The desktop notifier against a notification server on strings, on a bus of its own."""
import json
import os
import sys
import time

import pytest
from desktop import HERE, SERVICE, STOP_MS, Desktop


@pytest.fixture
def desktop(tmp_path):
    d = Desktop(tmp_path)
    yield d
    d.close()


def alert(number, story="s-1", title="Envoys return", urgency="normal", kind="new", **more):
    a = {"v": 1, "id": "%020x" % number, "t": "2026-11-23T21:45:27.123Z", "kind": kind, "story": story,
         "rev": number, "topics": ["peace-talks"],
         "feed": {"name": "wire", "url": "https://feeds.example/wire", "title": "The Wire"},
         "item": {"id": "i", "url": "https://news.example/%d" % number, "title": title},
         "summary": "", "why": [{"topic": "peace-talks", "field": "title", "text": "Envoys", "at": [0, 6]}],
         "changed": [], "urgency": urgency, "state": "alerted", "by": ""}
    a.update(more)
    return a


def test_shown_once(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    shown = server.event("notify")
    assert shown["app"] == "wirewatch"
    assert shown["summary"] == "Envoys return"
    assert "peace-talks" in shown["body"] and "The Wire" in shown["body"]
    assert shown["replaces"] == 0
    assert shown["hints"]["desktop-entry"] == "wirewatch"
    assert shown["actions"] == {"default": "Open", "open": "Open", "mute": "Mute story"}
    assert shown["order"].index("open") < shown["order"].index("mute")
    server.silent()
    assert driver.end() < 300


def test_one_bubble_per_story(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    first = server.event("notify")
    driver.deliver(alert(2, kind="update", title="Envoys sign"))
    second = server.event("notify")
    assert second["replaces"] == first["id"] and second["known"]
    assert second["summary"] == "Updated: Envoys sign"
    driver.deliver(alert(3, story="s-2"))
    assert server.event("notify")["replaces"] == 0
    # All on one connection: some servers clear what came on one that closes.
    assert len({json.loads(line)["sender"] for line in server.seen if '"notify"' in line}) == 1


@pytest.mark.parametrize("reason", [1, 2, 3, 4])
def test_closed_means_new_bubble(desktop, reason):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    server.order("close", server.event("notify")["id"], reason)
    if reason == 2:
        driver.expect("action %020x dismissed" % 1)
    time.sleep(0.2)  # The signal overtakes the next alert.
    driver.deliver(alert(2, kind="update"))
    assert server.event("notify")["replaces"] == 0
    assert sum("dismissed" in line for line in driver.seen) == (reason == 2)


@pytest.mark.parametrize("caps,want", [
    ("actions,body,body-markup", "&lt;b&gt; &amp; &apos;"),
    ("actions,body", "<b> & '"),
])
def test_markup(desktop, caps, want):
    server, driver = desktop.server("--caps", caps), desktop.driver()
    title = "<b>bold</b> & &amp; \u202eevil \x1b[31m"
    driver.deliver(alert(1, title=title, changed=["<b> & '"]))
    shown = server.event("notify")
    assert shown["summary"] == "<b>bold</b> & &amp; evil [31m"
    assert want.replace("&apos;", "") in shown["body"].replace("&apos;", "").replace("&#39;", "")


@pytest.mark.parametrize("caps,name,want", [
    ("body", "plain", []),
    ("actions,body", "GNOME Shell", ["default", "open", "mute"]),
    ("actions,body", "Xfce Notify Daemon", ["default", "mute"]),
])
def test_actions_by_server(desktop, caps, name, want):
    server, driver = desktop.server("--caps", caps, "--name", name), desktop.driver()
    driver.deliver(alert(1))
    assert sorted(server.event("notify")["actions"]) == sorted(want)


@pytest.mark.parametrize("name,cuts", [
    ("dunst", False), ("gnome-shell", True), ("Xfce Notify Daemon", True)])
def test_a_headline_that_would_be_cut_is_in_the_body(desktop, name, cuts):
    server, driver = desktop.server("--caps", "body,body-markup", "--name", name), desktop.driver()
    long = "Envoys of both sides & a mediator return to the table, says the UN"
    driver.deliver(alert(1, title=long))
    shown = server.event("notify")
    assert shown["summary"] == long
    assert shown["body"].startswith(long.replace("&", "&amp;") + "\n") == cuts
    driver.deliver(alert(2, title="Envoys sign"))
    assert "Envoys sign" not in server.event("notify")["body"]


def test_no_actions_for_what_cannot_be_opened(desktop):
    server, driver = desktop.server(), desktop.driver()
    a = alert(1)
    a["item"]["url"] = "file:///etc/passwd"
    driver.deliver(a)
    assert list(server.event("notify")["actions"]) == ["mute"]
    driver.deliver(alert(2, story="", kind="summary", summary="3 more stories", rev=0))
    driver.deliver(alert(3, story="", kind="summary", summary="4 more stories", rev=0))
    first, second = server.event("notify"), server.event("notify")
    assert "mute" not in first["actions"] and second["replaces"] == first["id"]


@pytest.mark.parametrize("urgency,level,timeout", [
    ("low", 0, -1), ("normal", 1, -1), ("high", 1, -1), ("critical", 2, 0)])
def test_urgency(desktop, urgency, level, timeout):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1, urgency=urgency))
    shown = server.event("notify")
    assert shown["hints"]["urgency"] == level
    assert shown["timeout"] == timeout


@pytest.mark.parametrize("key", ["default", "open"])
def test_open(desktop, key):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(7))
    shown = server.event("notify")
    server.order("invoke", shown["id"], key, "token-1")
    server.order("close", shown["id"], 2)  # as most servers do when an action was chosen
    driver.expect("action %020x open token-1" % 7)
    assert desktop.opened() == "https://news.example/7 token-1\n"
    driver.end()
    assert not any("dismissed" in line for line in driver.seen)


def test_open_by_portal(desktop):
    server, driver = desktop.server("--portal"), desktop.driver()
    driver.deliver(alert(7))
    server.order("invoke", server.event("notify")["id"], "default", "token-2")
    opened = server.event("open")
    assert opened["uri"] == "https://news.example/7"
    assert opened["options"] == {"activation_token": "token-2"}
    driver.expect("action %020x open token-2" % 7)
    driver.end()
    assert not os.path.exists(desktop.path + "/opened")


def test_nothing_opens_links(desktop):
    os.unlink(desktop.path + "/bin/xdg-open")
    desktop.env["PATH"] = desktop.path + "/bin"
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(7))
    server.order("invoke", server.event("notify")["id"], "default", "")
    driver.expect("note cannot open the link of alert %020x: " % 7)
    driver.end()
    assert not any(" action " in line for line in driver.seen)


def test_mute(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    shown = server.event("notify")
    server.order("invoke", shown["id"], "mute", "")
    driver.expect("action %020x mute" % 1)
    assert server.event("close")["id"] == shown["id"]
    driver.deliver(alert(2))
    assert server.event("notify")["replaces"] == 0
    assert not any("dismissed" in line for line in driver.seen)


def test_server_appears(desktop):
    driver = desktop.driver()
    driver.send(alert(1))
    assert driver.expect("result") == "result %020x retry no notification server on the session bus" % 1
    server = desktop.server()
    driver.expect("ready")
    driver.deliver(alert(1))
    assert server.event("notify")["replaces"] == 0
    server.silent()


def test_server_is_started_when_it_is_time(desktop):
    fifo = desktop.path + "/orders"
    os.mkfifo(fifo)
    # It runs as long as this end is open.
    hold = os.open(fifo, os.O_RDWR)
    with open(desktop.path + "/services/n.service", "w") as f:
        f.write(SERVICE % (sys.executable, HERE, fifo))
    desktop.kill_bus()
    desktop.start_bus()
    driver = desktop.driver("1500")
    since = time.monotonic()
    driver.send(alert(1))
    driver.expect("result %020x retry" % 1)
    driver.expect("ready")
    assert 1 < time.monotonic() - since < 8
    driver.deliver(alert(1))
    driver.end()
    os.close(hold)


def test_server_restart_drops_ids(desktop):
    server, driver = desktop.server(), desktop.driver()
    for number in range(1, 4):
        driver.deliver(alert(number, story="s-%d" % number))
    server.kill()
    driver.expect("note desktop alerts wait: no notification server")
    # Another program's bubbles get the ids that ours had.
    server = desktop.server()
    driver.expect("ready")
    driver.deliver(alert(9, story="s-2", kind="update"))
    shown = server.event("notify")
    assert shown["replaces"] == 0
    driver.deliver(alert(10, story="s-2", kind="update"))
    assert server.event("notify")["replaces"] == shown["id"]


def test_server_goes_and_comes(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    server.kill()
    driver.expect("note desktop alerts wait: no notification server")
    driver.send(alert(2))
    driver.expect("result %020x retry" % 2)
    server = desktop.server()
    driver.expect("ready")
    driver.deliver(alert(2))


def test_bus_killed_and_back(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    for number in range(2, 5):
        desktop.kill_bus()
        driver.expect("note desktop alerts wait: ")
        driver.send(alert(number))
        driver.expect("result %020x retry" % number)
        server.kill()
        desktop.start_bus()
        server = desktop.server()
        driver.expect("ready", 15)
        driver.deliver(alert(number))
        assert server.event("notify")["replaces"] == 0
    assert driver.end() < 300


def test_no_bus_at_all(desktop):
    desktop.kill_bus()
    driver = desktop.driver()
    driver.send(alert(1))
    driver.expect("result %020x retry cannot connect to the session bus" % 1)
    assert driver.end() < 300


def test_no_address_of_a_bus(desktop):
    del desktop.env["DBUS_SESSION_BUS_ADDRESS"]
    desktop.env["XDG_RUNTIME_DIR"] = desktop.path + "/bin"
    driver = desktop.driver()
    driver.send(alert(1))
    driver.expect("result %020x retry there is no session bus: " % 1)
    assert driver.end() < 300


def test_refused(desktop):
    server, driver = desktop.server(), desktop.driver()
    server.order("refuse", "org.freedesktop.Notifications.Error.ExcessNotificationGeneration")
    driver.send(alert(1))
    assert driver.expect("result") == "result %020x retry no more of these" % 1
    server.order("refuse", "")
    driver.deliver(alert(1))


def test_burst(desktop):
    server, driver = desktop.server(), desktop.driver()
    for number in range(200):
        driver.send(alert(number, story="s-%d" % number))
    for number in range(200):
        driver.expect("result %020x delivered" % number)
    assert len({server.event("notify")["id"] for _ in range(200)}) == 200


def test_many_bubbles_are_bounded(desktop):
    server, driver = desktop.server(), desktop.driver()
    for number in range(201):
        driver.deliver(alert(number, story="s-%d" % number))
        server.event("notify")
    driver.deliver(alert(300, story="s-200"))
    assert server.event("notify")["known"]
    driver.deliver(alert(301, story="s-0"))
    assert server.event("notify")["replaces"] == 0


def test_server_that_answers_nothing(desktop):
    desktop.server("--hang-all")
    driver = desktop.driver()
    driver.send(alert(1))
    line = driver.expect("result %020x" % 1)
    assert line == "result %020x retry the notification server does not answer" % 1
    assert driver.end() < 300


def test_hung_server(desktop):
    """libnotify waits 25 s; the caller never does."""
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    server.order("hang", True)
    since = time.monotonic()
    for number in range(2, 300):
        driver.send(alert(number, story="s-%d" % number))
    # One is on its way, 255 wait, the rest is refused.
    driver.expect("again %020x" % 258)
    driver.expect("result %020x retry" % 2, 30)
    assert 20 < time.monotonic() - since < 28
    # The others do not wait 25 s each.
    driver.expect("result %020x retry" % 257, 5)
    server.order("hang", False)
    driver.expect("ready", 15)
    driver.deliver(alert(400))


def test_quit_while_hung(desktop):
    server, driver = desktop.server(), desktop.driver()
    driver.deliver(alert(1))
    server.event("notify")
    server.order("hang", True)
    driver.send(alert(2, story="s-2"))
    server.event("notify")
    since = time.monotonic()
    assert driver.end() <= STOP_MS
    assert time.monotonic() - since < 2 * STOP_MS / 1000


def test_made_anew(desktop):
    """As at a reload; libnotify's state is the process's, and must not be the old one's."""
    server, driver = desktop.server(), desktop.driver()
    for number in range(1, 4):
        driver.deliver(alert(number))
        assert server.event("notify")["replaces"] == 0
        driver.write("anew")
        driver.expect("destroyed")
    server.order("hang", True)
    driver.send(alert(5))
    server.event("notify")
    driver.write("anew")
    assert int(driver.expect("destroyed").split()[1]) <= STOP_MS
    server.order("hang", False)
    driver.deliver(alert(6))
    assert driver.end() < 300
