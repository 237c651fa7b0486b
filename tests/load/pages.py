"""
What a worker's memory comes to when a hundred thousand rows are asked for: they
come in pages, one behind the Link of the other, so it is a page's and not the
result's.  Beside it a program that holds the whole result, as UdaConnect does.

People.py writes it into docs/performance.md.
"""

import re
import subprocess
import sys

import fixtures  # noqa: F401  puts the folder of the next ones onto the path
import http_client
import members
import stack

PAGE, PAGES = 10_000, 10

# The plain way: all rows, as objects, as one text.
WHOLE = """
import json, sys, psycopg
def peak(name):
    for line in open("/proc/self/status"):
        if line.startswith(name):
            return int(line.split()[1])
connection = psycopg.connect(sys.argv[1])
before = peak("VmRSS")
rows = connection.execute(sys.argv[2]).fetchall()
text = json.dumps([{"location": {
    "id": r[0], "person_id": r[1], "latitude": r[2], "longitude": r[3],
    "creation_time": r[4].isoformat()}, "person": {
    "id": r[1], "first_name": r[5], "last_name": r[6],
    "company_name": r[7]}} for r in rows])
print(len(rows), len(text), peak("VmHWM") - before)
"""
ROWS = """
select s.id, s.person_id, s.latitude, s.longitude, s.creation_time,
       p.first_name, p.last_name, p.company_name
  from sighting s join person p on p.id = s.person_id
 limit %d
""" % (PAGE * PAGES)


def kb(pid, name):
    with open(f"/proc/{pid}/status") as lines:
        return int(re.search(rf"^{name}:\s+(\d+)", lines.read(), re.M)[1])


def forget_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as out:
        out.write("5")


def fetch(api, target, most):
    """Rows and bytes of the pages, and how many these were."""
    rows = size = pages = 0
    while target and pages < most:
        reply = api.get(target)
        assert reply.status == 200, reply
        rows, size, pages = (rows + len(reply.json()), size + len(reply.body),
                             pages + 1)
        found = re.match(r"<([^>]*)>", reply.header("Link") or "")
        target = found and found[1]
    return rows, size, pages


def by_pages(database, authority, person, days):
    """[(what, rows, MB of JSON, MB that the worker grew by)]"""
    lines = []
    with stack.Stack(database, authority, workers=1, THREADS=1,
                     RATE_LIMIT=0) as running:
        clients = members.Clients(running, *(
            http_client.Client(url, authority.ca) for url in
            (running.nginx.app_url, running.nginx.api_url)))
        api = clients.make_organiser().token_api()
        (worker,) = running.pool.pids()
        at = (f"/api/persons/{person}/connection?start_date={days[0]}"
              f"&end_date={days[1]}&distance=50")
        fetch(api, f"{at}&limit=1", 1)          # the connection stands now
        before = kb(worker, "VmRSS")
        for limit, most in ((100, 1), (PAGE, 1), (PAGE, PAGES)):
            forget_peak(worker)
            rows, size, pages = fetch(api, f"{at}&limit={limit}", most)
            lines.append((f"{pages} × {limit:,}".replace(",", " "), rows,
                          size / 1e6, (kb(worker, "VmHWM") - before) / 1024))
            print(lines[-1], flush=True)
    return lines


def whole(database):
    out = subprocess.run([sys.executable, "-c", WHOLE, database.url, ROWS],
                         capture_output=True, text=True, check=True).stdout
    rows, size, grown = map(int, out.split())
    return "at once, in Python", rows, size / 1e6, grown / 1024


def markdown(lines):
    yield "| pages | rows | JSON, MB | memory on top, MB |"
    yield "|---|--:|--:|--:|"
    for what, rows, size, grown in lines:
        rows = f"{rows:,}".replace(",", " ")
        yield f"| {what} | {rows} | {size:.2f} | {grown:.1f} |"
