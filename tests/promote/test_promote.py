"""
tools/promote on a make-believe cluster: which versions go through, where the
others are stopped, and what is there afterwards.

    make test-promote T='-k slow'
"""
import re
import signal
import time

import pytest

from conftest import FAST, PATIENT, PLACES, program

FCGI, WEB = "sha256:" + "a" * 64, "sha256:" + "b" * 64


# ---- Good versions

@pytest.mark.parametrize("helm, flag", [("v3.22.0", "--atomic"),
                                        ("v4.3.1", "--rollback-on-failure")])
def test_a_good_version_reaches_production(cluster, helm, flag):
    cluster.install("st", "pr")
    cluster.set(helm=helm, traffic={"pr": 200})
    said = cluster.promote("1.1.0", status=0)
    assert cluster.runs("st") == cluster.runs("pr") == {"1.1.0"}
    assert "1.1.0 is in production" in said
    staging, production = cluster.calls("helm", "upgrade")
    for call in (staging, production):
        assert flag in call and "--wait" in call and "--install" in call
        assert "--reset-then-reuse-values" in call
    assert staging[staging.index("--namespace") + 1] == "st"
    assert production[production.index("--namespace") + 1] == "pr"
    assert len(cluster.calls("helm", "test")) == 2


def test_the_first_install_goes_through(cluster):
    cluster.promote("1.0.0", status=0)
    assert cluster.runs("pr") == {"1.0.0"}


def test_the_same_images_go_to_both_places(cluster, tmp_path):
    for name in ("s.yaml", "p.yaml"):
        (tmp_path / name).write_text("{}")
    cluster.install("st", "pr")
    cluster.promote(
        "1.1.0", "--registry", "host.test/owner", "--chart",
        "oci://host.test/owner/foyer", "--digest", f"fcgi={FCGI}",
        "--digest", f"web={WEB}", "--staging-values", tmp_path / "s.yaml",
        "--production-values", tmp_path / "p.yaml", status=0)
    sets = []
    for call, values in zip(cluster.calls("helm", "upgrade"),
                            ("s.yaml", "p.yaml")):
        sets.append([call[i + 1] for i, word in enumerate(call)
                     if word == "--set-string"])
        assert f"--values={tmp_path / values}" in call
        assert "--reset-then-reuse-values" not in call
        assert call[call.index("--version") + 1] == "1.1.0"
    assert sets[0] == sets[1] == [
        "image.tag=1.1.0", "image.registry=host.test/owner",
        f"image.fcgi.digest={FCGI}", f"image.web.digest={WEB}"]


def test_a_digest_of_before_does_not_stay(cluster):
    cluster.promote("1.1.0", "--to", "staging", status=0)
    (call,) = cluster.calls("helm", "upgrade")
    assert "image.fcgi.digest=" in call and "image.web.digest=" in call
    assert "image.postgres.digest=" not in call


def test_places_in_other_clusters(cluster):
    places = ["--staging", "arn:x:1:cluster/one/st", "--production", "two/pr"]
    cluster.promote("1.0.0", places=places, status=0)
    calls = cluster.read()["calls"]
    for call in calls[1:]:
        context = "--kube-context" if call[0] == "helm" else "--context"
        want = {"st": "arn:x:1:cluster/one", "pr": "two"}
        namespace = call[call.index("--namespace") + 1]
        assert call[call.index(context) + 1] == want[namespace]


def test_a_prerelease_ends_in_staging(cluster):
    cluster.install("st", "pr")
    said = cluster.promote("1.1.0-rc.1", status=0)
    assert cluster.runs("st") == {"1.1.0-rc.1"}
    assert cluster.runs("pr") == {"1.0.0"}
    assert "1.1.0-rc.1 is in staging" in said


def test_only_production(cluster):
    cluster.install("st", "pr")
    cluster.promote("1.1.0", "--from", "production", status=0)
    assert cluster.runs("st") == {"1.0.0"}
    assert cluster.runs("pr") == {"1.1.0"}


def test_too_little_traffic_is_made_up_for(cluster):
    cluster.install("st")
    said = cluster.promote("1.1.0", "--to", "staging", status=0)
    (line,) = [line for line in said.splitlines() if "holds" in line]
    counted, own = [int(n) for n in re.findall(r"(\d+) (?:req|ask)", line)]
    assert 20 <= counted <= own <= 2 * 20 + 3 * 12


def test_enough_traffic_is_not_added_to(cluster):
    cluster.install("st")
    cluster.set(traffic={"st": 1000})
    said = cluster.promote("1.1.0", "--to", "staging", status=0)
    (line,) = [line for line in said.splitlines() if "holds" in line]
    own = int(line.partition("(")[2].split()[0])
    assert own <= 3 * 12


def test_errors_of_the_version_before_are_not_its_own(cluster):
    """A version that mends is not stopped for what it mends."""
    cluster.install("pr", past=1000)
    cluster.set(like={"1.0.0": {"errors": 0.5, "seconds": 2}},
                traffic={"pr": 300})
    cluster.promote("1.1.0", "--from", "production", status=0)


def test_a_version_with_the_same_workers_is_judged_by_them(cluster):
    cluster.install("pr", past=1000)
    cluster.set(like={"1.1.0": {"same_api": True}}, traffic={"pr": 300})
    cluster.promote("1.1.0", "--from", "production", status=0)
    cluster.set(like={"1.2.0": {"same_api": True}, "1.0.0": {"errors": 0.3}})
    said = cluster.promote("1.2.0", "--from", "production", status=1)
    assert "requests failed" in said


# ---- Bad versions

BAD = {
    "errors": ({"errors": 0.4}, "requests failed"),
    "slow": ({"seconds": 1.7}, "one request in a hundred takes"),
    "crash": ({"ready": "crash"}, "times by themselves"),
    "migrate": ({"ready": "migrate"}, "division by zero"),
    "never": ({"ready": "never"}, "timed out waiting"),
    "test": ({"test": False}, "NOT OK  the page"),
    "lost": ({"lost": 30}, "by themselves"),
    "restarts": ({"restarts": 3}, "by themselves"),
    "nginx": ({"nginx": 502}, "of the watch's own "),
    "blind": ({"metrics": "<html>"}, "nothing can be seen"),
    "else": ({"metrics": "up 1\n"}, "not the numbers of a pool"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_version_is_stopped_in_staging(cluster, case):
    like, why = BAD[case]
    cluster.install("st", "pr")
    cluster.set(like={"1.1.0": like}, traffic={"st": 200})
    said = cluster.promote("1.1.0", status=1,
                           fast=PATIENT if case == "crash" else FAST)
    assert why in said
    assert "staging     revision 1 is there again" in said
    assert "production  was not touched" in said
    assert cluster.runs("st") == {"1.0.0"}
    assert cluster.revisions("st")[-1]["status"] == "deployed"
    assert len(cluster.revisions("pr")) == 1


@pytest.mark.parametrize("case", ["errors", "slow", "crash", "migrate"])
def test_a_bad_version_is_taken_back_in_production(cluster, case):
    """Where only production shows it."""
    like, why = BAD[case]
    cluster.install("st", "pr")
    cluster.set(like={"1.1.0": like}, traffic={"pr": 200}, only="pr")
    said = cluster.promote("1.1.0", status=1,
                           fast=PATIENT if case == "crash" else FAST)
    assert why in said
    assert "production  revision 1 is there again" in said
    assert cluster.runs("st") == {"1.1.0"}
    assert cluster.runs("pr") == {"1.0.0"}


def test_a_breach_ends_the_roll_out(cluster):
    """Helm is told to go back while it still rolls out."""
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"errors": 1.0, "roll_out": 60}},
                traffic={"pr": 2000})
    said = cluster.promote("1.1.0", "--from", "production", status=1)
    assert "watched" not in said
    assert cluster.calls("helm", "rollback") == []
    assert [entry["description"] for entry in cluster.revisions("pr")][2] == \
        "Rollback to 1"


def test_the_time_of_the_test_is_watched(cluster):
    """People wait for no helm test to end."""
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"errors": 1.0, "test_seconds": 60}},
                traffic={"pr": 40})
    began = time.monotonic()
    said = cluster.promote("1.1.0", "--from", "production", status=1)
    assert "requests failed" in said
    assert time.monotonic() - began < 50
    assert cluster.runs("pr") == {"1.0.0"}


def test_a_watch_ends_at_the_first_breach(cluster):
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"errors": 0.5}}, traffic={"pr": 100})
    began = time.monotonic()
    cluster.promote("1.1.0", "--from", "production", status=1,
                    fast=["--watch", "60", "--interval", "0.1"])
    assert time.monotonic() - began < 50


@pytest.mark.parametrize("ratio, status", [("3", 1), ("50", 0)])
def test_slower_than_before(cluster, ratio, status):
    cluster.install("pr", past=5000, seconds=0.06)
    cluster.set(like={"1.1.0": {"seconds": 0.7}}, traffic={"pr": 200})
    said = cluster.promote("1.1.0", "--from", "production", "--p99-ratio",
                           ratio, status=status)
    assert ("ms before" in said) == (status == 1)


def test_no_verdict_without_requests(cluster):
    """Numbers that stand still are none, whatever nginx answers."""
    cluster.install("st")
    still = 'foyer_build_info{version="1.1.0"} 1\n'
    cluster.set(like={"1.1.0": {"metrics": still}})
    said = cluster.promote("1.1.0", status=1)
    assert "no verdict: 0 requests were counted, and 20 are needed" in said
    assert cluster.runs("st") == {"1.0.0"}


def test_a_first_install_that_fails(cluster):
    cluster.set(like={"1.1.0": {"ready": "crash"}})
    said = cluster.promote("1.1.0", status=1)
    assert "nothing was changed there" in said
    assert cluster.revisions("st") == []


def test_a_first_install_that_does_not_hold(cluster):
    cluster.set(like={"1.1.0": {"test": False}})
    said = cluster.promote("1.1.0", status=1)
    assert "nothing was before it" in said
    assert cluster.runs("st") == {"1.1.0"}


def test_values_that_the_chart_refuses(cluster):
    cluster.install("st", "pr")
    cluster.set(faults=["refused"])
    said = cluster.promote("1.1.0", status=1)
    assert "don't meet the specifications" in said
    assert "nothing was changed there" in said


# ---- Somebody has to look

def test_a_way_back_that_fails(cluster):
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"test": False}}, faults=["rollback"])
    said = cluster.promote("1.1.0", "--from", "production", status=3)
    assert "SOMEBODY HAS TO LOOK" in said


def test_helms_own_way_back_is_tried_again(cluster):
    """Helm's --atomic failed to go back, and so does the second attempt."""
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"ready": "migrate"}}, faults=["rollback"])
    said = cluster.promote("1.1.0", "--from", "production", status=3)
    assert len(cluster.calls("helm", "rollback")) == 1
    assert "going back to revision 1 failed" in said


def test_what_somebody_else_did_is_left_alone(cluster):
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"test": False}}, faults=["other"])
    said = cluster.promote("1.1.0", "--from", "production", status=3)
    assert "revision 3 is somebody else's" in said
    assert cluster.calls("helm", "rollback") == []


# ---- One at a time

def pending(cluster, status, age, description="Preparing upgrade",
            deployed=True):
    if deployed:
        cluster.install("st")
    with cluster.state() as content:
        place = content["places"].setdefault("st",
                                             {"revisions": [], "pods": []})
        place["revisions"].append({
            "revision": len(place["revisions"]) + 1, "status": status,
            "updated": time.strftime("%Y-%m-%dT%H:%M:%S.123456789Z",
                                     time.gmtime(time.time() - age)),
            "description": description, "version": "1.0.5"})


def test_another_one_at_work(cluster):
    pending(cluster, "pending-upgrade", 5)
    said = cluster.promote("1.1.0", status=2)
    assert "another promotion is at work" in said
    assert cluster.calls("helm", "upgrade") == []
    assert cluster.calls("helm", "rollback") == []


def test_another_one_begins_at_the_same_time(cluster):
    cluster.install("st", "pr")
    cluster.set(faults=["busy"])
    said = cluster.promote("1.1.0", status=2)
    assert "another operation" in said
    assert cluster.calls("helm", "rollback") == []


def test_what_a_killed_one_left_is_taken_back(cluster):
    pending(cluster, "pending-upgrade", 3600)
    said = cluster.promote("1.1.0", "--to", "staging", status=0)
    assert "left by one that was killed: going back to revision 1" in said
    assert cluster.calls("helm", "rollback", "foyer", "1")
    assert cluster.runs("st") == {"1.1.0"}


def test_one_that_was_killed_on_its_way_back(cluster):
    """What Helm calls deployed is then the very version it goes away from."""
    cluster.install("st", version="1.0.0")
    cluster.install("st", version="1.0.4")
    pending(cluster, "pending-rollback", 3600, "Rollback to 1",
            deployed=False)
    cluster.promote("1.1.0", "--to", "staging", status=0)
    assert cluster.calls("helm", "rollback", "foyer", "1")


def test_a_killed_first_install_names_the_way_out(cluster):
    pending(cluster, "pending-install", 3600, deployed=False)
    said = cluster.promote("1.1.0", status=2)
    assert "helm uninstall foyer --namespace st" in said


@pytest.mark.parametrize("one", [signal.SIGTERM, signal.SIGINT,
                                 signal.SIGHUP])
def test_interrupted_in_the_watch(cluster, one):
    cluster.install("pr")
    process = cluster.start("1.1.0", "--from", "production",
                            fast=["--watch", "60", "--interval", "0.1"])
    cluster.until("the watch", lambda: cluster.calls("helm", "test"))
    time.sleep(0.3)
    process.send_signal(one)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1, said
    assert f"interrupted by {one.name}" in said
    assert cluster.runs("pr") == {"1.0.0"}
    assert cluster.children() == []


def test_interrupted_in_the_roll_out_and_again(cluster):
    """A second signal does not end the way back."""
    cluster.install("pr")
    cluster.set(like={"1.1.0": {"ready": "never"}}, faults=["slow_end"])
    process = cluster.start("1.1.0", "--from", "production",
                            fast=["--timeout", "60", "--interval", "0.1"])
    cluster.until("the roll-out", lambda: cluster.revisions("pr")[-1][
        "status"] == "pending-upgrade")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1, said
    assert "revision 1 is there again" in said
    assert cluster.runs("pr") == {"1.0.0"}


# ---- Nothing is begun

def test_no_cluster(cluster):
    cluster.install("st", "pr")
    cluster.set(faults=["api"])
    said = cluster.promote("1.1.0", status=2)
    assert "cluster unreachable" in said
    assert cluster.calls("helm", "upgrade") == []


def test_no_pods_can_be_listed(cluster):
    cluster.install("st", "pr")
    cluster.set(faults=["pods"])
    said = cluster.promote("1.1.0", status=1)
    assert "server was refused" in said
    assert cluster.calls("helm", "upgrade") == []


def refused(capsys, *argv):
    """What it says of these arguments."""
    with pytest.raises(SystemExit) as end:
        program("promote").settings(argv)
    assert end.value.code == 2
    return capsys.readouterr().err


WRONG = {
    "no version": ([], "required: version"),
    "what is none": (["1.1"], "1.1: no version"),
    "a tag's v": (["v1.1.0"], "no version"),
    "an empty part": (["1.1.0-"], "no version"),
    "no number": (["1.1.0", "--watch", "soon"], "invalid"),
    "not a number": (["1.1.0", "--watch", "nan"], "nan: from"),
    "below nought": (["1.1.0", "--error-rate", "-1"], "-1: from 0 to 100"),
    "above the histogram": (["1.1.0", "--p99", "2.5"], "from 0.001 to 2.499"),
    "a look that never comes": (["1.1.0", "--interval", "9"],
                                "longer than --watch"),
    "no digest": (["1.1.0", "--registry", "h/o"], "--digest fcgi="),
    "half a digest": (["1.1.0", "--digest", "fcgi=sha256:abc"], "64 digits"),
    "an image of nobody": (["1.1.0", "--digest", f"x={FCGI}"], "64 digits"),
    "no file": (["1.1.0", "--staging-values", "gone.yaml"], "no such file"),
    "nowhere": (["1.1.0", "--from", "production", "--to", "staging"],
                "nothing to do"),
    "a pre-release": (["1.1.0-rc.1", "--to", "production"],
                      "it ends in staging"),
    "an unknown place": (["1.1.0", "--to", "moon"], "invalid choice"),
    "half a word": (["1.1.0", "--regis", "x"], "unrecognized"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_named(capsys, case):
    argv, why = WRONG[case]
    watch = [] if "--watch" in argv else ["--watch", "5"]
    assert why in refused(capsys, *argv, *PLACES, *watch)


def test_a_wrong_setting_begins_nothing(cluster):
    cluster.promote("1.1.0", "--crashes", "many", status=2)
    assert cluster.read()["calls"] == []


@pytest.mark.parametrize("places, why", [
    ([], "--staging is needed"),
    (["--staging", "st"], "--production is needed"),
    (["--staging", "x", "--production", "x"], "the same place"),
    (["--staging", "No_Name", "--production", "x"], "neither NAMESPACE"),
    (["--staging", "a/", "--production", "x"], "neither NAMESPACE"),
])
def test_a_wrong_place_is_named(capsys, places, why):
    assert why in refused(capsys, "1.1.0", *places)


def test_settings_from_the_environment(cluster, tmp_path):
    (tmp_path / "v.yaml").write_text("{}")
    env = {"PROMOTE_STAGING": "st", "PROMOTE_PRODUCTION": "two/pr",
           "PROMOTE_WATCH": "0.4", "PROMOTE_INTERVAL": "0.1",
           "PROMOTE_REQUESTS": "10", "PROMOTE_TO": "staging",
           "PROMOTE_STAGING_VALUES": f"{tmp_path}/v.yaml {tmp_path}/v.yaml",
           "PROMOTE_DIGEST": f"fcgi={FCGI} web={WEB}"}
    cluster.promote("1.1.0", places=[], fast=[], env=env, status=0)
    (call,) = cluster.calls("helm", "upgrade")
    assert call.count(f"--values={tmp_path}/v.yaml") == 2
    assert f"image.web.digest={WEB}" in call
    said = cluster.promote("1.1.0", places=[], fast=[], status=2,
                           env=env | {"PROMOTE_WATCH": "soon"})
    assert "--watch, from the environment" in said


@pytest.mark.parametrize("helm, why", [
    ("v2.17.0", "neither Helm 3 nor 4"), ("", "neither Helm 3 nor 4")])
def test_another_helm(cluster, helm, why):
    cluster.set(helm=helm)
    assert why in cluster.promote("1.1.0", status=2)


def test_no_helm(cluster):
    said = cluster.promote("1.1.0", env={"HELM": "helm-of-nowhere"}, status=2)
    assert "no program helm-of-nowhere" in said
