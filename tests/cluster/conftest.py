"""
Foyer on a cluster: what templates alone cannot show.  Each release has a
namespace of its own that enforces Pod Security's level `restricted`, and a pod
there asks as people do (client.py).

    make test-cluster                       on the cluster of KUBECONFIG
    make test-cluster LAB=FOLDER            on one that FOLDER/up.sh brings up
    make test-cluster T='-k upgrade'

    CLUSTER_LOAD    a command that takes image archives to the nodes, such as
                    `kind load image-archive'; the files follow it
    CLUSTER_NODE    runs a command on the node, to kill what runs there
    HELM            helm3 or helm4
"""

import collections
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "helm/foyer"
VERSION = (ROOT / "VERSION").read_text().strip()
BUILD = ROOT / "build/cluster"
HELM = os.environ.get("HELM") or shutil.which("helm4") or "helm"
HOSTS = {"app": "your-app.localhost", "api": "api.your-app.localhost"}


def run(*argv, check=True, timeout=300, **kw):
    kw.setdefault("stdin", subprocess.DEVNULL) if "input" not in kw else None
    done = subprocess.run([str(a) for a in argv], capture_output=True,
                          text=True, timeout=timeout, **kw)
    assert not check or done.returncode == 0, \
        f"{' '.join(map(str, argv))}: {done.stdout}{done.stderr}"
    return done


def wait_for(what, probe, seconds=60, pause=0.5):
    end = time.monotonic() + seconds
    while not (found := probe()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(pause)
    return found


def kubectl(*argv, **kw):
    return run("kubectl", *argv, **kw)


def helm_major():
    return int(run(HELM, "version", "--template",
                   "{{.Version}}").stdout.lstrip("v").partition(".")[0])


ATOMIC = "--rollback-on-failure" if helm_major() >= 4 else "--atomic"


# ---- images

class Images:
    """Those that `make images' built, and others made of them."""

    def __init__(self):
        self.engine = os.environ["ENGINE"]
        self.load_command = shlex.split(os.environ["CLUSTER_LOAD"])
        BUILD.mkdir(parents=True, exist_ok=True)

    def build(self, name, dockerfile, *options,
              context=ROOT / "tests/cluster"):
        run("bash", "-c", '. docker/engine.sh && "${as_build[@]}" "$@"', "-",
            "-t", name, "-f", "-", *options, context, input=dockerfile,
            cwd=ROOT, env={**os.environ, "ENGINE": self.engine})

    def load(self, *names):
        """Takes them to the nodes by names without a registry, as the chart
        has them when it is told of none."""
        archives = []
        for name in names:
            archive = BUILD / f"{name.replace(':', '-')}.tar"
            archive.unlink(missing_ok=True)
            if self.engine == "podman":     # its own save would add a host
                run("buildah", "push", "--quiet", name,
                    f"docker-archive:{archive}:{name}")
            else:
                run(self.engine, "save", "-o", archive, name)
            archives.append(archive)
        try:
            run(*self.load_command, *archives)
        finally:
            for archive in archives:
                archive.unlink()

    def derived(self, name, tag, *lines):
        """foyer-NAME:TAG, made of the real one with `lines` more."""
        self.build(f"foyer-{name}:{tag}", "\n".join(
            [f"FROM foyer-{name}:{VERSION}", *lines]), "--pull=never")
        self.load(f"foyer-{name}:{tag}")

    def program(self, tag, migration):
        """foyer-fcgi:TAG, built with one migration more."""
        with tempfile.TemporaryDirectory() as folder:
            context = pathlib.Path(folder)
            for part in ("Makefile", "VERSION", "docker", "fcgi", "sql",
                         "tools"):
                run("cp", "-a", ROOT / part, context)
            (context / f"sql/migrations/0999_{tag}.sql").write_text(migration)
            self.build(f"foyer-fcgi:{tag}",
                       (ROOT / "docker/fcgi.Dockerfile").read_text(),
                       context=context)
        self.load(f"foyer-fcgi:{tag}")


@pytest.fixture(scope="session")
def images():
    made = Images()
    made.build("foyer-client:test",
               (ROOT / "tests/cluster/client.Dockerfile").read_text())
    made.load("foyer-client:test",
              *(f"foyer-{name}:{VERSION}" for name in
                ("fcgi", "web", "postgres")))
    return made


# ---- a release

Answer = collections.namedtuple("Answer", "status headers text")


class Release:
    """Foyer in a namespace of its own."""

    def __init__(self, namespace):
        self.namespace = namespace
        kubectl("create", "namespace", namespace)
        kubectl("label", "namespace", namespace,
                "pod-security.kubernetes.io/enforce=restricted")

    def kubectl(self, *argv, **kw):
        return kubectl("-n", self.namespace, *argv, **kw)

    def helm(self, verb, *argv, **kw):
        return run(HELM, verb, *argv, "--namespace", self.namespace, **kw)

    def install(self, *argv, **kw):
        return self.helm("install", "foyer", CHART, "--wait", "--timeout",
                         "180s", *argv, **kw)

    def upgrade(self, *argv, **kw):
        return self.helm("upgrade", "foyer", CHART, "--wait", "--timeout",
                         "180s", "--reset-then-reuse-values", *argv, **kw)

    def get(self, path, *argv):
        return self.kubectl("get", *argv, "-o", f"jsonpath={path}").stdout

    def pods(self, component):
        """[(name, ready)] of those that are not ending."""
        found = json.loads(self.kubectl(
            "get", "pods", "-o", "json", "-l",
            f"app.kubernetes.io/component={component}").stdout)["items"]
        return [(p["metadata"]["name"],
                 any(c["type"] == "Ready" and c["status"] == "True"
                     for c in p["status"].get("conditions", [])))
                for p in found if "deletionTimestamp" not in p["metadata"]]

    def all_ready(self, **wanted):
        """Whether these many of each component run and no other."""
        return all(len(found := self.pods(component)) == n
                   and all(ready for _, ready in found)
                   for component, n in wanted.items())

    def settled(self):
        """Once the pods of before have ended, too."""
        wait_for("the old pods' end", lambda: not self.get(
            "{.items[?(@.metadata.deletionTimestamp)].metadata.name}",
            "pods"), 90)

    def foyer(self, *argv, **kw):
        """A command of the program, in a pod of it."""
        return self.kubectl("exec", "deployment/foyer-api", "-c", "api", "--",
                            "foyer", *argv, **kw)

    def sql(self, statement):
        return self.kubectl(
            "exec", "foyer-postgres-0", "--", "psql", "-U", "foyer", "-Atc",
            statement).stdout.strip()

    def authority(self):
        return self.get(r"{.data.ca\.crt}", "secret", "foyer-tls")

    # ---- the pod that asks

    def client(self):
        self.kubectl("run", "client", "--image=foyer-client:test",
                     "--image-pull-policy=Never", "--overrides",
                     json.dumps({"spec": {
                         "terminationGracePeriodSeconds": 0,
                         "automountServiceAccountToken": False,
                         "securityContext": {
                             "runAsNonRoot": True, "runAsUser": 65532,
                             "seccompProfile": {"type": "RuntimeDefault"}},
                         "containers": [{
                             "name": "client", "image": "foyer-client:test",
                             "imagePullPolicy": "Never",
                             "securityContext": {
                                 "allowPrivilegeEscalation": False,
                                 "capabilities": {"drop": ["ALL"]}}}]}}))
        self.kubectl("wait", "pod/client", "--for=condition=Ready",
                     "--timeout=60s")

    def ask(self, *argv, **kw):
        return self.kubectl("exec", "client", "--", "python3", "/client.py",
                            *argv, **kw)

    def fetch(self, path, site="app", **options):
        return Answer(**json.loads(self.ask("fetch", json.dumps(
            {"service": "foyer-web", "host": HOSTS[site], "path": path,
             **options})).stdout))

    def token(self):
        """Of an organiser, who is made at the first call."""
        if not hasattr(self, "_token"):
            self.foyer("admin", "create", "ada", "--email",
                       "ada@example.org")
            self._token = self.foyer("admin", "token", "ada", "--scope",
                                     "write", "--name", "load").stdout.strip()
        return self._token

    def load(self, rate=40):
        return Load(self, rate)

    def remove(self):
        kubectl("delete", "namespace", self.namespace, "--wait=false",
                check=False)


class Load:
    """Requests under way while the body of the `with` runs; afterwards
    .report says what became of them."""

    def __init__(self, release, rate):
        self.release, self.rate, self.report = release, rate, None

    def __enter__(self):
        options = {"service": "foyer-web", "host": HOSTS["app"],
                   "rate": self.rate, "token": self.release.token()}
        self.process = subprocess.Popen(
            ["kubectl", "-n", self.release.namespace, "exec", "-i", "client",
             "--", "python3", "/client.py", "load", json.dumps(options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        return self

    def __exit__(self, *_):
        said, _ = self.process.communicate(timeout=60)
        self.report = json.loads(said)

    def added_are_there_once(self):
        """Every task that was answered 201 is in the database, once."""
        there = collections.Counter(self.release.sql(
            "select name from task where name like '%-%'").split())
        wrong = {name: there[name] for name in self.report["added"]
                 if there[name] != 1}
        assert wrong == {}
        return len(self.report["added"])

    def figures(self, what):
        r = self.report
        print(f"\nfigures: {what}: {r['sent']} requests in {r['seconds']} s, "
              f"{r['failed']} failed, {r['asked_again']} asked again on "
              f"another connection, p50 {r['p50_ms']} ms, "
              f"p99 {r['p99_ms']} ms",
              *(f"\n         {f}" for f in r["failures"][:3]), flush=True)
        return r


@pytest.fixture(scope="session")
def make_release():
    made = []

    def make(name):
        made.append(Release(f"foyer-{name}-{os.getpid()}"))
        return made[-1]
    yield make
    for release in made:
        release.remove()


@pytest.fixture(scope="session")
def foyer(images, make_release):
    """One installed with no values at all, and a pod to ask it from."""
    release = make_release("test")
    began = time.monotonic()
    release.notes = release.install().stdout
    print(f"\nfigures: helm install with no values: all ready after "
          f"{time.monotonic() - began:.0f} s", flush=True)
    release.client()
    return release
