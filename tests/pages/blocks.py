"""
The commands of docs/operations: every fenced block of its pages, in their
order, and where each is run.

    tests/pages/blocks.py            lists them: page, line, kind, commands
    tests/pages/blocks.py cluster    those of one kind

    from blocks import below, blocks
    for block in blocks("cluster"):
        run(block.commands)
    settings, start = below("compose.md", "Real names and certificates")

A fence says what it holds: `sh` (commands), `console` (commands behind "$ "
and what they print, where … stands for anything), `sql` (for psql), or
another word, which is no command (text, yaml, ini).  Right above it may stand
where it is run; without that it is run by tests/pages itself:

    <!-- runs: cluster -->
    <!-- runs: cluster, with CloudNativePG -->

KINDS says what the words mean.  What stands behind the comma is what it needs
beyond that.
"""

import pathlib
import re
import sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/operations"

KINDS = {
    "here": "by make test-pages, on a system of make run",
    "stopped": "by make test-pages, while make run is ended",
    "make": "by make test-run: it is make run itself, or its end",
    "cluster": "by make test-cluster where that has it: it needs a "
               "Kubernetes cluster with the chart installed",
    "acme": "by make test-acme: it needs names and an authority",
    "containers": "by make test-compose where that has it: it needs a "
                  "container engine",
    "internet": "by nobody but you: it needs names and addresses of your own",
    "machine": "by nobody but you: it changes the machine itself",
}
COMMANDS = {"sh", "console", "sql"}
OTHERS = {"text", "yaml", "ini"}

HEADING = re.compile(r"^#+ (.+)$")
FENCE = re.compile(r"^( *)```(.*)$")
MARK = re.compile(r"^ *<!-- runs: (\w+)(?:, (.+))? -->$")


class Block(NamedTuple):
    page: str           # "backup.md", "alarms/FoyerMail.md"
    line: int           # of its fence
    heading: str        # what it stands below
    language: str
    kind: str           # "" of what is no command
    needs: str          # what the mark says beyond the kind
    commands: str
    output: list        # of a console: (command, [line…]); else []


class Fault(Exception):
    """A page that does not say what a block is."""


def _console(lines, where):
    """[(command, [what it prints…])…]"""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            command, printed = found[-1]
            found[-1] = (f"{command}\n{line}", printed)
        elif found:
            found[-1][1].append(line)
        else:
            raise Fault(f"{where}: a console begins with `$ '")
    return found


def _block(page, number, heading, language, mark, body):
    where = f"{page}:{number}"
    if language not in COMMANDS | OTHERS:
        raise Fault(f"{where}: a fence says what it holds, and "
                    f"`{language}' is none of {sorted(COMMANDS | OTHERS)}")
    if mark and mark[1] not in KINDS:
        raise Fault(f"{where}: runs: {mark[1]}: there is no such kind")
    if language in OTHERS:
        if mark:
            raise Fault(f"{where}: {language} is not run")
        return Block(page, number, heading, language, "", "",
                     "\n".join(body), [])
    output = _console(body, where) if language == "console" else []
    commands = "\n".join([c for c, _ in output] if output else body)
    return Block(page, number, heading, language,
                 mark[1] if mark else "here",
                 (mark[2] or "") if mark else "", commands, output)


def blocks_of(path, page):
    found, body, above, heading = [], None, "", ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if body is None and fence:
            indent, language = fence[1], fence[2].strip()
            start, body, mark = number, [], MARK.match(above)
        elif body is not None and fence:
            found.append(_block(page, start, heading, language, mark, body))
            body = None
        elif body is not None:
            body.append(line.removeprefix(indent))
        elif MARK.match(above):
            raise Fault(f"{page}:{number - 1}: a mark without a block")
        elif HEADING.match(line):
            heading = HEADING.match(line)[1]
        above = line
    if body is not None:
        raise Fault(f"{page}:{start}: a fence without an end")
    return found


def pages():
    return sorted(PAGES.rglob("*.md"))


def blocks(kind=None):
    """All commands, or those of one kind."""
    found = [b for path in pages()
             for b in blocks_of(path, str(path.relative_to(PAGES)))]
    return [b for b in found if b.kind and kind in (None, b.kind)]


def below(page, heading):
    """What stands in the blocks below a heading, files included."""
    found = [b.commands for b in blocks_of(PAGES / page, page)
             if b.heading == heading]
    assert found, f"{page} has no block below {heading}"
    return found


if __name__ == "__main__":
    try:
        for b in blocks(*sys.argv[1:2]):
            print(f"{b.page}:{b.line} {b.kind}{b.needs and ', ' + b.needs}")
            print("".join(f"\t{line}\n" for line in b.commands.splitlines()))
    except Fault as fault:
        sys.exit(str(fault))
