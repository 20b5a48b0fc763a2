#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs one entry of automake's TESTS and counts every test inside it.

A program that prints TAP (cmocka does when asked, and tests/e2e/tap.py makes
pytest do it) has as many results as it has tests; any other has one, by its
exit status: 0 passed, 77 skipped, else failed. On the console an entry is one
line; failures are told with what the test said. Automake's own tap-driver.sh
was rejected: it prints a line for each of thousands of tests, and counts the
"not ok ... # SKIP" of cmocka 1.1 as a failure.

The interface is automake's ("Custom Test Drivers"). WW_TEST_TIMEOUT (seconds,
default 600) ends a test that hangs, with everything it started.
"""
import argparse
import os
import re
import signal
import subprocess
import sys

PLAN = re.compile(r"1\.\.(\d+)(?:\s*#\s*SKIP\S*\s*(.*))?$", re.I)
RESULT = re.compile(r"(not )?ok\b\s*\d*\s*-?\s*(.*?)\s*(?:#\s*(SKIP)\S*\s*(.*))?$", re.I)
SHOWN_FAILURES = 10
SHOWN_LINES = 40


def run(command, log, timeout):
    """The exit status: a word instead of a number when it had to be ended."""
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP")
    with open(log, "wb") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                 env=env, start_new_session=True)
        try:
            return child.wait(timeout)
        except subprocess.TimeoutExpired:
            return "no end after %d seconds" % timeout
        finally:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()


def describe(status):
    if isinstance(status, str):
        return status
    if status < 0:
        return "killed by %s" % signal.Signals(-status).name
    return "exit status %d" % status


def read_tap(lines):
    """(results, planned): results are [PASS|FAIL|SKIP, name, what it said]; planned is None without TAP."""
    results, planned = [], None
    for line in lines:
        plan, result = PLAN.match(line), RESULT.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            if plan.group(2) is not None:
                results.append(["SKIP", plan.group(2), []])
                planned += 1
        elif result:
            failed, name, skip, reason = result.groups()
            # cmocka 1.1 says "not ok 3 # SKIP name".
            outcome = "SKIP" if skip else "FAIL" if failed else "PASS"
            results.append([outcome, name or reason or "", []])
        elif results and results[-1][0] == "FAIL" and not line.startswith("# not ok"):
            results[-1][2].append(line)
    return results, planned


def judge(status, lines):
    results, planned = read_tap(lines)
    if planned is None:
        outcome = {0: "PASS", 77: "SKIP"}.get(status, "FAIL")
        if outcome == "FAIL":
            lines = lines + [describe(status)]
        return [[outcome, "", lines]]
    failed = any(r[0] == "FAIL" for r in results)
    if len(results) != planned or (status != 0 and not failed):
        why = "%d of %d tests ran, %s" % (len(results), planned, describe(status))
        results.append(["FAIL", why, lines])
    elif not results:
        results.append(["FAIL", "there is no test in it", []])
    return results


def show(name, results, color):
    count = {o: sum(r[0] == o for r in results) for o in ("PASS", "FAIL", "SKIP")}
    outcome = "FAIL" if count["FAIL"] else "PASS" if count["PASS"] else "SKIP"
    words = ["%d %s" % (count[o], w) for o, w in (("PASS", "passed"), ("FAIL", "failed"), ("SKIP", "skipped"))
             if count[o]]
    paint = {"PASS": "\033[32m", "FAIL": "\033[31m", "SKIP": "\033[34m"}[outcome] if color else ""
    text = ["%s%s%s: %s (%s)" % (paint, outcome, "\033[0m" if color else "", name, ", ".join(words))]
    failures = [r for r in results if r[0] == "FAIL"]
    for _, test, said in failures[:SHOWN_FAILURES]:
        text.append("  failed: %s" % (test or name))
        text += ["    | " + s for s in said[-SHOWN_LINES:]]
    if len(failures) > SHOWN_FAILURES:
        text.append("  and %d more" % (len(failures) - SHOWN_FAILURES))
    if outcome == "SKIP":
        text += ["  skipped: " + (r[1] or (r[2] or ["it says no reason"])[-1]) for r in results]
    # One write, so that entries that run side by side do not mix.
    sys.stdout.write("\n".join(text) + "\n")
    sys.stdout.flush()
    return outcome


def main():
    p = argparse.ArgumentParser()
    for option in ("--test-name", "--log-file", "--trs-file", "--color-tests", "--expect-failure",
                   "--enable-hard-errors", "--collect-skipped-logs"):
        p.add_argument(option)
    p.add_argument("command", nargs=argparse.REMAINDER)
    args = p.parse_args()
    command = args.command[1:] if args.command[:1] == ["--"] else args.command

    status = run(command, args.log_file, int(os.environ.get("WW_TEST_TIMEOUT", "600")))
    with open(args.log_file, encoding="utf-8", errors="replace") as f:
        results = judge(status, f.read().splitlines())
    outcome = show(args.test_name, results, args.color_tests == "yes")
    with open(args.trs_file, "w", encoding="utf-8") as f:
        for result, test, _ in results:
            f.write(":test-result: %s %s\n" % (result, test or args.test_name))
        f.write(":global-test-result: %s\n" % outcome)
        f.write(":recheck: %s\n" % ("yes" if outcome == "FAIL" else "no"))
        f.write(":copy-in-global-log: %s\n" % ("yes" if outcome == "FAIL" else "no"))


if __name__ == "__main__":
    main()
