#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The manuals say what the programs do, no more and no less.

- mandoc finds nothing to complain of;
- every option of [feed], [notify] and [daemon] is in watchlist(5), with its
  default, and nothing else is (wirewatch check --options is the program's table);
- the examples of watchlist(5) that are marked  .\\" check  have no mistakes;
- every subcommand is in wirewatch(1) and in the completions;
- what is told to type elsewhere, in README and message catalog for instance, exists.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

top = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
wirewatch = os.path.join(os.environ.get("top_builddir") or ".", "wirewatch")
PAGES = ["man/wirewatch.1", "man/watchlist.5", "man/wirewatchd.8"]
TEXTS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "systemd/wirewatch.catalog", "examples/watchlist"]
COMPLETIONS = ["completions/bash/wirewatch", "completions/zsh/_wirewatch", "completions/fish/wirewatch.fish"]


def read(path):
    with open(os.path.join(top, path), encoding="utf-8") as f:
        return f.read()


def output(*args):
    return subprocess.run([wirewatch] + list(args), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, encoding="utf-8", check=False)


def lint():
    if not shutil.which("mandoc"):
        return "SKIP mandoc is not installed (scripts/deps --test installs it)"
    pages = [os.path.join(top, p) for p in PAGES]
    return subprocess.run(["mandoc", "-Tlint", "-Wwarning"] + pages, stdout=subprocess.PIPE,
                          encoding="utf-8", check=False).stdout


def documented():
    """{(section, option): text} of watchlist(5)."""
    found, section, option = {}, None, None
    for line in read("man/watchlist.5").splitlines():
        heading = re.match(r"\.S[sh] (?:\[(\w+))?", line)
        item = re.match(r"\.It Ic (\S+) (>?)= ", line)
        if heading:
            section, option = heading.group(1), None
        elif item and section:
            option = (section, item.group(1) + (" >=" if item.group(2) else ""))
            found[option] = ""
        elif option:
            found[option] += line + "\n"
    return found


def has_commands():
    return "check" in output("--help").stdout


def options():
    if not has_commands():
        return "SKIP this wirewatch has no commands yet"
    table = output("check", "--options")
    if table.returncode != 0:
        return "wirewatch check --options failed:\n" + table.stdout
    wrong, known = [], set()
    page = documented()
    for line in table.stdout.splitlines():
        section, name, kind, _, default, _ = line.split("\t")
        if kind == "later":
            continue
        known.add((section, name))
        text = page.get((section, name))
        if text is None:
            wrong.append("[%s] %s is missing" % (section, name))
        elif default and not re.search(r"^Default: %s\.$" % re.escape(default), text, re.M):
            wrong.append("[%s] %s should say  Default: %s." % (section, name, default))
    sections = {section for section, _ in known}
    wrong += ["[%s] %s is documented and does not exist" % option for option in page
              if option[0] in sections and option not in known]
    return "\n".join(wrong)


def examples():
    if not has_commands():
        return "SKIP this wirewatch has no commands yet"
    wrong = []
    found = re.findall(r'^\.\\" check\n\.Bd.*\n((?:.*\n)*?)\.Ed', read("man/watchlist.5"), re.M)
    for text in found:
        with tempfile.NamedTemporaryFile("w", suffix=".watch", encoding="utf-8") as f:
            f.write(text.replace("\\e", "\\").replace("\\(dq", '"').replace("\\&", ""))
            f.flush()
            said = output("check", f.name)
            if said.returncode != 0 or "warning:" in said.stdout:
                wrong.append(said.stdout)
    return "\n".join(wrong) or (None if found else "no example is marked")


def commands():
    names = re.findall(r"^  (\w+)  +\S", output("--help").stdout, re.M)
    if "demo" not in names:
        return "SKIP this wirewatch has not got all of its commands yet"
    page = re.findall(r"^\.It Cm (\w+)", read("man/wirewatch.1"), re.M)
    wrong = ["wirewatch --help lists no commands"] if not names else []
    wrong += ["%s is not in wirewatch(1)" % n for n in names if n not in page]
    wrong += ["wirewatch(1) has %s, which does not exist" % p for p in page if p not in names]
    wrong += ["%s is not in %s" % (n, path) for path in COMPLETIONS for n in names
              if not re.search(r"\b%s\b" % n, read(path))]
    return "\n".join(wrong)


def advice():
    names = re.findall(r"^  (\w+)  +\S", output("--help").stdout, re.M) + ["help", "reads"]  # "wirewatch reads ..." is prose
    wrong = []
    for path in TEXTS:
        typed = re.findall(r"^(?:#.*:)?[ $]*(?:sudo )?wirewatch +(\w[\w-]*)|`wirewatch (\w[\w-]*)", read(path), re.M)
        wrong += ["%s: there is no wirewatch %s" % (path, a or b) for a, b in typed if (a or b) not in names]
    return "\n".join(wrong)


CHECKS = [lint, options, examples, commands, advice]
print("1..%d" % len(CHECKS))
bad = 0
for number, check in enumerate(CHECKS, 1):
    said = check() or ""
    skipped = said.startswith("SKIP ")
    print("%sok %d - %s%s" % ("not " if said and not skipped else "", number, check.__name__,
                             " # " + said if skipped else ""))
    if said and not skipped:
        bad += 1
        for line in said.splitlines():
            print("# " + line)
sys.exit(bad != 0)
