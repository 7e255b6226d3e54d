"""Whatever runs every minute, and whatever a person waits for, is found by an index."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store import Store
from tests.bot_store.conftest import START
from tests.bot_store.test_hooks_and_fleets import HOOK
from tests.bot_store.test_reports import save
from tests.bot_store.test_watches import watch

NOW = datetime.fromtimestamp(START, UTC)
Call = Callable[[Store], Awaitable[object]]


async def plans(store: Store, call: Call) -> list[str]:
    """How the database would do what a call asks of it, if it had many rows."""
    engine, said = store.database.engine, list[tuple[str, Any]]()

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        said.append((statement, parameters))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    await call(store)
    sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
    on_postgres = engine.dialect.name == "postgresql"
    explain = "EXPLAIN" if on_postgres else "EXPLAIN QUERY PLAN"
    asked = [each for each in said if each[0].startswith(("SELECT", "UPDATE"))]
    async with engine.begin() as connection:
        if on_postgres:
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        lines = [
            str(row[-1])
            for statement, parameters in asked
            for row in await connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]
    assert lines
    return lines


@pytest.mark.parametrize(
    ("index", "call"),
    [
        ("watches_by_due", lambda store: store.count_due(NOW)),
        ("watches_by_due", lambda store: store.longest_due(NOW)),
        ("watches_by_due", lambda store: store.claim_due(NOW, 20)),
        ("watches_of_app", lambda store: store.ask_again("id-w1", NOW)),
        ("posts_to_send", lambda store: store.take_posts(NOW, 8)),
        ("hooks_of_webhook", lambda store: store.hook_of_webhook("wh-1")),
        ("reports_of_team", lambda store: store.latest_reports("T1")),
        ("reports_of_team", lambda store: store.report_before("T1", "app", NOW)),
        ("reports_of_team", lambda store: store.history("T1", NOW, app="app")),
        ("reports_by_verdict", lambda store: store.history("T1", NOW - timedelta(days=90))),
    ],
)
async def test_it_is_found_by_an_index(store: Store, index: str, call: Call) -> None:
    await store.save_watch(watch())
    await store.save_hook(HOOK)
    await save(store, "ha-app")
    found = await plans(store, call)
    # With so few rows, Postgres takes any index that begins alike.
    wanted = "Index" if store.database.engine.dialect.name == "postgresql" else index
    assert any(wanted in line for line in found)
    assert [line for line in found if "Seq Scan" in line or _is_scan(line)] == []


async def test_snapshots_to_drop_are_found_among_those_that_are_there(store: Store) -> None:
    await save(store, "ha-app")
    found = await plans(store, lambda store: store.prune())
    assert any("snapshots_by_age" in line for line in found)


def _is_scan(line: str) -> bool:
    """Whether SQLite would read a whole table of ours."""
    tables = ("watches", "posts", "reports", "hooks")
    return line.startswith(tuple(f"SCAN {table}" for table in tables))
