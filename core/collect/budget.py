"""The calls of one account: people first, background work with what they leave."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final, TypeVar

from core.collect.failure import CallFailed

# 4,500 tokens an account, shared with its CLI and CI, and refilled at about 75 a minute:
# https://devcenter.heroku.com/articles/platform-api-reference#rate-limits
FULL: Final = 4500
REFILL: Final = 75 / 60
"""Calls a second."""
KEPT_FOR_PEOPLE: Final = 1000
_REFUSED_PAUSE: Final = 10.0
"""Seconds without a call after a 429 that does not say how long: Heroku's do not."""

_SHORTEST: Final = 0.001
"""Seconds; less is the rounding of the clock."""
_MOST_REFUSALS: Final = 20
"""Of one call; minutes pass before each."""

_T = TypeVar("_T")


class CallBudget:
    """What is left of the calls of one token, as Heroku said last, shared by all that use it.

    Background work takes turns and waits for the refill while what is left is the people's share,
    or a 429 is fresh. Checks that somebody waits for never ask here; they only tell.

    Args:
        keep: Calls that background work leaves to people.
        on_wait: Told how many seconds background work is about to wait.
        clock: Seconds that only grow.
        sleep: Waits.
    """

    def __init__(
        self,
        *,
        keep: int = KEPT_FOR_PEOPLE,
        on_wait: Callable[[float], None] | None = None,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.keep = keep
        self._on_wait = on_wait
        self._clock = clock
        self._sleep = sleep
        self._line = asyncio.Lock()
        self._left: float | None = None
        self._at = 0.0
        self._refused_until = 0.0

    @property
    def left(self) -> int | None:
        """Calls that are left, the refill since then counted in; None before the first answer."""
        return None if self._left is None else int(self._now_left(self._left))

    def note(self, left: int) -> None:
        """Take down what an answer says is left."""
        self._left, self._at = float(left), self._clock()

    def refused(self, wait: float | None = None) -> None:
        """Take down a 429.

        Args:
            wait: Seconds that it asks to wait.
        """
        self.note(0)
        self._refused_until = self._at + _reasonable(wait)

    def pause(self) -> float:
        """Say how many seconds the next call of background work has to wait."""
        fresh = self._refused_until - self._clock()
        short = 0.0 if self._left is None else self.keep + 1 - self._now_left(self._left)
        longest = max(fresh, short / REFILL)
        return longest if longest > _SHORTEST else 0.0

    async def turn(self) -> None:
        """Wait until background work may make one more call, and count it."""
        async with self._line:
            while (pause := self.pause()) > 0:
                if self._on_wait is not None:
                    self._on_wait(pause)
                await self._sleep(pause)
            if self._left is not None:
                self._left, self._at = self._now_left(self._left) - 1, self._clock()

    async def patiently(self, call: Callable[[], Awaitable[_T]]) -> _T:
        """Make a call when it is its turn, and again when it is refused for the rate limit.

        Raises:
            CallFailed: It failed otherwise, or was refused too often.
        """
        refusals = 0
        while True:
            await self.turn()
            try:
                return await call()
            except CallFailed as failure:
                refusals += 1
                if not failure.rate_limited or refusals > _MOST_REFUSALS:
                    raise
                if not self.pause():  # the limit of another API, which nothing is known of
                    await self._sleep(_reasonable(failure.wait))

    def _now_left(self, left: float) -> float:
        return min(FULL, left + (self._clock() - self._at) * REFILL)


def _reasonable(wait: float | None) -> float:
    """Take what an answer asks to wait, unless it is longer than the whole bucket takes to fill."""
    return _REFUSED_PAUSE if wait is None else min(wait, FULL / REFILL)
