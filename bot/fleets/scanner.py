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
from bot.fleets.showing import Showing, Stopped
from bot.settings import Settings
from bot.store import FleetRun, FleetState, Store, StoreUnavailable
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
_STUCK: Final = 900.0
"""Seconds without one more app, after which nobody waits for the scan of somebody else any longer:
its work may be lost. Waiting until people have their share of calls again takes less."""


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
        self._showing = Showing(store, board)
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
        if run is None or run.state == "failed":
            return
        if run.state == "done":  # and then the process died, or the database went away
            await self._showing.show(run, failing=job.failing)
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
            state = await self._wait_for(run, leader)
            if state == "done":
                return await self._copied(run, leader.id)
            if state == "running":
                break
        return await self._scan(run)

    async def _leader(self, run: FleetRun) -> FleetRun | None:
        return await self._store.fleet_under_way(
            run, run.made_at - _LEAD, personal=self._accounts.personal
        )

    async def _wait_for(self, run: FleetRun, leader: FleetRun) -> FleetState:
        """Wait until the scan of somebody else is over, or does not get on any more."""
        seen, moved = (-1, leader.total), monotonic()
        while monotonic() - moved < _STUCK:
            done = len(await self._store.fleet_apps(leader.id))
            if seen != (done, leader.total):
                seen, moved = (done, leader.total), monotonic()
                if leader.total:
                    far = Progress(done=done, total=leader.total, fresh=0, seconds=0)
                    await self._showing.say(run, far.words)
            await asyncio.sleep(self._pace)
            await self._showing.expect_wanted(run)
            found = await self._store.fleet(leader.id)
            if found is None or found.state != "running":
                return "failed" if found is None else found.state
            leader = found
        return "running"

    async def _copied(self, run: FleetRun, source: str) -> str | None:
        """Take over what the scan of somebody else found; return its note."""
        await self._store.copy_fleet_rows(source, run.id)
        found = await self._store.fleet(source)
        return None if found is None else found.note

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
                await self._showing.expect_wanted(run)
                if far.words != told:
                    told = far.words
                    await self._showing.say(run, told)
            await scanning
        finally:
            scanning.cancel()
            await asyncio.gather(scanning, return_exceptions=True)

    async def _finish(self, run: FleetRun, note: str | None, *, failing: bool) -> None:
        fleet = await fleet_of_run(self._store, run)
        ready = sum(row.ready for row in fleet.rows)
        now = self._moment()
        await self._store.fleet_counted(run.id, len(fleet.rows))
        await self._store.fleet_over(run.id, "done", now, ready=ready, note=note)
        await self._showing.show(run, failing=failing)

    async def _fail(self, run: FleetRun, error: Exception) -> None:
        """Say that it failed, and then note it: what was noted is not begun again to be said."""
        await self._showing.fail(run, error)
        why = error.message if isinstance(error, ProdcheckError) else type(error).__name__
        await self._store.fleet_over(run.id, "failed", self._moment(), note=why)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _notes(listing: FleetListing) -> str | None:
    return " ".join((*listing.limits, *listing.notes)) or None
