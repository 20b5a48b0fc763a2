#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write filters/fold_table.h: character classes and folding from Python's copy of the Unicode data.

    scripts/gen-fold.py > filters/fold_table.h

The committed table is Unicode 14 (Python 3.11). The rules are those of
watchlist(5), "Words". A character finds its record in two steps (block, then
place in the block); equal blocks, records and foldings are stored once.
"""
import sys
import unicodedata

WANT = "14.0.0"
BLOCK = 128

APOSTROPHES = {0x27, 0x2019, 0x2018, 0x2BC, 0xFF07, 0xB4, 0x60}
IGNORED = [(0xAD, 0xAD), (0x200C, 0x200F), (0x2060, 0x2060), (0xFEFF, 0xFEFF), (0x640, 0x640), (0x2B9, 0x2BB),
           (0x2BE, 0x2BF), (0x202A, 0x202E), (0x2066, 0x2069)]
MARKS = [(0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7),
         (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC)]
# Scripts that do not part words: each character is a word of its own.
UNSPACED = [(0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
            (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
            (0x20000, 0x3FFFF)]
# What a reader takes for the same letter, though Unicode does not decompose it.
ALIKE = {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
         "ŋ": "n", "ə": "a", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ٱ": "ا"}


def within(cp, ranges):
    return any(a <= cp <= b for a, b in ranges)


def is_text(c):
    return unicodedata.category(c)[0] in "LNM"


def klass(cp):
    if cp in APOSTROPHES:
        return "APOSTROPHE"
    if within(cp, IGNORED):
        return "IGNORED"
    if within(cp, MARKS):
        return "MARK"
    if not is_text(chr(cp)):
        return "SEPARATOR"
    return "UNSPACED" if within(cp, UNSPACED) else "WORD"


def fold(cp):
    c = chr(cp)
    if 0xAC00 <= cp <= 0xD7A3 or 0x3040 <= cp <= 0x30FF:
        return c
    if 0xFF66 <= cp <= 0xFF9F:
        return unicodedata.normalize("NFKC", c)
    s = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", c).casefold())
    s = "".join(ALIKE.get(x, x) for x in s if klass(ord(x)) not in ("APOSTROPHE", "IGNORED", "MARK"))
    return "".join(x for x in s if is_text(x))


def record(cp):
    """(class, is a letter, folded bytes; None: the character itself)"""
    k = klass(cp)
    if k in ("SEPARATOR", "APOSTROPHE"):
        return k, False, b""
    f = fold(cp)
    if k in ("MARK", "IGNORED"):
        # Nothing, but for the iota subscript, which case folding makes a letter.
        return k, False, f.encode()
    return k, unicodedata.category(chr(cp))[0] == "L", None if f == chr(cp) else f.encode()


class Numbered(dict):
    """Equal things get one number, in order of appearance."""

    def number(self, thing):
        return self.setdefault(thing, len(self))


def emit(ctype, name, numbers):
    print("\nstatic const %s %s[] = {" % (ctype, name))
    line = "\t"
    for n in numbers:
        if len(line) + len("%d, " % n) > 100:
            print(line.rstrip())
            line = "\t"
        line += "%d, " % n
    print(line.rstrip() + "\n};")


def main():
    if unicodedata.unidata_version != WANT:
        sys.exit("gen-fold.py: Python has Unicode %s, the table is Unicode %s" % (unicodedata.unidata_version, WANT))
    records, blocks, offsets, pool = Numbered(), Numbered(), {}, b""
    stage1 = []
    for start in range(0, 0x110000, BLOCK):
        block = tuple(records.number(record(cp)) for cp in range(start, start + BLOCK))
        stage1.append(blocks.number(block))
    # Longer foldings first, so that shorter ones are found inside them.
    for f in sorted({r[2] for r in records if r[2]}, key=lambda f: (-len(f), f)):
        offsets[f] = pool.find(f)
        if offsets[f] < 0:
            offsets[f] = len(pool)
            pool += f
    assert len(records) < 65536 and len(blocks) < 65536 and len(pool) < 65536
    print("""/* SPDX-License-Identifier: MIT */
/* Made by scripts/gen-fold.py from Unicode %s; do not edit. */
#ifndef WATCH_FOLD_TABLE_H
#define WATCH_FOLD_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define FOLD_BLOCK_BITS %d
#define FOLD_SELF       255 /* length: the character folds to itself */
#define FOLD_MAX        %d /* bytes of the longest folding */

enum fold_class {
	FOLD_SEPARATOR,
	FOLD_WORD,
	FOLD_UNSPACED,   /* a word by itself */
	FOLD_APOSTROPHE,
	FOLD_IGNORED,
	FOLD_MARK,       /* ignored, too, but part of the exact spelling */
};

struct fold_record {
	uint8_t class;
	bool letter;     /* category L */
	uint8_t len;     /* bytes in fold_pool, or FOLD_SELF */
	uint16_t offset; /* in fold_pool */
};

static const struct fold_record fold_records[] = {""" % (WANT, BLOCK.bit_length() - 1, len(max(offsets, key=len))))
    for k, letter, f in records:
        n, off = (255, 0) if f is None else (len(f), offsets.get(f, 0))
        print("\t{ FOLD_%s, %s, %d, %d }," % (k, "true" if letter else "false", n, off))
    print("};")
    emit("uint8_t", "fold_pool", pool)
    emit("uint8_t" if len(blocks) < 256 else "uint16_t", "fold_blocks", stage1)
    emit("uint16_t", "fold_places", [n for b in blocks for n in b])
    print("\n#endif")


main()
