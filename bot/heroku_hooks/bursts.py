"""A deploy tells of a dozen things within seconds, and is to cost one check.

::

    event ─▶ quiet for 3 s, at most 60 s in all ─▶ ask for a check ─▶ noted as asked
      └─ noted as heard                    └─ an event from here on begins the next burst

What is heard is noted in the store first. A process that is killed in between loses nothing: the
next one finds an event after which no check was asked for.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bot.store import Hook, Store, StoreUnavailable

Ask = Callable[[str, str], Awaitable[object]]
"""Asks for a check: of which app, by its id, and why. What it takes on survives a restart."""
QUIET: Final = 3.0
"""Seconds without a further event."""
LONGEST: Final = 60.0
"""Seconds after the first event: an app that is never quiet is checked all the same."""
FORGOTTEN: Final = timedelta(seconds=10)
"""Longer than any process waits, but for what is unsettled; and one check more does no harm."""
_AGAIN: Final = 5.0
"""Seconds before a check is asked for again, while that does not work."""
_LOG = logging.getLogger(__name__)


class _Burst(msgspec.Struct):
    """Events of one app that have no check yet; seconds on the clock of the event loop."""

    began: float
    last: float
    noted_at: datetime
    """When the last of them came, as the store has it."""
    cause: str
    unsettled: set[str]
    """Objects about which more is to come."""
    moved: asyncio.Event
    """Set when its end may be another one."""


class Bursts:
    """Asks for one check after each burst of events.

    Args:
        store: Where events are noted.
        ask: Asks for a check.
        now: Tells the time, in seconds since 1970.
        quiet: Seconds without a further event that end a burst.
        longest: Seconds after which a burst ends in any case.
    """

    def __init__(
        self,
        store: Store,
        ask: Ask,
        *,
        now: Callable[[], float] = time.time,
        quiet: float = QUIET,
        longest: float = LONGEST,
    ) -> None:
        self._store = store
        self._ask = ask
        self._now = now
        self._quiet = quiet
        self._longest = longest
        self._bursts: dict[str, _Burst] = {}
        self._waiting: set[asyncio.Task[None]] = set()

    def add(self, app_id: str, cause: str, *, of: str, unsettled: bool, at: datetime) -> None:
        """Take an event that asks for a check.

        Args:
            app_id: The app.
            cause: What happened, in a word or two.
            of: The object that it is about.
            unsettled: Whether more about that object is to come.
            at: When it came, as the store has it.
        """
        burst = self._bursts.get(app_id)
        if burst is None:
            moment = _clock()
            burst = _Burst(
                began=moment,
                last=moment,
                noted_at=at,
                cause=cause,
                unsettled=set(),
                moved=asyncio.Event(),
            )
            self._bursts[app_id] = burst
            task = asyncio.create_task(self._see_off(app_id, burst))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)
        burst.noted_at = max(burst.noted_at, at)
        self._go_on(burst, of, unsettled=unsettled)

    def touch(self, app_id: str, *, of: str, unsettled: bool) -> None:
        """Take an event that asks for no check of its own: it may put off one that is due."""
        burst = self._bursts.get(app_id)
        if burst is not None:
            self._go_on(burst, of, unsettled=unsettled)

    async def catch_up(self, *, silent_for: timedelta = FORGOTTEN) -> None:
        """Ask for the checks that were not asked for: their process has ended in between.

        Args:
            silent_for: How long ago an event was that no process is about to act on.

        Raises:
            StoreUnavailable: The database is away.
        """
        before = datetime.fromtimestamp(self._now(), UTC) - silent_for
        for hook in await self._store.hooks_unanswered():
            if hook.app_id not in self._bursts and _is_older(hook, before):
                await self._have_checked(hook.app_id, "webhook", hook.event_at or before)

    async def aclose(self) -> None:
        """Stop waiting: the next process asks for the checks that were not asked for."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    def _go_on(self, burst: _Burst, of: str, *, unsettled: bool) -> None:
        burst.last = _clock()
        burst.moved.set()
        (burst.unsettled.add if unsettled else burst.unsettled.discard)(of)

    async def _see_off(self, app_id: str, burst: _Burst) -> None:
        """Wait until it is quiet, and ask for a check until somebody takes that on."""
        while (wait := self._ends(burst) - _clock()) > 0:
            burst.moved.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await burst.moved.wait()
        del self._bursts[app_id]
        while not await self._asked(app_id, burst):  # noqa: ASYNC110  no event tells of a database
            await asyncio.sleep(_AGAIN)

    async def _asked(self, app_id: str, burst: _Burst) -> bool:
        try:
            await self._have_checked(app_id, burst.cause, burst.noted_at)
        except StoreUnavailable:
            _LOG.warning("A check that Heroku's news asks for has to wait for the database")
            return False
        except Exception:  # noqa: BLE001  nobody is above; the next minute asks again
            _LOG.exception("A check that Heroku's news asks for could not be asked for")
        return True

    async def _have_checked(self, app_id: str, cause: str, event_at: datetime) -> None:
        await self._ask(app_id, cause)
        await self._store.hook_asked(app_id, event_at)

    def _ends(self, burst: _Burst) -> float:
        end = burst.began + self._longest
        return end if burst.unsettled else min(end, burst.last + self._quiet)


def _clock() -> float:
    return asyncio.get_running_loop().time()


def _is_older(hook: Hook, moment: datetime) -> bool:
    return hook.event_at is not None and hook.event_at <= moment
