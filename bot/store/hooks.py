"""Subscriptions to the webhooks of apps, and what came over them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.records import Hook, millis_of, moment_of
from bot.store.upsert import insert

_EVENTS = frozenset({"heard_at", "event_at", "asked_at"})
"""Columns that only those who hear of an event write."""


class Hooks(Part):
    """One subscription an app, whoever watches it."""

    async def save_hook(self, hook: Hook) -> None:
        """Keep a subscription, or that there is none, in place of what was kept of the app.

        What was noted of its events meanwhile stays: Heroku was asked between reading and this.
        """
        row = {
            "app_id": hook.app_id,
            "app": hook.app,
            "team_id": hook.team_id,
            "webhook_id": hook.webhook_id,
            "secret": hook.secret,
            "url": hook.url,
            "made_at": millis_of(hook.made_at),
            "refused_at": _millis(hook.refused_at),
            "heard_at": _millis(hook.heard_at),
            "event_at": _millis(hook.event_at),
            "asked_at": _millis(hook.asked_at),
        }
        async with self._database.begin() as connection:
            new = insert(connection, self._tables.hooks).values(**row)
            kept = new.on_conflict_do_update(
                index_elements=[self._tables.hooks.c.app_id],
                set_={name: new.excluded[name] for name in row if name not in _EVENTS},
            )
            await connection.execute(kept)

    async def hook(self, app_id: str) -> Hook | None:
        """Return what is kept of an app."""
        table = self._tables.hooks
        async with self._database.begin() as connection:
            query = sa.select(table).where(table.c.app_id == app_id)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row)

    async def hook_of_webhook(self, webhook_id: str) -> tuple[Hook, bool] | None:
        """Find a subscription by the id that Heroku gave it, and say whether anybody watches."""
        hooks, watches = self._tables.hooks, self._tables.watches
        watched = sa.exists().where(watches.c.app_id == hooks.c.app_id).label("watched")
        query = sa.select(hooks, watched).where(hooks.c.webhook_id == webhook_id).limit(1)
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (_read(row), bool(row.watched))

    async def all_hooks(self) -> list[Hook]:
        """List every subscription."""
        table = self._tables.hooks
        async with self._database.begin() as connection:
            rows = (await connection.execute(sa.select(table).order_by(table.c.app_id))).all()
        return list(map(_read, rows))

    async def delete_hook(self, app_id: str) -> None:
        """Forget the subscription of an app."""
        table = self._tables.hooks
        async with self._database.begin() as connection:
            await connection.execute(sa.delete(table).where(table.c.app_id == app_id))

    async def hear_hook(self, app_id: str, event_id: str, at: datetime, *, asks: bool) -> bool:
        """Note that an event came, and whether it asks for a check.

        Returns:
            Whether it came for the first time. If not, nothing is noted.
        """
        events, moment = self._tables.events, millis_of(at)
        values = {"heard_at": moment, **({"event_at": moment} if asks else {})}
        async with self._database.begin() as connection:
            row = insert(connection, events).values(id=f"hook:{app_id}:{event_id}", at=moment)
            fresh = row.on_conflict_do_nothing().returning(events.c.id)
            if await connection.scalar(fresh) is None:
                return False
            await connection.execute(self._noting(app_id, values))
            await self._prune_now_and_then(connection)
        return True

    async def hook_asked(self, app_id: str, at: datetime) -> None:
        """Note that a check was asked for."""
        async with self._database.begin() as connection:
            await connection.execute(self._noting(app_id, {"asked_at": millis_of(at)}))

    async def hooks_unanswered(self) -> list[Hook]:
        """List the subscriptions with an event after which no check was asked for."""
        table = self._tables.hooks
        c = table.c
        newer = sa.or_(c.asked_at.is_(None), c.event_at > c.asked_at)
        query = sa.select(table).where(c.event_at.is_not(None), newer).order_by(c.event_at)
        async with self._database.begin() as connection:
            return list(map(_read, (await connection.execute(query)).all()))

    def _noting(self, app_id: str, values: dict[str, int]) -> sa.Update:
        table = self._tables.hooks
        return sa.update(table).where(table.c.app_id == app_id).values(values)


def _millis(moment: datetime | None) -> int | None:
    return None if moment is None else millis_of(moment)


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else moment_of(millis)


def _read(row: sa.Row[Any]) -> Hook:
    return Hook(
        app_id=row.app_id,
        app=row.app,
        team_id=row.team_id,
        webhook_id=row.webhook_id,
        secret=row.secret,
        url=row.url,
        made_at=moment_of(row.made_at),
        refused_at=_moment(row.refused_at),
        heard_at=_moment(row.heard_at),
        event_at=_moment(row.event_at),
        asked_at=_moment(row.asked_at),
    )
