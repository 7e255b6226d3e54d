"""What goes on after Slack has its acknowledgement: tracked, logged, and brought to an end.

A task that nobody holds can vanish in mid-work, and one that fails says so to nobody. Here every
job is held until it is over, a failure is logged under a reference that the person gets too, and a
shutdown waits for what is under way before it cuts it short.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

_LOG = logging.getLogger(__name__)

DRAIN_SECONDS: Final = 16.0
"""Heroku kills a dyno 30 s after SIGTERM (devcenter.heroku.com/articles/dynos#shutdown): 3 go to
requests before this, 4 to farewells and 5 to a message on its way after it."""
MOST: Final = 200
"""Jobs under way from which on no more commands are taken: about two seconds of work of one core,
so that what is taken is answered soon, and in memory that has a bound."""
_FAREWELL_SECONDS: Final = 4.0
"""For all that is to be told of jobs that were cut."""

OnCut = Callable[[], Awaitable[None]]


def new_reference() -> str:
    """Make up what joins a message to the lines of the log about it."""
    return secrets.token_hex(4)


class Jobs:
    """The jobs that are under way."""

    def __init__(self) -> None:
        self._running: dict[asyncio.Task[None], OnCut | None] = {}
        self._closed = False

    def __len__(self) -> int:
        """Count them."""
        return len(self._running)

    @property
    def full(self) -> bool:
        """Whether a person who asks for more should come back later."""
        return len(self._running) >= MOST

    def start(self, work: Coroutine[Any, Any, None], *, on_cut: OnCut | None = None) -> None:
        """Start a job, and never raise.

        Args:
            work: What is to be done.
            on_cut: Says to whom it matters that a shutdown cut the job short.
        """
        if self._closed:
            work.close()
            work = _told(on_cut)
            on_cut = None
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._running[task] = on_cut
        task.add_done_callback(self._forget)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Wait for the jobs under way, cut what is left, and tell those who wait for it.

        A job that is started from now on is cut at once.

        Args:
            seconds: How long to wait, at most.
        """
        self._closed = True
        if self._running:
            await asyncio.wait(list(self._running), timeout=seconds)
        cut = dict(self._running)
        if not cut:
            return
        _LOG.warning("%d jobs were not finished in %g s and are cut", len(cut), seconds)
        for task in cut:
            task.cancel()
        farewells = [asyncio.create_task(_told(on_cut)) for on_cut in cut.values()]
        _, late = await asyncio.wait([*farewells, *cut], timeout=_FAREWELL_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*farewells, *cut, return_exceptions=True)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001  a job has nobody above it to tell
        _LOG.exception("A job failed [%s]", new_reference())


async def _told(on_cut: OnCut | None) -> None:
    try:
        if on_cut is not None:
            await on_cut()
    except Exception:  # noqa: BLE001  the others are to be told all the same
        _LOG.exception("Nobody could be told that a job was cut [%s]", new_reference())
