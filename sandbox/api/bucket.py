"""The calls an account has left: a bucket that each call takes from, and time refills."""

from collections.abc import Callable

FULL = 4500
"""Calls an account has, refilled by about 75 a minute:
https://devcenter.heroku.com/articles/platform-api-reference#rate-limits"""


class Bucket:
    """Counts calls.

    Args:
        calls: How many there are at first; None: they never run out.
        refill: How many come back in a minute.
        clock: Seconds that only grow.
    """

    def __init__(
        self, calls: int | None, *, refill: float = 0.0, clock: Callable[[], float]
    ) -> None:
        self._calls = calls
        self._refill = refill / 60
        self._clock = clock
        self._at = clock()
        self._left = float(FULL if calls is None else calls)

    @property
    def left(self) -> int:
        """How many are left."""
        now = self._clock()
        self._left = min(self._left + (now - self._at) * self._refill, max(FULL, self._left))
        self._at = now
        return int(self._left)

    def take(self) -> bool:
        """Take one; False when there is none."""
        if self._calls is None:
            return True
        if self.left < 1:
            return False
        self._left -= 1
        return True
