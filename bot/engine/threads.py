"""Calls that block, kept away from the loop on which people are answered."""

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")


class Threads:
    """A few threads for calls that may hang as long as a database is away.

    They do not keep the process from ending, as those of the standard library's pools would.

    Args:
        at_once: How many calls may be under way; others wait for their turn.
    """

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)

    async def run(self, call: Callable[[], T], *, seconds: float | None = None) -> T:
        """Make a call in a thread.

        Args:
            call: What blocks.
            seconds: How long to wait, for a turn too; None: as long as it takes.

        Raises:
            TimeoutError: It takes longer. The call goes on, and keeps its turn until it is over.
        """
        async with asyncio.timeout(seconds):
            await self._free.acquire()
            return await asyncio.shield(self._begin(call))

    def _begin(self, call: Callable[[], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        over: asyncio.Future[T] = loop.create_future()
        over.add_done_callback(_retrieved)

        def settle(result: T | None, error: BaseException | None) -> None:
            self._free.release()
            if error is not None:
                over.set_exception(error)
            else:
                over.set_result(result)  # type: ignore[arg-type]

        def body() -> None:
            result, error = None, None
            try:
                result = call()
            except Exception as raised:  # noqa: BLE001  whoever waits for the call gets it
                error = raised
            with contextlib.suppress(RuntimeError):  # the loop may have ended meanwhile
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=body, name="prodcheck-jobs", daemon=True).start()
        return over


def leave(status: int) -> NoReturn:
    """End the process, also while threads of others wait for a database that is away.

    Python would wait for them, and they for as long as it takes.

    Args:
        status: The exit status.
    """
    if threading.active_count() == 1:
        sys.exit(status)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _retrieved(over: asyncio.Future[T]) -> None:
    """Let nobody be told of an error for which nobody waits any more."""
    if not over.cancelled():
        over.exception()
