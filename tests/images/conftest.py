"""
Folders and containers that end with their test.

    make test-images T='-k drain'
"""

import pathlib
import shutil
import tempfile

import pytest
from containers import Container


@pytest.fixture
def place():
    """A folder for volumes, short enough for a socket's name."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fyi-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start():
    """start(IMAGE, COMMAND…, env=…): a Container that ends with the test."""
    made = []

    def begin(*args, **kw):
        made.append(Container(*args, **kw))
        return made[-1]
    yield begin
    for container in reversed(made):
        container.remove()
