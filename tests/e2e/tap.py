# SPDX-License-Identifier: MIT
"""A pytest plugin that reports as TAP on descriptor 3, for tests/driver.py:  pytest -p tap 3>&1 >/dev/null

Pytest's own report cannot simply be switched off: its explanations of failed
assertions need it.
"""
import os


class Tap:
    def __init__(self):
        self.out = os.fdopen(3, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        self.seen = 0

    def result(self, ok, name, note="", said=""):
        self.seen += 1
        print("%s %d - %s%s" % ("ok" if ok else "not ok", self.seen, name, " # " + note if note else ""), file=self.out)
        for line in said.splitlines():
            print("# " + line, file=self.out)

    def pytest_collectreport(self, report):
        if report.failed:
            self.result(False, report.nodeid, said=report.longreprtext)

    def pytest_runtest_logreport(self, report):
        # Set-up and tear-down count only when they are what failed or skipped.
        if report.failed:
            name = report.nodeid + ("" if report.when == "call" else " (%s)" % report.when)
            captured = "".join("\n--- %s\n%s" % section for section in report.sections)
            self.result(False, name, said=report.longreprtext + captured)
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.result(True, report.nodeid, "SKIP " + reason.replace("Skipped: ", "", 1))
        elif report.when == "call":
            self.result(True, report.nodeid)

    def pytest_sessionfinish(self, session, exitstatus):
        print("1..%d" % self.seen, file=self.out)


def pytest_configure(config):
    config.pluginmanager.register(Tap())
