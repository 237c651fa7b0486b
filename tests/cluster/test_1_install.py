"""An install with no values, in a namespace that enforces `restricted`."""

import base64
import json

import pytest


def test_all_pods_run(foyer):
    assert foyer.all_ready(web=2, api=2, jobs=1, postgres=1)


@pytest.mark.parametrize("site, path, holds", [
    ("app", "/", '<div id="app">'), ("app", "/api/health/ready", "ok"),
    ("app", "/api/config", '"community"'), ("api", "/", "</html>"),
    ("api", "/api/config", '"community"'), ("api", "/api/hello", "World")])
def test_both_hosts_answer_over_tls(foyer, site, path, holds):
    """Through the Service, by a certificate of the release's authority."""
    authority = base64.b64decode(foyer.authority()).decode()
    reply = foyer.fetch(path, site, ca=authority)
    assert reply.status == 200 and holds in reply.text


def test_helm_test(foyer):
    assert "Succeeded" in foyer.helm("test", "foyer").stdout


def test_the_first_organiser_by_the_link(foyer):
    """The command of the notes; the link makes an organiser, once."""
    assert "foyer setup-link" in foyer.notes
    link = foyer.foyer("setup-link").stdout.strip()
    assert link.startswith("https://your-app.localhost:8443/setup#")
    person = {"token": link.partition("#")[2], "email": "eve@example.org",
              "password": "a long enough phrase", "handle": "eve",
              "display_name": "Eve"}

    def ask():
        return foyer.fetch(
            "/api/auth/setup", method="POST", body=json.dumps(person),
            headers={"Content-Type": "application/json",
                     "Origin": "https://your-app.localhost:8443"})
    reply = ask()
    assert reply.status == 201 and '"role":"organiser"' in reply.text
    assert ask().status == 410


def test_the_doctor_knows_the_certificate_is_nobodys(foyer):
    """All else that it looks at is well."""
    report = json.loads(foyer.foyer("doctor", "--json", check=False).stdout)
    assert {r["check"] for r in report if r["status"] == "fail"} <= \
        {"certificate"}, report
