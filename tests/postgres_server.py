"""A real PostgreSQL server for the tests, from Debian's package, in a temporary folder.

It listens on a socket in that folder only, asks for a password, and ends with the tests.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "pa55-w0rd-canary"
DATABASE = "stepwise"
_LOOKED_AT = "/usr/lib/postgresql/*/bin"
# A commit still reaches the system before it is answered, so a crash of the server loses none.
_FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB")


@dataclass
class Server:
    """A running server; `stop` and `start` are for tests of a server that goes away."""

    binaries: Path
    folder: Path
    user: str
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE, password: str = PASSWORD) -> str:
        return f"postgresql://stepwise:{password}@/{database}?host={self.folder}"

    def start(self) -> None:
        settings = (f"unix_socket_directories={self.folder}", "listen_addresses=", *_FAST)
        command = [str(self.binaries / "postgres"), "-D", str(self.folder / "data")]
        command += [part for setting in settings for part in ("-c", setting)]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(_as_user(self.user, command), stdout=log, stderr=log)
        log.close()
        self._wait_until_ready()

    def stop(self) -> None:
        """End at once, as after a crash; what was committed stays."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
            self.process = None

    def run(self, program: str, *arguments: str) -> str:
        command = [str(self.binaries / program), "-h", str(self.folder), "-U", "stepwise", *arguments]
        environment = os.environ | {"PGPASSWORD": PASSWORD}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def _wait_until_ready(self) -> None:
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.folder)]
        until = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > until or (self.process and self.process.poll() is not None):
                raise RuntimeError((self.folder / "log").read_text())


def binaries() -> Path | None:
    found = sorted(
        Path("/").glob(f"{_LOOKED_AT.lstrip('/')}/initdb"), key=lambda path: path.parts[-3].zfill(3)
    )
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def missing() -> str:
    return f"no PostgreSQL server in {_LOOKED_AT}; on Debian: apt-get install postgresql"


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server with one empty database. PostgreSQL refuses to run as root, so it runs as another user."""
    user = "" if os.geteuid() else _somebody()
    folder = Path(
        tempfile.mkdtemp(prefix="stepwise-pg-")
    )  # short: a socket's path has at most 107 characters
    server = Server(programs, folder, user)
    try:
        if user:
            shutil.chown(folder, user)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        make = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "stepwise", "-A", "scram-sha-256"]
        make += ["--pwfile", str(secret), "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        subprocess.run(_as_user(user, make), check=True, capture_output=True)
        server.start()
        server.run("createdb", DATABASE)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> str:
    import pwd  # not on every system, and needed here only

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _as_user(user: str, command: list[str]) -> list[str]:
    if not user:
        return command
    import pwd

    group = pwd.getpwnam(user).pw_gid
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=QUIT", *command]
