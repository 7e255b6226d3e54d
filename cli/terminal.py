"""The terminal: data to stdout, talk to stderr, colour and width as it can show them."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from types import TracebackType
from typing import Self, TextIO, cast

from cli import environment
from core.errors import ConfigError
from core.render.inert import inert
from core.render.paper import Paper

MARGIN = " ›   "  # noqa: RUF001  the sign the Heroku CLI uses
"""What each line of an error begins with, as in the Heroku CLI."""

DEFAULT_WIDTH = 80
MAX_WIDTH = 120
"""Columns; prose in longer lines is hard to read."""

_ASCII = str.maketrans({"✗": "x", "✓": "+", "\u203a": ">", "…": "..."})
"""What to write on a terminal whose encoding lacks our symbols."""


def write(data: str | bytes) -> None:
    """Write data to stdout, all of it, now.

    Raises:
        ConfigError: stdout is closed or full.
        BrokenPipeError: Whoever read it has gone.
    """
    if sys.stdout is None:
        raise ConfigError("There is no stdout to write to.")
    try:
        _put(sys.stdout, data)
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_stdout()
        raise ConfigError(f"stdout cannot be written: {error.strerror}.") from None


def say(text: str) -> None:
    """Write talk to stderr; when nobody can hear it, go on."""
    if sys.stderr is None:
        return
    try:
        _put(sys.stderr, text)
    except OSError:
        return


def remark(text: str, environ: Mapping[str, str]) -> None:
    """Write a line of talk where a terminal shows it, cut to its width."""
    if _is_terminal(sys.stderr):
        say(f"{inert(text)[: _width(sys.stderr, environ)]}\n")


def shows_talk() -> bool:
    """Whether a terminal shows what is written to stderr."""
    return _is_terminal(sys.stderr)


def stdout_for_data() -> AbstractContextManager[object]:
    """Keep stdout for what `write` writes: what is printed otherwise goes to stderr.

    A check of another package may print, and so may its import; JSON is to stay JSON.
    """
    return nullcontext() if sys.stdout is None else redirect_stdout(cast("TextIO", _ForData()))


def abandon_stdout() -> None:
    """Let what is left in the buffer go nowhere, or the interpreter tries again at its end."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def paper(environ: Mapping[str, str], *, colour: bool = True) -> Paper:
    """Say how a document for stdout is to be laid out.

    Args:
        environ: The environment.
        colour: False where colour was declined on the command line.
    """
    wanted = environment.colour(environ)
    if wanted is None:
        wanted = _is_terminal(sys.stdout)
    return Paper(width=_width(sys.stdout, environ), colour=colour and wanted)


def room_for_talk(environ: Mapping[str, str]) -> int | None:
    """Return the columns beside the margin of stderr; None where no terminal shows it."""
    return _width(sys.stderr, environ) - len(MARGIN) if _is_terminal(sys.stderr) else None


class Passing:
    """One line on stderr for as long as something takes; nothing where stderr is no terminal."""

    def __init__(self, text: str, environ: Mapping[str, str]) -> None:
        self._text = text
        self._shown = _is_terminal(sys.stderr) and not environment.dumb(environ)
        self._width = _width(sys.stderr, environ)

    def __enter__(self) -> Self:
        self._rewrite(self._text)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._rewrite("")

    def _rewrite(self, line: str) -> None:
        if self._shown:
            say(f"\r\x1b[K{line[: self._width - 1]}")


class Progress(Passing):
    """A line that counts the facts that came in."""

    def __init__(self, app: str, expected: int, environ: Mapping[str, str]) -> None:
        super().__init__(f"Checking {inert(app)} …", environ)
        self._expected = expected
        self._started: set[str] = set()
        self._done: set[str] = set()

    def __call__(self, name: str, done: bool) -> None:  # noqa: FBT001  the collector's signature
        """Take note that a fact is asked for, or has come in."""
        self._started.add(name)
        if done:
            self._done.add(name)
        total = max(self._expected, len(self._started))
        self._rewrite(f"{self._text} {len(self._done)} of {total}")


class _ForData:
    """The stdout of now, but for what is printed on it."""

    def __init__(self) -> None:
        self._stdout = sys.stdout

    def __getattr__(self, name: str) -> object:
        return getattr(self._stdout, name)

    def write(self, text: str) -> int:
        say(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        say("".join(lines))


def _put(stream: TextIO, data: str | bytes) -> None:
    if isinstance(data, str):
        data = _encode(data, stream.encoding or "utf-8")
    stream.flush()
    stream.buffer.write(data)
    stream.flush()


def _encode(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _width(stream: TextIO | None, environ: Mapping[str, str]) -> int:
    told = environment.columns(environ)
    if told is None and _is_terminal(stream):
        told = os.get_terminal_size(stream.fileno()).columns if stream is not None else None
    return min(told or DEFAULT_WIDTH, MAX_WIDTH)
