import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.store import Store, StoreUnavailable
from bot.store.database import Database
from core.errors import ConfigError
from tests.bot_store.conftest import KEY, Clock
from tests.bot_store.test_reports import REPORT, SNAPSHOT
from tests.postgres import Postgres


class Listener:
    """Takes connections and counts them; what follows is up to how it was made."""

    def __init__(self) -> None:
        self.port = 0
        self.taken = 0


@asynccontextmanager
async def listening(*, silent: bool) -> AsyncIterator[Listener]:
    """Hangs up at once, or says nothing for ever."""
    here, over = Listener(), asyncio.Event()

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here.taken += 1
        if silent:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    here.port = server.sockets[0].getsockname()[1]
    yield here
    over.set()
    server.close()
    await server.wait_closed()


async def save(store: Store) -> str:
    return await store.save_report(REPORT, SNAPSHOT, team_id="T1", user_id="U1")


async def everything_is_refused(store: Store) -> None:
    for attempt in (
        save(store),
        store.report("r"),
        store.latest_reports("T1"),
        store.account("T1", "U1"),
        store.new_state("T1", "U1"),
        store.take_state("s"),
        store.note("a", "b"),
        store.noted("a"),
        store.ready(),
    ):
        with pytest.raises(StoreUnavailable):
            await attempt


async def touch(database: Database) -> bool:
    """Whether the database is away."""
    try:
        async with database.begin():
            return False
    except StoreUnavailable:
        return True


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_database_that_is_away_at_the_start_is_no_end(
    caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    url = f"postgres://ada:lovelace@127.0.0.1:{closed_port()}/bot"
    store = await Store.open(url, [KEY], now=clock)
    await everything_is_refused(store)
    await store.close()
    assert "not kept" in caplog.text
    assert "lovelace" not in caplog.text


async def test_meanwhile_events_are_still_told_apart(clock: Clock) -> None:
    store = await Store.open(f"postgres://127.0.0.1:{closed_port()}/bot", now=clock)
    assert await store.first_time("Ev1")
    assert not await store.first_time("Ev1")
    assert await store.first_time("Ev2")
    await store.close()


async def test_a_database_that_was_away_is_not_asked_again_at_once(clock: Clock) -> None:
    async with listening(silent=False) as listener:
        store = await Store.open(f"postgres://127.0.0.1:{listener.port}/bot", now=clock)
        asked = listener.taken
        for _ in range(10):
            with pytest.raises(StoreUnavailable):
                await save(store)
        assert listener.taken == asked > 0
        with pytest.raises(StoreUnavailable):
            await store.ready()
        assert listener.taken > asked
        await store.close()


async def test_a_database_that_says_nothing_keeps_many_waiting_once_and_not_for_long() -> None:
    async with listening(silent=True) as listener:
        database = Database(f"postgres://127.0.0.1:{listener.port}/bot")
        async with asyncio.timeout(10):
            found = await asyncio.gather(*(touch(database) for _ in range(20)))
            async with asyncio.timeout(1):
                assert await touch(database)
        assert found == [True] * 20
        await database.close()


@pytest.mark.needs("initdb")
async def test_a_server_may_stop_and_come_back(postgres: Postgres, clock: Clock) -> None:
    store = await Store.open(postgres.new_database("stop-and-go"), [KEY], now=clock)
    report_id = await save(store)
    postgres.stop()
    try:
        await everything_is_refused(store)
    finally:
        postgres.start()
    await store.ready()
    kept = await store.report(report_id)
    assert kept is not None
    assert await save(store)
    await store.close()


async def test_a_folder_may_come_later(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "later"
    store = await Store.open(f"sqlite:///{folder}/bot.db", [KEY], now=clock)
    await everything_is_refused(store)
    folder.mkdir()
    await store.ready()
    assert await store.report(await save(store)) is not None
    await store.close()


async def test_a_file_that_is_no_database_is_as_away(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "bot.db").write_text("Dear diary, " * 1000)
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", [KEY], now=clock)
    await everything_is_refused(store)
    await store.close()


@pytest.mark.needs("initdb")
async def test_one_bad_value_does_not_make_the_database_away(
    postgres: Postgres, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    store = await Store.open(postgres.new_database("bad-value"), now=clock)
    with pytest.raises(StoreUnavailable):
        await store.note("Postgres takes no", "\0")
    assert "refuses a statement" in caplog.text
    await store.note("but", "goes on")
    assert await store.noted("but") == "goes on"
    await store.close()


@pytest.mark.parametrize("url", ["mysql://h/d", "nonsense", "", "postgres://h:port/d"])
async def test_what_is_no_database_of_ours_is_said_at_once(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        await Store.open(url)
