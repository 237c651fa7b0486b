"""
As much of Markdown as our own pages use, to HTML: headings, paragraphs, lists,
tables, fenced code, and within a line code, strong, emphasis and links.  All
text is escaped; there is no HTML in it.

    html(text, link)    link(target) is the address that a link is given, or
                        None to leave its words without one
"""
import html as escaping
import re

FENCE = re.compile(r"^```(\w*)$")
HEADING = re.compile(r"^(#{1,6}) (.*)$")
ITEM = re.compile(r"^(-|\d+\.) (.*)$")
ROW = re.compile(r"^\|(.*)\|$")
INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|(?<![\w*])\*(?P<em>[^*\s][^*]*)\*")


def escape(text):
    return escaping.escape(text, quote=True)


def anchor(heading):
    """The id of a heading, as GitHub makes it."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def inline(text, link):
    out, at = [], 0
    for found in INLINE.finditer(text):
        out.append(escape(text[at:found.start()]))
        at = found.end()
        kind = found.lastgroup
        if kind == "code":
            out.append(f"<code>{escape(found['code'])}</code>")
        elif kind == "target":
            to, words = link(found["target"]), inline(found["words"], link)
            out.append(f'<a href="{escape(to)}">{words}</a>' if to else words)
        else:
            out.append(f"<{kind}>{inline(found[kind], link)}</{kind}>")
    out.append(escape(text[at:]))
    return "".join(out)


def code(text, language=""):
    label = f' class="{escape(language)}"' if language else ""
    return (f'<pre tabindex="0"{label}><code>{escape(text)}</code></pre>\n')


def cells(row):
    return [cell.strip() for cell in row.split("|")]


def table(rows, link):
    head, body = cells(rows[0]), [cells(row) for row in rows[2:]]
    out = ["<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>"]
    out += [f'<th scope="col">{inline(cell, link)}</th>' for cell in head]
    out.append("</tr></thead>\n<tbody>\n")
    for row in body:
        out.append("<tr>" + "".join(f"<td>{inline(cell, link)}</td>"
                                    for cell in row) + "</tr>\n")
    return "".join(out) + "</tbody></table></div>\n"


def items(lines, link):
    """A list; a line that is set in goes on the one before."""
    found, ordered = [], lines[0][0].isdigit()
    for line in lines:
        item = ITEM.match(line)
        if item:
            found.append(item[2])
        else:
            found[-1] += " " + line.strip()
    tag = "ol" if ordered else "ul"
    return (f"<{tag}>\n" + "".join(f"<li>{inline(text, link)}</li>\n"
                                   for text in found) + f"</{tag}>\n")


def blocks(text):
    """(kind, lines) of each block; of code the language comes first."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        start = at
        at += 1
        if not line.strip():
            continue
        if FENCE.match(line):
            while at < len(lines) and lines[at] != "```":
                at += 1
            yield "code", [FENCE.match(line)[1], *lines[start + 1:at]]
            at += 1
        elif HEADING.match(line):
            yield "heading", [line]
        else:
            kind = ("table" if ROW.match(line) else
                    "items" if ITEM.match(line) else "paragraph")
            while at < len(lines) and lines[at].strip() and \
                    not FENCE.match(lines[at]):
                at += 1
            yield kind, lines[start:at]


def html(text, link=lambda target: target):
    out = []
    for kind, lines in blocks(text):
        if kind == "code":
            out.append(code("\n".join(lines[1:]) + "\n", lines[0]))
        elif kind == "heading":
            level, words = HEADING.match(lines[0]).groups()
            level = len(level)
            out.append(f'<h{level} id="{escape(anchor(words))}">'
                       f"{inline(words, link)}</h{level}>\n")
        elif kind == "table":
            out.append(table([ROW.match(line)[1] for line in lines], link))
        elif kind == "items":
            out.append(items(lines, link))
        else:
            out.append(f"<p>{inline(' '.join(lines), link)}</p>\n")
    return "".join(out)
