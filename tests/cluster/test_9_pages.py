"""What docs/operations tells an operator of a cluster to type, typed: first
what kubernetes.md begins with, then the blocks of all pages, last its
uninstall.  What needs more than a cluster is named and left out."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from conftest import HELM, ROOT, kubectl, wait_for

sys.path.insert(0, str(ROOT / "tests/pages"))

from blocks import blocks                                       # noqa: E402

# A need of the pages that the suite itself can meet.
IMAGE = "whose nodes can have that image"
ALL = [b for b in blocks("cluster") if b.needs in ("", IMAGE)]
OTHERS = [b for b in blocks("cluster") if b not in ALL]
FIRST = [b for b in ALL if "helm install" in b.commands]
LAST = [b for b in ALL if "helm uninstall" in b.commands]
# Growth comes last, since its pods come and go from then on.
BETWEEN = sorted((b for b in ALL if b not in FIRST + LAST),
                 key=lambda b: b.page == "growth.md")


def name(block):
    return f"{block.page}:{block.line}"


class Operator:
    """A shell in the checkout, with helm and kubectl."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "bin/helm").symlink_to(shutil.which(HELM))
        (folder / "helm").symlink_to(ROOT / "helm")
        self.environment = {
            **os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}"}

    def types(self, block):
        # The doctor of a first look rightly finds its certificate ill.
        text = re.sub(r"^(.* foyer doctor.*)$", r"\1 || [ $? = 1 ]",
                      block.commands, flags=re.M)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text], cwd=self.folder,
            env=self.environment, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280)
        assert done.returncode == 0, f"{name(block)}\n{done.stdout}"
        return done.stdout


@pytest.fixture(scope="module")
def operator(images, tmp_path_factory):
    images.load("debian:bookworm-slim")
    print("\nnot typed here, for what they need:",
          *(f"        {name(b)}: {b.needs}" for b in OTHERS), sep="\n")
    one = Operator(pathlib.Path(tmp_path_factory.mktemp("operator")))
    yield one
    kubectl("delete", "namespace", "foyer", "--wait=false", check=False)


def settled():
    """All of it is ready and no old pod is left: what a page did is over
    before the next."""
    for what in ("statefulset/foyer-postgres", "deployment/foyer-api",
                 "deployment/foyer-web", "deployment/foyer-jobs"):
        kubectl("-n", "foyer", "rollout", "status", what, "--timeout=180s")
    wait_for("the old pods' end", lambda: not kubectl(
        "-n", "foyer", "get", "pods", "-o", "jsonpath={.items[?("
        "@.metadata.deletionTimestamp)].metadata.name}").stdout, 90)


def test_there_is_a_beginning_and_an_end():
    assert len(FIRST) == len(LAST) == 1 and len(BETWEEN) > 10


def test_install(operator):
    operator.types(*FIRST)
    settled()
    wait_for("a request in the log", lambda: "request_id" in logs(), 30)


def logs():
    return kubectl("-n", "foyer", "logs", "-l",
                   "app.kubernetes.io/instance=foyer",
                   "--all-containers").stdout


@pytest.mark.parametrize("block", BETWEEN, ids=name)
def test_a_block(operator, block):
    # The number of a request, which people are shown with an error.
    operator.environment["number"] = re.findall(
        r'"request_id":"(\w+)"', logs())[-1]
    operator.types(block)
    settled()


def test_uninstall(operator):
    operator.types(*LAST)
    left = kubectl("-n", "foyer", "get", "deployments,statefulsets,services",
                   "-o", "name").stdout
    assert left == ""
