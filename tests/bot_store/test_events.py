import asyncio

from bot.store import Store
from bot.store.events import Seen
from tests.bot_store.conftest import Clock, raw


async def test_an_event_is_new_once(store: Store) -> None:
    assert await store.first_time("Ev1")
    assert not await store.first_time("Ev1")
    assert await store.first_time("Ev2")


async def test_of_two_processes_that_ask_at_once_one_is_told_yes(
    store: Store, database_url: str, clock: Clock
) -> None:
    other = await Store.open(database_url, now=clock)
    asked = [each.first_time(f"Ev{n}") for n in range(20) for each in (store, other)]
    answers = await asyncio.gather(*asked)
    await other.close()
    assert sum(answers) == 20
    assert [sum(pair) for pair in zip(answers[::2], answers[1::2], strict=True)] == [1] * 20


async def test_a_restart_forgets_nothing(store: Store, database_url: str, clock: Clock) -> None:
    await store.first_time("Ev1")
    again = await Store.open(database_url, now=clock)
    assert not await again.first_time("Ev1")
    await again.close()


async def test_events_older_than_a_day_are_dropped(
    store: Store, database_url: str, clock: Clock
) -> None:
    await store.first_time("old")
    clock.pass_by(hours=23)
    await store.first_time("recent")
    clock.pass_by(hours=1, seconds=1)
    await store.prune()
    assert await raw(database_url, "SELECT id FROM events") == [("recent",)]


async def test_a_note_takes_the_place_of_the_one_before(store: Store) -> None:
    assert await store.noted("last signed request") is None
    await store.note("last signed request", "yesterday")
    await store.note("last signed request", "today")
    assert await store.noted("last signed request") == "today"


def test_memory_of_what_was_seen_is_bounded() -> None:
    seen = Seen()
    assert all(seen.add(str(number)) for number in range(5000))
    assert not seen.add("4999")
    assert seen.add("0")
