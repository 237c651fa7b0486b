"""
How Postgres runs each statement of the notes' room for a member who has
20 000 of them, beside a community that has 10 000 more: the generic plans,
executed, as `explain (analyze, buffers)' tells them.

    build/venv/bin/python tests/load/note_plans.py [-v] [NOTES]

It starts a Postgres of its own, prints the table that docs/performance.md
holds, and with -v each plan as a whole.  What writes is rolled back.
"""

import random
import sys

import fixtures
import plans

ROOM = ("notes", "pads", "note_versions", "note_shares", "greeting")
SYLLABLES = "ba co du fe gi ho ju ka le mi no pu ra se ti vo wa ze".split()
WORDS = 4000
COMMON, SOME, RARE = "meeting", "harvest", "zeppelin"
PADS = 20
UPDATE = {"id": "note", "text": "another text", "has_pad_id": "f"}

# What is asked of which statement.  "note" and the like are looked up; what
# is left out is null, and a cursor stands in the middle of its list.
CASES = [
    ("first page", "notes_by_updated_back", {}),
    ("behind a cursor", "notes_by_updated_back", {"cursor": "f 9 {updated}"}),
    ("the other way", "notes_by_updated", {"cursor": "t 9 {updated}"}),
    ("by name", "notes_by_name", {}),
    ("by name, behind a cursor", "notes_by_name", {"cursor": "t 9 {name}"}),
    ("by name, back, behind a cursor", "notes_by_name_back",
     {"cursor": "f 9 {name}"}),
    ("a pad of {in_pad}", "notes_find", {"pad": "1", "pad_id": "pad",
                                         "order": "-updated_at"}),
    ("without a pad, by name", "notes_find", {"pad": "none",
                                              "order": "name"}),
    ("a word of {rare}", "notes_find", {"q": RARE, "order": "-updated_at"}),
    ("a word of {some}", "notes_find", {"q": SOME, "order": "-updated_at"}),
    ("a word of {common}", "notes_find", {"q": COMMON, "order": "name"}),
    ("a word of nobody", "notes_find", {"q": "xylophone", "order": "name"}),
    ("a tag of {tagged}", "notes_find", {"tag": "garden", "order": "name"}),
    ("word, tag and pad", "notes_find", {
        "q": SOME, "tag": "garden", "pad": "1", "pad_id": "pad",
        "order": "-updated_at"}),
    ("one note", "notes_get", {"id": "note"}),
    ("a new one", "notes_create", {"name": "new", "text": "a few words",
                                   "pad_id": "pad"}),
    ("an edit", "notes_update", UPDATE),
    ("an edit of 100 000 characters", "notes_update",
     {**UPDATE, "text": "long"}),
    ("a pin", "notes_update", {"id": "note", "pinned": "t",
                               "has_pad_id": "f"}),
    ("a removal", "notes_delete", {"id": "note"}),
    ("a page of all", "notes_all", {"limit": 101}),
    ("its versions", "note_versions_list", {"id": "note"}),
    ("its links", "note_shares_list", {"id": "note"}),
    ("all tags", "tags_list", {"limit": 101}),
    ("all pads", "pads_list", {"limit": 101}),
    ("one pad", "pads_get", {"id": "pad"}),
    ("the largest pad goes: {largest} notes", "pads_delete_notes",
     {"id": "largest", "notes": "delete"}),
    ("the word", "greeting_get", {}),
]


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


def fill(connection, notes):
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
        for n in range(notes + 10_000):
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
    connection.execute("insert into note_version (note, owner, name, text, "
                       "saved_at) select n.id, 1, 'x', 'y', now() from (select "
                       "id from note where owner = 1 limit 50) n, "
                       "generate_series(1, 100)")
    connection.execute("vacuum analyze")


def look_up(connection):
    """What the cases name."""
    def one(what):
        return connection.execute("select " + what).fetchone()[0]
    mine = "note where owner = 1"
    pads = "(select pad_id, count(*) as n from note where owner = 1 and " \
        "pad_id is not null group by pad_id) p"
    return {
        "note": one(f"max(id) / 2 from {mine}"),
        "pad": one(f"min(pad_id) from {pads} where n < 5000"),
        "largest": one(f"pad_id from {pads} order by n desc limit 1"),
        "updated": one(f"updated_at from {mine} order by updated_at "
                       "offset 10000 limit 1"),
        "name": one(f"name_key from {mine} order by name_key "
                    "offset 10000 limit 1"),
        "long": " ".join(vocabulary(random.Random(2)) * 4)[:100_000],
    }, {
        "in_pad": one(f"n from {pads} where pad_id = (select min(pad_id) "
                      f"from {pads} where n < 5000)"),
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
        values = {k: known.get(v, v) if k != "cursor" else v.format(**known)
                  for k, v in values.items()}
        out.append(explain(connection, title.format(**counts), name, values,
                           form))
    return out


def table(made):
    lines = ["| statement | asked for | read by | rows read | rows given | "
             "pages | ms |", "|---|---|---|--:|--:|--:|--:|"]
    for p in made:
        by = ", ".join(f"`{i}`" for i in p.indexes)
        lines.append(f"| `{p.name}` | {p.title} | "
                     f"{by + ', all notes' * p.whole or '-'} | {p.read} | "
                     f"{p.rows} | {p.pages} | {p.ms:.2f} |")
    return "\n".join(lines)


def main():
    notes = [int(a) for a in sys.argv[1:] if a.isdigit()] or [20_000]
    with fixtures.postgres() as server:
        database = fixtures.stack.Database(server, "notes")
        fixtures.stack.command(fixtures.stack.settings(
            DATABASE_URL=database.url), "migrate")
        with database.connect() as connection:
            fill(connection, notes[0])
            if "-v" in sys.argv:
                for case, plan in zip(CASES, all_plans(connection, "text")):
                    print(f"--- {case[1]}: {case[0]}\n{plan}\n")
            print(table(all_plans(connection)))
        database.close()


if __name__ == "__main__":
    main()
