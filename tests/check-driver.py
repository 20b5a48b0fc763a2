#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""tests/driver.py must not call a failure a success: what it makes of good, bad and broken programs."""
import os
import subprocess
import sys
import tempfile

DRIVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "driver.py")

# name, program, the results it must have
CASES = [
    ("plain", "exit 0", ["PASS"]),
    ("plain-failed", "exit 3", ["FAIL"]),
    ("plain-skipped", "echo no display; exit 77", ["SKIP"]),
    ("plain-killed", "kill -SEGV $$", ["FAIL"]),
    ("hangs", "sleep 60", ["FAIL"]),
    ("tap", "echo 1..2; echo ok 1 - a; echo ok 2 - b", ["PASS", "PASS"]),
    ("tap-failed", "echo 1..2; echo not ok 1 - a; echo '# 1 != 2'; echo ok 2 - b; exit 1", ["FAIL", "PASS"]),
    ("tap-skip", "echo 1..1; echo 'ok 1 - a # SKIP no bus'", ["SKIP"]),
    ("tap-skip-of-cmocka", "echo 1..1; echo 'not ok 1 # SKIP a'", ["SKIP"]),
    ("tap-skip-all", "echo '1..0 # SKIP no pytest'", ["SKIP"]),
    ("tap-late-plan", "echo ok 1 - a; echo 1..1", ["PASS"]),
    ("tap-two-groups", "echo 1..1; echo ok 1 - a; echo 1..1; echo ok 1 - b", ["PASS", "PASS"]),
    ("tap-empty", "echo 1..0", ["FAIL"]),
    ("tap-crashed", "echo 1..2; echo ok 1 - a; kill -ABRT $$", ["PASS", "FAIL"]),
    ("tap-leaked", "echo 1..1; echo ok 1 - a; exit 1", ["PASS", "FAIL"]),
]


def results(directory, program):
    log, trs = os.path.join(directory, "log"), os.path.join(directory, "trs")
    subprocess.run([sys.executable, DRIVER, "--test-name", "t", "--log-file", log, "--trs-file", trs,
                    "--color-tests", "no", "--", "/bin/sh", "-c", program],
                   env=dict(os.environ, WW_TEST_TIMEOUT="1"), stdout=subprocess.DEVNULL, check=True)
    with open(trs, encoding="utf-8") as f:
        return [line.split()[1] for line in f if line.startswith(":test-result:")]


print("1..%d" % len(CASES))
bad = 0
with tempfile.TemporaryDirectory() as directory:
    for number, (name, program, want) in enumerate(CASES, 1):
        got = results(directory, program)
        print("%sok %d - %s" % ("" if got == want else "not ", number, name))
        if got != want:
            print("# %s, not %s" % (got, want))
            bad += 1
sys.exit(bad != 0)
