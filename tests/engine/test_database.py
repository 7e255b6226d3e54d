"""The database that the jobs are kept in."""

import time
from pathlib import Path

import sqlalchemy as sa

from bot.engine.database import make_jobs_engine


def test_every_sqlite_knows_the_time_in_parts_of_a_second(tmp_path: Path) -> None:
    """DBOS asks it under Python 3.12 and newer, and an SQLite before 3.42 knows no answer."""
    engine = make_jobs_engine(f"sqlite:///{tmp_path}/bot.db")
    before = time.time()
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE jobs (id INTEGER, at REAL DEFAULT (unixepoch('subsec')))")
        )
        connection.execute(sa.text("INSERT INTO jobs (id) VALUES (1)"))
        at = connection.execute(sa.text("SELECT at FROM jobs")).scalar_one()
    engine.dispose()
    assert before - 0.01 <= at <= time.time() + 0.01
