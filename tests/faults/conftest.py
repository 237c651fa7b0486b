"""
Faults: something breaks under load, and what must stay true stays true.

    make test-faults            the short form      make faults    the long one
    FOYER=build/foyer SHIM=build/faults/failing_malloc.so \\
        build/venv/bin/pytest -s tests/faults/test_database.py -k frozen

Each test prints its figures; none of them fails by a clock but where a time
was promised.  All of it is on the loopback or in network namespaces of its
own.

Fixtures

    system(durable=, listen=, …Stack's)   a Postgres of its own (or another,
            postgres=steady) and all that runs on it: .cluster .database
            .stack .pool .nginx .clients .raw
    figures(text)   prints what was measured, at once and at the end
    long            whether it is the long form;  scale(short, long) chooses
"""

import contextlib
import json
import pathlib
import resource
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "api"))

import stack as stack_                                          # noqa: E402
from contract import Contract                                   # noqa: E402
from fcgi_client import Raw                                     # noqa: E402
from http_client import Client                                  # noqa: E402
from members import Clients                                     # noqa: E402
from stack import Authority, Database, Folder, Postgres, Stack  # noqa: E402

printed = []


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true",
                     help="the long form: more, for longer")


def pytest_configure(config):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest.fixture(scope="session")
def long(request):
    return request.config.getoption("--long")


@pytest.fixture(scope="session")
def scale(long):
    return lambda short, longer: longer if long else short


@pytest.fixture
def figures(request):
    def say(text):
        line = f"{request.node.name}: {text}"
        printed.append(line)
        print(line, flush=True)
    return say


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("figures")
    for line in printed:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def folder():
    made = Folder()
    yield made.path
    made.remove()


@pytest.fixture(scope="session")
def authority(folder):
    return Authority(folder / "tls")


@pytest.fixture(scope="session")
def contract():
    done = subprocess.run([stack_.FOYER, "openapi"], capture_output=True,
                          env=stack_.settings(), check=True)
    return Contract(json.loads(done.stdout))


class System:
    """A Postgres of its own and all that runs on it."""

    def __init__(self, ending, folder, authority, contract, durable=True,
                 listen="", tcp=False, data=None, postgres=None, options=None,
                 **how):
        """postgres: one that the caller made, and ends."""
        self.cluster = postgres or ending.enter_context(Postgres(
            folder / stack_.unique("pg"), listen=listen, durable=durable,
            data=data, **(options or {})))
        name = stack_.unique("faults")
        self.database = Database(self.cluster, name)
        ending.callback(self.database.close)
        stack_.command(stack_.settings(DATABASE_URL=self.database.url),
                       "migrate")
        if tcp:
            how["DATABASE_URL"] = self.cluster.url(name, tcp=True)
        self.stack = ending.enter_context(
            Stack(self.database, authority, **how))
        self.pool, self.nginx = self.stack.pool, self.stack.nginx
        self.raw = Raw(self.pool.address, contract.check)
        self.clients = Clients(
            self.stack,
            Client(self.nginx.app_url, authority.ca, contract.check),
            Client(self.nginx.api_url, authority.ca, contract.check))


def make_systems(folder, authority, contract):
    with contextlib.ExitStack() as ending:
        yield lambda **how: System(ending, folder, authority, contract, **how)


@pytest.fixture
def system(folder, authority, contract):
    yield from make_systems(folder, authority, contract)


@pytest.fixture(scope="module")
def steady(folder):
    """A Postgres for the module, where nothing happens to it."""
    with Postgres(folder / stack_.unique("pg"), durable=True) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def module_system(folder, authority, contract):
    yield from make_systems(folder, authority, contract)
