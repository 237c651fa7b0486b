"""A request that has waited too long is refused at once, not worked on."""

import time

import pytest

SETTINGS = {"REQUEST_MAX_AGE": 30_000}


def test_an_old_request_is_503(raw):
    for age in (30.1, 300, 3000):
        reply = raw.get("/api/config", params={
            "FOYER_MSEC": f"{time.time() - age:.3f}"})
        assert reply.status == 503, age
        assert reply.json()["type"] == "/problems/unavailable"
        assert int(reply.header("Retry-After")) >= 1


def test_an_old_request_changes_nothing(raw, member, database):
    reply = raw.post("/api/tasks", {"name": "late"}, headers={
        "Authorization": f"Bearer {member.token()}"},
        params={"FOYER_MSEC": f"{time.time() - 40:.3f}"})
    assert reply.status == 503
    assert database.one("select count(*) from task") == 0


@pytest.mark.parametrize("msec", ["", "x", "-1", "nan", "inf", "1e999", None,
                                  "99999999999999999999.000",
                                  f"{time.time() + 86400:.3f}"])
def test_a_time_that_is_none_refuses_nobody(raw, msec):
    assert raw.get("/api/config", params={"FOYER_MSEC": msec}).status == 200


def test_a_young_one_passes(raw):
    for age in (0.1, 10):
        assert raw.get("/api/config", params={
            "FOYER_MSEC": f"{time.time() - age:.3f}"}).status == 200, age


def test_refusals_are_counted(raw, foyer):
    def refused():
        return sum(float(line.rsplit(" ", 1)[1])
                   for line in foyer.metrics().splitlines()
                   if line.startswith("foyer_") and "refused" in line)
    before = refused()
    raw.get("/api/config", params={"FOYER_MSEC": f"{time.time() - 90:.3f}"})
    assert refused() == before + 1
