"""
Looks at the pods of a release, for tools/promote: what the new ones answer,
by their own metrics (measure.py), whether they end, and what nginx answers to
a few requests of our own.  The target that it is given says how kubectl is
called there.
"""
import collections
import contextlib
import http.client
import itertools
import json
import re
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

import measure

# What the watch asks by itself: a page, and two answers out of the database
# for which nobody has to be signed in.
PATHS = ("/", "/api/config", "/api/hello/now")
BLIND = 3       # looks in a row without numbers that are one too many


class Stop(Exception):
    """The promotion ends here; `status` is that of the program."""
    status = 1


def run(argv, seconds=60):
    """The finished process, its words as text."""
    try:
        return subprocess.run(argv, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(argv, 124, "", "no answer in time")


def last_words(text, lines=4):
    return " / ".join(line.strip() for line in
                      text.strip().splitlines()[-lines:]) or "without a word"


# ---- Pods, as kubectl tells them

def key_of(pod):
    return pod["metadata"]["uid"]


def component(pod):
    return pod["metadata"]["labels"].get("app.kubernetes.io/component")


def restarts(pod):
    return sum(one["restartCount"]
               for one in pod["status"].get("containerStatuses", []))


def is_ready(pod):
    return any(one["type"] == "Ready" and one["status"] == "True"
               for one in pod["status"].get("conditions", []))


def port_of(pod, name):
    return next(port["containerPort"]
                for container in pod["spec"]["containers"]
                for port in container.get("ports", [])
                if port.get("name") == name)


def app_host(pod):
    return next(urllib.parse.urlsplit(variable["value"]).hostname
                for variable in pod["spec"]["containers"][0]["env"]
                if variable["name"] == "APP_URL")


class Way:
    """A way to a pod's port through the API server, which asks no
    NetworkPolicy: `port` of this machine.  OSError when there is none."""

    def __init__(self, target, pod, name):
        self.process = subprocess.Popen(
            target.kubectl("port-forward", "--address", "127.0.0.1",
                           f"pod/{pod['metadata']['name']}",
                           f":{port_of(pod, name)}"),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, text=True)
        late = threading.Timer(10, self.process.kill)
        late.start()
        match = re.search(r":(\d+) ->", self.process.stdout.readline())
        late.cancel()
        if match is None:
            self.close()
            raise OSError(f"no way to the port {name} of "
                          + pod["metadata"]["name"])
        self.port = int(match[1])
        # It tells of each connection, and would wait for a reader.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def is_open(self):
        return self.process.poll() is None

    def close(self):
        self.process.kill()
        self.process.wait()


class Door(http.client.HTTPConnection):
    """nginx at the end of a Way, asked over TLS by its own name.  Whether its
    certificate is right is helm test's question; the Way itself is safe."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE

    def __init__(self, host, way):
        super().__init__(host)
        self.way = way

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.way.port), 10)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


class Watch:
    """Counts what the new pods answer, from before the roll-out on, and says
    Stop when it is too much."""

    def __init__(self, target, rules):
        self.target, self.rules = target, rules
        self.ways, self.samples, self.restarts = {}, {}, {}
        self.trouble = {}       # (pod, container): why it does not run
        self.seen = collections.Counter()
        self.paths = itertools.cycle(PATHS)
        self.blind, self.rolled_out = 0, False
        before = collections.Counter()
        pods = self.pods()
        self.old = {key_of(pod) for pod in pods}
        for pod in pods:
            self.restarts[key_of(pod)] = restarts(pod)
            if component(pod) == "api" and is_ready(pod):
                with contextlib.suppress(OSError, ValueError):
                    self.samples[key_of(pod)] = self.sample(pod)
                    before += self.samples[key_of(pod)]
        # Fewer would say nothing of how it was.
        enough = before["requests"] >= rules.requests
        self.p99_before = measure.p99(before) if enough else None

    def close(self):
        for way in self.ways.values():
            way.close()

    def pods(self):
        """Those that are meant to stay."""
        done = run(self.target.kubectl(
            "get", "pods", "--output", "json", "--selector",
            f"app.kubernetes.io/instance={self.rules.release}"))
        if done.returncode != 0:
            raise OSError(f"kubectl: {last_words(done.stderr)}")
        return [pod for pod in json.loads(done.stdout)["items"]
                if component(pod) in ("api", "web", "jobs")
                and "deletionTimestamp" not in pod["metadata"]]

    def way(self, pod, name):
        """Kept from look to look; anew when it has ended."""
        way = self.ways.get(key_of(pod))
        if way is None or not way.is_open():
            if way is not None:
                way.close()
            way = self.ways[key_of(pod)] = Way(self.target, pod, name)
        return way

    def sample(self, pod):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.way(pod, "metrics").port, timeout=5)
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/metrics")
                text = connection.getresponse().read().decode()
            except http.client.HTTPException as error:
                raise OSError(f"no metrics of {pod['metadata']['name']}: "
                              f"{error!r}") from None
        return measure.read_metrics(text)

    def look(self, due=0):
        """Asks `due` requests of its own, counts, and says Stop when what
        was counted so far is too much."""
        try:
            pods = self.pods()
            if due > 0:
                self.ask(pods, due)
            self.count(pods)
            self.blind = 0
        except (OSError, ValueError, LookupError) as error:
            self.blind += 1
            if self.blind >= BLIND:
                raise Stop(f"nothing can be seen: {error}") from None
        why = measure.fault(self.seen, self.rules, self.p99_before)
        if why is not None:
            raise Stop("\n".join([why, *self.trouble.values()]))

    def count(self, pods):
        fresh = [pod for pod in pods if key_of(pod) not in self.old]
        for pod in fresh:
            self.note_trouble(pod)
        # A version whose workers are those of before is judged by them.
        new = fresh
        if self.rolled_out and not any(component(pod) == "api"
                                       for pod in fresh):
            new = pods
        for pod in new:
            key = key_of(pod)
            self.seen["crashes"] += restarts(pod) - self.restarts.get(key, 0)
            self.restarts[key] = restarts(pod)
            if component(pod) != "api" or not is_ready(pod):
                continue
            sample = self.sample(pod)
            unknown = sample if key in self.old else collections.Counter()
            self.seen += measure.growth(self.samples.get(key, unknown), sample)
            self.samples[key] = sample

    def note_trouble(self, pod):
        """Keeps the last words of a container that does not run: when Helm
        has gone back nobody can be asked any more."""
        name = pod["metadata"]["name"]
        for one in (pod["status"].get("initContainerStatuses", [])
                    + pod["status"].get("containerStatuses", [])):
            ended = one["state"].get("terminated") or \
                one.get("lastState", {}).get("terminated") or {}
            why = ended.get("reason") or \
                one["state"].get("waiting", {}).get("reason", "")
            fails = ended.get("exitCode", 0) != 0 or \
                re.search("Err|BackOff", why)
            if not fails or (name, one["name"]) in self.trouble:
                continue
            again = ["--previous"] if "running" in one["state"] else []
            words = run(self.target.kubectl(
                "logs", name, "--container", one["name"], "--tail=2",
                *again)).stdout
            if words.startswith("unable to retrieve"):
                continue        # between two containers: at the next look
            self.trouble[name, one["name"]] = \
                f"  {name}, {one['name']}: {why}: {last_words(words)}"

    def ask(self, pods, due):
        """Through the newest pod of nginx, and in no more time than there is
        between two looks."""
        web = max((pod for pod in pods
                   if component(pod) == "web" and is_ready(pod)), default=None,
                  key=lambda pod: pod["metadata"]["creationTimestamp"])
        if web is None:
            raise OSError("no pod of nginx is ready")
        way = self.way(web, "https")
        end = time.monotonic() + self.rules.interval
        with contextlib.closing(Door(app_host(web), way)) as door:
            while due > 0 and time.monotonic() < end:
                due -= 1
                try:
                    door.request("GET", next(self.paths))
                    answer = door.getresponse()
                    answer.read()
                    failed = answer.status >= 500
                except (OSError, http.client.HTTPException) as error:
                    if not way.is_open():
                        raise OSError(f"nginx: {error!r}") from None
                    door.close()
                    failed = True
                self.seen["own"] += 1
                self.seen["own_failed"] += failed

    def lack(self, part=1):
        """Requests to ask for a verdict, or for a part of one; twice as many
        as it needs are asked in all, and not more."""
        return min(part * self.rules.requests - self.seen["requests"],
                   2 * self.rules.requests - self.seen["own"])

    def hold(self):
        """The watch after the roll-out; too little traffic is made up for,
        and is too little only when that does not help."""
        rules, self.rolled_out = self.rules, True
        began = told = now = time.monotonic()
        while now < began + rules.watch:
            part = min(1, (now - began + rules.interval) / rules.watch)
            self.look(max(len(PATHS), self.lack(part)))
            if now >= told + 30:
                told = now
                self.target.say(self.so_far())
            wake = min(now + rules.interval, began + rules.watch)
            time.sleep(max(0, wake - time.monotonic()))
            now = time.monotonic()
        while self.lack() > 0:
            self.look(max(len(PATHS), self.lack()))
        self.look()
        if self.seen["requests"] < rules.requests:
            raise Stop(f"no verdict: {self.seen['requests']:.0f} requests "
                       f"were counted, and {rules.requests:g} are needed")

    def so_far(self):
        return (f"{self.seen['requests']:.0f} requests "
                f"({self.seen['own']:.0f} asked by the watch), "
                f"{self.seen['errors']:.0f} failed, "
                f"p99 {measure.p99(self.seen) * 1000:.1f} ms")
