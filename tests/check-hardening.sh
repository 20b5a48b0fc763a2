#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs are position independent, and their relocations are read-only
# before main() runs: a misquoted flag in configure must not go unnoticed.
cd "${top_builddir:-.}" || exit 1

if ! command -v readelf >/dev/null; then
	echo "readelf is not installed"
	exit 77
fi
status=0
for program in wirewatch wirewatchd; do
	about=$(readelf -hldW $program)
	for mark in 'Type: +DYN' GNU_RELRO BIND_NOW; do
		echo "$about" | grep -qE "$mark" || {
			echo "$program lacks: $mark"
			status=1
		}
	done
done
exit $status
