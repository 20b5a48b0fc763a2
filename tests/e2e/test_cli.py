# SPDX-License-Identifier: MIT
"""The commands that need no daemon: help, init, test, and what the others say without one."""
import json
import re

import pytest
from conftest import EX_CONFIG, EX_USAGE

COMMANDS = ["init", "demo", "check", "test", "alerts", "status", "feeds", "reload", "parse", "match"]
EX_NOINPUT = 66
NOT_RUNNING = 3

RULES = """
[figure Sergei Lavrov]
  name = Sergei Lavrov, Сергей Лавров
  surname = Lavrov, Лавров
  with = talks, переговор*

[topic syria-talks]
  any = Syria* near/5 (talks, negotiat*)
  not = title: football
  urgency = high

[topic lavrov]
  any = @Sergei Lavrov

[topic local]
  any = tram
  feed = city

[feed city]
  url = https://example.org/city.xml

[feed world]
  url = https://user:secret@example.org/world.xml
"""

FEED = """<rss version="2.0"><channel><title>A &amp; B</title>
<item><title>Syria talks in Geneva</title><description>About the talks.</description></item>
<item><title>A new tram line</title><description>It was opened.</description></item>
<item><title>Weather</title><description>Syria is far away. Nothing was said for a while about any talks.</description></item>
</channel></rss>
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(wirewatch, command):
    by_name, by_option = wirewatch("help", command), wirewatch(command, "--help")
    assert by_name.returncode == by_option.returncode == 0
    assert by_name.stdout == by_option.stdout
    assert "wirewatch " + command in by_name.stdout
    assert by_name.stderr == ""
    assert max(len(line) for line in by_name.stdout.splitlines()) <= 110


def test_overview_names_every_command(wirewatch):
    shown = re.findall(r"^  ([a-z]+)  ", wirewatch("--help").stdout, re.M)
    assert sorted(shown) == sorted(COMMANDS)


def test_version(wirewatch):
    assert re.fullmatch(r"wirewatch \d+\.\d+\.\d+\n", wirewatch("--version").stdout)


@pytest.mark.parametrize("typed, meant", [("tset", "test"), ("staus", "status"), ("alert", "alerts")])
def test_mistyped_command(wirewatch, typed, meant):
    r = wirewatch(typed)
    assert r.returncode == EX_USAGE
    assert 'did you mean "%s"?' % meant in r.stderr


@pytest.mark.parametrize("args, complaint", [
    (["alerts", "--topc", "x"], "did you mean --topic?"),
    (["alerts", "--limit"], "--limit needs N"),
    (["alerts", "-n", "many"], '"many" is not a number'),
    (["alerts", "--since", "7"], '"7" is not a span of time'),
    (["alerts", "--follow=yes"], "--follow takes no value"),
    (["status", "now"], '"now": nothing is expected here'),
    (["test"], "what is to be tested?"),
    (["check", "a", "b"], '"b": one file is checked at a time'),
    (["check", "--jsn"], "did you mean --json?"),
    (["parse"], "one feed is to be named"),
    (["parse", "--all", "x"], 'there is no option "--all"'),
    (["match", "docs"], "--watchlist FILE says what to look for"),
    (["match", "-w", "w", "-j", "0"], "--jobs is 1 to 256"),
    (["--color", "sometimes", "status"], "--color is auto, always or never"),
])
def test_misuse(wirewatch, args, complaint):
    r = wirewatch(*args)
    assert r.returncode == EX_USAGE
    assert complaint in r.stderr
    assert r.stdout == ""


def test_init_writes_once(home):
    r = home.run("wirewatch", "init")
    assert r.returncode == 0, r.stderr
    assert str(home.watchlist) in r.stdout and "systemctl --user enable --now wirewatch" in r.stdout
    text = home.watchlist.read_text(encoding="utf-8")
    assert home.watchlist.stat().st_mode & 0o777 == 0o600
    assert home.run("wirewatch", "check").returncode == 0
    assert home.run("wirewatch", "init", "--print").stdout == text

    home.write("# mine\n")
    r = home.run("wirewatch", "init")
    assert r.returncode == 1 and "stays as it is" in r.stderr
    assert home.watchlist.read_text(encoding="utf-8") == "# mine\n"


def test_init_makes_folders(home):
    path = home.root / "some" / "where" / "list"
    assert home.run("wirewatch", "init", "--config", path).returncode == 0
    assert path.exists()


def test_init_into_a_forbidden_place(home):
    r = home.run("wirewatch", "init", "--config", "/proc/none/list")
    assert r.returncode == 1 and "/proc/none/list" in r.stderr


def test_a_headline_that_matches(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "Syria", "peace", "talks", "to", "begin,", "says", "Lavrov")
    assert r.returncode == 0
    assert r.stdout.splitlines()[0] == "[Syria] peace [talks] to begin, says [Lavrov]"
    assert "✓ syria-talks matches  (high, to desktop, log)" in r.stdout
    assert '✓ Syria* near/5 (talks or negotiat*) <- title "Syria", "talks"' in r.stdout
    assert '✓ @Sergei Lavrov <- title "talks", "Lavrov"' in r.stdout
    assert "local" not in r.stdout
    assert "\x1b" not in r.stdout


def test_a_figure_in_another_script(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "Лавров: переговоры начнутся")
    assert r.returncode == 0
    assert r.stdout.startswith("[Лавров]: [переговоры] начнутся\n")


def test_why_not(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "Syria football talks")
    assert r.returncode == 1
    assert "Nothing matches." in r.stdout and "--all" in r.stdout
    r = home.run("wirewatch", "test", "--topic", "syria-talks", "Syria football talks")
    assert r.returncode == 1
    assert '✗ must be without title: football <- title "football"' in r.stdout
    r = home.run("wirewatch", "test", "--all", "Syria said nothing at all about when those talks begin")
    assert "✗ Syria* near/5 (talks or negotiat*) <- all there, but 7 words apart" in r.stdout


def test_topic_unknown(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "--topic", "nobody", "x")
    assert r.returncode == EX_USAGE and '"nobody"' in r.stderr


def test_feed_settings(home):
    home.write(RULES)
    anywhere = home.run("wirewatch", "test", "A tram")
    assert anywhere.returncode == 0 and "? only from feeds city" in anywhere.stdout
    there = home.run("wirewatch", "test", "--feed", "city", "A tram")
    assert there.returncode == 0 and "✓ only from feeds city" in there.stdout
    elsewhere = home.run("wirewatch", "test", "--feed", "world", "A tram")
    assert elsewhere.returncode == 1 and "local matches, but not from here" in elsewhere.stdout


def test_a_feed_item_by_item(home):
    home.write(RULES)
    path = home.root / "feed.xml"
    path.write_text(FEED, encoding="utf-8")
    r = home.run("wirewatch", "test", path)
    assert r.returncode == 0
    assert "[Syria] [talks] in Geneva" in r.stdout
    assert "A new [tram] line" in r.stdout
    assert "Weather" not in r.stdout
    assert r.stdout.endswith("2 of 3 items match.\n")
    with open(path, encoding="utf-8") as f:
        piped = home.run("wirewatch", "test", "-", stdin=f)
    assert piped.stdout == r.stdout
    lines = [json.loads(line) for line in home.run("wirewatch", "test", "--json", path).stdout.splitlines()]
    assert [sorted(line["rules"]) for line in lines] == [["syria-talks"], ["local"], []]
    assert lines[0]["rules"]["syria-talks"] == [["title", 0, 5], ["title", 6, 11]]


def test_a_text_file_is_a_body(home):
    home.write(RULES)
    path = home.root / "article.txt"
    path.write_text("lorem ipsum " * 50 + "\x1b[2J Syria wants talks " + "dolor sit " * 50, encoding="utf-8")
    r = home.run("wirewatch", "test", path)
    assert r.returncode == 0
    assert "body" in r.stdout and "[Syria] wants [talks]" in r.stdout and "…" in r.stdout
    assert "\x1b" not in r.stdout
    assert len(r.stdout) < 1000


def test_plain_signs_without_utf8(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "Syria talks", env=dict(home.env, LANG="C", LC_ALL="C"))
    assert "  + syria-talks matches" in r.stdout and "|- + Syria*" in r.stdout


def test_color_on_demand(home):
    home.write(RULES)
    r = home.run("wirewatch", "--color=always", "test", "Syria talks")
    assert "\x1b[1;33mSyria\x1b[0m" in r.stdout and "[Syria]" not in r.stdout


def test_unreadable(home):
    home.write(RULES)
    r = home.run("wirewatch", "test", "http://127.0.0.1:9/nothing")
    assert r.returncode == EX_NOINPUT and "127.0.0.1" in r.stderr


@pytest.mark.parametrize("command", [["test", "x"], ["feeds"]])
def test_no_watchlist(home, command):
    r = home.run("wirewatch", *command)
    assert r.returncode == EX_CONFIG and "wirewatch init" in r.stderr


def test_bad_watchlist(home):
    home.write("[topic x]\n  any = (Syria\n")
    r = home.run("wirewatch", "test", "Syria")
    assert r.returncode == EX_CONFIG
    assert "watchlist:2:9: error: this bracket is never closed" in r.stderr
    assert "wirewatch check" in home.run("wirewatch", "status").stdout


def test_status_without_daemon(home):
    home.write(RULES)
    r = home.run("wirewatch", "status")
    assert r.returncode == NOT_RUNNING
    assert "is not running" in r.stdout and "systemctl --user enable --now wirewatch" in r.stdout
    assert "3 topics, 2 feeds" in r.stdout
    assert "2 never polled" in r.stdout
    status = json.loads(home.run("wirewatch", "status", "--json").stdout)
    assert status["running"] is False and status["daemon"] is None and status["feeds"]["never"] == 2


def test_feeds_without_daemon(home):
    home.write(RULES)
    r = home.run("wirewatch", "feeds")
    assert r.returncode == 0
    lines = r.stdout.splitlines()
    assert lines[0].split()[:2] == ["FEED", "STATE"] and len(lines) == 3
    assert re.match(r"city +never polled +never", lines[1])
    feeds = json.loads(home.run("wirewatch", "feeds", "--json").stdout)
    assert [f["name"] for f in feeds] == ["city", "world"]
    assert "secret" not in json.dumps(feeds)


def test_alerts_and_reload_without_daemon(home):
    home.write(RULES)
    r = home.run("wirewatch", "alerts")
    assert (r.returncode, r.stdout) == (0, "") and "never run" in r.stderr
    r = home.run("wirewatch", "reload")
    assert r.returncode == 1 and "not running" in r.stderr


def test_check_takes_the_places_of_the_other_commands(home):
    r = home.run("wirewatch", "check")
    assert r.returncode == 1 and "wirewatch init writes one" in r.stderr
    other = home.root / "other"
    other.write_text("[topic a]\nany = peace\n", encoding="utf-8")
    r = home.run("wirewatch", "check", "--config", other)
    assert r.returncode == 0 and "1 topic" in r.stdout and "nothing to poll" in r.stdout
    r = home.run("wirewatch", "check", "-", input="[topic a]\nany =\n")
    assert r.returncode == EX_CONFIG and ":2:" in r.stderr
