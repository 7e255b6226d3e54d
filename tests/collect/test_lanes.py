"""Connections are used again, and no more are opened than there are calls at once."""

import asyncio

import pytest

from core.collect.failure import CallFailed
from core.collect.http import HerokuClient
from tests.collect.heroku import Heroku, Reply


async def call(client: HerokuClient, path: str = "/stacks") -> None:
    await client.get_all(path, dict[str, object])


async def test_one_call_after_the_other_takes_one_connection(heroku: Heroku) -> None:
    async with HerokuClient(heroku.sources()) as client:
        for _ in range(5):
            await call(client)
        assert len(heroku.connections) == 1


async def test_calls_at_once_take_as_many_as_they_are_up_to_the_bound(heroku: Heroku) -> None:
    heroku.gate = lambda: heroku.together >= 3
    async with HerokuClient(heroku.sources(max_connections=3)) as client:
        await asyncio.gather(*(call(client) for _ in range(3)))
        heroku.gate = lambda: True
        await asyncio.gather(*(call(client) for _ in range(9)))
        assert len(heroku.connections) == 3


async def test_a_connection_that_broke_is_replaced(heroku: Heroku) -> None:
    heroku.on("/stacks", Reply(reset=True), Reply([]), Reply([], close=True), Reply([]))
    async with HerokuClient(heroku.sources()) as client:
        for _ in range(3):
            await call(client)
    assert len(heroku.requests) == 4


async def test_a_call_that_was_given_up_leaves_a_way_for_the_next(heroku: Heroku) -> None:
    heroku.on("/slow", Reply(hang=True))
    async with HerokuClient(heroku.sources(max_connections=1, api_timeout=2.0)) as client:
        with pytest.raises(CallFailed):
            await call(client, "/slow")
        calls = asyncio.gather(*(call(client) for _ in range(4)))
        async with asyncio.timeout(10):
            await calls
