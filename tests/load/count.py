"""
`make bench-count`: how many instructions a worker spends on one request, by
valgrind's callgrind.  Unlike time the count is the same on a busy machine, so
this tells whether a change to fcgi/ made it cheaper.

    build/venv/bin/python tests/load/count.py [--requests 200] [--top 25]
        [--out build/load]

It counts the worker alone (libpq, libfcgi, libc and all), over its socket, for
one request at a time.  The profiles stay, for callgrind_annotate.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess

import fixtures
import stack
from fcgi_client import Raw

CASES = {
    "none": ("no database", "/api/health/live"),
    "row": ("one task", "/api/tasks/77"),
    "list": ("list of 20", "/api/tasks?limit=20"),
}


def control(pid, *argv):
    subprocess.run(["callgrind_control", *argv, str(pid)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count(database, token, case, requests, out):
    """Has a worker answer under callgrind; the profile's path."""
    profile = pathlib.Path(out) / f"callgrind.{case}"
    folder = stack.Folder("fyl-")
    env = stack.settings(DATABASE_URL=database.url, THREADS=1,
                         HOME=folder.path, TMPDIR=folder.path)
    try:
        with stack.Pool(folder.path, env, "single", enter=lambda: [
                "valgrind", "--tool=callgrind", "--trace-children=yes",
                "--instr-atstart=no",
                f"--callgrind-out-file={profile}"]) as pool:
            with Raw(pool.address).connect(timeout=120) as c:
                def ask():
                    return c.request("GET", CASES[case][1], headers={
                        "Authorization": f"Bearer {token}"})
                for _ in range(100):        # the route's time is known
                    assert ask().status == 200
                os.environ["TMPDIR"] = str(folder.path)
                control(pool.process.pid, "-i", "on")
                for _ in range(requests):
                    ask()
                control(pool.process.pid, "-i", "off")
            pool.stop(signal.SIGTERM)
    finally:
        folder.remove()
    return profile


def annotated(profile, requests):
    """Instructions for one request: [(all or a function's own, where)]."""
    text = subprocess.run(["callgrind_annotate", profile], check=True,
                          capture_output=True, text=True).stdout
    lines = []
    for line in text.splitlines():
        found = re.match(r" *([\d,]+) \( *[\d.]+%\) +(.*)", line)
        if found:
            # FILE:FUNCTION [OBJECT]
            where = re.sub(r" \[(?:.*/)?(.*)\]$", r" (\1)", found.group(2))
            lines.append((int(found.group(1).replace(",", "")) / requests,
                          where.removeprefix("???:").split("/", 1)[-1]))
    return lines


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--requests", type=int, default=200)
    p.add_argument("--top", type=int, default=0)
    p.add_argument("--cases", default="none,row,list")
    p.add_argument("--out", default=fixtures.BUILT)
    opt = p.parse_args()
    pathlib.Path(opt.out).mkdir(parents=True, exist_ok=True)
    with fixtures.postgres() as server:
        database = fixtures.board(server, 1000)
        token = stack.command(
            stack.settings(DATABASE_URL=database.url), "admin", "token",
            fixtures.MEMBER, "--scope", "write", "--name", "count").strip()
        for case in opt.cases.split(","):
            lines = annotated(
                count(database, token, case, opt.requests, opt.out),
                opt.requests)
            print(f"{CASES[case][0]:12} {lines[0][0]:8.0f} instructions a "
                  "request", flush=True)
            for n, where in lines[1:opt.top + 1]:
                print(f"    {n:8.0f}  {where}")
        database.close()


if __name__ == "__main__":
    main()
