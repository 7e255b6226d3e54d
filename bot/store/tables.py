"""The tables, as the newest migration leaves them. Moments are milliseconds since 1970, UTC."""

from typing import NamedTuple

from cryptography.fernet import MultiFernet
from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table, Text

from bot.store.secrets import Encrypted


class Tables(NamedTuple):
    """All tables of a store."""

    metadata: MetaData
    reports: Table
    events: Table
    accounts: Table
    states: Table
    notes: Table


def make_tables(cipher: MultiFernet | None = None) -> Tables:
    """Describe the tables; columns with tokens encrypt with the cipher."""
    data = MetaData()
    return Tables(
        metadata=data,
        reports=_reports(data),
        events=Table(
            "events",
            data,
            Column("id", Text, primary_key=True),
            Column("at", BigInteger, nullable=False),
        ),
        accounts=_accounts(data, cipher),
        states=_states(data),
        notes=Table(
            "notes",
            data,
            Column("key", Text, primary_key=True),
            Column("value", Text, nullable=False),
        ),
    )


def _reports(data: MetaData) -> Table:
    return Table(
        "reports",
        data,
        Column("id", Text, primary_key=True),
        Column("team_id", Text, nullable=False),
        Column("user_id", Text, nullable=False),
        Column("app", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("report", LargeBinary, nullable=False),
        Column("snapshot", LargeBinary),
        Index("reports_of_team", "team_id", "app", "at"),
        Index("reports_by_age", "at"),
    )


def _accounts(data: MetaData, cipher: MultiFernet | None) -> Table:
    return Table(
        "accounts",
        data,
        Column("team_id", Text, primary_key=True),
        Column("user_id", Text, primary_key=True),
        Column("heroku_user_id", Text),
        Column("access_token", Encrypted(cipher), nullable=False),
        Column("refresh_token", Encrypted(cipher)),
        Column("expires_at", BigInteger),
    )


def _states(data: MetaData) -> Table:
    return Table(
        "states",
        data,
        Column("digest", Text, primary_key=True),
        Column("purpose", Text, nullable=False),
        Column("team_id", Text, nullable=False),
        Column("user_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("return_to", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
