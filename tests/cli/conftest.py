import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

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
        self.environ = {**environ, "PYTHONPATH": str(ROOT), "PYTHONDEVMODE": "1"}

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
