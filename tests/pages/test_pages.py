"""
What docs/operations tells an operator to type, typed: each page in a shell of
its own, its blocks in their order, on one system of `make run`.

    make test-pages
    make test-pages T='-k backup'

The shell stands in a folder that looks like the checkout, whose .run is the
test's.  Three things of the pages are others here: the ports 8443 and 9090,
and the folder /var/backups (REWRITTEN).
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

import jsonschema
import pytest
import yaml

import blocks as b

sys.path.insert(0, str(b.ROOT / "tests/run"))

from machine import Run, free_port                              # noqa: E402
from stack import wait_for                                      # noqa: E402

ALL = b.blocks()
TYPED = [x for x in ALL if x.kind in ("here", "stopped")]
END = "@@end"
SECONDS = 60


class System:
    """`make run` with a sample community, and a checkout to stand in."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-",
                                                    dir="/tmp"))
        self.folder.chmod(0o755)
        self.metrics = free_port()
        self.run = Run(self.folder / "run", DEMO=1,
                       METRICS_LISTEN=f"127.0.0.1:{self.metrics}")
        self.checkout = self.folder / "checkout"
        self.checkout.mkdir()
        for path in b.ROOT.iterdir():
            if path.name not in (".git", ".run"):
                (self.checkout / path.name).symlink_to(path)
        (self.checkout / ".run").symlink_to(self.run.folder)
        self.backups = self.folder / "backups"
        self.backups.mkdir()
        self.run.start()

    def rewritten(self, text):
        """REWRITTEN"""
        for theirs, ours in ((":8443", f":{self.run.https}"),
                             (":9090", f":{self.metrics}"),
                             ("/var/backups", str(self.backups))):
            text = text.replace(theirs, ours)
        return text

    def end(self):
        self.run.stop()
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.folder)


class Shell:
    """A shell that types the blocks of a page, one after the other."""

    def __init__(self, system, page):
        self.system, self.done, self.failed = system, [], None
        self.todo = [x for x in TYPED if x.page == page]
        self.place = system.folder / re.sub(r"\W", "-", page)
        self.place.mkdir()
        self.process = subprocess.Popen(
            ["bash", "-eu", "-o", "pipefail"], cwd=system.checkout,
            env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
                 "HOME": str(self.place), "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def type(self, commands):
        """Types it; what it printed.  Fails when a command does."""
        script = self.place / "block"
        script.write_text(self.system.rewritten(commands) + "\n")
        self.process.stdin.write(f". {script} </dev/null\n"
                                 f"printf '\\n%s\\n' {END}\n")
        self.process.stdin.flush()
        printed = []
        late = threading.Timer(SECONDS, self.kill)
        late.start()
        for line in self.process.stdout:
            if line == END + "\n":
                late.cancel()
                return printed
            printed.append(line.rstrip("\n"))
        late.cancel()
        raise AssertionError("\n".join(
            [f"ended with {self.process.wait()}:", *printed]))

    def upto(self, block):
        """Types all of the page up to this block; what that printed."""
        assert not self.failed, f"{self.failed} has failed before"
        while block not in self.done:
            here = self.todo[len(self.done)]
            self.failed = f"{here.page}:{here.line}"
            found = self.one(here)
            self.done.append(here)
            self.failed = None
        return found

    def one(self, block):
        if block.kind == "stopped":
            self.system.run.stop()
        try:
            if block.language == "sql":
                return self.type(sql(block))
            if block.language == "sh":
                return self.type(block.commands)
            return [(wanted, self.type(command))
                    for command, wanted in block.output]
        finally:
            if block.kind == "stopped":
                self.system.run.start()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self):
        """Also of what a page has left in the background."""
        self.kill()
        self.process.communicate()


def sql(block):
    return ("set -a; . .run/env; set +a\n"
            'psql -X -v ON_ERROR_STOP=1 "$DATABASE_URL" <<\'SQL\'\n'
            f"{block.commands}\nSQL")


@pytest.fixture(scope="session")
def shells():
    system, open_ = System(), {}

    def of(page):
        if page not in open_:
            # Another page may have ended connections of the database; who is
            # under way then is told to come again.
            wait_for("an answer", lambda: system.run.fetch(
                "/api/health/ready").status == 200)
            open_[page] = Shell(system, page)
        return open_[page]
    of.system = system
    yield of
    for shell in open_.values():
        shell.end()
    system.end()


def name(block):
    return f"{block.page}:{block.line}"


def pattern(lines):
    """What a console shows, where … is anything, also lines."""
    text = "\n".join(lines).strip()
    return ".*?".join(re.escape(part) for part in text.split("…"))


@pytest.mark.parametrize("block", TYPED, ids=name)
def test_it_does_what_the_page_says(shells, block):
    found = shells(block.page).upto(block)
    if block.language != "console":
        return
    for wanted, printed in found:
        text = "\n".join(printed).strip()
        shown = shells.system.rewritten(pattern(wanted).replace("\\:", ":"))
        assert re.fullmatch(shown, text, re.S), \
            f"printed:\n{text}\nwhere the page has:\n" + "\n".join(wanted)


def test_the_rest_is_marked(capsys):
    """Who looks for what has not been typed here finds it in the output."""
    rest = [x for x in ALL if x not in TYPED]
    with capsys.disabled():
        for kind, why in b.KINDS.items():
            mine = [x for x in rest if x.kind == kind]
            if mine:
                print(f"\nnot typed here, but {why}:")
                for x in mine:
                    first = x.commands.splitlines()[0]
                    print(f"  {name(x)}: {x.needs and f'({x.needs}) '}"
                          f"{first[:60]}")
    assert {x.kind for x in rest} <= set(b.KINDS) - {"here", "stopped"}


# ------------------------------------------------------------------- alarms

ALARMS = re.findall(r"^- name: (\w+)$", (
    b.ROOT / "helm/foyer/files/alarms.yaml").read_text(), re.M)


def test_every_alarm_has_its_page():
    assert len(ALARMS) >= 8
    there = {p.stem for p in (b.PAGES / "alarms").glob("Foyer*.md")}
    assert there == set(ALARMS)
    index = (b.PAGES / "alarms/README.md").read_text()
    assert re.findall(r"^\| \[(\w+)\]\(\1\.md\)", index, re.M) == \
        sorted(ALARMS, key=index.index)


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarms_page(alarm):
    text = (b.PAGES / f"alarms/{alarm}.md").read_text()
    assert re.findall(r"^#+ .*", text, re.M) == [
        f"# {alarm}", "## What it means", "## Where to look", "## What to do"]


def test_every_page_is_in_the_index():
    index = (b.PAGES / "README.md").read_text()
    for page in b.PAGES.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page


# ---------------------------------------------------------------- manifests

MANIFESTS = [(x, yaml.safe_load(text)) for x in ALL
             for text in re.findall(r"<<'END'\n(apiVersion.*?)^END$",
                                    x.commands, re.M | re.S)]


@pytest.mark.parametrize("block, manifest", MANIFESTS,
                         ids=[name(x) for x, _ in MANIFESTS])
def test_a_manifest_is_what_the_api_server_knows(block, manifest):
    """By the schemas of tests/chart, as far as they go: what it does there
    is for a cluster to say."""
    group, _, version = manifest["apiVersion"].partition("/")
    schema = b.ROOT / "tests/chart/schemas" / "-".join(
        [manifest["kind"].lower(), group.split(".")[0], version + ".json"])
    if manifest["kind"] == "Backup":    # what is scheduled is one of these
        schema = schema.with_name("scheduledbackup-postgresql-v1.json")
        manifest = {**manifest, "kind": "ScheduledBackup",
                    "spec": {**manifest["spec"], "schedule": "0 0 0 * * *"}}
    jsonschema.validate(manifest, json.loads(schema.read_text()))


# ------------------------------------------------------------ the marks work

@pytest.mark.parametrize("text, says", [
    ("```\nls\n```\n", "says what it holds"),
    ("```python\nls\n```\n", "says what it holds"),
    ("<!-- runs: nowhere -->\n```sh\nls\n```\n", "no such kind"),
    ("<!-- runs: cluster -->\n\n```sh\nls\n```\n", "without a block"),
    ("<!-- runs: cluster -->\nText.\n\n```sh\nls\n```\n", "without a block"),
    ("<!-- runs: cluster -->\n```yaml\na: b\n```\n", "is not run"),
    ("```console\nls\n```\n", "begins with"),
    ("```sh\nls\n", "without an end"),
])
def test_a_page_that_does_not_say(tmp_path, text, says):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(b.Fault, match=says):
        b.blocks_of(page, "page.md")


def test_what_is_read(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("1. One:\n\n   <!-- runs: cluster, with a store -->\n"
                    "   ```console\n   $ a \\\n   >  b\n   c\n   $ d\n   ```\n")
    (found,) = b.blocks_of(page, "page.md")
    assert (found.kind, found.needs) == ("cluster", "with a store")
    assert found.output == [("a \\\n>  b", ["c"]), ("d", [])]
