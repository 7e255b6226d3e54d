"""The tables, as the newest migration leaves them. Moments are milliseconds since 1970, UTC."""

from typing import NamedTuple

import sqlalchemy as sa
from cryptography.fernet import MultiFernet
from sqlalchemy import Column

from bot.store.secrets import Encrypted
from bot.store.slack_tables import bots_table, installations_table


class Tables(NamedTuple):
    """All tables of a store."""

    reports: sa.Table
    events: sa.Table
    notes: sa.Table
    accounts: sa.Table
    states: sa.Table
    watches: sa.Table
    posts: sa.Table
    """What watches have to say: written with what was found, sent after."""
    hooks: sa.Table
    """Subscriptions to the webhooks of apps."""
    fleets: sa.Table
    fleet_rows: sa.Table
    workers: sa.Table
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
        return (self.accounts, self.hooks, self.bots, self.installations)


def make_tables(cipher: MultiFernet | None = None) -> Tables:
    """Describe the tables; columns with tokens encrypt with the cipher."""
    data, secret = sa.MetaData(), Encrypted(cipher)
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
        watches=_watches(data),
        posts=_posts(data),
        hooks=_hooks(data, secret),
        fleets=_fleets(data),
        fleet_rows=_fleet_rows(data),
        workers=sa.Table(
            "workers",
            data,
            Column("id", sa.Text, primary_key=True),
            Column("started_at", sa.BigInteger, nullable=False),
            Column("seen_at", sa.BigInteger, nullable=False),
        ),
        bots=bots_table(data, secret),
        installations=installations_table(data, secret),
    )


_THERE = sa.text("snapshot IS NOT NULL")
"""Of an index: what prunes looks for those alone, and results are never dropped."""


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
        Column("verdict", sa.Text),
        Column("cause", sa.Text),
        sa.Index("reports_of_team", "team_id", "app", "at"),
        sa.Index("reports_by_verdict", "team_id", "at", "verdict"),
        sa.Index("snapshots_by_age", "at", postgresql_where=_THERE, sqlite_where=_THERE),
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


def _watches(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "watches",
        data,
        Column("id", sa.Text, primary_key=True),
        Column("team_id", sa.Text, nullable=False),
        Column("channel_id", sa.Text, nullable=False),
        Column("user_id", sa.Text, nullable=False),
        Column("app", sa.Text, nullable=False),
        Column("app_id", sa.Text),
        Column("schedule", sa.Text, nullable=False),
        Column("timezone", sa.Text, nullable=False),
        Column("digest", sa.Boolean, nullable=False),
        Column("paused", sa.Text),
        Column("made_at", sa.BigInteger, nullable=False),
        Column("ran_at", sa.BigInteger),
        Column("next_due", sa.BigInteger, nullable=False),
        Column("again_at", sa.BigInteger),
        Column("claimed_at", sa.BigInteger),
        Column("claim", sa.BigInteger, nullable=False),
        Column("state", sa.LargeBinary, nullable=False),
        Column("mutes", sa.LargeBinary, nullable=False),
        sa.Index("watches_of_channel", "team_id", "channel_id", "app", unique=True),
        sa.Index("watches_by_due", "next_due"),
        sa.Index("watches_of_app", "app_id"),
    )


def _posts(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "posts",
        data,
        Column("id", sa.Text, primary_key=True),
        Column("watch_id", sa.Text, nullable=False),
        Column("position", sa.BigInteger, nullable=False),
        Column("team_id", sa.Text, nullable=False),
        Column("channel_id", sa.Text, nullable=False),
        Column("kind", sa.Text, nullable=False),
        Column("parent_id", sa.Text),
        Column("body", sa.LargeBinary, nullable=False),
        Column("made_at", sa.BigInteger, nullable=False),
        Column("not_before", sa.BigInteger, nullable=False),
        Column("sent_at", sa.BigInteger),
        Column("tries", sa.Integer, nullable=False),
        Column("slack_ts", sa.Text),
        sa.Index("posts_to_send", "sent_at", "not_before"),
        sa.Index("posts_of_watch", "watch_id", "position"),
    )


def _hooks(data: sa.MetaData, secret: Encrypted) -> sa.Table:
    return sa.Table(
        "hooks",
        data,
        Column("app_id", sa.Text, primary_key=True),
        Column("app", sa.Text, nullable=False),
        Column("team_id", sa.Text, nullable=False),
        Column("webhook_id", sa.Text),
        Column("secret", secret),
        Column("url", sa.Text),
        Column("made_at", sa.BigInteger, nullable=False),
        Column("refused_at", sa.BigInteger),
        Column("heard_at", sa.BigInteger),
        Column("event_at", sa.BigInteger),
        Column("asked_at", sa.BigInteger),
        sa.Index("hooks_of_webhook", "webhook_id"),
    )


def _fleets(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "fleets",
        data,
        Column("id", sa.Text, primary_key=True),
        Column("team_id", sa.Text, nullable=False),
        Column("channel_id", sa.Text),
        Column("user_id", sa.Text, nullable=False),
        Column("scope", sa.Text, nullable=False),
        Column("name", sa.Text),
        Column("state", sa.Text, nullable=False),
        Column("note", sa.Text),
        Column("made_at", sa.BigInteger, nullable=False),
        Column("done_at", sa.BigInteger),
        Column("total", sa.Integer),
        Column("ready", sa.Integer),
        Column("slack_ts", sa.Text),
        sa.Index("fleets_of_scope", "team_id", "scope", "name", "made_at"),
    )


def _fleet_rows(data: sa.MetaData) -> sa.Table:
    return sa.Table(
        "fleet_rows",
        data,
        Column("fleet_id", sa.Text, primary_key=True),
        Column("app", sa.Text, primary_key=True),
        Column("at", sa.BigInteger, nullable=False),
        Column("verdict", sa.Text),
        Column("row", sa.LargeBinary, nullable=False),
    )
