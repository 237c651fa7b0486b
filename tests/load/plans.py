"""
How Postgres runs the statements of sql/tasks.sql: their generic plans (the
ones that a prepared statement has for good), executed, on a board of a given
size.

    build/venv/bin/python tests/load/plans.py [TASKS…]     10000 100000

It starts a Postgres of its own.  bench.py writes the outcome to
docs/performance.md, and test_load.py holds the lists to it: in the order of
the index, from where the cursor says, and no further than the limit.
"""

import re
import sys

import fixtures

SQL = fixtures.ROOT / "sql"
TOKEN = re.compile(r"'[^']*'|--[^\n]*|::\w+|:(\w+)")
CURSOR = "(select status::text || ' ' || position || ' ' || id " \
    "from task where deleted_at is null order by task.status desc, " \
    "task.position desc, task.id desc limit 1 offset 50)"

# What is asked of which statement; what is left out is null.
CASES = [
    ("first page", "tasks_list", {"limit": 20}),
    ("page behind a cursor, near the end", "tasks_list",
     {"limit": 20, "cursor": True}),
    ("one column", "tasks_list", {"limit": 20, "status": "In Progress"}),
    ("one column, behind a cursor", "tasks_list",
     {"limit": 20, "status": "Done", "cursor": True}),
    ("a member's tasks", "tasks_list", {"limit": 20, "assignee": "member7"}),
    ("words in the name", "tasks_list", {"limit": 20, "q": "number 99"}),
    ("one task", "tasks_get", {"id": 77}),
    ("changes, none", "tasks_changes", {"since": "9999999999"}),
]


def statements(name):
    """{statement: (text with $n, [names of its parameters])} of a file."""
    found = {}
    for part in re.split(r"^-- name: *", (SQL / f"{name}.sql").read_text(),
                         flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        names = []

        def number(m):
            if not m.group(1):
                return "" if m.group(0).startswith("--") else m.group(0)
            if m.group(1) not in names:
                names.append(m.group(1))
            return f"${names.index(m.group(1)) + 1}"
        text = TOKEN.sub(number, text).split(";")[0]
        found[title.strip()] = (text, names)
    return found


def walk(node):
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


class Plan:
    """What became of one case."""

    def __init__(self, title, name, top):
        self.title, self.name = title, name
        self.ms = top["Execution Time"]
        nodes = list(walk(top["Plan"]))
        scans = [n for n in nodes if n.get("Relation Name") == "task"]
        self.nodes = [n["Node Type"] for n in nodes]
        self.index = scans[0].get("Index Name", "all of it") if scans else "-"
        self.read = sum(
            (n["Actual Rows"] + n.get("Rows Removed by Filter", 0)) *
            n["Actual Loops"] for n in scans)
        self.rows = top["Plan"]["Actual Rows"]
        self.buffers = (top["Plan"]["Shared Hit Blocks"] +
                        top["Plan"]["Shared Read Blocks"])
        self.sorts = any(n in ("Sort", "Incremental Sort") for n in self.nodes)


def explain(connection, title, name, values, form="json"):
    text, names = statements("tasks")[name]
    connection.execute("deallocate all")
    connection.execute(f"prepare s as {text}")
    values = dict(values)
    if values.get("cursor"):
        values["cursor"] = connection.execute(
            f"select replace(c, 'In Progress', 'In_Progress') "
            f"from {CURSOR} _(c)").fetchone()[0]
    given = ", ".join("null" if values.get(n) is None else
                      "'%s'" % str(values[n]).replace("'", "''")
                      for n in names)
    rows = []
    for _ in range(3):          # the last one has all in memory
        rows = connection.execute(
            f"explain (analyze, buffers, costs off, timing off, format {form})"
            f" execute s({given})").fetchall()
    if form == "text":
        return "\n".join(r[0] for r in rows)
    return Plan(title, name, rows[0][0][0])


def prepare_connection(connection):
    connection.prepare_threshold = None
    connection.execute("set plan_cache_mode = force_generic_plan; "
                       "set jit = off; set timezone = 'UTC'")


def all_plans(connection):
    prepare_connection(connection)
    return [explain(connection, *case) for case in CASES]


def table(plans_by_size):
    """As Markdown: {tasks: [Plan]}."""
    lines = ["| tasks | asked for | read by | rows read | rows | pages | "
             "sorts | ms |", "|--:|---|---|--:|--:|--:|---|--:|"]
    for size, plans in plans_by_size.items():
        for p in plans:
            lines.append(
                f"| {size} | `{p.name}`: {p.title} | `{p.index}` | {p.read} | "
                f"{p.rows} | {p.buffers} | {'yes' if p.sorts else 'no'} | "
                f"{p.ms:.2f} |")
    return "\n".join(lines)


def main():
    sizes = [int(a) for a in sys.argv[1:]] or [10000, 100000]
    out = {}
    with fixtures.database() as make:
        for size in sizes:
            database = make(size)
            with database.connect() as connection:
                out[size] = all_plans(connection)
                if "-v" in sys.argv:
                    for case in CASES:
                        print(case[0], explain(connection, *case, "text"),
                              sep="\n")
    print(table(out))


if __name__ == "__main__":
    main()
