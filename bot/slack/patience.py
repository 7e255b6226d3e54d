"""How long an acknowledgement is held back for an answer, and which presses are one."""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from time import monotonic
from typing import Any, Final, TypeVar

_T = TypeVar("_T")

HOLD_SECONDS: Final = 2.2
"""Slack waits 3 s for an acknowledgement; what is left is for the way there and back."""
_MOST_HELD: Final = 4
"""Acknowledgements held back at once: each costs Bolt a look every 10 ms."""
_DOUBLE_SECONDS: Final = 1.0
"""Between the clicks of a slow double click."""


class Patience:
    """Holds acknowledgements back in the hope of an answer; in a crowd nobody's is.

    Args:
        seconds: How long.
        most: How many at once.
    """

    def __init__(self, seconds: float = HOLD_SECONDS, *, most: int = _MOST_HELD) -> None:
        self.seconds = seconds
        self._most = most
        self._held: set[asyncio.Future[None]] = set()

    async def wait(self, answer: "asyncio.Future[_T]") -> _T | None:
        """Wait for an answer; None, and the future is cancelled, when it does not come in time."""
        if len(self._held) >= self._most:
            self._let_go()
        else:
            await self._hold(answer)
        if answer.done() and not answer.cancelled():
            return answer.result()
        answer.cancel()
        return None

    async def _hold(self, answer: "asyncio.Future[_T]") -> None:
        crowd: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held.add(crowd)
        try:
            first: Iterable[asyncio.Future[Any]] = (answer, crowd)
            await asyncio.wait(first, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._held.discard(crowd)
            crowd.cancel()

    def _let_go(self) -> None:
        for crowd in self._held:
            if not crowd.done():
                crowd.set_result(None)


class Presses:
    """Tells a double click from two.

    Args:
        clock: Tells the time, in seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._at: dict[Hashable, float] = {}

    def is_first(self, press: Hashable) -> bool:
        """Say whether a press is not the second click of the same one."""
        now = self._clock()
        while self._at and now - next(iter(self._at.values())) >= _DOUBLE_SECONDS:
            del self._at[next(iter(self._at))]
        if press in self._at:
            return False
        self._at[press] = now
        return True
