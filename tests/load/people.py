"""
Who was near whom, on made days of a growing number of places of the same
density, beside a plain GiST index and the query of UdaConnect, in one run; and
what it costs to store a sighting.

    build/venv/bin/python tests/load/people.py [--sizes 300000,1200000,4800000]
        [--only search|ingest|reply|far] [--no-docs]

It starts what it needs, and puts its tables into docs/performance.md, each
between marks of its own.  Costs are processor time of the one server process that works
(its schedstat), for the machine may have other things to do.
"""

import argparse
import datetime
import json
import os
import pathlib
import statistics
import sys
import time

import devices
import fixtures
import pages
import plans
import report
import stack
import walkers

PARTS = ("search", "reply", "far", "ingest")
A_PERSON, A_PLACE = 600, 500            # sightings; people in one place
RADIUS = 6371000

# Each place is 245 m square, holds 500 people, and is 2 km from the next; for
# ten days each of them is seen there 60 times a day.
WORLD = """
insert into person (id, first_name, last_name, sharing)
select i, 'First ' || i, 'Last ' || i, true
  from generate_series(1, {n} / 600) i;
select setval('person_id_seq', {n} / 600);
insert into sighting (id, person_id, creation_time, latitude, longitude,
        precision_m, shown_latitude, shown_longitude, x, y, z, cell)
select row_number() over (), q.id, q.at, q.lat, q.lon, 0, e.*
  from (select id, (current_date - 10 + day)::timestamp at time zone 'UTC'
                        + interval '8 hours' + k * interval '10 minutes'
                        + random() * interval '10 minutes' as at,
                48 + ((id / 500) % 20 * 2000 + 245 * random()) / 111200 as lat,
                11 + ((id / 10000) * 2000 + 245 * random())
                        / (111320 * cosd(48)) as lon
          from person, generate_series(1, 10) day, generate_series(0, 59) k
         order by 2) q,
        sighting_place(q.lat, q.lon, 0) e;
create table gist as select id, person_id, creation_time,
        st_makepoint(longitude, latitude)::geography as place from sighting;
create index on gist using gist (place);
create index on gist (person_id, creation_time);
vacuum analyze
"""

GIST = """
select distinct o.id, o.person_id, o.creation_time
  from gist w
  join gist o on st_dwithin(w.place, o.place, %(d)s)
 where w.person_id = %(id)s and o.person_id <> %(id)s
   and w.creation_time >= %(from)s and w.creation_time < %(to)s
   and o.creation_time >= %(from)s and o.creation_time < %(to)s
"""

# What UdaConnect runs for each place of its own, one after the other.
ORIGINAL = """
select id, person_id from sighting
 where st_dwithin(st_setsrid(st_makepoint(longitude, latitude), 4326)
                ::geography,
        (select st_setsrid(st_makepoint(longitude, latitude), 4326)::geography
           from sighting where person_id = %(id)s
            and creation_time >= %(from)s limit 1), %(d)s)
   and person_id <> %(id)s
   and creation_time >= %(from)s and creation_time < %(to)s
"""


class Server:
    """One connection, and what its process has spent."""

    def __init__(self, database):
        self.connection = database.connect()
        self.pid = self.connection.info.backend_pid
        self.connection.execute("set plan_cache_mode = force_generic_plan; "
                                "set jit = off; set work_mem = '16MB'")

    def ms(self):
        stat = pathlib.Path(f"/proc/{self.pid}/schedstat").read_text()
        return int(stat.split()[0]) / 1e6

    def cost(self, text, values=None):
        """(rows, milliseconds)"""
        before = self.ms()
        rows = self.connection.execute(text, values).fetchall()
        return len(rows), self.ms() - before


def asked(person, d, day):
    return {"id": person, "me": None, "role": "organiser", "exact": "f",
            "chord": d - d ** 3 / (24 * RADIUS ** 2) + 1e-6, "distance": d,
            "slot": None, "apart": "1000 years",
            "limit": 1_000_000, "cursor": None, "d": d,
            "setting_sighting_days": 30,
            "from": f"{day} 00:00+00", "to": f"{day} 24:00+00"}


def literal(value):
    return "null" if value is None else f"'{value}'"


def search(server, database, size, lines):
    text, names = plans.statements("connections")["connections_list"]
    server.connection.execute("prepare near as " + text)
    day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(5)
    people = [1 + i * (size // A_PERSON - 1) // 9 for i in range(10)]
    for d in (5, 50):
        ours, gist = [], []
        for person in people:
            ask = asked(person, d, day)
            ours.append(server.cost("execute near (" + ", ".join(
                literal(ask[n]) for n in names) + ")"))
            # Its cost grows with the pairs, and is tens of seconds at 50 m.
            if d == 5 or not gist:
                gist.append(server.cost(GIST, ask))
                # Ours counts what is a micrometre too far.
                most, _ = server.cost(GIST, ask | {"d": d + 2e-6})
                assert gist[-1][0] <= ours[-1][0] <= most, (ask, ours, gist)
        rows = statistics.median(r for r, _ in ours[3:])
        mine = statistics.median(ms for _, ms in ours[3:])
        other = statistics.median(ms for _, ms in gist)
        original = None
        if d == 5:
            _, one = server.cost(ORIGINAL, asked(people[3], d, day))
            _, all_ = server.cost(ORIGINAL.replace(
                "and creation_time >= %(from)s and creation_time < %(to)s",
                ""), asked(people[3], d, day))
            original = 60 * max(one, all_)
        lines.append((size, d, rows, mine, 1000 * mine / max(rows, 1), other,
                      original))
        print(lines[-1], flush=True)


def ingest(server, database, lines):
    """Rows a second of processor time and of the clock, stored durably."""
    text, names = plans.statements("locations")["locations_insert"]
    server.connection.execute("prepare put as " + text)
    now = datetime.datetime.now(datetime.UTC).isoformat()

    def put(n):
        values = {"person_id": "{" + ",".join(["1"] * n) + "}",
                  "latitude": "{" + ",".join(
                      str(48 + i * 1e-6) for i in range(n)) + "}",
                  "longitude": "{" + ",".join(["11.5"] * n) + "}",
                  "accuracy": "{" + ",".join(["NULL"] * n) + "}",
                  "creation_time": "{" + ",".join([f'"{now}"'] * n) + "}",
                  "ns": None, "me": None, "role": "organiser",
                  "setting_sighting_days": 30}
        return server.cost("execute put (" + ", ".join(
            literal(values[n_]) for n_ in names) + ")")
    put(1)
    for n, times in ((1, 500), (64, 100), (10_000, 5)):
        began, spent = time.monotonic(), 0
        for _ in range(times):
            spent += put(n)[1]
        took = time.monotonic() - began
        lines.append((n, n * times / took, n * times / (spent / 1000)))
        print(lines[-1], flush=True)


def through_the_worker(database, authority, lines):
    """A batch as a program sends it, by NDJSON, one after the other."""
    from members import Clients
    from http_client import Client
    with stack.Stack(database, authority, workers=1, RATE_LIMIT=0) as running:
        nginx = running.nginx
        clients = Clients(running, Client(nginx.app_url, authority.ca),
                          Client(nginx.api_url, authority.ca))
        who = clients.make_member()
        assert who.api.put("/api/people/me", {"sharing": False}).status == 200
        api = who.token_api()
        body = "\n".join(json.dumps({
            "latitude": 48 + i * 1e-6, "longitude": 11.5})
            for i in range(10_000)).encode()
        took = []
        for _ in range(6):
            began = time.monotonic()
            reply = api.post("/api/locations", body, headers={
                "Content-Type": "application/x-ndjson"})
            took.append(time.monotonic() - began)
            assert reply.status == 200, reply
        lines.append(("10 000, by HTTPS", 10_000 / statistics.median(took),
                      None))
        print(lines[-1], flush=True)


def number(value, form="{:,.2f}"):
    return "–" if value is None else form.format(value).replace(",", " ")


def when():
    now = datetime.datetime.now(datetime.UTC)
    return (f"`tests/load/people.py`, {now:%Y-%m-%d %H:%M} UTC; load average "
            f"{os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} "
            "processors.")


def search_table(searches):
    yield from ("| sightings | metres | rows | ms | µs a row | GiST, ms | "
                "times | UdaConnect, ms | times |",
                "|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for size, d, rows, ms, us, gist, original in searches:
        yield (
            f"| {number(size, '{:,}')} | {d} | {number(rows, '{:,.0f}')} | "
            f"{number(ms)} | {number(us)} | {number(gist, '{:,.0f}')} | "
            f"{number(gist / ms, '{:,.1f}')} | "
            f"{number(original, '{:,.0f}')} | " +
            number(original / ms if original else None, "{:,.0f}") + " |")


def ingest_table(stored, posts):
    yield from ("| rows in a statement | rows/s | rows/s of a processor |",
                "|--:|--:|--:|")
    for n, wall, cpu in stored:
        yield (f"| {n} | {number(wall, '{:,.0f}')} | "
               f"{number(cpu, '{:,.0f}')} |")
    yield ""
    yield from devices.markdown(posts)


def put(part, lines, no_docs):
    """Into docs/performance.md, between the part's own marks; what is measured
    at another time stays as it is."""
    text = "\n".join([when(), "", *lines])
    if no_docs:
        print(text)
    else:
        report.write(text, f"<!-- {part}: begin -->", f"<!-- {part}: end -->")


def measure(server, authority, size, parts, searches, options):
    database = stack.Database(server, f"people{size}")
    stack.command(stack.settings(DATABASE_URL=database.url), "migrate")
    for part in WORLD.format(n=size).split(";"):
        database.sql(part)
    one = Server(database)
    if "search" in parts:
        search(one, database, size, searches)
    if "reply" in parts:
        today = datetime.datetime.now(datetime.UTC).date()
        put("reply", pages.markdown([
            *pages.by_pages(database, authority, 7,
                            [today - datetime.timedelta(n) for n in (10, 1)]),
            pages.whole(database)]), options.no_docs)
    if "far" in parts:
        put("far", walkers.markdown(walkers.measure(
            sys.modules[__name__], one, size)), options.no_docs)
    if "ingest" in parts:
        stored = []
        ingest(one, database, stored)
        through_the_worker(database, authority, stored)
        put("ingest", ingest_table(stored, devices.together(
            server, database, authority)), options.no_docs)
    one.connection.close()
    database.close()
    server.execute(f'drop database "people{size}"')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="300000,1200000,4800000")
    parser.add_argument("--only", choices=[*PARTS])
    parser.add_argument("--no-docs", action="store_true")
    options = parser.parse_args()
    sizes = list(map(int, options.sizes.split(",")))
    searches = []
    folder = stack.Folder("fyl-")
    authority = stack.Authority(folder.path)
    with fixtures.postgres(durable=True) as server:
        for i, size in enumerate(sizes):
            # All but the search at one size alone.
            parts = {*PARTS} if i == 0 else {"search"}
            parts &= {options.only} if options.only else parts
            if parts:
                measure(server, authority, size, parts, searches, options)
    folder.remove()
    if searches:
        put("people", search_table(searches), options.no_docs)


if __name__ == "__main__":
    main()
