"""Linked Heroku accounts."""

from typing import Any

import sqlalchemy as sa

from bot.store.part import Part
from bot.store.records import Account, millis_of, moment_of
from bot.store.upsert import upsert


class LinkedAccounts(Part):
    """One Heroku account for each person who linked one; their tokens are encrypted."""

    async def save_account(self, account: Account) -> None:
        """Keep a linked account, in place of the one the person linked before."""
        ends = account.expires_at
        row = {
            "team_id": account.team_id,
            "user_id": account.user_id,
            "heroku_user_id": account.heroku_user_id,
            "access_token": account.access_token,
            "refresh_token": account.refresh_token,
            "expires_at": None if ends is None else millis_of(ends),
        }
        async with self._database.begin() as connection:
            await connection.execute(upsert(connection, self._tables.accounts, row))

    async def account(self, team_id: str, user_id: str) -> Account | None:
        """Return the account that a person linked; None also when its key is gone."""
        table = self._tables.accounts
        query = sa.select(table).where(*_of_person(table, team_id, user_id))
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None or row.access_token is None else _read(row)

    async def delete_account(self, team_id: str, user_id: str) -> None:
        """Forget the account that a person linked, if any."""
        table = self._tables.accounts
        query = sa.delete(table).where(*_of_person(table, team_id, user_id))
        async with self._database.begin() as connection:
            await connection.execute(query)


def _of_person(table: sa.Table, team_id: str, user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.team_id == team_id, table.c.user_id == user_id)


def _read(row: sa.Row[Any]) -> Account:
    return Account(
        team_id=row.team_id,
        user_id=row.user_id,
        heroku_user_id=row.heroku_user_id,
        access_token=row.access_token,
        refresh_token=row.refresh_token,
        expires_at=None if row.expires_at is None else moment_of(row.expires_at),
    )
