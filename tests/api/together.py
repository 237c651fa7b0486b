"""Calls that are made at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor


def together(calls):
    """Runs the calls in threads that start as one; their results, in
    order."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        return call()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
