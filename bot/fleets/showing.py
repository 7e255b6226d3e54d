"""Shows a scan to people, and sees whether they still want it."""

from bot.fleets.past import fleet_of_run
from bot.fleets.port import Board
from bot.store import FleetRun, Store, StoreUnavailable


class Stopped(Exception):
    """A person stopped the scan."""


class Showing:
    """What people see of scans.

    Args:
        store: Keeps the scans.
        board: Shows one.
    """

    def __init__(self, store: Store, board: Board) -> None:
        self._store = store
        self._board = board

    async def say(self, run: FleetRun, words: str) -> None:
        """Say how far a scan is. Where somebody stopped it meanwhile, that is said again, and last.

        Raises:
            Stopped: Somebody did.
            StoreUnavailable: Somebody did, and the database is away.
        """
        await self._board.going_on(run, words)
        try:
            await self.expect_wanted(run)
        except Stopped:
            await self.show(run)
            raise

    async def expect_wanted(self, run: FleetRun) -> None:
        """See whether a scan is still wanted; while the database is away it is.

        Raises:
            Stopped: It is not.
        """
        try:
            now = await self._store.fleet(run.id)
        except StoreUnavailable:
            return
        if now is None or now.state != "running":
            raise Stopped

    async def show(self, run: FleetRun, *, failing: bool = False) -> None:
        """Show what came of a scan that is over.

        Args:
            run: The scan, as it was at some time.
            failing: Whether to show only the apps that fail.

        Raises:
            StoreUnavailable: The database is away.
        """
        over = await self._store.fleet(run.id)
        if over is not None:
            fleet = await fleet_of_run(self._store, over)
            await self._board.done(over, fleet, failing=failing)

    async def fail(self, run: FleetRun, error: Exception) -> None:
        """Say why nothing came of a scan."""
        await self._board.failed(run, error)
