"""
One whole Foyer for browser tests: Postgres, the pool, `foyer jobs` and nginx
with the rules of conf/, on ports of its own.

    build/venv/bin/python tests/e2e/system.py [NAME=VALUE ...]

Each NAME=VALUE is a setting of the program.  When all is up, prints one line
of JSON (url, api, folder, mail, setup); then answers each line on its input,
`foyer ARGUMENT ...` or `sql STATEMENT` or `stop NAME` or `start NAME` (pool,
postgres, nginx), with one line of JSON, {"out": ...} or {"error": ...}.
Everything ends when the input does.
"""

import json
import pathlib
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "api"))

from stack import (ROOT, Authority, Database, Folder, Nginx, Postgres,  # noqa: E402
                   Stack, command)
import stack  # noqa: E402


class OwnNginx(Nginx):
    """nginx as the product configures it."""

    def render(self):
        upstream = self.upstream
        subprocess.run(
            [ROOT / "tools/nginx-conf", self.folder], check=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                 "HTTPS_PORT": str(self.https), "HTTP_PORT": str(self.http),
                 "NGINX_LISTEN": "127.0.0.1", "NGINX_WORKERS": "1",
                 "TLS_CERTIFICATE": self.authority.certificate,
                 "TLS_KEY": self.authority.key, "UPSTREAM": upstream,
                 "WEB_ROOT": str(ROOT / "web/dist"),
                 "SITE_ROOT": str(ROOT / "web/dist"),
                 "ACCESS_LOG": str(self.folder / "access.log"),
                 "ADDRESS_LIMITS": "off"})
        if stack.IS_ROOT:   # else its workers become nobody
            conf = self.folder / "nginx.conf"
            conf.write_text("user root;\n" + conf.read_text())


def answer(line, foyer, postgres, database):
    verb, _, rest = line.partition(" ")
    parts = {"pool": foyer.pool, "postgres": postgres, "nginx": foyer.nginx}
    if verb == "foyer":
        return foyer.command(*shlex.split(rest))
    if verb == "sql":
        with database.connect() as connection:
            cursor = connection.execute(rest)
            return cursor.fetchall() if cursor.description else []
    if verb in ("stop", "start"):
        getattr(parts[rest], verb)()
        return ""
    raise ValueError(f"what is {verb}?")


def main():
    settings = dict(word.split("=", 1) for word in sys.argv[1:])
    stack.Nginx = OwnNginx
    folder = Folder("foyer-e2e-")
    try:
        with Postgres(folder.path / "pg") as postgres:
            database = Database(postgres, "foyer")
            command(stack.settings(DATABASE_URL=database.url), "migrate")
            authority = Authority(folder.path / "tls")
            https = int(settings.pop("HTTPS_PORT", 0)) or None
            with Stack(database, authority, https=https, **settings) as foyer:
                print(json.dumps({
                    "url": foyer.nginx.app_url, "api": foyer.nginx.api_url,
                    "folder": str(foyer.folder.path),
                    "mail": str(foyer.mail_dir),
                    "setup": foyer.command("setup-link").strip(),
                }), flush=True)
                for line in sys.stdin:
                    try:
                        out = answer(line.strip(), foyer, postgres, database)
                        said = {"out": out}
                    except Exception as error:  # told to the test
                        said = {"error": str(error)}
                    print(json.dumps(said, default=str), flush=True)
    finally:
        folder.remove()


if __name__ == "__main__":
    main()
