"""
`make run`: starts, says so, is what it says, starts again, survives what
happens to it, and leaves nothing.
"""

import contextlib
import json
import os
import pty
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

from machine import ROOT, Run, born, command_line, descendants
from stack import IS_ROOT, wait_for


def config(run):
    reply = run.fetch("/api/config")
    assert reply.status == 200, reply.text
    return json.loads(reply.text)


def shell(run, script):
    """With the settings of .run/env, as its own documentation says."""
    done = subprocess.run(
        ["sh", "-c", f'set -a; . "$ENV"; set +a; {script}'], cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent",
             "ENV": str(run.folder / "env")},
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sql(run, text):
    """As the cluster's superuser."""
    psql = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1]
    return subprocess.run(
        [psql, "-XAtq", "-h", run.folder / "postgres", "-U", "postgres",
         "-d", "foyer", "-c", text],
        check=True, capture_output=True, text=True).stdout.strip()


# ------------------------------------------------------------------ starting

def test_it_starts_and_says_so(make_run):
    run = make_run(new=True).start()
    wait_for("the last line", lambda: run.lines("setup"))
    text = run.text()
    assert run.lines("ready") == [[run.url(), run.url("api")]]
    (setup,) = run.lines("setup")[0]
    assert re.fullmatch(re.escape(run.url()) + r"/setup#[A-Za-z0-9_-]{20,}",
                        setup)
    # Each step is one line with its time; the promised two come last.
    for step in ("packages", "program", "web", "postgres", "migrate",
                 "certificates", "serve"):
        (line,) = [l for l in text.splitlines() if l.startswith(step + " ")]
        assert re.search(r" \d+\.\d s$", line)
    assert [l.split()[0] for l in text.splitlines()[-2:]] == ["ready",
                                                              "setup"]
    found = config(run)
    assert found["app_url"] == run.url() and found["needs_setup"] is True
    assert run.fetch("/api/config", site="api").status == 200
    assert "<!doctype html>" in run.fetch("/").text.lower()


def test_what_is_in_env_is_what_runs(make_run):
    community = "It's \"ours\": $HOME `id` \\ & more"
    run = make_run(COMMUNITY=community, RATE_LIMIT="777").start()
    assert config(run)["community"] == community
    assert shell(run, 'printf %s "$COMMUNITY"') == community
    assert shell(run, "echo $RATE_LIMIT") == "777\n"
    assert (run.folder / "env").stat().st_mode & 0o077 == 0
    for line in (run.folder / "env").read_text().splitlines():
        assert re.match(r"[A-Z_]+=", line)
    shell(run, "build/foyer doctor")
    shell(run, "build/foyer admin create somebody --email s@example.org")
    assert config(run)["needs_setup"] is False


def test_a_setting_from_a_file(make_run, short):
    secret = short / "community"
    secret.write_text("From a file\n")
    secret.chmod(0o600)
    run = make_run(COMMUNITY_FILE=secret).start()
    assert config(run)["community"] == "From a file"
    run.stop()
    run.variables["COMMUNITY"] = "Both"
    assert "COMMUNITY_FILE" in run.fails()


def test_there_is_no_password_and_no_port(make_run):
    run = make_run().start()
    assert sql(run, "select count(*) from pg_authid "
                    "where rolpassword is not null") == "0"
    assert sql(run, "select count(*) from account") == "0"
    assert sql(run, "show listen_addresses") == ""
    assert sql(run, "select rolsuper from pg_roles "
                    "where rolname = 'foyer'") == "f"
    # nginx listens at the loopback alone, nothing else listens at all.
    inodes = set()
    for p in descendants(run.process.pid):
        with contextlib.suppress(OSError):      # it ended meanwhile
            inodes |= {os.readlink(f"/proc/{p}/fd/{f}")
                       for f in os.listdir(f"/proc/{p}/fd")}
    assert inodes
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text(
                ).splitlines()[1:]:
            local, state, inode = (line.split()[n] for n in (1, 3, 9))
            if state == "0A" and f"socket:[{inode}]" in inodes:
                address, port = local.split(":")
                assert address in ("0100007F",
                                   "00000000000000000000000001000000")
                assert int(port, 16) in (run.https, run.http)


@pytest.mark.skipif(not IS_ROOT, reason="not root: all runs as one user")
def test_under_root_nothing_that_listens_is_root(make_run):
    run = make_run().start()
    supervisors = {p for p in descendants(run.process.pid)
                   if command_line(p).startswith(("make", "/bin/bash"))}
    users = set()
    for p in descendants(run.process.pid).keys() - supervisors:
        with contextlib.suppress(FileNotFoundError):    # it ended meanwhile
            users.add(os.stat(f"/proc/{p}").st_uid)
    assert users and 0 not in users


def test_a_second_start_is_quick_and_has_its_data(make_run):
    run = make_run().start()
    shell(run, "build/foyer admin create keeper --email k@example.org")
    authority = (run.folder / "ca.pem").read_text()
    run.stop()
    before = time.monotonic()
    run.start()
    print(f"second start: ready after {time.monotonic() - before:.1f} s")
    assert config(run)["needs_setup"] is False
    assert not run.lines("setup")
    assert (run.folder / "ca.pem").read_text() == authority
    assert "keeper" in shell(run, "build/foyer admin reset keeper >&2; "
                                  "echo keeper")


def test_a_demo(make_run):
    run = make_run(DEMO=1).start()
    assert int(sql(run, "select count(*) from task")) > 5
    run.stop()
    tasks = run.start() and sql(run, "select count(*) from task")
    assert int(tasks) > 5


def test_another_postgres(make_run, short):
    first = make_run(short / "first").start()
    line = [l for l in (first.folder / "env").read_text().splitlines()
            if l.startswith("DATABASE_URL=")][0]
    url = line.removeprefix("DATABASE_URL=").strip("'")
    second = make_run(short / "second", new=True, DATABASE_URL=url).start()
    assert not (second.folder / "postgres/data").exists()
    shell(second, "build/foyer admin create shared --email s@example.org")
    assert config(first)["needs_setup"] is False
    assert config(second)["needs_setup"] is False


def test_two_side_by_side_and_names_of_ones_own(make_run, short):
    one = make_run(short / "one").start()
    two = make_run(short / "two", APP_HOST="two.localhost").start()
    assert two.lines("ready") == [[
        f"https://two.localhost:{two.https}",
        f"https://api.two.localhost:{two.https}"]]
    one.stop()
    done = subprocess.run(
        ["curl", "-sf", "--cacert", two.folder / "ca.pem", "--resolve",
         f"api.two.localhost:{two.https}:127.0.0.1",
         f"https://api.two.localhost:{two.https}/api/health/ready"],
        capture_output=True, text=True)
    assert done.returncode == 0 and "ok" in done.stdout


def test_a_deep_folder_with_a_strange_name(make_run, short):
    """A socket's name has 107 bytes at most."""
    deep = short / ("a 'deep' place & more; " + "x" * 90)
    run = make_run(deep, new=True).start()
    assert config(run)["needs_setup"] is True
    shell(run, "build/foyer migrate --status")


# -------------------------------------------------- what stands in its way

def test_twice_at_once(make_run, place):
    first = make_run().start()
    second = Run(place)
    second.output = place.parent / "second.out"
    said = second.fails()
    assert "already running in this checkout" in said
    assert len([l for l in said.splitlines()
                if not l.startswith("make:")]) == 1
    assert config(first)


@pytest.mark.parametrize("variable", ["HTTPS_PORT", "HTTP_PORT"])
def test_a_busy_port(make_run, variable):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = make_run()
        run.variables[variable] = port
        said = run.fails()
        assert f"Port {port} is taken" in said and f"{variable}=" in said
        # Nothing was begun.
        assert "postgres" not in said


def test_a_certificate_for_other_hosts_is_made_anew(make_run):
    run = make_run().start()
    run.stop()
    run.variables["APP_HOST"] = "other.localhost"
    run.start()
    done = subprocess.run(
        ["openssl", "verify", "-CAfile", run.folder / "ca.pem",
         "-verify_hostname", "api.other.localhost",
         run.folder / "tls/cert.pem"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def low_port():
    """One below those that every user may listen at, or none."""
    low = int(pathlib.Path(
        "/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    for port in range(low - 1, 1, -1):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)):
                return port
    return None


def test_a_low_port(make_run):
    port = low_port()
    if port is None:
        pytest.skip("every port of this machine is everybody's")
    run = make_run(HTTPS_PORT=port)
    if not IS_ROOT:
        assert "Only root may listen" in run.fails()
        return
    run.start()
    assert config(run)
    # Not root all the same, and with no other right.
    of = pathlib.Path(f"/proc/{run.child('nginx: master')}/status").read_text()
    assert re.search(r"^CapEff:\t0{13}400$", of, re.M), of
    assert not re.search(r"^Uid:\t0\t", of, re.M), of


def test_half_a_first_start(make_run, place):
    half = place / "postgres/data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("")
    if IS_ROOT:
        shutil.chown(place / "postgres", "postgres")
        shutil.chown(half, "postgres")
    (place / "tls").mkdir()
    (place / "tls/ca.pem").write_text("half a certifi")
    (place / "tls/key.pem").write_text("")
    run = make_run().start()
    assert config(run)


def kill(pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):   # its parent died
            os.kill(pid, signal.SIGKILL)


def test_a_stale_folder(make_run):
    """As after kill -9 of everything, or after the power went."""
    run = make_run().start()
    everything = descendants(run.process.pid)
    kill(everything)
    run.process.wait()
    wait_for("all are gone", lambda: all(
        born(p) != s for p, s in everything.items()))
    stale = run.folder / "postgres/data/postmaster.pid"
    assert stale.exists()
    # Its number is another process's by now: ours.
    lines = stale.read_text().splitlines(True)
    stale.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))
    run.start()
    assert config(run)


def test_a_postgres_that_was_left_behind(make_run):
    run = make_run().start()
    postgres = run.child("bin/postgres ")
    others = descendants(run.process.pid).keys() - descendants(
        postgres).keys()
    # Stopped, it cannot hear that its parent died.
    os.kill(postgres, signal.SIGSTOP)
    kill(others)
    run.process.wait()
    run.begin()
    time.sleep(0.5)
    os.kill(postgres, signal.SIGCONT)
    wait_for("ready", lambda: "\nready " in run.text()
             or run.process.poll() is not None, 120)
    assert config(run)


def test_a_step_that_fails_says_so_and_leaves_nothing(make_run):
    run = make_run(new=True, DATABASE_URL="host=/nonexistent user=nobody")
    said = run.fails()
    run.seen = descendants(run.process.pid)
    assert re.search(r"^migrate .*failed$", said, re.M)
    assert "The whole log: " in said and "log/migrate.log" in said
    assert not run.left()


def test_a_postgres_of_another_version(make_run, place):
    (place / "postgres/data").mkdir(parents=True)
    (place / "postgres/data/PG_VERSION").write_text("9\n")
    if IS_ROOT:
        shutil.chown(place / "postgres", "postgres")
        shutil.chown(place / "postgres/data", "postgres")
    assert "of Postgres 9, which is not installed" in make_run().fails()


def can(*argv):
    return subprocess.run(argv, capture_output=True).returncode == 0


@pytest.mark.skipif(not can("unshare", "-n", "true"),
                    reason="no network namespaces without more rights")
def test_no_network_on_a_later_start(make_run):
    run = make_run().start()
    run.stop()
    run.start(["unshare", "-n", "bash", "-c",
               'ip link set lo up; exec "$@"', "-"])
    assert run.lines("ready")


@pytest.mark.skipif(not can("unshare", "-m", "true"),
                    reason="no file systems of one's own without more rights")
def test_a_full_disk(make_run, place):
    place.mkdir()
    said = make_run().fails(
        ["unshare", "-m", "bash", "-c",
         f"mount -t tmpfs -o size=10m,mode=755 full '{place}'; exec \"$@\"",
         "-"])
    assert "The disk is full" in said


# ------------------------------------------------------- what happens to it

@pytest.mark.parametrize("name, pattern", [
    ("nginx", "nginx: master"), ("foyer", "foyer serve"),
    ("jobs", "foyer jobs"), ("postgres", "bin/postgres ")])
def test_a_process_that_dies_is_started_again(make_run, name, pattern):
    run = make_run().start()
    before = run.child(pattern)
    os.kill(before, signal.SIGKILL)
    wait_for("it is said", lambda: any(
        line[:5] == ["was", "killed", "by", "signal", "9;"]
        for line in run.lines(name)))
    wait_for("another one is there", lambda: any(
        re.search(pattern, command_line(p)) and p != before
        for p in descendants(run.process.pid)))

    def answers():
        try:
            return run.fetch("/api/health/ready").status == 200
        except OSError:
            return False
    wait_for("it answers again", answers)
    run.seen |= descendants(run.process.pid)


def test_one_that_keeps_dying_ends_all(make_run):
    run = make_run().start()
    (run.folder / "nginx/nginx.conf").write_text("no such directive;\n")
    os.kill(run.child("nginx: master"), signal.SIGKILL)
    assert run.process.wait(90) != 0
    assert "cannot be kept running" in run.text()
    wait_for("all are gone", lambda: not run.left(), 30)


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGHUP,
                                 signal.SIGINT])
def test_a_signal_ends_it_all(make_run, sig):
    run = make_run().start()
    os.killpg(run.process.pid, sig)     # as a terminal does
    run.process.wait(60)
    run.stop()
    assert run.lines("ended")
    assert not (run.folder / "postgres/data/postmaster.pid").exists()


@pytest.mark.parametrize("whom", ["make", "supervisor"])
def test_killing_it_ends_it_all(make_run, whom):
    run = make_run().start()
    os.kill(run.process.pid if whom == "make" else run.supervisor(),
            signal.SIGKILL)
    wait_for("all are gone", lambda: not run.left(), 30)
    run.process.wait()


def test_a_signal_in_the_middle_of_the_start(make_run):
    run = make_run(new=True).begin()
    wait_for("the first steps", lambda: run.lines("postgres"))
    run.stop()
    assert "\nready " not in run.text()
    run.start()


def test_ctrl_c_at_a_terminal(make_run):
    run = make_run()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe("make", ["make", "run"], run.environment())
    said = b""
    while b"\nready " not in said:
        said += os.read(terminal, 4096)
    seen = descendants(pid)
    os.write(terminal, b"\x03")
    try:
        while chunk := os.read(terminal, 4096):
            said += chunk
    except OSError:     # the other end is closed
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    assert re.search(rb"\nended +\d", said), said
    wait_for("all are gone", lambda: all(
        born(p) != s for p, s in seen.items()), 30)


def test_mail_is_shown(make_run):
    run = make_run().start()
    mail = run.folder / "mail/000-test.eml"
    mail.write_text("From: a@b\r\nTo: c@example.org\r\n"
                    "Subject: Hello there\r\n\r\nTo: nobody\r\n")
    wait_for("it is said", lambda: run.lines("mail")[1:])
    assert run.lines("mail")[1][-4:] == ["c@example.org:", "Hello",
                                         "there"] or run.lines("mail")
    assert "c@example.org: Hello there" in run.text()
    mail.unlink()
