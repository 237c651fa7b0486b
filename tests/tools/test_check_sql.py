"""`foyer check-sql`, on the program's own statements, on the skeleton's, and
on a resource with every fault there is."""

import pathlib

import pytest
from conftest import ROOT, foyer
from stack import Database

HERE = pathlib.Path(__file__).parent
PLANTED = """\
planted_missing: has neither a handler nor a statement
planted_broken: ERROR:  relation "nowhere" does not exist
planted_nothing_supplies: nothing supplies :nothing
planted_param_type: :q is bigint in SQL, which "string" does not fit
planted_rows: :name is text in SQL, which each "string" does not fit
planted_too_small: :n is integer in SQL, which "int" does not fit
planted_enum_param: :kind is planted_kind in SQL, which "enum" does not fit
planted_enum_column: column kind is planted_kind, which "enum" does not fit
planted_no_column: has no column gone
planted_column_type: column id is text, which "id" does not fit
planted_null: column name can be null, and the table says that it is not
planted_extra: column small answers nothing
planted_unused: does not name :id of the path
planted_unused: does not name :q of the query
planted_unused: does not name :name of the body
planted_rowless: has no row to show what it did: it would always be 404
planted_blind: does not name :if_match
planted_blind: :note may be null, and without :has_note that is not told from \
absent
planted_no_cursor: has no column cursor
planted_twice: two routes have this name
planted_same_path: planted_twice has its method and path
Planted-Name: is no name: words of a-z joined by _
Planted-Name: does not say who may
Planted-Name: says nothing of itself (.doc)
Planted-Name: a GET has no body
Planted-Name: 204 has no body
Planted-Name: the path has no {ident}
planted_tables: answers nothing, which is 204
planted_tables: id is there twice
planted_tables: kind: an enum has words, and nothing else has
planted_tables: n: max is less than min
planted_tables: x can be neither read nor written
planted_tables: y has no type
planted_tables: list has no form in an address
planted_tables: some: most of what?
planted_other_schema: Planted is said in two ways
planted_problem: Problem is the name of another schema
planted: the database has no constraint planted_nowhere
""".splitlines()


@pytest.fixture(scope="module")
def planted(build_with, postgres):
    """The lines of check-sql on the planted resource."""
    program = build_with(HERE / "planted/planted.c",
                         HERE / "planted/planted.sql")
    made = Database(postgres, "planted")
    made.sql((HERE / "planted/migration.sql").read_text())
    done = foyer("check-sql", program=program, DATABASE_URL=made.url)
    made.close()
    assert done.returncode == 1
    return done.stdout.splitlines()


@pytest.mark.parametrize("line", PLANTED)
def test_a_planted_fault_is_found(planted, line):
    assert line in planted


def test_nothing_else_is_found(planted):
    assert sorted(set(planted)) == sorted(PLANTED)


def test_the_program_holds(database):
    done = foyer("check-sql", DATABASE_URL=database.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" statements hold\n")


def test_the_skeleton_holds(build_with, postgres, database):
    program = build_with(ROOT / "fcgi/api/skeleton.c",
                         ROOT / "sql/skeleton/skeleton.sql")
    database.close()
    made = Database(postgres, "skeleton", database.name)
    made.sql((ROOT / "sql/skeleton/migration.sql").read_text())
    done = foyer("check-sql", program=program, DATABASE_URL=made.url)
    made.close()
    assert (done.returncode, done.stdout) == (0, "7 statements hold\n")


def test_the_skeleton_is_not_served():
    assert "skeleton" not in foyer("routes").stdout


def test_without_a_database():
    done = foyer("check-sql", DATABASE_URL="host=/nowhere/at/all")
    assert done.returncode == 1
    assert done.stderr.startswith("foyer check-sql: no database: ")


def test_an_empty_database(postgres):
    made = Database(postgres, "empty")
    done = foyer("check-sql", DATABASE_URL=made.url)
    made.close()
    assert done.returncode == 1
    assert 'relation "task" does not exist' in done.stdout
