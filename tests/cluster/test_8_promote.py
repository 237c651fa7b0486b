"""tools/promote on a real cluster, with a namespace as staging and one as
production: a good version goes through, and each bad one is stopped, before
people have more of it than the watch's budget.

The bad ones are the real program with bad.c before it, and one with a
migration that fails.  The database is none of the release's, as in earnest."""

import json
import os
import re
import subprocess
import time

import pytest
from conftest import HELM, ROOT, VERSION, run, wait_for

pytestmark = pytest.mark.timeout(900)

RATE = 12               # requests a second, each fourth for the greeting
INTERVAL = 1
# The machine may be busy, so only what no good version ever does is bad here.
WATCH = ["--watch", "12", "--interval", str(INTERVAL), "--requests", "60",
         "--p99", "1", "--p99-ratio", "1000", "--timeout", "90"]
# The version of each, and what is said of it.  A slow one lets others wait
# for it, until they are refused.
BAD = {
    "errors": ("9.1.1", "requests failed"),
    "slow": ("9.1.2", "one request in a hundred takes|requests failed"),
    "dies": ("9.1.3", "by themselves|requests failed"),
    "crash": ("9.1.4", "by themselves|helm: "),
    "migration": ("9.1.5", "no_such_column|helm: "),
}
# Those that no request reaches.
NEVER_READY = ("crash", "migration")

DATABASE = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: postgres}}
spec:
  selector: {{matchLabels: {{app: postgres}}}}
  template:
    metadata: {{labels: {{app: postgres}}}}
    spec:
      securityContext:
        {{runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532,
         seccompProfile: {{type: RuntimeDefault}}}}
      containers:
        - name: postgres
          image: foyer-postgres:{version}
          env: [{{name: POSTGRES_PASSWORD, value: of-the-tests}}]
          securityContext:
            {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}}}
          readinessProbe:
            {{exec: {{command: [pg_isready, -q]}}, periodSeconds: 2}}
          volumeMounts: [{{name: data, mountPath: /var/lib/postgresql}}]
      volumes: [{{name: data, emptyDir: {{}}}}]
---
apiVersion: v1
kind: Service
metadata: {{name: postgres}}
spec: {{selector: {{app: postgres}}, ports: [{{port: 5432}}]}}
"""
VALUES = """
database:
  kind: external
  external: {url: "postgresql://foyer:of-the-tests@postgres/foyer"}
"""


@pytest.fixture(scope="module")
def versions(images, tmp_path_factory):
    """The images of all versions, on the node."""
    folder = tmp_path_factory.mktemp("bad")
    run("cc", "-shared", "-fPIC", "-O1", "-o", folder / "bad.so",
        ROOT / "tests/cluster/bad.c")
    names = []

    def build(name, tag, *lines):
        names.append(f"foyer-{name}:{tag}")
        images.build(names[-1], "\n".join(
            [f"FROM foyer-{name}:{VERSION}", f"LABEL version={tag}", *lines]),
            "--pull=never", context=folder)
    for tag in ("9.0.0", "9.1.0"):
        build("fcgi", tag)
    for bad, (tag, _) in BAD.items():
        if bad == "migration":
            continue
        build("fcgi", tag, "COPY bad.so /usr/lib/bad.so",
              f"ENV LD_PRELOAD=/usr/lib/bad.so BAD={bad} BAD_SECONDS=1.3")
    for tag in ("9.0.0", "9.1.0", *(tag for tag, _ in BAD.values())):
        build("web", tag)
    images.load(*names)
    images.program("migrates_badly", "select no_such_column from task;\n")
    tag = BAD["migration"][0]
    run(images.engine, "tag", "foyer-fcgi:migrates_badly", f"foyer-fcgi:{tag}")
    images.load(f"foyer-fcgi:{tag}")


class Places:
    """Staging and production, and promotions from one to the other."""

    def __init__(self, make_release, folder):
        self.staging, self.production = (make_release("staging"),
                                         make_release("production"))
        self.values = folder / "values.yaml"
        self.values.write_text(VALUES)
        for place in (self.staging, self.production):
            place.kubectl("apply", "-f", "-",
                          input=DATABASE.format(version=VERSION))
        for place in (self.staging, self.production):
            place.kubectl("rollout", "status", "deployment/postgres",
                          "--timeout=120s")

    def promote(self, version, *argv):
        """(status, what it said)"""
        done = subprocess.run(
            [ROOT / "tools/promote", version, *WATCH, *argv,
             "--staging", self.staging.namespace,
             "--production", self.production.namespace,
             "--staging-values", self.values,
             "--production-values", self.values],
            env={**os.environ, "HELM": HELM}, text=True, timeout=600,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print("\n" + done.stdout, flush=True)
        return done.returncode, done.stdout


def runs(place):
    return place.get("{.spec.template.spec.containers[0].image}",
                     "deployment/foyer-api").rpartition(":")[2]


def is_whole(place):
    status = json.loads(place.helm("history", "foyer", "-o",
                                   "json").stdout)[-1]["status"]
    place.settled()
    return status == "deployed" and place.all_ready(web=2, api=2, jobs=1)


def seconds_back(said):
    """How long the way back took, by its own words."""
    def at(what):
        hours, minutes, seconds = re.search(
            rf"(?m)^(\d\d):(\d\d):(\d\d) .*{what}", said).groups()
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return (at("is there again") - at("is stopped")) % 86400


@pytest.fixture(scope="module")
def places(versions, make_release, tmp_path_factory):
    made = Places(make_release, tmp_path_factory.mktemp("promote"))
    status, said = made.promote("9.0.0")        # the first install of both
    assert status == 0, said
    assert runs(made.staging) == runs(made.production) == "9.0.0"
    made.production.client()
    return made


def test_a_good_version_goes_through(places):
    with places.production.load(RATE) as load:
        began = time.monotonic()
        status, said = places.promote("9.1.0")
        took = time.monotonic() - began
    report = load.figures(f"promotion of a good version, {took:.0f} s")
    assert status == 0, said
    assert runs(places.staging) == runs(places.production) == "9.1.0"
    assert report["failures"] == []
    assert is_whole(places.production)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_one_is_stopped_in_staging(places, bad):
    version, why = BAD[bad]
    before = runs(places.staging), runs(places.production)
    began = time.monotonic()
    status, said = places.promote(version)
    print(f"\nfigures: {bad}: stopped in staging after "
          f"{time.monotonic() - began:.0f} s", flush=True)
    assert status == 1 and re.search(why, said), said
    assert "production  was not touched" in said
    assert (runs(places.staging), runs(places.production)) == before
    assert is_whole(places.staging)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_one_is_taken_back_in_production(places, bad):
    """As if staging had not shown it."""
    version, why = BAD[bad]
    before = runs(places.production)
    with places.production.load(RATE) as load:
        began = time.monotonic()
        status, said = places.promote(version, "--from", "production")
        took = time.monotonic() - began
        places.production.settled()
    report = load.figures(f"{bad}: taken back in production after "
                          f"{took:.0f} s")
    assert status == 1 and re.search(why, said), said
    assert runs(places.production) == before
    assert is_whole(places.production)
    # Until it was seen, which takes two looks, of up to 5 s where kubectl is
    # slow; and until Helm had gone back.
    share = 1 / 4 if bad == "errors" else 1
    budget = 0 if bad in NEVER_READY else \
        share * RATE * (2 * (INTERVAL + 5) + seconds_back(said))
    print(f"\nfigures: {bad}: {report['failed']} failed in production, "
          f"the budget is {budget:.0f}", flush=True)
    assert report["failed"] <= budget


def test_one_that_is_killed_leaves_a_way_out(places):
    """Killed by -9 with its Helm in the middle of a roll-out: the next one
    says so, and takes it back when nobody can be at it any more."""
    helm = subprocess.Popen(
        [HELM, "upgrade", "foyer", ROOT / "helm/foyer", "--wait",
         "--reset-then-reuse-values", "--set", "image.tag=9.1.4",
         "--namespace", places.staging.namespace],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for("the roll-out", lambda: runs(places.staging) == "9.1.4")
    helm.kill()
    helm.wait()
    status, said = places.promote("9.1.0", "--to", "staging")
    assert status == 2 and "another promotion is at work" in said
    # Helm waits for 10 s at most, so one of 80 s is dead.
    wait_for("its end", lambda: places.promote(
        "9.1.0", "--to", "staging", "--timeout", "10")[0] != 2, 150, pause=15)
    status, said = places.promote("9.1.0", "--to", "staging")
    assert status == 0, said
    assert runs(places.staging) == "9.1.0"
    assert is_whole(places.staging)
