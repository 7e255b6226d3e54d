"""Which processes run jobs, and when each was last seen."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.records import millis_of, moment_of
from bot.store.upsert import upsert


class Workers(Part):
    """The processes that run jobs."""

    async def worker_seen(self, worker_id: str, started_at: datetime, now: datetime) -> None:
        """Note that a worker lives."""
        row = {
            "id": worker_id,
            "started_at": millis_of(started_at),
            "seen_at": millis_of(now),
        }
        async with self._database.begin() as connection:
            await connection.execute(upsert(connection, self._tables.workers, row))

    async def worker_gone(self, worker_id: str) -> None:
        """Forget a worker."""
        table = self._tables.workers
        async with self._database.begin() as connection:
            await connection.execute(sa.delete(table).where(table.c.id == worker_id))

    async def workers(self) -> dict[str, datetime]:
        """Tell when each worker was last seen, by its own clock."""
        table = self._tables.workers
        async with self._database.begin() as connection:
            rows = (await connection.execute(sa.select(table.c.id, table.c.seen_at))).all()
        return {row.id: moment_of(row.seen_at) for row in rows}
