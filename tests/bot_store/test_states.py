import asyncio

import pytest

from bot.store import LinkState, Store
from tests.bot_store.conftest import Clock, raw

ADA = LinkState(team_id="T1", user_id="U1", name="ada", return_to="slack://open")


async def begin(store: Store) -> str:
    return await store.new_state("T1", "U1", "slack://open", name="ada")


async def test_a_state_tells_who_began(store: Store) -> None:
    state = await begin(store)
    assert await store.state(state) == ADA
    assert await store.take_state(state) == ADA


async def test_a_state_is_good_once(store: Store) -> None:
    state = await begin(store)
    await store.take_state(state)
    assert await store.take_state(state) is None
    assert await store.state(state) is None
    assert await store.why_gone(state) == "used"


async def test_of_many_who_come_at_once_one_is_served(store: Store) -> None:
    state = await begin(store)
    served = await asyncio.gather(*(store.take_state(state) for _ in range(8)))
    assert sum(who is not None for who in served) == 1


async def test_a_state_is_good_for_ten_minutes(store: Store, clock: Clock) -> None:
    state = await begin(store)
    clock.pass_by(minutes=9, seconds=59)
    assert await store.state(state) == ADA
    clock.pass_by(seconds=1)
    assert await store.take_state(state) is None
    assert await store.why_gone(state) == "expired"


@pytest.mark.parametrize("made_up", ["", "guess", "x" * 10_000, "\udcff", "'; DROP TABLE states"])
async def test_a_made_up_state_is_nothing(store: Store, made_up: str) -> None:
    assert await store.take_state(made_up) is None
    assert await store.why_gone(made_up) == "unknown"


async def test_a_state_is_good_for_its_purpose_alone(store: Store) -> None:
    state = await store.new_state("", "", purpose="slack")
    assert await store.take_state(state) is None
    assert await store.take_state(state, purpose="slack") is not None


async def test_the_database_does_not_hold_what_to_come_back_with(
    store: Store, database_url: str
) -> None:
    state = await begin(store)
    assert state not in str(await raw(database_url, "SELECT * FROM states"))


async def test_old_states_are_dropped(store: Store, clock: Clock, database_url: str) -> None:
    await begin(store)
    clock.pass_by(days=1, seconds=1)
    await store.prune()
    assert await raw(database_url, "SELECT count(*) FROM states") == [(0,)]
