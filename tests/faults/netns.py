"""
Two network namespaces with a line between them, that can be cut.  Programs
enter one by a prefix of their command; sockets in the file system work across
all of them.  It needs root, or sudo without a password.
"""

import os
import shutil
import subprocess

from stack import IS_ROOT, end, spawn, unique, wait_for

SUDO = [] if IS_ROOT else ["sudo", "-n", "-E"]


def can_cut():
    """Why not; None when it works."""
    for program in ("ip", "nsenter", "unshare", "setpriv"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin"):
            return f"there is no {program}"
    done = subprocess.run([*SUDO, "unshare", "-n", "true"],
                          capture_output=True, text=True)
    if done.returncode:
        return ("no network namespace can be made here: " +
                done.stderr.strip())
    return None


class Cut:
    client, server = "198.18.0.1", "198.18.0.2"

    def __enter__(self):
        self.holders = [spawn([*SUDO, "unshare", "-n", "sleep", "600"],
                              os.devnull) for _ in range(2)]
        self.pids = [wait_for("a namespace", lambda h=h: self._sleeper(h))
                     for h in self.holders]
        a, b = self.pids
        name = unique("v")[:10]
        self.links = name + "a", name + "b"
        self._ip(a, "link", "add", self.links[0], "type", "veth", "peer",
                 "name", self.links[1], "netns", str(b))
        for pid, link, address in ((a, self.links[0], self.client),
                                   (b, self.links[1], self.server)):
            self._ip(pid, "link", "set", "lo", "up")
            self._ip(pid, "address", "add", address + "/30", "dev", link)
            self._ip(pid, "link", "set", link, "up")
        return self

    def __exit__(self, *_):
        for holder, pid in zip(self.holders, self.pids):
            subprocess.run([*SUDO, "kill", str(pid)], check=False)
            end(holder)

    @staticmethod
    def _sleeper(holder):
        """The process in the namespace: sudo stands before it."""
        pid = holder.pid
        while True:
            with open(f"/proc/{pid}/comm") as f:
                if f.read().strip() == "sleep":
                    return pid
            with open(f"/proc/{pid}/task/{pid}/children") as f:
                children = f.read().split()
            if not children:
                return None
            pid = int(children[0])

    def _ip(self, pid, *argv):
        subprocess.run([*SUDO, "nsenter", "-t", str(pid), "-n", "ip", *argv],
                       check=True, capture_output=True, env={
                           "PATH": os.environ["PATH"] + ":/usr/sbin"})

    @staticmethod
    def _enter(pid, user):
        """A prefix that runs a command there as `user' (a name or None for
        who we are)."""
        import pwd
        entry = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
        return [*SUDO, "nsenter", "-t", str(pid), "-n", "setpriv",
                f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}",
                "--clear-groups", "--pdeathsig=TERM"]

    def enter_client(self, user=None):
        return self._enter(self.pids[0], user)

    def enter_server(self, user=None):
        return self._enter(self.pids[1], user)

    @staticmethod
    def trust(cluster):
        with open(cluster.data / "pg_hba.conf", "a") as f:
            f.write("host all all 198.18.0.0/30 trust\n")
        cluster.execute("select pg_reload_conf()")

    def cut(self, way):
        """drop: what the server sends vanishes, acknowledgements too.
        down: its end of the line is unplugged."""
        if way == "drop":
            self._ip(self.pids[1], "route", "add", "blackhole",
                     self.client + "/32")
        else:
            self._ip(self.pids[1], "link", "set", self.links[1], "down")

    def mend(self, way):
        if way == "drop":
            self._ip(self.pids[1], "route", "del", "blackhole",
                     self.client + "/32")
        else:
            self._ip(self.pids[1], "link", "set", self.links[1], "up")
