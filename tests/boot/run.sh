#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what was built into a scratch folder, boots Debian 12's and Debian 13's
# systemd with it in a container, and has tests/boot/inside.sh look around there.
# Needs root and a boot rig (WW_BOOT_RIG, default ../shared/rigs/boot_rig.sh);
# without them the tests are skipped. Not in make check: run by ./check --all, or
#	make check TESTS=tests/boot/run.sh
set -u

skip() {
	echo "1..0 # SKIP $*"
	exit 0
}

source=$(cd "${top_srcdir:-.}" && pwd)
rig=${WW_BOOT_RIG:-$source/../shared/rigs/boot_rig.sh}
[ -x "$rig" ] || skip "there is no boot rig at $rig"
[ "$(id -u)" = 0 ] || skip "booting a container needs root"

# What the programs are linked with, by the names of each release.
libraries() {
	common=libxml2,libjansson4,libnotify4,libpcre2-8-0,libsqlite3-0,libsystemd0
	case $1 in
	bookworm) echo "$common,libcurl4,libevent-core-2.1-7,libevent-extra-2.1-7,libglib2.0-0" ;;
	trixie) echo "$common,libcurl4t64,libevent-core-2.1-7t64,libevent-extra-2.1-7t64,libglib2.0-0t64" ;;
	esac
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s -C "${top_builddir:-.}" install DESTDIR="$work/stage" >"$work/install.log" 2>&1 || {
	cat "$work/install.log"
	exit 1
}

count=0
for suite in bookworm trixie; do
	said=$work/$suite/script.log
	"$rig" -q -s $suite -p "$(libraries $suite)" -i "$work/stage" -o "$work/$suite" \
		"$source/tests/boot/inside.sh" >"$work/$suite.log" 2>&1
	grep -v '^1\.\.' "$said" | sed -E "s/^((not )?ok [0-9]+ - )/\1$suite: /"
	count=$((count + $(grep -cE '^(not )?ok ' "$said")))
	if ! grep -q '^1\.\.' "$said"; then
		count=$((count + 1))
		echo "not ok - $suite: the tests ended early"
		tail -n 40 "$work/$suite.log" | sed 's/^/# /'
	fi
done
echo "1..$count"
