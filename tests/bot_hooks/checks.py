"""Whoever runs checks; it can be kept busy, or away."""

import asyncio

from bot.store import StoreUnavailable


class Checks:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self._next: asyncio.Queue[None] = asyncio.Queue()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.away = 0
        self.broken = 0

    async def __call__(self, app_id: str, cause: str) -> None:
        if self.away:
            self.away -= 1
            raise StoreUnavailable("away")
        if self.broken:
            self.broken -= 1
            self._next.put_nowait(None)
            raise RuntimeError("broken")
        self.asked.append((app_id, cause))
        self._next.put_nowait(None)
        await self.may_go_on.wait()

    async def next(self) -> None:
        """Wait until one is asked for."""
        async with asyncio.timeout(60):
            await self._next.get()
