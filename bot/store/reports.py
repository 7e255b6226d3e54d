"""Reports, and for a while the snapshots they were made from."""

import logging
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from bot.store.packed import packed, unpacked
from bot.store.part import Part
from bot.store.records import Cause, Judged, StoredReport, millis_of, moment_of
from core.errors import SnapshotError
from core.render.json import parse
from core.report import Report
from core.trend import Seen

_LOG = logging.getLogger(__name__)
_DAY: Final = 24 * 3_600_000
"""Milliseconds."""


class Reports(Part):
    """The reports of all workspaces."""

    async def save_report(
        self,
        report: Report,
        snapshot: bytes | None = None,
        *,
        team_id: str,
        user_id: str,
        cause: Cause = "asked",
    ) -> str:
        """Keep a report.

        Args:
            report: What was said.
            snapshot: As `core.snapshot.dump_snapshot` writes it; dropped after 30 days.
            team_id: The workspace of the person who asked.
            user_id: The person who asked.
            cause: Why the app was checked.

        Returns:
            An opaque id.
        """
        report_id = secrets.token_urlsafe(16)
        row = {
            "id": report_id,
            "team_id": team_id,
            "user_id": user_id,
            "app": report.app,
            "at": self._millis(),
            "report": packed(msgspec.json.encode(report)),
            "snapshot": None if snapshot is None else packed(snapshot),
            "verdict": report.verdict,
            "cause": cause,
        }
        async with self._database.begin() as connection:
            await connection.execute(sa.insert(self._tables.reports).values(row))
            await self._prune_now_and_then(connection)
        return report_id

    async def report(self, report_id: str) -> StoredReport | None:
        """Return a report; None when there is none with that id, or it cannot be read any more."""
        table = self._tables.reports
        query = _select(table).where(table.c.id == report_id)
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row)

    async def snapshot(self, report_id: str) -> bytes | None:
        """Return the snapshot that a report was made from; None when it is gone."""
        c = self._tables.reports.c
        async with self._database.begin() as connection:
            kept = await connection.scalar(sa.select(c.snapshot).where(c.id == report_id))
        return None if kept is None else unpacked(kept)

    async def latest_reports(
        self, team_id: str, limit: int = 20, *, user_id: str | None = None
    ) -> list[StoredReport]:
        """Return the newest report of each app, the newest first.

        Args:
            team_id: The workspace that asked.
            limit: How many apps at most.
            user_id: Only what this person asked for: where people link their own accounts, another
                person's reports may be of apps that this one may not see.
        """
        c = self._tables.reports.c
        mine = [c.team_id == team_id, *([] if user_id is None else [c.user_id == user_id])]
        async with self._database.begin() as connection:
            few = await connection.execute(_newest_of_each_app(self._tables.reports, mine, limit))
            # Each with its workspace: SQLite looks for an index term by term.
            last = [sa.and_(*mine, c.app == app, c.at == at) for app, at in few]
            query = _select(self._tables.reports).where(sa.or_(sa.false(), *last))
            rows = (await connection.execute(query.order_by(c.at.desc(), c.app, c.id))).all()
        one_each = {row.app: row for row in reversed(rows)}  # two may be of the same millisecond
        found = map(_read, reversed(one_each.values()))
        return [report for report in found if report is not None]

    async def report_before(
        self,
        team_id: str,
        app: str,
        before: datetime,
        *,
        user_id: str | None = None,
        whole: bool = False,
    ) -> StoredReport | None:
        """Return the newest report of an app from before a moment; see `latest_reports`.

        Args:
            team_id: The workspace that asked.
            app: The app.
            before: The moment.
            user_id: Only what this person asked for.
            whole: Only one whose snapshot is there.
        """
        c = self._tables.reports.c
        mine = [] if user_id is None else [c.user_id == user_id]
        mine += [c.snapshot.is_not(None)] if whole else []
        query = (
            _select(self._tables.reports)
            .where(c.team_id == team_id, c.app == app, c.at < millis_of(before), *mine)
            .order_by(c.at.desc(), c.id)
            .limit(1)
        )
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row)

    async def history(
        self,
        team_id: str,
        since: datetime,
        *,
        app: str | None = None,
        user_id: str | None = None,
        limit: int = 20_000,
    ) -> list[Judged]:
        """Say how apps stood since a moment, the oldest first; see `latest_reports`."""
        c = self._tables.reports.c
        where = _since(self._tables.reports, team_id, since, user_id)
        where += [] if app is None else [c.app == app]
        newest = sa.select(c.id, c.app, c.at, c.verdict).where(*where).order_by(c.at.desc(), c.id)
        async with self._database.begin() as connection:
            rows = (await connection.execute(newest.limit(limit))).all()
        return [
            Judged(id=row.id, app=row.app, at=moment_of(row.at), verdict=row.verdict)
            for row in reversed(rows)
        ]

    async def history_by_day(
        self,
        team_id: str,
        since: datetime,
        apps: Collection[str],
        *,
        user_id: str | None = None,
    ) -> dict[str, list[Seen]]:
        """Say how some apps stood since a moment, by app, the oldest first; see `latest_reports`.

        Each verdict is told once a day, UTC, for the last time it was given: an app that is watched
        for changes is checked many times a day, and many apps are looked at at once.
        """
        c = self._tables.reports.c
        last = sa.func.max(c.at).label("last")
        query = (
            sa.select(c.app, c.verdict, last)
            .where(*_since(self._tables.reports, team_id, since, user_id), c.app.in_(apps))
            .group_by(c.app, c.at // _DAY, c.verdict)
            .order_by(last)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(query)).all()
        found: dict[str, list[Seen]] = {}
        for row in rows:
            seen = Seen(at=moment_of(row.last), verdict=row.verdict)
            found.setdefault(row.app, []).append(seen)
        return found


def _since(
    table: sa.Table, team_id: str, since: datetime, user_id: str | None
) -> list[sa.ColumnElement[bool]]:
    c = table.c
    where = [c.team_id == team_id, c.at >= millis_of(since), c.verdict.is_not(None)]
    return where if user_id is None else [*where, c.user_id == user_id]


def _select(table: sa.Table) -> sa.Select[Any]:
    c = table.c
    return sa.select(c.id, c.team_id, c.user_id, c.app, c.at, c.report)


def _newest_of_each_app(
    table: sa.Table, mine: Sequence[sa.ColumnElement[bool]], limit: int
) -> sa.Select[Any]:
    """Find apps and moments by an index alone: there may be a year of reports."""
    newest = sa.func.max(table.c.at)
    last = sa.select(table.c.app, newest).where(*mine).group_by(table.c.app)
    return last.order_by(newest.desc(), table.c.app).limit(limit)


def _read(row: sa.Row[Any]) -> StoredReport | None:
    try:
        report = parse(unpacked(row.report))
    except SnapshotError:
        _LOG.warning("The report %s cannot be read", row.id)
        return None
    return StoredReport(
        id=row.id,
        team_id=row.team_id,
        user_id=row.user_id,
        app=row.app,
        at=moment_of(row.at),
        report=report,
    )
