#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measure the matcher on invented text:  bench/match.py [BUILD-DIR [RULES...]]

Words are made of syllables and follow Zipf's law, as words do; rules are of
seven kinds over the rarer words. The same numbers every time.
"""
import bisect
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

COMMON = """the of to and a in that is was he for it with as his on be at by i this had not are but from or have an
they which one you were all her she there would their we him been has when who will no more if out so said what up
its about into than them can only other time new some could these two may first then do any""".split()
SYLLABLES = """ka lo mi ter son ver dan ich ro sen pal gra tor nu be sti lan for min ze cou pre ar el is un ta ne qui
sha""".split()


class Text:
    def __init__(self, seed):
        self.random = random.Random(seed)
        made = {"".join(self.random.choice(SYLLABLES) for _ in range(self.random.choice((2, 2, 3, 3, 3, 4)))): None
                for _ in range(70000)}
        made.pop("near", None)  # a keyword
        self.words = COMMON + list(made)
        self.sums = list(itertools.accumulate(1 / (i + 2) for i in range(len(self.words))))

    def word(self):
        return self.words[bisect.bisect(self.sums, self.random.random() * self.sums[-1] * 0.999999)]

    def rare(self):
        return self.words[int(len(COMMON) + self.random.random() ** 2 * (len(self.words) - len(COMMON) - 1))]

    def sentence(self, n):
        return " ".join(self.word() for _ in range(n))

    def document(self, i):
        body = ". ".join(self.sentence(self.random.randint(10, 22)).capitalize()
                         for _ in range(self.random.randint(15, 30)))
        return {"id": i, "title": self.sentence(10), "text": body}

    def rule(self, k):
        a, b, c = self.rare(), self.rare(), self.rare()
        w = '"%s %s"' % (self.rare(), self.word())
        return ('any = "%s %s"\n need = %s, %s' % (a, self.word(), b, c), "any = %s, %s, %sor*" % (a, w, c),
                "any = %s near/5 %s" % (a, b), "any = %s and not %s" % (a, b),
                "any = 2 of (%s, %s, %s)" % (a, b, c), "any = =%s" % a.capitalize(), "any = %s, %s" % (w, w))[k % 7]


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "."
    sizes = [int(n) for n in sys.argv[2:]] or [10, 1000, 10000, 100000]
    text = Text(3)
    with tempfile.TemporaryDirectory() as tmp:
        docs = os.path.join(tmp, "docs.jsonl")
        with open(docs, "w") as f:
            for i in range(4000):
                f.write(json.dumps(text.document(i)) + "\n")
        for n in sizes:
            rules = os.path.join(tmp, "rules")
            with open(rules, "w") as f:
                for k in range(n):
                    f.write("[topic t%d]\n %s\n" % (k, text.rule(k)))
            subprocess.run([os.path.join(build, "bench/match"), rules, docs], check=True)


main()
