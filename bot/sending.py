"""Something that is done soon, once for all who ask meanwhile, and not cut in the middle."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.jobs import new_reference
from bot.store import StoreUnavailable

_LOG = logging.getLogger(__name__)
_LAST: Final = 5.0
"""Seconds for the message that is on its way when we end: cut, it could be sent twice."""


class Sending:
    """Sends what there is to send.

    Args:
        send: Sends all of it.
    """

    def __init__(self, send: Callable[[], Awaitable[int]]) -> None:
        self._send = send
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> asyncio.Task[None]:
        """Ask for it; what is returned is over when it is done, and raises nothing."""
        self._asked = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return self._task

    async def stop(self) -> None:
        """Let it come to an end, or cut it when it does not."""
        self._asked = False
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_LAST)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._asked:
            self._asked = False
            try:
                await self._send()
            except StoreUnavailable:
                _LOG.info("What there is to say waits for the database")
            except Exception:  # noqa: BLE001  the next who asks may have more luck
                _LOG.exception("What there is to say could not be sent [%s]", new_reference())
