"""tools/site: pages that are whole, whose links lead somewhere, and that a
strict Content-Security-Policy lets pass."""

import html.parser
import json
import re
import sys

import pytest
from conftest import ROOT, run

sys.path.insert(0, str(ROOT / "tools/lib"))

import markdown  # noqa: E402

VOID = {"meta", "link", "br", "img", "hr"}


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], []
        self.attributes = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        self.attributes |= set(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = run(ROOT / "tools/site", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return out


def pages(site):
    return {path: Page(path.read_text())
            for path in [site / "index.html",
                         *sorted((site / "problems").glob("*.html"))]}


def test_every_page_is_whole(site):
    for path, page in pages(site).items():
        assert page.tags.count("main") == page.tags.count("h1") == 1, path
        assert len(page.ids) == len(set(page.ids)), path


def test_nothing_that_the_policy_refuses(site):
    for path, page in pages(site).items():
        assert not set(page.tags) & {"script", "style", "img", "iframe"}, path
        assert not {a for a in page.attributes
                    if a.startswith("on") or a == "style"}, path
    css = (site / "problems/site.css").read_text()
    assert "url(" not in css and "@import" not in css


def test_every_link_leads_somewhere(site):
    for path, page in pages(site).items():
        for link in page.links:
            if re.match(r"https?:", link):
                continue
            target, _, part = link.partition("#")
            to = path if not target else (path.parent / target)
            if to.is_dir():
                to /= "index.html"
            if not to.exists():
                to = to.with_name(to.name + ".html")
            assert to.exists(), f"{path.name}: {link}"
            if part:
                assert part in Page(to.read_text()).ids, f"{path.name}: {link}"


def test_no_host_of_ours_but_in_examples(site):
    index = (site / "index.html").read_text()
    assert 'href="http' not in index


def test_every_operation_and_error_is_there(site):
    document = json.loads((ROOT / "docs/openapi.json").read_text())
    ids = pages(site)[site / "index.html"].ids
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["operationId"] in ids
    for path in (ROOT / "docs/errors").glob("*.md"):
        assert (site / f"problems/{path.stem}.html").exists()


@pytest.mark.parametrize("text, wanted", [
    ("# A `b` c", '<h1 id="a-b-c">A <code>b</code> c</h1>'),
    ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
    ("<b> & \"c\"", "<p>&lt;b&gt; &amp; &quot;c&quot;</p>"),
    ("`<b> **c**`", "<p><code>&lt;b&gt; **c**</code></p>"),
    ("**a** *b* a*b*c", "<p><strong>a</strong> <em>b</em> a*b*c</p>"),
    ("[a `b`](c.md)", '<p><a href="c.md">a <code>b</code></a></p>'),
    ("- a\n  b\n- c", "<ul>\n<li>a b</li>\n<li>c</li>\n</ul>"),
    ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ("```sh\n# a\n\n<b>\n```\nc", '<pre tabindex="0" class="sh"><code># a\n\n'
     "&lt;b&gt;\n</code></pre>\n<p>c</p>"),
    ("| a | b |\n|---|---|\n| `c` | d |",
     '<div class="table" tabindex="0"><table>\n<thead><tr><th scope="col">a'
     '</th><th scope="col">b</th></tr></thead>\n<tbody>\n<tr><td><code>c</code>'
     "</td><td>d</td></tr>\n</tbody></table></div>"),
])
def test_markdown(text, wanted):
    assert markdown.html(text) == wanted + "\n"


def test_a_link_that_leads_nowhere_here_is_text():
    assert markdown.html("[a](b)", lambda _: None) == "<p>a</p>\n"
