"""Between rows and records, and the statements that need more than a line."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Account, LinkState, StoredReport
from core.errors import SnapshotError
from core.render.json import parse

MINUTE: Final = 60_000
"""In milliseconds, as all moments in the tables."""
DAY: Final = 24 * 60 * MINUTE

_LOG = logging.getLogger(__name__)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Insert = sqlite.Insert | postgresql.Insert


def digest(secret: str) -> str:
    """Return what is kept of a secret that is only ever compared."""
    return hashlib.sha256(secret.encode()).hexdigest()


def insert(connection: AsyncConnection, table: sa.Table) -> Insert:
    """Begin an INSERT that knows ON CONFLICT, which both databases write in the same way."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def upsert(connection: AsyncConnection, table: sa.Table, values: Mapping[str, object]) -> Insert:
    """Write a row in place of the one with its primary key."""
    statement = insert(connection, table).values(**values)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in values},
    )


def of_person(table: sa.Table, team_id: str, user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Say whose rows."""
    return (table.c.team_id == team_id, table.c.user_id == user_id)


def select_report(table: sa.Table) -> sa.Select[Any]:
    """Select what `stored_report` reads."""
    c = table.c
    return sa.select(c.id, c.team_id, c.user_id, c.app, c.at, c.report)


def newest_of_each_app(table: sa.Table, team_id: str, user_id: str | None) -> sa.Select[Any]:
    """Select the newest report of each app of a workspace, the newest first."""
    c = table.c
    by_age = sa.func.row_number().over(partition_by=c.app, order_by=(c.at.desc(), c.id))
    ranked = select_report(table).add_columns(by_age.label("rank")).where(c.team_id == team_id)
    if user_id is not None:
        ranked = ranked.where(c.user_id == user_id)
    newest = ranked.subquery()
    return sa.select(newest).where(newest.c.rank == 1).order_by(newest.c.at.desc(), newest.c.id)


def stored_report(row: sa.Row[Any]) -> StoredReport | None:
    """Read a row of reports; None when it was written in a form that cannot be read any more."""
    try:
        report = parse(row.report)
    except SnapshotError:
        _LOG.warning("Report %s cannot be read", row.id)
        return None
    return StoredReport(
        id=row.id,
        team_id=row.team_id,
        user_id=row.user_id,
        app=row.app,
        at=_moment(row.at),
        report=report,
    )


def account_row(account: Account) -> dict[str, object]:
    """Write an account as a row."""
    ends = account.expires_at
    return {
        "team_id": account.team_id,
        "user_id": account.user_id,
        "heroku_user_id": account.heroku_user_id,
        "access_token": account.access_token,
        "refresh_token": account.refresh_token,
        "expires_at": None if ends is None else (ends - _EPOCH) // timedelta(milliseconds=1),
    }


def account(row: sa.Row[Any]) -> Account:
    """Read a row of accounts."""
    return Account(
        team_id=row.team_id,
        user_id=row.user_id,
        heroku_user_id=row.heroku_user_id,
        access_token=row.access_token,
        refresh_token=row.refresh_token,
        expires_at=None if row.expires_at is None else _moment(row.expires_at),
    )


def link_state(row: sa.Row[Any] | None) -> LinkState | None:
    """Read a row of states."""
    if row is None:
        return None
    return LinkState(
        team_id=row.team_id, user_id=row.user_id, name=row.name, return_to=row.return_to
    )


def _moment(millis: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=millis)
