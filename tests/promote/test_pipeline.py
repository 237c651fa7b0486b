"""
.circleci/config.yml beyond its schema (make lint): each step is a target that
is there, and nothing reaches people but a version of main, in its order.

    make test-promote T=tests/promote/test_pipeline.py
"""
import re
import subprocess

import pytest
import yaml

from conftest import ROOT

CONFIG = yaml.safe_load((ROOT / ".circleci/config.yml").read_text())
RELEASE = {}
for entry in CONFIG["workflows"]["release"]["jobs"]:
    RELEASE |= entry


def commands(steps):
    for step in steps:
        if isinstance(step, str):
            continue
        (name, body), = step.items()
        if name == "run":
            yield body if isinstance(body, str) else body["command"]
        elif name in CONFIG["commands"]:
            yield from commands(CONFIG["commands"][name]["steps"])


def all_commands():
    for job in CONFIG["jobs"].values():
        yield from commands(job["steps"])


def before(name):
    """All that has to be done before this job."""
    found = set()
    for one in RELEASE[name].get("requires", []):
        found |= {one} | before(one)
    return found


def test_every_step_is_a_target():
    dump = subprocess.run(["make", "-pRrq", ":"], cwd=ROOT, text=True,
                          capture_output=True).stdout
    targets = set(re.findall(r"^([\w-]+):", dump, re.M))
    named = {target for command in all_commands()
             for target in re.findall(r"\bmake ([\w-]+)", command)
             if target != "openssh-client"}
    assert {"promote", "sign", "publish-images", "check-tag"} <= named
    assert named <= targets
    suites = re.search(r'SUITES="([^"]*)" .ci/run',
                       "\n".join(all_commands()))[1]
    assert {f"test-{suite}" for suite in suites.split()} <= targets


def test_jobs_and_steps_are_there():
    for workflow in CONFIG["workflows"].values():
        for entry in workflow["jobs"]:
            names = [entry] if isinstance(entry, str) else entry
            assert set(names) <= set(CONFIG["jobs"])
    used = {name for entry in RELEASE for name in [entry]}
    assert used == set(CONFIG["jobs"])


@pytest.mark.parametrize("tag, runs, to_people", [
    ("v1.2.3", True, True), ("v1.2.3-rc.1", True, False),
    ("v1.2", False, False), ("1.2.3", False, False),
    ("v1.2.3+x", False, False), ("release", False, False)])
def test_what_a_tag_starts(tag, runs, to_people):
    for name, job in RELEASE.items():
        filters = job["filters"]
        assert filters["branches"]["ignore"] == "/.*/"
        pattern = filters["tags"]["only"].strip("/")
        wanted = to_people if name == "production" else runs
        assert bool(re.search(pattern, tag)) == wanted, name


def test_the_order():
    assert before("check-tag") == set()
    assert before("publish") == {"check-tag", "test", "chart", "images"}
    assert before("try") >= {"publish"}
    assert before("seal") >= {"try"}
    assert before("staging") >= {"seal"}
    assert before("production") >= {"staging"}


def test_one_promotion_at_a_time():
    groups = [RELEASE[name]["serial-group"] for name in ("staging",
                                                         "production")]
    assert len(set(groups)) == 2


def test_secrets_go_where_they_are_needed():
    """A push, which anybody may make, gets no context at all."""
    for entry in CONFIG["workflows"]["every-push"]["jobs"]:
        assert isinstance(entry, str) or \
            "context" not in list(entry.values())[0]
    assert "foyer-production" not in str(
        {name: job for name, job in RELEASE.items() if name != "production"})
