"""Events seen, and small notes."""

from typing import Final

import sqlalchemy as sa

from bot.store.errors import StoreUnavailable
from bot.store.part import Part
from bot.store.upsert import insert, upsert

_MOST: Final = 4096


class Seen:
    """Remembers the last few thousand ids, for as long as the process lives."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def add(self, seen: str) -> bool:
        """Remember an id, and say whether it is new."""
        if seen in self._ids:
            return False
        self._ids[seen] = None
        if len(self._ids) > _MOST:
            del self._ids[next(iter(self._ids))]
        return True


class Events(Part):
    """What happened already."""

    _seen: Seen

    async def first_time(self, event_id: str) -> bool:
        """Say whether an event is seen for the first time, and remember it.

        Of several who ask at once, one is told True. While the database is away this process
        remembers alone, and nothing is raised.
        """
        if not self._seen.add(event_id):
            return False
        try:
            return await self._is_new(event_id)
        except StoreUnavailable:
            return True

    async def note(self, key: str, value: str) -> None:
        """Keep a small fact, in place of what was noted before."""
        async with self._database.begin() as connection:
            values = {"key": key, "value": value}
            await connection.execute(upsert(connection, self._tables.notes, values))

    async def noted(self, key: str) -> str | None:
        """Return what was noted; None when nothing was."""
        c = self._tables.notes.c
        async with self._database.begin() as connection:
            return await connection.scalar(sa.select(c.value).where(c.key == key))

    async def _is_new(self, event_id: str) -> bool:
        table = self._tables.events
        async with self._database.begin() as connection:
            row = insert(connection, table).values(id=event_id, at=self._millis())
            fresh = row.on_conflict_do_nothing().returning(table.c.id)
            new = await connection.scalar(fresh) is not None
            await self._prune_now_and_then(connection)
        return new
