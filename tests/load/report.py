"""What bench.py measured, as tables; and into docs/performance.md, between
its two marks."""

import json
import time

import fixtures

PAGE = fixtures.ROOT / "docs/performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
TITLES = {"none": "No database", "row": "One task", "list": "List of 20",
          "insert": "Insert"}
GOALS = {"flask": 10, "express": 6, "fastify": 3.5, "go": 3.5, "axum": 1}


def best(result, name, endpoint):
    """The figures of the number of connections with the highest rate."""
    return max(result["figures"][name][endpoint].values(),
               key=lambda f: f["rate"])


def rows(head, lines, numbers):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "|".join("--:" if i >= numbers else "---"
                         for i in range(len(head))) + "|"
    for line in lines:
        yield "| " + " | ".join(str(c) for c in line) + " |"
    yield ""


def stacks_table(result):
    for endpoint, title in TITLES.items():
        yield f"### {title}"
        yield ""
        lines = []
        for name, figures in result["figures"].items():
            for n, f in figures[endpoint].items():
                lines.append([
                    name, n, f"{f['rate']:.0f}", f"{f['nginx']:.1f}",
                    f"{f['program']:.1f}", f"{f['postgres']:.1f}",
                    f"{f['nginx'] + f['program'] + f['postgres']:.1f}",
                    f"{f['p50']:.1f}", f"{f['p99']:.1f}",
                    f["bad"] or ""])
        yield from rows(
            ["stack", "connections", "requests/s", "nginx µs", "program µs",
             "Postgres µs", "all µs", "p50 ms", "p99 ms", "not 2xx"],
            lines, 1)


def ratios(result):
    """Front and application of a peer ÷ of us, at 64 connections."""
    if "foyer" not in result["figures"]:
        return

    def cost(name, endpoint, parts):
        f = result["figures"][name][endpoint]["64"]
        return sum(f[p] for p in parts)
    lines = []
    for name in result["figures"]:
        if name == "foyer":
            continue
        line = [name, f"≥ {GOALS[name]}" if GOALS[name] > 1 else "> 1"]
        for parts in (("nginx", "program"), ("program",),
                      ("nginx", "program", "postgres")):
            line.append(" / ".join(
                f"{cost(name, e, parts) / cost('foyer', e, parts):.1f}"
                for e in TITLES))
        line.append(" / ".join(
            f"{best(result, 'foyer', e)['rate'] / best(result, name, e)['rate']:.1f}"
            for e in TITLES))
        lines.append(line)
    yield "### Peers ÷ Foyer"
    yield ""
    yield ("Processor time for one request at 64 connections, peer ÷ Foyer, "
           "and requests/s, Foyer ÷ peer; each for no database / one task / "
           "list / insert.")
    yield ""
    yield from rows(["peer", "goal", "nginx + program", "program alone",
                     "with Postgres", "requests/s"], lines, 1)


def verdict(goal, figure, reached):
    return [goal, figure, "yes" if reached else "no"]


def goals(result):
    if "foyer" not in result["figures"]:
        return
    f = {e: result["figures"]["foyer"][e]["64"] for e in TITLES}
    row = f["row"]["nginx"] + f["row"]["program"] + f["row"]["postgres"]
    share = best(result, "foyer", "row")["rate"] / result["pgbench"]
    half = [h for h in result["half"] if h["stack"] == "foyer"]
    lines = [
        verdict("CPU for one indexed read, all of it: ≤ 55 µs",
                f"{row:.1f} µs", row <= 55),
        verdict("program, no database: ≤ 9 µs", f"{f['none']['program']:.1f} "
                "µs", f["none"]["program"] <= 9),
        verdict("program, list of 20: ≤ 14 µs",
                f"{f['list']['program']:.1f} µs", f["list"]["program"] <= 14),
        verdict("requests/s ÷ `pgbench -S -M prepared -c4`: ≥ 0.4",
                f"{share:.2f} ({best(result, 'foyer', 'row')['rate']:.0f} ÷ "
                f"{result['pgbench']:.0f})", share >= 0.4)]
    for h in half:
        lines.append(verdict(
            f"p99 at half of the highest rate ({h['endpoint']}, "
            f"{h['rate']:.0f}/s): ≤ 2 ms", f"{h['p99']:.1f} ms",
            h["p99"] <= 2))
    if "kept" in result:
        kept = result["kept"]
        lines.append(verdict(
            f"one worker with {kept['connections']} kept connections: ≤ 8 MB",
            f"{kept['after'][0]:.1f} MB, of which {kept['after'][1]:.1f} MB "
            f"its own (without: {kept['before'][0]:.1f} and "
            f"{kept['before'][1]:.1f} MB)", kept["after"][0] <= 8))
    yield "### Goals"
    yield ""
    yield from rows(["goal", "measured", "reached"], lines, 9)


def half_and_memory(result):
    yield "### Half of the highest rate, and memory"
    yield ""
    lines = []
    for name in result["figures"]:
        h = {x["endpoint"]: x for x in result["half"] if x["stack"] == name}
        lines.append([name] + [
            f"{h[e]['rate']:.0f}/s: {h[e]['p50']:.1f} / {h[e]['p99']:.1f}"
            for e in ("row", "list")] + [f"{result['memory'][name]:.0f}"])
    yield from rows(["stack", "one task: p50 / p99 ms",
                     "list: p50 / p99 ms", "memory of the program, MB"],
                    lines, 1)


def overload(result):
    if "overload" not in result:
        return
    o = result["overload"]
    yield "### Overload"
    yield ""
    goodput = {r["times"]: r["ok"] / r["seconds"] for r in o["runs"]}
    most = max(o["peak"], *goodput.values())
    yield (f"A search through all tasks. In a closed loop Foyer answered "
           f"{o['peak']:.0f} a second, which is 1× here; the most that it "
           f"answered in any of these runs was {most:.0f} a second, which is "
           f"100 % here.")
    yield ""
    lines = []
    for r in o["runs"]:
        lines.append([
            f"{r['times']}×", r["due"],
            f"{100 * goodput[r['times']] / most:.0f} %",
            f"{r['p99']:.0f}", r["refused"],
            f"{100 * r['retry_after'] / r['refused']:.0f} %"
            if r["refused"] else "",
            f"{r['refused_p50']:.1f} / {r['refused_p99']:.1f}"
            if r["refused"] else "",
            r["failed"] + r["broken"], r["not_sent"],
            f"{r['recovered']:.1f}"])
    yield from rows(
        ["load", "due", "goodput", "p99 ms of good ones", "refused",
         "with Retry-After", "refusal p50 / p99 ms", "broken",
         "waited 5 s in vain", "recovered after s"], lines, 1)


def plans_table(result):
    yield "### How the board is read"
    yield ""
    lines = []
    for size, made in result["plans"].items():
        for p in made:
            lines.append([size, f"`{p['name']}`: {p['title']}",
                          f"`{p['index']}`", "yes" if p["sorts"] else "no",
                          p["read"], p["rows"], p["buffers"],
                          f"{p['ms']:.2f}"])
    yield from rows(["tasks", "asked for", "read by", "sorts", "rows read",
                     "rows given", "pages", "ms"], lines, 4)


def markdown(result):
    lines = [
        "`make bench`, begun " +
        time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(result["began"])) +
        f", took {result['took'] / 60:.0f} min: {result['rounds']} rounds of "
        f"{result['seconds']:g} s, medians; {result['tasks']} tasks.", "",
        *result["machine"],
        "- load average at the start " +
        ", ".join(f"{x:.1f}" for x in result["load"]) + ", at the end " +
        ", ".join(f"{x:.1f}" for x in result["load_end"]) +
        " (at the start all of it is others' work)", ""]
    lines += [f"- {name}: {what}" for name, what in result["what"].items()]
    lines += [f"- {name} was left out: {why}"
              for name, why in result["missing"].items()]
    lines.append("")
    for part in (goals, ratios, stacks_table, half_and_memory, overload,
                 plans_table):
        lines += part(result)
    return "\n".join(lines)


def write(text, begin=BEGIN, end=END):
    page = PAGE.read_text()
    head, rest = page.split(begin)
    tail = rest.split(end)[1]
    PAGE.write_text(f"{head}{begin}\n\n{text}\n{end}{tail}")


if __name__ == "__main__":      # once more, from the figures of the last run
    write(markdown(json.loads((fixtures.BUILT / "result.json").read_text())))
