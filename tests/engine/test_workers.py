"""Workers as processes, some of which die."""

import asyncio
import contextlib
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from bot.store import Store
from bot.work import GIVEN_UP
from tests.bot_store.conftest import raw
from tests.bot_web.processes import ROOT, environment
from tests.engine.conftest import Tally, eventually, save_watches, stored, until
from tests.engine.worker import HANGS, POISON
from tests.postgres import Postgres, running

on_postgres = pytest.mark.needs("initdb")


@contextlib.asynccontextmanager
async def worker(url: str, tally: Tally, **environ: str) -> AsyncIterator[Process]:
    given = {"DATABASE_URL": url, "TALLY": tally.url, **environ}
    run = await create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.engine.worker",
        cwd=ROOT,
        env=environment(given),
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        yield run
    finally:
        if run.returncode is None:
            run.kill()
        await run.wait()


async def stopped(run: Process) -> int:
    run.send_signal(signal.SIGTERM)
    async with asyncio.timeout(25):  # a dyno has thirty
        return await run.wait()


def told(tally: Tally) -> set[str]:
    """The apps that were told of."""
    return {body for body in tally.posts if body.startswith("app")}


def twice(tally: Tally) -> list[str]:
    return [app for app in told(tally) if tally.posts[app] > 1]


async def all_said(url: str) -> None:
    """Wait until no message is on its way: who dies in the middle of one may say it twice."""

    async def none_waits() -> bool:
        return not await raw(url, "SELECT 1 FROM posts WHERE sent_at IS NULL LIMIT 1")

    await eventually(none_waits)


@on_postgres
async def test_of_three_workers_one_is_killed_and_nothing_is_lost_or_told_twice(
    postgres: Postgres, tally: Tally
) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    async with stored(url) as store:
        apps = await save_watches(store, 150)
        async with (
            worker(url, tally, STOP_AFTER="10") as victim,
            contextlib.AsyncExitStack() as more,
        ):
            await until(lambda: tally.posts[HANGS.decode()] > 0)
            for _ in range(2):
                await more.enter_async_context(worker(url, tally))
            await until(lambda: len(told(tally)) > 10)
            await all_said(url)
            victim.kill()
            assert told(tally) != apps
            await until(lambda: told(tally) == apps)
            await all_said(url)
        assert twice(tally) == []
        assert len(await store.workers()) == 2


@on_postgres
async def test_two_that_start_at_once_share_an_empty_database_and_a_minute(
    postgres: Postgres, tally: Tally
) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    first = time.time() // 60
    async with worker(url, tally), worker(url, tally), stored(url) as store:
        apps = await save_watches(store, 40)
        await until(lambda: told(tally) == apps and tally.posts["minute"] > 0)
        await all_said(url)
        assert len(await store.workers()) == 2
    assert twice(tally) == []
    assert tally.posts["minute"] <= time.time() // 60 - first + 1


@on_postgres
async def test_an_app_that_ends_its_worker_stops_no_other(postgres: Postgres, tally: Tally) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    async with stored(url) as store:
        apps = await save_watches(store, 12)
        await save_watches(store, 1, app=POISON)
        async with kept_alive(url, tally) as deaths:
            await until(lambda: told(tally) == apps)
            await until(lambda: len(deaths) == 4)  # once among others, and three times alone
            await eventually(lambda: rests(store))
        assert len(deaths) == 4


async def rests(store: Store) -> bool:
    found = await store.watch(f"w-{POISON}")
    return found is not None and found.paused == GIVEN_UP


@contextlib.asynccontextmanager
async def kept_alive(url: str, tally: Tally) -> AsyncIterator[list[int]]:
    """A worker, started again whenever it dies."""
    deaths: list[int] = []

    async def keep() -> None:
        while True:
            async with worker(url, tally) as run:
                deaths.append(await run.wait())

    task = asyncio.create_task(keep())
    yield deaths
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@on_postgres
async def test_a_worker_told_to_stop_leaves_what_it_was_at_to_the_next(
    postgres: Postgres, tally: Tally
) -> None:
    url = postgres.new_database(f"test-{uuid4().hex}")
    async with stored(url) as store:
        apps = await save_watches(store, 30)
        async with worker(url, tally, STOP_AFTER="10") as first:
            await until(lambda: tally.posts[HANGS.decode()] > 0)
            assert await stopped(first) == 0
        assert await store.workers() == {}
        assert told(tally) != apps
        async with worker(url, tally):
            await until(lambda: told(tally) == apps)
            await all_said(url)
    assert twice(tally) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_a_new_process_goes_on_where_a_killed_one_was(
    database_url: str, tally: Tally
) -> None:
    async with stored(database_url) as store:
        apps = await save_watches(store, 30)
        async with worker(database_url, tally, STOP_AFTER="10") as first:
            await until(lambda: tally.posts[HANGS.decode()] > 0)
            await all_said(database_url)
            first.kill()
        async with worker(database_url, tally):
            await until(lambda: told(tally) == apps)
            await all_said(database_url)
    assert twice(tally) == []


@on_postgres
async def test_a_database_that_is_restarted_underneath_costs_nothing_but_time(
    tally: Tally,
) -> None:
    with running() as server:
        url = server.url()
        async with stored(url) as store:
            apps = await save_watches(store, 100)
        async with worker(url, tally):
            await until(lambda: len(told(tally)) > 10)
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            await until(lambda: told(tally) == apps)


@on_postgres
async def test_a_worker_ends_in_time_while_the_database_is_away(tally: Tally) -> None:
    with running() as server:
        url = server.url()
        async with stored(url) as store:
            await save_watches(store, 60)
        async with worker(url, tally) as run:
            await until(lambda: len(told(tally)) > 10)
            await asyncio.to_thread(server.stop)
            assert await stopped(run) == 0
        await asyncio.to_thread(server.start)  # to be stopped at the end


@on_postgres
async def test_a_worker_waits_for_a_database_that_is_away(tally: Tally) -> None:
    with running() as server:
        url = server.url()
        async with stored(url) as store:
            apps = await save_watches(store, 5)
        await asyncio.to_thread(server.stop)
        async with worker(url, tally) as run:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(run.wait(), 3)
            await asyncio.to_thread(server.start)
            await until(lambda: told(tally) == apps)
            assert await stopped(run) == 0
