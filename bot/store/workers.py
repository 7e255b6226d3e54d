"""Which processes run jobs, and when each was last seen."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.records import millis_of
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

    async def silent_workers(self, since: datetime) -> list[str]:
        """List the workers that were last seen before a moment."""
        c = self._tables.workers.c
        query = sa.select(c.id).where(c.seen_at < millis_of(since)).order_by(c.id)
        async with self._database.begin() as connection:
            return list((await connection.scalars(query)).all())
