"""The small linters: links of Markdown, pages of errors, names of machines."""

import json

import pytest
from conftest import ROOT, run

DEF = 'ERR(gone, 410, "It is over")\n'
PROBLEM = {"type": "/problems/gone", "title": "It is over", "status": 410,
           "detail": "x", "request_id": "y"}


def git(root):
    run("git", "-C", root, "init", "-q")
    run("git", "-C", root, "add", "-A")
    return root


# ------------------------------------------------------------------- links

@pytest.mark.parametrize("text, fault", [
    ("[a](b.md)", None),
    ("[a](b.md#a-heading-here)", None),
    ("[a](#top-1) \n\n# Top\n\n# Top\n", None),
    ("[a](https://example.org/nowhere)", None),
    ("![a](b.md \"title\")", None),
    ("`[a](nowhere.md)`\n\n```\n[a](nowhere.md)\n```\n", None),
    ("[a](nowhere.md)", "nowhere.md: there is no such file"),
    ("[a\nb](nowhere.md)", "nowhere.md: there is no such file"),
    ("[a]: nowhere.md", "nowhere.md: there is no such file"),
    ("[a](b.md#nowhere)", "b.md#nowhere: there is no such heading"),
    ("[a](#nowhere)", "#nowhere: there is no such heading"),
    ("[a](sub/)", None),
])
def test_links(checkout, text, fault):
    root = git(checkout({"a.md": text, "sub/c.md": "[up](../a.md)\n",
                         "b.md": "# B\n\n## A `heading`, here!\n"}))
    done = run(ROOT / "tools/lint-links", root)
    assert done.stdout == (f"a.md: {fault}\n" if fault else "")
    assert done.returncode == (1 if fault else 0)


# ---------------------------------------------------------- pages of errors

def page(head="# It is over\n\n`410` · `/problems/gone`\n", example=PROBLEM,
         rest="## What to do\n"):
    return (f"{head}\ntext\n\n## An answer\n\n```json\n"
            f"{json.dumps(example)}\n```\n\n{rest}")


def errors(checkout, files):
    done = run(ROOT / "tools/lint-errors", checkout(
        {"fcgi/errors.def": DEF, "docs/errors/gone.md": page(), **files}))
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


def test_a_page_that_holds(checkout):
    assert errors(checkout, {}) == ""


@pytest.mark.parametrize("text, what", [
    (page(head="# It is not over\n\n`410` · `/problems/gone`\n"),
     "does not begin with"),
    (page(head="# It is over\n\n`400` · `/problems/gone`\n"),
     "does not begin with"),
    (page(example={**PROBLEM, "status": 400}), "its example's status"),
    (page(example={**PROBLEM, "request_id": None}), "has no request_id"),
    (page(rest=""), "has no section ## What to do"),
    (page().replace("```json", "```"), "has no example"),
    (page().replace('"detail"', "'detail'"), "its example is not JSON"),
])
def test_a_page_that_does_not(checkout, text, what):
    assert what in errors(checkout, {"docs/errors/gone.md": text})


def test_a_page_too_few_or_too_many(checkout):
    found = errors(checkout, {"fcgi/errors.def": DEF + DEF.replace(
        "gone", "new"), "docs/errors/old.md": "# Old\n"})
    assert "docs/errors/new.md is missing" in found
    assert "docs/errors/old.md is of no error" in found


@pytest.mark.parametrize("code", [
    'fault(req, "/name", "odd", "is odd");',
    'fault(req, pointer_to(req, name),\n    "odd",\n    "is odd");',
    'return refuse("odd", "is odd");',
    '{ "name", T_STRING, .blank_code = "odd" },',
    '{ "task_key", "/name", "odd", "is odd" },',
    'f->blank_code != NULL ? f->blank_code\n    : "odd",',
])
def test_codes_are_in_the_table(checkout, code):
    files = {"fcgi/api/x.c": code,
             "docs/errors/invalid.md": "| `even`, `not_odd` | x |\n"}
    assert "the code odd is not in" in errors(checkout, files)
    files["docs/errors/invalid.md"] = "| `even`, `odd` | x |\n"
    assert "the code" not in errors(checkout, files)


# ------------------------------------------------------- names of a machine

@pytest.mark.parametrize("text, found", [
    ("cd /" + "home/somebody/foyer", True),
    ("x=/" + "root/.cache", True),
    ("https://" + "registry.example.org/x", True),
    ("--" + "index-url=https://x", True),
    ("cp a /etc/nginx; cd /tmp/fyt; ls /var/lib", False),
    ("see path/home/page and ~/home", False),
    ("the registry. And so on", False),
])
def test_names_of_a_machine(checkout, text, found):
    done = run(ROOT / "tools/lint-private", git(checkout({"a.txt": text})))
    assert done.returncode == (1 if found else 0)
    assert ("a.txt:1:" in done.stdout) == found
