"""Scans a fleet: the work of a job that goes on where it stopped, whoever began it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from bot.access import app_allowed
from bot.accounts import Accounts
from bot.checking import Checker
from bot.fleets.keeping import Keeping
from bot.fleets.past import fleet_of_run, scope_of
from bot.fleets.port import Board, FleetJob
from bot.fleets.progress import Progress
from bot.settings import Settings
from bot.store import FleetRun, Store, StoreUnavailable
from core.collect.fleet import FleetListing, list_fleet, scan
from core.errors import ProdcheckError

_LOG = logging.getLogger(__name__)
TELL_SECONDS: Final = 3.0
"""Between two changes of a message: Slack takes about 50 a minute of all messages together
(docs.slack.dev/apis/web-api/rate-limits)."""
_TRIES: Final = 100
"""While the database is away: some minutes, after which the job has failed."""
_LEAD: Final = timedelta(hours=2)
"""Somebody who asks for a fleet that is being scanned for longer starts anew."""


class Stopped(Exception):
    """A person stopped the scan."""


class GivenUp(ProdcheckError):
    """The scan ended the processes that worked on it."""


class Scanner:
    """Scans fleets.

    Args:
        settings: Which apps the bot is for.
        store: Keeps the scans.
        accounts: Gives the token to look with.
        checker: Makes the calls.
        board: Shows a scan.
        pace: Seconds between two looks at how far it is.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  the parts that it is made of
        self,
        settings: Settings,
        *,
        store: Store,
        accounts: Accounts,
        checker: Checker,
        board: Board,
        pace: float = TELL_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._store = store
        self._accounts = accounts
        self._checker = checker
        self._board = board
        self._pace = pace
        self._now = now

    async def run(self, argument: str) -> None:
        """Scan, or go on with it; a scan that is over is left alone.

        Raises:
            StoreUnavailable: The database is away for minutes.
        """
        for _ in range(_TRIES):
            try:
                return await self._run(FleetJob.read(argument))
            except StoreUnavailable:
                await asyncio.sleep(self._pace)
        return await self._run(FleetJob.read(argument))

    async def give_up(self, argument: str) -> None:
        """Say that a scan that ended several processes is not tried again."""
        run = await self._store.fleet(FleetJob.read(argument).id)
        if run is not None and run.state == "running":
            await self._fail(run, GivenUp("This scan ended the process that worked on it."))

    async def _run(self, job: FleetJob) -> None:
        run = await self._store.fleet(job.id)
        if run is None or run.state != "running":
            return
        try:
            note = await self._led(run)
        except Stopped:
            return
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  the person who asked waits for something
            await self._fail(run, error)
        else:
            await self._finish(run, note, failing=job.failing)

    async def _led(self, run: FleetRun) -> str | None:
        """Scan, unless the same is being scanned for somebody already: then wait for that."""
        while (leader := await self._leader(run)) is not None:
            leader = await self._wait_for(run, leader)
            if leader.state == "done":
                await self._store.copy_fleet_rows(leader.id, run.id)
                return leader.note
        return await self._scan(run)

    async def _leader(self, run: FleetRun) -> FleetRun | None:
        return await self._store.fleet_under_way(
            run, run.made_at - _LEAD, personal=self._accounts.personal
        )

    async def _wait_for(self, run: FleetRun, leader: FleetRun) -> FleetRun:
        told = -1
        while leader.state == "running":
            done = len(await self._store.fleet_apps(leader.id))
            if done != told and leader.total:
                told = done
                far = Progress(done=done, total=leader.total, fresh=0, seconds=0)
                await self._board.going_on(run, far.words)
            await asyncio.sleep(self._pace)
            await self._see(run)
            leader = await self._store.fleet(leader.id) or run
        return leader

    async def _scan(self, run: FleetRun) -> str | None:
        token = await self._accounts.token_for(run.team_id, run.user_id)
        async with self._checker.client(token, patient=True) as client:
            listing = await list_fleet(client, scope_of(run))
            done = await self._store.fleet_apps(run.id)
            names = {name for name in listing.names if app_allowed(name, self._settings)}
            await self._store.fleet_counted(run.id, len(names))
            keeping = Keeping(self._store, run)
            work = scan(
                client,
                listing,
                self._settings.sources_for(token),
                on_row=keeping.keep,
                skip=(set(listing.names) - names) | done,
                policy=self._settings.policy,
            )
            await self._watched(run, work, keeping, (len(done & names), len(names), token))
            await keeping.flush()
        return _notes(listing)

    async def _watched(
        self,
        run: FleetRun,
        work: Awaitable[None],
        keeping: Keeping,
        start: tuple[int, int, str],
    ) -> None:
        """Tell how far it is while it goes on, and end it when somebody stops it."""
        before, total, token = start
        began, told = monotonic(), ""
        scanning = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({scanning}, timeout=self._pace))[0]:
                far = Progress(
                    done=before + keeping.count,
                    total=total,
                    fresh=keeping.count,
                    seconds=monotonic() - began,
                    waits=self._checker.pause(token),
                )
                await self._see(run)
                if far.words != told:
                    told = far.words
                    await self._board.going_on(run, told)
            await scanning
        finally:
            scanning.cancel()
            await asyncio.gather(scanning, return_exceptions=True)

    async def _see(self, run: FleetRun) -> None:
        """See whether the scan is still wanted.

        Raises:
            Stopped: It is not.
        """
        try:
            now = await self._store.fleet(run.id)
        except StoreUnavailable:
            return
        if now is None or now.state != "running":
            raise Stopped

    async def _finish(self, run: FleetRun, note: str | None, *, failing: bool) -> None:
        fleet = await fleet_of_run(self._store, run)
        ready = sum(row.ready for row in fleet.rows)
        now = self._moment()
        await self._store.fleet_counted(run.id, len(fleet.rows))
        await self._store.fleet_over(run.id, "done", now, ready=ready, note=note)
        over = await self._store.fleet(run.id)
        if over is not None:
            await self._board.done(over, await fleet_of_run(self._store, over), failing=failing)

    async def _fail(self, run: FleetRun, error: Exception) -> None:
        why = error.message if isinstance(error, ProdcheckError) else type(error).__name__
        await self._store.fleet_over(run.id, "failed", self._moment(), note=why)
        await self._board.failed(run, error)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _notes(listing: FleetListing) -> str | None:
    return " ".join((*listing.limits, *listing.notes)) or None
