# SPDX-License-Identifier: MIT
"""Fixtures of the end-to-end tests: the built programs, a person's home, a web server, a running daemon.

Every test gets a home of its own, so that nothing of the machine's is read or
changed. The programs are those of the build folder, named by top_builddir
(make check sets it; default: the current folder).
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

BUILD = pathlib.Path(os.environ.get("top_builddir") or ".").resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
EX_USAGE = 64
EX_CONFIG = 78


def wait_for(condition, timeout=10, what="the condition"):
    """Until condition() is true; its value. Fails the test when that takes too long."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    pytest.fail("waited %g s in vain for %s" % (timeout, what))


class Home:
    """A person's folders, and the programs run as that person."""

    def __init__(self, root):
        self.root = root
        self.config = root / "config" / "wirewatch"
        self.state = root / "state" / "wirewatch"
        # Socket names are short: not below pytest's long folder names.
        self.runtime = pathlib.Path(tempfile.mkdtemp(prefix="ww-"))
        self.watchlist = self.config / "watchlist"
        self.socket = self.runtime / "wirewatch.sock"
        self.alerts_file = self.state / "alerts.jsonl"
        self.config.mkdir(parents=True)
        self.env = {
            "PATH": "%s:%s" % (BUILD, os.environ["PATH"]),
            "HOME": str(root),
            "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": str(root / "config"),
            "XDG_STATE_HOME": str(root / "state"),
            "XDG_RUNTIME_DIR": str(self.runtime),
        }
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def write(self, text, name="watchlist"):
        path = self.config / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, program, *args, **more):
        """Run one of our programs to its end; a CompletedProcess with texts."""
        more.setdefault("timeout", 30)
        more.setdefault("env", self.env)
        if "input" not in more:
            more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([str(BUILD / program)] + [str(a) for a in args], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", errors="surrogateescape",
                              cwd=str(self.root), check=False, **more)

    def alerts(self):
        """What alerts.jsonl says, oldest first."""
        if not self.alerts_file.exists():
            return []
        with open(self.alerts_file, encoding="utf-8") as f:
            return [json.loads(line) for line in f if line.endswith("\n")]


class Daemon:
    """A running wirewatchd. Its log is in .log; what it said on the way out is checked."""

    def __init__(self, home, *args):
        self.home = home
        self.log_file = home.root / "wirewatchd.log"
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([str(BUILD / "wirewatchd")] + [str(a) for a in args], env=home.env,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=str(home.root))

    @property
    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait_ready(self, timeout=10):
        """Until it answers on its control socket."""
        def ready():
            assert self.process.poll() is None, "wirewatchd ended at once:\n" + self.log
            try:
                return self.ask("GET", "/v1/status")["pid"] == self.process.pid
            except OSError:
                return False
        wait_for(ready, timeout, "wirewatchd to answer; its log:\n" + self.log)
        return self

    def ask(self, method, path):
        """One request on the control socket; the JSON of the answer, whatever its status. OSError: nobody listens."""
        connection = http.client.HTTPConnection("localhost")
        with socket.socket(socket.AF_UNIX) as connection.sock:
            connection.sock.settimeout(10)
            connection.sock.connect(str(self.home.socket))
            connection.request(method, path)
            return json.loads(connection.getresponse().read())

    def stop(self, sig=signal.SIGTERM, timeout=10):
        """Its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            pytest.fail("wirewatchd did not stop in %g s:\n%s" % (timeout, self.log))


@pytest.fixture
def home(tmp_path):
    h = Home(tmp_path)
    yield h
    shutil.rmtree(h.runtime, ignore_errors=True)


@pytest.fixture
def wirewatch(home):
    """wirewatch("check", path) runs the command line in a fresh home."""
    return lambda *args, **more: home.run("wirewatch", *args, **more)


@pytest.fixture
def daemon(home):
    """daemon(watchlist_text, *options) starts wirewatchd and waits until it answers; it is stopped after the test."""
    started = []

    def start(watchlist=None, *args):
        if watchlist is not None:
            home.write(watchlist)
        d = Daemon(home, *args)
        started.append(d)
        return d.wait_ready()

    yield start
    for d in started:
        status = d.stop()
        assert "Sanitizer" not in d.log and "runtime error:" not in d.log, d.log
        assert status in (0, -signal.SIGKILL), "exit status %s\n%s" % (status, d.log)
