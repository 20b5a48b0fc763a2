#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write feeds/entity_table.h: the named character references of HTML from Python's copy of the list.

    scripts/gen-entities.py > feeds/entity_table.h

Rows are sorted by name in byte order for a binary search. "legacy" marks the
names that HTML also accepts without a semicolon.
"""
import html.entities

named = {}
legacy = set()
for name, text in html.entities.html5.items():
    if name.endswith(";"):
        named[name[:-1]] = text
    else:
        legacy.add(name)

print("""/* SPDX-License-Identifier: MIT */
/* Made by scripts/gen-entities.py from the HTML standard's list; do not edit. */
#ifndef FEED_ENTITY_TABLE_H
#define FEED_ENTITY_TABLE_H

#include <stdint.h>

#define FEED_ENTITY_NAME_MAX %d

struct feed_entity {
	const char *name;
	uint32_t cp[2];
	uint8_t legacy; /* also without a semicolon */
};

static const struct feed_entity feed_entities[] = {""" % max(map(len, named)))
for name in sorted(named, key=lambda n: n.encode()):
    cps = [ord(c) for c in named[name]] + [0]
    print('\t{ "%s", { 0x%X, 0x%X }, %d },' % (name, cps[0], cps[1], name in legacy))
print("};\n\n#endif")
