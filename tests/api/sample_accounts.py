from samples import Sample
from stack import unique


def session(member):
    """A session of the member's besides the one in hand."""
    mine = member.sign_in()
    found = mine.get("/api/auth/sessions").json()
    return {"id": next(s["id"] for s in found if s["current"])}


def token(member):
    reply = member.api.post("/api/auth/tokens",
                            {"name": f"canary {member.handle}",
                             "scope": "read"})
    assert reply.status == 201, reply
    return {"id": reply.json()["id"]}


def invitation(member):
    """Organisers make them; it is theirs all together."""
    organiser = member.clients.organiser()
    reply = organiser.api.post("/api/invitations",
                               {"note": f"canary {organiser.handle}"})
    assert reply.status == 201, reply
    return {"id": reply.json()["id"]}


def person(member):
    return {"handle": member.handle}


def sign_up(_):
    handle = unique()
    return {"email": f"{handle}@example.org", "handle": handle,
            "password": "correct horse battery", "display_name": "New"}


SAMPLES = {
    "auth_me": Sample(),
    "auth_signup": Sample(body=sign_up),
    "auth_signin": Sample(on_api=403, body=lambda m: {
        "login": m.handle, "password": m.password}),
    "auth_signout": Sample(),
    "auth_password": Sample(body=lambda m: {
        "current": m.password, "new": "another battery staple"}),
    "auth_forgot": Sample(body=lambda m: {"email": m.email}),
    # These three are answered by the link's token; without a good one: 410.
    "auth_reset": Sample(expect=410, body={
        "token": "x" * 43, "password": "correct horse battery"}),
    "auth_confirm": Sample(expect=410, body={"token": "x" * 43}),
    "setup_create": Sample(expect=410, body=lambda m: {
        **sign_up(m), "token": "x" * 43}),
    "sessions_list": Sample(),
    "sessions_end": Sample(path=session, owned=True),
    "sessions_end_others": Sample(),
    "tokens_list": Sample(),
    "tokens_create": Sample(body={"name": "made", "scope": "read"},
                            by_token=403),
    "tokens_delete": Sample(path=token, owned=True),
    "profile_get": Sample(),
    "profile_update": Sample(body={"bio": "changed"}),
    "own_data_parts": Sample(),
    "own_data_items": Sample(path=lambda _: {"part": "account"}),
    "own_data_erase": Sample(body=lambda m: {"password": m.password}),
    "users_list": Sample(),
    "users_get": Sample(path=person),
    "users_short": Sample(path=person),
    "users_update": Sample(path=person, body={"role": "organiser"}),
    "invitations_list": Sample(),
    "invitations_create": Sample(body={"note": "for a friend"}),
    "invitations_delete": Sample(path=invitation),
}
