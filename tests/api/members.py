"""Members for tests: signed up the way people are, through the front."""

import re
import time

from stack import unique


def patiently(post, *args):
    """Of a stack that may be a second old: the first connections to a new
    database can take longer on a busy machine than the program waits, and then
    one is asked to come again."""
    until = time.monotonic() + 30
    while True:
        reply = post(*args)
        if reply.status != 503 or time.monotonic() > until:
            return reply
        time.sleep(int(reply.header("Retry-After") or 1))


class Member:
    """A signed-in member.

    .api            client on the app host with the session's cookie
    .token(scope)   a new access token;  .token_api(scope) a client with one
    .handle .email .password .uuid .me (what the sign-up answered)
    """

    def __init__(self, clients, api, me, password):
        self.clients = clients
        self.api = api
        self.me = me
        self.uuid, self.handle = me["uuid"], me["handle"]
        self.email = me["email"]
        self.password = password

    def token(self, scope="write", name="test", **more):
        reply = self.api.post("/api/auth/tokens",
                              {"name": name, "scope": scope, **more})
        assert reply.status == 201, reply
        return reply.json()["token"]

    def token_api(self, scope="write"):
        return self.clients.api_host.clone(token=self.token(scope))

    def sign_in(self):
        """Another session of the same member: a client of its own."""
        other = self.clients.app.clone()
        reply = other.post("/api/auth/signin", {"login": self.handle,
                                                "password": self.password})
        assert reply.status == 200, reply
        return other

    def task(self, **fields):
        """A new task of the board."""
        reply = self.api.post("/api/tasks", {"name": "a task", **fields})
        assert reply.status == 201, reply
        return reply.json()


PASSWORD = "correct horse battery"


class Clients:
    """The two hosts of a stack, and how to become somebody there."""

    def __init__(self, stack, app, api_host):
        self.stack = stack
        self.app = app
        self.api_host = api_host

    def make_member(self, handle=None, password=PASSWORD, display_name=None,
                    email=None):
        handle = handle or unique()
        if (self.stack.env.get("SIGNUP", "open") != "open" or
                self.stack.env.get("SMTP_URL")):
            return self._by_operator(handle, password, display_name, email,
                                     "member")
        api = self.app.clone()
        reply = patiently(api.post, "/api/auth/signup", {
            "handle": handle, "password": password,
            "email": email or f"{handle}@example.org",
            "display_name": display_name or f"Member {handle}"})
        assert reply.status == 201, reply
        return Member(self, api, reply.json(), password)

    def make_organiser(self, handle=None, password=PASSWORD,
                       display_name=None, email=None):
        return self._by_operator(handle or unique("o"), password,
                                 display_name, email, "organiser")

    def _by_operator(self, handle, password, display_name, email, role):
        """Through `foyer admin create` and the link that it prints."""
        out = self.stack.command(
            "admin", "create", handle, "--email",
            email or f"{handle}@example.org")
        found = re.search(r"/reset#(\S+)", out)
        assert found, f"no link in: {out}"
        self.stack.database.sql(
            "update account set role = %s, display_name = %s "
            "where handle = %s", role, display_name or f"Member {handle}",
            handle)
        api = self.app.clone()
        reply = patiently(api.post, "/api/auth/reset", {
            "token": found.group(1), "password": password})
        assert reply.status == 200, reply
        return Member(self, api, reply.json(), password)
