#!/bin/sh
# SPDX-License-Identifier: MIT
# The shell scripts of the tree, read by shellcheck; and scripts/deps knows every distribution it names.
cd "${top_srcdir:-.}" || exit 1

for distribution in debian ubuntu fedora arch; do
	[ "$(scripts/deps --all --print $distribution | grep -c .)" -ge 20 ] || {
		echo "scripts/deps --print $distribution gives too few names"
		exit 1
	}
done

if ! command -v shellcheck >/dev/null; then
	echo "shellcheck is not installed (scripts/deps --test installs it)"
	exit 77
fi
# shellcheck disable=SC2046
shellcheck $(grep -lE '^#!/bin/(ba)?sh' try check .ci/run autogen.sh scripts/* tests/* tests/*/* 2>/dev/null) &&
	shellcheck --shell=bash completions/bash/wirewatch
