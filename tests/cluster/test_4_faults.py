"""What is killed comes back by itself, and nothing that was answered is lost.
Requests that are under way in what is killed may fail; their number is a
figure."""

import os
import shlex
import time

import pytest
from conftest import run, wait_for

ALL = {"web": 2, "api": 2, "jobs": 1, "postgres": 1}


def kill_pod(foyer, component):
    name, _ = foyer.pods(component)[0]
    foyer.kubectl("delete", "pod", name, "--grace-period=0", "--force")


def kill_all(foyer):
    """Every container of it, as when the node loses its power; where the
    node is not ours to touch, every pod at once."""
    node = os.environ.get("CLUSTER_NODE")
    if node:
        run(*shlex.split(node), "pkill", "-KILL", "-x", "foyer|nginx|postgres")
    else:
        foyer.kubectl("delete", "pods", "--grace-period=0", "--force", "-l",
                      "app.kubernetes.io/instance=foyer")


@pytest.mark.parametrize("what, kill", [
    ("a pod of workers", lambda foyer: kill_pod(foyer, "api")),
    ("a pod of nginx", lambda foyer: kill_pod(foyer, "web")),
    ("the database's pod", lambda foyer: kill_pod(foyer, "postgres")),
    ("all containers", kill_all)])
def test_killed_under_load(foyer, what, kill):
    with foyer.load() as load:
        time.sleep(3)
        began = time.monotonic()
        kill(foyer)
        time.sleep(1)
        wait_for("all of it", lambda: foyer.all_ready(**ALL), 180)
        back = time.monotonic() - began
        time.sleep(3)
    report = load.figures(f"{what} killed, all ready again after {back:.0f} s")
    print("        the last failed %s s after the load began"
          % max((f["at"] for f in report["failures"]), default=None))
    kept = load.added_are_there_once()
    assert kept > 0
    assert report["failed"] < report["sent"] / 2
    # It is well again, not only ready.
    with foyer.load() as after:
        time.sleep(3)
    assert after.report["failures"] == []
