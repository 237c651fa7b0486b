"""JSON that RFC 8259 refuses, and JSON that it allows, through the worker.
The cases are data (tests/data/json); the unit tests read the same."""

import pytest

from jsoncases import cases


@pytest.fixture(scope="module")
def connection(raw, member):
    with raw.connect() as c:
        c.token = member.token()
        yield c


@pytest.mark.parametrize("name, expect, body", cases(),
                         ids=lambda v: v if isinstance(v, str) else "")
def test_json(connection, name, expect, body):
    """A refused text is 400 `malformed'.  An allowed one that is no task is
    422; what a decoder may do as it likes is one of the two."""
    reply = connection.post(
        "/api/tasks", body,
        headers={"Authorization": f"Bearer {connection.token}"})
    if expect == "n":
        assert (reply.status, reply.json()["type"]) == \
            (400, "/problems/malformed"), reply
    elif expect == "y":
        assert reply.status == 422, reply
    else:
        assert reply.status in (400, 422), reply
