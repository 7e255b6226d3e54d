"""Lists that have not changed are not sent again."""

import pytest

from core.collect.etags import EtagMemory
from core.collect.fleet import list_fleet
from core.collect.http import HerokuClient
from core.collect.sources import Sources
from core.fleet import FleetScope
from sandbox import Sandbox
from tests.collect.heroku import Heroku, Reply, pretend_heroku

SCOPE = FleetScope(kind="all")


async def test_a_second_listing_is_told_not_modified_and_is_the_same(
    sandbox: Sandbox, sources: Sources
) -> None:
    memory = EtagMemory()
    async with HerokuClient(sources, etags=memory) as client:
        first = await list_fleet(client, SCOPE)
        before = len(sandbox.requests)
        second = await list_fleet(client, SCOPE)
    again = {request.path: request.status for request in sandbox.requests[before:]}
    assert (again["/apps"], again["/addons"], again["/addon-attachments"]) == (304, 304, 304)
    assert second.names == first.names
    assert [second.known(name) for name in second.names] == [
        first.known(name) for name in first.names
    ]


async def test_pages_are_remembered_one_by_one() -> None:
    async with pretend_heroku() as heroku:
        heroku.on(
            "/stacks",
            Reply([{"n": 1}], 206, {"ETag": '"a"', "Next-Range": "id ]1..;"}),
            Reply([{"n": 2}], 200, {"ETag": '"b"'}),
            Reply(None, 304, raw=b""),
            Reply([{"n": 3}], 200, {"ETag": '"c"'}),
        )
        async with HerokuClient(heroku.sources(), etags=EtagMemory()) as client:
            rows = [
                [
                    row
                    async for page in client.pages("/stacks", dict[str, int], remember=True)
                    for row in page
                ]
                for _ in range(2)
            ]
    assert rows == [[{"n": 1}, {"n": 2}], [{"n": 1}, {"n": 3}]]
    sent = [request.headers.get("if-none-match") for request in heroku.requests]
    assert sent == [None, None, '"a"', '"b"']


async def test_what_is_not_asked_to_be_remembered_is_not(sources: Sources) -> None:
    memory = EtagMemory()
    async with HerokuClient(sources, etags=memory) as client:
        await client.get("/apps/ha-app/config-vars", dict[str, str])
        await client.get_all("/stacks", dict[str, object])
    assert len(memory) == 0


@pytest.mark.parametrize(("most_bytes", "kept"), [(10_000_000, 3), (1, 0)])
async def test_memory_has_a_bound(sources: Sources, most_bytes: int, kept: int) -> None:
    memory = EtagMemory(most_bytes)
    async with HerokuClient(sources, etags=memory) as client:
        await list_fleet(client, SCOPE)
    assert len(memory) == kept


async def test_a_304_that_nobody_asked_for_is_no_answer(heroku: Heroku) -> None:
    heroku.on("/apps", Reply(None, 304, raw=b""))
    async with HerokuClient(heroku.sources(), etags=EtagMemory()) as client:
        with pytest.raises(Exception, match="redirect"):
            await list_fleet(client, SCOPE)
