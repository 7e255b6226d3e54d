import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store import Store, Watch
from tests.bot_web.processes import free_port

PATIENCE = 90
"""Seconds after which a test gives up; all that is waited for takes a fraction of it."""


class Tally:
    """Counts what is posted to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.posts: Counter[str] = Counter()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  what it waits for is another process
            await asyncio.sleep(0.05)


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110  what it waits for is a database
            await asyncio.sleep(0.05)


@pytest.fixture
async def tally() -> AsyncIterator[Tally]:
    port = free_port()
    counted = Tally(f"http://127.0.0.1:{port}")

    async def count(request: Request) -> Response:
        counted.posts[(await request.body()).decode()] += 1
        return Response()

    app = Starlette(routes=[Route("/", count, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield counted
    server.should_exit = True
    await task


@contextlib.asynccontextmanager
async def stored(url: str) -> AsyncIterator[Store]:
    store = await Store.open(url)
    yield store
    await store.close()


async def save_watches(store: Store, many: int, *, app: str = "app-{}") -> set[str]:
    """Watches that have been due for a minute; returns the names of their apps."""
    now = datetime.now(UTC)
    apps = {app.format(number) for number in range(many)}
    for name in apps:
        await store.save_watch(
            Watch(
                id=f"w-{name}",
                team_id="T1",
                channel_id="C1",
                user_id="U1",
                app=name,
                schedule="daily 09:00",
                timezone="UTC",
                made_at=now,
                next_due=now - timedelta(minutes=1),
            )
        )
    return apps
