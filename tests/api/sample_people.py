"""People, where they were, and whom they met."""

from samples import Sample

CONNECTION = "?start_date=2026-01-01&distance=5"


def make_person(organiser, **fields):
    reply = organiser.api.post("/api/persons", {
        "first_name": "Ann", "last_name": "Example", **fields})
    assert reply.status == 201, reply
    return reply.json()


def share(member, sharing=True, **more):
    """The own entry of a member, which there is from then on."""
    reply = member.api.put("/api/people/me", {"sharing": sharing, **more})
    assert reply.status == 200, reply
    return reply.json()


def own(member):
    return {"id": share(member, False)["person_id"]}


def unclaimed(member):
    return {"id": make_person(member.clients.organiser())["id"]}


def sighting(member):
    share(member, False)
    reply = member.api.post("/api/locations",
                            {"latitude": 48.5, "longitude": 11.25})
    assert reply.status == 201, reply
    return {"id": reply.json()["id"]}


def entered(member):
    """A sighting to be sent, by somebody who has an entry."""
    share(member, False)
    return {"latitude": 48.5, "longitude": "11.25", "accuracy": 12}


def offered(member):
    made = make_person(member.clients.organiser())
    reply = member.clients.organiser().api.post(
        f"/api/persons/{made['id']}/offer")
    assert reply.status == 200, reply
    mine = member.api.get("/api/people/me").json()["person_id"]
    if mine is not None:
        assert member.api.delete(f"/api/persons/{mine}").status == 204
    return {"token": reply.json()["token"]}


def tracked(member):
    share(member, False)
    return {"_type": "location", "lat": 48.5, "lon": 11.25}


def device(member):
    reply = member.api.post("/api/people/me/devices", {"name": "phone"})
    assert reply.status == 201, reply
    return {"id": reply.json()["id"]}


def plant(member, canary):
    """An entry that does not share, with a sighting: nobody sees either."""
    made = share(member, False)
    reply = member.api.patch(f"/api/persons/{made['person_id']}", {
        "first_name": canary, "company_name": canary})
    assert reply.status == 200, reply
    reply = member.api.post("/api/locations",
                            {"latitude": 12.345678, "longitude": 98.765432})
    assert reply.status == 201, reply
    reply = member.api.post("/api/people/me/devices", {"name": canary})
    assert reply.status == 201, reply


SAMPLES = {
    "persons_list": Sample(),
    "persons_create": Sample(body={"first_name": "Ann",
                                   "last_name": "Example"}),
    "persons_get": Sample(path=own, owned=True),
    "persons_update": Sample(path=own, body={"company_name": "x"},
                             owned=True),
    "persons_delete": Sample(path=own, owned=True),
    "persons_offer": Sample(path=unclaimed),
    "people_me": Sample(),
    "people_set": Sample(body={"sharing": False, "precision_m": 100}),
    "consents_list": Sample(),
    "people_claim": Sample(body=offered),
    "locations_list": Sample(),
    "locations_create": Sample(body=entered),
    "locations_import": Sample(body=entered),
    "locations_owntracks": Sample(body=tracked),
    "devices_list": Sample(),
    "devices_create": Sample(body={"name": "phone"}, by_token=403,
                             on_api=403),
    "devices_delete": Sample(path=device, owned=True),
    "locations_get": Sample(path=sighting, owned=True),
    "locations_delete": Sample(path=sighting, owned=True),
    "locations_clear": Sample(path=own, owned=True),
    "connections_list": Sample(path=own, owned=True),
    "encounters_list": Sample(path=own, owned=True),
}
