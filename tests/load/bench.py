"""
`make bench`: us and the peers, in one run, and what came of it.

    build/venv/bin/python tests/load/bench.py [--seconds 2] [--rounds 3]
        [--stacks foyer,go,axum] [--tasks 10000] [--no-docs]

Every stack runs all the time; one at a time is asked.  Rounds are interleaved
and the median of the rounds is taken, so that what else the machine does
falls on all alike.  Raw figures are left in build/load/result.json.
"""

import argparse
import contextlib
import json
import os
import pathlib
import statistics
import time

import fixtures
import held
import measure
import plans
import report
import stack

ENDPOINTS = ("none", "row", "list", "insert")
CONNECTIONS = (16, 64)


def options():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--seconds", type=int, default=2)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--tasks", type=int, default=10000)
    p.add_argument("--stacks", default="foyer," + ",".join(fixtures.ALL))
    p.add_argument("--no-docs", action="store_true",
                   help="leave docs/performance.md as it is")
    return p.parse_args()


def chosen(names):
    """Those of the stacks that can run; says why another cannot."""
    out, missing = [], {}
    for name in names.split(","):
        made = fixtures.Foyer() if name == "foyer" else fixtures.ALL[name]
        why = None if name == "foyer" else made.missing()
        if why:
            print(f"{name}: left out: {why}")
            missing[name] = why
        else:
            out.append(made)
    return out, missing


def start(stacks, database, authority, ending, missing):
    """Those that answer; says why another does not."""
    running = []
    for made in stacks:
        try:
            running.append(ending.enter_context(
                made.start(database, authority)))
        except (RuntimeError, TimeoutError) as e:
            if made.name == "foyer":
                raise
            print(f"{made.name}: left out: {e}")
            missing[made.name] = f"it did not start: {e}"
    return running


def median(runs):
    """Of each figure by itself."""
    return {k: statistics.median(r[k] for r in runs)
            for k in runs[0] if k not in ("bad", "broken")} | {
        "bad": sum(r["bad"] for r in runs)}


def rounds(opt, database, running, pgbench, folder):
    """{stack: {endpoint: {connections: figures}}} and pgbench's rates."""
    server = database.postgres.process.pid
    runs, transactions = {}, []
    for i in range(opt.rounds):
        transactions.append(pgbench.rate(opt.seconds))
        turn = i % len(running)
        for endpoint in ENDPOINTS:
            for stack_ in running[turn:] + running[:turn]:
                for n in CONNECTIONS:
                    made = measure.wrk(stack_, server, endpoint, n,
                                       opt.seconds, folder)
                    if made["bad"] > 0.01 * made["n"]:
                        raise SystemExit(
                            f"{stack_.name}, {endpoint}: {made['bad']} of "
                            f"{made['n']} answers were no success, so this "
                            "run is worth nothing")
                    runs.setdefault(
                        (stack_.name, endpoint, n), []).append(made)
                    print(f"round {i + 1} {endpoint:7}{stack_.name:8} "
                          f"c{n:<3} {made['rate']:8.0f}/s "
                          f"{made['nginx']:6.1f} {made['program']:7.1f} "
                          f"{made['postgres']:6.1f} µs "
                          f"p99 {made['p99']:6.1f} ms"
                          f"{'  BAD' if made['bad'] else ''}"
                          f" {made['broken']}", flush=True)
        database.sql("delete from task where id > %s", opt.tasks)
        database.sql("vacuum analyze task")
    out = {}
    for (name, endpoint, n), made in runs.items():
        out.setdefault(name, {}).setdefault(endpoint, {})[str(n)] = \
            median(made)
    return out, statistics.median(transactions)


def half(opt, running, figures, folder):
    """p50 and p99 at half of the highest rate, by an open loop."""
    out = {}
    for i in range(opt.rounds):
        for stack_ in running:
            for endpoint in ("row", "list"):
                best = max(f["rate"] for f in
                           figures[stack_.name][endpoint].values())
                made = measure.pace(stack_, endpoint, best / 2, opt.seconds,
                                    folder)
                out.setdefault((stack_.name, endpoint), []).append(
                    {"rate": best / 2, **made})
    return [{"stack": n, "endpoint": e, **{
        k: statistics.median(r[k] for r in made)
        for k in ("rate", "p50", "p99")}} for (n, e), made in out.items()]


def main():
    opt = options()
    began = time.time()
    result = {"load": os.getloadavg(), "began": began, "tasks": opt.tasks,
              "seconds": opt.seconds, "rounds": opt.rounds,
              "machine": fixtures.machine()}
    stacks, result["missing"] = chosen(opt.stacks)
    result["what"] = {s.name: s.what for s in stacks}
    with contextlib.ExitStack() as ending:
        folder = stack.Folder("fyl-")
        ending.callback(folder.remove)
        authority = stack.Authority(folder.path / "tls")
        server = ending.enter_context(fixtures.postgres(durable=True))
        database = fixtures.board(server, opt.tasks, "board")
        ending.callback(database.close)
        pgbench = measure.Pgbench(server)
        running = start(stacks, database, authority, ending,
                        result["missing"])
        for s in running:                       # all is warm
            for endpoint in ENDPOINTS:
                measure.wrk(s, server.process.pid, endpoint, 16, 1,
                            folder.path)
        database.sql("delete from task where id > %s", opt.tasks)
        result["figures"], result["pgbench"] = rounds(
            opt, database, running, pgbench, folder.path)
        result["half"] = half(opt, running, result["figures"], folder.path)
        result["memory"] = {s.name: measure.memory(s.program_pid)
                            for s in running}
        if any(s.name == "foyer" for s in running):
            us = next(s for s in running if s.name == "foyer")
            result["overload"] = held.overload(us, opt.seconds, folder.path)
            result["kept"] = held.kept(database)
        big = fixtures.board(server, 10 * opt.tasks, "big")
        result["plans"] = {}
        for size, where in ((opt.tasks, database), (10 * opt.tasks, big)):
            with where.connect() as connection:
                result["plans"][size] = [
                    vars(p) for p in plans.all_plans(connection)]
        big.close()
    result["took"] = time.time() - began
    result["load_end"] = os.getloadavg()
    out = pathlib.Path(fixtures.BUILT / "result.json")
    out.write_text(json.dumps(result, indent=1))
    text = report.markdown(result)
    print(text)
    if not opt.no_docs:
        report.write(text)


if __name__ == "__main__":
    main()
