"""Background work leaves calls to people, and waits for the refill."""

import asyncio

import msgspec
import pytest

from core.collect.budget import CallBudget
from core.collect.failure import CallFailed
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.snapshot import Stack
from sandbox import Sandbox
from sandbox.faults import HttpError


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> CallBudget:
    return CallBudget(clock=clock, sleep=clock.sleep)


async def test_nothing_waits_before_heroku_has_said_what_is_left(
    budget: CallBudget, clock: Clock
) -> None:
    assert budget.left is None
    await budget.turn()
    assert clock.slept == []


async def test_background_work_goes_on_down_to_the_share_of_people(
    budget: CallBudget, clock: Clock
) -> None:
    budget.note(1003)
    for _ in range(3):
        await budget.turn()
    assert clock.slept == []
    assert budget.left == 1000


async def test_below_it_goes_at_the_pace_of_the_refill(budget: CallBudget, clock: Clock) -> None:
    budget.note(1000)
    for _ in range(3):
        await budget.turn()
    assert clock.slept == [0.8, 0.8, 0.8]


async def test_it_waits_until_the_share_is_whole_again(budget: CallBudget, clock: Clock) -> None:
    budget.note(925)
    await budget.turn()
    assert clock.slept == [pytest.approx(76 / 1.25, abs=0.01)]
    assert budget.left == 1000


async def test_what_is_left_grows_and_is_never_more_than_there_can_be(
    budget: CallBudget, clock: Clock
) -> None:
    budget.note(4000)
    clock.now += 60
    assert budget.left == 4075
    clock.now += 3600
    assert budget.left == 4500


async def test_it_says_how_long_it_waits(clock: Clock) -> None:
    told: list[float] = []
    budget = CallBudget(keep=10, on_wait=told.append, clock=clock, sleep=clock.sleep)
    budget.note(0)
    await budget.turn()
    assert told == [pytest.approx(11 / 1.25)]


async def test_after_a_refusal_it_waits_as_long_as_it_was_asked_to(clock: Clock) -> None:
    budget = CallBudget(keep=0, clock=clock, sleep=clock.sleep)
    budget.refused(30)
    await budget.turn()
    assert sum(clock.slept) == pytest.approx(30)


async def test_many_that_wait_take_turns(budget: CallBudget, clock: Clock) -> None:
    budget.note(1000)
    await asyncio.gather(*(budget.turn() for _ in range(5)))
    assert clock.now == pytest.approx(1004)


async def test_a_client_learns_what_is_left_of_every_answer(sources: Sources) -> None:
    budget = CallBudget()
    async with HerokuClient(sources, budget=budget) as client:
        before = client.calls_left
        await client.get_all("/stacks", Stack)
        assert (before, client.calls_left) == (None, 4500)
        assert budget.left == 4500


async def test_a_patient_call_is_made_again_when_it_was_refused(
    sandbox: Sandbox, sources: Sources, clock: Clock
) -> None:
    sandbox.fail("/stacks", HttpError(429, "rate_limit", "Wait."), times=3)
    budget = CallBudget(keep=0, clock=clock, sleep=clock.sleep)
    async with HerokuClient(sources, budget=budget, patient=True) as client:
        assert await client.get_all("/stacks", Stack)
    assert len(sandbox.requests) == 4
    assert sum(clock.slept) == pytest.approx(30, abs=3)


async def test_a_call_that_somebody_waits_for_does_not_wait_for_the_budget(
    sandbox: Sandbox, sources: Sources, clock: Clock
) -> None:
    budget = CallBudget(clock=clock, sleep=clock.sleep)
    budget.note(0)
    async with HerokuClient(sources, budget=budget) as client:
        assert await client.get_all("/stacks", Stack)
        sandbox.fail("/stacks", HttpError(429, "rate_limit", "Wait."))
        with pytest.raises(CallFailed):
            await client.get_all("/stacks", Stack)
    assert clock.slept == []


async def test_a_refusal_in_the_foreground_is_told_to_those_in_the_background(
    sandbox: Sandbox, sources: Sources, clock: Clock
) -> None:
    budget = CallBudget(clock=clock, sleep=clock.sleep)
    sandbox.fail("/stacks", HttpError(429, "rate_limit", "Wait."))
    async with HerokuClient(sources, budget=budget) as client:
        with pytest.raises(CallFailed):
            await client.get_all("/stacks", Stack)
    assert budget.pause() == pytest.approx(1001 / 1.25)


async def test_a_wait_that_makes_no_sense_is_not_waited_for(clock: Clock) -> None:
    budget = CallBudget(keep=0, clock=clock, sleep=clock.sleep)
    budget.refused(10.0**12)
    await budget.turn()
    assert sum(clock.slept) == pytest.approx(3600)


async def test_the_limit_of_another_host_is_waited_for_and_not_taken_for_that_of_the_api(
    sandbox: Sandbox, sources: Sources, clock: Clock
) -> None:
    sources = msgspec.structs.replace(sources, api_url="http://localhost:9")
    sandbox.fail("/client/*", HttpError(429, "rate_limit", "Wait."), times=2)
    budget = CallBudget(clock=clock, sleep=clock.sleep)
    async with HerokuClient(sources, budget=budget, patient=True) as client:
        await client.get_all("/client/v11/apps/ha-app/transfers", dict[str, object], host="data")
    assert clock.slept == [10, 10]
    assert budget.left is None
