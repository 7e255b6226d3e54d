"""The engine of the bot: its parts behind the port."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Final

from bot.engine.database import make_jobs_engine
from bot.engine.dbos_records import Records
from bot.engine.dbos_runner import Runner
from bot.engine.keeper import Begun, Keeper, Timing
from bot.engine.kinds import JOBS, LENGTHY, SWEEPS, Kind, Take, apart
from bot.engine.minutes import Minutes
from bot.engine.port import JobStatus, Pulse, Work
from bot.engine.threads import Threads
from bot.store import Store, StoreUnavailable
from bot.store.errors import refused

_LOG = logging.getLogger(__name__)
_PAUSE: Final = 3.0
"""Seconds between two tries to begin while the database is away."""
_LAUNCH: Final = 5.0
"""Seconds for which who asks for a job waits for the first start of all to make the tables."""
_END: Final = 15.0
"""Seconds for what DBOS does, its end above all: Heroku kills a dyno 30 s after SIGTERM, and others
have to end, too."""


class DurableEngine:
    """Runs durable jobs, see `bot.engine.port`. One in a process runs them at a time.

    Args:
        address: The bot's `DATABASE_URL`; the jobs are beside what it holds.
        store: Where the workers note that they live.
        runs: Whether this process runs jobs; otherwise it only asks for them.
        now: Tells the time, in seconds since 1970.
        timing: How fast the workers look after each other.

    Raises:
        ConfigError: The address is not one of a database that can be used.
    """

    def __init__(
        self,
        address: str,
        store: Store,
        *,
        runs: bool,
        now: Callable[[], float] = time.time,
        timing: Timing | None = None,
    ) -> None:
        place = os.environ.get("DYNO") or socket.gethostname()
        # Dynos of two releases have one name for a while: the old one's jobs are not the new one's.
        self.worker_id = f"{place}.{secrets.token_hex(4)}"
        self._store = store
        self._runs = runs
        self._kinds: dict[str, Kind] = {}
        self._engine = make_jobs_engine(address)
        self._records = Records(self._engine, now)
        timing = timing or Timing()
        self._runner = Runner(self.worker_id, self._engine, self._records, poll=timing.poll)
        self._minutes = Minutes(now, self._ask_for_minute)
        self._keeper = Keeper(self.worker_id, store, self, now, timing=timing)
        self._threads = Threads(1)
        self._launched = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether this process runs jobs, or is not meant to."""
        return not self._runs or self._launched.is_set()

    def job(
        self, kind: str, work: Work, *, given_up: Work | None = None, lengthy: bool = False
    ) -> None:
        """Say how jobs of a kind are done."""
        queue = LENGTHY if lengthy else JOBS
        self._kinds[kind] = Kind(name=kind, work=work, queue=queue, given_up=given_up)

    def sweep(
        self,
        kind: str,
        work: Work,
        *,
        take: Take,
        at_once: int,
        given_up: Work,
    ) -> None:
        """Say how jobs of a kind work off what is waiting somewhere."""
        sweep = Kind(
            name=kind, work=work, queue=SWEEPS, take=take, at_once=at_once, given_up=given_up
        )
        self._kinds[kind] = sweep
        self._kinds[apart(sweep).name] = apart(sweep)

    def every_minute(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something once a minute over all workers together."""

        async def of_minute(_: str) -> None:
            await work()

        self.job(name, of_minute)
        self._minutes.add(name)

    async def start(self) -> None:
        """Begin to run jobs."""
        if self._runs:
            self._task = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Run no more jobs."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            try:
                await self._threads.run(self._runner.destroy, seconds=_END)
                await self._store.worker_gone(self.worker_id)
            except (TimeoutError, StoreUnavailable):
                _LOG.info("The database is away: others find out by themselves that we have left")
        self._engine.dispose()

    async def enqueue(self, kind: str, argument: str = "", *, key: str | None = None) -> str | None:
        """Ask for a job."""
        await self._tables()
        return await self._records.add(self._kinds[kind], argument, key=key)

    async def cancel(self, job_id: str) -> None:
        """End a job."""
        await self._records.cancel(job_id)

    async def status(self, job_id: str) -> JobStatus:
        """Tell what became of a job."""
        return await self._records.status(job_id)

    async def pulse(self) -> Pulse:
        """Tell how the jobs are getting on."""
        return Pulse(
            waiting=await self._records.waiting(),
            running=self._runner.running,
        )

    async def prune(self) -> None:
        """Forget jobs that have been over for some days."""
        await self._records.prune()

    def runs(self, job_id: str) -> bool:
        """Whether this process runs a job."""
        return self._runner.runs(job_id)

    async def begun(self) -> list[Begun]:
        """List the jobs that were begun and are not over."""
        return await self._records.begun()

    async def died(self, job: Begun) -> None:
        """Count a death, and give the job up when that was one too many."""
        kind = self._kinds.get(job.kind)
        if kind is None or job.deaths + 1 < kind.lives:
            await self._records.count_death(job)
            return
        _LOG.error(
            "A job of the kind %s is given up: %d workers ended while they ran it",
            job.kind,
            job.deaths + 1,
        )
        if kind.given_up is not None:
            await kind.given_up(job.argument)
        await self._records.cancel(job.id)

    async def take_over(self, worker: str) -> None:
        """Let the jobs of a worker wait anew."""
        await self._threads.run(lambda: self._runner.take_over(worker), seconds=_END)

    async def again(self, job: Begun) -> None:
        """Let a job wait anew."""
        await self._records.again(job)

    async def _go_on(self) -> None:
        await self._launch()
        self._launched.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keeper.run())
            group.create_task(self._minutes.run())

    async def _launch(self) -> None:
        loop, told = asyncio.get_running_loop(), False
        while True:
            try:
                await self._keeper.note()  # first: who runs jobs and is not noted has left
                await self._threads.run(lambda: self._runner.launch(self._kinds.values(), loop))
            except Exception as error:  # noqa: BLE001  people are answered without jobs, too
                if not told:
                    _LOG.warning("No jobs run yet, because of their database: %s", _told(error))
                told = True
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def _tables(self) -> None:
        """Wait for the tables of the jobs, which the first start of all makes."""
        if not self._runs:
            return
        try:
            async with asyncio.timeout(_LAUNCH):
                await self._launched.wait()
        except TimeoutError:
            raise StoreUnavailable("No jobs run yet.", hint="Try again in a minute.") from None

    async def _ask_for_minute(self, name: str, minute: int) -> None:
        await self._records.add(self._kinds[name], "", key=name, once=str(minute))


def _told(error: Exception) -> str:
    """Say what happened; the text of others may quote statements and addresses."""
    no_right = refused(error)
    return no_right.message if no_right else type(getattr(error, "orig", None) or error).__name__
