"""The database of the jobs: beside the bot's own, and reached by a few threads.

On SQLite it is a file of its own, as those who write to one wait for each other; on Postgres it is
a schema of its own in the same database.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.store.engine import CONNECT_TIMEOUT, engine_url

_CONNECTIONS: Final = 5
"""At most. One of all workers holds one for good, to wake jobs that wait for a moment; the smallest
Heroku Postgres plans allow 20 for all dynos of an app."""
_POOL_TIMEOUT: Final = 10
"""Seconds to wait for a free one."""
_BUSY_TIMEOUT: Final = 30
"""Seconds that SQLite waits for another writer: nobody waits for a job at a screen."""
_KNOWS_SUBSEC: Final = (3, 42)
"""The SQLite from which on `unixepoch` knows `subsec` (https://www.sqlite.org/changes.html), which
DBOS uses under Python 3.12 and newer; an older one answers NULL, and nothing starts. Debian 12 has
3.40, Ubuntu 22.04, on which heroku-22 stands, 3.37."""
_KEEPALIVES: Final = {
    # A database that moved to another host says no goodbye; without these a thread waits for hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def make_jobs_engine(address: str) -> Engine:
    """Make an engine for the jobs of a bot; nothing is connected yet.

    Args:
        address: The bot's own `DATABASE_URL`.

    Raises:
        ConfigError: It is not the address of a database that can be used.
    """
    url = jobs_url(address)
    if url.get_backend_name() == "postgresql":
        return _postgres(url)
    return _sqlite(url)


def jobs_url(address: str) -> URL:
    """Say where the jobs of a bot are; raises as `make_jobs_engine` does."""
    url = engine_url(address)
    if url.get_backend_name() == "postgresql":
        return url
    return url.set(drivername="sqlite", database=_beside(url.database))


def _postgres(url: URL) -> Engine:
    return sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=2,
        max_overflow=_CONNECTIONS - 2,
        pool_timeout=_POOL_TIMEOUT,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT,
            "prepare_threshold": None,
            "application_name": "prodcheck jobs",
            **_KEEPALIVES,
        },
    )


def _sqlite(url: URL) -> Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_TIMEOUT},
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _beside(database: str | None) -> str:
    """Name the file of the jobs after the bot's: `bot.db` has `bot-jobs.db` beside it."""
    path = Path("prodcheck.db" if database in {None, "", ":memory:"} else str(database))
    return str(path.with_name(f"{path.stem}-jobs{path.suffix}"))


def _set_up(connection: DBAPIConnection, _: Any) -> None:  # noqa: ANN401
    if sqlite3.sqlite_version_info < _KNOWS_SUBSEC:
        connection.create_function("unixepoch", 1, _unixepoch)
    connection.isolation_level = "IMMEDIATE"  # as DBOS sets up engines that it makes itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _unixepoch(modifier: str) -> float:
    """Stand in for `unixepoch('subsec')`, all that DBOS asks for."""
    if modifier != "subsec":
        raise ValueError(modifier)
    return time.time()
