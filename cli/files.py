"""Files that are read and written: whole or not at all, and an error that says which."""

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

from core.errors import ConfigError

STREAM = "-"
"""Stands for stdin where a file is read, and for stdout where one is written."""

_MODE = 0o666
"""Of a new file, before the umask."""


def read(path: str, most: int = -1) -> bytes:
    """Read a file, or stdin for `-`.

    Args:
        path: Where it is.
        most: Bytes to read; -1 is all of it.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        if path != STREAM:
            with Path(path).open("rb") as file:
                return file.read(most)
        return b"" if sys.stdin is None else sys.stdin.buffer.read(most)
    except OSError as error:
        raise ConfigError(f"{named(path)} cannot be read: {error.strerror}.") from None


def expect_writable(path: str) -> None:
    """Find out early that a file cannot be written, before anything slow is done.

    Raises:
        ConfigError: It is a folder, or its folder is not there or cannot be looked into.
    """
    target = Path(path)
    try:
        is_folder, has_folder = target.is_dir(), target.parent.is_dir()
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from None
    if is_folder:
        raise ConfigError(f"{path or repr(path)} cannot be written: it is a folder.")
    if not has_folder:
        raise ConfigError(f"{path} cannot be written: there is no folder {target.parent}.")


def write(path: str, data: bytes) -> None:
    """Write a file so that it is never seen half written; devices and pipes are written as such.

    Raises:
        ConfigError: It cannot be written.
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as special:
                special.write(data)
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from None


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(f".prodcheck.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if target.exists():
                os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
            file.write(data)
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def named(path: str) -> str:
    """Say what a path is called in a message."""
    return "stdin" if path == STREAM else path
