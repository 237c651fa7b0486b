"""Calls that are made at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor


def together(call, things):
    """call(thing) for each of the things, in threads that start as one; the
    results, in order."""
    things = list(things)
    start = threading.Barrier(len(things))

    def run(thing):
        start.wait()
        return call(thing)
    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def crowd(api, n, call):
    """call(client, i) for n clients of their own, as one."""
    clients = [api.clone() for _ in range(n)]
    return together(lambda i: call(clients[i], i), range(n))
