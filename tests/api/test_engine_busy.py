"""More requests for the threads than these can take in time: what would wait
too long is refused at once, and what needs no thread goes on as ever."""

import threading
import time

import pytest

from fcgi_client import Raw

POOL = {"workers": 1}
SETTINGS = {"THREADS": 1, "REQUEST_MAX_AGE": 2000,
            "RATE_LIMIT_PASSWORD": 0, "RATE_LIMIT_ANONYMOUS": 0}
ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MANY = 100
# Without an age: by that one is refused in another way.
AGELESS = {"FOYER_MSEC": None}


@pytest.fixture
def app(foyer, contract):
    """The application's host; people sign in there only."""
    return Raw(foyer.pool.address, contract.check, site="app")


@pytest.fixture
def crowd(app, member):
    """MANY at once who sign in, which takes a thread and some time each:
    (status, seconds, reply) of each, and what another one met meanwhile."""
    def sign_in():
        return app.post("/api/auth/signin", {
            "login": member.handle, "password": "not the right one"},
            headers=ORIGIN, params=AGELESS)
    for _ in range(20):     # until it is known how long one takes
        sign_in()
    start = threading.Barrier(MANY + 1)
    done, beside = [], []

    def one():
        start.wait()
        began = time.monotonic()
        reply = sign_in()
        done.append((reply.status, time.monotonic() - began, reply))
    threads = [threading.Thread(target=one) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    start.wait()
    while not beside or any(thread.is_alive() for thread in threads):
        beside.append(app.get("/api/health/live", params=AGELESS).status)
    for thread in threads:
        thread.join()
    return done, beside


def test_who_would_wait_too_long_is_refused_at_once(crowd, foyer):
    done, beside = crowd
    taken = [seconds for status, seconds, _ in done if status == 401]
    refused = [(seconds, reply) for status, seconds, reply in done
               if status == 503]
    assert len(taken) + len(refused) == MANY
    assert taken and refused
    for _, reply in refused:
        assert "busy" in reply.json()["detail"]
        assert int(reply.header("Retry-After")) >= 1
    # Sooner than those that were worked on, as a whole.
    refused_at = sorted(seconds for seconds, _ in refused)
    assert refused_at[len(refused_at) // 2] < max(taken)
    assert set(beside) == {200}
    (counted,) = [line for line in foyer.metrics().splitlines()
                  if line.startswith("foyer_refused_busy_total ")]
    assert float(counted.split()[1]) == len(refused)


def test_and_afterwards_nobody_is(crowd, app):
    assert app.post("/api/auth/signin", {
        "login": "nobody", "password": "not the right one"},
        headers=ORIGIN, params=AGELESS).status == 401
