"""What is done with watches that are due; the engine is a pretended one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot import work as work_module
from bot.engine.port import Engine
from bot.store import Store, StoreUnavailable
from bot.work import CHUNK, GIVEN_UP, SEND, TICK, Duties, Work
from tests.bot_store.conftest import START, Clock
from tests.bot_store.test_watches import watch
from tests.engine.conftest import until
from tests.engine.fakes import FakeEngine

NOW = datetime.fromtimestamp(START, UTC)


class Runner:
    """Finishes what it is given; apps it is told to are slow, or find the database away once."""

    def __init__(self, store: Store) -> None:
        self.ran: list[str] = []
        self.slow: set[str] = set()
        self.away: set[str] = set()
        self._store = store

    async def run(self, watch_id: str, claim: int) -> None:
        if watch_id in self.away:
            self.away.discard(watch_id)
            raise StoreUnavailable("away")
        if watch_id in self.slow:
            await asyncio.Event().wait()
        found = await self._store.watch(watch_id)
        assert found is not None
        assert found.claim == claim
        self.ran.append(watch_id)
        done = msgspec.structs.replace(found, next_due=NOW + timedelta(days=1))
        assert await self._store.finish_run(done, ran_at=NOW)


class Sender:
    def __init__(self) -> None:
        self.asked = 0
        self.sent = 0
        self.fails: list[Exception] = []
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def send_due(self) -> int:
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        await self.may_end.wait()
        self.sent += 1
        return 1


class Bench:
    """Work, and all that it stands on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.engine = FakeEngine()
        self.runner = Runner(store)
        self.sender = Sender()
        self.nights = 0
        engine: Engine = self.engine
        duties = Duties(
            runner=self.runner, sender=self.sender, at_once=2, nightly=(self._count_night,)
        )
        self.work = Work(engine, store, duties, now=clock)
        self.work.register()

    async def minute(self) -> None:
        for each in self.engine.minutes.values():
            await each()
        await self.engine.run()

    async def _count_night(self) -> None:
        self.nights += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: object, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", now=clock)
    yield store
    await store.close()


@pytest.fixture
async def bench(store: Store, clock: Clock) -> AsyncIterator[Bench]:
    bench = Bench(store, clock)
    yield bench
    await bench.work.stop()


async def test_every_watch_that_is_due_runs_once_and_no_other(bench: Bench) -> None:
    due = {f"w{number}" for number in range(CHUNK + 5)}
    for name in due:
        await bench.store.save_watch(watch(name))
    await bench.store.save_watch(watch("later", next_due=NOW + timedelta(hours=1)))
    await bench.store.save_watch(watch("rests", paused="because"))
    await bench.minute()
    await bench.minute()
    assert sorted(bench.runner.ran) == sorted(due)


async def test_runs_that_were_missed_are_made_up_for_once(bench: Bench) -> None:
    await bench.store.save_watch(watch(schedule="hourly", next_due=NOW - timedelta(days=3)))
    await bench.minute()
    await bench.minute()
    assert bench.runner.ran == ["w1"]


async def test_as_many_sweeps_are_asked_for_as_there_is_work_for(bench: Bench) -> None:
    for number in range(2 * CHUNK + 1):
        await bench.store.save_watch(watch(f"w{number}"))
    await bench.engine.jobs[TICK]("")
    assert [kind for kind, _, _ in bench.engine.waiting] == ["watches"] * 3
    await bench.engine.jobs[TICK]("")  # those may be about to end: more are asked for
    assert len(bench.engine.waiting) == 6


async def test_what_is_said_is_sent_after_each_watch_and_every_minute(bench: Bench) -> None:
    await bench.minute()
    await until(lambda: bench.sender.asked == 1)
    await bench.store.save_watch(watch())
    await bench.engine.jobs[TICK]("")
    await bench.engine.run()
    await until(lambda: bench.sender.asked == 2)
    await bench.engine.jobs[SEND]("")
    assert bench.sender.asked == 3


async def test_what_cannot_be_sent_waits_for_the_next_who_asks(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.sender.fails = [StoreUnavailable("away"), ValueError("unforeseen")]
    for _ in range(3):
        await bench.engine.jobs[SEND]("")
    assert bench.sender.asked == 3
    assert "could not be sent" in caplog.text


async def test_a_message_on_its_way_is_not_cut_by_the_end(bench: Bench) -> None:
    bench.sender.may_end.clear()
    job = asyncio.ensure_future(bench.engine.jobs[SEND](""))
    await until(lambda: bench.sender.asked == 1)
    job.cancel()
    end = asyncio.create_task(bench.work.stop())
    await asyncio.sleep(0)
    bench.sender.may_end.set()
    await end
    assert bench.sender.sent == 1


async def test_a_watch_that_takes_too_long_is_cut_and_the_others_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(work_module, "_PATIENCE", 2.0)
    bench.runner.slow = {"w1"}
    for name in ("w1", "w2"):
        await bench.store.save_watch(watch(name))
    await bench.minute()
    assert bench.runner.ran == ["w2"]
    assert "took too long" in caplog.text


async def test_a_watch_is_tried_again_when_the_database_was_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "_AWAY", 0.0)
    bench.runner.away = {"w1"}
    await bench.store.save_watch(watch())
    await bench.minute()
    assert bench.runner.ran == ["w1"]


async def test_a_claim_that_is_about_to_run_out_is_not_begun(bench: Bench) -> None:
    await bench.store.save_watch(watch())
    work, take, _ = bench.engine.sweeps["watches"]
    (item,) = await take()
    bench.clock.pass_by(minutes=13)
    await work(item)
    assert bench.runner.ran == []
    bench.clock.pass_by(minutes=3)
    await bench.minute()
    assert bench.runner.ran == ["w1"]


async def test_a_watch_that_ends_its_worker_rests(bench: Bench) -> None:
    await bench.store.save_watch(watch())
    _, take, given_up = bench.engine.sweeps["watches"]
    (item,) = await take()
    await given_up(item)
    found = await bench.store.watch("w1")
    assert found is not None
    assert found.paused == GIVEN_UP
    (said,) = await bench.store.take_posts(NOW, 10)
    assert b"ended me several times" in said.body


async def test_at_night_it_tidies_up_once(bench: Bench) -> None:
    await bench.minute()  # it is seven in the evening, and nobody tidied up that day
    assert bench.nights == 1
    bench.clock.pass_by(hours=6)
    await bench.minute()
    assert bench.nights == 1
    bench.clock.pass_by(hours=3)
    await bench.minute()
    await bench.minute()
    assert bench.nights == 2
