"""
Helm and kubectl of a make-believe cluster, as far as tools/promote uses them:
programs that keep what they did in one file, $FAKE, so that a test can look
at it and say beforehand what a version is like.  What real ones do is shown on
a real cluster (tests/cluster).

The file, JSON:
    helm       the version that Helm says it is
    like       {version: what it is like}, see NATURE
    only       the namespace where that shows, if not everywhere
    traffic    {namespace: requests a second of other people}
    places     {namespace: {revisions: [...], pods: [...]}}
    faults     what goes wrong besides, see FAULTS
    calls      every call: [program, argument, ...]
"""
import contextlib
import fcntl
import json
import os
import signal
import sys
import time

# What a version is like, and what one is that says nothing.
NATURE = {
    "errors": 0.0,      # share of requests that fail
    "seconds": 0.004,   # of each request
    "ready": True,      # or "crash", "migrate", "never"
    "lost": 0,          # workers lost a second
    "restarts": 0,      # of each new pod, once it is ready
    "roll_out": 0.3,    # seconds that its roll-out takes
    "test": True,       # helm test passes
    "test_seconds": 0,  # and takes so long
    "nginx": 200,       # what the pages answer
    "metrics": True,    # or what their address answers instead
    "same_api": False,  # it has the workers of before
}
FAULTS = ("rollback", "busy", "api", "pods", "refused", "slow_end", "other")
BOUNDS = [.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1,
          2.5]


@contextlib.contextmanager
def state(path=None):
    """The file's content, written back at the end; one at a time.  Whoever is
    killed meanwhile leaves it as it was."""
    path = path or os.environ["FAKE"]
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with open(path) as file:
            before = file.read()
        content = json.loads(before)
        yield content
        after = json.dumps(content)
        if after != before:
            with open(f"{path}.new", "w") as file:
                file.write(after)
            os.replace(f"{path}.new", path)


def option(argv, name):
    for i, word in enumerate(argv):
        if word == name:
            return argv[i + 1]
        if word.startswith(name + "="):
            return word.partition("=")[2]
    return None


def place_of(content, argv):
    namespace = option(argv, "--namespace")
    return content["places"].setdefault(namespace,
                                        {"revisions": [], "pods": []})


def nature(content, pod):
    told = content["like"].get(pod["version"], {})
    if content.get("only") not in (None, pod["namespace"]):
        told = {}
    return NATURE | told


def fail(text, status=1):
    print(text, file=sys.stderr)
    sys.exit(status)


def stamp():
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + \
        f"{now % 1:.9f}"[1:] + "Z"


# ---- Helm

def make_pods(place, namespace, version, keep_api=False):
    made = [pod for pod in place["pods"]
            if keep_api and pod["component"] == "api"]
    for component in ("api", "api", "web", "jobs"):
        if keep_api and component == "api":
            continue
        name = f"foyer-{component}-{os.urandom(3).hex()}"
        made.append({"uid": os.urandom(8).hex(), "name": name, "asked": 0,
                     "component": component, "version": version,
                     "namespace": namespace, "born": time.time()})
    return made


def add_revision(place, status, description, version):
    place["revisions"].append({
        "revision": len(place["revisions"]) + 1, "status": status,
        "updated": stamp(), "chart": "foyer-0.1.0", "app_version": "0.1.0",
        "description": description, "version": version})
    return place["revisions"][-1]


def back(content, argv, number):
    """Like a rollback, which makes a revision of its own."""
    place = place_of(content, argv)
    version = place["revisions"][number - 1]["version"]
    for entry in place["revisions"]:
        if entry["status"] == "deployed":
            entry["status"] = "superseded"
    broken = "rollback" in content["faults"]
    add_revision(place, "failed" if broken else "deployed",
                 'Rollback "foyer" failed: x' if broken else
                 f"Rollback to {number}", version)
    if broken:
        return False
    old = [pod for pod in place["pods"] if pod["version"] == version]
    place["pods"] = old or make_pods(place, option(argv, "--namespace"),
                                     version)
    return True


def upgrade_failed(argv, why):
    with state() as content:
        place = place_of(content, argv)
        place["revisions"][-1]["status"] = "failed"
        good = [entry for entry in place["revisions"]
                if entry["status"] == "deployed"]
        if good:
            if back(content, argv, good[-1]["revision"]):
                why += ", and has been rolled back due to atomic being set"
        else:
            place.update(revisions=[], pods=[])
            why += ", and has been uninstalled due to atomic being set"
    fail(f"Error: UPGRADE FAILED: release foyer failed: {why}")


def cancelled(argv):
    def handler(_number, _frame):
        with state() as content:
            slow = "slow_end" in content["faults"]
        time.sleep(0.5 if slow else 0)
        print("Release foyer has been cancelled.")
        upgrade_failed(argv, "context canceled")
    return handler


def was_asked_why():
    with state() as content:
        return any("logs" in call for call in content["calls"])


def helm_upgrade(argv):
    # Until there is something to be taken back.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    namespace = option(argv, "--namespace")
    sets = [argv[i + 1] for i, word in enumerate(argv)
            if word == "--set-string"]
    (version,) = [one.partition("=")[2] for one in sets
                  if one.startswith("image.tag=")]
    with state() as content:
        place = place_of(content, argv)
        last = place["revisions"][-1] if place["revisions"] else None
        atomic = "--rollback-on-failure" if content["helm"][1] == "4" \
            else "--atomic"
        if atomic not in argv:
            fail(f"Error: unknown flag, {atomic} is missing")
        if "busy" in content["faults"] or \
                last and last["status"].startswith("pending"):
            fail("Error: UPGRADE FAILED: another operation "
                 "(install/upgrade/rollback) is in progress")
        if "refused" in content["faults"]:
            fail("Error: values don't meet the specifications of the schema")
        add_revision(place, "pending-upgrade" if last else "pending-install",
                     "Preparing upgrade", version)
        kept = {"version": version, "namespace": namespace}
        made = make_pods(place, namespace, version,
                         nature(content, kept)["same_api"])
        place["pods"] += [pod for pod in made if pod not in place["pods"]]
        like = nature(content, kept)
    signal.signal(signal.SIGTERM, cancelled(argv))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    is_ready = like["ready"] is True
    time.sleep(like["roll_out"] if is_ready
               else float(option(argv, "--timeout").rstrip("s")))
    # Not before somebody has seen what is amiss.
    while like["ready"] == "migrate" and not was_asked_why():
        time.sleep(0.02)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not is_ready:
        upgrade_failed(argv, "timed out waiting for the condition")
    with state() as content:
        place = place_of(content, argv)
        for entry in place["revisions"]:
            if entry["status"] == "deployed":
                entry["status"] = "superseded"
        place["revisions"][-1].update(status="deployed",
                                      description="Upgrade complete")
        place["pods"] = made
        if "other" in content["faults"]:        # somebody else comes next
            add_revision(place, "deployed", "Upgrade complete", "9.9.9")


def helm_history(argv):
    with state() as content:
        if "api" in content["faults"]:
            fail("Error: Kubernetes cluster unreachable")
        found = place_of(content, argv)["revisions"]
    if not found:
        fail("Error: release: not found")
    json.dump(found, sys.stdout)


def helm_rollback(argv):
    with state() as content:
        if not back(content, argv, int(argv[2])):
            fail("Error: rollback failed: timed out")


def helm_test(argv):
    with state() as content:
        pod = place_of(content, argv)["pods"][-1]
        like = nature(content, pod)
    passes = like["test"]
    time.sleep(like["test_seconds"])
    print("TEST SUITE: foyer-test\nPhase: "
          + ("Succeeded" if passes else "Failed"))
    if not passes:
        fail("Error: pod foyer-test failed")


def helm(argv):
    if argv[0] == "version":
        with state() as content:
            print(content["helm"])
        return
    {"upgrade": helm_upgrade, "history": helm_history,
     "rollback": helm_rollback, "test": helm_test}[argv[0]](argv)


# ---- kubectl

def pod_json(content, pod):
    """A pod as the API server tells it."""
    like = nature(content, pod)
    crashes = {"crash": like["ready"] == "crash",
               "migrate": like["ready"] == "migrate"}
    age = time.time() - pod["born"]
    ended = {"lastState": {"terminated": {"exitCode": 134,
                                          "reason": "Error"}},
             "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    fine = {"state": {"running": {}}, "lastState": {}}
    main = {"name": pod["component"], "restartCount": like["restarts"],
            **fine}
    if crashes["crash"]:
        main |= {"restartCount": int(age / 0.15), **ended}
    first = {"name": "migrate", "restartCount": 0, **fine}
    if crashes["migrate"]:
        first |= {"restartCount": 1, **ended}
    ports = {"api": ("metrics", 9090), "jobs": ("metrics", 9090),
             "web": ("https", 8443)}[pod["component"]]
    return {
        "metadata": {"uid": pod["uid"], "name": pod["name"],
                     "creationTimestamp": stamp(),
                     "labels": {"app.kubernetes.io/component":
                                pod["component"]}},
        "spec": {"containers": [{
            "env": [{"name": "APP_URL", "value": "https://app.test:8443"}],
            "ports": [{"name": ports[0], "containerPort": ports[1]}]}]},
        "status": {
            "conditions": [{"type": "Ready", "status":
                            "True" if like["ready"] is True else "False"}],
            "initContainerStatuses": [first],
            "containerStatuses": [main]}}


def get_pods(argv):
    with state() as content:
        if "pods" in content["faults"]:
            fail("The connection to the server was refused")
        pods = [pod_json(content, pod)
                for pod in place_of(content, argv)["pods"]]
    test = {"metadata": {"uid": "t", "name": "foyer-test", "labels": {
        "app.kubernetes.io/component": "test"}}, "spec": {}, "status": {}}
    leaving = {"metadata": {"uid": "l", "name": "foyer-api-l", "labels": {
        "app.kubernetes.io/component": "api"}, "deletionTimestamp": "now"},
        "spec": {}, "status": {}}
    json.dump({"items": [*pods, test, leaving]}, sys.stdout)


def metrics(content, pod):
    """The numbers of a pod, in the words of fcgi/metrics.c."""
    like = nature(content, pod)
    age = time.time() - pod["born"]
    traffic = content["traffic"].get(pod["namespace"], 0)
    n = int(traffic * age) // 2 + pod["asked"] + pod.get("past", 0)
    errors = int(n * like["errors"])
    seconds = pod.get("past_seconds", like["seconds"])
    labels = 'method="GET",route="/hello/now"'
    name = "foyer_http_request_duration_seconds_bucket"
    lines = ["# HELP foyer_build_info The version that runs.",
             "# TYPE foyer_build_info gauge",
             f'foyer_build_info{{version="{pod["version"]}"}} 1']
    # Probes fail and are slow, and that is no matter of people's.
    probes = 'method="GET",route="/health/live"'
    lines.append(f'foyer_http_requests_total{{{probes},status="500"}} 999')
    for status, count in ((200, n - errors), (500, errors)):
        if count:
            lines.append(f"foyer_http_requests_total{{{labels},"
                         f'status="{status}"}} {count}')
    for bound in BOUNDS:
        lines.append(f'{name}{{{labels},le="{bound:g}"}} '
                     f"{n if seconds <= bound else 0}")
        lines.append(f'{name}{{{probes},le="{bound:g}"}} 0')
    lines += [f'{name}{{{labels},le="+Inf"}} {n}',
              f'{name}{{{probes},le="+Inf"}} 999',
              f"foyer_workers_lost_total {int(like['lost'] * age)}"]
    return "\n".join(lines) + "\n"


def answer(pod, path, host):
    """Status and text of what is asked there."""
    with state() as content:
        pods = content["places"][pod["namespace"]]["pods"]
        like = nature(content, pod)
        mine = [one for one in pods if one["uid"] == pod["uid"]]
        if pod["component"] == "web":
            api = [one for one in pods if one["component"] == "api"]
            if path != "/" and api and like["nginx"] == 200:
                api[-1]["asked"] += 1
            return like["nginx"] if host == "app.test" else 421, "here"
        if not mine:
            return 200, "gone"
        if like["metrics"] is not True:
            return 200, like["metrics"]
        return 200, metrics(content, mine[0])


def serve(connection, pod):
    """One kept connection, as much of HTTP as its client uses."""
    text = b""
    with contextlib.suppress(OSError), connection:
        while True:
            while b"\r\n\r\n" not in text:
                more = connection.recv(4096)
                if not more:
                    return
                text += more
            head, _, text = text.partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")
            (host,) = [line[6:] for line in lines if line[:6] == "Host: "]
            status, body = answer(pod, lines[0].split()[1], host)
            connection.sendall(f"HTTP/1.1 {status} x\r\nContent-Length: "
                               f"{len(body)}\r\n\r\n{body}".encode())


def port_forward(argv):
    import socket           # here, since others need none
    import threading

    (name,) = [word[4:] for word in argv if word.startswith("pod/")]
    with state() as content:
        (pod,) = [one for one in place_of(content, argv)["pods"]
                  if one["name"] == name]
    listener = socket.create_server(("127.0.0.1", 0))
    if pod["component"] == "web":
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.environ["FAKE_CERTIFICATE"])
        listener = context.wrap_socket(listener, server_side=True)
    print(f"Forwarding from 127.0.0.1:{listener.getsockname()[1]} -> "
          f"{argv[-1].strip(':')}", flush=True)
    while True:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, pod),
                             daemon=True).start()


def kubectl(argv):
    if "get" in argv:
        get_pods(argv)
    elif "port-forward" in argv:
        port_forward(argv)
    elif "logs" in argv and "--selector" in argv:
        print("NOT OK  the page: no 200 in")
    elif "logs" in argv:
        print("migration 0009 failed: division by zero"
              if option(argv, "--container") == "migrate"
              else "settings: nonsense")


def main(program):
    argv = sys.argv[1:]
    with state() as content:
        content["calls"].append([program, *argv])
    {"helm": helm, "kubectl": kubectl}[program](argv)

