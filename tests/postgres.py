"""A Postgres server of our own, in a temporary folder, on loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.needs import find

_UNPRIVILEGED = "postgres"
"""Whom root hands over to: a Postgres server refuses to run as root."""


class Postgres:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port

    def url(self, database: str = "postgres") -> str:
        """As Heroku writes it."""
        return f"postgres://tester@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        self.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        _run("pg_ctl", "start", "-w", "-D", self.folder / "data", "-l", self.folder / "log")

    def stop(self) -> None:
        _run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.folder / "data")


@contextmanager
def running() -> Iterator[Postgres]:
    """A server, stopped and gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="prodcheck-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _UNPRIVILEGED)
        server = Postgres(folder, _free_port())
        _make(server)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _make(server: Postgres) -> None:
    data = server.folder / "data"
    _run("initdb", "--no-sync", "--auth=trust", "-U", "tester", "-E", "UTF8", "-D", data)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(
            f"listen_addresses = '127.0.0.1'\nport = {server.port}\n"
            f"unix_socket_directories = '{server.folder}'\nfsync = off\n"
        )


def _run(program: str, *arguments: str | Path) -> None:
    found = find(program)
    assert found is not None
    done = subprocess.run(
        [found, *map(str, arguments)],
        user=_UNPRIVILEGED if os.geteuid() == 0 else None,
        group=pwd.getpwnam(_UNPRIVILEGED).pw_gid if os.geteuid() == 0 else None,
        extra_groups=[] if os.geteuid() == 0 else None,
        cwd="/",
        stdout=subprocess.DEVNULL,  # a pipe would stay open in the server, and never end
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{program} ended with {done.returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
