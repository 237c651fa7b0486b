"""
One request that would succeed, for every route, so that tests made from
`foyer routes --json' (test_matrix.py, test_every_error.py) can ask it.

A resource brings its own: tests/api/sample_NAME.py with

    SAMPLES = {
        "tasks_update": Sample(body={"name": "x"}, path=a_task),
    }

by the route's name.  A route without a sample fails the run.  What of a member
is private it can plant there, so that no answer to anybody else may hold it:

    def plant(member, canary): …

`path` is called with a member and gives the path parameters of a fresh object
of that member.  `body` is the body, or is called with the member.  `expect` is
the status when it is not the route's own; `by_token` that of a write token
when tokens may not; `on_api` that at the api host when only people may.
`owned` says that an object belongs to one member, and is 404 for every other
one, organisers too.
"""

import glob
import importlib
import pathlib
from dataclasses import dataclass
from typing import Any, Callable, Optional


@dataclass
class Sample:
    body: Any = None
    path: Optional[Callable] = None
    owned: bool = False
    expect: Optional[int] = None
    by_token: Optional[int] = None
    on_api: Optional[int] = None

    def body_for(self, member):
        return self.body(member) if callable(self.body) else self.body

    def sent_for(self, route, member):
        """What a client is given: the body, and the headers that it needs."""
        body = self.body_for(member)
        if route["text"] and body is not None:
            return {"body": body.encode(),
                    "headers": {"Content-Type": "text/plain"}}
        return {"body": body, "headers": {}}

    def path_for(self, member):
        return self.path(member) if self.path else {}


def modules():
    here = pathlib.Path(__file__).parent
    for name in sorted(glob.glob(str(here / "sample_*.py"))):
        yield importlib.import_module(pathlib.Path(name).stem)


def load():
    found = {}
    for module in modules():
        for route, sample in module.SAMPLES.items():
            assert route not in found, f"two samples of {route}"
            found[route] = sample
    return found


def plant(member, canary):
    """Puts the word into all that rooms keep of the member."""
    for module in modules():
        if hasattr(module, "plant"):
            module.plant(member, canary)


# Path parameters that name nothing, and that cannot name anything, by type.
ABSENT = {"id": ["999999999", "9223372036854775807"],
          "handle": ["nobody_here"],
          "uuid": ["00000000-0000-4000-8000-000000000000"]}
MALFORMED = {"id": ["0", "-1", "x", "1.5", "1e3", "9223372036854775808",
                    "9" * 40, "%20", "1%20", "1'--"],
             "handle": ["a", "no-good", "x" * 31, "%20", "%E2%82%AC", "a'--"],
             "uuid": ["x", "0" * 36, "00000000-0000-4000-8000-00000000000g"]}


def url(route, params):
    path = route["path"]
    for name, value in params.items():
        path = path.replace("{%s}" % name, str(value))
    return "/api" + path


def odd_paths(route, table):
    """Targets of the route with each odd value in each of its parameters."""
    out = []
    for i, param in enumerate(route["params"]):
        for value in table[param["type"]]:
            values = {p["name"]: ABSENT[p["type"]][0]
                      for p in route["params"]}
            values[param["name"]] = value
            out.append(url(route, values))
    return out
