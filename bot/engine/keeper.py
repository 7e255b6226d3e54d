"""Workers that watch over each other: the jobs of one that falls silent go on elsewhere.

Each worker notes every few seconds that it lives. Whether another one does is judged by our own
monotonic clock, from when its note last changed: clocks that differ or jump deceive nobody. The
first of the living, by id, looks after the jobs of the dead.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec

from bot.store import Store, StoreUnavailable

_LOG = logging.getLogger(__name__)
_STRAY: Final = 120.0
"""Seconds after which a job of our own that nobody runs is begun anew. Longer than DBOS waits
between two tries to write down the end of a job, which are up to 90 s apart."""


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How fast the workers look after their jobs and each other, in seconds."""

    poll: float = 1.0
    """Between two looks at what waits. A tenth of it costs a twentieth of a core, idle."""
    beat: float = 4.0
    """Between two notes that a worker lives."""
    silence: float = 11.0
    """After which a worker is taken for dead: two beats missed, and a bit."""
    stray: float = _STRAY


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A job that a worker has begun, and that is not over."""

    id: str
    kind: str
    argument: str
    queue: str
    worker: str
    deaths: int
    """Of workers, while they ran it."""


class Ledger(Protocol):
    """The jobs of all workers, as the keeper needs them."""

    async def begun(self) -> list[Begun]:
        """List the jobs that were begun and are not over."""
        ...

    def runs(self, job_id: str) -> bool:
        """Whether this process runs a job."""
        ...

    async def died(self, job: Begun) -> None:
        """Count a death, and give the job up when that was one too many."""
        ...

    async def take_over(self, worker: str) -> None:
        """Let the jobs of a worker wait anew, for whoever takes them first."""
        ...

    async def again(self, job: Begun) -> None:
        """Let a job wait anew."""
        ...


class Keeper:
    """Notes that this worker lives, and looks after the jobs of others.

    Args:
        worker_id: This worker.
        store: Where the workers are noted.
        ledger: The jobs.
        now: Tells the time, in seconds since 1970.
        timing: How fast.
    """

    def __init__(
        self,
        worker_id: str,
        store: Store,
        ledger: Ledger,
        now: Callable[[], float],
        *,
        timing: Timing,
    ) -> None:
        self._id = worker_id
        self._store = store
        self._ledger = ledger
        self._now = now
        self._timing = timing
        self._started_at = datetime.fromtimestamp(now(), UTC)
        self._notes: dict[str, tuple[datetime | None, float]] = {}
        """What each worker noted last, and since when we have seen nothing newer."""
        self._strays: dict[str, float] = {}
        """Jobs of ours that nobody runs, and since when."""

    async def run(self) -> None:
        """Go on until it is cancelled."""
        while True:
            try:
                await self.beat()
            except StoreUnavailable:
                # Nobody could note anything: all get their full time again.
                self._notes.clear()
                self._strays.clear()
            except Exception:  # noqa: BLE001  the next beat may do better
                _LOG.exception("The jobs of other workers could not be looked after")
            await asyncio.sleep(self._timing.beat)

    async def note(self) -> None:
        """Note that this worker lives."""
        now = datetime.fromtimestamp(self._now(), UTC)
        await self._store.worker_seen(self._id, self._started_at, now)

    async def beat(self) -> None:
        """Note that we live, and do once what there is to be done."""
        await self.note()
        noted = await self._store.workers()
        begun = await self._ledger.begun()
        silent = self._silent(noted, {job.worker for job in begun})
        await self._mind_our_own(begun)
        if self._id == min(noted.keys() - silent, default=self._id):
            for worker in silent:
                await self._bury(worker, [job for job in begun if job.worker == worker], noted)

    def _silent(self, noted: dict[str, datetime], at_work: Iterable[str]) -> set[str]:
        """List the workers that have noted nothing for too long, or have signed off."""
        now = time.monotonic()
        latest = {worker: noted.get(worker) for worker in {*noted, *at_work} - {self._id}}
        for worker, note in latest.items():
            if worker not in self._notes or self._notes[worker][0] != note:
                self._notes[worker] = (note, now)
        self._notes = {worker: self._notes[worker] for worker in latest}
        limit = now - self._timing.silence
        return {worker for worker, (_, since) in self._notes.items() if since <= limit}

    async def _mind_our_own(self, begun: list[Begun]) -> None:
        """Begin jobs anew whose end could not be written down: the disk was full, for example."""
        now = time.monotonic()
        idle = [job for job in begun if job.worker == self._id and not self._ledger.runs(job.id)]
        self._strays = {job.id: self._strays.get(job.id, now) for job in idle}
        for job in idle:
            if now - self._strays[job.id] >= self._timing.stray:
                _LOG.warning("Nobody runs a job of the kind %s any more: it begins anew", job.kind)
                await self._ledger.again(job)

    async def _bury(self, worker: str, jobs: list[Begun], noted: dict[str, datetime]) -> None:
        """Take over what a worker left, and forget it."""
        if jobs:
            died = worker in noted
            how = "fell silent" if died else "has left"
            _LOG.warning("The worker %s %s; %d jobs of its go on", worker, how, len(jobs))
            if died:
                for job in jobs:
                    await self._ledger.died(job)
            await self._ledger.take_over(worker)
        if worker in noted:
            await self._store.worker_gone(worker)
