"""
tools/release on repositories of the tests' own.

    make test-promote T=tests/promote/test_release.py
"""
import datetime
import os
import subprocess

import pytest

from conftest import ROOT, program

TODAY = datetime.date.today().isoformat()
FILES = {
    "VERSION": "0.1.0\n",
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n### Added\n- A door.\n",
    "helm/foyer/Chart.yaml": "name: foyer\n# Both.\nversion: 0.1.0\n"
                             'appVersion: "0.1.0"\nkeywords: [a]\n',
    "sql/migrations/0001_base.sql": "create table a();\n",
    "sql/migrations/0002_more.sql": "create table b();\n",
    "derived": "of 0.1.0\n",
    "Makefile": "derive:\n\t@echo of `cat VERSION` >derived\n"
                "check-drift:\n\t@echo of `cat VERSION` | diff - derived\n",
}


class Repository:
    def __init__(self, path):
        self.path = path
        self.git("init", "--quiet", "--initial-branch=main")
        for name, value in (("user.name", "A"), ("user.email", "a@b.test"),
                            ("commit.gpgsign", "false"),
                            ("tag.gpgsign", "false")):
            self.git("config", name, value)
        self.write(FILES)
        self.commit()

    def git(self, *argv):
        return subprocess.run(["git", *argv], cwd=self.path, check=True,
                              capture_output=True, text=True).stdout.strip()

    def write(self, files):
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x", "--allow-empty")

    def read(self, name):
        return (self.path / name).read_text()

    def release(self, *argv, status=0, **env):
        # Its make is none of the one that has started us.
        env = {k: v for k, v in os.environ.items()
               if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")} | env
        done = subprocess.run([ROOT / "tools/release", *argv], cwd=self.path,
                              capture_output=True, text=True,
                              env=env)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


@pytest.fixture
def released(repository):
    """One whose 0.2.0 is tagged."""
    repository.release("0.2.0")
    return repository


def test_a_release(repository):
    said = repository.release("0.2.0")
    assert "git push --atomic origin main v0.2.0" in said
    assert repository.read("VERSION") == "0.2.0\n"
    assert repository.read("derived") == "of 0.2.0\n"
    assert f"## [Unreleased]\n\n## [0.2.0] - {TODAY}\n\n### Added\n- A door" \
        in repository.read("CHANGELOG.md")
    chart = repository.read("helm/foyer/Chart.yaml")
    assert 'version: 0.2.0\nappVersion: "0.2.0"\nkeywords' in chart
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("cat-file", "-t", "v0.2.0") == "tag"
    assert repository.git("rev-parse", "v0.2.0^{commit}") == \
        repository.git("rev-parse", "main")
    assert repository.git("log", "-1", "--format=%s") == "Version 0.2.0"
    assert "v0.2.0 can be tagged" in repository.release()


def test_the_next_ones(released):
    text = released.read("CHANGELOG.md")
    for version in ("0.3.0-rc.1", "0.3.0-rc.2", "0.3.0"):
        text = released.read("CHANGELOG.md").replace(
            "## [Unreleased]\n", "## [Unreleased]\n\n- More.\n")
        released.write({"CHANGELOG.md": text,
                        f"sql/migrations/0003_{version}.sql": "-- x\n"})
        released.commit()
        released.release(version)
    assert released.git("tag").split() == ["v0.2.0", "v0.3.0", "v0.3.0-rc.1",
                                           "v0.3.0-rc.2"]


def test_versions_are_ordered_as_semver_has_them():
    order = program("release").order
    rising = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
              "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
              "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-0"]
    assert sorted(reversed(rising), key=order) == rising


@pytest.mark.parametrize("version", [
    "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
    "1.2.3+linux", "1.2.3 ", "latest", "1.2.3-ä"])
def test_what_is_no_version(repository, version):
    assert "is no version" in repository.release(version, status=1)
    assert repository.git("tag") == ""


@pytest.mark.parametrize("version, why", [
    ("0.2.0", "is not above v0.2.0"), ("0.1.9", "is not above v0.2.0"),
    ("0.2.0-rc.1", "is not above v0.2.0")])
def test_versions_rise(released, version, why):
    assert why in released.release(version, status=1)


def test_nothing_new_is_no_release(released):
    said = released.release("0.3.0", status=1)
    assert "[Unreleased] says nothing" in said


def test_what_fails_in_the_middle_leaves_nothing(repository):
    repository.write({"Makefile": "derive:\n\t@echo cannot; exit 1\n"})
    repository.commit()
    before = repository.git("rev-parse", "HEAD")
    said = repository.release("0.2.0", status=1)
    assert "make derive: cannot" in said and "nothing was changed" in said
    assert repository.git("rev-parse", "HEAD") == before
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("tag") == ""


def test_all_faults_at_once(repository):
    repository.write({
        "CHANGELOG.md": "## [Unreleased]\n- x\n\n## [0.1.0]\n",
        "helm/foyer/Chart.yaml": 'version: 0.1.1\nappVersion: "0.2.0"\n',
        "derived": "of 9\n"})
    repository.git("checkout", "--quiet", "-b", "other")
    said = repository.release(status=1)
    for why in ("[Unreleased] is not empty", "[0.1.0] has no date",
                "[0.1.0] says nothing", "Chart.yaml: version is not 0.1.0",
                "Chart.yaml: appVersion is not 0.1.0", "branch is other",
                "working tree is not clean", "make check-drift"):
        assert why in said, why
    assert len([line for line in said.splitlines()
                if line.startswith("release: ")]) == 8


@pytest.mark.parametrize("files, why", [
    ({"VERSION": "0.2\n"}, "'0.2' is no version"),
    ({"VERSION": "0.1.0\n"}, "0.1.0 is below v0.2.0"),
    ({"CHANGELOG.md": "# Changelog\n"}, "no section [Unreleased]"),
    ({"CHANGELOG.md": f"## [Unreleased]\n## [0.3.0] - {TODAY}\n- x\n"
      f"## [0.2.0] - {TODAY}\n- y\n"}, "[0.2.0] is not the newest"),
    ({"CHANGELOG.md": "## [Unreleased]\n## [0.2.0] - 2026-02-31\n- y\n"},
     "[0.2.0] has no date"),
    ({"helm/foyer/Chart.yaml": "name: foyer\n"}, "version is not 0.2.0"),
])
def test_a_fault_is_named(released, files, why):
    released.write(files)
    released.commit()
    assert why in released.release(status=1)


@pytest.mark.parametrize("change, why", [
    (lambda sql: (sql / "0001_base.sql").write_text("other"), "was changed"),
    (lambda sql: (sql / "0002_more.sql").unlink(), "was removed"),
    (lambda sql: (sql / "0001_base.sql").rename(sql / "0001_b.sql"),
     "was removed"),
    (lambda sql: (sql / "0001_between.sql").write_text(""), "comes before"),
])
def test_migrations_that_were_released_stay(released, change, why):
    change(released.path / "sql/migrations")
    released.write({"CHANGELOG.md": released.read("CHANGELOG.md").replace(
        "[Unreleased]\n", "[Unreleased]\n- x\n")})
    released.commit()
    assert why in released.release("0.3.0", status=1)


def test_a_tag_elsewhere(released):
    released.commit()
    assert "v0.2.0 is tagged already" in released.release(status=1)


def test_a_file_that_lacks(repository):
    (repository.path / "CHANGELOG.md").unlink()
    assert "there is no CHANGELOG.md" in repository.release(status=1)
    (repository.path / "VERSION").unlink()
    assert "there is no VERSION" in repository.release(status=1)


def test_no_repository(tmp_path):
    (tmp_path / "VERSION").write_text("0.1.0\n")
    done = subprocess.run([ROOT / "tools/release"], cwd=tmp_path, text=True,
                          capture_output=True, env=os.environ | {
                              "GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert done.returncode == 1 and "not a git repository" in done.stderr


@pytest.mark.parametrize("argv", [["--help"], ["--tag"], ["1.2.3", "x"]])
def test_how_it_is_called(repository, argv):
    assert "tools/release 1.2.3" in repository.release(*argv, status=2)


# ---- In the pipeline

def test_the_tag_of_main(released):
    released.git("checkout", "--quiet", "v0.2.0")   # no branch, as there
    assert "v0.2.0 is right" in released.release("--tag", "v0.2.0",
                                                 MAIN="main")


def test_a_tag_beside_main(repository):
    repository.git("checkout", "--quiet", "-b", "side")
    repository.git("branch", "--quiet", "trunk", "main")
    repository.git("checkout", "--quiet", "main")
    repository.release("0.2.0")
    said = repository.release("--tag", "v0.2.0", status=1, MAIN="trunk")
    assert "v0.2.0 is not on trunk" in said
    said = repository.release("--tag", "v0.2.0", status=1)
    assert "v0.2.0 is not on origin/main" in said


def test_a_tag_of_another_version(released):
    released.git("tag", "v0.9.0")
    said = released.release("--tag", "v0.9.0", status=1, MAIN="main")
    assert "the tag is v0.9.0, and VERSION is 0.2.0" in said


def test_a_tag_at_another_commit(released):
    released.commit()
    said = released.release("--tag", "v0.2.0", status=1, MAIN="main")
    assert "v0.2.0 is not at this commit" in said
