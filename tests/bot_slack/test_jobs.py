import asyncio

import pytest

from bot.jobs import Jobs
from bot.parts import come_to_an_end
from bot.slack.patience import Patience, Presses
from tests.bot_slack.bots import until
from tests.engines import LoopEngine


async def test_a_job_that_fails_is_logged_under_a_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def crash() -> None:
        raise RuntimeError("nobody foresaw this")

    jobs = Jobs()
    jobs.start(crash())
    await jobs.drain(5)
    assert "nobody foresaw this" in caplog.text
    assert len(jobs) == 0


async def test_jobs_that_end_in_time_are_waited_for() -> None:
    done = []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("work")

    jobs = Jobs()
    jobs.start(work(), on_cut=lambda: _note(done, "cut"))
    await jobs.drain(5)
    assert done == ["work"]


async def test_jobs_that_do_not_are_cut_and_those_who_wait_are_told() -> None:
    told: list[str] = []
    jobs = Jobs()
    for name in ("one", "two"):
        jobs.start(asyncio.Event().wait(), on_cut=lambda name=name: _note(told, name))  # type: ignore[arg-type, misc]
    jobs.start(asyncio.Event().wait())  # type: ignore[arg-type]
    await jobs.drain(0)
    assert sorted(told) == ["one", "two"]
    assert len(jobs) == 0


async def test_durable_jobs_stop_while_the_others_are_waited_for() -> None:
    began, told = asyncio.Event(), asyncio.Event()

    async def note() -> None:
        told.set()

    class Slow(LoopEngine):
        """Stops when a job has been refused, which none is before the others are waited for."""

        async def stop(self) -> None:
            began.set()
            while not told.is_set():
                jobs.start(asyncio.sleep(0), on_cut=note)
                await asyncio.sleep(0.01)

    jobs = Jobs()
    jobs.start(began.wait())  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        await come_to_an_end(jobs, Slow())
    assert len(jobs) == 0


async def test_a_farewell_that_fails_takes_no_other_along(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []

    async def crash() -> None:
        raise RuntimeError("no way to tell")

    jobs = Jobs()
    jobs.start(asyncio.Event().wait(), on_cut=crash)  # type: ignore[arg-type]
    jobs.start(asyncio.Event().wait(), on_cut=lambda: _note(told, "two"))  # type: ignore[arg-type]
    await jobs.drain(0)
    assert told == ["two"]
    assert "no way to tell" in caplog.text


async def test_a_farewell_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs._FAREWELL_SECONDS", 0.0)
    jobs = Jobs()
    jobs.start(asyncio.Event().wait(), on_cut=asyncio.Event().wait)  # type: ignore[arg-type]
    await jobs.drain(0)
    assert len(jobs) == 0


async def test_after_the_end_a_job_is_cut_before_it_begins() -> None:
    told: list[str] = []
    jobs = Jobs()
    await jobs.drain(0)
    jobs.start(_note(told, "work"), on_cut=lambda: _note(told, "cut"))
    await until(lambda: len(jobs) == 0)
    assert told == ["cut"]


async def _note(told: list[str], word: str) -> None:
    told.append(word)


async def test_patience_ends_when_a_crowd_comes() -> None:
    patience = Patience(60.0, most=2)
    answers = [asyncio.get_running_loop().create_future() for _ in range(3)]
    waits = [asyncio.create_task(patience.wait(answer)) for answer in answers]
    assert await asyncio.gather(*waits) == [None, None, None]
    assert all(answer.cancelled() for answer in answers)


async def test_patience_gives_the_answer_that_comes() -> None:
    patience = Patience(60.0)
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    wait = asyncio.create_task(patience.wait(answer))
    await asyncio.sleep(0)
    answer.set_result("here")
    assert await wait == "here"


def test_presses_forget() -> None:
    now = 100.0
    presses = Presses(clock=lambda: now)
    assert presses.is_first("a")
    assert not presses.is_first("a")
    assert presses.is_first("b")
    now += 1.0
    assert presses.is_first("a")
    now += 1.0
    assert presses.is_first("c")
    assert len(presses._at) == 1
