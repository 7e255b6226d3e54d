"""A person at the real Heroku CLI, who looks at all that comes out of it."""

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests import needs

PATIENCE = 120
"""Seconds that one command may take; the CLI starts in two, or in many on a cold, busy machine."""

NO_CALLS_HOME = {
    "DISABLE_TELEMETRY": "true",
    "HEROKU_DISABLE_AUTOUPDATE": "1",
    "HEROKU_SKIP_NEW_VERSION_CHECK": "true",
    "OCLIF_DISABLE_LINKED_ESM_WARNING": "1",
}
"""What keeps the CLI from calling home, and from a warning that only linked plugins get."""

Change = Mapping[str, str | None]


class Outcome(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


class Terminal:
    """The end of a terminal that a person sits at.

    Args:
        process: What runs on it.
        screen: File descriptor of our end.
    """

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self._screen = screen
        self._shown = b""

    @property
    def shown(self) -> str:
        return self._shown.decode(errors="replace")

    def wait_for(self, text: str) -> None:
        """Read until a text is shown."""
        while text not in self.shown:
            assert self._read(), f"{text!r} is not shown: {self.shown}"

    def press(self, keys: bytes) -> None:
        os.write(self._screen, keys)

    def end(self) -> int:
        """Read to the end, and return the exit status; below zero, it is the signal."""
        with suppress(OSError):  # EIO: nobody is left on the terminal
            while self._read():
                pass
        return self.process.wait(PATIENCE)

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._screen], [], [], PATIENCE)
        read = os.read(self._screen, 4096) if ready else b""
        self._shown += read
        return read


class HerokuCli:
    """Types commands, and holds each against what must be true of every one.

    Args:
        home: Where the CLI keeps what it keeps.
        environ: The environment of every command.
        secrets: What no command may show.
    """

    def __init__(self, home: Path, environ: Mapping[str, str], secrets: tuple[str, ...]) -> None:
        self.home = home
        self.environ = dict(environ)
        self._secrets = secrets

    def __call__(
        self, *words: str, environ: Change | None = None, cwd: Path | None = None
    ) -> Outcome:
        """Type a command, in a changed environment: a variable that is None is left out."""
        done = subprocess.run(
            self.command(*words),
            env=self.changed(environ),
            cwd=cwd or self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        outcome = Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
        self.hold(outcome.out + outcome.err)
        return outcome

    @contextmanager
    def on_terminal(self, *words: str, environ: Change | None = None) -> Iterator[Terminal]:
        """Start a command on a terminal of its own, and hand out our end of that."""
        ours, its = pty.openpty()
        with subprocess.Popen(
            ["/usr/bin/setsid", "--ctty", *self.command(*words)],
            env=self.changed(environ),
            cwd=self.home,
            stdin=its,
            stdout=its,
            stderr=its,
        ) as process:
            os.close(its)
            try:
                terminal = Terminal(process, ours)
                yield terminal
                self.hold(terminal.shown)
            finally:
                process.kill()
                os.close(ours)

    @staticmethod
    def command(*words: str) -> list[str]:
        return [str(needs.find("heroku")), *words]

    def changed(self, change: Change | None) -> dict[str, str]:
        together = {**self.environ, **(change or {})}
        return {name: value for name, value in together.items() if value is not None}

    def hold(self, shown: str) -> None:
        assert not any(secret in shown for secret in self._secrets)
        assert "    at " not in shown, f"a traceback: {shown}"
        noted = Path(self.environ["CONNECTIONS_NOTED"])
        assert not noted.exists(), f"connections to {noted.read_text('utf-8')}"


class Note(NamedTuple):
    """How a program was started."""

    words: list[str]
    environ: dict[str, str]
    terminal: list[bool]
    command_lines: list[str]
    """Of every process on the machine, at that time."""


class Fake:
    """A program in the place of prodcheck.

    Args:
        folder: Where it is put; its own name is a difficult one.
    """

    def __init__(self, folder: Path) -> None:
        self._note = folder / "note.json"
        program = folder / "pröd check"
        source = Path(__file__).with_name("fake_prodcheck.py").read_text("utf-8")
        program.write_text(f"#!{sys.executable}\n{source}", "utf-8")
        program.chmod(0o755)
        self.environ = {"PRODCHECK_BIN": str(program), "FAKE_NOTE": str(self._note)}

    @property
    def was_started(self) -> bool:
        return self._note.exists()

    @property
    def note(self) -> Note:
        return Note(**json.loads(self._note.read_text("utf-8")))
