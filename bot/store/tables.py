"""The tables, as the newest migration leaves them. Moments are milliseconds since 1970, UTC."""

from typing import NamedTuple

import sqlalchemy as sa
from cryptography.fernet import MultiFernet
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import Column

from bot.store.secrets import Encrypted


class Tables(NamedTuple):
    """All tables of a store."""

    reports: sa.Table
    events: sa.Table
    notes: sa.Table
    accounts: sa.Table
    states: sa.Table
    bots: sa.Table
    """Slack's own, with its tokens encrypted."""
    installations: sa.Table
    """Slack's own, with its tokens encrypted."""

    @property
    def metadata(self) -> sa.MetaData:
        """Hold all of them."""
        return self.reports.metadata

    @property
    def secret(self) -> tuple[sa.Table, ...]:
        """Those with tokens in them."""
        return (self.accounts, self.bots, self.installations)


def make_tables(cipher: MultiFernet | None = None) -> Tables:
    """Describe the tables; columns with tokens encrypt with the cipher."""
    data, secret = sa.MetaData(), Encrypted(cipher)
    slack = AsyncSQLAlchemyInstallationStore
    return Tables(
        reports=_reports(data),
        events=sa.Table(
            "events",
            data,
            Column("id", sa.Text, primary_key=True),
            Column("at", sa.BigInteger, nullable=False),
        ),
        notes=sa.Table(
            "notes",
            data,
            Column("key", sa.Text, primary_key=True),
            Column("value", sa.Text, nullable=False),
        ),
        accounts=_accounts(data, secret),
        states=_states(data),
        bots=_sealed(slack.build_bots_table(data, slack.default_bots_table_name), secret),
        installations=_sealed(
            slack.build_installations_table(data, slack.default_installations_table_name), secret
        ),
    )


_SLACK_SECRETS = frozenset(
    {
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    }
)


def _sealed(table: sa.Table, secret: Encrypted) -> sa.Table:
    """Encrypt what Slack's SDK would write in clear."""
    for column in table.columns:
        if column.name in _SLACK_SECRETS:
            column.type = secret
    return table


def _reports(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "reports",
        data,
        Column("id", sa.Text, primary_key=True),
        Column("team_id", sa.Text, nullable=False),
        Column("user_id", sa.Text, nullable=False),
        Column("app", sa.Text, nullable=False),
        Column("at", sa.BigInteger, nullable=False),
        Column("report", sa.LargeBinary, nullable=False),
        Column("snapshot", sa.LargeBinary),
        sa.Index("reports_of_team", "team_id", "app", "at"),
        sa.Index("reports_by_age", "at"),
    )


def _accounts(data: sa.MetaData, secret: Encrypted) -> sa.Table:
    return sa.Table(
        "accounts",
        data,
        Column("team_id", sa.Text, primary_key=True),
        Column("user_id", sa.Text, primary_key=True),
        Column("heroku_user_id", sa.Text),
        Column("access_token", secret, nullable=False),
        Column("refresh_token", secret),
        Column("expires_at", sa.BigInteger),
    )


def _states(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "states",
        data,
        Column("digest", sa.Text, primary_key=True),
        Column("purpose", sa.Text, nullable=False),
        Column("team_id", sa.Text, nullable=False),
        Column("user_id", sa.Text, nullable=False),
        Column("name", sa.Text, nullable=False),
        Column("return_to", sa.Text, nullable=False),
        Column("at", sa.BigInteger, nullable=False),
        Column("used", sa.Boolean, nullable=False),
    )
