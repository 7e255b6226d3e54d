"""What the bot does by itself: watches that are due, messages that wait, and tidying at night.

::

    every minute, and when asked for   tick ─▶ as many sweeps as there is work for
    sweep                              claim some watches that are due ─▶ check each ─▶ and again
    after each                         send what there is to say

A watch is claimed when a worker has a hand free for it, and not before: a thousand that are due at
once wait as rows of a table, and no claim of theirs runs out meanwhile.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec

from bot.engine.port import Engine
from bot.jobs import new_reference
from bot.sending import Sending
from bot.slack.blocks.watch_troubles import given_up
from bot.store import Store, StoreUnavailable
from bot.store.watches import LEASE
from bot.watching.telling import post

_LOG = logging.getLogger(__name__)
TICK: Final = "tick"
"""The kind to ask for when a watch was made due."""
SEND: Final = "send"
_MINUTE: Final = "minute"
_SWEEP: Final = "watches"
_NIGHTLY: Final = "nightly"

CHUNK: Final = 20
"""Watches that a sweep claims at a time. Three sweeps of a worker hold sixty, which even slow
checks are done with well within the lease of their claims."""
_SWEEPS: Final = 24
"""At once, over all workers: three for each of eight."""
_PATIENCE: Final = 180.0
"""Seconds for one watch. A check is cut after two minutes; what comes after it is quick."""
_AWAY: Final = 5.0
"""Seconds between two tries while the database is away."""
_NIGHT: Final = 3
"""The hour, UTC, from which on the first minute tidies up."""
GIVEN_UP: Final = "checking it ended the bot several times"
"""Why a watch rests that ended several workers."""


class WatchRunner(Protocol):
    """Runs a watch."""

    async def run(self, watch_id: str, claim: int) -> None:
        """Check the app and keep what there is to say, if the claim is still the watch's.

        Raises:
            StoreUnavailable: The database is away; it is called again.
        """
        ...


class PostSender(Protocol):
    """Sends messages."""

    async def send_due(self) -> int:
        """Send all that is due, and count it."""
        ...


class Duties(msgspec.Struct, frozen=True, kw_only=True):
    """Who does what."""

    runner: WatchRunner
    sender: PostSender
    at_once: int
    """Watches that this process runs at once."""
    minutely: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What there is to do first, every minute."""
    nightly: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What there is to tidy up beside the store and the jobs."""


class _Claim(msgspec.Struct, frozen=True, array_like=True):
    """A watch to run, as it is written down."""

    watch_id: str
    claim: int
    at: float
    """When it was claimed, in seconds since 1970."""


class Work:
    """All that runs on the engine for watches.

    Args:
        engine: Runs it.
        store: Holds the watches.
        duties: Who does what.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        duties: Duties,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._store = store
        self._runner = duties.runner
        self._sending = Sending(duties.sender.send_due)
        self._at_once = duties.at_once
        self._minutely = duties.minutely
        self._nightly = (store.prune, engine.prune, *duties.nightly)
        self._now = now

    def register(self) -> None:
        """Tell the engine what there is to do, before it starts."""
        self._engine.job(TICK, self._tick)
        self._engine.job(SEND, self._send)
        self._engine.job(_NIGHTLY, self._tidy)
        self._engine.sweep(
            _SWEEP, self._watch, take=self._take, at_once=self._at_once, given_up=self._give_up
        )
        self._engine.every_minute(_MINUTE, self._minute)

    async def stop(self) -> None:
        """Bring to an end what is being said; before the store is closed."""
        await self._sending.stop()

    async def _minute(self) -> None:
        for step in self._minutely:
            await step()
        await self._tick("")
        self._sending.soon()  # Slack may let it wait for longer than a minute
        today = self._today()
        if today.hour >= _NIGHT and await self._store.noted(_NIGHTLY) != str(today.date()):
            await self._engine.enqueue(_NIGHTLY, key=_NIGHTLY)

    async def _tick(self, _: str) -> None:
        """Ask for sweeps; one that is about to end may have seen nothing of what is due now."""
        due = await self._store.count_due(self._today())
        wanted = -(-due // CHUNK)
        for number in range(_SWEEPS):
            if wanted <= 0:
                return
            if await self._engine.enqueue(_SWEEP, key=str(number)) is not None:
                wanted -= 1

    async def _take(self) -> list[str]:
        at = self._now()
        watches = await self._store.claim_due(datetime.fromtimestamp(at, UTC), CHUNK)
        claims = (_Claim(watch.id, watch.claim, at) for watch in watches)
        return [msgspec.json.encode(claim).decode() for claim in claims]

    async def _watch(self, item: str) -> None:
        claim = msgspec.json.decode(item, type=_Claim)
        if self._now() - claim.at > LEASE.total_seconds() - _PATIENCE:
            return  # it is due again before it would be done
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._run(claim)
        except TimeoutError:
            _LOG.warning("A watch took too long and is cut [%s]", new_reference())
        self._sending.soon()

    async def _run(self, claim: _Claim) -> None:
        while True:
            try:
                await self._runner.run(claim.watch_id, claim.claim)
            except StoreUnavailable:
                await asyncio.sleep(_AWAY)
            else:
                return

    async def _give_up(self, item: str) -> None:
        claim = msgspec.json.decode(item, type=_Claim)
        watch = await self._store.watch(claim.watch_id)
        if watch is None or watch.claim != claim.claim:
            return
        reference = new_reference()
        _LOG.error("Checking the app of the watch %s ends the process [%s]", watch.id, reference)
        said = post(secrets.token_urlsafe(12), given_up(watch.app, watch.id, reference))
        rests = msgspec.structs.replace(watch, paused=GIVEN_UP)
        await self._store.finish_run(rests, ran_at=self._today(), posts=(said,))
        self._sending.soon()

    async def _send(self, _: str) -> None:
        await asyncio.shield(self._sending.soon())

    async def _tidy(self, _: str) -> None:
        today = str(self._today().date())
        for step in self._nightly:
            await step()
        await self._store.note(_NIGHTLY, today)

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
