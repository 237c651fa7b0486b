"""
What the question who was near costs one who went far: thousands of places, each
of its own.  See people.py, which calls it.
"""

import plans

# Their times and places; a city is 5 km by 5 km, with halls of others in it.
WALKERS = {
    "in a hall, ten days": None,
    "a walk of two hours, each second": """
select (current_date - 5)::timestamp at time zone 'UTC'
               + interval '8 hours' + k * interval '1 second' as at,
        48.0 + 1.4 * k / 111200 as lat, 11.001 as lon
  from generate_series(0, 7199) k""",
    "in a city, each 5 minutes, ten days": """
select (current_date - 9)::timestamp at time zone 'UTC'
               + k * interval '5 minutes' as at,
        48 + random() * 0.045 as lat, 11 + random() * 0.067 as lon
  from generate_series(0, 2591) k""",
    "in a city, each 5 minutes, 30 days": """
select (current_date - 29)::timestamp at time zone 'UTC'
               + k * interval '5 minutes' as at,
        48 + random() * 0.045 as lat, 11 + random() * 0.067 as lon
  from generate_series(0, 8351) k""",
}

WALK = """
insert into person (id, first_name, last_name, sharing)
values (%(id)s, 'Who', 'Walks', true);
insert into sighting (person_id, creation_time, latitude, longitude, precision_m,
        shown_latitude, shown_longitude, x, y, z, cell)
select %(id)s, q.at, q.lat, q.lon, 0, e.*
  from ({walk}) q, sighting_place(q.lat, q.lon, 0) e;
analyze sighting
"""

# What they are asked, of all days: which statement, rows of a page and the one
# behind it, and the metres and seconds (of `within'; None: any) of each question.
QUESTIONS = {
    "connections": ("connections_list", 101, [
        (5, None), (50, None), (1000, None), (50, 900)]),
    "meetings": ("encounters_list", 51, [
        (5, 900), (50, 900), (1000, 900), (50, None), (1000, None)]),
}


def cost(people, server, prepared, names, person, limit, d, within):
    ask = people.asked(person, d, None) | {
        "from": "-infinity", "to": "infinity", "limit": limit,
        "slot": within and 4 * within,
        "apart": f"{within} s" if within else "1000 years"}
    return min(server.cost(f"execute {prepared} (" + ", ".join(
        people.literal(ask[n]) for n in names) + ")")[1] for _ in range(3))


def measure(people, server, first_id):
    """{name of QUESTIONS: [(who, own places, [ms])]}.  `people' is that module,
    which needs this one."""
    lines = {name: [] for name in QUESTIONS}
    statements = plans.statements("connections")
    for name, (statement, _, _) in QUESTIONS.items():
        server.connection.execute(
            f"prepare {name} as {statements[statement][0]}")
    for i, (who, walk) in enumerate(WALKERS.items()):
        person = first_id + i if walk else 7
        if walk:
            for part in WALK.format(walk=walk).split(";"):
                server.connection.execute(part, {"id": person})
        (own,), = server.connection.execute(
            "select count(*) from sighting where person_id = %s",
            (person,)).fetchall()
        for name, (statement, limit, asked) in QUESTIONS.items():
            lines[name].append((who, own, [
                cost(people, server, name, statements[statement][1], person,
                     limit, d, within) for d, within in asked]))
            print(name, lines[name][-1], flush=True)
    return lines


def question(d, within):
    return f"{d} m within {within // 60} min" if within else f"{d} m"


def markdown(measured):
    for name, lines in measured.items():
        asked = QUESTIONS[name][2]
        yield (f"| {name} | own places | " + " | ".join(
            question(*q) for q in asked) + " |")
        yield "|---|--:|" + "--:|" * len(asked)
        for who, own, spent in lines:
            yield f"| {who} | {own} | " + " | ".join(
                f"{ms:.0f}" for ms in spent) + " |"
        yield ""
