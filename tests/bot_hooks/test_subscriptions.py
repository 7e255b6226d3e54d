from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bot.heroku_hooks import Subscriptions
from bot.heroku_hooks.place import target_at
from bot.store import Store
from bot.transport import SharedTransport
from core.collect.sources import Sources
from core.collect.writing import WritingClient
from sandbox import Sandbox
from sandbox.faults import DELINQUENT, FORBIDDEN, UNAVAILABLE, HttpError, Slow
from sandbox.webhooks import Webhook
from sandbox.webhooks.webhook import INCLUDES
from tests.bot_hooks.served import KEY, TEAM, app_id, watch
from tests.bot_store.conftest import Clock

URL = "https://prodcheck.example.com"
HOOKS = f"{URL}/heroku/webhooks"
Make = Callable[..., Subscriptions]


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.seconds = datetime.now(UTC).timestamp()
    return clock


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db", [KEY], now=clock)
    yield store
    await store.close()


@pytest.fixture
async def make(heroku: Sandbox, store: Store, clock: Clock) -> AsyncIterator[Make]:
    sources = Sources(token="", api_url=heroku.url, api_timeout=1.0)
    transport = SharedTransport(sources)

    def client(token: str) -> WritingClient:
        return WritingClient(msgspec.structs.replace(sources, token=token), transport=transport)

    def make(url: str | None = URL, store: Store = store, *, wanted: bool = True) -> Subscriptions:
        return Subscriptions(store, client=client, public_url=lambda: url, wanted=wanted, now=clock)

    yield make
    await transport.aclose()


@pytest.fixture
def ours(make: Make) -> Subscriptions:
    return make()


async def subscribe(ours: Subscriptions, heroku: Sandbox, token: str = "") -> bool:
    return await ours.subscribe(
        app_id(heroku), "ha-app", token=token or heroku.tokens.write, team_id=TEAM
    )


def at_heroku(heroku: Sandbox) -> list[Webhook]:
    return heroku.webhooks.of(heroku.catalogue.apps["ha-app"])


def writes(heroku: Sandbox) -> list[str]:
    return [each.method for each in heroku.requests if each.method != "GET"]


async def test_a_token_that_may_write_subscribes_once(
    store: Store, heroku: Sandbox, ours: Subscriptions
) -> None:
    assert await subscribe(ours, heroku)
    assert await subscribe(ours, heroku)
    [made] = at_heroku(heroku)
    assert (made.url, made.level) == (HOOKS, "sync")
    assert {"api:formation", "api:addon", "api:domain", "api:release", "dyno"} < set(made.include)
    hook = await store.hook(app_id(heroku))
    assert hook is not None
    assert (hook.webhook_id, hook.secret, hook.url) == (made.id, made.secret, HOOKS)
    assert len(made.secret) == 64
    assert writes(heroku) == ["POST"]


async def test_two_who_watch_at_once_make_one(heroku: Sandbox, ours: Subscriptions) -> None:
    async_calls = [subscribe(ours, heroku) for _ in range(2)]
    assert [await call for call in async_calls] == [True, True]
    assert len(at_heroku(heroku)) == 1


async def test_a_token_that_may_only_read_is_not_tried_again_today(
    store: Store, heroku: Sandbox, clock: Clock, ours: Subscriptions
) -> None:
    for _ in range(3):
        assert not await subscribe(ours, heroku, heroku.tokens.read)
    assert len(heroku.requests) == 1
    clock.pass_by(hours=25)
    assert await subscribe(ours, heroku)
    hook = await store.hook(app_id(heroku))
    assert hook is not None
    assert hook.refused_at is None


@pytest.mark.parametrize("fault", [FORBIDDEN, DELINQUENT, HttpError(422, "invalid_params", "No.")])
async def test_what_heroku_refuses_is_remembered(
    heroku: Sandbox, ours: Subscriptions, fault: HttpError
) -> None:
    heroku.fail("/apps/*/webhooks", fault)
    assert not await subscribe(ours, heroku)
    heroku.heal()
    assert not await subscribe(ours, heroku)
    assert at_heroku(heroku) == []


async def test_a_heroku_that_does_not_know_every_entity_is_asked_for_fewer(
    heroku: Sandbox, ours: Subscriptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.api.webhooks.INCLUDES", INCLUDES - {"dyno"})
    assert await subscribe(ours, heroku)
    (made,) = at_heroku(heroku)
    assert "api:formation" in made.include
    assert "dyno" not in made.include


async def test_trouble_that_passes_is_not_remembered(heroku: Sandbox, ours: Subscriptions) -> None:
    heroku.fail("/apps/*/webhooks", UNAVAILABLE)
    assert not await subscribe(ours, heroku)
    heroku.heal()
    assert await subscribe(ours, heroku)


async def test_one_whose_answer_was_lost_is_replaced(heroku: Sandbox, ours: Subscriptions) -> None:
    app = heroku.catalogue.apps["ha-app"]
    lost = heroku.webhooks.add(app, include=("api:app",), level="sync", url=HOOKS)
    foreign = heroku.webhooks.add(app, include=("api:app",), level="sync", url=f"{URL}/other")
    assert await subscribe(ours, heroku)
    left = {each.id for each in at_heroku(heroku)}
    assert lost.id not in left
    assert foreign.id in left
    assert len(left) == 2


async def test_heroku_is_not_asked_twice_when_it_does_not_answer(
    store: Store, heroku: Sandbox, ours: Subscriptions
) -> None:
    assert await subscribe(ours, heroku)
    heroku.webhooks.remove(at_heroku(heroku)[0].id)
    await store.delete_hook(app_id(heroku))
    before = len(heroku.requests)
    heroku.fail("/apps/*/webhooks", Slow(3.0))
    assert not await subscribe(ours, heroku)
    assert len(heroku.requests) - before == 1


async def test_one_that_vanished_at_heroku_is_made_anew_within_a_day(
    store: Store, heroku: Sandbox, clock: Clock, ours: Subscriptions
) -> None:
    assert await subscribe(ours, heroku)
    [old] = at_heroku(heroku)
    heroku.webhooks.remove(old.id)
    assert await subscribe(ours, heroku)
    assert at_heroku(heroku) == []
    clock.pass_by(hours=25)
    assert await subscribe(ours, heroku)
    [new] = at_heroku(heroku)
    hook = await store.hook(app_id(heroku))
    assert hook is not None
    assert hook.webhook_id == new.id != old.id


async def test_one_that_stands_is_looked_at_once_a_day(
    heroku: Sandbox, clock: Clock, ours: Subscriptions
) -> None:
    await subscribe(ours, heroku)
    before = len(heroku.requests)
    for _ in range(3):
        clock.pass_by(hours=25)
        assert [await subscribe(ours, heroku) for _ in range(3)] == [True] * 3
    assert len(heroku.requests) == before + 3
    assert len(at_heroku(heroku)) == 1


async def test_two_processes_that_subscribed_at_once_are_left_with_one(
    heroku: Sandbox, store: Store, clock: Clock, ours: Subscriptions
) -> None:
    await subscribe(ours, heroku)
    app = heroku.catalogue.apps["ha-app"]
    double = heroku.webhooks.add(app, include=("api:app",), level="sync", url=HOOKS)
    clock.pass_by(hours=25)
    assert await subscribe(ours, heroku)
    [kept] = at_heroku(heroku)
    hook = await store.hook(app_id(heroku))
    assert hook is not None
    assert hook.webhook_id == kept.id != double.id


async def test_whether_it_stands_is_not_doubted_when_it_cannot_be_seen(
    heroku: Sandbox, clock: Clock, ours: Subscriptions
) -> None:
    await subscribe(ours, heroku)
    clock.pass_by(hours=25)
    assert await subscribe(ours, heroku, heroku.tokens.read)
    heroku.fail("/apps/*/webhooks", UNAVAILABLE)
    assert await subscribe(ours, heroku)
    assert len(at_heroku(heroku)) == 1


async def test_a_bot_that_moved_has_heroku_send_to_its_new_address(
    heroku: Sandbox, ours: Subscriptions, make: Make
) -> None:
    await subscribe(ours, heroku)
    moved = make("https://new.example.com")
    assert await subscribe(moved, heroku)
    assert [each.url for each in at_heroku(heroku)] == ["https://new.example.com/heroku/webhooks"]


async def test_until_its_address_is_known_again_it_is_where_it_was(
    heroku: Sandbox, clock: Clock, ours: Subscriptions, make: Make
) -> None:
    await subscribe(ours, heroku)
    heroku.webhooks.remove(at_heroku(heroku)[0].id)
    clock.pass_by(hours=25)
    assert await subscribe(make(None), heroku)
    assert [each.url for each in at_heroku(heroku)] == [HOOKS]


async def test_switched_off_none_is_made_and_the_old_one_goes(
    heroku: Sandbox, store: Store, make: Make
) -> None:
    off = make(wanted=False)
    assert not await subscribe(off, heroku)
    assert heroku.requests == []
    await subscribe(make(), heroku)
    assert not await subscribe(off, heroku)
    assert at_heroku(heroku) == []
    assert await store.hook(app_id(heroku)) is None


@pytest.mark.parametrize("url", [None, "http://prodcheck.example.com", "http://10.0.0.1:8080"])
async def test_without_an_address_that_heroku_may_call_nothing_is_asked(
    heroku: Sandbox, make: Make, url: str | None
) -> None:
    assert not await subscribe(make(url), heroku)
    assert heroku.requests == []


async def test_without_a_key_to_keep_its_secret_nothing_is_asked(
    tmp_path: Path, heroku: Sandbox, make: Make
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    assert not await subscribe(make(store=store), heroku)
    await store.close()
    assert heroku.requests == []


async def test_it_goes_with_the_last_watch(
    store: Store, heroku: Sandbox, ours: Subscriptions
) -> None:
    first, second = [await watch(store, heroku, channel=each) for each in ("C1", "C2")]
    await subscribe(ours, heroku)
    await store.delete_watch(first.id)
    await ours.unsubscribe(app_id(heroku), heroku.tokens.write)
    assert len(at_heroku(heroku)) == 1
    await store.delete_watch(second.id)
    await ours.unsubscribe(app_id(heroku), heroku.tokens.write)
    assert at_heroku(heroku) == []
    assert await store.hook(app_id(heroku)) is None


@pytest.mark.parametrize("scope", ["read", None])
async def test_it_is_forgotten_here_also_when_heroku_keeps_it(
    store: Store, heroku: Sandbox, ours: Subscriptions, scope: str | None
) -> None:
    await subscribe(ours, heroku)
    token = None if scope is None else getattr(heroku.tokens, scope)
    await ours.unsubscribe(app_id(heroku), token)
    assert await store.hook(app_id(heroku)) is None
    assert len(at_heroku(heroku)) == 1


async def test_one_that_is_gone_at_heroku_or_was_never_made_is_no_trouble(
    store: Store, heroku: Sandbox, ours: Subscriptions
) -> None:
    await ours.unsubscribe(app_id(heroku), heroku.tokens.write)
    await subscribe(ours, heroku)
    heroku.webhooks.remove(at_heroku(heroku)[0].id)
    await ours.unsubscribe(app_id(heroku), heroku.tokens.write)
    assert await store.hook(app_id(heroku)) is None


def test_only_this_machine_is_called_without_tls() -> None:
    assert target_at("http://127.0.0.1:8080", "/x") == "http://127.0.0.1:8080/x"
    assert target_at("http://localhost", "/x") == "http://localhost/x"
    assert target_at("ftp://localhost", "/x") is None
