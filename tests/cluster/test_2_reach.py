"""Who reaches whom: the chart's NetworkPolicies, as the cluster enforces
them.  Needs a network that does."""

import subprocess

import pytest
from conftest import wait_for

OK, SILENCE = 0, 2


def address(foyer, component):
    return foyer.get("{.items[0].status.podIP}", "pods", "-l",
                     f"app.kubernetes.io/component={component}")


@pytest.mark.parametrize("component, port, outcome", [
    ("web", 8443, OK), ("web", 8080, OK), ("api", 9000, SILENCE),
    ("api", 9090, SILENCE), ("jobs", 9090, SILENCE),
    ("postgres", 5432, SILENCE)])
def test_a_pod_of_others_reaches_nginx_alone(foyer, component, port, outcome):
    reached = foyer.ask("reach", address(foyer, component), port, check=False)
    assert reached.returncode == outcome, reached.stderr


def test_without_policies_it_would(foyer):
    """So that the test before shows the policies' doing."""
    policy = foyer.kubectl("get", "networkpolicy/foyer-api", "-o", "json")
    foyer.kubectl("delete", "networkpolicy/foyer-api")
    try:
        wait_for("the workers' port", lambda: foyer.ask(
            "reach", address(foyer, "api"), 9000,
            check=False).returncode == OK, 20)
    finally:
        foyer.kubectl("apply", "-f", "-", input=policy.stdout)


def test_nginx_reaches_the_workers_and_no_database(foyer):
    """From the web pod itself, by its bash."""
    def connect(component, port):
        return foyer.kubectl(
            "exec", "deployment/foyer-web", "--", "bash", "-c",
            f"</dev/tcp/{address(foyer, component)}/{port}", timeout=5)
    connect("api", 9000)
    with pytest.raises(subprocess.TimeoutExpired):
        connect("postgres", 5432)
