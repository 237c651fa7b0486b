"""
How `make test` counts: on a Makefile of stubs, by tools/test and
tools/results as they are.
"""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from machine import ROOT, born, descendants
from stack import wait_for

MAKEFILE = """\
test-plain:
	@echo '3 0' >build/results/plain; echo '4 0' >build/results/plain-more
test-junit:
	@echo '<testsuites><testsuite><testcase name="a"/><testcase name="b">\
<skipped/></testcase></testsuite></testsuites>' >build/results/junit.xml
test-failing:
	@echo '1 2' >build/results/failing; false
test-says-ok-and-fails:
	@echo '1 0' >build/results/says-ok-and-fails; false
test-silent:
	@true
test-broken:
	@echo '<testsuites><testca' >build/results/broken.xml
test-shaky:
	@@PYTHON@ -m pytest shaky.py -p no:cacheprovider \
		--junitxml=build/results/shaky.xml
test-browser:
	@echo '  ✘   1 [phone] › a.spec.ts:1:1 › one (1.0s)'
	@echo '  ✓   2 [phone] › a.spec.ts:1:1 › one (retry #1) (1.0s)'
	@echo '2 0' >build/results/browser
test-slow:
	@echo begun; sleep 600
"""


# One that passes the second time, and one that never does.
SHAKY = """\
import pathlib

def test_at_first():
    tried = pathlib.Path("tried")
    was = tried.exists()
    tried.touch()
    assert was

def test_at_last():
    assert 1 == 2
"""


@pytest.fixture
def suites(tmp_path):
    (tmp_path / "tools").mkdir()
    for name in ("test", "results"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "tools")
    (tmp_path / "Makefile").write_text(
        MAKEFILE.replace("@PYTHON@", sys.executable))
    (tmp_path / "shaky.py").write_text(SHAKY)
    (tmp_path / "build/results").mkdir(parents=True)

    def run(*names, reruns="0"):
        ours = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"}
        done = subprocess.run([tmp_path / "tools/test", *names],
                              capture_output=True, text=True, cwd=tmp_path,
                              env={**ours, "RERUNS": reruns})
        return done.returncode, done.stdout.splitlines()
    run.folder = tmp_path
    return run


def row(lines, name):
    (found,) = [l.split() for l in lines if l.split()[:1] == [name]]
    return int(found[1]), int(found[3]), " ".join(found[7:])


def test_all_is_well(suites):
    status, lines = suites("plain", "junit")
    assert status == 0
    assert row(lines, "plain") == (7, 0, "")
    assert row(lines, "junit") == (1, 0, "1 skipped")
    assert lines[-1] == "8 passed, 0 failed"


@pytest.mark.parametrize("name, counted", [
    ("failing", (1, 2, "")),
    ("says-ok-and-fails", (1, 1, "ended with 2")),
    ("silent", (0, 1, "no results")),
    ("broken", (0, 1, "")),
    ("absent", (0, 1, "ended with 2"))])
def test_a_suite_that_is_not_whole_fails(suites, name, counted):
    status, lines = suites("plain", name)
    assert status == 1
    passed, failed, note = row(lines, name)
    assert (passed, failed) == counted[:2] and note.startswith(counted[2])
    assert lines[-1] == f"{7 + counted[0]} passed, {counted[1]} failed"


@pytest.mark.parametrize("reruns, passed, again", [
    ("0", 0, []), ("1", 1, ["shaky: shaky.py::test_at_first"])])
def test_what_passes_when_run_again_is_named(suites, reruns, passed, again):
    status, lines = suites("shaky", reruns=reruns)
    assert status == 1
    assert row(lines, "shaky") == (passed, 2 - passed, "")
    assert [l for l in lines if l.startswith("passed when")] == \
        [f"passed when run again: {a}" for a in again]
    assert lines.count("E       assert False") == 1     # why it was


def test_what_the_browser_ran_again_is_named(suites):
    status, lines = suites("browser")
    assert status == 0
    assert "passed when run again: browser: [phone] › a.spec.ts:1:1 › one" \
        in lines


def test_older_results_do_not_count(suites):
    (suites.folder / "build/results/silent").write_text("9 0\n")
    (suites.folder / "build/results/silent-old.xml").write_text("<x/>")
    assert row(suites("silent")[1], "silent")[:2] == (0, 1)


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(suites, sig):
    log = suites.folder / "build/results/slow.log"
    with subprocess.Popen([suites.folder / "tools/test", "slow"],
                          cwd=suites.folder, stdout=subprocess.DEVNULL) as p:
        wait_for("it has begun", lambda: log.exists()
                 and "begun" in log.read_text())
        seen = descendants(p.pid)
        os.kill(p.pid, sig)
        assert p.wait(20) == 128 + sig
    assert not [pid for pid, start in seen.items() if born(pid) == start]
