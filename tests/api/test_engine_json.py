"""JSON that RFC 8259 refuses, and JSON that it allows, through the worker.
The cases are data (tests/data); the unit tests read the same."""

import pytest

from jsoncases import cases


@pytest.fixture(scope="module")
def connection(raw, member):
    with raw.connect() as c:
        c.token = member.token()
        yield c


def ask(connection, body):
    return connection.post("/api/tasks", body, headers={
        "Authorization": f"Bearer {connection.token}",
        "Content-Type": "application/json"})


def test_there_are_cases():
    assert len(cases()) > 500


@pytest.mark.parametrize("verdict", "ynx")
def test_json(connection, database, verdict):
    """Bytes that are refused are 400 `malformed', and the detail says where;
    JSON that is no task is 422.  None of them makes a task."""
    wrong = []
    for name, expected, body in cases():
        if expected != verdict or len(body) > 64 * 1024:
            continue
        reply = ask(connection, body)
        problem = reply.json()
        if verdict == "y" and reply.status != 422:
            wrong.append((name, body[:60], reply))
        if verdict != "y" and (reply.status != 400 or "byte" not in
                               problem["detail"] or
                               problem["type"] != "/problems/malformed"):
            wrong.append((name, body[:60], reply))
    assert not wrong, "\n".join(map(str, wrong))
    assert database.one("select count(*) from task") == 0
