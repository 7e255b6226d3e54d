"""Watches: claimed by one worker at a time, and finished by the one that holds the claim.

::

    next_due passes ─▶ claim_due ─▶ a run ─▶ finish_run: state, posts and next_due in one piece
                            └─ no finish within the lease: due again, under another number

Whoever asks for a run leaves a mark, `again_at`, which a claim takes away: one that is there when
the run is over came meanwhile. No two clocks are compared for that.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.posts import add_posts
from bot.store.records import NewPost, Watch, millis_of
from bot.store.upsert import insert
from bot.store.watch_rows import columns_of, watch_of_row

LEASE: Final = timedelta(minutes=15)
"""A run that is not finished by then is taken for dead; a check is cut after two minutes."""


class Watches(Part):
    """The watches of all workspaces."""

    async def save_watch(self, watch: Watch) -> Watch:
        """Keep a new watch, or give the one of the same channel and app its schedule.

        Args:
            watch: Its `id` counts only when it is new; what was found stays with an older one.

        Returns:
            The watch as it is kept.
        """
        values = columns_of(watch)
        table = self._tables.watches
        changed = ("user_id", "schedule", "timezone", "digest", "paused", "next_due")
        async with self._database.begin() as connection:
            new = insert(connection, table).values(**values)
            saved = new.on_conflict_do_update(
                index_elements=[table.c.team_id, table.c.channel_id, table.c.app],
                set_={name: new.excluded[name] for name in changed},
            )
            row = (await connection.execute(saved.returning(table))).one()
        return watch_of_row(row)

    async def watch(self, watch_id: str) -> Watch | None:
        """Return a watch; None when there is none with that id."""
        found = await self._watches(self._tables.watches.c.id == watch_id)
        return found[0] if found else None

    async def watches_of_channel(self, team_id: str, channel_id: str) -> list[Watch]:
        """List the watches of a channel, by app."""
        c = self._tables.watches.c
        return await self._watches(c.team_id == team_id, c.channel_id == channel_id)

    async def watches_of_team(self, team_id: str, *, user_id: str | None = None) -> list[Watch]:
        """List the watches of a workspace, or of a person in it, by app."""
        c = self._tables.watches.c
        mine = [] if user_id is None else [c.user_id == user_id]
        return await self._watches(c.team_id == team_id, *mine)

    async def watches_of_app(self, app_id: str) -> list[Watch]:
        """List the watches of an app in all workspaces, paused ones too."""
        return await self._watches(self._tables.watches.c.app_id == app_id)

    async def delete_watch(self, watch_id: str) -> Watch | None:
        """Forget a watch, and what it had still to say; return it, if it was there."""
        watches, posts = self._tables.watches, self._tables.posts
        gone = sa.delete(watches).where(watches.c.id == watch_id).returning(watches)
        unsent = sa.delete(posts).where(posts.c.watch_id == watch_id, posts.c.sent_at.is_(None))
        async with self._database.begin() as connection:
            row = (await connection.execute(gone)).one_or_none()
            await connection.execute(unsent)
        return None if row is None else watch_of_row(row)

    async def pause_watch(self, watch_id: str, why: str) -> None:
        """Let a watch rest until somebody resumes it."""
        table = self._tables.watches
        rest = sa.update(table).where(table.c.id == watch_id).values(paused=why)
        async with self._database.begin() as connection:
            await connection.execute(rest)

    async def set_mutes(self, watch: Watch, mutes: bytes) -> bool:
        """Keep what a channel does not want to hear of for a while; a run leaves it alone.

        Args:
            watch: The watch, as it was read.
            mutes: What to keep instead of what it has.

        Returns:
            Whether it was kept; False: somebody else changed it, or the watch is gone.
        """
        c = self._tables.watches.c
        same = sa.update(self._tables.watches).where(c.id == watch.id, c.mutes == watch.mutes)
        async with self._database.begin() as connection:
            return (await connection.execute(same.values(mutes=mutes))).rowcount == 1

    async def ask_again(self, app_id: str, at: datetime) -> int:
        """Make the watches of an app due, once more after a run that is under way.

        Returns:
            How many watches that concerns.
        """
        c, moment = self._tables.watches.c, millis_of(at)
        soon = sa.case((c.claimed_at.is_(None), moment), else_=c.next_due)
        ask = sa.update(self._tables.watches).where(c.app_id == app_id, c.paused.is_(None))
        async with self._database.begin() as connection:
            done = await connection.execute(ask.values(again_at=moment, next_due=soon))
        return done.rowcount

    async def make_due(self, watch_id: str, at: datetime) -> None:
        """Make one watch due, paused or not: somebody wants it now."""
        c, moment = self._tables.watches.c, millis_of(at)
        soon = sa.case((c.claimed_at.is_(None), moment), else_=c.next_due)
        ask = sa.update(self._tables.watches).where(c.id == watch_id)
        async with self._database.begin() as connection:
            await connection.execute(ask.values(again_at=moment, next_due=soon, paused=None))

    async def claim_due(self, now: datetime, limit: int) -> list[Watch]:
        """Take up to a number of watches that are due; nobody else gets them for the lease."""
        c, moment = self._tables.watches.c, millis_of(now)
        due = (
            sa.select(c.id)
            .where(c.next_due <= moment, c.paused.is_(None))
            .order_by(c.next_due, c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        take = (
            sa.update(self._tables.watches)
            .where(c.id.in_(due))
            .values(_claim(c.claim, moment))
            .returning(self._tables.watches)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(take)).all()
        return sorted(map(watch_of_row, rows), key=lambda watch: watch.id)

    async def claim_watch(self, watch_id: str, now: datetime) -> Watch | None:
        """Take one watch, due, at rest or not; None when it is gone, or somebody else is at it."""
        c, moment = self._tables.watches.c, millis_of(now)
        free = sa.or_(c.claimed_at.is_(None), c.next_due <= moment)
        take = (
            sa.update(self._tables.watches)
            .where(c.id == watch_id, free)
            .values(_claim(c.claim, moment) | {"paused": None})
            .returning(self._tables.watches)
        )
        async with self._database.begin() as connection:
            row = (await connection.execute(take)).one_or_none()
        return None if row is None else watch_of_row(row)

    async def count_due(self, now: datetime) -> int:
        """Count the watches that are due and claimed by nobody."""
        c = self._tables.watches.c
        query = sa.select(sa.func.count()).where(c.next_due <= millis_of(now), c.paused.is_(None))
        async with self._database.begin() as connection:
            return int(await connection.scalar(query) or 0)

    async def longest_due(self, now: datetime) -> timedelta:
        """Tell for how long the first of the watches that are due has been."""
        c, moment = self._tables.watches.c, millis_of(now)
        first = sa.select(sa.func.min(c.next_due)).where(c.next_due <= moment, c.paused.is_(None))
        async with self._database.begin() as connection:
            since = await connection.scalar(first)
        return timedelta(milliseconds=moment - (since or moment))

    async def finish_run(
        self, watch: Watch, *, ran_at: datetime, posts: Sequence[NewPost] = ()
    ) -> bool:
        """Keep what a run found and what it has to say, if its claim still stands.

        Args:
            watch: As it is to be from now on: app, app_id, state, paused, next_due; its `claim` is
                that of the run.
            ran_at: When the run was.
            posts: What is to be sent, in this order.

        Returns:
            Whether it was kept; False: the claim is somebody else's by now, or the watch is gone,
            and nothing must be said.
        """
        c = self._tables.watches.c
        finish = (
            sa.update(self._tables.watches)
            .where(c.id == watch.id, c.claim == watch.claim, c.claimed_at.is_not(None))
            .values(
                app=watch.app,
                app_id=watch.app_id,
                state=watch.state,
                # What a person changed while the run was under way stays as they want it.
                paused=sa.func.coalesce(watch.paused, c.paused),
                ran_at=millis_of(ran_at),
                next_due=self._due_after(watch),
                claimed_at=None,
                again_at=None,
            )
        )
        async with self._database.begin() as connection:
            done = (await connection.execute(finish)).rowcount == 1
            if done:
                await add_posts(connection, self._tables.posts, watch, posts, self._millis())
        return done

    def _due_after(self, watch: Watch) -> sa.ColumnElement[int]:
        """Say when a watch is due after a run: at once where somebody asked for it meanwhile."""
        c = self._tables.watches.c
        rescheduled = sa.or_(c.schedule != watch.schedule, c.timezone != watch.timezone)
        return sa.case(
            (c.again_at.is_not(None), c.again_at),
            (rescheduled, c.next_due),
            else_=millis_of(watch.next_due),
        )

    async def _watches(self, *where: sa.ColumnElement[bool]) -> list[Watch]:
        table = self._tables.watches
        query = sa.select(table).where(*where).order_by(table.c.app, table.c.id)
        async with self._database.begin() as connection:
            return [watch_of_row(row) for row in (await connection.execute(query)).all()]


def _claim(number: sa.ColumnElement[int], moment: int) -> dict[str, object]:
    """Take a watch, and the mark of those who asked for it until now."""
    return {
        "claim": number + 1,
        "claimed_at": moment,
        "next_due": moment + LEASE // timedelta(milliseconds=1),
        "again_at": None,
    }


def new_watch_id() -> str:
    """Make up an id that cannot be guessed."""
    return secrets.token_urlsafe(12)
