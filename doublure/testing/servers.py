"""Real servers for tests, with nothing left behind: Redis and PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doublure.testing.child import Server, ServerMissing

__all__ = ["PostgresServer", "RedisServer", "ServerMissing"]


class RedisServer(Server):
    """redis-server without persistence, at `url`. *arguments* are added to its command line (`--cluster-enabled yes` …)."""

    def __init__(self, *arguments: str) -> None:
        super().__init__()
        self._arguments = arguments

    @property
    def url(self) -> str:
        """Its address, database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def ask(self, *words: str) -> bytes:
        """Send one inline command and return the beginning of the raw answer (RESP)."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(65_536)

    def _command(self) -> Sequence[str | Path]:
        binary = shutil.which("redis-server")
        if binary is None:
            raise ServerMissing("redis-server is not installed: the package is called redis-server (Debian) or redis.")
        return [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--dir", str(self.folder), *self._arguments]

    def _answers(self) -> bool:
        try:
            said = self.ask("CONFIG", "GET", "dir")
        except OSError:
            return False
        # With a password it says no more than that, to anybody.
        return str(self.folder).encode() in said or said.startswith(b"-NOAUTH")


class PostgresServer(Server):
    """PostgreSQL in a temporary folder, trusting whoever connects from this machine, with durability off.

    It refuses to run as root: then it runs as the user `postgres`.
    """

    @property
    def url(self) -> str:
        """The address of the database `postgres`."""
        return self._url("postgres")

    def database(self, name: str, *options: str) -> str:
        """Create an empty database, with *options* of createdb, and return its address."""
        subprocess.run([self._binary("createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", *options, name],  # noqa: S603 - our own command line, no shell
                       check=True, capture_output=True, timeout=self.patience_s)
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        initdb = self._binary("initdb")
        if owner := self._owner():
            os.chown(self.folder, owner["user"], owner["group"])
        done = subprocess.run([initdb, "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",  # noqa: S603 - our own command line, no shell
                               "--locale", "C", "--no-sync"], capture_output=True, text=True, timeout=60, check=False,
                              cwd=self.folder, **self._owner())
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr[-2000:]}")

    def _command(self) -> Sequence[str | Path]:
        settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
                    "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), "max_connections": "200"}
        return [self._binary("postgres"), "-D", self.folder / "data", "-p", str(self.port),
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def _answers(self) -> bool:
        asked = subprocess.run([self._binary("pg_isready"), "-q", "-h", self.folder, "-p", str(self.port)], check=False)  # noqa: S603 - our own command line, no shell
        return asked.returncode == 0

    @property
    def _farewell(self) -> int:
        # Fast shutdown: PostgreSQL does not wait for its clients.
        return signal.SIGINT

    def _owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            raise ServerMissing("PostgreSQL does not run as root, and there is no user postgres to run it as.") from None
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _binary(self, name: str) -> Path:
        versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
        found = versions[-1] if versions else shutil.which(name)
        if found is None:
            raise ServerMissing(f"PostgreSQL's {name} is not installed: the package is called postgresql.")
        return Path(found)
