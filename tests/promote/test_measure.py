"""
What tools/lib/measure.py makes of a pool's numbers, and whether those are the
program's.

    make test-promote T=tests/promote/test_measure.py
"""
import argparse
import collections
import math
import re

import pytest

from conftest import ROOT

import fake_cluster
import measure

RULES = argparse.Namespace(requests=100, error_rate=1.0, p99=1.0,
                           p99_ratio=3.0, crashes=2)


def counts(times, **more):
    """Counts of requests that took these {upper bound: how many}."""
    seen = collections.Counter(more)
    total = 0
    for bound in [*fake_cluster.BOUNDS, math.inf]:
        total += times.get(bound, 0)
        seen[float(bound)] = total
    seen["requests"] = total
    return seen


def test_the_numbers_are_the_programs():
    """Names and bounds are those of fcgi/metrics.c."""
    program = (ROOT / "fcgi/metrics.c").read_text()
    asked = set(re.findall(r"\bfoyer_\w+",
                           (ROOT / "tools/lib/measure.py").read_text()))
    assert asked and asked <= set(re.findall(r"\bfoyer_\w+", program))
    (bounds,) = re.findall(r"bounds\[LATENCY_STEPS - 1\] = \{([^}]*)\}", program)
    assert [int(n) / 1e6 for n in bounds.split(",")] == fake_cluster.BOUNDS
    assert measure.TOP == fake_cluster.BOUNDS[-1]


def test_what_is_read():
    name = "foyer_http_request_duration_seconds_bucket"
    route = 'method="GET",route="/tasks/{id}",'
    seen = measure.read_metrics(
        "# HELP foyer_build_info The version that runs.\n"
        'foyer_build_info{version="1"} 1\n'
        f'foyer_http_requests_total{{{route}status="200"}} 7\n'
        f'foyer_http_requests_total{{{route}status="503"}} 2\n'
        'foyer_http_requests_total{method="GET",route="/health/ready",'
        'status="503"} 50\n'
        'foyer_http_requests_total{method="-",route="-",status="404"} 4\n'
        f'{name}{{{route}le="0.0001"}} 3\n{name}{{{route}le="+Inf"}} 9\n'
        f'{name}{{method="-",route="-",le="0.0001"}} 4\n'
        "foyer_workers_lost_total 5\nfoyer_http_in_flight 1\n")
    assert seen == {"requests": 13, "errors": 2, "crashes": 5, 0.0001: 7,
                    math.inf: 9}


@pytest.mark.parametrize("text", [
    "", "# nothing\n", "up 1\n", "<html>\n", "foyer_build_info{ 1\n",
    'foyer_build_info{version="1"} one\n',
    'foyer_build_info{version="1"} 1\n\n',
    'foyer_build_info{version="1"} 1\nfoyer_http_requests_total 1\n',
])
def test_what_is_no_metrics(text):
    with pytest.raises((ValueError, KeyError)):
        measure.read_metrics(text)


def test_growth():
    count = collections.Counter
    assert measure.growth(count(a=3), count(a=5, b=1)) == {"a": 2, "b": 1}
    assert measure.growth(count(), count(a=5)) == {"a": 5}
    # Started anew: also where one number has overtaken what it was.
    assert measure.growth(count(a=3, b=9), count(a=5)) == {"a": 5}
    assert measure.growth(count(a=5), count(a=5)) == {}


def test_the_time_of_all_but_some():
    assert measure.p99(counts({})) == 0
    assert measure.p99(counts({0.25: 100})) == pytest.approx(0.2485)
    assert measure.p99(counts({0.001: 98, 1: 2})) == pytest.approx(0.625)
    assert measure.p99(counts({0.001: 98, math.inf: 2})) == measure.TOP
    assert measure.p99(counts({0.0001: 1000, 1: 9})) < 0.0002


@pytest.mark.parametrize("seen, why", [
    (counts({}), None),
    (counts({0.001: 1000}), None),
    (counts({0.001: 1000}, errors=10), None),
    (counts({0.001: 1000}, errors=11), "11 of 1000 requests failed"),
    # One may fail of those that a verdict needs, however few there were.
    (counts({0.001: 2}, errors=1), None),
    (counts({0.001: 2}, errors=2), "2 of 2 requests failed"),
    (counts({2.5: 1}), None),
    (counts({2.5: 2}), "1750 ms"),
    (counts({0.001: 900, 2.5: 100}), "(the limit is 1000 ms)"),
    (counts({math.inf: 100}), "2500 ms or more"),
    (counts({0.001: 10}, own=10, own_failed=2),
     "2 of the watch's own 10 requests failed"),
    (counts({0.001: 10}, own=10, own_failed=1), None),
    (counts({0.001: 10}, crashes=2), None),
    (counts({0.001: 10}, crashes=3), "3 times by themselves (2 times"),
])
def test_faults(seen, why):
    said = measure.fault(seen, RULES)
    assert said is None if why is None else why in said


@pytest.mark.parametrize("before, bound, bad", [
    (0.2, 1, True), (0.3, 1, True), (0.4, 1, False),
    # What is fast is not called slow because it was faster still.
    (0.001, 0.1, False), (0.001, 0.25, True),
])
def test_slower_than_before(before, bound, bad):
    assert measure.fault(counts({bound: 99}), RULES, before) is None
    said = measure.fault(counts({bound: 1000}), RULES, before)
    assert (said is not None) == bad
