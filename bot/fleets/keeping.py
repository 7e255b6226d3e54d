"""Keeps the rows of a scan as they come."""

import asyncio
import logging
from typing import Final

import msgspec

from bot.jobs import new_reference
from bot.store import FleetRun, Store, StoreUnavailable
from core.fleet import FleetRow
from core.report import Report
from core.snapshot import Snapshot

_LOG = logging.getLogger(__name__)
_SOME: Final = 10
"""Rows written at once; so many are done again when the process dies."""


class Keeping:
    """The rows of one scan.

    Args:
        store: Where.
        run: The scan.
    """

    def __init__(self, store: Store, run: FleetRun) -> None:
        self._store = store
        self._run = run
        self._rows: list[FleetRow] = []
        self._writing = asyncio.Lock()
        self.count = 0
        """Rows that came."""

    async def keep(self, row: FleetRow, report: Report | None, _: Snapshot | None) -> None:
        """Keep a row, and the report that it was made from: trends and other pages are of those.

        Raises:
            StoreUnavailable: The database is away.
        """
        self.count += 1
        self._rows.append(row)
        if report is not None:
            await self._keep_report(report)
        if len(self._rows) >= _SOME:
            await self.flush()

    async def flush(self) -> None:
        """Write down what came; raises as `keep`."""
        async with self._writing:
            rows = tuple(self._rows)
            written = [(r.app, r.taken_at, r.verdict, msgspec.json.encode(r)) for r in rows]
            await self._store.save_fleet_rows(self._run.id, written)
            del self._rows[: len(rows)]

    async def _keep_report(self, report: Report) -> None:
        run = self._run
        try:
            await self._store.save_report(
                report, team_id=run.team_id, user_id=run.user_id, cause="fleet"
            )
        except StoreUnavailable:
            _LOG.error("A report of a fleet could not be kept [%s]", new_reference())
