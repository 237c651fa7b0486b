"""What the chart makes of other projects' kinds, and of every file of
tests/chart/values, is what the API server takes: validated there, with the
definitions of cert-manager, CloudNativePG, the Gateway API and the Prometheus
operator (KUBE_TOOLS/crds)."""

import os
import pathlib

import pytest
from conftest import CHART, HELM, ROOT, kubectl, run

VALUES = sorted((ROOT / "tests/chart/values").glob("*.yaml"))

# The one that tests/chart/values/external.yaml names.
IMPORTANT = """
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: important}
value: 1000
"""


@pytest.fixture(scope="module")
def definitions():
    folders = [f for f in pathlib.Path(
        os.environ["KUBE_TOOLS"], "crds").glob("*/") if f.is_dir()]
    assert len(folders) == 4, folders
    for folder in folders:
        kubectl("apply", "--server-side", "-f", folder)
    kubectl("wait", "crd", "--all", "--for=condition=Established",
            "--timeout=60s")
    kubectl("apply", "-f", "-", input=IMPORTANT)


def validated(values, namespace, *argv):
    made = run(HELM, "template", "foyer", CHART, "--namespace", namespace,
               "--values", values, "--kube-version", "1.36.0", *argv)
    return kubectl("apply", "--server-side", "--dry-run=server",
                   "--validate=strict", "-n", namespace, "-f", "-",
                   input=made.stdout, check=False)


@pytest.fixture(scope="module")
def namespace(make_release):
    return make_release("kinds").namespace


@pytest.mark.parametrize("values", VALUES, ids=lambda v: v.stem)
def test_the_api_server_takes_it(definitions, namespace, values):
    done = validated(values, namespace)
    assert done.returncode == 0, done.stderr
    assert "serverside-applied" in done.stdout


def test_it_would_refuse_a_wrong_one(definitions, namespace):
    done = validated(ROOT / "tests/chart/values/cnpg.yaml", namespace,
                     "--set", "database.cnpg.instances=0",
                     "--skip-schema-validation")
    assert done.returncode != 0 and "instances" in done.stderr, done
