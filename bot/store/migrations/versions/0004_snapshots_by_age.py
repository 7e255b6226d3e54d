"""Snapshots are found by their age, however many reports there are that have lost theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_THERE = sa.text("snapshot IS NOT NULL")


def upgrade() -> None:
    """Put an index of those that are there in the place of one of all reports."""
    op.create_index(
        "snapshots_by_age", "reports", ["at"], postgresql_where=_THERE, sqlite_where=_THERE
    )
    op.drop_index("reports_by_age", "reports")
