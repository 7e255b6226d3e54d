"""Answers that are kept for a moment: pages may be asked for by anybody, as often as they like."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Fresh(Generic[_T]):
    """One answer, asked for again when it is old; who comes meanwhile waits for the same one.

    Args:
        ask: Gets the answer; it does not raise.
        lasts: For how many seconds an answer is good.
    """

    def __init__(self, ask: Callable[[], Awaitable[_T]], lasts: Callable[[_T], float]) -> None:
        self._ask = ask
        self._lasts = lasts
        self._until = 0.0
        self._answer: _T | None = None
        self._asking = asyncio.Lock()

    async def get(self) -> _T:
        """Return the answer."""
        async with self._asking:
            now = asyncio.get_running_loop().time
            if self._answer is None or now() >= self._until:
                self._answer = await self._ask()
                self._until = now() + self._lasts(self._answer)
            return self._answer
