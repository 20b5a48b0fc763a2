# SPDX-License-Identifier: MIT
"""The demonstration: the whole way from a news server to the alert, as a person sees it."""
import json
import os
import re
import shutil
import signal
import subprocess
import time

import pytest

from conftest import BUILD, EX_CONFIG, wait_for


def leftovers(home):
    return list(home.runtime.glob("wirewatch-demo-*"))


def test_the_story_is_told(home):
    began = time.monotonic()
    r = home.run("wirewatch", "demo", timeout=60, env=dict(home.env, TMPDIR=str(home.runtime)))
    assert r.returncode == 0, r.stdout + r.stderr
    assert time.monotonic() - began < 30
    steps = re.split(r"^(?=\d\. )", r.stdout, flags=re.M)
    assert len(steps) == 8
    assert "first poll is silent" in steps[0]
    assert " new  " in steps[1] and "syria-talks" in steps[1] and "lavrov" in steps[1] and " syria-talks: title" in steps[1] and " lavrov: title" in steps[1]
    assert "a copy, kept silent: Syria peace talks expected" in steps[2]
    assert "no match, no alert" in steps[3]
    assert "no match, no alert" in steps[4] and 'must be without' in steps[4] and '"coach"' in steps[4]
    assert "Лавров" in steps[5] and " new  " in steps[5] and "lavrov: title" in steps[5]
    assert "لافروف" in steps[6] and " new  " in steps[6]
    assert " update  " in steps[7] and "changed: delegations: 12 -> 15" in steps[7]
    assert 'was: "Syria peace talks expected' in steps[7] and " -> Syria" not in steps[7]
    assert "wirewatch init" in steps[7]
    assert r.stdout.count("you are told:") == 4
    assert "\x1b" not in r.stdout
    assert r.stderr == ""
    assert not leftovers(home)
    assert not home.state.exists() and not list(home.config.iterdir())


def test_it_tidies_up_when_stopped(home):
    p = subprocess.Popen([str(BUILD / "wirewatch"), "demo"], env=dict(home.env, TMPDIR=str(home.runtime)),
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    pid = int(re.search(r"pid (\d+)", p.stdout.readline() + p.stdout.readline() + p.stdout.readline()).group(1))
    wait_for(lambda: leftovers(home), what="its folder")
    p.send_signal(signal.SIGINT)
    _, err = p.communicate(timeout=15)
    assert p.returncode == 1 and "tidied up" in err
    assert not leftovers(home)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_can_be_seen_while_it_runs(home):
    """status, feeds, reload and alerts -f against the daemon of the demonstration."""
    env = dict(home.env, TMPDIR=str(home.runtime))
    p = subprocess.Popen([str(BUILD / "wirewatch"), "demo"], env=env, stdout=subprocess.PIPE, encoding="utf-8")
    folder = wait_for(lambda: leftovers(home), what="its folder")[0]
    places = ["--config", folder / "watchlist", "--state", folder / "state"]
    # Most likely before there is a database: following waits for it.
    follower = subprocess.Popen([str(BUILD / "wirewatch"), "alerts", "-f", "--json", "--state", str(folder / "state")],
                                env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")

    def status():
        r = home.run("wirewatch", "status", "--json", *places)
        return r.returncode == 0 and json.loads(r.stdout)["feeds"]["ok"] == 4 and json.loads(r.stdout)
    seen = wait_for(status, what="four polled feeds")
    assert seen["running"] and seen["daemon"]["pid"] == seen["pid"] and seen["daemon"]["feeds"] == 4
    assert "wirewatchd is running, pid %d" % seen["pid"] in home.run("wirewatch", "status", *places).stdout
    assert home.run("wirewatch", "status").returncode == 3, "another state directory is another daemon"
    feeds = home.run("wirewatch", "feeds", *places).stdout
    assert [line.split()[:2] for line in feeds.splitlines()[1:]] == [
        [name, "ok"] for name in ("lakeside", "northwire", "relay", "touchline")]
    assert home.run("wirewatch", "reload", *places).returncode == 0
    good = (folder / "watchlist").read_text(encoding="utf-8")
    (folder / "watchlist").write_text(good + "[bad\n", encoding="utf-8")
    r = home.run("wirewatch", "reload", *places)
    assert r.returncode == EX_CONFIG and "^~~~" in r.stderr
    r = home.run("wirewatch", "status", *places)
    assert r.returncode == 0 and "the old rules are in force" in r.stdout
    (folder / "watchlist").write_text(good, encoding="utf-8")

    p.communicate(timeout=60)
    assert p.returncode == 0
    follower.terminate()
    told = [json.loads(line) for line in follower.communicate(timeout=10)[0].splitlines()]
    assert [a["kind"] for a in told] == ["new", "new", "new", "update"]
    assert told[0]["topics"] == ["syria-talks", "lavrov"] and told[3]["story"] == told[0]["story"]


def fake_install(home, script):
    """Our wirewatch next to a wirewatchd that is a shell script."""
    folder = home.root / "bin"
    folder.mkdir()
    shutil.copy(BUILD / "wirewatch", folder / "wirewatch")
    daemon = folder / "wirewatchd"
    daemon.write_text("#!/bin/sh\n" + script)
    daemon.chmod(0o755)
    return folder / "wirewatch"


def test_a_daemon_that_fails_is_shown(home):
    program = fake_install(home, "echo 'the disk is full' >&2; exit 70\n")
    r = home.run(program, "demo", env=dict(home.env, TMPDIR=str(home.runtime)))
    assert r.returncode == 1
    assert "wirewatchd ended with status 70" in r.stderr and "the disk is full" in r.stderr
    assert not leftovers(home)


def test_a_daemon_that_does_nothing_is_not_a_success(home):
    program = fake_install(home, "exec sleep 60\n")
    r = home.run(program, "demo", env=dict(home.env, TMPDIR=str(home.runtime)))
    assert r.returncode == 1
    assert "the feeds were not polled" in r.stderr
    assert not leftovers(home)
