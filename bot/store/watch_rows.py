"""Watches as rows of a table, and back."""

from typing import Any

import sqlalchemy as sa

from bot.store.records import Watch, millis_of, moment_of


def columns_of(watch: Watch) -> dict[str, object]:
    """Write a watch as a row."""
    return {
        "id": watch.id,
        "team_id": watch.team_id,
        "channel_id": watch.channel_id,
        "user_id": watch.user_id,
        "app": watch.app,
        "app_id": watch.app_id,
        "schedule": watch.schedule,
        "timezone": watch.timezone,
        "digest": watch.digest,
        "paused": watch.paused,
        "made_at": millis_of(watch.made_at),
        "ran_at": None if watch.ran_at is None else millis_of(watch.ran_at),
        "next_due": millis_of(watch.next_due),
        "claim": watch.claim,
        "state": watch.state,
        "mutes": watch.mutes,
    }


def watch_of_row(row: sa.Row[Any]) -> Watch:
    """Read a watch from a row."""
    return Watch(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        user_id=row.user_id,
        app=row.app,
        app_id=row.app_id,
        schedule=row.schedule,
        timezone=row.timezone,
        digest=row.digest,
        paused=row.paused,
        made_at=moment_of(row.made_at),
        ran_at=None if row.ran_at is None else moment_of(row.ran_at),
        next_due=moment_of(row.next_due),
        claim=row.claim,
        state=bytes(row.state),
        mutes=bytes(row.mutes),
    )
