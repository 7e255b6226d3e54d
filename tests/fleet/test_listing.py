"""What lists tell of a fleet, and what they leave to each app."""

import pytest

from core.collect.fleet import FleetListing, list_fleet
from core.collect.http import HerokuClient
from core.errors import ConfigError, Forbidden, HerokuUnavailable, RateLimited, Unauthorized
from core.fleet import FleetScope
from tests.collect.heroku import Heroku, Reply, refusal

ALL = FleetScope(kind="all")
SHOP = FleetScope(kind="pipeline", name="shop")
PIPELINE = "5a9db0c5-0000-4000-8000-70726f646368"


def app(name: str, **fields: object) -> dict[str, object]:
    return {"id": f"id-{name}", "name": name, "stack": {"name": "heroku-24"}, **fields}


def coupling(name: str) -> dict[str, object]:
    return {"app": {"id": f"id-{name}"}, "pipeline": {"id": PIPELINE}, "stage": "production"}


def addon(name: str, owner: str) -> dict[str, object]:
    return {
        "id": f"id-{name}",
        "name": name,
        "addon_service": {"name": "papertrail", "state": "ga"},
        "plan": {"name": "papertrail:fixa"},
        "app": {"id": f"id-{owner}", "name": owner},
        "state": "provisioned",
    }


def attachment(name: str, owner: str, to: str) -> dict[str, object]:
    its = {"id": f"id-{name}", "name": name, "app": {"id": f"id-{owner}", "name": owner}}
    return {"name": "PAPERTRAIL", "addon": its, "app": {"id": f"id-{to}", "name": to}}


@pytest.fixture
def lists(heroku: Heroku) -> Heroku:
    heroku.on("/apps", Reply([app("a"), app("b")]))
    heroku.on("/addons", Reply([addon("pt-1", "a")]))
    heroku.on("/addon-attachments", Reply([attachment("pt-1", "a", "a")]))
    heroku.on("/pipeline-couplings", Reply([coupling("a")]))
    heroku.on("/stacks", Reply([{"name": "heroku-24", "state": "public"}]))
    heroku.on("/apps/b/addon-attachments", Reply([]))
    return heroku


async def listed(heroku: Heroku, scope: FleetScope = ALL) -> FleetListing:
    async with HerokuClient(heroku.sources()) as client:
        return await list_fleet(client, scope)


async def test_lists_tell_most_of_it(lists: Heroku) -> None:
    listing = await listed(lists)
    assert listing.names == ("a", "b")
    assert listing.notes == ()
    known = listing.known("a")
    assert sorted(known) == ["addons", "app", "attachments", "pipeline_coupling", "stacks"]
    assert listing.known("b")["addons"] == ()
    ranges = [request.headers.get("range") for request in lists.asked("/apps")]
    assert ranges == ["id ..; max=1000"]


async def test_a_fir_app_without_its_base_image_is_read_itself(lists: Heroku) -> None:
    lists.on("/apps", Reply([app("a", generation="fir"), app("b", generation={"name": "fir"})]))
    assert "app" not in (await listed(lists)).known("a")
    lists.on("/apps", Reply([app("a", generation="fir", base_image_name="heroku/heroku:24")]))
    assert "app" in (await listed(lists)).known("a")


async def test_lists_that_differ_on_an_app_are_not_believed_of_it(lists: Heroku) -> None:
    lists.on("/addon-attachments", Reply([attachment("pt-2", "b", "b")]))
    known = (await listed(lists)).known("a")
    assert not {"addons", "attachments"} & known.keys()


async def test_an_add_on_of_another_app_is_no_difference(lists: Heroku) -> None:
    rows = [attachment("pt-1", "a", "a"), attachment("pt-1", "a", "b")]
    lists.on("/addon-attachments", Reply(rows))
    known = (await listed(lists)).known("b")
    assert known["addons"] == ()
    assert len(known["attachments"]) == 1  # type: ignore[arg-type]


async def test_apps_of_a_pipeline_that_cannot_be_seen_are_counted(lists: Heroku) -> None:
    lists.on("/pipelines?eq%5Bname%5D=shop", Reply([{"id": PIPELINE, "name": "shop"}]))
    lists.on("/pipelines?eq[name]=shop", Reply([{"id": PIPELINE, "name": "shop"}]))
    path = f"/pipelines/{PIPELINE}/pipeline-couplings"
    lists.on(path, Reply([coupling("a"), coupling("hidden")]))
    listing = await listed(lists, SHOP)
    assert listing.names == ("a",)
    assert listing.limits == ("1 app of the pipeline shop cannot be seen with this token.",)


async def test_pipelines_of_the_same_name_are_told_apart_by_id(lists: Heroku) -> None:
    two = Reply([{"id": f"{number}", "name": "shop"} for number in (1, 2)])
    lists.on("/pipelines?eq%5Bname%5D=shop", two)
    lists.on("/pipelines?eq[name]=shop", two)
    with pytest.raises(ConfigError, match="2 pipelines called shop") as caught:
        await listed(lists, SHOP)
    assert caught.value.hint is not None
    assert "Name one by its id" in caught.value.hint


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refusal(401, "unauthorized"), Unauthorized),
        (refusal(403, "forbidden"), Forbidden),
        (refusal(429, "rate_limit"), RateLimited),
        (refusal(500, "internal"), HerokuUnavailable),
        (Reply(raw=b"<html>"), HerokuUnavailable),
        (Reply({"not": "a list"}), HerokuUnavailable),
        (Reply([], 206), HerokuUnavailable),
        (Reply(reset=True), HerokuUnavailable),
    ],
)
async def test_without_the_apps_there_is_no_fleet(
    lists: Heroku, reply: Reply, error: type[Exception]
) -> None:
    lists.on("/apps", reply)
    with pytest.raises(error) as caught:
        await listed(lists)
    assert "HRKU" not in str(caught.value)


@pytest.mark.parametrize(
    "path", ["/addons", "/addon-attachments", "/stacks", "/pipeline-couplings"]
)
@pytest.mark.parametrize(
    "reply", [refusal(403, "forbidden"), refusal(500, "internal"), Reply(raw=b"{"), Reply([1])]
)
async def test_any_other_list_may_be_missing(lists: Heroku, path: str, reply: Reply) -> None:
    lists.on(path, reply)
    listing = await listed(lists)
    assert listing.names == ("a", "b")
    assert bool(listing.notes) is path.startswith("/addon")
