"""tools/lint-sql: a statement that forgets whose rows they are is refused."""

import pytest
from conftest import ROOT, run

MIGRATION = """\
create table note (
	id bigint primary key,
	owner bigint not null references account,
	name text
);
create table task (id bigint primary key, note text);
create table if not exists public.pad (
	"owner" bigint
);
create table late (id bigint);
alter table late add column owner bigint;
create table place (id bigint, person_id bigint not null);
-- create table ghost (
--	owner bigint
-- );
"""

EXPORT = """\
-- name: export_all
select id from note, public.pad, late where owner = :me;
-- name: export_places
select id from place join person p on p.account = :me;
"""


def lint(checkout, statement, above="", name="x", c='"x"',
         export=EXPORT):
    root = checkout({
        "sql/migrations/0001_x.sql": MIGRATION,
        "sql/x.sql": f"{above}-- name: {name}\n{statement};\n",
        "sql/own.sql": export,
        "fcgi/api/own.c": 'static const char *s = "export_";\n',
        "fcgi/api/x.c": f"static const char *s = {c};\n",
    })
    done = run(ROOT / "tools/lint-sql", root)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


@pytest.mark.parametrize("statement", [
    "select * from note",
    "SELECT * FROM Note",
    "select * from public.note n where n.id = :id",
    "select * from task join note on true",
    "select * from task, note",
    "select * from (task left join lateral (select 1 from pad) p on true)",
    "select 1 where exists (select from note)",
    "insert into note (id) values (1)",
    "update only note set name = ''",
    "delete from task using note where task.id = note.id",
    "with x as (delete from note returning id) select * from x",
    "select * from late",
    "select * from note where name = ':me'",
    "select * from note -- where owner = :me",
    "select :meander::text from note",
    "select * from note where name::me = ''",
])
def test_a_bad_statement_is_refused(checkout, statement):
    found = lint(checkout, statement)
    assert "x touches" in found and "does not name :me" in found


@pytest.mark.parametrize("statement", [
    "select * from note where owner = :me",
    "insert into note (owner, name) select :me::bigint, 'x'",
    "select note, name from task where note = 'from note'",
    "select note.x from task as note_of",
    "select * from ghost",
    "select 1 /* from note */",
])
def test_a_good_one_is_not(checkout, statement):
    assert lint(checkout, statement) == ""


def test_a_reason_is_taken(checkout):
    assert lint(checkout, "select * from note",
                "-- What is over.\n-- system: it ends for everybody.\n") == ""


@pytest.mark.parametrize("above", [
    "-- system:\n", "-- system: why\n", "-- system: it is far away.\n\n",
])
def test_a_reason_is_one_and_stands_above(checkout, above):
    assert "does not name :me" in lint(checkout, "select * from note", above)


def test_a_dead_statement(checkout):
    assert "x is named by nothing" in lint(checkout, "select 1", c='"y"')
    assert "x is named by nothing" in lint(checkout, "select 1",
                                           c='"y" /* "x" */')


def test_a_family_of_statements(checkout):
    assert lint(checkout, "select 1", name="repair_x", c='"repair_"') == ""


def test_a_statement_that_is_run_exists(checkout):
    assert "there is no statement y" in lint(
        checkout, "select 1", c='"x"; err = sql(req, "y", &rows)')
    assert "there is no statement y" in lint(
        checkout, "select 1", c='"x"; s = stmt_find("y")')


def test_no_statements_is_no_success(tmp_path):
    assert run(ROOT / "tools/lint-sql", tmp_path).returncode == 1


def test_what_has_an_owner_can_be_taken_away(checkout):
    found = lint(checkout, "select 1",
                 export=EXPORT.replace(", public.pad", ""))
    assert "table pad has an owner" in found and "table note" not in found


def test_what_tells_of_people_asks_who_shares(checkout):
    faults = [bool(lint(checkout, statement, above)) for statement, above in (
        ("select * from place", ""),
        ("select * from place p, person where p.person_id = person.id", ""),
        ("select * from place join shared_person p on p.id = person_id", ""),
        ("select * from shared_place", ""),
        ("select * from place join person p on p.account = :me", ""),
        ("delete from place", "-- system: it is over.\n"))]
    assert faults == [True, True, False, False, False, False]
