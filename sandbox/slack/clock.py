"""Time, and ids that are made of it."""

import secrets
from collections.abc import Callable
from itertools import count

Clock = Callable[[], float]
"""Tells the time, in seconds since 1970."""


class Ids:
    """Makes ids, each once.

    Args:
        clock: Tells the time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)

    def ts(self) -> str:
        """Make the id of a message or an event."""
        return f"{int(self._clock())}.{next(self._numbers):06d}"

    def short(self, prefix: str) -> str:
        """Make an id as `V024…` or `Ev024…`."""
        return f"{prefix}024{next(self._numbers):05d}"

    def block_id(self) -> str:
        """Make an id for a block that came without one."""
        return f"b{next(self._numbers)}"

    def secret(self) -> str:
        """Make something that nobody guesses."""
        return f"{next(self._numbers)}.{secrets.token_hex(12)}"
