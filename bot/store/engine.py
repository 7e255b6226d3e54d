"""The database: one engine for SQLite and Postgres, impatient enough for a chat."""

from typing import Any, Final

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import ConfigError

CONNECT_TIMEOUT: Final = 3
"""Seconds to reach Postgres, and to wait for a free connection."""
_BUSY_TIMEOUT: Final = 5
"""Seconds that SQLite waits for another writer."""
_CONNECTIONS: Final = 8
"""At most. The smallest Heroku Postgres plans allow 20 for all dynos of an app."""
_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",  # what Heroku writes; SQLAlchemy knows only the long form
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
LOCK_AT_ONCE: Final = "prodcheck_lock_at_once"
"""Execution option: a transaction on SQLite takes the write lock when it begins."""


def engine_url(address: str) -> URL:
    """Turn a `DATABASE_URL` into one that names our drivers.

    Raises:
        ConfigError: It is not the address of a database that can be used.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise _unusable() from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise _unusable()
    return url.set(drivername=driver)


def make_engine(address: str) -> AsyncEngine:
    """Make an engine; nothing is connected yet.

    Raises:
        ConfigError: It is not the address of a database that can be used.
    """
    url = engine_url(address)
    if url.get_backend_name() == "postgresql":
        return _postgres(url)
    return _sqlite(url)


def _unusable() -> ConfigError:
    return ConfigError(
        "DATABASE_URL is not an address of a database that can be used.",
        hint="It should begin with postgres:// or sqlite:///.",
    )


def _postgres(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,  # Heroku moves databases and cuts idle connections
        pool_size=_CONNECTIONS // 2,
        max_overflow=_CONNECTIONS - _CONNECTIONS // 2,
        pool_timeout=CONNECT_TIMEOUT,
        # A connection pooler in front of Postgres knows no statement prepared elsewhere.
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "prepare_threshold": None},
    )


def _sqlite(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        # One writes at a time anyhow. Connections that wait for each other inside SQLite are served
        # in no order, and under load some of them never; the pool has a queue.
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": _BUSY_TIMEOUT},
    )
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _: Any) -> None:  # noqa: ANN401
    connection.isolation_level = None  # sqlite3 would begin late, and commit around DDL
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    at_once = connection.get_execution_options().get(LOCK_AT_ONCE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if at_once else "BEGIN")
