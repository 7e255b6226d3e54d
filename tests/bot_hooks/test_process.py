"""A bot in a process of its own, which is killed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bot.store import Hook, Store
from sandbox import Sandbox
from tests.bot_hooks.served import KEY, TEAM, app_id, watch
from tests.bot_web.processes import answering, free_port, process


@pytest.fixture
async def store(database: dict[str, str]) -> AsyncIterator[Store]:
    store = await Store.open(database["DATABASE_URL"], [KEY])
    yield store
    await store.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def environ(heroku: Sandbox, database: dict[str, str], port: int) -> dict[str, str]:
    return {**heroku.environ, **database, "PRODCHECK_SECRET_KEY": KEY, "PORT": str(port)}


async def subscribe(heroku: Sandbox, store: Store, port: int) -> Hook:
    made = heroku.webhooks.add(
        heroku.catalogue.apps["ha-app"],
        include=("api:formation",),
        level="sync",
        url=f"http://127.0.0.1:{port}/heroku/webhooks",
    )
    hook = Hook(
        app_id=app_id(heroku),
        app="ha-app",
        team_id=TEAM,
        webhook_id=made.id,
        secret=made.secret,
        url=made.url,
        made_at=datetime.now(UTC),
    )
    await store.save_hook(hook)
    await watch(store, heroku)
    return hook


async def due(store: Store) -> None:
    async with asyncio.timeout(60):
        while not await store.count_due(datetime.now(UTC)):  # noqa: ASYNC110  a database is mute
            await asyncio.sleep(0.05)


async def test_killed_between_event_and_check_it_makes_up_for_it(
    heroku: Sandbox, store: Store, environ: dict[str, str], port: int
) -> None:
    await subscribe(heroku, store, port)
    async with process(environ) as run:
        await answering(run, port)
        heroku.change.scale("ha-app", web=1)
        await heroku.webhooks.settled()
        run.kill()
        await run.wait()
    assert [each.status for each in heroku.webhooks.deliveries] == [204]
    assert len(await store.hooks_unanswered()) == 1
    assert await store.count_due(datetime.now(UTC)) == 0
    async with process(environ) as run:
        await answering(run, port)
        await due(store)


async def test_scaling_down_makes_the_watch_due_within_seconds(
    heroku: Sandbox, store: Store, environ: dict[str, str], port: int
) -> None:
    await subscribe(heroku, store, port)
    async with process(environ) as run, httpx.AsyncClient(trust_env=False) as client:
        await answering(run, port)
        began = asyncio.get_running_loop().time()
        heroku.change.scale("ha-app", web=1)
        await due(store)
        assert asyncio.get_running_loop().time() - began < 20
        page = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    assert 'prodcheck_heroku_webhooks_total{outcome="check"} 1.0' in page
    assert "ha-app" not in page
