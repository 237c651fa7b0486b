"""
What the metrics of a pool (fcgi/metrics.c) say of the version that runs, for
tools/promote.  Numbers only: where they come from is watch.py's matter.
"""
import collections
import math
import re

SMALL = 0.1     # a p99 below this is never called slower than before
TOP = 2.5       # the program's last bound of a latency

SERIES = re.compile(r"([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def read_metrics(text):
    """A Counter of a pod's requests, errors, lost workers and, by its bound,
    each step of the histogram.  What probes ask is left out: it would hide
    what happens to people.  ValueError when these are not our numbers."""
    seen, ours = collections.Counter(), False
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = SERIES.fullmatch(line)
        if match is None:
            raise ValueError(f"no number in {line[:60]!r}")
        name, value = match[1], float(match[3])
        labels = dict(LABEL.findall(match[2] or ""))
        ours = ours or name == "foyer_build_info"
        if labels.get("route", "").startswith("/health/"):
            continue
        if name == "foyer_http_requests_total":
            seen["requests"] += value
            if labels["status"].startswith("5"):
                seen["errors"] += value
        elif name == "foyer_http_request_duration_seconds_bucket":
            seen[float(labels["le"])] += value
        elif name == "foyer_workers_lost_total":
            seen["crashes"] += value
    if not ours:
        raise ValueError("these are not the numbers of a pool")
    return seen


def growth(then, now):
    """What was counted since.  A program that started anew counts from
    nought, so then it is all that it has."""
    began_anew = any(now[key] < then[key] for key in then)
    return collections.Counter(now) if began_anew else now - then


def all_but(seen, spare):
    """The seconds within which all but `spare` of the requests were answered,
    evenly between two bounds; TOP stands for that and more."""
    rank = seen[math.inf] - spare
    if rank <= 0:
        return 0.0
    low = below = 0.0
    for bound in sorted(key for key in seen if isinstance(key, float)):
        if seen[bound] >= rank:
            break
        low, below = bound, seen[bound]
    if bound == math.inf:
        return TOP
    return low + (bound - low) * (rank - below) / (seen[bound] - below)


def p99(seen):
    return all_but(seen, seen[math.inf] / 100)


def fault(seen, rules, p99_before=None):
    """Why this is too much, or None.  As long as there are fewer requests
    than a verdict needs, those that lack are taken for good ones: so what is
    said early could not have become right later."""
    weight = max(seen["requests"], rules.requests)
    for failed, all_, whose in (("errors", "requests", ""),
                                ("own_failed", "own", "the watch's own ")):
        may = max(seen[all_], rules.requests) * rules.error_rate / 100
        if seen[failed] > may:
            return (f"{seen[failed]:.0f} of {whose}{seen[all_]:.0f} requests "
                    f"failed ({rules.error_rate:g} % may)")
    limit, than = rules.p99, ""
    # Pods that have just begun are slow at first, so few say nothing here.
    if p99_before is not None and seen["requests"] >= rules.requests and \
            rules.p99_ratio * p99_before < limit:
        limit = max(rules.p99_ratio * p99_before, min(SMALL, limit))
        than = f", for it was {p99_before * 1000:.1f} ms before"
    slow = all_but(seen, weight / 100)
    if slow > limit:
        return (f"one request in a hundred takes {slow * 1000:.0f} ms or more "
                f"(the limit is {limit * 1000:.0f} ms{than})")
    if seen["crashes"] > rules.crashes:
        return (f"processes ended {seen['crashes']:.0f} times by themselves "
                f"({rules.crashes:g} times may be)")
    return None
