"""What every part of the store stands on."""

from collections.abc import Callable, Sequence
from typing import Final

import sqlalchemy as sa
from cryptography.fernet import MultiFernet
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.rotation import rotate
from bot.store.secrets import fernet_of
from bot.store.tables import make_tables

MINUTE: Final = 60_000
"""In milliseconds, as all moments in the tables."""
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_SNAPSHOT_LIFE: Final = 30 * DAY
_EVENT_LIFE: Final = DAY
"""Slack sends an event again after one minute and after five; a day is ample."""
_STATE_LIFE: Final = DAY
"""Longer than a state is good for: who comes too late is told so."""
_POST_LIFE: Final = 90 * DAY
"""A watch that recovers later than that says so in a message of its own."""
_FLEET_LIFE: Final = 30 * DAY
"""Rows of a scan; how many apps were ready stays with the scan itself."""


class Part:
    """A database, its tables, their keys and a clock.

    Args:
        url: As in `DATABASE_URL`.
        keys: Encrypt tokens, the newest first.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(self, url: str, keys: Sequence[str], now: Callable[[], float]) -> None:
        self._database = Database(url, self._first_of_all)
        self._keys = tuple(map(fernet_of, keys))
        self._tables = make_tables(MultiFernet(self._keys) if keys else None)
        self._now = now
        self._pruned_at = 0

    @property
    def can_seal(self) -> bool:
        """Whether there is a key to encrypt secrets with."""
        return bool(self._keys)

    async def rotate(self) -> int:
        """Encrypt with the newest key what an older one encrypted, and count it.

        It happens by itself when the database is opened with more than one key.
        """
        async with self._database.begin() as connection:
            return await rotate(connection, self._tables.secret, self._keys)

    async def prune(self) -> None:
        """Drop what is old: snapshots, events and states; results stay. It happens every hour."""
        async with self._database.begin() as connection:
            await self._prune(connection)

    async def _first_of_all(self, connection: AsyncConnection) -> None:
        await rotate(connection, self._tables.secret, self._keys)

    async def _prune_now_and_then(self, connection: AsyncConnection) -> None:
        if self._millis() - self._pruned_at >= HOUR:
            await self._prune(connection)

    async def _prune(self, connection: AsyncConnection) -> None:
        now = self._millis()
        reports, events, states = self._tables.reports, self._tables.events, self._tables.states
        old = (reports.c.at < now - _SNAPSHOT_LIFE, reports.c.snapshot.is_not(None))
        await connection.execute(sa.update(reports).where(*old).values(snapshot=None))
        await connection.execute(sa.delete(events).where(events.c.at < now - _EVENT_LIFE))
        await connection.execute(sa.delete(states).where(states.c.at < now - _STATE_LIFE))
        await self._prune_work(connection, now)
        self._pruned_at = now

    async def _prune_work(self, connection: AsyncConnection, now: int) -> None:
        posts, rows = self._tables.posts, self._tables.fleet_rows
        await connection.execute(sa.delete(posts).where(posts.c.made_at < now - _POST_LIFE))
        await connection.execute(sa.delete(rows).where(rows.c.at < now - _FLEET_LIFE))

    def _millis(self) -> int:
        return int(self._now() * 1000)
