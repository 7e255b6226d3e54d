"""The engine through its port, in this process, on both databases."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.engine.durable import DurableEngine
from bot.engine.port import JobStatus
from bot.store import StoreUnavailable
from tests.bot_store.conftest import raw
from tests.engine.conftest import PATIENCE, eventually, stored, until
from tests.engine.worker import QUICK

Prepare = Callable[[DurableEngine], None]


@contextlib.asynccontextmanager
async def running(
    url: str, prepare: Prepare, now: Callable[[], float] = time.time
) -> AsyncIterator[DurableEngine]:
    async with stored(url) as store:
        engine = DurableEngine(url, store, runs=True, now=now, timing=QUICK)
        prepare(engine)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()


async def becomes(engine: DurableEngine, job_id: str | None, wanted: JobStatus) -> None:
    assert job_id is not None

    async def is_it() -> bool:
        return await engine.status(job_id) == wanted

    await eventually(is_it)


async def test_jobs_from_their_beginning_to_each_of_their_ends(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    ends = asyncio.Event()

    async def work(argument: str) -> None:
        if argument == "fails":
            raise ValueError("xoxb-secret")
        if argument == "hangs":
            try:
                await asyncio.Event().wait()
            finally:
                ends.set()
        done.append(argument)

    async with running(database_url, lambda engine: engine.job("work", work)) as engine:
        hangs = await engine.enqueue("work", "hangs", key="one")
        assert await engine.enqueue("work", "again", key="one") is None
        other = await engine.enqueue("work", "other", key="two")
        fails = await engine.enqueue("work", "fails")
        await becomes(engine, other, "done")
        await becomes(engine, fails, "failed")
        await becomes(engine, hangs, "running")
        assert (await engine.pulse()).running == 1
        await engine.cancel(str(hangs))
        assert await engine.status(str(hangs)) == "cancelled"
        await asyncio.wait_for(ends.wait(), PATIENCE)
        again = await engine.enqueue("work", "again", key="one")
        await becomes(engine, again, "done")
        assert await engine.status("no-such-job") == "unknown"
        assert engine.alive
    assert sorted(done) == ["again", "other"]
    assert "A job of the kind work failed" in caplog.text
    schema = "dbos." if database_url.startswith("postgres") else ""
    kept = await raw(jobs_of(database_url), f"SELECT error FROM {schema}workflow_status")  # noqa: S608  ours
    assert "xoxb-secret" not in str(kept)


async def test_jobs_that_take_long_hold_up_none_of_the_others(database_url: str) -> None:
    done: list[str] = []

    async def long(_: str) -> None:
        await asyncio.Event().wait()

    async def quick(argument: str) -> None:
        done.append(argument)

    def prepare(engine: DurableEngine) -> None:
        engine.job("long", long, lengthy=True)
        engine.job("quick", quick)

    async with running(database_url, prepare) as engine:
        for _ in range(20):
            await engine.enqueue("long")
        await until(lambda: engine._runner.running >= 8)
        await becomes(engine, await engine.enqueue("quick", "one"), "done")
        assert (await engine.pulse()).waiting > 0
    assert done == ["one"]


def jobs_of(url: str) -> str:
    return url.replace("bot.db", "bot-jobs.db")


async def test_what_is_cut_by_the_end_goes_on_at_the_next_start(database_url: str) -> None:
    began = asyncio.Event()
    done: list[str] = []
    waits = True

    async def work(argument: str) -> None:
        began.set()
        if waits:
            await asyncio.Event().wait()
        done.append(argument)

    def prepare(engine: DurableEngine) -> None:
        engine.job("work", work)

    async with running(database_url, prepare) as engine:
        job_id = await engine.enqueue("work", "long")
        await asyncio.wait_for(began.wait(), PATIENCE)
    waits = False
    async with running(database_url, prepare) as engine:
        await becomes(engine, job_id, "done")
    assert done == ["long"]


async def idle(engine: DurableEngine) -> bool:
    return not (await engine.pulse()).waiting and not await engine.begun()


async def test_a_minute_is_had_by_one_and_never_again(database_url: str) -> None:
    had: list[int] = []
    minute = 0

    async def work() -> None:
        had.append(minute)

    def prepare(engine: DurableEngine) -> None:
        engine.every_minute("minute", work)

    async with (
        running(database_url, prepare, now=lambda: 0.0) as engine,
        stored(database_url) as store,
    ):
        other = DurableEngine(database_url, store, runs=False)
        prepare(other)
        await until(lambda: had == [0])
        for minute in (1, 2, 1, 0, 3):  # the clock is set back, and right again
            asked = [each._minutes.ask(minute) for each in (engine, other, engine)]
            assert await asyncio.gather(*asked) == [True] * 3
            await eventually(lambda: idle(engine))
        await other.stop()
    assert had == [0, 1, 2, 3]


async def test_old_jobs_are_forgotten_and_those_under_way_are_not(database_url: str) -> None:
    later = 0.0

    async def work(argument: str) -> None:
        if argument == "hangs":
            await asyncio.Event().wait()

    def now() -> float:
        return time.time() + later

    async with running(database_url, lambda engine: engine.job("work", work), now) as engine:
        quick, hangs = await engine.enqueue("work"), await engine.enqueue("work", "hangs")
        await becomes(engine, quick, "done")
        await becomes(engine, hangs, "running")
        await engine.prune()
        assert await engine.status(str(quick)) == "done"
        later = 4 * 86_400.0
        await engine.prune()
        assert await engine.status(str(quick)) == "unknown"
        assert await engine.status(str(hangs)) == "running"


async def test_who_only_asks_for_jobs_hears_that_nobody_runs_them(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    async with stored(url) as store:
        engine = DurableEngine(url, store, runs=False)
        engine.job("work", nothing)
        await engine.start()
        with pytest.raises(StoreUnavailable):
            await engine.enqueue("work")
        await engine.stop()


async def nothing(_: str) -> None:
    """Do nothing."""
