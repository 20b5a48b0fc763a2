#!/bin/sh
# SPDX-License-Identifier: MIT
# The end-to-end tests under make check: pytest over this folder, reported as TAP.
# By hand:  top_builddir=BUILD python3 -m pytest tests/e2e -k NAME
python=${PYTHON:-/usr/bin/python3}
here=$(cd "$(dirname "$0")" && pwd)

if ! "$python" -c 'import pytest' 2>/dev/null; then
	echo "1..0 # SKIP pytest is not installed (scripts/deps --test installs it)"
	exit 0
fi
# The source folder may be read-only: no caches in it.
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here
export PYTHONDONTWRITEBYTECODE PYTHONPATH
# tap.py has descriptor 3; what pytest would tell a person goes nowhere.
exec "$python" -m pytest -q --tb=short -p tap -p no:cacheprovider --rootdir "$here" "$here" 3>&1 >/dev/null
