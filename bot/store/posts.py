"""What watches have to say: an outbox, so that nothing is told twice and nothing is lost.

A run writes what it has to say together with what it found. Sending comes after, one sender at a
time for each message: a process that dies before it sent leaves the message to the next one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.part import Part
from bot.store.records import NewPost, Post, Watch, millis_of

SENDING: Final = timedelta(seconds=90)
"""A message that is not marked as sent by then is taken for unsent: Slack's client gives up after
a minute of waiting."""


class Posts(Part):
    """Messages to send, and those that were sent."""

    async def take_posts(self, now: datetime, limit: int) -> list[Post]:
        """Take messages to send; nobody else gets them for a while.

        Of each watch there is one at a time, the oldest, so that a reply never overtakes what it
        replies to.
        """
        posts, c, moment = self._tables.posts, self._tables.posts.c, millis_of(now)
        older = posts.alias("older")
        first = ~sa.exists().where(
            older.c.watch_id == c.watch_id,
            older.c.sent_at.is_(None),
            older.c.position < c.position,
        )
        ready = (
            sa.select(c.id)
            .where(c.sent_at.is_(None), c.not_before <= moment, first)
            .order_by(c.position)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        take = (
            sa.update(posts)
            .where(c.id.in_(ready))
            .values(not_before=moment + SENDING // timedelta(milliseconds=1), tries=c.tries + 1)
            .returning(posts)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(take)).all()
            parents = {row.parent_id for row in rows if row.parent_id}
            stamps = sa.select(c.id, c.slack_ts).where(c.id.in_(parents))
            known = {row.id: row.slack_ts for row in (await connection.execute(stamps)).all()}
        rows = sorted(rows, key=lambda row: int(row.position))
        return [_read(row, known.get(row.parent_id)) for row in rows]

    async def post_sent(self, post_id: str, slack_ts: str | None, now: datetime) -> None:
        """Note that a message was sent, or that it never will be.

        Args:
            post_id: The message.
            slack_ts: What Slack knows it by; None: it could not be delivered.
            now: When.
        """
        c = self._tables.posts.c
        sent = sa.update(self._tables.posts).where(c.id == post_id)
        values = {"sent_at": millis_of(now), "slack_ts": slack_ts}
        async with self._database.begin() as connection:
            await connection.execute(sent.values(values))

    async def post_later(self, post_id: str, not_before: datetime) -> None:
        """Leave a message for later: Slack takes none now."""
        c = self._tables.posts.c
        later = sa.update(self._tables.posts).where(c.id == post_id)
        async with self._database.begin() as connection:
            await connection.execute(later.values(not_before=millis_of(not_before)))


async def add_posts(
    connection: AsyncConnection, table: sa.Table, watch: Watch, posts: Sequence[NewPost], now: int
) -> None:
    """Write what a watch has to say, in this order, in a transaction of the caller's."""
    rows = [
        {
            "id": post.id,
            "watch_id": watch.id,
            "position": now * 1_000 + index,
            "team_id": watch.team_id,
            "channel_id": watch.channel_id,
            "kind": post.kind,
            "parent_id": post.parent_id,
            "body": post.body,
            "made_at": now,
            "not_before": now,
            "tries": 0,
        }
        for index, post in enumerate(posts)
    ]
    if rows:
        await connection.execute(sa.insert(table), rows)


def _read(row: sa.Row[Any], parent_ts: str | None) -> Post:
    return Post(
        id=row.id,
        watch_id=row.watch_id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        kind=row.kind,
        parent_id=row.parent_id,
        parent_ts=parent_ts,
        body=bytes(row.body),
        tries=row.tries,
        slack_ts=row.slack_ts,
    )
