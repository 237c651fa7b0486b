"""
`foyer backup` and `foyer restore`: what comes back is what was there, what is
damaged is refused before anything is changed, and what fails leaves what was.
"""

import contextlib
import hashlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import threading

import pytest

import stack
from stack import FOYER, Database, Postgres, command, wait_for

# A table in pieces, with a place in each day of the last week.
SIGHTINGS = """
with someone as (insert into person (first_name, last_name, sharing)
	values ('Ann', 'Lee', true) returning id)
insert into sighting (person_id, creation_time, latitude, longitude,
	precision_m, shown_latitude, shown_longitude, x, y, z, cell)
select someone.id, now() - n * interval '1 hour', 52 + n / 1e3, 13, 100, at.*
from someone, generate_series(1, 168) n,
	sighting_place(52 + n / 1e3, 13, 100) at"""
# The members' own rows; what a restore does change is said beside them.
KEPT = "select id, name, status, position, updated_at from task order by id"


def run(database, *argv, **settings):
    """(status, stdout, stderr)"""
    return command(stack.settings(DATABASE_URL=database.url, **settings),
                   *argv, check=False)


def state(database):
    return database.digest("task"), database.sql(KEPT)


@pytest.fixture(scope="module")
def lively(postgres, template):
    """A database with rows in most tables, which nobody changes."""
    made = Database(postgres, stack.unique("lively"), template)
    command(stack.settings(DATABASE_URL=made.url), "seed")
    made.sql(SIGHTINGS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def backup(lively, tmp_path_factory):
    path = tmp_path_factory.mktemp("backup") / "foyer.dump"
    command(stack.settings(DATABASE_URL=lively.url), "backup", path)
    return path


@pytest.fixture
def fresh(postgres, template):
    made = Database(postgres, stack.unique("fresh"), template)
    yield made
    made.close()


@pytest.fixture
def empty(postgres):
    made = Database(postgres, stack.unique("empty"))
    yield made
    made.close()


def copy(backup, folder):
    for part in (backup, pathlib.Path(f"{backup}.sha256")):
        shutil.copy(part, folder)
    return folder / backup.name


def summed(path):
    """As somebody would who believes the file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    pathlib.Path(f"{path}.sha256").write_text(f"{digest}  {path.name}\n")
    return path


# ------------------------------------------------------------------- backup

def test_a_backup_is_whole_and_nobody_elses(backup):
    beside = pathlib.Path(f"{backup}.sha256")
    assert {p.name for p in backup.parent.iterdir()} == {backup.name,
                                                         beside.name}
    for path in (backup, beside):
        assert path.stat().st_mode & 0o777 == 0o600
    subprocess.run(["sha256sum", "--check", "--quiet", beside.name],
                   cwd=backup.parent, check=True)
    subprocess.run(["pg_restore", "--list", backup], check=True,
                   stdout=subprocess.DEVNULL)


def test_a_backup_is_never_written_over(lively, backup):
    before = backup.read_bytes()
    status, out, err = run(lively, "backup", backup)
    assert (status, out) == (1, "") and "never written over" in err
    assert backup.read_bytes() == before


def test_another_cluster_gets_one_moment_of_a_busy_one(postgres, template,
                                                       folder, tmp_path):
    source = Database(postgres, stack.unique("busy"), template)
    command(stack.settings(DATABASE_URL=source.url), "seed")
    before = source.one("select count(*) from task")
    stop, pairs = threading.Event(), []

    def write():
        """Two rows in each transaction: half of one would be seen."""
        with source.connect() as c:
            while not stop.is_set():
                with c.transaction():
                    for half in ("a", "b"):
                        c.execute("insert into task (name, position) values "
                                  "(%s, %s)", (half, 1000 + len(pairs)))
                pairs.append(1)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_for("the first rows", lambda: len(pairs) > 20)
        status, out, err = run(source, "backup", tmp_path / "busy.dump")
    finally:
        stop.set()
        writer.join()
    assert (status, err) == (0, "") and "read back whole" in out
    still = source.digest("task")
    source.close()
    with Postgres(folder / "pg-other") as other:
        target = Database(other, "foyer")
        status, out, err = run(target, "restore", tmp_path / "busy.dump")
        assert status == 0, err
        assert target.digest("task") == still
        halves = dict(target.sql("select name, count(*) from task where "
                                 "position >= 1000 group by name"))
        assert halves["a"] == halves["b"] <= len(pairs)
        assert halves["a"] >= 20 and \
            target.one("select count(*) from task") == \
            before + 2 * halves["a"]
        status, out, err = run(target, "migrate", "--status")
        assert status == 0, out
        target.close()


def test_a_folder_keeps_the_newest(lively, tmp_path):
    old = [f"foyer-2020010{n}-000000Z.dump" for n in range(1, 6)]
    other = ["foyer.dump", "foyer-20200101-000000Z.dump.txt",
             "foyer-2020010x-000000Z.dump", "notes"]
    for name in old + other:
        (tmp_path / name).write_text("x")
        (tmp_path / f"{name}.sha256").write_text("x")
    status, out, err = run(lively, "backup", "--keep", "3", tmp_path)
    assert (status, err) == (0, "")
    made = pathlib.Path(out.split(":")[0])
    assert made.parent == tmp_path and made.exists()
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {n + e for n in [made.name, *old[-2:], *other]
                    for e in ("", ".sha256")}


@pytest.mark.parametrize("argv", [
    ("backup", "a", "b"), ("backup", "--keep", "0", "."),
    ("backup", "--keep", "3", "/nonexistent/file"), ("backup", "--keep"),
    ("restore",), ("restore", "a", "b"), ("restore", "--all", "a")])
def test_how_they_are_used(lively, argv):
    status, out, err = run(lively, *argv)
    assert (status, out) == (2, "") and f"usage: foyer {argv[0]}" in err


def test_without_a_database(tmp_path):
    env = stack.settings(DATABASE_URL="host=/nonexistent")
    status, out, err = command(env, "backup", tmp_path / "x", check=False)
    assert (status, out) == (1, "") and "database: " in err
    assert not list(tmp_path.iterdir())
    status, out, err = command(stack.settings(), "backup", check=False)
    assert status == 2 and "DATABASE_URL" in err


def test_where_it_cannot_be_written(lively):
    status, out, err = run(lively, "backup", "/nonexistent/folder/x.dump")
    assert (status, out) == (1, "") and "/nonexistent/folder/x.dump" in err


@pytest.fixture
def programs(tmp_path):
    """A folder of programs to stand before all others: put(name, script)."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def put(name, script):
        (folder / name).write_text("#!/bin/sh\n" + script)
        (folder / name).chmod(0o755)
    put.path = f"{folder}:{stack.PATH}"
    return put


def test_without_the_programs_of_postgres(lively, backup, tmp_path):
    status, out, err = run(lively, "backup", tmp_path / "x", PATH=tmp_path)
    assert (status, out) == (1, "")
    assert "pg_dump cannot be started" in err and "apt-get install" in err
    status, out, err = run(lively, "restore", "--replace", backup,
                           PATH=tmp_path)
    assert (status, out) == (1, "") and "apt-get install" in err
    assert not list(tmp_path.iterdir())


def test_programs_that_do_not_fit_the_server(lively, backup, tmp_path,
                                             programs):
    programs("pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'\n")
    status, out, err = run(lively, "backup", tmp_path / "x",
                           PATH=programs.path)
    assert (status, out) == (1, "")
    assert "is of Postgres 9" in err and "postgresql-client-" in err
    programs("psql", "echo 'psql (PostgreSQL) 99.1'\n")
    before = state(lively)
    status, out, err = run(lively, "restore", "--replace", backup,
                           PATH=programs.path)
    assert (status, out) == (1, "") and "psql on the PATH" in err
    assert state(lively) == before


def test_the_password_stands_on_no_command_line(lively, tmp_path, programs):
    real = shutil.which("pg_dump")
    programs("pg_dump", f'echo "$@" >>{tmp_path}/argv\n'
             f'echo "$PGPASSWORD" >>{tmp_path}/env\nexec {real} "$@"\n')
    env = stack.settings(DATABASE_URL=lively.url + " password=s3same",
                         PATH=programs.path)
    command(env, "backup", tmp_path / "x")
    assert "s3same" not in (tmp_path / "argv").read_text()
    assert "s3same" in (tmp_path / "env").read_text()


def test_what_was_written_badly_is_not_kept(lively, tmp_path, programs):
    """A pg_dump that says it is done, and half of it is missing."""
    real = shutil.which("pg_dump")
    programs("pg_dump", f'[ "$1" = --version ] && exec {real} --version\n'
             f"{real} \"$@\" | head -c 20000\n")
    folder = tmp_path / "kept"
    folder.mkdir()
    status, out, err = run(lively, "backup", folder, PATH=programs.path)
    assert (status, out) == (1, "") and "cannot be read again" in err
    assert not list(folder.iterdir())


def test_a_full_disk_leaves_nothing(lively, tmp_path):
    done = subprocess.run(
        [FOYER, "backup", tmp_path / "x"], capture_output=True, text=True,
        env=stack.settings(DATABASE_URL=lively.url),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                              (20000, 20000)))
    assert done.returncode == 1 and "pg_dump" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not stack.IS_ROOT, reason="not root: mounts no tmpfs")
def test_a_full_file_system_leaves_nothing(lively, tmp_path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none",
                    tmp_path], check=True)
    try:
        status, out, err = run(lively, "backup", tmp_path / "x")
        assert (status, out) == (1, "") and "No space left" in err
        assert not list(tmp_path.iterdir())
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# A pg_dump that stands at our lock.
WAITING = ("select pid from pg_stat_activity where datname = "
           "current_database() and application_name = 'pg_dump' "
           "and wait_event_type = 'Lock'")


@pytest.mark.parametrize("sig", [signal.SIGKILL, signal.SIGINT])
def test_one_that_was_killed_leaves_nothing_that_looks_whole(
        fresh, tmp_path, sig):
    with fresh.connect() as blocker:
        blocker.execute("begin; lock table account")
        process = subprocess.Popen(
            [FOYER, "backup", tmp_path], stdout=subprocess.PIPE,
            env=stack.settings(DATABASE_URL=fresh.url))
        wait_for("pg_dump waits", lambda: fresh.sql(WAITING))
        os.kill(process.pid, sig)
        process.communicate()
        assert process.returncode == -sig
        wait_for("pg_dump has ended", lambda: not fresh.sql(
            "select 1 from pg_stat_activity where application_name = 'pg_dump'"
            " and datname = current_database()"))
    assert all(p.suffix == ".partial" for p in tmp_path.iterdir())
    status, out, err = run(fresh, "backup", tmp_path)
    assert (status, err) == (0, "")
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".dump",
                                                            ".sha256"]


def test_two_at_once_into_one_file(fresh, tmp_path):
    with fresh.connect() as blocker:
        blocker.execute("begin; lock table account")
        first = subprocess.Popen(
            [FOYER, "backup", tmp_path / "x"], stdout=subprocess.DEVNULL,
            env=stack.settings(DATABASE_URL=fresh.url))
        # Its file is there before it is its own.
        wait_for("pg_dump waits", lambda: fresh.sql(WAITING))
        status, out, err = run(fresh, "backup", tmp_path / "x")
        assert (status, out) == (1, "") and "another backup" in err
        blocker.execute("rollback")
        assert first.wait(30) == 0


# ------------------------------------------------------------------ restore

def test_a_restore_is_what_was(lively, backup, empty):
    status, out, err = run(empty, "restore", backup)
    assert (status, err) == (0, "")
    assert f"{backup} is restored\n" in out
    assert state(empty) == state(lively)
    assert run(empty, "check-sql")[0] == 0


def test_a_database_that_is_not_empty(lively, backup, fresh):
    fresh.sql("insert into task (name, position) values ('mine', 1)")
    fresh.sql("create table of_somebody (id int primary key)")
    before = state(fresh)
    status, out, err = run(fresh, "restore", backup)
    assert (status, out) == (1, "") and "--replace" in err
    assert state(fresh) == before
    status, out, err = run(fresh, "restore", "--replace", backup)
    assert (status, err) == (0, "")
    assert state(fresh) == state(lively)


def test_a_role_without_rights_of_its_own(postgres, plain_role, lively,
                                          backup):
    """As `make run` has it: the role owns the database and no extension."""
    with contextlib.closing(Database(postgres, stack.unique())) as target:
        target.sql("create extension postgis")
        target.sql(f'alter database "{target.name}" owner to {plain_role}')
        url = target.url.replace("user=foyer", f"user={plain_role}")
        for argv in (["restore"], ["restore", "--replace"]):
            status, out, err = command(stack.settings(DATABASE_URL=url),
                                       *argv, backup, check=False)
            assert (status, err) == (0, "")
            assert state(target) == state(lively)


def places(size):
    return [0, 4, 11, 60, 500, size // 3, size // 2, size * 3 // 4, size - 40,
            size - 1]


@pytest.mark.parametrize("n", range(10))
def test_one_damaged_byte_anywhere_is_refused(fresh, backup, tmp_path, n):
    path = copy(backup, tmp_path)
    data = bytearray(path.read_bytes())
    data[places(len(data))[n]] ^= 1 << n % 8
    path.write_bytes(data)
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", path)
    assert (status, out) == (1, "") and "is damaged" in err
    assert state(fresh) == before


@pytest.mark.parametrize("left", [0, 1, 1000, -1, -30000])
def test_one_that_was_cut_off_is_refused(fresh, backup, tmp_path, left):
    path = copy(backup, tmp_path)
    path.write_bytes(path.read_bytes()[:left])
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", path)
    assert (status, out) == (1, "") and "is damaged" in err
    assert state(fresh) == before


@pytest.mark.parametrize("left", [0, 1000, 20000, 40000])
def test_one_that_was_cut_off_before_it_was_summed_changes_nothing(
        fresh, backup, tmp_path, left):
    path = copy(backup, tmp_path)
    path.write_bytes(path.read_bytes()[:left])
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", summed(path))
    assert (status, out) == (1, "") and "pg_restore" in err
    assert state(fresh) == before


def test_without_its_checksum(fresh, backup, tmp_path):
    path = shutil.copy(backup, tmp_path)
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", path)
    assert (status, out) == (1, "") and "sha256sum" in err
    pathlib.Path(f"{path}.sha256").write_text("of what?\n")
    status, out, err = run(fresh, "restore", "--replace", path)
    assert (status, out) == (1, "") and "no checksum" in err
    status, out, err = run(fresh, "restore", tmp_path / "none")
    assert (status, out) == (1, "") and "none" in err
    assert state(fresh) == before


def test_a_file_of_pg_dump(lively, empty, tmp_path):
    path = tmp_path / "by-hand.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", path, "-d", lively.url],
                   check=True)
    status, out, err = run(empty, "restore", summed(path))
    assert (status, err) == (0, "")
    assert state(empty) == state(lively)


def test_what_is_no_backup_of_foyer(postgres, fresh, empty, tmp_path):
    empty.sql("create table other (id int)")
    path = tmp_path / "other.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", path, "-d", empty.url],
                   check=True)
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", summed(path))
    assert (status, out) == (1, "") and "no backup of Foyer" in err
    path.write_text("select 1;\n")
    status, out, err = run(fresh, "restore", "--replace", summed(path))
    assert (status, out) == (1, "") and "pg_restore cannot read it" in err
    assert state(fresh) == before


@pytest.mark.parametrize("change, says", [
    ("insert into schema_migration (version, name, checksum) values "
     "(9999, '9999_later', 'x')", "newer version"),
    ("update schema_migration set checksum = 'x' where version = 1",
     "0001 is not the one"),
])
def test_another_programs_schema(postgres, template, fresh, tmp_path, change,
                                 says):
    source = Database(postgres, stack.unique("newer"), template)
    source.sql(change)
    assert run(source, "backup", tmp_path / "x")[0] == 0
    source.close()
    before = state(fresh)
    status, out, err = run(fresh, "restore", "--replace", tmp_path / "x")
    assert (status, out) == (1, "") and says in err
    assert state(fresh) == before


def test_an_older_schema_is_brought_up_to_date(postgres, template, empty,
                                               tmp_path):
    source = Database(postgres, stack.unique("older"), template)
    source.sql("drop table greeting cascade")
    source.sql("delete from schema_migration where name = '0005_greeting'")
    assert run(source, "backup", tmp_path / "x")[0] == 0
    source.close()
    status, out, err = run(empty, "restore", tmp_path / "x")
    assert status == 0, err
    assert "0005_greeting applied\n1 migrations applied now" in out
    assert run(empty, "migrate", "--status")[0] == 0


def test_who_may_not_changes_nothing(postgres, fresh, backup):
    with contextlib.suppress(Exception):
        postgres.execute("create role stranger login")
    url = fresh.url.replace("user=foyer", "user=stranger")
    for table in fresh.tables():
        fresh.sql(f'grant select on "{table}" to stranger')
    before = state(fresh)
    status, out, err = command(stack.settings(DATABASE_URL=url), "restore",
                               "--replace", backup, check=False)
    assert (status, out) == (1, "")
    assert "must be owner" in err and "what it held before" in err
    assert state(fresh) == before


def test_a_restore_that_is_killed_changes_nothing(fresh, backup):
    before = state(fresh)
    with fresh.connect() as blocker:
        blocker.execute("begin; select from task")
        process = subprocess.Popen(
            [FOYER, "restore", "--replace", backup],
            env=stack.settings(DATABASE_URL=fresh.url))
        waiting = ("select 1 from pg_stat_activity where datname = "
                   "current_database() and application_name = 'psql' "
                   "and wait_event_type = 'Lock'")
        wait_for("psql waits for the lock", lambda: fresh.sql(waiting))
        process.kill()
        process.wait()
        blocker.execute("rollback")
    wait_for("psql has ended", lambda: not fresh.sql(
        "select 1 from pg_stat_activity where datname = current_database() and "
        "application_name = 'psql'"))
    assert state(fresh) == before


def test_one_at_a_time(fresh, backup):
    with fresh.connect() as other:
        other.execute("select pg_advisory_lock(1718580581)")
        status, out, err = run(fresh, "restore", "--replace", backup)
        assert (status, out) == (1, "") and "is at work" in err


def test_members_have_it_back_at_once(make_stack, tmp_path):
    """Nothing is stopped for it; what the pages know is put right."""
    system = make_stack(workers=2)
    maker = system.clients.make_organiser()
    kept = maker.task(name="kept")
    command(system.env, "backup", tmp_path / "x")
    maker.api.patch(f"/api/tasks/{kept['id']}", {"name": "spoilt"})
    later = maker.task(name="later")
    cursor = maker.api.get("/api/tasks/changes").header("X-Changes-Cursor")
    command(system.env, "restore", "--replace", tmp_path / "x")

    def get(target):
        """The workers' connections were ended: each may say so once."""
        return wait_for("an answer", lambda: next(
            (r for r in [maker.api.get(target)] if r.status != 503), None))
    assert get(f"/api/tasks/{kept['id']}").json()["name"] == "kept"
    assert get(f"/api/tasks/{later['id']}").status == 404
    told = get(f"/api/tasks/changes?since={cursor}").json()
    assert [t["name"] for t in told if t["id"] == kept["id"]] == ["kept"]
    assert get("/api/pads").status == 200
    system.pool.lines()
