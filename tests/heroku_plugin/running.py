"""A person at the real Heroku CLI, who looks at all that comes out of it."""

import os
import pty
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import needs

PATIENCE = 60
"""Seconds that one command may take; a cold start of the CLI takes one to four."""


class Outcome(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


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

    def __call__(self, *words: str, cwd: Path | None = None, **environ: str | None) -> Outcome:
        """Type a command; an environment variable that is None is left out."""
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
    def on_terminal(
        self, *words: str, **environ: str | None
    ) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """Start a command on a terminal of its own, and hand out our end of that."""
        ours, its = pty.openpty()
        with subprocess.Popen(
            ["setsid", "--ctty", *self.command(*words)],
            env=self.changed(environ),
            cwd=self.home,
            stdin=its,
            stdout=its,
            stderr=its,
        ) as process:
            os.close(its)
            try:
                yield process, ours
            finally:
                process.kill()
                os.close(ours)

    @staticmethod
    def command(*words: str) -> list[str]:
        return [str(needs.find("heroku")), *words]

    def changed(self, environ: Mapping[str, str | None]) -> dict[str, str]:
        together = {**self.environ, **environ}
        return {name: value for name, value in together.items() if value is not None}

    def hold(self, shown: str) -> None:
        assert not any(secret in shown for secret in self._secrets)
        assert "    at " not in shown, f"a traceback: {shown}"
        noted = Path(self.environ["CONNECTIONS_NOTED"])
        assert not noted.exists(), f"connections to {noted.read_text('utf-8')}"
