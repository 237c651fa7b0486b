"""
What is measured: the same board on the same Postgres behind the same nginx,
for us and for each peer.  Started with the classes of tests/api/stack.py.
"""

import contextlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))

import stack  # noqa: E402

PEERS = ROOT / "tests/load/peers"
BUILT = ROOT / "build/load"
MEMBER = "member1"

# A community of 200 with a board of so many tasks; times have milliseconds
# only, because a Date of JavaScript has no more.
FILL = """
insert into account (handle, email, display_name, confirmed_at)
select 'member' || g, 'member' || g || '@example.org', 'Member ' || g, now()
  from generate_series(1, 200) g;
insert into task (name, status, position, assignee, due_on, created_by,
	created_at, updated_at)
select 'Task number ' || g, (enum_range(null::task_status))[1 + g %% 3], g,
	case when g %% 4 > 0 then 1 + g %% 200 end,
	case when g %% 5 = 0 then date '2027-01-01' + g %% 365 end, 1 + g %% 200,
	timestamptz '2026-11-01 08:00:00.123Z' + g * interval '1.007 s',
	timestamptz '2026-11-02 08:00:00.123Z' + g * interval '1.007 s'
  from generate_series(1, %s) g;
"""


@contextlib.contextmanager
def postgres(durable=False):
    """A cluster whose planner knows that its pages are in memory."""
    folder = stack.Folder("fyl-")
    with contextlib.ExitStack() as ending:
        ending.callback(folder.remove)
        yield ending.enter_context(stack.Postgres(
            folder.path / "pg", durable=durable, random_page_cost=1.1,
            shared_buffers="256MB"))


def board(server, tasks, name=None):
    """A migrated database with so many tasks in it."""
    database = stack.Database(server, name or f"board{tasks}")
    stack.command(stack.settings(DATABASE_URL=database.url), "migrate")
    for part in FILL.split(";")[:-1]:
        if "%s" in part:
            database.sql(part, tasks)
        else:
            database.sql(part)
    database.sql("vacuum analyze")
    return database


@contextlib.contextmanager
def database():
    """make(tasks) → Database, on a Postgres of its own."""
    with postgres() as server, contextlib.ExitStack() as ending:
        def make(tasks):
            made = board(server, tasks)
            ending.callback(made.close)
            return made
        yield make


class PeerNginx(stack.Nginx):
    """Our nginx, to the letter, but for how it speaks to the program."""

    API = """\
error_page 400 404 405 413 429 500 502 503 504 @problem;
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Request-Id $request_id;
proxy_connect_timeout 2s;
proxy_send_timeout 10s;
proxy_read_timeout 30s;
proxy_buffer_size 16k;
proxy_buffers 16 16k;
proxy_busy_buffers_size 32k;
proxy_next_upstream error timeout;
proxy_next_upstream_tries 2;
proxy_pass http://pool;
"""

    def render(self):
        super().render()
        (self.folder / "api.conf").write_text(self.API)


# nginx as it is deployed: a worker for each processor, and a log whose lines
# are made but not kept.
NGINX = {"NGINX_WORKERS": "auto", "ACCESS_LOG": "/dev/null"}


class Running:
    """A stack that answers.  root pids of its two parts, and what to ask."""

    def __init__(self, name, https, nginx, program, token=None, none=None):
        self.name = name
        self.https = https
        self.nginx_pid = nginx
        self.program_pid = program
        self.host = f"api.your-app.localhost:{https}"
        self.headers = {"Host": self.host}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self.none = none or "/api/none"


class Peer:
    def __init__(self, name, command, cwd, needs, what, env=None):
        self.name, self.command, self.cwd = name, command, cwd
        self.needs, self.what = needs, what
        self.env = env or {}

    def missing(self):
        """Why it cannot run, or None."""
        if self.needs.exists():
            return None
        why = pathlib.Path(f"{self.needs}.why")
        if why.exists():
            return "it could not be built: " + why.read_text().strip()[-300:]
        return f"{self.needs.relative_to(ROOT)} is not built"

    @contextlib.contextmanager
    def start(self, database, authority):
        folder = stack.Folder("fyl-")
        with contextlib.ExitStack() as ending:
            ending.callback(folder.remove)
            port = stack.free_port()
            env = {"PATH": stack.PATH, "HOME": str(folder.path),
                   "LANG": "C.UTF-8", "TZ": "UTC", "PORT": str(port),
                   "NODE_ENV": "production", "PEERS": str(PEERS),
                   "PYTHONDONTWRITEBYTECODE": "1",
                   "DATABASE_HOST": str(database.postgres.folder),
                   "DATABASE_NAME": database.name, **self.env}
            log = folder.path / "program.log"
            program = stack.spawn([str(c) for c in self.command], log,
                                  env=env, cwd=self.cwd)
            ending.callback(end_group, program)
            try:
                stack.wait_for(self.name, lambda: answers(port), 60, program)
            except Exception:
                print(log.read_text()[-3000:])
                raise
            nginx = ending.enter_context(PeerNginx(
                folder.path / "nginx", authority, f"127.0.0.1:{port}",
                **NGINX))
            yield Running(self.name, nginx.https, nginx.process.pid,
                          program.pid)


def end_group(program):
    """The peer's own children too, should it forget them."""
    try:
        stack.end(program)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, 9)


def answers(port):
    import urllib.request
    try:
        with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/api/none", timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


def node(name):
    """The source beside its packages, because that is where Node looks."""
    return Peer(name, ["node", BUILT / f"node/{name}/server.js"],
                BUILT / "node", BUILT / "node/.done",
                {"express": "Express 5, pg, node:cluster",
                 "fastify": "Fastify 5, pg, node:cluster"}[name])


ALL = {p.name: p for p in (
    node("express"),
    Peer("flask", [BUILT / "../venv/bin/gunicorn", "-c",
                   PEERS / "flask/gunicorn.conf.py", "server:app"],
         PEERS / "flask", BUILT / "venv/.done",
         "Flask 3, gunicorn (gthread), psycopg 3 and its pool"),
    node("fastify"),
    Peer("go", [BUILT / "go-peer"], PEERS, BUILT / "go-peer",
         "Go, net/http, pgx 5 and its pool"),
    Peer("axum", [BUILT / "axum-peer"], PEERS, BUILT / "axum-peer",
         "Rust, axum, tokio-postgres, deadpool"),
)}


class Foyer:
    """Us, as a peer is started."""
    name = "foyer"
    what = "`foyer serve --workers 2`"

    def __init__(self, workers=None, **settings):
        self.workers = workers or os.cpu_count()
        # Measured as it is deployed: what is overload counts.
        self.settings = {"REQUEST_MAX_AGE": None, **settings}

    @contextlib.contextmanager
    def start(self, database, authority):
        with stack.Stack(database, authority, workers=self.workers,
                         jobs=False, nginx=NGINX, THREADS=4,
                         **self.settings) as running:
            token = running.command("admin", "token", MEMBER, "--scope",
                                    "write", "--name", "load").strip()
            made = Running(self.name, running.nginx.https,
                           running.nginx.process.pid,
                           running.pool.process.pid, token,
                           "/api/health/live")
            made.stack = running
            yield made


# ------------------------------------------------------------ the machine

def machine():
    """Its description, as Markdown lines."""
    def out(*argv):
        try:
            done = subprocess.run(argv, capture_output=True, text=True,
                                  env={"PATH": os.environ["PATH"] +
                                       ":/usr/sbin", "LC_ALL": "C"})
            return (done.stdout + done.stderr).strip()
        except OSError:
            return "not there"
    cpu = dict(line.split(":", 1) for line in out("lscpu").splitlines()
               if ":" in line)

    def of(name):
        return cpu.get(name, "?").strip()
    memory = int(open("/proc/meminfo").readline().split()[1]) // 2 ** 20
    system = out("sh", "-c", ". /etc/os-release; echo $PRETTY_NAME")
    return [
        f"- {of('CPU(s)')} processors: {of('Model name')} "
        f"({of('Architecture')}; L2 {of('L2 cache')}, L3 {of('L3 cache')}; "
        f"{of('Virtualization type')} virtualization by "
        f"{of('Hypervisor vendor')}), {memory} GiB of memory",
        f"- {system}, Linux {os.uname().release}",
        f"- {out('nginx', '-v').split('/')[-1]} nginx; "
        f"{out(stack.pg_bin('postgres'), '--version')}; "
        f"gcc {out('gcc', '-dumpfullversion')}; Node {out('node', '-v')}; "
        f"Python {sys.version.split()[0]}; "
        f"{out('go', 'version').removeprefix('go version ')}; "
        f"{out('rustc', '--version')}",
    ]
