#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write base/width_table.h: terminal columns from Python's copy of the Unicode data.

    scripts/gen-width.py > base/width_table.h

The committed table is Unicode 14 (Python 3.11). Zero: combining marks and
format characters; two: East Asian Wide and Fullwidth.
"""
import sys
import unicodedata

WANT = "14.0.0"


def ranges(pred):
    first = None
    for cp in range(0x300, 0x110001):
        hit = cp < 0x110000 and pred(chr(cp))
        if hit and first is None:
            first = cp
        elif not hit and first is not None:
            yield first, cp - 1
            first = None


def emit(name, pred):
    print("static const struct ww_width_range %s[] = {" % name)
    for a, b in ranges(pred):
        print("\t{ 0x%04X, 0x%04X }," % (a, b))
    print("};")


if unicodedata.unidata_version != WANT:
    sys.exit("gen-width.py: Python has Unicode %s, the table is Unicode %s" % (unicodedata.unidata_version, WANT))
print("""/* SPDX-License-Identifier: MIT */
/* Made by scripts/gen-width.py from Unicode %s; do not edit. */
#ifndef WW_WIDTH_TABLE_H
#define WW_WIDTH_TABLE_H

#include <stdint.h>

struct ww_width_range {
	uint32_t first, last;
};
""" % WANT)
emit("ww_width_zero", lambda c: unicodedata.category(c) in ("Mn", "Me", "Cf"))
print()
emit("ww_width_wide", lambda c: unicodedata.east_asian_width(c) in "WF" and unicodedata.category(c) not in ("Mn", "Me", "Cf"))
print("\n#endif")
