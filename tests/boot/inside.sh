#!/bin/sh
# SPDX-License-Identifier: MIT
# Run as root inside a freshly booted systemd that has wirewatch installed: does
# the service manager see what it should? Prints TAP. tests/boot/run.sh boots one.
# shellcheck disable=SC2317 # most functions are called by name, through check
set -u
prefix=$(dirname "$(dirname "$(command -v wirewatchd)")")

number=0 bad=0

# check NAME COMMAND...: one test; what the command says is shown if it fails.
check() {
	name=$1
	shift
	number=$((number + 1))
	if said=$("$@" 2>&1); then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		echo "$said" | sed 's/^/# /'
		bad=1
	fi
}

# eventually SECONDS COMMAND...
eventually() {
	tries=$(($1 * 5))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.2
	done
}

fails() {
	! "$@"
}

# exits STATUS COMMAND...
quietly() {
	said=$("$@" 2>&1)
	[ -z "$said" ] || { echo "$said" && return 1; }
}

good_watchlist() {
	cat <<'END'
[feed nobody]
url = http://127.0.0.1:9/feed.xml

[topic talks]
any = peace talks
END
}

broken_watchlist() {
	good_watchlist
	echo 'urgency = hihg'
}
BROKEN_AT='watchlist:6:11: error:'

# The same questions are asked of both services. manager is the systemctl, as
# the command line of the programs; ask runs wirewatch as the right person.

property() {
	manager show -P "$1" wirewatch
}

is_active() {
	[ "$(property ActiveState)" = active ]
}

# The process first: between two questions the old one may end, and 0 is no new one.
new_process() {
	new=$(property MainPID)
	[ "$new" != 0 ] && [ "$new" != "$1" ] && is_active
}

says_status() {
	is_active && property StatusText | grep .
}

refuses_broken_reload() {
	pid=$(property MainPID)
	broken_watchlist >"$watchlist"
	fails manager reload wirewatch || return
	ask reload >/tmp/said 2>&1
	status=$?
	good_watchlist >"$watchlist"
	cat /tmp/said
	[ "$status" = 78 ] && grep -qF "$BROKEN_AT" /tmp/said && is_active && [ "$(property MainPID)" = "$pid" ]
}

survives_kill() {
	is_active || return
	pid=$(property MainPID)
	kill -KILL "$pid"
	eventually 15 new_process "$pid" && ask reload
}

watchdog_bites() {
	is_active || return
	pid=$(property MainPID)
	kill -STOP "$pid"
	eventually 30 new_process "$pid" && ask reload
}

stops_soon() {
	begin=$(date +%s)
	manager stop wirewatch || return
	[ $(($(date +%s) - begin)) -le 5 ] && [ "$(property Result)" = success ]
}

refuses_to_start() {
	broken_watchlist >"$watchlist"
	fails manager start wirewatch
	sleep 7
	state=$(property ActiveState),$(property ExecMainStatus),$(property NRestarts)
	good_watchlist >"$watchlist"
	manager reset-failed wirewatch
	[ "$state" = failed,78,0 ] || { echo "$state" && return 1; }
}

all_questions() {
	good_watchlist >"$watchlist"
	check "$who: starts and is ready" manager start wirewatch
	check "$who: has a status text" says_status
	check "$who: answers" ask reload
	check "$who: keeps its state in the right place" test -s "$database"
	check "$who: a broken watchlist is refused with its place" refuses_broken_reload
	check "$who: a good watchlist is taken" manager reload wirewatch
	check "$who: kill -9 is repaired" survives_kill
	check "$who: a hanging daemon is restarted" watchdog_bites
	check "$who: stops within 5 s" stops_soon
	check "$who: does not start by being asked" fails ask reload
	check "$who: is still stopped" fails is_active
	check "$who: a broken watchlist is not tried again and again" refuses_to_start
	check "$who: starts again" manager start wirewatch
}

short_watchdog() {
	mkdir -p "$1/wirewatch.service.d"
	printf '[Service]\nWatchdogSec=2\n' >"$1/wirewatch.service.d/watchdog.conf"
}

low_exposure() {
	systemd-analyze security --offline=yes --threshold=11 --no-pager "$prefix"/lib/systemd/system/wirewatch.service
}

# --- the system service ---

systemd-sysusers
short_watchdog /etc/systemd/system
systemctl daemon-reload
useradd -m alice
useradd -m -G wirewatch-ctl mona

who=system watchlist=/etc/wirewatch/watchlist database=/var/lib/wirewatch/wirewatch.db
mkdir -p /etc/wirewatch
manager() {
	systemctl "$@"
}
ask() {
	runuser -u mona -- wirewatch "$@" --system
}

check "units have no mistakes" quietly systemd-analyze verify --man=no \
	"$prefix"/lib/systemd/system/wirewatch.service "$prefix"/lib/systemd/system/wirewatch.socket
check "exposure is at most 1.1" low_exposure
all_questions
check "$who: nobody else may ask" fails runuser -u alice -- wirewatch reload --system
check "$who: runs as no fixed user" fails grep -q '^wirewatch:' /etc/passwd

# --- the user service ---

uid=$(id -u alice)
loginctl enable-linger alice
as_alice() {
	runuser -u alice -- env "XDG_RUNTIME_DIR=/run/user/$uid" "$@"
}
who=user watchlist=/home/alice/.config/wirewatch/watchlist
database=/home/alice/.local/state/wirewatch/wirewatch.db
manager() {
	as_alice systemctl --user "$@"
}
ask() {
	as_alice wirewatch "$@"
}

eventually 20 test -S "/run/user/$uid/systemd/private"
as_alice mkdir -p "/home/alice/.config/wirewatch"
short_watchdog /etc/systemd/user
manager daemon-reload
check "user unit has no mistakes" quietly as_alice systemd-analyze --user verify --man=no \
	"$prefix"/lib/systemd/user/wirewatch.service
all_questions
check "$who: leaves the system service alone" systemctl is-active wirewatch

mkdir -p /etc/systemd/user/wirewatch.service.d
as_alice mkdir -p /home/alice/.local/state/wirewatch
cp "$prefix"/share/doc/wirewatch/wirewatch-strict.conf /etc/systemd/user/wirewatch.service.d/
manager daemon-reload
check "strict drop-in: restarts" manager restart wirewatch
check "strict drop-in: answers" ask reload
check "strict drop-in: reloads" manager reload wirewatch

echo "1..$number"
exit $bad
