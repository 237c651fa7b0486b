"""
tools/publish, and what of tools/images only a publication takes, with
programs that write down how they were called.

    make test-promote T=tests/promote/test_publish.py
"""
import os
import shlex
import subprocess

import pytest
import yaml

from conftest import ROOT

VERSION = (ROOT / "VERSION").read_text().strip()
FCGI, WEB, CHART = ("sha256:" + c * 64 for c in "abc")
NOTE = 'echo "${0##*/} $*" >>"$NOTES"\n'
# What each is asked to say or leave.
PROGRAMS = {
    "docker": '''
while [ $# -gt 0 ]; do
    case $1 in --metadata-file) printf '{
  "buildx.build.ref": "x",
  "containerimage.digest": "%s"
}' "$DIGEST" >"$2" ;; esac
    shift
done''',
    "syft": 'printf {} >"${@: -1:1}"; f=${@: -1:1}; printf {} >"${f#*=}"',
    "grype": 'exit "${GRYPE:-0}"',
    "cosign": ":",
    "helm": f'''case $1 in
package) mkdir -p "$4" && : >"$4/foyer-{VERSION}.tgz" ;;
push) echo "Digest: {CHART}" >&2 ;;
esac''',
}


@pytest.fixture
def checkout(tmp_path):
    """A copy of what a publication needs, with the programs above."""
    class Checkout:
        path = tmp_path / "checkout"
        notes = tmp_path / "notes"
        digests = path / "build/publish/digests"

        def run(self, *argv, status=0, env=None):
            done = subprocess.run(
                [self.path / argv[0], *argv[1:]], text=True,
                capture_output=True, cwd=self.path,
                env={"PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
                     "NOTES": str(self.notes), "REGISTRY": "host.test/owner",
                     "DIGEST": FCGI, "HOME": str(tmp_path),
                     "SIGSTORE_ID_TOKEN": "token"} | (env or {}))
            assert done.returncode == status, done.stdout + done.stderr
            return done.stdout + done.stderr

        def publish(self, *argv, **kw):
            return self.run("tools/publish", *argv, **kw)

        def called(self, program):
            if not self.notes.exists():
                return []
            return [line for line in self.notes.read_text().splitlines()
                    if line.split()[0] == program]

    made = Checkout()
    made.digests.parent.mkdir(parents=True)
    for name in ("tools", "docker", "helm", "VERSION"):
        (made.path / name).symlink_to(ROOT / name)
    # The scripts go to the folder that they lie in, so they lie here.
    (made.path / "tools").unlink()
    (made.path / "tools").mkdir()
    for name in ("publish", "images"):
        target = made.path / "tools" / name
        target.write_text((ROOT / "tools" / name).read_text())
        target.chmod(0o755)
    made.digests.write_text(f"fcgi={FCGI}\nweb={WEB}\n")
    (tmp_path / "bin").mkdir()
    for name, body in PROGRAMS.items():
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/bash\n{NOTE}{body}\n")
        path.chmod(0o755)
    return made


def test_images_are_sent_without_a_tag(checkout):
    checkout.publish("images")
    builds = checkout.called("docker")
    names = sorted(path.name.removesuffix(".Dockerfile")
                   for path in (ROOT / "docker").glob("*.Dockerfile"))
    assert len(builds) == len(names)
    for build, name in zip(builds, names):
        assert "buildx build" in build
        assert "--platform=linux/amd64,linux/arm64" in build
        assert f"name=host.test/owner/foyer-{name},push-by-digest=true" \
            in build
        assert f"VERSION={VERSION}" in build
        assert " -t " not in build
    assert checkout.digests.read_text() == \
        "".join(f"{name}={FCGI}\n" for name in names)


def test_no_digest_is_no_publication(checkout):
    said = checkout.publish("images", status=1, env={"DIGEST": ""})
    assert "buildx tells no digest of foyer-" in said


def test_the_steps_take_the_digests(checkout):
    for step in ("pull", "sbom", "scan", "sign", "tag", "chart"):
        checkout.publish(step)
    image = f"host.test/owner/foyer-fcgi@{FCGI}"
    docker = checkout.called("docker")
    assert f"docker pull --quiet {image}" in docker
    assert f"docker tag {image} foyer-fcgi:{VERSION}" in docker
    assert ("docker buildx imagetools create --tag "
            f"host.test/owner/foyer-fcgi:{VERSION} {image}") in docker
    assert f"registry:{image}" in checkout.called("syft")[0]
    assert "sbom:build/publish/web.spdx.json --fail-on high --only-fixed" in \
        checkout.called("grype")[1]
    assert checkout.called("cosign") == [
        f"cosign sign --yes {image}",
        "cosign attest --yes --type spdxjson --predicate "
        f"build/publish/fcgi.spdx.json {image}",
        f"cosign sign --yes host.test/owner/foyer-web@{WEB}",
        "cosign attest --yes --type spdxjson --predicate "
        f"build/publish/web.spdx.json host.test/owner/foyer-web@{WEB}",
        f"cosign sign --yes host.test/owner/foyer@{CHART}"]


def test_the_chart_names_the_images(checkout):
    checkout.digests.write_text(f"certbot={CHART}\nfcgi={FCGI}\nweb={WEB}\n")
    checkout.publish("chart")
    values = yaml.safe_load((checkout.digests.parent / "chart/foyer/"
                             "values.yaml").read_text())
    before = yaml.safe_load((ROOT / "helm/foyer/values.yaml").read_text())
    before["image"]["registry"] = "host.test/owner"
    before["image"]["fcgi"]["digest"] = FCGI
    before["image"]["web"]["digest"] = WEB
    assert values == before


def test_a_fault_that_is_known_stops_it(checkout):
    checkout.publish("sbom")
    checkout.publish("scan", status=1, env={"GRYPE": "1"})
    checkout.publish("scan", env={"SEVERITY": "critical"})
    assert "--fail-on critical" in checkout.called("grype")[-1]


@pytest.mark.parametrize("step", ["scan", "sign"])
def test_a_step_that_was_left_out_is_named(checkout, step):
    assert "`make sbom' writes it" in checkout.publish(step, status=1)
    checkout.digests.unlink()
    assert "`make publish-images' writes it" in checkout.publish(step,
                                                                 status=1)


def test_what_is_no_digest(checkout):
    checkout.digests.write_text("fcgi=latest\n")
    assert "no digest of fcgi: latest" in checkout.publish("tag", status=1)
    assert checkout.called("docker") == []


@pytest.mark.parametrize("registry, why", [
    ("", "REGISTRY is not set"), ("host.test", "HOST/OWNER is wanted"),
    ("https://host.test/owner", "HOST/OWNER is wanted"),
    ("host.test/Owner", "small letters"), ("host.test/", "is wanted")])
def test_the_registry_is_told(checkout, registry, why):
    assert why in checkout.publish("tag", status=1,
                                   env={"REGISTRY": registry})


def test_nobody_is_no_signer(checkout):
    checkout.publish("sbom")
    said = checkout.publish("sign", status=1, env={"SIGSTORE_ID_TOKEN": ""})
    assert "SIGSTORE_ID_TOKEN is not set" in said


@pytest.mark.parametrize("step, program", [
    ("sbom", "syft"), ("scan", "grype"), ("sign", "cosign"),
    ("chart", "helm-of-nowhere")])
def test_a_program_that_lacks_is_named(checkout, step, program):
    (checkout.path.parent / "bin" / program).unlink(missing_ok=True)
    said = checkout.publish(step, status=1, env={
        "HELM": "helm-of-nowhere", "PATH": f"{checkout.path.parent}/bin:"
        "/usr/bin:/bin"})
    assert f"needs {program}, which is not there" in said
    assert f"make go-tools NAMES={program}" in said


@pytest.mark.parametrize("argv", [[], ["moon"], ["tag", "chart"]])
def test_how_it_is_called(checkout, argv):
    assert "one of images, pull" in checkout.publish(*argv, status=1)


def test_make_promote_takes_what_was_published(tmp_path):
    """The digests, but not those of images that the chart has not."""
    recipe = subprocess.run(
        ["make", "-n", "--no-print-directory", "promote", "REGISTRY=h/o", "FROM=production",
         "TO=production"], cwd=ROOT, text=True, capture_output=True).stdout
    (tmp_path / "build/publish").mkdir(parents=True)
    (tmp_path / "build/publish/digests").write_text(
        f"certbot={CHART}\nfcgi={FCGI}\nweb={WEB}\n")
    (tmp_path / "VERSION").write_text("1.2.3\n")
    (tmp_path / "tools").mkdir()
    fake = tmp_path / "tools/promote"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$PROMOTE_DIGEST" '
                    '"$PROMOTE_REGISTRY" "$PROMOTE_CHART" "$*"\n')
    fake.chmod(0o755)
    said = subprocess.run(["bash", "-c", recipe], cwd=tmp_path, text=True,
                          capture_output=True, check=True).stdout
    digests, registry, chart, argv = said.splitlines()
    assert shlex.split(digests) == [f"fcgi={FCGI}", f"web={WEB}"]
    assert (registry, chart) == ("h/o", "oci://h/o/foyer")
    assert argv == "1.2.3 --from production --to production"
