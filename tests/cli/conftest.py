import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.pretend import pretend_heroku
from cli.program import run
from core.snapshot import dump_snapshot
from tests.apps import HEALTHY

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


class Cli:
    """The command line in this process, with an environment that holds nothing by chance."""

    def __init__(self, capsys: pytest.CaptureFixture[str], environ: Mapping[str, str]) -> None:
        self._capsys = capsys
        self.environ = dict(environ)

    def __call__(self, *arguments: str, **environ: str) -> Outcome:
        status = run(arguments, {**self.environ, **environ})
        out, err = self._capsys.readouterr()
        return Outcome(status, out, err)


class Program:
    """The command line in a process of its own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {
            **environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "always::ResourceWarning",
        }

    def argv(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "cli", *arguments]

    def __call__(
        self,
        *arguments: str,
        stdin: bytes = b"",
        cwd: Path | None = None,
        **environ: str,
    ) -> Outcome:
        done = subprocess.run(
            self.argv(*arguments),
            env={**self.environ, **environ},
            input=stdin,
            capture_output=True,
            cwd=cwd or ROOT,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str],
    environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Cli:
    monkeypatch.chdir(tmp_path)
    return Cli(capsys, environ)


@pytest.fixture
def program(environ: dict[str, str]) -> Program:
    return Program(environ)


@pytest.fixture
def healthy(tmp_path: Path) -> str:
    """A file with the snapshot of a healthy app."""
    path = tmp_path / "healthy.json"
    path.write_bytes(dump_snapshot(HEALTHY))
    return str(path)


@pytest.fixture
def bin_folder(tmp_path: Path, cli: Cli) -> Path:
    """A folder first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    cli.environ["PATH"] = f"{folder}{os.pathsep}{cli.environ['PATH']}"
    return folder


@pytest.fixture(scope="session")
def heroku() -> Iterator[dict[str, str]]:
    """What leads to a pretend Heroku, which runs until the last test."""
    with pretend_heroku() as environ:
        yield environ


@pytest.fixture
def silent_host() -> Iterator[str]:
    """A URL where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        yield f"http://{host}:{port}"
