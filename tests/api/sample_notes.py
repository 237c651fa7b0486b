"""Pads, notes, their versions and links."""

from samples import Sample


def pad(member):
    return {"id": make(member, "/api/pads", name="a pad")["id"]}


def note(member):
    return {"id": make(member, "/api/notes", name="a note",
                       text="canary")["id"]}


def make(member, path, **fields):
    reply = member.api.post(path, fields)
    assert reply.status == 201, reply
    return reply.json()


def version(member):
    at = note(member)
    assert member.api.patch(f"/api/notes/{at['id']}",
                            {"text": "later"}).status == 200
    kept = member.api.get(f"/api/notes/{at['id']}/versions").json()
    return {**at, "version": kept[0]["id"]}


def share(member):
    at = note(member)
    return {**at, "share": make(
        member, f"/api/notes/{at['id']}/shares")["id"]}


def shared(member):
    at = note(member)
    return {"token": make(member, f"/api/notes/{at['id']}/shares")["token"]}


def deleted(made, path):
    def build(member):
        at = made(member)
        assert member.api.delete(f"{path}/{at['id']}").status == 204
        return at
    return build


def plant(member, canary):
    in_pad = make(member, "/api/pads", name=canary)
    made = make(member, "/api/notes", name=canary, text=f"word {canary}",
                tags=[canary], pad_id=in_pad["id"])
    assert member.api.patch(f"/api/notes/{made['id']}",
                            {"text": f"later {canary}"}).status == 200
    make(member, f"/api/notes/{made['id']}/shares")


SAMPLES = {
    "pads_list": Sample(),
    "pads_create": Sample(body={"name": "made"}),
    "pads_get": Sample(path=pad, owned=True),
    "pads_update": Sample(path=pad, body={"name": "changed"}, owned=True),
    "pads_delete": Sample(path=pad, owned=True),
    "pads_restore": Sample(path=deleted(pad, "/api/pads"), owned=True),
    "notes_list": Sample(),
    "notes_all": Sample(),
    "notes_create": Sample(body={"name": "made", "text": "of words",
                                 "tags": ["one"]}),
    "notes_get": Sample(path=note, owned=True),
    "notes_update": Sample(path=note, body={"text": "changed"}, owned=True),
    "notes_delete": Sample(path=note, owned=True),
    "notes_restore": Sample(path=deleted(note, "/api/notes"), owned=True),
    "note_versions_list": Sample(path=note, owned=True),
    "note_versions_get": Sample(path=version, owned=True),
    "note_versions_restore": Sample(path=version, owned=True),
    "note_shares_list": Sample(path=note, owned=True),
    "note_shares_create": Sample(path=note, body={}, owned=True),
    "note_shares_delete": Sample(path=share, owned=True),
    "shared_notes_read": Sample(body=shared),
    "tags_list": Sample(),
}
