"""New versions under load: no request fails, whatever the version is worth."""

import json
import time

import pytest
from conftest import ATOMIC


def history(foyer):
    """What Helm calls each revision: deployed, superseded, failed."""
    return [r["status"] for r in json.loads(
        foyer.helm("history", "foyer", "-o", "json").stdout)]


def image(foyer):
    return foyer.get("{.spec.template.spec.containers[0].image}",
                     "deployment/foyer-api").rpartition(":")[2]


# It takes a lock that stops every reader, for as long as it may have it.
MIGRATION = "alter table task add column next text;\n"


def migrated(foyer):
    return foyer.sql("select count(*) from schema_migration "
                     "where name = '0999_next'")


def test_to_new_images_under_load(foyer, images):
    """With a migration, which one of three new pods does, once, while those
    of before go on with the schema of after."""
    images.program("next", MIGRATION)
    images.derived("web", "next", "LABEL next=yes")
    with foyer.load() as load:
        began = time.monotonic()
        foyer.upgrade("--set", "image.fcgi.tag=next", "--set",
                      "image.web.tag=next")
        took = time.monotonic() - began
        foyer.settled()
    report = load.figures(f"upgrade to new images, {took:.0f} s")
    assert image(foyer) == "next" and migrated(foyer) == "1"
    assert report["failures"] == []
    assert load.added_are_there_once() > 0


@pytest.mark.parametrize("what, tag", [
    ("an image that is nowhere", "nowhere"),
    ("a program that ends at once", "broken")])
def test_a_bad_one_is_taken_back_under_load(foyer, images, what, tag):
    if tag == "broken":
        images.derived("fcgi", tag, 'ENTRYPOINT ["foyer", "version"]')
    before = image(foyer)
    with foyer.load() as load:
        began = time.monotonic()
        failed = foyer.upgrade(ATOMIC, "--timeout", "40s", "--set",
                               f"image.fcgi.tag={tag}", check=False)
        took = time.monotonic() - began
        foyer.settled()
    assert failed.returncode != 0
    report = load.figures(f"{what}, taken back after {took:.0f} s")
    assert image(foyer) == before
    assert history(foyer)[-2:] == ["failed", "deployed"]
    assert foyer.all_ready(web=2, api=2, jobs=1, postgres=1)
    assert report["failures"] == []
    load.added_are_there_once()


def test_back_to_the_version_before(foyer):
    """`helm rollback': the program of before on the schema of after."""
    with foyer.load() as load:
        foyer.helm("rollback", "foyer", "1", "--wait", "--timeout", "180s")
        foyer.settled()
    report = load.figures("helm rollback")
    assert image(foyer) != "next" and migrated(foyer) == "1"
    assert report["failures"] == []
