"""Who is taken for dead, and what becomes of their jobs; clocks that differ deceive nobody."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.engine.keeper import Begun, Keeper, Timing
from bot.store import Store
from tests.engine.conftest import stored

JOB = Begun(id="j1", kind="work", argument="a", queue="jobs", worker="other", deaths=0)
QUICK = Timing(beat=0.05, silence=0.3, stray=0.3)


class Jobs:
    """What is written down of jobs, and what the keeper does with them."""

    def __init__(self, *begun: Begun) -> None:
        self.jobs = list(begun)
        self.deaths: list[str] = []
        self.taken: list[str] = []
        self.begun_anew: list[str] = []

    async def begun(self) -> list[Begun]:
        return self.jobs

    def runs(self, job_id: str) -> bool:
        return job_id == "runs"

    async def died(self, job: Begun) -> None:
        self.deaths.append(job.id)

    async def take_over(self, worker: str) -> None:
        self.taken.append(worker)
        self.jobs = [job for job in self.jobs if job.worker != worker]

    async def again(self, job: Begun) -> None:
        self.begun_anew.append(job.id)
        self.jobs.remove(job)


@pytest.fixture
async def store(tmp_path: object) -> AsyncIterator[Store]:
    async with stored(f"sqlite:///{tmp_path}/bot.db") as store:
        yield store


def keeper(store: Store, jobs: Jobs, name: str = "me", now: float = 1_000_000.0) -> Keeper:
    return Keeper(name, store, jobs, lambda: now, timing=QUICK)


async def beats(*keepers: Keeper) -> None:
    """Long enough for a silent worker to be found."""
    for _ in range(12):
        for each in keepers:
            await each.beat()
        await asyncio.sleep(0.05)


async def test_the_jobs_of_a_silent_worker_go_on_and_a_death_is_counted(store: Store) -> None:
    jobs = Jobs(JOB)
    await keeper(store, Jobs(), "other").note()
    await beats(keeper(store, jobs))
    assert (jobs.deaths, jobs.taken) == (["j1"], ["other"])
    assert list(await store.workers()) == ["me"]


async def test_who_has_signed_off_is_no_death(store: Store) -> None:
    jobs = Jobs(JOB)
    await beats(keeper(store, jobs))
    assert (jobs.deaths, jobs.taken) == ([], ["other"])


@pytest.mark.parametrize("ahead", [-86_400.0, 0.5, 86_400.0])
async def test_who_lives_is_left_alone_however_wrong_its_clock(store: Store, ahead: float) -> None:
    jobs, moment = Jobs(JOB), [1_000_000.0]

    def runs() -> float:
        moment[0] += 0.05
        return moment[0] + ahead

    other = Keeper("other", store, Jobs(), runs, timing=QUICK)
    await beats(keeper(store, jobs), other)
    assert jobs.taken == []


async def test_the_first_of_the_living_alone_looks_after_the_dead(store: Store) -> None:
    first, second = Jobs(JOB), Jobs(JOB)
    moments = iter(range(1_000))
    living = [
        Keeper(name, store, jobs, lambda: float(next(moments)), timing=QUICK)
        for name, jobs in (("a", first), ("b", second))
    ]
    await beats(*living)
    assert (first.taken, second.taken) == (["other"], [])


async def test_a_job_of_ours_that_nobody_runs_begins_anew(store: Store) -> None:
    ours = msgspec.structs.replace(JOB, id="stray", worker="me")
    jobs = Jobs(ours, msgspec.structs.replace(ours, id="runs"))
    await beats(keeper(store, jobs))
    assert jobs.begun_anew == ["stray"]
