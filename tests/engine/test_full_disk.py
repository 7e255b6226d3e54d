"""A disk that is full, on SQLite."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.engine.durable import DurableEngine
from bot.engine.keeper import Timing
from bot.store import StoreUnavailable
from tests.engine.conftest import eventually, stored, until

QUICK = Timing(poll=0.2, beat=0.3, silence=1.5, stray=2.0)
WRITES = ("INSERT ON operation_outputs", "UPDATE ON workflow_status")
"""With which the end of a job is written down."""


def say(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


async def test_a_job_whose_end_cannot_be_written_down_begins_anew_when_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    jobs = tmp_path / "bot-jobs.db"
    began, may_end = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def work(argument: str) -> None:
        began.set()
        await may_end.wait()
        done.append(argument)

    async with stored(url) as store:
        engine = DurableEngine(url, store, runs=True, timing=QUICK)
        engine.job("work", work)
        await engine.start()
        job_id = await engine.enqueue("work", "first", key="one")
        assert job_id is not None
        await asyncio.wait_for(began.wait(), 30)
        full = "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        say(jobs, *(f"CREATE TRIGGER f{n} BEFORE {w} {full}" for n, w in enumerate(WRITES)))
        may_end.set()
        await until(lambda: done == ["first"] and not engine.runs(job_id))
        assert await engine.status(job_id) == "running"
        say(jobs, *(f"DROP TRIGGER f{n}" for n, _ in enumerate(WRITES)))

        async def is_done() -> bool:
            return await engine.status(job_id) == "done"

        await eventually(is_done)
        assert await engine.enqueue("work", "second", key="one") is not None
        await until(lambda: "second" in done)
        await engine.stop()
    assert done == ["first", "first", "second"]
    assert "begins anew" in caplog.text


async def test_nothing_can_be_asked_for_while_it_is_full(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    may_end = asyncio.Event()

    async def work(_: str) -> None:
        await may_end.wait()

    async with stored(url) as store:
        engine = DurableEngine(url, store, runs=True, timing=QUICK)
        engine.job("work", work)
        await engine.start()
        await engine.enqueue("work")
        no_more = ["PRAGMA max_page_count=1"]  # SQLite takes it for the size that the file has
        sa.event.listen(engine._engine, "checkout", lambda each, *_: each.execute(no_more[0]))
        await fill(engine)
        no_more[0] = "PRAGMA max_page_count=1000000"
        assert await engine.enqueue("work") is not None
        may_end.set()

        async def is_idle() -> bool:
            return not (await engine.pulse()).waiting and not await engine.begun()

        await eventually(is_idle)
        await engine.stop()


async def fill(engine: DurableEngine) -> None:
    for _ in range(1_000):
        try:
            await engine.enqueue("work", "x" * 10_000)
        except StoreUnavailable:
            return
    raise AssertionError("there is always room")
