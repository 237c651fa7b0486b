"""Invitations, as organisers keep them; signing up with one is
test_signup.py's."""

import hashlib
from datetime import datetime, timedelta

import pytest

POOL = {"jobs": False}


def invite(api, **fields):
    return api.post("/api/invitations", fields)


def days(entry):
    created, expires = (
        datetime.fromisoformat(entry[k])
        for k in ("created_at", "expires_at"))
    return (expires - created) / timedelta(days=1)


def test_an_invitation_is_shown_once(organiser, foyer, database):
    reply = invite(organiser.api, note=" for Ada ", expires_in_days=3)
    assert reply.status == 201
    made = reply.json()
    token, url = made.pop("token"), made.pop("url")
    assert url == f"{foyer.env['APP_URL']}/signup#{token}"
    assert len(token) == 43 and made["note"] == "for Ada"
    assert made["used_at"] is None and made["used_by"] is None
    assert days(made) == 3
    assert organiser.api.get("/api/invitations").json()[0] == made
    digest = hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
    assert database.sql("select note from invitation where token_hash = %s",
                        digest) == [("for Ada",)]
    assert token not in str(database.sql("select * from invitation"))


def test_two_weeks_unless_told(organiser):
    made = invite(organiser.api).json()
    assert days(made) == 14 and made["note"] == ""


@pytest.mark.parametrize("body,faults", [
    ({"note": "x" * 101}, {"/note": "too_long"}),
    ({"expires_in_days": 91}, {"/expires_in_days": "too_large"}),
    ({"expires_in_days": 0}, {"/expires_in_days": "too_small"}),
    ({"token": "x", "used_by": "y"}, {"/token": "unknown",
                                      "/used_by": "unknown"})])
def test_faults(organiser, body, faults):
    reply = invite(organiser.api, **body)
    assert reply.status == 422 and reply.faults == faults


def test_newest_first_in_pages(make_stack):
    organiser = make_stack(jobs=False).clients.make_organiser()
    notes = [f"note {i}" for i in range(5)]
    for note in notes:
        invite(organiser.api, note=note)
    pages = list(organiser.api.pages("/api/invitations?limit=2"))
    assert [len(p) for p in pages] == [2, 2, 1]
    assert [i["note"] for p in pages for i in p] == notes[::-1]


@pytest.mark.parametrize("cursor", ["eA", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_what_is_no_cursor(organiser, cursor):
    reply = organiser.api.get(f"/api/invitations?cursor={cursor}")
    assert reply.status in (200, 422)
    if reply.status == 422:
        assert reply.faults == {"?cursor": "format"}


def test_taken_back(organiser):
    made = invite(organiser.api).json()
    target = f"/api/invitations/{made['id']}"
    assert organiser.api.delete(target).status == 204
    assert made["id"] not in [
        i["id"] for i in organiser.api.get("/api/invitations").json()]
    assert organiser.api.delete(target).status == 404


def test_organisers_keep_them_together(organiser, make_organiser):
    made = invite(organiser.api).json()
    another = make_organiser()
    assert another.api.delete(
        f"/api/invitations/{made['id']}").status == 204


def test_members_do_not(member, organiser, database):
    made = invite(organiser.api).json()
    before = database.digest("session")
    for reply in (member.api.get("/api/invitations"), invite(member.api),
                  member.api.delete(f"/api/invitations/{made['id']}")):
        assert (reply.status, reply.symbol) == (403, "forbidden")
    assert database.digest("session") == before
