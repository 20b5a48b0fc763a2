# SPDX-License-Identifier: MIT
"""A desktop for the tests: a bus of its own, notification servers on strings, and the notifier to drive.

Importing it skips the module that does where python3-gi or dbus-daemon are missing.
"""
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("gi")
if not shutil.which("dbus-daemon"):
    pytest.skip("there is no dbus-daemon", allow_module_level=True)

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.abspath(os.environ.get("top_builddir") or os.path.join(HERE, "../.."))
DRIVER = os.path.join(BUILD, "tests/e2e/notify-driver")

# What the header promises; the thread sanitizer is slow, and sleeps 1 s at exit.
STOP_MS = 1000 if "TSAN_OPTIONS" in os.environ else 500

# Seconds until a line that does not come counts as missing: a busy machine needs some only to start Python.
PATIENCE = 30

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%(dir)s/bus</listen><auth>EXTERNAL</auth>
<servicedir>%(dir)s/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""

SERVICE = """[D-BUS Service]
Name=org.freedesktop.Notifications
Exec=/bin/sh -c 'exec %s %s/notifyd.py < %s'
"""

XDG_OPEN = """#!/bin/sh
printf '%%s %%s\\n' "$1" "$XDG_ACTIVATION_TOKEN" >> '%s/opened'
"""


class Lines:
    """What a process says, a line at a time, with patience."""

    def __init__(self, argv, env):
        self.p = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.q = queue.Queue()
        self.seen = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.p.stdout:
            self.q.put(line.decode().rstrip("\n"))
        self.q.put(None)

    def next(self, timeout=PATIENCE):
        line = self.q.get(timeout=timeout)
        self.seen.append(line)
        return line

    def write(self, line):
        self.p.stdin.write(line.encode() + b"\n")
        self.p.stdin.flush()


class Server(Lines):
    def __init__(self, env, *options):
        super().__init__([sys.executable, os.path.join(HERE, "notifyd.py"), *options], env)
        assert self.event("ready")

    def event(self, kind, timeout=PATIENCE):
        while True:
            line = self.next(timeout)
            assert line is not None, "the server has ended"
            event = json.loads(line)
            if event["ev"] == kind:
                return event

    def silent(self, seconds=0.5):
        with pytest.raises(queue.Empty):
            self.next(seconds)

    def order(self, *what):
        """Orders, and waits until it is done. Events before that are skipped."""
        self.write(json.dumps(what))
        self.event("done")

    def kill(self):
        self.p.kill()
        self.p.wait()


class Driver(Lines):
    """The notifier. Lines without their time."""

    def expect(self, start, timeout=PATIENCE):
        """The next line that starts so; nothing may have kept the caller until then."""
        deadline = time.monotonic() + timeout
        while True:
            line = self.next(max(0.01, deadline - time.monotonic()))
            assert line is not None, "the driver has ended"
            text = line.split(" ", 1)[1]
            assert not text.startswith(("slow", "bad", "failed")), line
            if text.startswith(start):
                return text

    def send(self, alert):
        self.write(json.dumps(alert))

    def deliver(self, alert):
        """As the outbox does: again when there is somebody, if there was nobody at first."""
        self.send(alert)
        while "delivered" not in self.expect("result %s" % alert["id"]):
            self.expect("ready")
            self.send(alert)

    def end(self):
        """Ends it; returns the milliseconds that notifier_destroy() took."""
        self.p.stdin.close()
        took = int(self.expect("destroyed").split()[1])
        assert self.p.wait(5) == 0
        return took


class Desktop:
    def __init__(self, path):
        self.path = str(path)
        os.makedirs(self.path + "/services")
        os.makedirs(self.path + "/bin")
        with open(self.path + "/bus.conf", "w") as f:
            f.write(BUS_CONFIG % {"dir": self.path})
        with open(self.path + "/bin/xdg-open", "w") as f:
            f.write(XDG_OPEN % self.path)
        os.chmod(self.path + "/bin/xdg-open", 0o755)
        self.env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS="unix:path=%s/bus" % self.path, LC_ALL="C.UTF-8",
                        PATH=self.path + "/bin:" + os.environ["PATH"], XDG_RUNTIME_DIR=self.path)
        self.env.pop("DISPLAY", None)
        self.children = []
        self.start_bus()

    def start_bus(self):
        self.bus = subprocess.Popen(["dbus-daemon", "--config-file=%s/bus.conf" % self.path, "--nofork",
                                     "--nopidfile", "--print-address"], stdout=subprocess.PIPE, env=self.env)
        assert self.bus.stdout.readline()

    def kill_bus(self):
        self.bus.kill()
        self.bus.wait()
        self.bus.stdout.close()
        os.unlink(self.path + "/bus")

    def server(self, *options):
        self.children.append(Server(self.env, *options))
        return self.children[-1]

    def driver(self, *options):
        self.children.append(Driver([DRIVER, "desktop", *options], self.env))
        return self.children[-1]

    def opened(self):
        """What xdg-open was called with: "URL TOKEN", a line each."""
        text = ""
        for _ in range(200):
            if os.path.exists(self.path + "/opened"):
                with open(self.path + "/opened") as f:
                    text = f.read()
            if text.endswith("\n"):
                break
            time.sleep(0.05)
        return text

    def close(self):
        for c in self.children:
            if c.p.poll() is None:
                c.p.kill()
            c.p.wait()
            c.p.stdout.close()
        if self.bus.poll() is None:
            self.bus.kill()
            self.bus.wait()
