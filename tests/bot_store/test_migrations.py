import asyncio
import logging
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from bot.store import Store
from bot.store.engine import make_engine
from bot.store.tables import make_tables
from tests.bot_store.conftest import START, Clock, raw, written
from tests.bot_store.test_reports import REPORT, save


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, make_tables().metadata))


async def test_the_migrations_make_the_very_tables_that_the_code_describes(
    store: Store, database_url: str
) -> None:
    await store.ready()
    engine = make_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_two_that_start_at_once_both_come_up(database_url: str, clock: Clock) -> None:
    stores = await asyncio.gather(*(Store.open(database_url, now=clock) for _ in range(4)))
    for store in stores:
        await store.ready()
        await store.close()
    assert await raw(database_url, "SELECT version_num FROM alembic_version") == [("0004",)]


async def test_an_older_database_is_brought_up_and_keeps_its_rows(
    store: Store, database_url: str, clock: Clock
) -> None:
    await store.note("kept", "yes")
    report_id = await save(store, "ha-app")
    for statement in (
        *(f"DROP TABLE {table}" for table in ("watches", "posts", "hooks", "workers")),
        *(f"DROP TABLE {table}" for table in ("fleets", "fleet_rows")),
        "DROP TABLE slack_bots",
        "DROP TABLE slack_installations",
        "DROP INDEX reports_by_verdict",
        "DROP INDEX snapshots_by_age",
        "CREATE INDEX reports_by_age ON reports (at)",
        "ALTER TABLE reports DROP COLUMN verdict",
        "ALTER TABLE reports DROP COLUMN cause",
        f"UPDATE reports SET report = {written(REPORT, database_url)}",  # noqa: S608
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        await raw(database_url, statement)
    newer = await Store.open(database_url, now=clock)
    assert await newer.noted("kept") == "yes"
    (kept,) = await newer.history("T1", datetime.fromtimestamp(START, UTC))
    assert (kept.id, kept.verdict) == (report_id, REPORT.verdict)
    await newer.close()
    assert await raw(database_url, "SELECT count(*) FROM slack_bots") == [(0,)]


async def test_a_database_of_a_newer_release_is_used_as_it_is(
    store: Store, database_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await store.note("kept", "yes")
    await raw(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with caplog.at_level(logging.WARNING):
        older = await Store.open(database_url, now=clock)
    assert await older.noted("kept") == "yes"
    await older.close()
    assert "newer prodcheck" in caplog.text


async def test_sqlite_lets_readers_and_a_writer_work_side_by_side(store: Store) -> None:
    if store.database.engine.dialect.name == "postgresql":
        return
    async with store.database.begin() as connection:
        assert await connection.exec_driver_sql("PRAGMA journal_mode") is not None
