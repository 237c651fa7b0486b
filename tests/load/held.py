"""
What Foyer holds: many kept connections, and more requests than it can serve.
"""

import re
import time

import fixtures
import measure
from fcgi_client import Raw

TIMES = (1.5, 2, 3, 5, 10)


def resident(pid):
    """MB: all of it, libraries that others share included, and its own."""
    with open(f"/proc/{pid}/status") as f:
        text = f.read()
    return [int(re.search(rf"{name}:\s+(\d+)", text).group(1)) / 1024
            for name in ("VmRSS", "RssAnon")]


def kept(database, connections=1000):
    """MB of one worker that holds so many connections, each of which it has
    answered once: (before, with them)."""
    folder = fixtures.stack.Folder("fyl-")
    env = fixtures.stack.settings(DATABASE_URL=database.url, THREADS=4)
    try:
        with fixtures.stack.Pool(folder.path, env, "single") as pool:
            raw = Raw(pool.address)
            raw.get("/api/health/live")
            before = resident(pool.process.pid)
            held = [raw.connect() for _ in range(connections)]
            for c in held:
                assert c.request("GET", "/api/health/live").status == 200
            after = resident(pool.process.pid)
            for c in held:
                c.sock.close()
    finally:
        folder.remove()
    return {"connections": connections, "before": before, "after": after}


def overload(running, seconds, folder):
    """More than can be served of what is dear: a search through the whole
    board, so that what asks costs less than what answers."""
    seconds = max(3, seconds)
    peak = max(measure.wrk(running, running.program_pid, "search", n, seconds,
                           folder)["rate"] for n in (16, 64))
    out = {"peak": peak, "runs": []}
    for times in TIMES:
        made = measure.pace(running, "search", peak * times, seconds, folder,
                            connections=512)
        begin = time.monotonic()
        while True:         # until a request is answered as when idle
            after = measure.pace(running, "search", max(10, peak / 4), 0.5,
                                 folder, connections=8)
            if after["refused"] == 0 and after["broken"] == 0:
                break
            if time.monotonic() - begin > 20:
                break
        out["runs"].append({"times": times, "seconds": seconds, **made,
                            "recovered": time.monotonic() - begin - 0.5})
    return out
