"""What the bot keeps: reports, linked accounts, pending links, events seen, small notes."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import sqlalchemy as sa
from cryptography.fernet import InvalidToken, MultiFernet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import rows
from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.records import Account, LinkState, StoredReport
from bot.store.rotation import rotate
from bot.store.rows import DAY, MINUTE
from bot.store.secrets import fernet_of
from bot.store.seen import Seen
from bot.store.tables import make_tables
from core.report import Report

_LOG = logging.getLogger(__name__)
_SNAPSHOT_LIFE: Final = 30 * DAY
_EVENT_LIFE: Final = DAY
"""Slack sends an event again after a minute and after five; a day is ample."""
_STATE_LIFE: Final = 10 * MINUTE
_PRUNE_EVERY: Final = 60 * MINUTE


class Store:
    """The database of the bot. Make it with `open`.

    Each method but `first_time`, `open` and `close` raises `StoreUnavailable` when the database is
    away; it comes back by itself.
    """

    def __init__(self, url: str, keys: Sequence[str], now: Callable[[], float]) -> None:
        self._database = Database(url, self._first_of_all)
        self._keys = tuple(map(fernet_of, keys))
        self._tables = make_tables(MultiFernet(self._keys) if keys else None)
        self._now = now
        self._seen = Seen()
        self._pruned_at = 0

    @classmethod
    async def open(
        cls, url: str, keys: Sequence[str] = (), *, now: Callable[[], float] = time.time
    ) -> "Store":
        """Open the database and bring it to its newest form.

        A database that is away is no error here: it is tried again whenever it is needed.

        Args:
            url: As in `DATABASE_URL`.
            keys: Encrypt tokens, the newest first; without any, no account can be linked.
            now: Tells the time, in seconds since 1970.

        Raises:
            ConfigError: The URL is not one of a database that can be used.
        """
        store = cls(url, keys, now)
        try:
            await store.ready()
        except StoreUnavailable:
            _LOG.error("The database does not answer; what is checked now is not kept")
        return store

    @property
    def engine(self) -> AsyncEngine:
        """The engine, for the tables that Slack's SDK reads and writes itself."""
        return self._database.engine

    async def close(self) -> None:
        """Close all connections."""
        await self._database.close()

    async def ready(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreUnavailable: There is none.
        """
        await self._database.ready()

    async def save_report(
        self, report: Report, snapshot: bytes | None = None, *, team_id: str, user_id: str
    ) -> str:
        """Keep a report, and for a while the snapshot it was made from.

        Args:
            report: What was said.
            snapshot: As `core.snapshot.dump_snapshot` writes it; dropped after 30 days.
            team_id: The workspace of the person who asked.
            user_id: The person who asked.

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
            "report": msgspec.json.encode(report),
            "snapshot": snapshot,
        }
        async with self._database.begin() as connection:
            await connection.execute(sa.insert(self._tables.reports).values(row))
            await self._prune_now_and_then(connection)
        return report_id

    async def report(self, report_id: str) -> StoredReport | None:
        """Return a report; None when there is none with that id, or none that can still be read."""
        table = self._tables.reports
        async with self._database.begin() as connection:
            found = await connection.execute(
                rows.select_report(table).where(table.c.id == report_id)
            )
            row = found.one_or_none()
        return None if row is None else rows.stored_report(row)

    async def snapshot(self, report_id: str) -> bytes | None:
        """Return the snapshot that a report was made from; None when it is gone."""
        table = self._tables.reports
        async with self._database.begin() as connection:
            return await connection.scalar(
                sa.select(table.c.snapshot).where(table.c.id == report_id)
            )

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
        query = rows.newest_of_each_app(self._tables.reports, team_id, user_id).limit(limit)
        async with self._database.begin() as connection:
            found = (await connection.execute(query)).all()
        return [report for report in map(rows.stored_report, found) if report is not None]

    async def first_time(self, event_id: str) -> bool:
        """Say whether an event is seen for the first time, and remember it.

        Of several who ask at once, one is told True. While the database is away, this process
        remembers alone.
        """
        if not self._seen.add(event_id):
            return False
        table = self._tables.events
        try:
            async with self._database.begin() as connection:
                query = rows.insert(connection, table).values(id=event_id, at=self._millis())
                fresh = query.on_conflict_do_nothing().returning(table.c.id)
                first = await connection.scalar(fresh) is not None
                await self._prune_now_and_then(connection)
        except StoreUnavailable:
            return True
        return first

    async def save_account(self, account: Account) -> None:
        """Keep a linked account, in place of the one the person linked before."""
        async with self._database.begin() as connection:
            values = rows.account_row(account)
            await connection.execute(rows.upsert(connection, self._tables.accounts, values))

    async def account(self, team_id: str, user_id: str) -> Account | None:
        """Return the account that a person linked; None also when its key is gone."""
        table = self._tables.accounts
        query = sa.select(table).where(*rows.of_person(table, team_id, user_id))
        async with self._database.begin() as connection:
            try:
                row = (await connection.execute(query)).one_or_none()
            except InvalidToken:
                _LOG.warning("A linked account cannot be decrypted: its key is not among ours")
                return None
        return None if row is None else rows.account(row)

    async def delete_account(self, team_id: str, user_id: str) -> None:
        """Forget the account that a person linked, if any."""
        table = self._tables.accounts
        async with self._database.begin() as connection:
            await connection.execute(
                sa.delete(table).where(*rows.of_person(table, team_id, user_id))
            )

    async def rotate(self) -> int:
        """Encrypt with the newest key what an older one encrypted, and count it.

        It happens by itself when the database is opened with more than one key.
        """
        async with self._database.begin() as connection:
            return await self._rotate(connection) if self._keys else 0

    async def new_state(
        self,
        team_id: str,
        user_id: str,
        return_to: str = "",
        *,
        name: str = "",
        purpose: str = "heroku",
    ) -> str:
        """Remember for 10 minutes who begins to link an account.

        Returns:
            A secret to come back with. Only its digest is kept.
        """
        state = secrets.token_urlsafe(32)
        row = {
            "digest": rows.digest(state),
            "purpose": purpose,
            "team_id": team_id,
            "user_id": user_id,
            "name": name,
            "return_to": return_to,
            "at": self._millis(),
        }
        async with self._database.begin() as connection:
            await connection.execute(sa.insert(self._tables.states).values(row))
        return state

    async def state(self, state: str, *, purpose: str = "heroku") -> LinkState | None:
        """Say who came with a state, without using it up; None when it is used, old or unknown."""
        table = self._tables.states
        query = sa.select(table).where(*self._good_state(state, purpose))
        async with self._database.begin() as connection:
            return rows.link_state((await connection.execute(query)).one_or_none())

    async def take_state(self, state: str, *, purpose: str = "heroku") -> LinkState | None:
        """Use a state up and say who came with it; None when it is used, old or unknown.

        Of several who come with the same one at once, one is served.
        """
        table = self._tables.states
        query = sa.delete(table).where(*self._good_state(state, purpose)).returning(table)
        async with self._database.begin() as connection:
            return rows.link_state((await connection.execute(query)).one_or_none())

    async def note(self, key: str, value: str) -> None:
        """Keep a small fact, in place of what was noted before."""
        async with self._database.begin() as connection:
            values = {"key": key, "value": value}
            await connection.execute(rows.upsert(connection, self._tables.notes, values))

    async def noted(self, key: str) -> str | None:
        """Return what was noted; None when nothing was."""
        table = self._tables.notes
        async with self._database.begin() as connection:
            return await connection.scalar(sa.select(table.c.value).where(table.c.key == key))

    async def prune(self) -> None:
        """Drop what is old: snapshots, events and states; results stay."""
        async with self._database.begin() as connection:
            await self._prune(connection)

    async def _first_of_all(self, connection: AsyncConnection) -> None:
        if len(self._keys) > 1:
            await self._rotate(connection)

    async def _rotate(self, connection: AsyncConnection) -> int:
        return await rotate(connection, (self._tables.accounts,), self._keys)

    async def _prune_now_and_then(self, connection: AsyncConnection) -> None:
        if self._millis() - self._pruned_at >= _PRUNE_EVERY:
            await self._prune(connection)

    async def _prune(self, connection: AsyncConnection) -> None:
        now, tables = self._millis(), self._tables
        old = sa.and_(
            tables.reports.c.at < now - _SNAPSHOT_LIFE, tables.reports.c.snapshot.is_not(None)
        )
        await connection.execute(sa.update(tables.reports).where(old).values(snapshot=None))
        await connection.execute(
            sa.delete(tables.events).where(tables.events.c.at < now - _EVENT_LIFE)
        )
        await connection.execute(
            sa.delete(tables.states).where(tables.states.c.at < now - _STATE_LIFE)
        )
        self._pruned_at = now

    def _good_state(self, state: str, purpose: str) -> tuple[sa.ColumnElement[bool], ...]:
        c = self._tables.states.c
        fresh = c.at >= self._millis() - _STATE_LIFE
        return (c.digest == rows.digest(state), c.purpose == purpose, fresh)

    def _millis(self) -> int:
        return int(self._now() * 1000)
