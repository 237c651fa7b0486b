"""
The rooms of notes and greeting for a member who has 20 000 notes, in a
community that has 10 000 more: how Postgres runs each statement (the generic
plans, executed, as `explain (analyze, buffers)' tells them), and what the
requests cost through nginx and the workers.

    build/venv/bin/python tests/load/notes.py [--seconds 2] [--rounds 3]
        [--notes 20000] [--plans] [--no-docs]

It starts what it needs, and puts its tables into docs/performance.md, between
their own marks.  With --plans it prints each plan as a whole and no more.
What writes is rolled back.
"""

import argparse
import os
import random
import statistics
import time

import fixtures
import measure
import plans
import report
from http_client import Client

ROOM = ("notes", "pads", "note_versions", "note_shares", "greeting")
SYLLABLES = "ba co du fe gi ho ju ka le mi no pu ra se ti vo wa ze".split()
WORDS = 4000
COMMON, SOME, RARE = "meeting", "harvest", "zeppelin"
PADS = 20
UPDATE = {"id": "@note", "text": "another text", "has_pad_id": "f"}

# What is asked of which statement.  "@note" and the like are looked up; what
# is left out is null, and a cursor stands in the middle of its list.
CASES = [
    ("first page", "notes_by_updated_back", {}),
    ("behind a cursor", "notes_by_updated_back", {"cursor": "f 9 {updated}"}),
    ("the other way", "notes_by_updated", {"cursor": "t 9 {updated}"}),
    ("by name", "notes_by_name", {}),
    ("by name, behind a cursor", "notes_by_name", {"cursor": "t 9 {name}"}),
    ("by name, back, behind a cursor", "notes_by_name_back",
     {"cursor": "f 9 {name}"}),
    ("a pad of {in_pad}", "notes_find", {"pad": "1", "pad_id": "@pad",
                                         "order": "-updated_at"}),
    ("without a pad, by name", "notes_find", {"pad": "none",
                                              "order": "name"}),
    ("a word of {rare}", "notes_find", {"q": RARE, "order": "-updated_at"}),
    ("a word of {some}", "notes_find", {"q": SOME, "order": "-updated_at"}),
    ("a word of {common}", "notes_find", {"q": COMMON, "order": "name"}),
    ("a word of nobody", "notes_find", {"q": "xylophone", "order": "name"}),
    ("a tag of {tagged}", "notes_find", {"tag": "garden", "order": "name"}),
    ("word, tag and pad", "notes_find", {
        "q": SOME, "tag": "garden", "pad": "1", "pad_id": "@pad",
        "order": "-updated_at"}),
    ("one note", "notes_get", {"id": "@note"}),
    ("a new one", "notes_create", {"name": "new", "text": "a few words",
                                   "pad_id": "@pad"}),
    ("an edit", "notes_update", UPDATE),
    ("an edit of 100 000 characters", "notes_update",
     {**UPDATE, "text": "@long"}),
    ("a pin", "notes_update", {"id": "@note", "pinned": "t",
                               "has_pad_id": "f"}),
    ("a removal", "notes_delete", {"id": "@note"}),
    ("a page of all", "notes_all", {"limit": 101}),
    ("its versions", "note_versions_list", {"id": "@note"}),
    ("its links", "note_shares_list", {"id": "@note"}),
    ("all tags", "tags_list", {"limit": 101}),
    ("all pads", "pads_list", {"limit": 101}),
    ("one pad", "pads_get", {"id": "@pad"}),
    ("the largest pad goes: {largest} notes", "pads_delete_notes",
     {"id": "@largest", "notes": "delete"}),
    ("the word", "greeting_get", {}),
]
ASKED = {"notes": "list of 20", "notes-name": "list of 20, by name",
         "notes-pad": "list of 20 of a pad", "notes-rare": f"“{RARE}”",
         "notes-some": f"“{SOME}”", "notes-common": f"“{COMMON}”"}
# Few, because a search for a word of most notes keeps a processor busy for
# tens of milliseconds, and more of them would be refused as overload.
CONNECTIONS = 4
SAVES = 30
BEGIN, END = "<!-- notes: begin -->", "<!-- notes: end -->"


def vocabulary(rng):
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))
            for _ in range(WORDS)]


def text(rng, words, weights, size):
    chosen = rng.choices(words, cum_weights=weights, k=size)
    if rng.random() < 0.8:
        chosen[0] = COMMON
    if rng.random() < 0.05:
        chosen[-1] = SOME
    if rng.random() < 0.0005:
        chosen[1] = RARE
    return " ".join(chosen)


def fill(connection, notes, others=10_000):
    rng = random.Random(1)
    words = vocabulary(rng)
    weights, total = [], 0
    for rank in range(WORDS):       # as words of a language are frequent
        total += 1 / (rank + 1)
        weights.append(total)
    connection.execute(
        "insert into account (handle, email, display_name) select 'member' ||"
        " n, 'member' || n || '@example.org', 'M' from generate_series(1, 21)"
        " n")
    connection.execute(
        "insert into pad (owner, name) select a.id, 'Pad ' || n from "
        "account a, generate_series(1, %s) n", [PADS])
    # An index that is made of what is there takes a tenth of the time.
    index, = connection.execute("select pg_get_indexdef("
                                "'note_words_idx'::regclass)").fetchone()
    connection.execute("drop index note_words_idx; alter table note "
                       "disable trigger note_new_words")
    with connection.cursor().copy(
            "copy note (owner, pad_id, name, text, tags, pinned, updated_at)"
            " from stdin") as copy:
        for n in range(notes + others):
            owner = 1 if n < notes else 2 + n % 20
            # A quarter in the first pad, a quarter in none.
            which = rng.randrange(4)
            pad = (None, 0, rng.randrange(PADS), rng.randrange(PADS))[which]
            copy.write_row((
                owner, None if pad is None else 1 + pad * 21 + owner - 1,
                " ".join(rng.choices(words, k=3)),
                text(rng, words, weights, rng.randint(20, 400)),
                "{garden,work}" if n % 40 == 0 else
                "{work}" if n % 3 == 0 else "{}",
                n % 500 == 0,
                f"2026-01-01 00:{n // 1000 % 60:02}:00.{n % 10 ** 6:06}Z"))
    connection.execute(
        "insert into note_words select id, note_lexemes('english', owner, "
        "name, text, tags), note_lexemes('simple', owner, name, text, tags) "
        "from note; alter table note enable trigger note_new_words")
    connection.execute(index)
    some = "(select n.id from note n, (select max(id) / 2 as id from note " \
        "where owner = 1) m where n.id between m.id - 25 and m.id + 25) n"
    connection.execute(
        f"insert into note_version (note, owner, name, text, saved_at) select "
        f"id, 1, 'x', 'y', now() from {some}, generate_series(1, 100)")
    connection.execute(
        f"insert into note_share (note, owner, token_hash, expires_at) select "
        f"id, 1, id || ' ' || g, now() + interval '1 day' from {some}, "
        "generate_series(1, 20) g")
    connection.execute("vacuum analyze")


def look_up(connection):
    """What the cases name."""
    def one(what):
        return connection.execute("select " + what).fetchone()[0]
    mine = "note where owner = 1"
    pads = "(select pad_id, count(*) as n from note where owner = 1 and " \
        "pad_id is not null group by pad_id) p"
    small = f"(select * from {pads} order by n limit 5) p"
    middle = f"offset (select count(*) / 2 from {mine}) limit 1"
    return {
        "note": one(f"max(id) / 2 from {mine}"),
        "pad": one(f"min(pad_id) from {small}"),
        "largest": one(f"pad_id from {pads} order by n desc limit 1"),
        "updated": one(f"updated_at from {mine} order by updated_at {middle}"),
        "name": one(f"name_key from {mine} order by name_key {middle}"),
        "long": " ".join(vocabulary(random.Random(2)) * 4)[:100_000],
    }, {
        "in_pad": one(f"n from {small} order by pad_id limit 1"),
        "largest": one(f"max(n) from {pads}"),
        "tagged": one(f"count(*) from {mine} and 'garden' = any(tags)"),
        **{k: one(f"count(*) from {mine} and text like '%{w}%'")
           for k, w in (("rare", RARE), ("some", SOME), ("common", COMMON))},
    }


class Plan:
    def __init__(self, title, name, top):
        self.title, self.name = title, name
        nodes = list(plans.walk(top["Plan"]))
        scans = [n for n in nodes if n.get("Index Name") and
                 n["Actual Loops"]]
        self.indexes = list(dict.fromkeys(n["Index Name"] for n in scans))
        self.read = sum(n["Actual Rows"] * n["Actual Loops"] for n in nodes
                        if "Scan" in n["Node Type"] and
                        n.get("Relation Name"))
        self.whole = any(n["Node Type"] == "Seq Scan" and
                         n["Relation Name"] == "note" and n["Actual Loops"]
                         for n in nodes)
        self.sorts = any("Sort" in n["Node Type"] for n in nodes)
        self.rows = top["Plan"]["Actual Rows"]
        self.pages = (top["Plan"]["Shared Hit Blocks"] +
                      top["Plan"]["Shared Read Blocks"])
        self.ms = top["Execution Time"]


def explain(connection, title, name, values, form="json"):
    """The median of five executions, each taken back."""
    text_, names = next(s[name] for s in map(plans.statements, ROOM)
                        if name in s)
    connection.execute("deallocate all")
    connection.execute(f"prepare s as {text_}")
    values = {"me": 1, "limit": 51, **values}
    given = ", ".join("null" if values.get(n) is None else
                      "'%s'" % str(values[n]).replace("'", "''")
                      for n in names)
    made = []
    for _ in range(5):
        with connection.transaction(force_rollback=True):
            rows = connection.execute(
                "explain (analyze, buffers, timing off, costs off, "
                f"format {form}) execute s" +
                (f"({given})" if names else "")).fetchall()
        made.append("\n".join(r[0] for r in rows) if form == "text" else
                    Plan(title, name, rows[0][0][0]))
    return made[0] if form == "text" else sorted(
        made, key=lambda p: p.ms)[2]


def all_plans(connection, form="json"):
    plans.prepare_connection(connection)
    connection.execute("set random_page_cost = 1.1")
    known, counts = look_up(connection)
    out = []
    for title, name, values in CASES:
        values = {k: known.get(str(v)[1:], v) if str(v)[0] == "@" else
                  v.format(**known) if k == "cursor" else v
                  for k, v in values.items()}
        out.append(explain(connection, title.format(**counts), name, values,
                           form))
    return out


def plans_table(made):
    yield "### How each statement is run"
    yield ""
    yield from report.rows(
        ["statement", "asked for", "read by", "rows read", "rows given",
         "pages", "ms"],
        [[f"`{p.name}`", p.title,
          ", ".join(f"`{i}`" for i in p.indexes) + ", all notes" * p.whole
          or "-", p.read, p.rows, p.pages, f"{p.ms:.2f}"] for p in made], 3)


# --------------------------------------------------------------- requests

def requests(opt, us, server, folder):
    """{asked for: figures}, the medians of the rounds."""
    runs = {}
    for _ in range(opt.rounds):
        for endpoint in ASKED:
            runs.setdefault(endpoint, []).append(measure.wrk(
                us, server.process.pid, endpoint, CONNECTIONS, opt.seconds,
                folder))
    return {e: {k: statistics.median(r[k] for r in made)
                for k in made[0] if k != "broken"}
            for e, made in runs.items()}


def saves(us, authority, server, note):
    """Edits of 100 000 characters, one after the other: ms, and the
    processor's µs by part."""
    client = Client(f"https://{us.host}", authority.ca, lambda *_: None)
    words = vocabulary(random.Random(3))
    took = []
    clock = measure.Clock(nginx=us.nginx_pid, program=us.program_pid,
                          postgres=server.process.pid)
    for n in range(SAVES):
        text_ = " ".join(words[n:] * 5)[:100_000]
        began = time.monotonic()
        reply = client.patch(f"/api/notes/{note}", {"text": text_},
                             headers=us.headers)
        took.append(1000 * (time.monotonic() - began))
        assert reply.status == 200, reply
    return {"rate": 1000 / statistics.mean(took),
            "p50": statistics.median(took), "p99": max(took), "bad": 0,
            **{k: v / SAVES * 1e6 for k, v in clock.spent().items()}}


def requests_table(figures):
    yield "### What a request costs"
    yield ""
    yield from report.rows(
        ["asked for", "requests/s", "nginx µs", "program µs", "Postgres µs",
         "all µs", "p50 ms", "p99 ms", "not 2xx"],
        [[ASKED.get(e, e), f"{f['rate']:.0f}", f"{f['nginx']:.0f}",
          f"{f['program']:.0f}", f"{f['postgres']:.0f}",
          f"{f['nginx'] + f['program'] + f['postgres']:.0f}",
          f"{f['p50']:.1f}", f"{f['p99']:.1f}", f["bad"] or ""]
         for e, f in figures.items()], 1)


def measured(opt, server, database, folder):
    """The tables, as lines."""
    with database.connect() as connection:
        fill(connection, opt.notes)
        known, _ = look_up(connection)
        made = all_plans(connection)
    measure.TARGETS.update({
        "notes": "/api/notes?limit=20",
        "notes-name": "/api/notes?limit=20&order=name",
        "notes-pad": f"/api/notes?limit=20&pad={known['pad']}",
        **{f"notes-{k}": f"/api/notes?limit=20&q={w}" for k, w in
           (("rare", RARE), ("some", SOME), ("common", COMMON))}})
    authority = fixtures.stack.Authority(folder / "tls")
    with fixtures.Foyer().start(database, authority) as us:
        figures = requests(opt, us, server, folder)
        figures["a save of 100 000 characters"] = saves(
            us, authority, server, known["note"])
    yield (f"`tests/load/notes.py`, {time.strftime('%Y-%m-%d %H:%M UTC')}: "
           f"{opt.notes} notes of one member, 10000 of others; "
           f"{opt.rounds} rounds of {opt.seconds} s at {CONNECTIONS} "
           f"connections; load average {os.getloadavg()[0]:.1f} at the end, "
           f"{os.cpu_count()} processors.")
    yield ""
    yield from plans_table(made)
    yield from requests_table(figures)


def options():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--seconds", type=int, default=2)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--notes", type=int, default=20_000)
    p.add_argument("--plans", action="store_true",
                   help="print each plan as a whole, and no more")
    p.add_argument("--no-docs", action="store_true",
                   help="leave docs/performance.md as it is")
    return p.parse_args()


def main():
    opt = options()
    folder = fixtures.stack.Folder("fyl-")
    with fixtures.postgres(durable=True) as server:
        database = fixtures.stack.Database(server, "notes")
        fixtures.stack.command(fixtures.stack.settings(
            DATABASE_URL=database.url), "migrate")
        if opt.plans:
            with database.connect() as connection:
                fill(connection, opt.notes)
                for case, plan in zip(CASES, all_plans(connection, "text")):
                    print(f"--- {case[1]}: {case[0]}\n{plan}\n")
        else:
            text_ = "\n".join(measured(opt, server, database, folder.path))
            print(text_)
            if not opt.no_docs:
                report.write(text_, BEGIN, END)
        database.close()
    folder.remove()


if __name__ == "__main__":
    main()
