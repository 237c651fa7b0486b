"""
Mail that is owed, and `foyer jobs`, which sends it: to a real mail server
(aiosmtpd) over STARTTLS, TLS and neither, and to servers, networks and
databases that fail just when it hurts.

What holds throughout: a mail arrives, once; where a crash makes a second copy
unavoidable, it is the same message to the byte.
"""

import contextlib
import email
import email.policy
import os
import signal
import socket
import threading
import time

import pytest
from aiosmtpd.controller import Controller

import stack
from smtp_sink import SmtpSink
from stack import FOYER, Database, Folder, Postgres, command, wait_for
from stalls import Stalls

FROM = "Das Foyer <foyer@your-app.localhost>"


class Server(SmtpSink):
    """A sink that can be refused at each step, and keeps the raw bytes."""

    def __init__(self, authority, **how):
        super().__init__(authority)
        self.authority = authority
        self.how = how
        self.raw = []
        self.refuse_sender = None
        self.refuse_recipient = {}

    @property
    def url(self):
        return super().url.replace("smtp:", "smtps:") \
            if "ssl_context" in self.how else super().url

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse_recipient:
            return self.refuse_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.content)
        return await super().handle_DATA(server, session, envelope)

    def start(self):
        how = {"hostname": "127.0.0.1", "tls_context": self.context,
               "authenticator": self._login, "auth_require_tls": True,
               "ready_timeout": 60, **self.how}
        if how.get("ssl_context") == "own":
            how["ssl_context"], how["tls_context"] = self.context, None
        self.controller = Controller(self, port=self.port, **how)
        self.controller.start()

    down, up = SmtpSink.stop, start


@pytest.fixture
def server(authority):
    with serving(authority) as s:
        yield s


@contextlib.contextmanager
def serving(authority, **how):
    s = Server(authority, **how)
    s.start()
    try:
        yield s
    finally:
        s.stop()


@pytest.fixture
def env(database, authority):
    database.sql("delete from mail")

    def make(server=None, **overrides):
        return stack.settings(**{
            "DATABASE_URL": database.url, "MAIL_FROM": FROM,
            "SMTP_URL": server.url if server else None,
            "SMTP_CA": authority.ca, **overrides})
    return make


@pytest.fixture
def owe(database):
    def owe(recipient="ada@example.org", subject="Hello", body="Hello\n"):
        return database.one(
            "insert into mail (recipient, subject, body) values (%s, %s, %s)"
            " returning id", recipient, subject, body)
    return owe


@pytest.fixture
def row(database):
    def row(number):
        names = ("attempts", "claimed_at", "sent_at", "failed_at",
                 "last_error", "body")
        (values,) = database.sql(f"select {', '.join(names)} from mail "
                                 "where id = %s", number)
        return dict(zip(names, values))
    return row


@contextlib.contextmanager
def jobs(env, n=1, kill=False):
    """Running `foyer jobs`; each ends with 0 at SIGTERM."""
    folder = Folder()
    log = folder.path / "jobs.log"
    running = [stack.spawn([FOYER, "jobs"], log, env=env) for _ in range(n)]
    try:
        yield running
        for process in running:
            status = stack.end(process, signal.SIGTERM, 20)
            assert status == (-signal.SIGKILL if kill else 0), log.read_text()
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()
        folder.remove()


def once(env, status=0):
    done = command(env, "jobs", "--once", check=False)
    assert done[0] == status, done[2]
    return done[2]


def text(message):
    return message.get_content().replace("\r\n", "\n")


# ------------------------------------------------------------ the message

def test_what_arrives(env, owe, row, server):
    body = ("Grüße aus dem Foyer,\n\n"
            "  https://your-app.localhost:8443/confirm#" + "x" * 43 + "\n"
            ".\n..two dots\nFrom here = there \n\n" + "long " * 400 + "\n")
    n = owe("ada@example.org", "Bestätige deine Adresse für „Das Foyer“ "
            "und noch viel mehr, damit es lang wird", body)
    once(env(server))
    message = server.wait("ada@example.org")
    assert server.encrypted == [True]
    assert message.sender == "foyer@your-app.localhost"
    assert message["From"].addresses[0].display_name == "Das Foyer"
    assert message["To"] == "ada@example.org"
    assert message["Subject"].startswith("Bestätige deine Adresse für „Das")
    assert message["Subject"].endswith("damit es lang wird")
    assert abs(message["Date"].datetime.timestamp() - time.time()) < 60
    assert message["Message-ID"].startswith(f"<mail-{n}-")
    assert message["MIME-Version"] == "1.0"
    assert message["Auto-Submitted"] == "auto-generated"
    assert text(message) == body
    assert not message.defects
    assert all(len(line) <= 76 for line in server.raw[0].split(b"\r\n"))
    assert server.raw[0].isascii()
    kept = row(n)
    assert kept["sent_at"] and not kept["claimed_at"]
    assert kept["body"] == "", "its link may not stay in the database"


def test_plain_ascii_stays_as_it_is(env, owe, server):
    body = "Hello,\n\n  https://x.example/reset#" + "y" * 80 + "\n\n.\n"
    owe(body=body)
    once(env(server))
    assert text(server.wait("ada@example.org")) == body
    assert b"#" + b"y" * 80 in server.raw[0]


@pytest.mark.parametrize("column", ["subject", "recipient"])
def test_a_header_cannot_be_smuggled_in(database, column):
    with pytest.raises(Exception, match="mail_" + column):
        database.sql("insert into mail (recipient, subject, body) values "
                     "('a@example.org', 'x', 'x')")
        database.sql(f"update mail set {column} = E'x\\r\\nBcc: b@c.example'")


# ------------------------------------------------------------ TLS and login

def test_tls_from_the_start(env, owe, authority):
    with serving(authority, ssl_context="own") as server:
        owe()
        once(env(server))
        assert len(server.messages) == 1


@pytest.mark.parametrize("tls, certificate, arrives, encrypted", [
    ("required", "ours", 1, True),
    ("required", "unknown", 0, None),
    ("required", "none", 0, None),
    ("required", "other name", 0, None),
    ("opportunistic", "ours", 1, True),
    ("opportunistic", "unknown", 1, True),
    ("opportunistic", "none", 1, False),
    ("opportunistic", "other name", 1, True),
    ("none", "ours", 1, False),
    ("none", "none", 1, False),
])
def test_tls_as_it_was_asked_for(env, owe, row, authority, tls, certificate,
                                 arrives, encrypted):
    how = {"none": {"tls_context": None},
           "other name": {"hostname": "127.0.0.2"}}.get(certificate, {})
    with serving(authority, **how) as server:
        n = owe()
        settings = env(server, SMTP_TLS=tls)
        if certificate == "other name":
            settings["SMTP_URL"] = server.url.replace(".1:", ".2:")
        if certificate == "unknown":
            del settings["SMTP_CA"]
        once(settings, 0 if arrives else 1)
        assert len(server.messages) == arrives
        if arrives:
            assert server.encrypted == [encrypted]
        else:
            kept = row(n)
            assert not kept["sent_at"] and not kept["failed_at"]
            assert kept["last_error"] and kept["attempts"] == 0


def test_a_login(env, owe, row, server):
    server.how["auth_required"] = True
    server.down()
    server.up()
    n = owe()
    wrong = server.url_with_login.replace("pass", "p4ss")
    said = once(env(server, SMTP_URL=wrong), 1)
    assert "mail_server_away" in said and "p4ss" not in said
    assert row(n)["failed_at"] is None
    said = once(env(server, SMTP_URL=server.url), 1)
    assert "530" in said
    once(env(server, SMTP_URL=server.url_with_login))
    assert len(server.messages) == 1 and server.logins == [False, True]


# ------------------------------------------------------- servers that fail

def test_down_then_up(env, owe, server, database):
    server.down()
    for i in range(20):
        owe(f"m{i}@example.org")
    with jobs(env(server)):
        wait_for("a try", lambda: database.one(
            "select bool_or(last_error is not null) from mail"))
        server.up()
        for i in range(20):
            server.wait(f"m{i}@example.org")
        wait_for("all marked", lambda: database.one(
            "select bool_and(sent_at is not null) from mail"))
    assert len(server.messages) == 20


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_not_now(env, owe, row, server, database, step):
    n, other = owe("busy@example.org"), None
    if step == "RCPT":
        server.refuse_recipient = {"busy@example.org": "450 4.2.1 Later"}
        other = owe("free@example.org")
    else:
        server.refuse_with = "451 4.7.1 Greylisted"
    began = database.one("select now()")
    once(env(server))
    kept = row(n)
    assert kept["attempts"] == 1 and not kept["failed_at"]
    assert "4.2.1 Later" in kept["last_error"] or \
        "Greylisted" in kept["last_error"]
    assert database.one(
        "select next_attempt_at between %s + interval '2 s' and now() + "
        "interval '8 s' from mail where id = %s", began, n)
    if other:
        assert row(other)["sent_at"], "one mail keeps another waiting"
    database.sql("update mail set next_attempt_at = next_attempt_at + "
                 "interval '1 hour' where id = %s", n)
    once(env(server))
    assert row(n)["attempts"] == 1, "it was not due yet"
    server.refuse_recipient, server.refuse_with = {}, None
    database.sql("update mail set next_attempt_at = now() where id = %s", n)
    once(env(server))
    assert row(n)["sent_at"] and len(server.to("busy@example.org")) == 1


def test_later_and_later(env, owe, server, database):
    n = owe()
    server.refuse_with = "451 Later"
    waits = []
    for _ in range(14):
        began = database.one("update mail set next_attempt_at = now() "
                             "returning now()")
        once(env(server))
        # It was tried at some time between the two.
        waits += database.sql(
            "select extract(epoch from next_attempt_at - now())::float8, "
            "extract(epoch from next_attempt_at - %s)::float8 from mail",
            began)
    for i, (least, most) in enumerate(waits):
        wanted = min(5 * 2 ** i, 1800)
        assert least < 1.15 * wanted and most > 0.85 * wanted
    database.sql("update mail set next_attempt_at = now(),"
                 " created_at = now() - interval '73 hours'")
    once(env(server))
    assert database.one("select failed_at is not null from mail where id = %s",
                        n), "it is tried for ever"


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_never(env, owe, row, server, step):
    if step == "RCPT":
        server.refuse_recipient = {"no@example.org": "550 5.1.1 Nobody"}
    n = owe("no@example.org")
    if step == "DATA":
        server.refuse_with = "554 5.7.1 Nobody wants this"
    once(env(server))
    kept = row(n)
    assert kept["failed_at"] and not kept["sent_at"] and not kept["body"]
    assert "Nobody" in kept["last_error"]
    server.refuse_recipient, server.refuse_with = {}, None
    other = owe("yes@example.org")
    once(env(server))
    assert row(other)["sent_at"] and not server.to("no@example.org")
    assert row(n)["attempts"] == 1


@pytest.mark.parametrize("answer", ["550 5.7.1 Not from you",
                                    "451 Later", "421 Going down"])
def test_a_sender_that_the_server_does_not_want(env, owe, row, server, answer):
    """That is the operator's to mend; the mail waits for it."""
    server.refuse_sender = answer
    n = owe()
    once(env(server), 1)
    assert not row(n)["failed_at"] and row(n)["attempts"] == 0
    server.refuse_sender = None
    once(env(server))
    assert row(n)["sent_at"]


def test_a_server_that_is_going_down(env, owe, row, server):
    server.refuse_with = "421 4.3.2 Going down"
    n = owe()
    once(env(server), 1)
    assert not row(n)["failed_at"] and row(n)["attempts"] == 0


@contextlib.contextmanager
def mute(greeting=b""):
    """A server that takes connections and says no more than that."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connected = threading.Event()
        kept = []

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    peer = listening.accept()[0]
                    kept.append(peer)
                    peer.sendall(greeting)
                    connected.set()
        threading.Thread(target=serve, daemon=True).start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", connected
        for peer in kept:
            peer.close()


def test_sigterm_while_the_server_is_silent(env, owe, row):
    n = owe()
    with mute() as (url, connected):
        with jobs(env(SMTP_URL=url)) as (process,):
            assert connected.wait(20)
            with Stalls() as stalls:
                began = time.monotonic()
                assert stack.end(process) == 0
                took = time.monotonic() - began
            assert took < 4 + stalls.seconds        # the grace is 5
    kept = row(n)
    assert kept["claimed_at"] is None and kept["attempts"] == 0


def test_sigterm_waits_for_the_last_answer(env, owe, row, server):
    with jobs(env(server)) as (process,):
        server.before_answer = lambda: (process.send_signal(signal.SIGTERM),
                                        time.sleep(1))
        n = owe()
        server.wait("ada@example.org")
        assert process.wait(40) == 0
    assert row(n)["sent_at"] and len(server.messages) == 1


def test_sigterm_does_not_wait_for_ever(env, owe, row, server):
    over = threading.Event()
    with jobs(env(server)) as (process,):
        server.before_answer = lambda: (process.send_signal(signal.SIGTERM),
                                        over.wait(60))
        n = owe()
        server.wait("ada@example.org")
        began = time.monotonic()
        assert process.wait(40) == 0
        assert 4 < time.monotonic() - began < 30
        over.set()
    kept = row(n)
    assert kept["claimed_at"] and not kept["sent_at"], \
        "nobody may take it at once: the server may have it"


# --------------------------------------------------------------- kill -9

def grow_old(database):
    """Five minutes pass."""
    database.sql("update mail set claimed_at = claimed_at - "
                 "interval '301 seconds'")


def test_killed_before_the_server_had_it(env, owe, row, server, database):
    n = owe()
    with mute() as (url, connected):
        with jobs(env(SMTP_URL=url), kill=True) as (process,):
            assert connected.wait(20)
            process.kill()
    once(env(server))
    assert not row(n)["sent_at"], "the claim holds while it is young"
    grow_old(database)
    once(env(server))
    assert row(n)["sent_at"] and row(n)["attempts"] == 2
    assert len(server.messages) == 1


def test_killed_between_the_answer_and_its_mark(env, owe, row, server,
                                                database):
    """The one gap: the second copy can be told by its Message-ID."""
    with jobs(env(server), kill=True) as (process,):
        server.before_answer = process.kill
        n = owe(body="Grüße\n")
        server.wait("ada@example.org")
        process.wait(20)
    server.before_answer = None
    assert not row(n)["sent_at"]
    grow_old(database)
    once(env(server))
    assert row(n)["sent_at"]
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert server.raw[0] == server.raw[1]


def test_killed_again_and_again(env, owe, server, database):
    """Nothing is lost, and only what was in the gap comes twice."""
    for i in range(60):
        owe(f"m{i}@example.org")
    for _ in range(6):
        before = len(server.messages)
        with jobs(env(server), kill=True) as (process,):
            # It may be done with all of it before we look.
            wait_for("some mail", lambda: len(server.messages) >= before + 5
                     or len({m["Message-ID"] for m in server.messages}) == 60)
            process.kill()
        grow_old(database)
    with jobs(env(server)):
        wait_for("the rest", lambda: database.one(
            "select bool_and(sent_at is not null) from mail"))
    ids = [m["Message-ID"] for m in server.messages]
    assert len(set(ids)) == 60
    assert len(ids) <= 60 + 6


def test_several_at_once(env, owe, server, database):
    for i in range(200):
        owe(f"m{i}@example.org")
    with jobs(env(server), n=4):
        wait_for("all", lambda: database.one(
            "select bool_and(sent_at is not null) from mail"), 60)
    assert len(server.messages) == 200
    assert len({m["Message-ID"] for m in server.messages}) == 200


# ---------------------------------------------------------- the database

@pytest.fixture
def own_postgres():
    folder = Folder()
    with Postgres(folder.path / "pg") as cluster:
        yield cluster
    folder.remove()


def test_the_database_goes_between_the_answer_and_its_mark(own_postgres,
                                                           server, authority):
    database = Database(own_postgres, "gone")
    env = stack.settings(DATABASE_URL=database.url, MAIL_FROM=FROM,
                         SMTP_URL=server.url, SMTP_CA=authority.ca)
    command(env, "migrate")
    with jobs(env):
        server.before_answer = lambda: own_postgres.stop(signal.SIGQUIT)
        database.sql("insert into mail (recipient, subject, body) values "
                     "('ada@example.org', 'x', 'x')")
        database.close()
        server.wait("ada@example.org")
        wait_for("the end of Postgres", lambda: own_postgres.process is None)
        server.before_answer = None
        own_postgres.start()
        wait_for("its mark", lambda: database.one(
            "select sent_at is not null from mail"))
        database.sql("insert into mail (recipient, subject, body) values "
                     "('bob@example.org', 'x', 'x')")
        server.wait("bob@example.org")
    database.close()
    assert len(server.messages) == 2


def test_the_database_comes_late(own_postgres, server, authority):
    database = Database(own_postgres, "late")
    env = stack.settings(DATABASE_URL=database.url, MAIL_FROM=FROM,
                         SMTP_URL=server.url, SMTP_CA=authority.ca)
    command(env, "migrate")
    own_postgres.stop()
    assert command(env, "jobs", "--once", check=False)[0] == 1
    with jobs(env) as (process,):
        time.sleep(1)       # it is away for a while, and nothing tells
        assert process.poll() is None
        own_postgres.start()
        database.sql("insert into mail (recipient, subject, body) values "
                     "('ada@example.org', 'x', 'x')")
        server.wait("ada@example.org")
    database.close()


def test_jobs_before_migrate(own_postgres, server, authority):
    database = Database(own_postgres, "early")
    env = stack.settings(DATABASE_URL=database.url, MAIL_FROM=FROM,
                         SMTP_URL=server.url, SMTP_CA=authority.ca)
    with jobs(env):
        command(env, "migrate")
        database.sql("insert into mail (recipient, subject, body) values "
                     "('ada@example.org', 'x', 'x')")
        server.wait("ada@example.org")
    database.close()


# ------------------------------------------------------- without a server

def test_into_a_folder(env, owe, row, tmp_path):
    n = owe(subject="Grüße", body="Grüße\n")
    said = once(env(MAIL_DIR=tmp_path))
    (file,) = os.listdir(tmp_path)
    assert file in said and file.endswith(f"-{n}.eml")
    message = email.message_from_bytes((tmp_path / file).read_bytes(),
                                       policy=email.policy.default)
    assert message["Subject"] == "Grüße"
    assert text(message) == "Grüße\n"
    assert row(n)["sent_at"]
    once(env(MAIL_DIR=tmp_path))
    assert os.listdir(tmp_path) == [file]


def test_a_folder_that_comes_late(env, owe, row, tmp_path):
    n = owe()
    once(env(MAIL_DIR=tmp_path / "mail"), 1)
    assert not row(n)["sent_at"] and "No such file" in row(n)["last_error"]
    (tmp_path / "mail").mkdir()
    once(env(MAIL_DIR=tmp_path / "mail"))
    assert row(n)["sent_at"] and len(os.listdir(tmp_path / "mail")) == 1


def test_nowhere_to_send_it(env, owe, row):
    n = owe()
    said = once(env())
    kept = row(n)
    assert "mail_dropped" in said and kept["failed_at"] and not kept["body"]
    assert "SMTP_URL" in kept["last_error"]


def test_a_sender_that_is_none(env):
    status, _, said = command(env(MAIL_FROM="Foyer"), "jobs", check=False)
    assert status == 2 and "MAIL_FROM" in said


# ---------------------------------------------- from a request to the mail

def test_smtp_is_tried_by_doctor(env, server, authority):
    def line(**overrides):
        report = command(env(server, **overrides), "doctor", check=False)[1]
        return next(l for l in report.splitlines() if l.split()[1] == "mail")
    assert line().startswith("ok")
    assert line(SMTP_URL=server.url_with_login).startswith("ok")
    assert line(SMTP_URL=server.url_with_login.replace("pass", "p4ss")) \
        .startswith("fail")
    assert line(SMTP_CA=None).startswith("fail")
    server.down()
    assert line().startswith("fail")
    server.up()
