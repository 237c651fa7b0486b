"""
Debian's pebble, an authority that speaks ACME as Let's Encrypt does, with a
name server by which every name is this machine; and the load under which
certificates change.
"""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import urllib.request

from http_client import Client
from load import Load
from stack import ROOT, end, free_port, spawn, wait_for

DAY = 86400
NAMES = ("localhost", "authority.example")


def own_address():
    """This machine's, as containers reach it.  Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("192.0.2.1", 9))
        return s.getsockname()[0]


def served(port, host):
    """The certificate that is served there."""
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", port), 10) as raw, \
            context.wrap_socket(raw, server_hostname=host) as s:
        return s.getpeercert(binary_form=True)


class Authority:
    """`folder` then has ca.pem, for those who ask it over ACME, and root.pem,
    for those who are shown what it signed."""

    def __init__(self, folder, http_port):
        self.folder, self.http_port = folder, http_port
        self.port, self.manage, self.dns = (free_port() for _ in range(3))
        self.log = folder / "log"
        keys = folder / "keys"
        subprocess.run([ROOT / "tools/dev-certs", keys, *NAMES], check=True)
        self.keys, self.ca = keys, folder / "ca.pem"
        self.ca.write_bytes((keys / "ca.pem").read_bytes())
        self.root = folder / "root.pem"
        folder.chmod(0o755)

    def url(self, name=NAMES[0]):
        return f"https://{name}:{self.port}/dir"

    @contextlib.contextmanager
    def running(self, seconds):
        """What it signs meanwhile is good for so long.  Each time it begins
        anew: other roots, and nobody has an account."""
        config = self.folder / "pebble.json"
        config.write_text(json.dumps({"pebble": {
            "listenAddress": f"0.0.0.0:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.manage}",
            "certificate": str(self.keys / "cert.pem"),
            "privateKey": str(self.keys / "key.pem"),
            "httpPort": self.http_port, "tlsPort": 5001,
            "ocspResponderURL": "", "externalAccountBindingRequired": False,
            "certificateValidityPeriod": seconds}}))
        names = spawn(
            ["pebble-challtestsrv", "-defaultIPv4", "127.0.0.1",
             "-defaultIPv6", "", "-dns01", f"127.0.0.1:{self.dns}",
             "-http01", "", "-https01", "", "-tlsalpn01", "",
             "-management", f"127.0.0.1:{free_port()}"], self.log)
        pebble = spawn(["pebble", "-config", str(config), "-dnsserver",
                        f"127.0.0.1:{self.dns}"], self.log,
                       {**os.environ, "PEBBLE_VA_NOSLEEP": "1"})
        try:
            wait_for("pebble", self._keep_root, 30, pebble)
            yield self
        finally:
            end(pebble)
            end(names)

    def _keep_root(self):
        context = ssl.create_default_context(cafile=self.ca)
        try:
            with urllib.request.urlopen(
                    f"https://localhost:{self.manage}/roots/0",
                    context=context) as reply:
                self.root.write_bytes(reply.read())
                return True
        except OSError:
            return False


def load(url, ca, rate=50):
    """An open loop of pages and answers of the API over TLS that is looked
    at; every other request on a connection of its own, the rest on kept ones,
    as browsers have them."""
    client = Client(url, ca)

    def make_ask():
        def ask(n):
            if n % 2:
                client.close()
            return client.get("/" if n % 4 < 2 else "/api/health/ready")
        return ask
    return Load(16, make_ask, rate=rate)
