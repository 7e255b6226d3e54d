"""What a fleet's scan has done so far, so that it can go on where it stopped.

One line of JSON an app, written in one piece. A line that a crash cut short is dropped; a disk that
is full, or a home that cannot be written, costs the journal and not the scan.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from core.fleet import FleetRow

GOOD_FOR = timedelta(hours=1)
"""How long the row of an app stands for the app."""
_KEPT = timedelta(days=1)
_MOST_BYTES = 100_000_000
"""Some ten thousand apps; a larger file is none of ours."""
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW


def journal_path(state: Path, *parts: str) -> Path:
    """Name the journal of a scan by all that decides what it finds; none of it can be read back."""
    key = sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return state / "fleet" / f"{key[:32]}.jsonl"


class Journal:
    """Keeps rows in a file. Where it cannot, it says so once and keeps nothing.

    Args:
        path: The file; None: nothing is kept.
        now: What rows are held against.
        warn: Told what went wrong.
        anew: Whether to forget what is there.
    """

    def __init__(
        self, path: Path | None, *, now: datetime, warn: Callable[[str], None], anew: bool = False
    ) -> None:
        self._path = path
        self._warn = warn
        self._file: int | None = None
        self.rows: dict[str, FleetRow] = {}
        """What was done before and is still good, by app."""
        if path is None:
            return
        try:
            self._open(path, now, anew=anew)
        except OSError as error:
            self._give_up(error.strerror or "it cannot be written")

    @property
    def works(self) -> bool:
        """Whether a scan can go on from it."""
        return self._file is not None

    def add(self, row: FleetRow) -> None:
        """Keep a row."""
        if self._file is None:
            return
        line = msgspec.json.encode(row) + b"\n"
        try:
            if os.write(self._file, line) != len(line):
                self._give_up("the disk is full")
        except OSError as error:
            self._give_up(error.strerror or "it cannot be written")

    def close(self) -> None:
        """Let another run have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Forget all of it: the scan is done."""
        if self._path is not None and self.works:
            with contextlib.suppress(OSError):
                self._path.unlink()
        self.close()

    def _open(self, path: Path, now: datetime, *, anew: bool) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _drop_old(path.parent, now)
        self._file = os.open(path, _FLAGS, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._give_up("another prodcheck is checking the same apps")
            return
        if anew:
            os.truncate(self._file, 0)
            return
        data = _read(self._file)
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.truncate(self._file, len(whole))
        for row in _rows(whole):
            if timedelta(0) <= now - row.taken_at < GOOD_FOR and row.error is None:
                self.rows[row.app] = row

    def _give_up(self, why: str) -> None:
        self.close()
        self._warn(f"This run cannot be resumed should it stop half-way: {why}.")


def _drop_old(folder: Path, now: datetime) -> None:
    """Drop the journals that nobody went on from."""
    for each in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            if now.timestamp() - each.stat().st_mtime > _KEPT.total_seconds():
                each.unlink()


def _read(file: int) -> bytes:
    data = bytearray()
    while len(data) <= _MOST_BYTES and (chunk := os.read(file, 1 << 20)):
        data += chunk
    return bytes(data) if len(data) <= _MOST_BYTES else b""


def _rows(data: bytes) -> Iterator[FleetRow]:
    for line in data.splitlines():
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
            yield msgspec.json.decode(line, type=FleetRow)
