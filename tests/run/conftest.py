"""
`make run` under test.

    build/venv/bin/pytest tests/run
    build/venv/bin/pytest tests/run/test_run.py -k stale
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
from machine import Run


@pytest.fixture(scope="session")
def short():
    """A short folder that every account can enter, however the tests are
    started."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    if not os.environ.get("KEEP"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def once(short):
    """A RUN_DIR that was started and ended once."""
    run = Run(short / "once")
    run.start()
    run.stop()
    return run.folder


@pytest.fixture
def place(short, request):
    """A RUN_DIR for one test, not there yet."""
    return short / re.sub(r"\W+", "-", request.node.name)[:30]


@pytest.fixture
def make_run(place, once):
    """make_run(VARIABLE=…): a Run that ends with the test.  It has a cluster
    already, which saves the time to make one, unless new=True."""
    made = []

    def make(folder=None, new=False, **variables):
        folder = folder or place
        if not new and not folder.exists():
            folder.mkdir()
            subprocess.run(["cp", "-a", once / "postgres", folder],
                           check=True)
        made.append(Run(folder, **variables))
        return made[-1]
    yield make
    for run in made:
        run.stop()


@pytest.fixture(scope="module")
def running(short, request):
    """One that runs for the whole module (its SETTINGS)."""
    name = request.module.__name__
    run = Run(short / name, **getattr(request.module, "SETTINGS", {}))
    try:
        yield run.start()
    finally:
        run.stop()
