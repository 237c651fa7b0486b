"""tools/embed-sql: from named statements to the program's table of them."""

import pytest
from conftest import ROOT, run


def embed(tmp_path, text):
    path = tmp_path / "x.sql"
    path.write_text(text)
    return run(ROOT / "tools/embed-sql", path)


def statement(tmp_path, text):
    """(SQL as the program has it, parameters) of one statement."""
    done = embed(tmp_path, f"-- name: x\n{text}\n")
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    at = lines.index('{ "x",')
    sql = ""
    for line in lines[at + 1:]:
        sql += line.rstrip(",")[1:-1].replace("\\n", "\n") \
            .replace('\\"', '"').replace("\\\\", "\\")
        if line.endswith(","):
            break
    params = lines[lines.index(line) + 1].partition("{ ")[2]
    return sql.rstrip("\n"), [p.strip().strip('"') for p in
                              params.partition("}")[0].split(",")
                              if p.strip() not in ("", "NULL")]


@pytest.mark.parametrize("text, sql, params", [
    ("select :a;", "select $1", ["a"]),
    ("select :a, :b, :a;", "select $1, $2, $1", ["a", "b"]),
    ("select :a1 + :a12;", "select $1 + $2", ["a1", "a12"]),
    ("select :a::text, b::int;", "select $1::text, b::int", ["a"]),
    ("select 'half past 12:30';", "select 'half past 12:30'", []),
    ("select ':name' || ':''x' || :y;", "select ':name' || ':''x' || $1",
     ["y"]),
    (r"select E'it\':s' || :y;", r"select E'it\':s' || $1", ["y"]),
    (r"select '\', :y;", r"select '\', $1", ["y"]),
    ('select x as "a:b";', 'select x as "a:b"', []),
    ("select 1 -- of :these, it's the first\n + :x;", "select 1\n + $1",
     ["x"]),
    ("select /* :not, 'this */ :x;", "select  $1", ["x"]),
    ("select 1\n/* :not\n'this */\n + :x;", "select 1\n + $1", ["x"]),
    ("select 'two\n\n:lines';", "select 'two\n\n:lines'", []),
    ("select (array[1,2,3])[1:2];", "select (array[1,2,3])[1:2]", []),
    ("select ';' -- ; :x\n;", "select ';'\n", []),
])
def test_a_statement(tmp_path, text, sql, params):
    assert statement(tmp_path, text) == (sql.rstrip("\n"), params)


@pytest.mark.parametrize("text, why", [
    ("select 1;", ":1: a statement without a name"),
    ("-- name: x\nselect 1", "x does not end with a semicolon"),
    ("-- name: x\nselect 1;\n-- name: x\nselect 2;", ":3: x is there twice"),
    ("-- name: x\nselect 1; select 2;",
     ":2: something stands behind the semicolon of x"),
    ("-- name: x\nselect 'a;", "a quote or comment does not end"),
    ("-- name: x\n-- name: y\nselect 1;", "x does not end with a semicolon"),
    ("-- name: X\nselect 1;", ":1: no name of a statement"),
    ("-- name: x y\nselect 1;", ":1: no name of a statement"),
    ("-- name: x\ndo $$ begin end $$;", "belongs into a migration"),
    ("-- name: x\nselect " + ", ".join(f":p{n}" for n in range(25)) + ";",
     "x has more than 24 parameters"),
])
def test_what_is_refused(tmp_path, text, why):
    done = embed(tmp_path, text + "\n")
    assert done.returncode == 1
    assert why in done.stderr


def test_they_are_sorted_for_the_search(tmp_path):
    done = embed(tmp_path, "-- name: b\nselect 1;\n-- name: c\nselect 1;\n"
                           "-- name: a\nselect 1;\n")
    at = [done.stdout.index(f'{{ "{name}",') for name in "abc"]
    assert at == sorted(at)
    assert "n_stmts = 3;" in done.stdout
