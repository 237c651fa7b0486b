"""
What a test runs against: a private Postgres, the worker pool, `foyer jobs`
and nginx with TLS, each the real one, each in a folder of its own under the
system's temporary directory.

It knows processes and sockets and nothing of pytest, so that tests/faults and
tests/load start the same things.  Who starts one ends it: every class here is
a context manager, and every process dies with this one (PR_SET_PDEATHSIG).

    FOYER=build/asan/foyer  another build of the program
    KEEP=1                  leave folders and logs behind
"""

import contextlib
import ctypes
import glob
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import psycopg

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOYER = str((pathlib.Path.cwd() / os.environ["FOYER"]).resolve()
            if os.environ.get("FOYER") else ROOT / "build/foyer")
SANITIZED = "san" in pathlib.Path(FOYER).parent.name
IS_ROOT = os.geteuid() == 0
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"     # Debian's nginx
_libc = ctypes.CDLL(None)
_given = set()          # ports that this process has given out


def free_port():
    """Nobody listens there, and until somebody does no connection that goes
    out is given it: it stands below the kernel's range for those.  Nor is it
    given twice, to two who do not listen yet."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as f:
        end = int(f.read().split()[0])
    # Not the generator that a test may have seeded: others are at it, too.
    choose = random.SystemRandom()
    for _ in range(100):
        port = choose.randrange(end // 2, end) if end > 20000 else 0
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            port = s.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port
    raise RuntimeError("no port is free")


def wait_for(what, probe, seconds=60, process=None):
    """Calls probe() until it is true; what another process does gives no
    event to wait for."""
    end = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{what}: the process ended with "
                               f"{process.returncode}")
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


def spawn(argv, log, env=None, user=None, stdin=subprocess.DEVNULL, **kw):
    """A child that ends with us, its two outputs appended to `log`."""
    def die_with_parent():
        _libc.prctl(1, signal.SIGTERM)
    with open(log, "ab") as out:
        return subprocess.Popen(
            argv, stdin=stdin, stdout=out, stderr=subprocess.STDOUT, env=env,
            preexec_fn=die_with_parent, start_new_session=True,
            **({"user": user, "group": user, "extra_groups": []}
               if user else {}), **kw)


def end(process, sig=signal.SIGTERM, seconds=30):
    """Ends a child and gives its exit status."""
    if process.poll() is None:
        process.send_signal(sig)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


class Folder:
    """A private folder; short, because a socket's name is 107 bytes."""

    def __init__(self, prefix="fyt-"):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
        self.path.chmod(0o755)

    def remove(self):
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.path, ignore_errors=True)


# ---------------------------------------------------------------- Postgres

def pg_bin(name):
    """A program of Postgres's server; Debian keeps them off the PATH."""
    found = shutil.which(name)
    if found:
        return found
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        if os.path.exists(f"{folder}/{name}"):
            return f"{folder}/{name}"
    raise RuntimeError(f"{name} of Postgres is not installed")


class Postgres:
    """A cluster.  It never runs as root: root gives it to `postgres`.
    enter(user) gives a prefix to its command that also becomes that user."""

    def __init__(self, folder, listen="", durable=False, data=None,
                 enter=None, **options):
        self.folder = pathlib.Path(folder)
        self.data = pathlib.Path(data) if data else self.folder / "data"
        self.log = self.folder / "log"
        self.user = "postgres" if IS_ROOT else None
        self.enter = enter
        self.port = free_port() if listen else 5432
        self.options = {
            "listen_addresses": listen,
            "port": self.port,
            "unix_socket_directories": str(self.folder),
            "max_connections": 200,
            "shared_buffers": "64MB",
            "fsync": "on" if durable else "off",
            # As on the program's own connections: where a test asks the
            # functions of the schema, to compile them takes 14 s.
            "jit": "off",
            # And a day has 24 hours, wherever this machine stands.
            "timezone": "UTC",
            "log_min_messages": "warning",
            **options,
        }
        self.process = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        subprocess.run(
            [pg_bin("initdb"), "-D", self.data, "-A", "trust", "-U", "foyer",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
            **({"user": self.user, "group": self.user, "extra_groups": []}
               if self.user else {}))
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)

    def start(self, wait=True):
        argv = [pg_bin("postgres"), "-D", str(self.data)]
        for name, value in self.options.items():
            argv += ["-c", f"{name}={value}"]
        user = self.user
        if self.enter:
            argv, user = [*self.enter(user), *argv], None
        self.process = spawn(argv, self.log, user=user, cwd=self.folder)
        if wait:
            wait_for("Postgres", self.ready, 60, self.process)

    def stop(self, sig=signal.SIGINT):
        if self.process is not None:
            end(self.process, sig, 60)
            self.process = None

    def ready(self):
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            return True
        except psycopg.Error:
            return False

    def url(self, database, tcp=False):
        host = self.options["listen_addresses"] if tcp else self.folder
        return (f"host={host} port={self.port} user=foyer "
                f"dbname={database}")

    def execute(self, text):
        with psycopg.connect(self.url("postgres"), autocommit=True) as c:
            c.execute(text)


class Database:
    """One database of a cluster, and the tests' own connection to it."""

    def __init__(self, postgres, name, template=None):
        self.postgres = postgres
        self.name = name
        self.url = postgres.url(name)
        postgres.execute(f'create database "{name}"' +
                         (f' template "{template}"' if template else ""))
        self._connection = None

    def connect(self, **kw):
        return psycopg.connect(self.url, autocommit=True, **kw)

    def sql(self, text, *values):
        """Runs one statement; its rows as tuples (None when it has none).
        Values stand as %s."""
        if self._connection is None or self._connection.closed:
            self._connection = self.connect()
        cursor = self._connection.execute(text, values or None)
        return cursor.fetchall() if cursor.description else None

    def one(self, text, *values):
        """The one value of the one row."""
        (row,) = self.sql(text, *values)
        return row[0]

    def tables(self):
        return [r[0] for r in self.sql(
            "select relname from pg_class where relkind = 'r' and "
            "relnamespace = 'public'::regnamespace and relname <> "
            "'spatial_ref_sys' order by 1")]

    def digest(self, *but):
        """{table: digest of all its rows}, to tell whether any changed."""
        return {t: self.one(
            f'select md5(coalesce(string_agg(t::text, chr(10) order by '
            f't::text), \'\')) from "{t}" t')
            for t in self.tables() if t not in but}

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


# ------------------------------------------------------------------- foyer

def settings(**overrides):
    """The environment of the program: the tests' usual settings and nothing
    of ours.  A value of None leaves a setting at its default."""
    env = {
        "PATH": PATH,
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "WORKERS": "2",
        "THREADS": "2",
        "RATE_LIMIT": "0",
        "RATE_LIMIT_ANONYMOUS": "0",
        "RATE_LIMIT_PASSWORD": "0",
        "HASH_CONCURRENCY": "4",
        # A busy machine makes each request wait, and a test tells overload
        # from a fault only where it asks for overload.
        "REQUEST_MAX_AGE": "60000",
        "ASAN_OPTIONS": "detect_leaks=1:exitcode=99:"
                        "detect_stack_use_after_return=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=99",
        "TSAN_OPTIONS": "exitcode=99",
        **{k: None if v is None else str(v) for k, v in overrides.items()},
    }
    return {k: v for k, v in env.items() if v is not None}


class Failed(Exception):
    """A command of the program ended with another status than 0."""

    def __init__(self, argv, status, out, err):
        super().__init__(f"foyer {' '.join(argv)} ended with {status}\n"
                         f"{out}{err}")
        self.status, self.out, self.err = status, out, err


def command(env, *argv, input=None, check=True, timeout=60):
    """Runs `foyer ARGV`; its standard output.  Raises Failed; with
    check=False gives (status, stdout, stderr) instead."""
    done = subprocess.run([FOYER, *argv], env=env, input=input, text=True,
                          capture_output=True, timeout=timeout)
    if not check:
        return done.returncode, done.stdout, done.stderr
    if done.returncode:
        raise Failed(argv, done.returncode, done.stdout, done.stderr)
    return done.stdout


class Pool:
    """The workers, started in one of the ways there are:

    listen   `foyer serve --listen unix:PATH --workers N`: a master
    spawn    spawn-fcgi, and a master that finds the socket on descriptor 0
    single   spawn-fcgi, and one worker alone
    tcp      `foyer serve --listen 127.0.0.1:PORT --workers N`
    """

    WAYS = ("listen", "spawn", "single", "tcp")

    def __init__(self, folder, env, way="listen", workers=2, enter=None):
        self.folder = pathlib.Path(folder)
        self.env = dict(env)
        self.way = way
        self.workers = workers
        self.log = self.folder / "serve.log"
        self.enter = enter() if enter else []   # a prefix to the command
        self.port = free_port() if way == "tcp" else None
        self.socket = str(self.folder / "foyer.sock")
        self.process = None

    @property
    def address(self):
        """For a FastCGI client: a path, or (host, port)."""
        return ("127.0.0.1", self.port) if self.way == "tcp" else self.socket

    @property
    def name(self):
        """For `--listen`, `foyer ping` and nginx."""
        return (f"127.0.0.1:{self.port}" if self.way == "tcp"
                else f"unix:{self.socket}")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        status = self.stop()
        assert kind or status == 0, \
            f"the pool ended with {status}:\n{self.log_tail()}"

    def argv(self):
        serve = [FOYER, "serve"]
        if self.way in ("listen", "tcp"):
            return [*self.enter, *serve, "--listen", self.name, "--workers",
                    str(self.workers)]
        if self.way == "spawn":
            serve += ["--workers", str(self.workers)]
        return [*self.enter, "spawn-fcgi", "-n", "-s", self.socket,
                "-M", "0666", "--", *serve]

    def start(self, wait=True):
        env = dict(self.env)
        if self.way == "single":
            env.pop("WORKERS", None)
        self.process = spawn(self.argv(), self.log, env=env)
        if wait:
            wait_for("the pool", self.answers, 60, self.process)

    def stop(self, sig=signal.SIGTERM):
        """Its exit status; spawn-fcgi has become the program by then."""
        if self.process is None:
            return 0
        status = end(self.process, sig, 60)
        self.process = None
        return status

    def answers(self):
        return subprocess.run([FOYER, "ping", self.name], env=self.env,
                              capture_output=True).returncode == 0

    def pids(self):
        """The workers' process ids (the program itself when alone)."""
        if self.way == "single":
            return [self.process.pid]
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path) as f:
            return [int(p) for p in f.read().split()]

    def log_tail(self, n=20):
        if not self.log.exists():
            return ""
        return "".join(self.log.read_text(errors="replace")
                       .splitlines(True)[-n:])

    def lines(self, event=None):
        """The log so far, parsed; each line must be JSON.  A sanitizer's
        report is not: it fails here.  A line without an end is still being
        written."""
        out = []
        for line in self.log.read_text().split("\n")[:-1]:
            try:
                entry = json.loads(line)
            except ValueError:
                raise AssertionError(f"no JSON in the log: {line[:1000]}\n"
                                     + self.log_tail(60)) from None
            if event is None or entry.get("event") == event:
                out.append(entry)
        return out


# ------------------------------------------------------------------- nginx

class Authority:
    """A certificate authority and one certificate for all names."""

    NAMES = ("your-app.localhost", "api.your-app.localhost", "localhost")

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ca = str(self.folder / "ca.pem")
        self.key = str(self.folder / "key.pem")
        self.certificate = str(self.folder / "cert.pem")

        def openssl(*argv):
            subprocess.run(["openssl", *argv], check=True,
                           capture_output=True, cwd=self.folder)

        def key(name):
            openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout",
                    "-out", name)
        key("ca-key.pem")
        openssl("req", "-x509", "-new", "-key", "ca-key.pem", "-days", "2",
                "-subj", "/CN=Foyer tests", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign", "-out", "ca.pem")
        key("key.pem")
        openssl("req", "-new", "-key", "key.pem", "-subj",
                f"/CN={self.NAMES[0]}", "-out", "csr.pem")
        (self.folder / "ext").write_text(
            "subjectAltName=" + ",".join(f"DNS:{n}" for n in self.NAMES) +
            # The rest is for Python from 3.13 on, which is strict.
            ",IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n"
            "keyUsage=critical,digitalSignature\n"
            "extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n"
            "authorityKeyIdentifier=keyid\n")
        openssl("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey",
                "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile",
                "ext", "-out", "cert.pem")
        os.chmod(self.key, 0o644)


class Nginx:
    """nginx as the product runs it: conf/, rendered by tools/nginx-conf.
    `variables` are those of that script; by default no address is limited,
    because all tests come from one."""

    def __init__(self, folder, authority, upstream, https=None, http=None,
                 **variables):
        self.folder = pathlib.Path(folder)
        self.upstream = upstream
        self.https = https or free_port()
        self.http = http or free_port()
        self.app_url = f"https://your-app.localhost:{self.https}"
        self.api_url = f"https://api.your-app.localhost:{self.https}"
        self.access_log = self.folder / "access.log"
        web = ROOT / "web/dist"
        if not (web / "index.html").exists():
            web = self.folder / "web"
        self.variables = {
            "HTTPS_PORT": self.https,
            "HTTP_PORT": self.http,
            "NGINX_LISTEN": "127.0.0.1",
            "TLS_CERTIFICATE": authority.certificate,
            "TLS_KEY": authority.key,
            "WEB_ROOT": web,
            "SITE_ROOT": self.folder / "site",
            "ACCESS_LOG": self.access_log,
            "NGINX_WORKERS": 1,
            "ADDRESS_LIMITS": "off",
            **variables}
        self.process = None

    def __enter__(self):
        for name in ("web", "site"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "web/index.html").write_text(
            "<!doctype html><title>Foyer</title>\n")
        self.render()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def render(self):
        env = {k: str(v) for k, v in self.variables.items()}
        subprocess.run([ROOT / "tools/nginx-conf", self.folder], check=True,
                       env={"PATH": PATH, "UPSTREAM": self.upstream, **env})

    def start(self):
        # As root it would run its workers as nobody, who may not read ours.
        as_root = ["-g", "user root;"] if IS_ROOT else []
        self.process = spawn(
            ["nginx", "-p", str(self.folder), "-c",
             str(self.folder / "nginx.conf"), *as_root],
            self.folder / "error.log", env={"PATH": PATH})
        wait_for("nginx", self.listens, 60, self.process)

    def listens(self):
        for port in (self.https, self.http):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) != 0:
                    return False
        return True

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self, sig=signal.SIGTERM):
        if self.process is not None:
            end(self.process, sig)
            self.process = None


# ---------------------------------------------------------- all of it at once

class Stack:
    """Pool, jobs and nginx on one database.

    stack.pool, stack.nginx, stack.env (the settings), stack.command(...)
    """

    def __init__(self, database, authority, way="listen", workers=2,
                 jobs=True, https=None, nginx=None, enter=None, **overrides):
        self.database = database
        self.folder = Folder()
        path = self.folder.path
        self.nginx = Nginx(path / "nginx", authority,
                           f"unix:{path}/foyer.sock", https, **(nginx or {}))
        mail = path / "mail"
        mail.mkdir()
        self.mail_dir = mail
        self.metrics_port = free_port()
        self.env = settings(**{
            "DATABASE_URL": database.url,
            "APP_URL": self.nginx.app_url,
            "API_URL": self.nginx.api_url,
            "METRICS_LISTEN": f"127.0.0.1:{self.metrics_port}",
            "SHARED_FILE": path / "shared",
            "MAIL_DIR": None if overrides.get("SMTP_URL") else mail,
            **overrides})
        self.pool = Pool(path, self.env, way, workers, enter)
        if way == "tcp":
            self.nginx.upstream = self.pool.name
        self.with_jobs = jobs
        self.jobs = None
        self.jobs_log = path / "jobs.log"

    def __enter__(self):
        with contextlib.ExitStack() as started:
            started.callback(self.folder.remove)
            started.enter_context(self.pool)
            if self.with_jobs:
                self.start_jobs()
                started.callback(self.stop_jobs)
            started.enter_context(self.nginx)
            self._started = started.pop_all()
        return self

    def __exit__(self, *error):
        return self._started.__exit__(*error)

    def start_jobs(self):
        self.jobs = spawn([*self.pool.enter, FOYER, "jobs"], self.jobs_log,
                          env=self.env)

    def stop_jobs(self):
        if self.jobs is not None:
            # Before that a signal would end it like any program.
            wait_for("the start of jobs", lambda: "jobs_started" in
                     self.jobs_log.read_text() or
                     self.jobs.poll() is not None)
            status = end(self.jobs)
            self.jobs = None
            assert status == 0, (f"foyer jobs ended with {status}:\n"
                                 f"{self.jobs_log.read_text()[-3000:]}")

    def command(self, *argv, **kw):
        return command(self.env, *argv, **kw)

    def metrics(self):
        """The text at the internal address."""
        import urllib.request
        url = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(url, timeout=10) as reply:
            return reply.read().decode()


def unique(prefix="m"):
    """A handle that nobody has."""
    return f"{prefix}_{secrets.token_hex(5)}"
