"""tools/lint-style: what it must find, and what it must leave alone."""

import pytest
from conftest import ROOT, run


def lint(checkout, files):
    done = run(ROOT / "tools/lint-style", checkout(files))
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


def function(lines, above=""):
    return (f"#include \"x.h\"\n\n{above}static void\nwork(void)\n{{\n" +
            "\tstep();\n" * lines + "}\n")


HEADER = "#ifndef X_H\n#define X_H\n\n%s\n#endif\n"


@pytest.mark.parametrize("name, text, what", [
    ("fcgi/x.c", "int x;\t\n", ":1: white space at the end"),
    ("fcgi/x.c", "int x;\r\n", ":1: a carriage return"),
    ("fcgi/x.c", "int x;", ":1: no newline at the end"),
    ("fcgi/x.c", "/* " + "x" * 78 + " */\n", ":1: 84 columns"),
    ("fcgi/x.c", "\t" * 10 + "int x;\n", ":1: 86 columns"),
    ("fcgi/x.c", "\tf(" + "g, " * 30 + '"");\n', "columns"),
    ("fcgi/x.c", "/* TODO: think */\n", ":1: what is to be done later"),
    ("fcgi/x.c", function(51), ":5: a function of 51 lines"),
    ("fcgi/x.c", "\n" * 401, ":1: 401 lines; a file has 400"),
    ("fcgi/x.c", "\tp = malloc(1);\n", ":1: malloc"),
    ("fcgi/x.c", "\tfree (p); /* lint: malloc, */\n", ":1: free"),
    ("fcgi/x.c", "int\nlost(void)\n{\n}\n", ":2: lost is neither static"),
    ("fcgi/x.h", "int x;\n", "no guard X_H"),
    ("fcgi/x.h", HEADER % ("\n" * 60), "65 lines; a header has 60"),
    ("fcgi/x.h", HEADER % "int y_do(void);\n",
     ":4: y_do is not called as its header"),
    ("fcgi/x.h", HEADER % "const char *\nmake(int x,\n    int y);\n",
     "make is not called as its header"),
    ("fcgi/api/x.c", '#include "../db.h"\n', "a resource does not know db.h"),
    ("fcgi/x.def", "X(1)  \n", "white space at the end"),
])
def test_a_fault_is_found(checkout, name, text, what):
    assert f"{name}:" in (found := lint(checkout, {name: text}))
    assert what in found


@pytest.mark.parametrize("name, text", [
    ("fcgi/x.c", '\tputs("' + "x" * 90 + '");\n'),
    ("fcgi/x.c", "/* https://example.org/" + "x" * 90 + " */\n"),
    ("fcgi/x.c", function(50)),
    ("fcgi/x.c", function(51, "/* lint: long, it is a table. */\n")),
    ("fcgi/x.c", "/* lint: long, it is a list of words. */\n" + "\n" * 400),
    ("fcgi/x.c", "\tfree(p); /* lint: malloc, libpq made it */\n"),
    ("fcgi/x.c", "/* malloc(1) */\nchar s[] = \"free(1)\";\n"),
    ("fcgi/mem.c", "static void\nmake(void)\n{\n\tmalloc(1);\n}\n"),
    ("fcgi/x.h", HEADER % "int x_do(void);\nstruct y { int z; };\n"),
    ("fcgi/x.h", HEADER % "/* lint: names, they are words. */\nint y(void);"),
    ("fcgi/x.c", "int\nmain(void)\n{\n}\n\nint\ncmd_x(void)\n{\n}\n"),
    ("fcgi/api/x.c", '#include "../api.h"\n#include <string.h>\n'),
])
def test_what_is_allowed(checkout, name, text):
    assert lint(checkout, {name: text}) == ""


def test_a_function_of_a_header_may_be_seen(checkout):
    assert lint(checkout, {"fcgi/x.h": HEADER % "int x_do(void);\n",
                           "fcgi/x.c": "int\nx_do(void)\n{\n}\n"}) == ""


def test_no_files_is_no_success(tmp_path):
    assert run(ROOT / "tools/lint-style", tmp_path).returncode == 1
