"""Scans of fleets: what was asked for, and how each app stood."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.records import FleetRun, FleetState, millis_of, moment_of
from bot.store.upsert import insert
from core.report import Verdict


class Fleets(Part):
    """The scans of all workspaces."""

    async def save_fleet(self, run: FleetRun) -> None:
        """Keep a new scan."""
        row = {
            "id": run.id,
            "team_id": run.team_id,
            "channel_id": run.channel_id,
            "user_id": run.user_id,
            "scope": run.scope,
            "name": run.name,
            "state": run.state,
            "note": run.note,
            "made_at": millis_of(run.made_at),
            "done_at": None if run.done_at is None else millis_of(run.done_at),
            "total": run.total,
            "ready": run.ready,
            "slack_ts": run.slack_ts,
        }
        async with self._database.begin() as connection:
            await connection.execute(sa.insert(self._tables.fleets).values(row))

    async def fleet(self, fleet_id: str) -> FleetRun | None:
        """Return a scan; None when there is none with that id."""
        table = self._tables.fleets
        async with self._database.begin() as connection:
            query = sa.select(table).where(table.c.id == fleet_id)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row)

    async def fleet_shown(
        self, fleet_id: str, slack_ts: str, channel_id: str | None = None
    ) -> None:
        """Note which message shows a scan, and where it is when that was not known before."""
        where = {} if channel_id is None else {"channel_id": channel_id}
        await self._note_fleet(fleet_id, {"slack_ts": slack_ts, **where})

    async def fleet_counted(self, fleet_id: str, total: int) -> None:
        """Note how many apps a scan has."""
        await self._note_fleet(fleet_id, {"total": total})

    async def fleet_over(
        self,
        fleet_id: str,
        state: FleetState,
        now: datetime,
        *,
        ready: int | None = None,
        note: str | None = None,
    ) -> None:
        """Note that a scan is over, and how it ended; one that is over stays as it is."""
        c = self._tables.fleets.c
        values = {"state": state, "done_at": millis_of(now), "ready": ready, "note": note}
        await self._note_fleet(fleet_id, values, c.state == "running")

    async def fleets_of(
        self, team_id: str, scope: str, name: str | None, since: datetime
    ) -> list[FleetRun]:
        """List the scans of one fleet that were done since a moment, the oldest first."""
        table = self._tables.fleets
        c = table.c
        query = (
            sa.select(table)
            .where(
                c.team_id == team_id,
                c.scope == scope,
                c.name.is_(None) if name is None else c.name == name,
                c.state == "done",
                c.made_at >= millis_of(since),
            )
            .order_by(c.made_at)
        )
        async with self._database.begin() as connection:
            return list(map(_read, (await connection.execute(query)).all()))

    async def fleet_under_way(
        self, run: FleetRun, since: datetime, *, personal: bool
    ) -> FleetRun | None:
        """Return the scan of the same fleet that began before this one and goes on, if any.

        Args:
            run: This one.
            since: What began earlier has come to nothing.
            personal: Whether only the same person's counts.
        """
        table = self._tables.fleets
        c = table.c
        begun = millis_of(run.made_at)
        query = (
            sa.select(table)
            .where(
                c.team_id == run.team_id,
                c.scope == run.scope,
                c.name.is_(None) if run.name is None else c.name == run.name,
                c.state == "running",
                c.made_at >= millis_of(since),
                sa.or_(c.made_at < begun, sa.and_(c.made_at == begun, c.id < run.id)),
                *([c.user_id == run.user_id] if personal else []),
            )
            .order_by(c.made_at, c.id)
            .limit(1)
        )
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row)

    async def copy_fleet_rows(self, source: str, target: str) -> None:
        """Give a scan the rows of another one."""
        table = self._tables.fleet_rows
        c = table.c
        rows = sa.select(sa.literal(target), c.app, c.at, c.verdict, c.row).where(
            c.fleet_id == source
        )
        names = ["fleet_id", "app", "at", "verdict", "row"]
        async with self._database.begin() as connection:
            await connection.execute(sa.delete(table).where(c.fleet_id == target))
            await connection.execute(sa.insert(table).from_select(names, rows))

    async def save_fleet_rows(
        self, fleet_id: str, rows: Sequence[tuple[str, datetime, str | None, bytes]]
    ) -> None:
        """Keep how apps stood: name, moment, verdict and the row as JSON of each.

        An app that is there already keeps its row: the part of a scan that is done twice after a
        worker died counts once.
        """
        table = self._tables.fleet_rows
        values = [
            {
                "fleet_id": fleet_id,
                "app": app,
                "at": millis_of(at),
                "verdict": verdict,
                "row": row,
            }
            for app, at, verdict, row in rows
        ]
        if not values:
            return
        async with self._database.begin() as connection:
            new = insert(connection, table).on_conflict_do_nothing()
            await connection.execute(new, values)

    async def fleet_apps(self, fleet_id: str) -> frozenset[str]:
        """List the apps of a scan that are done."""
        c = self._tables.fleet_rows.c
        async with self._database.begin() as connection:
            found = await connection.scalars(sa.select(c.app).where(c.fleet_id == fleet_id))
            return frozenset(found.all())

    async def fleet_verdicts(self, fleet_id: str) -> dict[str, Verdict | None]:
        """Say how each app of a scan stood; None: it could not be read."""
        c = self._tables.fleet_rows.c
        query = sa.select(c.app, c.verdict).where(c.fleet_id == fleet_id)
        async with self._database.begin() as connection:
            return {row.app: row.verdict for row in (await connection.execute(query)).all()}

    async def fleet_rows(self, fleet_id: str) -> list[bytes]:
        """Return the rows of a scan, by app."""
        c = self._tables.fleet_rows.c
        query = sa.select(c.row).where(c.fleet_id == fleet_id).order_by(c.app)
        async with self._database.begin() as connection:
            return [bytes(row) for row in (await connection.scalars(query)).all()]

    async def _note_fleet(
        self, fleet_id: str, values: Mapping[str, object], *where: sa.ColumnElement[bool]
    ) -> None:
        table = self._tables.fleets
        query = sa.update(table).where(table.c.id == fleet_id, *where).values(values)
        async with self._database.begin() as connection:
            await connection.execute(query)


def _read(row: sa.Row[Any]) -> FleetRun:
    return FleetRun(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        user_id=row.user_id,
        scope=row.scope,
        name=row.name,
        state=row.state,
        note=row.note,
        made_at=moment_of(row.made_at),
        done_at=None if row.done_at is None else moment_of(row.done_at),
        total=row.total,
        ready=row.ready,
        slack_ts=row.slack_ts,
    )
