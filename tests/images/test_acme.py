"""
The life of a certificate of an ACME authority: Debian's pebble, our certbot
image and our web image, which answers the authority at its port for HTTP and
serves what it gave.

    make test-acme
"""

import contextlib
import json
import os
import shutil
import ssl
import subprocess
import threading
import time
import urllib.request

import pytest
from containers import HOSTS, ROOT, engine, fetch, run
from stack import free_port, wait_for

DAY = 86400
FOLDER = "/var/lib/foyer/certificates"


class Authority:
    """pebble, whose certificates last `seconds`, and a name server for it by
    which every name is this machine."""

    def __init__(self, place, http_port):
        self.place, self.http_port = place, http_port
        self.port, self.manage, self.dns = (free_port() for _ in range(3))
        self.url = f"https://localhost:{self.port}/dir"
        run(ROOT / "tools/dev-certs", place / "authority", "localhost")
        self.ca = place / "authority/ca.pem"

    @contextlib.contextmanager
    def running(self, seconds):
        config = self.place / "pebble.json"
        config.write_text(json.dumps({"pebble": {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.manage}",
            "certificate": str(self.place / "authority/cert.pem"),
            "privateKey": str(self.place / "authority/key.pem"),
            "httpPort": self.http_port, "tlsPort": 5001,
            "ocspResponderURL": "", "externalAccountBindingRequired": False,
            "certificateValidityPeriod": seconds}}))
        env = {**os.environ, "PEBBLE_VA_NOSLEEP": "1"}
        log = open(self.place / "authority.log", "ab")
        names = subprocess.Popen(
            ["pebble-challtestsrv", "-defaultIPv4", "127.0.0.1",
             "-defaultIPv6", "", "-dns01", f"127.0.0.1:{self.dns}",
             "-http01", "", "-https01", "", "-tlsalpn01", "",
             "-management", f"127.0.0.1:{free_port()}"],
            stdout=log, stderr=log)
        pebble = subprocess.Popen(
            ["pebble", "-config", config, "-dnsserver",
             f"127.0.0.1:{self.dns}"], env=env, stdout=log, stderr=log)
        try:
            wait_for("pebble", self.root)
            yield self
        finally:
            for process in (pebble, names):
                process.terminate()
                process.wait()
            log.close()

    def root(self):
        """The certificate that a browser would know."""
        context = ssl.create_default_context(cafile=self.ca)
        try:
            return urllib.request.urlopen(
                f"https://localhost:{self.manage}/roots/0",
                context=context).read().decode()
        except OSError:
            return None


class Load:
    """Requests, one after the other, each on a connection of its own."""

    def __init__(self, port):
        self.port, self.sent, self.failed = port, 0, []
        self.over = threading.Event()

    def ask(self):
        while not self.over.is_set():
            self.sent += 1
            try:
                if fetch(self.port, "/").status != 200:
                    self.failed.append("status")
            except OSError as e:
                self.failed.append(repr(e))

    def __enter__(self):
        self.threads = [threading.Thread(target=self.ask) for _ in range(4)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def web(start, place):
    """The web image on the certificates that first-start makes."""
    folder = place / "certificates"
    folder.mkdir()
    os.chown(folder, 65532, 65532)
    (place / "secrets").mkdir()
    os.chown(place / "secrets", 65532, 65532)
    first = start("web", "first-start", env=addresses(0), volumes={
        folder: FOLDER, place / "secrets": "/var/lib/foyer/secrets"})
    assert first.ended() == 0, first.said()
    container = start(
        "web", volumes={folder: FOLDER},
        options=["-p", "127.0.0.1::8443", "-p", "127.0.0.1::8080"],
        env={**addresses(0), "UPSTREAM": "unix:/none", "NGINX_WORKERS": "2",
             "TLS_CERTIFICATE": f"{FOLDER}/current/cert.pem",
             "TLS_KEY": f"{FOLDER}/current/key.pem", "CERTIFICATE_POLL": "1",
             "ACME_ROOT": f"{FOLDER}/challenges"})
    wait_for("nginx", lambda: container.exec("web-health").returncode == 0)
    return container


def addresses(port):
    return {"APP_URL": f"https://{HOSTS['app']}:{port or 8443}",
            "API_URL": f"https://{HOSTS['api']}:{port or 8443}"}


def test_the_life_of_a_certificate(start, place, web):
    https = web.port(8443)
    authority = Authority(place, web.port(8080))
    own = fetch(https, "/").certificate
    trust = place / "root.pem"

    def served():
        return fetch(https, "/").certificate

    # Issued for both names, and served without a restart.
    with authority.running(20 * DAY):
        certbot = start(
            "certbot", options=["--network", "host"],
            env={**addresses(0), "ACME_SERVER": authority.url,
                 "REQUESTS_CA_BUNDLE": "/ca.pem"},
            volumes={place / "certificates": FOLDER, authority.ca: "/ca.pem"})
        wait_for(f"a certificate: {certbot.said()}",
                 lambda: served() != own, 120)
        trust.write_text(authority.root())
        for host in HOSTS.values():
            assert fetch(https, "/", host, ca=trust).status == 200
        first = served()

        # Renewed (20 days are less than the 30 that certbot waits for) and
        # taken up, while requests come.
        with Load(https) as load:
            engine("restart", "-t", "5", certbot.id)
            wait_for("the renewed one", lambda: served() != first, 120)
        print(f"\nrenewal under load: {load.sent} requests, "
              f"{len(load.failed)} failed")
        assert load.failed == [] and load.sent > 10
        renewed = served()

    # The authority is away: what is there goes on serving, and it is said.
    engine("restart", "-t", "5", certbot.id)
    wait_for("the warning", lambda: "no certificate this time" in
             certbot.said(), 120)
    assert served() == renewed

    # Nobody renewed in time: the doctor says so.
    def doctor():
        return start("fcgi", "doctor", options=["--network", "host"],
                     env={**addresses(https), "APP_CA": "/root.pem",
                          "DATABASE_URL": "host=/nonexistent"},
                     volumes={trust: "/root.pem"})
    with authority.running(30):     # which knows no account of before
        shutil.rmtree(place / "certificates/acme")
        engine("restart", "-t", "5", certbot.id)
        wait_for("a short one", lambda: served() != renewed, 120)
        trust.write_text(authority.root())
    time.sleep(31)      # no event tells that a certificate is over
    ill = doctor()
    assert ill.ended() == 1
    assert "expired" in ill.said(), ill.said()
