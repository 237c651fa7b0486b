"""
What the tools' tests share: a checkout made of a few planted files, a Postgres
of their own, and the program with other resources than its own.
"""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))

import stack  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build"))


def run(*argv, env=None, **kw):
    """The finished process, its output as text."""
    return subprocess.run([str(a) for a in argv], capture_output=True,
                          text=True, cwd=ROOT, env=env, **kw)


def foyer(*argv, program=stack.FOYER, **settings):
    """Runs the program with these settings alone."""
    return run(program, *argv,
               env={"PATH": os.environ["PATH"], **settings})


@pytest.fixture
def checkout(tmp_path):
    """checkout({path: text}) writes files and returns their root."""
    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path
    return write


@pytest.fixture(scope="session")
def postgres():
    folder = stack.Folder("fyl-")
    with stack.Postgres(folder.path / "pg") as cluster:
        yield cluster
    folder.remove()


@pytest.fixture(scope="session")
def database(postgres):
    """A database with the program's own schema."""
    made = stack.Database(postgres, "tools")
    done = foyer("migrate", DATABASE_URL=made.url)
    assert done.returncode == 0, done.stderr
    yield made
    made.close()


@pytest.fixture(scope="session")
def build_with(tmp_path_factory):
    """build_with(c_file, *sql_files): the program with that resource alone,
    and these statements instead of its own."""
    def build(resource, *statements):
        out = tmp_path_factory.mktemp(resource.stem)
        flags = os.environ["C_FLAGS"].split()
        tables = {"resources": [ROOT / "tools/list-resources", resource],
                  "sql": [ROOT / "tools/embed-sql", *statements]}
        for name, command in tables.items():
            done = run(*command)
            assert done.returncode == 0, done.stderr
            (out / f"{name}.c").write_text(done.stdout)
        objects = []
        for source in (resource, out / "resources.c", out / "sql.c"):
            objects.append(out / f"{source.stem}.o")
            done = run(os.environ["CC"], *flags, "-Ifcgi", "-c", "-o",
                       objects[-1], source)
            assert done.returncode == 0, done.stderr
        program = out / "foyer"
        done = run(os.environ["CC"], *os.environ["LD_FLAGS"].split(), "-o",
                   program, BUILD / "fcgi/main.o", *objects,
                   BUILD / "libfoyer.a", *os.environ["LIBS"].split())
        assert done.returncode == 0, done.stderr
        return program
    return build
