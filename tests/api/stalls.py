"""
How long a busy machine has kept us waiting.  A bound on somebody's time is
held against theirs and what the machine took:

    with Stalls() as stalls:
        ...
    assert took < 2 + stalls.seconds
"""

import threading
import time

STEP = 0.01
USUAL = 0.04        # what a step may take more where nothing is amiss


class Stalls:
    """Sleeps in short steps, and adds up by how much they were too long."""

    def __enter__(self):
        self.seconds = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _run(self):
        last = time.monotonic()
        while not self.over.wait(STEP):
            now = time.monotonic()
            if now - last > STEP + USUAL:
                self.seconds += now - last - STEP
            last = now
