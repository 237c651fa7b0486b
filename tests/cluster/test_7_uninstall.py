"""An uninstall leaves what holds data, says what that is, and nothing else;
a later install finds it."""

from conftest import wait_for


def test_uninstalled_and_installed_again(foyer):
    foyer.token()
    before = foyer.sql("select count(*) from task")
    assert int(before) > 0
    foyer.kubectl("delete", "pod", "client", "--force", "--grace-period=0")
    foyer.helm("uninstall", "foyer", "--wait")
    wait_for("no pod", lambda: not foyer.get("{.items}", "pods").strip("[]"),
             90)
    kinds = ",".join(k for k in foyer.kubectl(
        "api-resources", "--verbs=list", "--namespaced", "-o", "name"
    ).stdout.split() if not k.startswith(("events", "pods.metrics")))
    left = {name for name in foyer.kubectl(
        "get", kinds, "-o", "name", timeout=120).stdout.split()
        if "foyer" in name}
    assert left == {"persistentvolumeclaim/data-foyer-postgres-0",
                    "secret/foyer-secrets"}
    for what in ("pvc/data-foyer-postgres-0", "secret/foyer-secrets"):
        assert what in foyer.notes
    # Its data is found again, by the same password.
    foyer.install()
    assert foyer.sql("select count(*) from task") == before
