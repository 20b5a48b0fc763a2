# SPDX-License-Identifier: MIT
"""Completion in bash: the words it offers at the end of a command line."""
import re
import shutil
import subprocess

import pytest
from conftest import SOURCE

SCRIPT = """
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_wirewatch
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def offered(home):
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    home.write("[feed wire]\n[topic syria-talks]\n  [figure Sergei Lavrov] # he\n[define x]\n[topic a $(touch made)]\n")

    def run(*words):
        said = subprocess.run(["bash", "-c", SCRIPT, "bash", str(SOURCE / "completions/bash/wirewatch"), "wirewatch"]
                              + list(words), env=home.env, cwd=home.root, stdout=subprocess.PIPE, encoding="utf-8",
                              stderr=subprocess.STDOUT, check=True)
        return said.stdout.split("\n")[:-1]
    return run


def test_commands(offered):
    assert offered("al") == ["alerts"]
    assert "demo" in offered("") and "help" in offered("")


def test_options_are_those_of_the_command(offered):
    assert offered("alerts", "--fo") == ["--follow"]
    assert "--follow" not in offered("status", "--")


@pytest.mark.parametrize("command", ["init", "demo", "check", "test", "alerts", "status", "feeds", "reload", "parse",
                                     "match"])
def test_every_option_of_a_command(offered, home, command):
    described = re.findall(r"^  (?:-\w, |    )(--[\w-]+)", home.run("wirewatch", command, "--help").stdout, re.M)
    assert set(offered(command, "--")) == set(described) | {"--help", "--color"}


def test_topics_of_the_watchlist(offered, home):
    assert offered("test", "--topic", "") == ["syria-talks", "Sergei\\ Lavrov", "a\\ \\$\\(touch\\ made\\)"]
    assert offered("alerts", "-t", "sy") == ["syria-talks"]
    assert not (home.root / "made").exists()


def test_feeds_of_the_watchlist(offered):
    assert offered("test", "--feed", "") == ["wire"]
