"""
Load on a system from threads of this process, every request of it noted:
when it began and ended, and how.

    with Load(8, ask) as load:          # ask(n) -> a reply; n counts
        ...break something...
    load.figures()                      # "1234 requests, 0 failed, 5.1 s"

With a rate it is an open loop: each request has its time in a timetable,
whether or not those before have been answered, and counts from there.  There
have to be threads enough for what is under way at once.
"""

import threading
import time


class Request:
    __slots__ = ("n", "began", "ended", "status", "error", "reply")

    def __init__(self, n):
        self.n = n
        self.began = time.monotonic()
        self.ended = self.status = self.error = self.reply = None

    def __repr__(self):
        return (f"<{self.n} {self.began:.3f}–{self.ended:.3f} "
                f"{self.status or self.error}>")


class Load:
    """`make_ask()` is called in each thread and gives its ask(n)."""

    def __init__(self, threads, make_ask, pause=0, rate=0):
        self.make_ask = make_ask
        self.pause = pause
        self.rate = rate            # requests a second; 0: as fast as it goes
        self.requests = []
        self.lock = threading.Lock()
        self.next = 0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._run, daemon=True)
                        for _ in range(threads)]

    def _run(self):
        ask = self.make_ask()
        while not self.stopping.is_set():
            with self.lock:
                n = self.next + 1
                due = self.began + n / self.rate if self.rate else 0
                if self.stopping.wait(max(0, due - time.monotonic())):
                    break
                self.next = n
                request = Request(n)
                self.requests.append(request)
            request.began = due or time.monotonic()
            try:
                request.reply = ask(request.n)
                request.status = request.reply.status
            except Exception as e:  # any of them is a failure
                request.error = f"{type(e).__name__}: {e}"
            request.ended = time.monotonic()
            if self.pause:
                self.stopping.wait(self.pause)

    def __enter__(self):
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        self.seconds = time.monotonic() - self.began

    def wait_for(self, n, seconds=60):
        """Until n more requests have ended."""
        end = time.monotonic() + seconds
        before = self.done()
        while self.done() < before + n:
            assert time.monotonic() < end, f"{self.done() - before} of {n}"
            time.sleep(0.005)

    def done(self):
        return sum(r.ended is not None for r in self.requests)

    def failed(self, *fine):
        """Those that got no answer or a status that is not fine."""
        return [r for r in self.requests
                if r.error or r.status not in (fine or (200, 201))]

    def between(self, began, ended):
        """Those that were running at any moment from `began' to `ended'."""
        return [r for r in self.requests
                if r.began <= ended and (r.ended or 1e99) >= began]

    def slowest(self, requests=None):
        return max((r.ended - r.began for r in
                    (self.requests if requests is None else requests)
                    if r.ended), default=0)

    def percentile(self, p):
        times = sorted(r.ended - r.began for r in self.requests if r.ended)
        return times[min(len(times) - 1, int(len(times) * p / 100))]

    def figures(self, *fine):
        return (f"{len(self.requests)} requests, "
                f"{len(self.failed(*fine))} failed, {self.seconds:.1f} s, "
                f"p50 {1e3 * self.percentile(50):.1f} ms, "
                f"p99 {1e3 * self.percentile(99):.0f} ms, "
                f"slowest {1e3 * self.slowest():.0f} ms")
