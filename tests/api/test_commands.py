"""
The program's commands from a shell's point of view: what they print, the exit
status, and what is in the database afterwards.  Mail is in test_mail.py, the
other work of `foyer jobs` in test_jobs.py.
"""

import datetime
import json
import re
import socket
import subprocess
import threading
import time

import pytest

import stack
from stack import FOYER, ROOT, Database, command

VERSION = (ROOT / "VERSION").read_text().strip()
COMMANDS = {"serve", "jobs", "migrate", "backup", "restore", "seed", "import", "admin", "setup-link", "ping",
            "openapi", "types", "routes", "check-sql", "doctor", "settings",
            "version", "help"}


def run(*argv, **overrides):
    """(status, stdout, stderr)"""
    return command(stack.settings(**overrides), *argv, check=False)


# --------------------------------------------------------- the command line

def test_version():
    assert run("version") == (0, f"foyer {VERSION}\n", "")
    assert run("--version") == run("version")


def test_help_names_every_command():
    status, out, err = run("help")
    named = {line.split()[0] for line in out.splitlines()
             if line.startswith("  ")}
    assert (status, err) == (0, "") and named == COMMANDS
    assert run("--help")[1] == out
    assert all(len(line) < 80 for line in out.splitlines())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_of_each(name):
    status, out, err = run(name, "--help", THREADS="broken")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: foyer {name}")
    assert run("help", name)[1] == out


@pytest.mark.parametrize("name", sorted(COMMANDS - {"help"}))
def test_what_it_does_not_know_is_a_mistake(name):
    for wrong in (("--no-such-option",), ("a", "b", "c", "d")):
        status, out, err = run(name, *wrong, LISTEN="unix:/nonexistent/x",
                               DATABASE_URL="host=/nonexistent")
        assert status == 2 and out == "", (wrong, status, out, err)
        assert f"usage: foyer {name}" in err


def test_no_command_and_no_such_command():
    assert run()[0] == 2 and "usage" in run()[2]
    status, out, err = run("serv")
    assert status == 2 and '"serv"' in err and out == ""
    assert run("help", "serv")[0] == 2


def test_what_cannot_be_printed_is_a_failure():
    with open("/dev/full", "w") as full:
        for argv in (["help"], ["settings"], ["openapi"]):
            done = subprocess.run([FOYER, *argv], env=stack.settings(),
                                  stdout=full, stderr=subprocess.PIPE)
            assert done.returncode == 1 and b"No space" in done.stderr


def test_settings_that_do_not_fit_stop_everything():
    status, out, err = run("jobs", "--once", THREADS="x", SIGNUP="maybe",
                           COMMUNITY_FILE="/nonexistent/x")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 3
    for name in ("THREADS", "SIGNUP", "COMMUNITY"):
        assert f"setting {name}: " in err


def test_a_setting_from_a_file(database, tmp_path):
    (tmp_path / "url").write_text(database.url + "\n")
    command(stack.settings(DATABASE_URL_FILE=tmp_path / "url"), "jobs",
            "--once")


def test_the_manual_names_every_command():
    page = (ROOT / "docs/man/foyer.1").read_text()
    for name in COMMANDS:
        assert re.search(rf"^\.It Ic {name}\b", page, re.M), name
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning",
                           ROOT / "docs/man/foyer.1"], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout


# ------------------------------------------------------------------ migrate

@pytest.fixture
def empty(postgres):
    """A database without anything in it."""
    made = Database(postgres, stack.unique("empty"))
    yield made
    made.close()


def migrate(database, *argv):
    return run("migrate", *argv, DATABASE_URL=database.url)


def count_files():
    return len(list((ROOT / "sql/migrations").glob("*.sql")))


def test_migrate_once_and_again(empty):
    n = count_files()
    status, out, err = migrate(empty, "--status")
    assert status == 1 and out.count("pending") == n
    assert empty.tables() == []
    status, out, err = migrate(empty)
    assert (status, err) == (0, ""), err
    assert out.count(" applied\n") == n
    assert f"{n} migrations applied now, 0 were there" in out
    before = empty.digest()
    status, out, err = migrate(empty)
    assert (status, err) == (0, "")
    assert f"0 migrations applied now, {n} were there" in out
    assert empty.digest() == before
    status, out, err = migrate(empty, "--status")
    assert status == 0 and "pending" not in out and "0001_accounts" in out


def test_several_migrate_at_once(empty):
    done = []
    threads = [threading.Thread(target=lambda: done.append(migrate(empty)))
               for _ in range(5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [d[0] for d in done] == [0] * 5, done
    n = count_files()
    applied = [int(re.search(r"(\d+) migrations applied now", d[1])[1])
               for d in done]
    assert sorted(applied) == [0] * 4 + [n]
    assert empty.one("select count(*) from schema_migration") == n


def test_an_applied_file_that_was_edited(empty):
    migrate(empty)
    empty.sql("update schema_migration set checksum = 'x' where version = 2")
    before = empty.digest()
    status, out, err = migrate(empty)
    assert status == 1 and "0002_board" in err
    assert empty.digest() == before
    status, out, err = migrate(empty, "--status")
    assert status == 1 and "changed since" in out


def test_a_newer_database_is_fine(empty):
    migrate(empty)
    empty.sql("insert into schema_migration values (9999, '9999_x', 'x')")
    status, out, err = migrate(empty)
    assert status == 0 and "9999" in err and "newer" in err


def test_a_migration_that_fails_leaves_nothing(empty):
    empty.sql("create table invitation ()")      # in the way of 0001
    status, out, err = migrate(empty)
    assert status == 1
    assert "0001_accounts" in err and "invitation" in err
    assert set(empty.tables()) == {"invitation", "schema_migration"}
    empty.sql("drop table invitation")
    assert migrate(empty)[0] == 0


def test_a_lock_in_the_way_is_waited_for_in_steps(empty):
    migrate(empty)
    empty.sql("drop table seeded; delete from schema_migration where version "
              "= 3")
    with empty.connect() as holder:
        holder.execute("begin")
        # 0003 makes a table: that needs to write pg_class, which is held.
        holder.execute("lock table pg_class in share mode")
        process = subprocess.Popen(
            [FOYER, "migrate"], env=stack.settings(DATABASE_URL=empty.url),
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = process.stderr.readline()
        assert "0003_seed: another session holds a lock" in line, line
        holder.execute("rollback")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and "0003_seed applied" in out


def test_another_migrate_is_waited_for(empty):
    with empty.connect() as holder:
        holder.execute("select pg_advisory_lock(1718580581)")
        process = subprocess.Popen(
            [FOYER, "migrate"], env=stack.settings(DATABASE_URL=empty.url),
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert "another one is at work" in process.stderr.readline()
        assert empty.tables() == []
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0


def test_who_may_not_make_postgis_is_told_who_may(plain_role, empty):
    empty.sql(f'alter database "{empty.name}" owner to {plain_role}')
    empty.sql(f"alter schema public owner to {plain_role}")
    url = empty.url.replace("user=foyer", f"user={plain_role}")
    status, out, err = run("migrate", DATABASE_URL=url)
    assert status == 1 and "PostGIS" in err
    assert "superuser" in err and "create extension postgis" in err
    empty.sql("create extension postgis")
    assert run("migrate", DATABASE_URL=url)[0] == 0


def test_a_restored_database_counts_its_changes_anew(empty):
    migrate(empty)
    empty.sql("insert into task (name, position, changed_in) values "
              "('from another cluster', 1, '999999999999'), ('ours', 2, '3')")
    migrate(empty)
    assert empty.one("select changed_in <= pg_current_xact_id() and "
                     "changed_in > '3' from task where position = 1")
    assert empty.one("select changed_in::text from task where position = 2"
                     ) == "3"


def test_a_database_that_is_not_there():
    began = time.monotonic()
    status, out, err = run("migrate", "--wait", "1",
                           DATABASE_URL="host=/nonexistent")
    assert status == 1 and "waiting" in err and 1 <= time.monotonic() - began
    status, out, err = run("migrate", "--status", "--wait", "1",
                           DATABASE_URL="host=/nonexistent port=x")
    assert status == 1 and "port" in err


def test_a_database_that_does_not_exist_is_not_waited_for(postgres):
    began = time.monotonic()
    status, out, err = run("migrate",
                           DATABASE_URL=postgres.url("no_such_thing"))
    assert status == 1 and "no_such_thing" in err
    assert time.monotonic() - began < 10


# --------------------------------------------------------------------- seed

@pytest.fixture
def fresh(postgres, template):
    made = Database(postgres, stack.unique("fresh"), template)
    yield made
    made.close()


def test_seed_and_clean(fresh):
    env = stack.settings(DATABASE_URL=fresh.url)
    fresh.sql("insert into account (handle, display_name, email) values "
              "('amara', 'A real one', 'amara@example.org'), "
              "('someone', 'S', 'someone@demo.foyer.invalid')")
    fresh.sql("insert into task (name, position, status) values "
              "('Real', 500, 'To Do')")
    before = fresh.digest("schema_migration")
    command(env, "seed")
    made = fresh.digest("schema_migration")
    # amara is somebody already
    assert fresh.one("select count(*) from account") == 2 + 24
    assert fresh.one("select count(*) from task") == 1 + 60
    assert fresh.one("select display_name from account where handle = 'amara'"
                     ) == "A real one"
    assert fresh.one("select min(position) from task where name <> 'Real' and "
                     "status = 'To Do'") > 500
    assert command(env, "seed").startswith("the demo community is there")
    assert fresh.digest("schema_migration") == made
    assert "is gone" in command(env, "seed", "--clean")
    assert fresh.digest("schema_migration") == before
    assert "was no demo" in command(env, "seed", "--clean")


def test_what_people_did_with_the_demo(fresh):
    env = stack.settings(DATABASE_URL=fresh.url)
    command(env, "seed")
    fresh.sql("insert into account (handle, display_name, email) values "
              "('real', 'Real', 'real@example.org')")
    fresh.sql("insert into task (name, position, assignee, created_by, "
              "updated_at, changed_in) select 'Mine', 0, d.id, r.id, "
              "'2020-01-01', '3' from account d, account r where d.handle = "
              "'tove' and r.handle = 'real'")
    fresh.sql("update task set name = 'Edited', assignee = (select id from "
              "account where handle = 'real') where name = 'Buy oat milk'")
    command(env, "seed", "--clean")
    assert fresh.sql("select name, assignee, changed_in > '3', "
                     "updated_at > '2020-01-02' from task") == \
        [("Mine", None, True, True)]
    assert fresh.one("select handle from account") == "real"


def test_a_demo_member_cannot_sign_in(fresh):
    command(stack.settings(DATABASE_URL=fresh.url), "seed")
    assert fresh.one("select count(*) from account where password_hash is not "
                     "null or role <> 'member'") == 0
    link = command(stack.settings(DATABASE_URL=fresh.url), "setup-link")
    assert link, "a demo stands in the way of the first organiser"


def test_the_demo_is_lively(fresh):
    def today():
        return datetime.datetime.now(datetime.timezone.utc).date()
    days = {today()}
    command(stack.settings(DATABASE_URL=fresh.url), "seed")
    days.add(today())
    per_status = dict(fresh.sql("select status::text, count(*) from task "
                                "group by status"))
    assert set(per_status) == {"To Do", "In Progress", "Done"}
    assert min(per_status.values()) >= 10
    due = [r[0] for r in fresh.sql("select due_on from task where due_on is "
                                   "not null")]
    assert min(due) < min(days) and max(days) < max(due) and days & set(due)
    assert fresh.one("select count(*) from account where bio <> ''") == 25
    assert fresh.one("select bool_and(created_at < now() and updated_at <= "
                     "now()) from task")


def test_seed_needs_the_tables(empty):
    status, out, err = run("seed", DATABASE_URL=empty.url)
    assert status == 1 and "foyer migrate" in err


def test_two_seeds_at_once(fresh):
    env = stack.settings(DATABASE_URL=fresh.url)
    both = [subprocess.Popen([FOYER, "seed"], env=env,
                             stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [p.wait(60) for p in both] == [0, 0]
    assert fresh.one("select count(*) from task") == 60


# ---------------------------------------------------- admin and setup-link

LINK = re.compile(r"^(https://\S+)/(reset|setup)#([A-Za-z0-9_-]{43})\n$")


def token_of(out, page):
    found = LINK.match(out)
    assert found and found[2] == page, out
    return found[3]


PASSWORD = "a long enough passphrase 7"


def test_an_organiser_from_the_command_line(foyer, api):
    out = foyer.command("admin", "create", "@Grace", "--email",
                        "Grace@Example.org", "--name", "Grace Ö. Hopper")
    token = token_of(out, "reset")
    me = api.post("/api/auth/reset", {"token": token, "password": PASSWORD})
    assert me.status == 200
    me = api.get("/api/auth/me").json()
    assert me["handle"] == "grace" and me["role"] == "organiser"
    assert me["display_name"] == "Grace Ö. Hopper" and me["confirmed"]
    assert me["email"] == "Grace@Example.org"
    again = api.post("/api/auth/reset", {"token": token, "password": PASSWORD})
    assert again.status == 410


def test_another_password_from_the_command_line(foyer, make_member):
    somebody = make_member()
    first = token_of(foyer.command("admin", "reset", somebody.handle), "reset")
    second = token_of(foyer.command("admin", "reset", somebody.handle),
                      "reset")
    api = somebody.api.clone()
    body = {"password": PASSWORD}
    assert api.post("/api/auth/reset", {"token": first, **body}).status == 410
    assert api.post("/api/auth/reset", {"token": second, **body}).status == 200
    assert somebody.api.get("/api/auth/me").status == 401, \
        "the sessions of the old password go on"


@pytest.mark.parametrize("scope, status", [("read", 403), ("write", 201)])
def test_a_token_from_the_command_line(foyer, clients, member, sql, scope,
                                       status):
    out = foyer.command("admin", "token", member.handle, "--scope", scope,
                        "--name", "cron: " + scope, "--days", "7")
    assert re.fullmatch(r"foyer_[A-Za-z0-9_-]{43}\n", out)
    api = clients.api_host.clone(token=out.strip())
    assert api.get("/api/tasks").status == 200
    assert api.post("/api/tasks", {"name": "by token"}).status == status
    (row,) = sql("select token_hash, expires_at - created_at from access_token"
                 " where name = %s", "cron: " + scope)
    assert out.strip()[6:] not in row[0] and row[1].days == 7


def test_a_hundred_tokens_are_enough(foyer, make_member, sql):
    somebody = make_member()
    sql("insert into access_token (owner, name, scope, token_hash) select id,"
        " 'n' || i, 'read', %s || i from account, generate_series(1, 100) i "
        "where handle = %s", somebody.handle, somebody.handle)
    with pytest.raises(stack.Failed, match="hundred"):
        foyer.command("admin", "token", somebody.handle, "--scope", "read",
                      "--name", "one more")


def test_sessions_from_the_command_line(foyer, make_member):
    somebody = make_member()
    assert somebody.api.get("/api/auth/me").status == 200
    out = foyer.command("admin", "sessions", somebody.handle)
    assert len(out.splitlines()) == 2 and "BROWSER" in out
    out = foyer.command("admin", "sessions", somebody.handle, "--revoke")
    assert out == "1 sessions ended\n"
    assert somebody.api.get("/api/auth/me").status == 401, \
        "the workers still know the session"
    status, out, err = command(foyer.env, "admin", "sessions",
                               somebody.handle, check=False)
    assert (status, out) == (0, "") and "nowhere" in err


@pytest.mark.parametrize("argv, part", [
    (("create", "x", "--email", "a@example.org"), "HANDLE"),
    (("create", "Ünlü", "--email", "a@example.org"), "HANDLE"),
    (("create", "a" * 31, "--email", "a@example.org"), "HANDLE"),
    (("create", "fine", "--email", "example.org"), "--email"),
    (("create", "fine", "--email", "a@example.org", "--name", ""), "--name"),
    (("create", "fine", "--email", "a@example.org", "--name", "x" * 101),
     "--name"),
    (("create", "fine", "--email", "a@example.org", "--name", "a\nb"),
     "--name"),
    (("create", "{taken}", "--email", "new@example.org"), "HANDLE"),
    (("create", "new_one", "--email", "{email}"), "--email"),
    (("reset", "nobody_here"), "HANDLE"),
    (("token", "nobody_here", "--scope", "read", "--name", "x"), "HANDLE"),
    (("token", "{taken}", "--scope", "all", "--name", "x"), "--scope"),
    (("sessions", "nobody_here"), "HANDLE"),
])
def test_the_part_that_is_wrong_is_named(foyer, member, database, argv, part):
    argv = [a.format(taken=member.handle, email=member.email.upper())
            for a in argv]
    before = database.digest("session", "mail")
    status, out, err = command(foyer.env, "admin", *argv, check=False)
    assert (status, out) == (1, "") and f"foyer admin: {part}: " in err
    assert len(err.splitlines()) == 1
    assert database.digest("session", "mail") == before


@pytest.mark.parametrize("argv", [
    ("create", "ada"), ("create", "--email", "a@example.org"),
    ("create", "ada", "bob", "--email", "a@example.org"),
    ("reset",), ("reset", "ada", "--email", "a@example.org"),
    ("token", "ada", "--scope", "read"), ("token", "ada", "--name", "x"),
    ("token", "ada", "--scope", "read", "--name", "x", "--days", "366"),
    ("token", "ada", "--scope", "read", "--name", "x", "--days", "0"),
    ("sessions", "ada", "--name", "x"), ("remove", "ada"), (),
])
def test_how_admin_is_used(foyer, argv):
    status, out, err = command(foyer.env, "admin", *argv, check=False)
    assert (status, out) == (2, "") and "usage: foyer admin create" in err


def test_admin_without_a_database():
    for argv in (("admin", "reset", "ada"), ("setup-link",)):
        status, out, err = run(*argv, DATABASE_URL="host=/nonexistent")
        assert (status, out) == (1, "") and "database: " in err


def test_the_setup_link(make_stack):
    system = make_stack(jobs=False)
    first = token_of(system.command("setup-link"), "setup")
    second = token_of(system.command("setup-link"), "setup")
    api = system.clients.app.clone()
    body = {"email": "o@example.org", "password": PASSWORD, "handle": "olga",
            "display_name": "Olga"}
    assert api.post("/api/auth/setup", {"token": first, **body}).status == 410
    made = api.post("/api/auth/setup", {"token": second, **body})
    assert made.status == 201 and made.json()["role"] == "organiser"
    assert system.command("setup-link") == "", "there is an organiser"


# --------------------------------------------------------------------- ping

def test_ping(foyer):
    for argv in ((), ("--ready",)):
        out = foyer.command("ping", *argv, foyer.pool.name)
        assert out == f"{foyer.pool.name} answers\n"
    env = {**foyer.env, "LISTEN": foyer.pool.name}
    assert command(env, "ping").endswith("answers\n")


def test_ping_nobody(tmp_path):
    for address in (f"unix:{tmp_path}/none", "127.0.0.1:1", "nowhere",
                    "unix:" + "x" * 200, "no.such.host.invalid:1"):
        status, out, err = run("ping", address)
        assert (status, out) == (1, ""), address
        assert err.startswith(f"foyer ping: {address[:100]}")
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("answer", [
    b"", b"HTTP/1.1 400 Bad\r\n\r\n", b"\x01\x06\0\x01\0\x08\0\0Status",
    b"\x01\x03\0\x01\0\x08\0\0" + bytes(8),
    b"\x01\x06\0\x01\0\x10\0\0Status: 503 x\r\n\r" +
    b"\x01\x03\0\x01\0\x08\0\0" + bytes(8),
])
def test_ping_somebody_else(answer):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def serve():
            peer = listening.accept()[0]
            peer.recv(65536)
            peer.sendall(answer)
            peer.close()
        threading.Thread(target=serve, daemon=True).start()
        status, out, err = run(
            "ping", f"127.0.0.1:{listening.getsockname()[1]}")
        assert status == 1 and len(err.splitlines()) == 1


def test_ping_gives_up_on_silence():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        began = time.monotonic()
        status, out, err = run(
            "ping", f"127.0.0.1:{listening.getsockname()[1]}")
        assert status == 1 and "in time" in err
        assert 2.9 < time.monotonic() - began < 30


# ------------------------------------------------------------------- doctor

def findings(out):
    return {line.split(None, 2)[1]: line.split()[0]
            for line in out.splitlines()}


def test_doctor_where_all_is_well(foyer, authority, organiser):
    env = {**foyer.env, "APP_CA": authority.ca}
    env.pop("LISTEN", None)
    status, out, err = command(env, "doctor", foyer.pool.name, check=False)
    assert (status, err) == (0, ""), out
    # The tests' certificate is good for two days.
    bad = [l for l in out.splitlines() if not l.startswith("ok")]
    assert len(bad) == 2 and all("renew it" in l for l in bad), out
    status, out, err = command(env, "doctor", "--json", check=False)
    report = json.loads(out)
    assert status == 0
    assert {r["status"] for r in report} <= {"ok", "warn"}
    by_name = {r["check"]: r for r in report}
    assert by_name["workers"]["detail"] == "answer through the site"
    assert len(by_name) == len(report) == 12
    assert all("advice" in r for r in report if r["status"] != "ok")


def test_doctor_finds_what_is_wrong(foyer, authority, fresh, tmp_path):
    def one(what, **overrides):
        env = {**foyer.env, "APP_CA": authority.ca, **overrides}
        env = {k: v for k, v in env.items() if v is not None}
        status, out, err = command(env, "doctor", "--json", check=False)
        report = json.loads(out)
        assert (status == 1) == any(r["status"] == "fail" for r in report)
        (found,) = [r for r in report if r["check"] == what]
        assert found["status"] == "ok" or found["advice"]
        return found["status"], found["detail"]

    assert one("app site", APP_CA=None)[0] == "fail"
    assert one("app site", APP_CA="/nonexistent/ca.pem")[0] == "fail"
    assert one("app site", APP_URL="https://your-app.localhost:1")[0] == "warn"
    assert one("app site", APP_URL="http://your-app.localhost")[0] == "fail"
    assert one("api site", APP_URL="https://localhost:8")[0] == "fail", \
        "the site runs with another APP_URL"
    assert one("database", DATABASE_URL="host=/nonexistent")[0] == "fail"
    assert one("settings", THREADS="none")[0] == "fail"
    assert one("settings", MAIL_FROM="nobody")[0] == "fail"
    assert one("connections", WORKERS="64", THREADS="64")[0] == "warn"
    assert one("mail", MAIL_DIR=None)[0] == "warn"
    assert one("mail", MAIL_DIR=str(tmp_path / "none"))[0] == "fail"
    assert one("mail", MAIL_DIR=None, SMTP_URL="smtp://127.0.0.1:1"
               )[0] == "fail"
    assert one("workers", LISTEN="unix:/nonexistent/s")[0] == "fail"
    assert one("map tiles", MAP_TILES="https://tiles.example/{z}/{x}/{y}.png"
               ) == ("fail", "pages may not ask https://tiles.example")
    fresh.sql("delete from schema_migration where version = 3")
    assert one("migrations", DATABASE_URL=fresh.url)[0] == "fail"
    fresh.sql("update schema_migration set checksum = 'x'")
    assert one("migrations", DATABASE_URL=fresh.url)[0] == "fail"


def test_doctor_of_an_empty_database(empty):
    status, out, err = run("doctor", "--json", DATABASE_URL=empty.url)
    found = {r["check"]: r["status"] for r in json.loads(out)}
    assert status == 1
    assert found["postgis"] == found["migrations"] == "fail"
    assert "organisers" not in found


def test_doctor_sees_mail_that_waits(fresh):
    fresh.sql("insert into mail (recipient, subject, body, created_at, "
              "last_error) values ('a@example.org', 'x', 'x', now() - "
              "interval '1 hour', 'no way out')")
    out = run("doctor", DATABASE_URL=fresh.url)[1]
    line = next(l for l in out.splitlines() if l.split()[1] == "outbox")
    assert line.startswith("warn") and "no way out" in line
