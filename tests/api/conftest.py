"""
The harness of the API tests: the real Postgres, the real worker pool, the
real nginx with TLS, and clients whose every reply is held against the
document that `foyer openapi` derives (contract.py).

    build/venv/bin/pytest tests/api                   all
    build/venv/bin/pytest tests/api/test_tasks.py -k move
    FOYER=build/asan/foyer build/venv/bin/pytest tests/api
    KEEP=1 …                                          leaves /tmp/fyt-*

Fixtures (one Postgres a session; a database and a pool of its own a module)

    database        the module's database: .sql(text, *values) -> rows,
                    .one(…) -> value, .digest(*but) -> {table: md5}, .url
    sql             database.sql
    foyer           all that runs (stack.Stack): .command("admin", …) runs
                    the program, .pool (.lines(event) is its log, parsed;
                    .pids()), .nginx, .jobs, .mail_dir, .metrics(), .env
    api             client through nginx on the app host, nobody signed in,
                    fresh for each test: .get .post .patch .put .delete .head
                    (target, body, headers={…}); cookies kept, right Origin
    token_api       client on the api host with a write token of `member`
    raw             FastCGI client on the worker's socket (fcgi_client.Raw):
                    .request(method, target, body, headers=, params=),
                    .connect() for one kept connection and broken records
    make_member()   a new signed-in member (members.Member): .api .token(…)
                    .token_api(scope) .handle .email .password .uuid .task(…)
    make_organiser()  likewise
    member, other, organiser   one of each for the module
    smtp_sink       a mail server (smtp_sink.SmtpSink): .wait(recipient),
                    .messages, .clear(), .down(), .up(), .refuse_with
    contract        the document's checker

A module says what it needs otherwise:

    SETTINGS = {"SIGNUP": "invitation"}     settings of the program; a value
                                            of None is its default, and
                                            "SMTP_URL": "sink" is smtp_sink
    POOL = {"way": "spawn", "workers": 1}   how the pool is started

A test that needs yet another system takes `make_stack(way=, workers=,
SETTING=…)`, which ends with the test.

When the whole suite has run, a route or a declared status that no test met
fails the run and is named.
"""

import contextlib
import json
import subprocess

import pytest

import stack as stack_
from contract import Contract
from fcgi_client import Raw
from http_client import Client
from members import Clients
from smtp_sink import SmtpSink
from stack import Authority, Database, Folder, Postgres, Stack, command

book = {}       # what the end of the session needs: the contract, the modules


@pytest.fixture(scope="session")
def folder():
    made = Folder()
    yield made.path
    made.remove()


@pytest.fixture(scope="session")
def postgres(folder):
    with Postgres(folder / "pg") as cluster:
        yield cluster


@pytest.fixture
def plain_role(postgres):
    """A role that may log in, and nothing else.  It goes with the cluster, as
    databases do."""
    name = stack_.unique("plain")
    postgres.execute(f"create role {name} login")
    return name


@pytest.fixture(scope="session")
def authority(folder):
    return Authority(folder / "tls")


@pytest.fixture(scope="session")
def template(postgres):
    """The name of a database that `foyer migrate` has made."""
    made = Database(postgres, "foyer_template")
    command(stack_.settings(DATABASE_URL=made.url), "migrate")
    made.close()
    return made.name


@pytest.fixture(scope="session")
def contract():
    done = subprocess.run([stack_.FOYER, "openapi"], capture_output=True,
                          env=stack_.settings(), check=True)
    made = Contract(json.loads(done.stdout))
    book["contract"] = made
    return made


@pytest.fixture(scope="module")
def database(request, postgres, template):
    name = request.module.__name__.removeprefix("test_")
    made = Database(postgres, name, template)
    yield made
    made.close()


@pytest.fixture
def sql(database):
    return database.sql


@pytest.fixture(scope="session")
def smtp_session(authority):
    sink = SmtpSink(authority)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def smtp_sink(smtp_session):
    if smtp_session.controller is None:
        smtp_session.up()
    smtp_session.clear()
    yield smtp_session
    if smtp_session.controller is None:
        smtp_session.up()
    smtp_session.clear()


def _overrides(wanted, request):
    wanted = dict(wanted)
    if wanted.get("SMTP_URL") == "sink":
        wanted["SMTP_URL"] = request.getfixturevalue("smtp_session").url
        wanted.setdefault("SMTP_CA", request.getfixturevalue("authority").ca)
    return wanted


@pytest.fixture(scope="module")
def foyer(request, database, authority):
    how = dict(getattr(request.module, "POOL", {}))
    how.update(_overrides(getattr(request.module, "SETTINGS", {}), request))
    with Stack(database, authority, **how) as running:
        yield running
        running.pool.lines()            # every line is JSON


@pytest.fixture
def make_stack(request, postgres, template, authority, contract):
    """make_stack(way=, workers=, SETTING=…) on a fresh database."""
    with contextlib.ExitStack() as ending:
        def make(database=None, **how):
            if database is None:
                name = stack_.unique("stack")
                database = Database(postgres, name, template)
                ending.callback(database.close)
            made = Stack(database, authority, **_overrides(how, request))
            ending.enter_context(made)
            made.clients = _clients(made, authority, contract)
            made.raw = _raw(made, contract)
            return made
        yield make


def _clients(stack, authority, contract):
    check = contract.check
    return Clients(stack,
                   Client(stack.nginx.app_url, authority.ca, check),
                   Client(stack.nginx.api_url, authority.ca, check))


def _raw(stack, contract):
    return Raw(stack.pool.address, contract.check)


@pytest.fixture(scope="module")
def clients(foyer, authority, contract):
    return _clients(foyer, authority, contract)


@pytest.fixture
def api(clients):
    client = clients.app.clone()
    yield client
    client.close()


@pytest.fixture
def token_api(clients, member):
    client = clients.api_host.clone(token=member.token())
    yield client
    client.close()


@pytest.fixture
def api_host(clients):
    """A client on the api host, nobody signed in."""
    client = clients.api_host.clone()
    yield client
    client.close()


@pytest.fixture(scope="module")
def raw(foyer, contract):
    return _raw(foyer, contract)


@pytest.fixture(scope="module")
def make_member(clients):
    return clients.make_member


@pytest.fixture(scope="module")
def make_organiser(clients):
    return clients.make_organiser


@pytest.fixture(scope="module")
def member(make_member):
    return make_member()


@pytest.fixture(scope="module")
def other(make_member):
    return make_member()


@pytest.fixture(scope="module")
def organiser(make_organiser):
    return make_organiser()


# ------------------------------------------------- what no test ever met

def pytest_collection_modifyitems(session, config, items):
    """The whole suite is a run of this folder that left nothing out."""
    config.stash[WHOLE] = (
        not config.option.keyword and not config.option.markexpr and
        not any("::" in a or a.endswith(".py") for a in config.args))


WHOLE = pytest.StashKey()


def pytest_sessionfinish(session, exitstatus):
    contract = book.get("contract")
    if contract is None or not session.config.stash.get(WHOLE, False):
        return
    if session.testsfailed == 0:        # else it was not seen for that
        book["missed"] = contract.missed()
        if book["missed"]:
            session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    contract = book.get("contract")
    if contract is None:
        return
    declared = sum(len(o["responses"]) for o in contract.operations.values())
    terminalreporter.write_line(
        f"contract: {sum(contract.met.values())} replies held against "
        f"{len(contract.operations)} routes; {len(contract.met)} of "
        f"{declared} declared answers met")
    for line in book.get("missed", ()):
        terminalreporter.write_line("missed: " + line, red=True)
