"""
What a sighting costs that a device sends by itself, when 64 devices do so at
once: those that wait at the same time share a transaction.  Beside it, in the
same run, the same requests with a transaction each (an array of one shares it
with nobody), and Postgres alone with the same statement from a connection for
each device, and no program before it.

People.py writes it into docs/performance.md.  The requests go straight to the
workers (burst.c), because nginx and TLS are the same for both and would take
the processors from what is measured.
"""

import collections
import hashlib
import json
import re
import statistics
import struct
import subprocess

import fixtures             # puts the folder of the next ones onto the path
import fcgi_client
import measure
import plans
import stack

DEVICES = 64
ROUNDS = 5          # of each in turn, for what else the machine does changes

# The devices of so many members, one each.
PEOPLE = """
insert into account (handle, email, display_name, confirmed_at)
select 'device' || n, 'device' || n || '@example.org', 'Owner ' || n, now()
  from unnest(%(hashes)s::text[]) with ordinality t (hash, n);
insert into person (first_name, last_name, account)
select 'Owner', handle, id from account where handle ~ '^device[0-9]+$';
insert into device (owner, name, token_hash)
select a.id, 'phone', t.hash
  from unnest(%(hashes)s::text[]) with ordinality t (hash, n)
  join account a on a.handle = 'device' || t.n
"""

PLACE = {"latitude": 48.137, "longitude": 11.575, "accuracy": 8}

Figures = collections.namedtuple(
    "Figures", "how rate postgres worker p50 p99 company")


def tokens_of(database):
    tokens = [f"foyer_device_{i:040d}" for i in range(DEVICES)]
    hashes = [hashlib.blake2b(t.encode(), digest_size=32).hexdigest()
              for t in tokens]
    with database.connect() as connection:
        for part in PEOPLE.split(";"):
            connection.execute(part, {"hashes": hashes})
    return tokens


def gathered(running):
    """(statements that requests shared, these requests)"""
    text = running.metrics()
    return [int(re.search(rf"^foyer_{name}_total (\d+)", text, re.M)[1])
            for name in ("groups", "gathered")]


def write_requests(running, tokens, body):
    """What burst sends, to the byte; without a time, so that none is late."""
    path = running.folder.path / "requests"
    with running.raw.connect() as c, open(path, "wb") as out:
        for token in tokens:
            request = c.message("POST", "/api/locations",
                                fcgi_client.to_bytes(body),
                                {"Authorization": f"Bearer {token}"},
                                {"FOYER_MSEC": None})
            out.write(struct.pack("!I", len(request)) + request)
    return path


def burst(running, server, tokens, body, how, seconds):
    path = write_requests(running, tokens, body)
    groups, requests = gathered(running)
    clock = measure.Clock(postgres=server.process.pid,
                          worker=running.pool.process.pid)
    told = json.loads(subprocess.run(
        [fixtures.BUILT / "burst", running.pool.address, str(seconds), path],
        capture_output=True, text=True, check=True).stdout)
    spent = clock.spent()
    done = told["statuses"].get("201", 0) + told["statuses"].get("200", 0)
    groups, requests = (after - before for after, before in
                        zip(gathered(running), (groups, requests)))
    return Figures(how, done / told["seconds"],
                   1e6 * spent["postgres"] / done,
                   1e6 * spent["worker"] / done, told["p50"], told["p99"],
                   done / (done - requests + groups))


def by_pgbench(server, database, seconds):
    """The statement of one sighting, and nothing else."""
    text, names = plans.statements("locations")["locations_insert"]
    given = {"me": ":me", "role": "'member'", "person_id": "'{NULL}'",
             "latitude": "'{48.137}'", "longitude": "'{11.575}'",
             "accuracy": "'{8}'", "creation_time": "'{NULL}'", "ns": "null",
             "setting_sighting_days": "30"}
    first = database.one("select min(id) from account "
                         "where handle ~ '^device[0-9]+$'")
    script = server.folder / "single.sql"
    script.write_text(
        f"\\set me random({first}, {first + DEVICES - 1})\n" + re.sub(
            r"\$(\d+)", lambda m: given[names[int(m[1]) - 1]],
            " ".join(text.split())) + ";\n")
    done = 0
    while not done:     # a busy machine takes a second for 64 connections
        clock = measure.Clock(postgres=server.process.pid)
        out = subprocess.run(
            [stack.pg_bin("pgbench"), "-n", "-M", "prepared", "-f", script,
             "-c", str(DEVICES), "-T", str(seconds), "-h",
             str(server.folder), "-p", str(server.port), "-U", "foyer",
             database.name], capture_output=True, text=True,
            check=True).stdout
        done = int(re.search(r"actually processed: (\d+)", out)[1])
        seconds *= 2
    rate = float(re.search(r"tps = ([\d.]+)", out)[1])
    return Figures("Postgres alone, a transaction each", rate,
                   1e6 * clock.spent()["postgres"] / done, 0,
                   1e3 * DEVICES / rate, None, 1)


def middle(rounds):
    """Of each figure the median."""
    return Figures(rounds[0].how, *(
        statistics.median(values) if None not in values else None
        for values in list(zip(*rounds))[1:]))


def together(server, database, authority, seconds=2, rounds=ROUNDS):
    """[Figures]: Postgres alone, a transaction each, and ours."""
    tokens = tokens_of(database)
    found = collections.defaultdict(list)
    with stack.Stack(database, authority, RATE_LIMIT=0, THREADS=None,
                     REQUEST_MAX_AGE=None) as running:
        running.raw = fcgi_client.Raw(running.pool.address)
        ways = (("a transaction each", [PLACE]),
                ("shared by those that wait", PLACE))
        for turn in range(rounds + 1):      # the first is to get warm
            for how, body in ways:
                figures = burst(running, server, tokens, body, how,
                                seconds if turn else 1)
                if turn:
                    found[how].append(figures)
            if turn:
                found["alone"].append(by_pgbench(server, database, seconds))
    return [middle(found[how]) for how in ("alone", *(w for w, _ in ways))]


def number(value, form="{:,.0f}"):
    return "–" if value is None else form.format(value).replace(",", " ")


def markdown(figures):
    """Lines of a table; `times': what we do of it in the same time, by the
    clock, and for the same processor time of Postgres and workers."""
    ours = figures[-1]
    yield (f"| {DEVICES} devices at once | posts/s | Postgres, µs | "
           "workers, µs | p50, ms | p99, ms | in a transaction | times | "
           "times, of the processor |")
    yield "|---|" + "--:|" * 8
    for f in figures:
        times = ["–", "–"] if f is ours else [
            number(ours.rate / f.rate, "{:.1f}"),
            number((f.postgres + f.worker) / (ours.postgres + ours.worker),
                   "{:.1f}")]
        yield " | ".join([
            f"| {f.how}", number(f.rate), number(f.postgres),
            number(f.worker or None), number(f.p50, "{:.1f}"),
            number(f.p99, "{:.1f}"), number(f.company, "{:.1f}"),
            *times]) + " |"
