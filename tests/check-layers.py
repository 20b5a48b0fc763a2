#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Folders point one way: every #include "..." must be allowed by tests/layers.txt."""
import os
import re
import sys

top = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
allowed = {}
with open(os.path.join(top, "tests/layers.txt"), encoding="utf-8") as f:
    for line in f:
        line = line.split("#")[0].strip()
        if line:
            folder, _, rest = line.partition(":")
            allowed[folder] = rest.split()

bad = seen = 0
for folder, may in allowed.items():
    for name in sorted(os.listdir(os.path.join(top, folder))):
        if not name.endswith((".c", ".h")):
            continue
        path = "%s/%s" % (folder, name)
        with open(os.path.join(top, path), encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                if not m:
                    continue
                seen += 1
                target = m.group(1)
                if not any(target == x or (x.endswith("/") and target.startswith(x)) for x in may):
                    print('%s:%d: %s/ may not include "%s"; see tests/layers.txt' % (path, number, folder, target))
                    bad += 1
if not seen:
    sys.exit("no includes found: wrong folder?")
print("%d includes, %d against the layers" % (seen, bad))
sys.exit(bad != 0)
