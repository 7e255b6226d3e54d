import httpx
import pytest

from sandbox import Sandbox
from tests.sandbox.clients import heroku


async def walk(
    client: httpx.AsyncClient, path: str, first: str | None = None
) -> list[list[dict[str, object]]]:
    """Follow `Next-Range` to the end, as a client does."""
    pages = []
    wanted = first
    while True:
        response = await client.get(path, headers={"Range": wanted} if wanted else {})
        pages.append(response.json())
        wanted = response.headers.get("Next-Range")
        if response.status_code == 200:
            assert wanted is None
            return pages
        assert response.status_code == 206
        assert wanted


@pytest.mark.parametrize(("size", "lengths"), [(25, [25, 25, 11]), (61, [61]), (60, [60, 1])])
async def test_a_long_list_comes_in_pages_and_nothing_is_lost(
    size: int, lengths: list[int]
) -> None:
    async with Sandbox(page_size=size) as sandbox, heroku(sandbox) as client:
        pages = await walk(client, "/apps/big-app/domains")
    assert [len(page) for page in pages] == lengths
    assert len({str(row["hostname"]) for page in pages for row in page}) == 61


async def test_a_page_has_200_rows_unless_asked_otherwise(client: httpx.AsyncClient) -> None:
    response = await client.get("/apps/big-app/releases")
    assert (response.status_code, len(response.json())) == (206, 200)
    whole = await client.get("/apps/big-app/releases", headers={"Range": "id ..; max=1000"})
    assert (whole.status_code, len(whole.json())) == (200, 300)


async def test_the_newest_releases_come_first_when_asked(client: httpx.AsyncClient) -> None:
    wanted = "version ..; order=desc,max=3"
    pages = await walk(client, "/apps/troubled-app/releases", wanted)
    assert [[row["version"] for row in page] for page in pages] == [[5, 4, 3], [2, 1]]


async def test_order_is_by_number_where_the_field_is_one(client: httpx.AsyncClient) -> None:
    pages = await walk(client, "/apps/ha-app/releases", "version ..; max=9")
    versions = [row["version"] for page in pages for row in page]
    assert versions == list(range(1, 43))


async def test_a_range_may_start_anywhere(client: httpx.AsyncClient) -> None:
    async def versions(wanted: str) -> list[int]:
        response = await client.get("/apps/troubled-app/releases", headers={"Range": wanted})
        return [row["version"] for row in response.json()]

    assert await versions("version 3..") == [3, 4, 5]
    assert await versions("version ]3..; max=1") == [4]
    assert await versions("version 3..; order=desc;") == [3, 2, 1]


@pytest.mark.parametrize(
    "wanted", ["nonsense", "id ..; max=0", "id ..; max=1001", "id ..; max=x", "no_such_field .."]
)
async def test_a_range_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, wanted: str
) -> None:
    response = await client.get("/apps/big-app/domains", headers={"Range": wanted})
    assert response.status_code == 416


async def test_an_empty_list_is_one_page(client: httpx.AsyncClient) -> None:
    assert await walk(client, "/apps/empty-app/addons", "id ..; max=1") == [[]]


async def test_the_data_api_does_not_page(client: httpx.AsyncClient) -> None:
    path = "/client/v11/apps/ha-app/transfers"
    response = await client.get(path, headers={"Range": "id ..; max=1"})
    assert (response.status_code, len(response.json())) == (200, 2)
