"""The two ways to start the workers, how they end, and settings that are
wrong."""

import os
import re
import signal
import socket
import subprocess
import time
import threading

import pytest

from stack import FOYER, Pool, command, free_port, settings, wait_for


@pytest.mark.parametrize("way", Pool.WAYS)
def test_every_way_serves(make_stack, way):
    stack = make_stack(way=way, workers=2)
    member = stack.clients.make_member()
    assert member.task(name=way)["name"] == way
    expected = 1 if way == "single" else 2
    assert len(stack.pool.pids()) == expected


@pytest.mark.parametrize("way", Pool.WAYS)
@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_every_way_ends_clean(make_stack, way, sig):
    stack = make_stack(way=way, workers=2)
    stack.raw.get("/api/config")
    pids = stack.pool.pids()
    assert stack.pool.stop(sig) == 0
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}")


@pytest.mark.parametrize("way", ["listen", "spawn", "tcp"])
def test_a_worker_that_dies_is_replaced(make_stack, way):
    stack = make_stack(way=way, workers=2)
    before = set(stack.pool.pids())
    victim = before.pop()
    os.kill(victim, signal.SIGKILL)
    wait_for("a new worker", lambda: len(stack.pool.pids()) == 2 and
             victim not in stack.pool.pids())
    assert before <= set(stack.pool.pids())
    assert stack.raw.get("/api/config").status == 200
    assert "\nfoyer_workers_lost_total 1\n" in stack.metrics()


@pytest.mark.parametrize("way", ["listen", "spawn"])
def test_what_a_killed_worker_had_open_is_not_counted_on(make_stack, way):
    stack = make_stack(way=way, workers=1)
    member = stack.clients.make_member()
    task = member.task()

    def open_now():
        """(requests, connections), or None while nobody answers"""
        try:
            text = stack.metrics()
        except OSError:
            return None
        return tuple(int(re.search(rf"^foyer_{name} (\d+)$", text, re.M)[1])
                     for name in ("http_in_flight", "connections"))
    held = [stack.raw.connect() for _ in range(20)]
    for c in held:
        assert c.get("/api/health/live").status == 200
    with stack.database.connect() as holder, holder.transaction():
        holder.execute("select from task for update")
        # What changes a thing twice nginx does not send again.
        asker = threading.Thread(target=lambda: member.api.request(
            "PATCH", f"/api/tasks/{task['id']}", {"name": "lost"},
            check=False))
        asker.start()
        wait_for("a request at the lock", lambda: stack.database.one(
            "select count(*) from pg_locks where not granted"))
        # What was answered before may not be put away yet.
        wait_for("it alone", lambda: (open_now() or [0])[0] == 1)
        assert open_now()[1] > len(held)
        (victim,) = stack.pool.pids()
        os.kill(victim, signal.SIGKILL)
        asker.join()

    def is_forgotten():
        # nginx may have come back already.
        now = open_now()
        return now is not None and now[0] == 0 and now[1] < len(held)
    wait_for("what was open to be forgotten", is_forgotten, 20)
    assert stack.raw.get("/api/config").status == 200


def test_a_request_in_flight_is_finished(make_stack):
    """SIGTERM while a statement waits for a lock: the answer still comes."""
    stack = make_stack(workers=1)
    member = stack.clients.make_member()
    task = member.task()
    got = []
    with stack.database.connect() as holder:
        with holder.transaction():
            holder.execute("select from task for update")
            asker = threading.Thread(target=lambda: got.append(
                member.api.clone(cookies=dict(member.api.cookies)).patch(
                    f"/api/tasks/{task['id']}", {"name": "finished"})))
            asker.start()
            wait_for("the statement", lambda: stack.database.one(
                "select count(*) from pg_locks where not granted"))
            stack.pool.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)     # the drain has begun; nothing tells when
    asker.join(30)
    assert got and got[0].status == 200, got
    assert stack.pool.process.wait(30) == 0


def test_sighup_replaces_the_workers_without_a_failure(make_stack):
    stack = make_stack(way="listen", workers=2)
    before = set(stack.pool.pids())
    failed, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                if stack.raw.get("/api/config").status != 200:
                    failed.append("status")
            except Exception as e:  # any of them is a failure
                failed.append(repr(e))
    asker = threading.Thread(target=ask)
    asker.start()
    stack.pool.process.send_signal(signal.SIGHUP)
    wait_for("new workers", lambda: len(stack.pool.pids()) == 2 and
             not before & set(stack.pool.pids()))
    stop.set()
    asker.join()
    assert failed == []


def test_the_socket_is_private(make_stack):
    stack = make_stack(way="listen")
    mode = os.stat(stack.pool.socket).st_mode & 0o777
    assert mode & 0o007 == 0, oct(mode)


def test_a_stale_socket_is_no_hindrance(make_stack):
    stack = make_stack(way="listen")
    os.kill(stack.pool.process.pid, signal.SIGKILL)
    stack.pool.process.wait()

    def is_stale():
        """Its workers, who listen too, follow it in their own time."""
        with socket.socket(socket.AF_UNIX) as s:
            return s.connect_ex(stack.pool.socket) != 0
    wait_for("the end of its workers", is_stale)
    assert os.path.exists(stack.pool.socket)
    stack.pool.start()
    assert stack.raw.get("/api/config").status == 200


def test_a_socket_in_use_is_not_taken(make_stack):
    stack = make_stack(way="listen")
    done = subprocess.run([FOYER, "serve", "--listen", stack.pool.name],
                          env=stack.env, capture_output=True, text=True,
                          timeout=30)
    assert done.returncode != 0
    assert done.stderr
    assert stack.raw.get("/api/config").status == 200


def test_the_database_need_not_be_there_at_the_start(folder):
    env = settings(DATABASE_URL="host=/nonexistent dbname=x")
    (folder / "early").mkdir()
    with Pool(folder / "early", env, "listen") as pool:
        status, out, err = command(env, "ping", pool.name, check=False)
        assert status == 0, err
        status, out, err = command(env, "ping", "--ready", pool.name,
                                   check=False)
        assert status != 0


def test_ping_of_nobody():
    env = settings(DATABASE_URL="host=/nonexistent")
    for address in ("unix:/nonexistent", f"127.0.0.1:{free_port()}", "x", ""):
        status, out, err = command(env, "ping", address, check=False)
        assert status != 0, address
        assert len(err.splitlines()) >= 1


def test_ping_of_somebody_who_never_answers():
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(5)
        env = settings(DATABASE_URL="host=/nonexistent")
        start = time.monotonic()
        status, out, err = command(
            env, "ping", f"127.0.0.1:{mute.getsockname()[1]}", check=False)
        assert status != 0
        assert time.monotonic() - start < 15


WRONG = [
    ({"THREADS": "0"}, "THREADS"), ({"THREADS": "65"}, "THREADS"),
    ({"THREADS": "four"}, "THREADS"), ({"THREADS": "4x"}, "THREADS"),
    ({"THREADS": "-1"}, "THREADS"), ({"WORKERS": "1e3"}, "WORKERS"),
    ({"SIGNUP": "maybe"}, "SIGNUP"), ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"SMTP_TLS": "yes"}, "SMTP_TLS"), ({"REQUEST_MAX_AGE": "99999999999999"},
                                     "REQUEST_MAX_AGE"),
    ({"DATABASE_URL_FILE": "/nonexistent"}, "DATABASE_URL_FILE"),
    ({"LISTEN": "nowhere", "DATABASE_URL": "host=/nonexistent"}, "LISTEN"),
    ({"DATABASE_URL": ""}, "DATABASE_URL"),
]


@pytest.mark.parametrize("wrong, name", WRONG,
                         ids=[f"{n}={list(w.values())[0]}" for w, n in WRONG])
def test_a_wrong_setting_is_named_and_nothing_starts(wrong, name):
    done = subprocess.run([FOYER, "serve"], env=settings(**wrong),
                          capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL)
    assert done.returncode not in (0, 99)
    assert name in done.stderr, done.stderr
    assert done.returncode > 0, "it crashed"


def test_all_wrong_settings_at_once():
    done = subprocess.run(
        [FOYER, "serve"], capture_output=True, text=True, timeout=30,
        env=settings(THREADS="x", SIGNUP="x", LOG_LEVEL="x"))
    for name in ("THREADS", "SIGNUP", "LOG_LEVEL"):
        assert name in done.stderr


def test_a_setting_from_a_file(folder, database):
    path = folder / "url"
    path.write_text(database.url + "\n")
    env = settings(DATABASE_URL_FILE=path)
    command(env, "migrate")
    both = settings(DATABASE_URL_FILE=path, DATABASE_URL="x")
    status, out, err = command(both, "migrate", check=False)
    assert status != 0 and "DATABASE_URL" in err


def test_serve_without_a_socket_says_so():
    done = subprocess.run([FOYER, "serve"], env=settings(
        DATABASE_URL="host=/nonexistent"), capture_output=True, text=True,
        timeout=30, stdin=subprocess.DEVNULL)
    assert done.returncode > 0
    assert "socket" in done.stderr or "listen" in done.stderr


def test_connections_that_were_ended_while_idle_cost_no_answer(make_stack):
    """As a restart of Postgres or an operator ends them: with a last word."""
    system = make_stack(workers=2)
    member = system.clients.make_organiser()
    task = member.task(name="there")

    def statuses():
        return {member.api.get(path).status for path in (
            "/api/health/ready", "/api/config", f"/api/tasks/{task['id']}",
            "/api/tasks", "/api/profile") for _ in range(8)} | \
            {member.api.patch("/api/profile", {"bio": str(n)}).status
             for n in range(8)}
    assert statuses() == {200}
    for _ in range(5):
        ended = system.database.one(
            "select count(pg_terminate_backend(pid, 5000)) from "
            "pg_stat_activity where application_name = 'foyer' and datname = "
            "current_database()")
        assert ended > 0
        assert statuses() == {200}
