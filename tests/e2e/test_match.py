# SPDX-License-Identifier: MIT
"""wirewatch match, from the outside."""
import json
import os
import subprocess

import pytest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "wirewatch")
CORPUS = os.path.join(TOP, "..", "shared", "corpus", "watch")

WATCHLIST = """
[figure Vale]
name = Ada Vale, "Vale, A."

[figure Quiet]
name = Otto Brand
alert = no

[topic dam]
any = dam, reservoir
need = @Vale, flood*
"""


def match(tmp_path, docs, *options, watchlist=WATCHLIST):
    rules = tmp_path / "rules"
    rules.write_text(watchlist, encoding="utf-8")
    text = "".join(d if isinstance(d, str) else json.dumps(d) + "\n" for d in docs)
    return subprocess.run([PROGRAM, "match", "--watchlist", str(rules), *options], input=text.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)


def lines(result):
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def test_spans_are_bytes_of_the_text(tmp_path):
    doc = {"id": 7, "title": "Réservoir", "text": "Ada Vale über the dam"}
    result = match(tmp_path, [doc])
    assert result.returncode == 0
    assert lines(result)[0]["doc"] == 7
    assert lines(result)[0]["rules"]["dam"] == [["title", 0, 10], ["text", 0, 8], ["text", 19, 22]]
    assert list(lines(result)[0]) == ["doc", "rules"]


def test_figures_on_request(tmp_path):
    doc = {"id": "x", "title": "Otto Brand"}
    assert lines(match(tmp_path, [doc]))[0]["rules"] == {}
    assert lines(match(tmp_path, [doc], "--figures"))[0]["rules"] == {"figure:Quiet": [["title", 0, 10]]}


def test_bad_lines_are_named_and_skipped(tmp_path):
    result = match(tmp_path, [{"id": 1}, "{broken\n", "[]\n", {"id": 2, "title": 5}, {"id": 3}])
    assert result.returncode == 1
    assert [line["doc"] for line in lines(result)] == [1, 3]
    told = result.stderr.decode().splitlines()
    assert [line.split(": ")[0] for line in told] == ["stdin:2", "stdin:3", "stdin:4"]
    assert told[2].endswith('"title" is not a string')


@pytest.mark.parametrize("jobs", ["1", "2", "7"])
def test_order_is_that_of_the_documents(tmp_path, jobs):
    docs = [{"id": i, "title": "flood" * (i % 5), "text": "the dam " * (i % 40)} for i in range(3000)]
    result = match(tmp_path, docs, "--jobs", jobs)
    assert result.returncode == 0
    assert [line["doc"] for line in lines(result)] == list(range(3000))
    assert result.stdout == match(tmp_path, docs).stdout


def test_usage(tmp_path):
    assert match(tmp_path, [], "--jobs", "0").returncode == 64
    assert match(tmp_path, [], "--nonsense").returncode == 64
    assert match(tmp_path, [], "--help").stdout.startswith(b"wirewatch match ")
    assert match(tmp_path, [], watchlist="[topic x]\n").returncode == 78


@pytest.mark.skipif(not os.path.isdir(CORPUS), reason="the corpus is not beside the source tree")
def test_corpus(tmp_path):
    with open(os.path.join(CORPUS, "items.jsonl"), encoding="utf-8") as f:
        items = [json.loads(line) for line in f]
    with open(os.path.join(CORPUS, "syria.watch"), encoding="utf-8") as f:
        result = match(tmp_path, items, "--figures", watchlist=f.read())
    for item, line in zip(items, lines(result)):
        rules = line["rules"]
        topics = {"topic:" + name for name in rules if not name.startswith("figure:") and "figure:" + name not in rules}
        assert topics | {name for name in rules if name.startswith("figure:")} == set(item["expect"]), item["id"]
