"""Pods come by CPU and go again, and no request fails meanwhile."""

import json

from conftest import wait_for

# A small request of CPU, so that a test's load is a lot; and pods go after
# seconds, which the chart gives minutes.
QUICK = json.dumps([{"op": "replace", "path": "/spec/behavior/scaleDown",
                     "value": {"stabilizationWindowSeconds": 5, "policies": [
                         {"type": "Pods", "value": 4, "periodSeconds": 5}]}}])


def test_by_load_and_back(foyer):
    # Pods that start on a small machine keep the others waiting: what is tested
    # is that none is lost for the scaling, not when a worker refuses.
    foyer.upgrade("--set", "settings.REQUEST_MAX_AGE=9000",
                  "--set", "api.autoscaling.enabled=true",
                  "--set", "api.autoscaling.max=4",
                  "--set", "api.autoscaling.cpu=60",
                  "--set", "api.resources.requests.cpu=30m",
                  "--set", "web.addressRate=2000",
                  "--set", "settings.RATE_LIMIT=6000000",
                  "--set", "settings.RATE_LIMIT_ANONYMOUS=6000000")
    foyer.kubectl("patch", "hpa/foyer-api", "--type=json", "-p", QUICK)
    with foyer.load(rate=250) as load:
        wait_for("more pods", lambda: len(foyer.pods("api")) > 2, 180)
        wait_for("them to answer", lambda: all(
            ready for _, ready in foyer.pods("api")), 60)
    up = load.figures("scaled up from 2 pods")
    with foyer.load(rate=5) as load:
        wait_for("two pods", lambda: len(foyer.pods("api")) == 2, 240)
        foyer.settled()
    down = load.figures("and back to 2")
    assert up["failures"] == [] and down["failures"] == []


def test_a_node_is_emptied_one_pod_at_a_time(foyer):
    """The PodDisruptionBudget refuses the second eviction."""
    wait_for("two pods", lambda: foyer.all_ready(api=2), 60)
    said = [foyer.kubectl(
        "create", "--raw", f"/api/v1/namespaces/{foyer.namespace}/pods/{name}"
        "/eviction", "-f", "-", check=False, input=json.dumps({
            "apiVersion": "policy/v1", "kind": "Eviction",
            "metadata": {"name": name, "namespace": foyer.namespace}}))
        for name, _ in foyer.pods("api")]
    assert [s.returncode == 0 for s in said] == [True, False]
    assert "disruption budget" in said[1].stderr
    wait_for("two pods again", lambda: foyer.all_ready(api=2), 60)
