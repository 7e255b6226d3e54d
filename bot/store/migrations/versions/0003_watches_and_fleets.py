"""Watches, what they post, subscriptions at Heroku, fleets, workers; history by verdict."""

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


class _Judged(msgspec.Struct):
    verdict: str | None = None


def upgrade() -> None:
    """Make the tables, and note the verdict of each report beside it."""
    _history()
    _watches()
    _posts()
    _hooks()
    _fleets()
    _workers()


def _history() -> None:
    op.add_column("reports", sa.Column("verdict", sa.Text))
    op.add_column("reports", sa.Column("cause", sa.Text))
    op.create_index("reports_by_verdict", "reports", ["team_id", "at", "verdict"])
    reports = sa.table("reports", sa.column("id"), sa.column("report"), sa.column("verdict"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(reports.c.id, reports.c.report)).all():
        same = reports.c.id == row.id
        verdict = _verdict(bytes(row.report))
        connection.execute(sa.update(reports).where(same).values(verdict=verdict))


def _verdict(report: bytes) -> str | None:
    try:
        return msgspec.json.decode(report, type=_Judged).verdict
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("channel_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("app", sa.Text, nullable=False),
        sa.Column("app_id", sa.Text),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("digest", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Text),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ran_at", sa.BigInteger),
        sa.Column("next_due", sa.BigInteger, nullable=False),
        sa.Column("again_at", sa.BigInteger),
        sa.Column("claimed_at", sa.BigInteger),
        sa.Column("claim", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("mutes", sa.LargeBinary, nullable=False),
    )
    op.create_index("watches_of_channel", "watches", ["team_id", "channel_id", "app"], unique=True)
    op.create_index("watches_by_due", "watches", ["next_due"])
    op.create_index("watches_of_app", "watches", ["app_id"])


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("watch_id", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("channel_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("slack_ts", sa.Text),
    )
    op.create_index("posts_to_send", "posts", ["sent_at", "not_before"])
    op.create_index("posts_of_watch", "posts", ["watch_id", "position"])


def _hooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("app_id", sa.Text, primary_key=True),
        sa.Column("app", sa.Text, nullable=False),
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("webhook_id", sa.Text),
        sa.Column("secret", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("refused_at", sa.BigInteger),
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("event_at", sa.BigInteger),
        sa.Column("asked_at", sa.BigInteger),
    )
    op.create_index("hooks_of_webhook", "hooks", ["webhook_id"])


def _fleets() -> None:
    op.create_table(
        "fleets",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("team_id", sa.Text, nullable=False),
        sa.Column("channel_id", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("total", sa.Integer),
        sa.Column("ready", sa.Integer),
        sa.Column("slack_ts", sa.Text),
    )
    op.create_index("fleets_of_scope", "fleets", ["team_id", "scope", "name", "made_at"])
    op.create_table(
        "fleet_rows",
        sa.Column("fleet_id", sa.Text, primary_key=True),
        sa.Column("app", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("row", sa.LargeBinary, nullable=False),
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
