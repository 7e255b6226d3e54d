import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.heroku_hooks import Bursts
from bot.store import Hook, Store
from tests.bot_hooks.checks import Checks

NOW = datetime.fromtimestamp(1_795_374_000, UTC)
HOOK = Hook(app_id="id-1", app="ha-app", team_id="T1", webhook_id="wh-1", made_at=NOW)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    await store.save_hook(HOOK)
    yield store
    await store.close()


@pytest.fixture
async def bursts(store: Store, checks: Checks) -> AsyncIterator[Bursts]:
    made = Bursts(store, checks, now=NOW.timestamp, quiet=0.05, longest=3.0)
    yield made
    await made.aclose()


def add(bursts: Bursts, of: str = "formation:1", *, unsettled: bool = False) -> None:
    bursts.add("id-1", "formation", of=of, unsettled=unsettled, at=NOW)


async def test_a_burst_asks_once_and_it_is_noted(
    store: Store, checks: Checks, bursts: Bursts
) -> None:
    for number in range(20):
        assert await store.hear_hook("id-1", str(number), NOW, asks=True)
        add(bursts, f"dyno:{number}")
    assert len(await store.hooks_unanswered()) == 1
    await checks.next()
    add(bursts)
    await checks.next()
    assert await store.hooks_unanswered() == []
    assert checks.asked == [("id-1", "formation")] * 2


async def test_an_event_while_a_check_is_asked_for_asks_for_one_more(
    checks: Checks, bursts: Bursts
) -> None:
    checks.may_go_on.clear()
    add(bursts)
    await checks.next()
    add(bursts)
    checks.may_go_on.set()
    await checks.next()


async def test_what_is_unsettled_puts_the_check_off_until_it_settles(
    checks: Checks, bursts: Bursts
) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    add(bursts, "release:7", unsettled=True)
    bursts.touch("id-1", of="dyno:1", unsettled=True)
    await asyncio.sleep(0.15)
    assert checks.asked == []
    add(bursts, "release:7")
    bursts.touch("id-1", of="dyno:1", unsettled=False)
    await checks.next()
    assert loop.time() - began >= 0.15


async def test_what_never_settles_is_checked_all_the_same(checks: Checks, bursts: Bursts) -> None:
    add(bursts, "release:7", unsettled=True)
    await checks.next()
    assert len(checks.asked) == 1


async def test_an_event_that_asks_for_nothing_begins_nothing(
    checks: Checks, bursts: Bursts
) -> None:
    bursts.touch("id-1", of="dyno:1", unsettled=True)
    bursts.touch("id-1", of="dyno:1", unsettled=False)
    add(bursts)
    await checks.next()
    assert len(checks.asked) == 1


async def test_apps_do_not_wait_for_each_other(checks: Checks, bursts: Bursts) -> None:
    add(bursts, unsettled=True)
    bursts.add("id-2", "addon", of="addon:1", unsettled=False, at=NOW)
    await checks.next()
    assert checks.asked == [("id-2", "addon")]


async def test_the_next_process_asks_for_what_this_one_did_not(
    store: Store, checks: Checks
) -> None:
    killed = Bursts(store, checks, quiet=30.0)
    await store.hear_hook("id-1", "e1", NOW, asks=True)
    add(killed)
    await killed.aclose()
    assert checks.asked == []
    soon = Bursts(store, checks, now=(NOW + timedelta(seconds=5)).timestamp)
    await soon.catch_up()
    assert checks.asked == []  # another process may still be about to
    later = Bursts(store, checks, now=(NOW + timedelta(seconds=15)).timestamp)
    await later.catch_up()
    await later.catch_up()
    assert checks.asked == [("id-1", "webhook")]


async def test_a_burst_under_way_is_not_caught_up_with(store: Store, checks: Checks) -> None:
    bursts = Bursts(store, checks, now=(NOW + timedelta(minutes=1)).timestamp, quiet=30.0)
    await store.hear_hook("id-1", "e1", NOW, asks=True)
    add(bursts)
    await bursts.catch_up()
    await bursts.aclose()
    assert checks.asked == []


async def test_while_nobody_can_take_it_on_it_is_asked_again(
    store: Store, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.heroku_hooks.bursts._AGAIN", 0.01)
    checks.away = 2
    bursts = Bursts(store, checks, quiet=0.01)
    add(bursts)
    await checks.next()
    await bursts.aclose()
    assert len(checks.asked) == 1


async def test_what_went_wrong_is_asked_for_by_the_next_minute(
    store: Store, checks: Checks, caplog: pytest.LogCaptureFixture
) -> None:
    checks.broken = 1
    bursts = Bursts(store, checks, now=(NOW + timedelta(minutes=1)).timestamp, quiet=0.01)
    await store.hear_hook("id-1", "e1", NOW, asks=True)
    add(bursts)
    await checks.next()
    await bursts.aclose()
    assert "could not be asked for" in caplog.text
    await bursts.catch_up()
    assert checks.asked == [("id-1", "webhook")]
