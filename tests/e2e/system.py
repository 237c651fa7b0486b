"""
One whole Foyer for browser tests: Postgres, the pool, `foyer jobs` and nginx,
the parts of tests/api/stack.py, on ports of its own.

    build/venv/bin/python tests/e2e/system.py [NAME=VALUE ...]

Each NAME=VALUE is a setting of the program; SMTP_URL=sink starts a mail server
that keeps what it gets.  When all is up, prints one line of JSON (url, api,
certificate, key, setup).  Then each line on the input is a request, a JSON
array of a verb and its arguments (the functions below), answered by a line of
JSON, {"out": ...} or {"error": ...}.  Everything ends when the input does.
"""

import contextlib
import email
import email.policy
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "api"))

from smtp_sink import SmtpSink  # noqa: E402
from stack import (Authority, Database, Folder, Postgres, Stack,  # noqa: E402
                   command, settings, wait_for)


class System:
    def __init__(self, folder, words, enter):
        wanted = dict(word.split("=", 1) for word in words)
        https = int(wanted.pop("HTTPS_PORT", 0)) or None
        self.postgres = enter(Postgres(folder.path / "pg"))
        self.database = Database(self.postgres, "foyer")
        command(settings(DATABASE_URL=self.database.url), "migrate")
        authority = Authority(folder.path / "tls")
        self.sink = None
        if wanted.get("SMTP_URL") == "sink":
            self.sink = SmtpSink(authority)
            self.sink.start()
            wanted |= {"SMTP_URL": self.sink.url, "SMTP_CA": authority.ca}
        # Where people find it, when that is behind another proxy; whom pages
        # may ask for pictures.
        nginx = {name: wanted[name] for name in ("APP_URL", "MAP_TILES")
                 if name in wanted}
        self.stack = enter(Stack(self.database, authority, https=https,
                                 nginx=nginx, **wanted))
        self.authority = authority

    def greeting(self):
        return {"url": self.stack.nginx.app_url,
                "api": self.stack.nginx.api_url,
                "certificate": self.authority.certificate,
                "key": self.authority.key,
                "setup": self.stack.command("setup-link").strip()}

    def foyer(self, *argv):
        """Runs the program: its standard output."""
        return self.stack.command(*argv)

    def sql(self, text, *values):
        return self.database.sql(text, *values)

    def stop(self, part):
        self._part(part).stop()

    def start(self, part):
        self._part(part).start()

    def _part(self, name):
        return {"pool": self.stack.pool, "nginx": self.stack.nginx,
                "postgres": self.postgres}[name]

    def mail(self, recipient, n=1):
        """The text of the n-th mail to a recipient, waited for."""
        if self.sink:
            message = self.sink.wait(recipient, n)
        else:
            message = wait_for(f"mail {n} to {recipient}",
                               lambda: self._written(recipient, n), 30)
        return message.get_body(("plain",)).get_content()

    def _written(self, recipient, n):
        found = []
        for file in sorted(self.stack.mail_dir.glob("*.eml"),
                           key=lambda file: file.stat().st_mtime_ns):
            message = email.message_from_bytes(file.read_bytes(),
                                               policy=email.policy.default)
            if recipient in str(message["To"]):
                found.append(message)
        return found[n - 1] if len(found) >= n else None


VERBS = {"foyer", "sql", "stop", "start", "mail"}


def answer(system, line):
    verb, *args = json.loads(line)
    if verb not in VERBS:
        raise ValueError(f"what is {verb}?")
    return getattr(system, verb)(*args)


def main():
    with contextlib.ExitStack() as started:
        folder = Folder("foyer-e2e-")
        started.callback(folder.remove)
        system = System(folder, sys.argv[1:], started.enter_context)
        if system.sink:
            started.callback(system.sink.stop)
        print(json.dumps(system.greeting()), flush=True)
        for line in sys.stdin:
            try:
                said = {"out": answer(system, line)}
            except Exception as error:  # the test is told
                said = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(said, default=str), flush=True)


if __name__ == "__main__":
    main()
