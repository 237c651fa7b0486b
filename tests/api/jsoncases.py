"""
Reads tests/data/jsontestsuite/cases.txt, whose head says what a line is.

    cases() -> [(name, verdict, bytes)], verdict being y, n or x
"""

import re

from stack import ROOT

PATH = ROOT / "tests/data/jsontestsuite/cases.txt"


def decode(text):
    """The bytes that a line's second part stands for."""
    def piece(match):
        inner = match[1]
        count, star, repeated = inner.partition("*")
        if star:
            repeated = re.sub(
                r"\{([0-9a-fA-F]{2})\}", lambda m: chr(int(m[1], 16)),
                repeated)
            return repeated * int(count)
        return chr(int(inner, 16))
    return re.sub(r"<([^>]*)>", piece, text).encode("latin-1")


def cases():
    out = []
    for number, line in enumerate(PATH.read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            verdict, text, about = line.split("\t")
            out.append((f"line {number}: {about}", verdict, decode(text)))
    return out
