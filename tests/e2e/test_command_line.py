# SPDX-License-Identifier: MIT
"""What every command line owes its user, whatever the subcommand."""
from conftest import EX_USAGE


def test_no_command_is_a_usage_error(wirewatch):
    r = wirewatch()
    assert r.returncode == EX_USAGE
    assert r.stdout == ""
    assert "wirewatch COMMAND" in r.stderr


def test_help_goes_to_stdout(wirewatch):
    r = wirewatch("--help")
    assert r.returncode == 0
    assert "wirewatch COMMAND" in r.stdout
    assert r.stderr == ""


def test_unknown_command_is_named(wirewatch):
    r = wirewatch("chekc")
    assert r.returncode == EX_USAGE
    assert '"chekc"' in r.stderr
