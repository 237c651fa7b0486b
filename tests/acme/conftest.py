"""
What these tests stand on: containers and compose of tests/images, `make run`
of tests/run, the load of tests/faults, the pages' commands of tests/pages.
"""

import pathlib
import shutil
import sys
import tempfile

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("images", "run", "faults",
                                               "pages", "api")]


@pytest.fixture
def place():
    """A short folder that every account can enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fya-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
