"""
What the tests of tools/promote share: a make-believe cluster (fake_cluster.py)
with its helm and kubectl first on the PATH.
"""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

import fake_cluster

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools/lib"))
FAST = ["--watch", "0.4", "--interval", "0.1", "--requests", "20",
        "--timeout", "1"]
# Of a roll-out that does not end by itself before it is looked at.
PATIENT = [*FAST[:-1], "30"]
PLACES = ["--staging", "st", "--production", "pr"]


def program(name):
    """tools/NAME as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / "tools"
                                                            / name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=app.test", "-keyout", path, "-out",
                    f"{path}.crt"], check=True, capture_output=True)
    path.write_text(path.read_text() + (path.parent / "pair.pem.crt")
                    .read_text())
    return path


class Cluster:
    def __init__(self, folder, certificate):
        self.file = folder / "cluster.json"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in ("helm", "kubectl"):
            path = self.bin / name
            path.write_text(f"#!{sys.executable} -SE\n"
                            f"import sys\nsys.path.insert(0, '{HERE}')\n"
                            f"import fake_cluster\n"
                            f"fake_cluster.main('{name}')\n")
            path.chmod(0o755)
        self.env = {"PATH": f"{self.bin}:{os.environ['PATH']}",
                    "FAKE": str(self.file),
                    "FAKE_CERTIFICATE": str(certificate)}
        self.file.write_text(json.dumps(
            {"helm": "v3.22.0", "like": {}, "traffic": {}, "places": {},
             "faults": [], "calls": []}))

    def state(self):
        """What the cluster keeps, to be looked at and changed."""
        return fake_cluster.state(self.file)

    def read(self):
        with self.state() as content:
            return content

    def set(self, **values):
        with self.state() as content:
            content.update(values)

    def install(self, *namespaces, version="1.0.0", past=0, seconds=0.004):
        """A version that has been there for a while."""
        with self.state() as content:
            for namespace in namespaces:
                place = content["places"].setdefault(
                    namespace, {"revisions": [], "pods": []})
                for entry in place["revisions"]:
                    entry["status"] = "superseded"
                fake_cluster.add_revision(place, "deployed",
                                          "Install complete", version)
                place["pods"] = fake_cluster.make_pods(place, namespace,
                                                       version)
                for pod in place["pods"]:
                    pod.update(past=past, past_seconds=seconds)

    def revisions(self, namespace):
        return self.read()["places"][namespace]["revisions"]

    def runs(self, namespace):
        """The versions of its pods."""
        pods = self.read()["places"].get(namespace, {"pods": []})["pods"]
        return {pod["version"] for pod in pods}

    def calls(self, *words):
        return [call for call in self.read()["calls"]
                if call[:len(words)] == list(words)]

    def start(self, *argv, places=PLACES, fast=FAST, env=None):
        return subprocess.Popen(
            [ROOT / "tools/promote", *argv, *places, *fast],
            env=self.env | (env or {}), text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)

    def promote(self, *argv, status=None, **kw):
        """What it said; the status is held to be `status`."""
        process = self.start(*argv, **kw)
        said, _ = process.communicate(timeout=60)
        assert status is None or process.returncode == status, said
        assert self.children() == []
        return said

    def children(self):
        """Processes of this cluster that are left."""
        left = []
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                if str(self.file).encode() in path.read_bytes():
                    left.append(int(path.parent.name))
            except OSError:
                pass
        return left

    def until(self, what, probe, seconds=20):
        end = time.monotonic() + seconds
        while not probe():
            assert time.monotonic() < end, f"{what}: not within {seconds} s"
            time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path, certificate):
    made = Cluster(tmp_path, certificate)
    yield made
    for pid in made.children():
        os.kill(pid, signal.SIGKILL)
