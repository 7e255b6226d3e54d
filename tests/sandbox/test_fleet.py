"""Made-up fleets, and the bucket of calls."""

import json
from collections import Counter

import httpx
import pytest

from sandbox import Sandbox
from sandbox.api.bucket import Bucket
from sandbox.model import make_fleet

ACCEPT = {"Accept": "application/vnd.heroku+json; version=3"}


async def answer(sandbox: Sandbox, path: str, **headers: str) -> httpx.Response:
    known = {**ACCEPT, "Authorization": f"Bearer {sandbox.token}", **headers}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(sandbox.url + path, headers=known)


def test_a_fleet_is_always_the_same_and_its_names_are_apart() -> None:
    fleet = list(make_fleet(300))
    assert fleet == list(make_fleet(300))
    assert len({app.name for app in fleet}) == 300
    stages = Counter(app.pipeline.stage if app.pipeline else None for app in fleet)
    assert stages == {"production": 75, "staging": 75, "review": 100, None: 50}


async def test_its_apps_are_in_teams_and_pipelines() -> None:
    async with Sandbox(fleet=24) as sandbox:
        teams = (await answer(sandbox, "/teams")).json()
        assert {"acme", "globex", "initech"} <= {team["name"] for team in teams}
        addons = (await answer(sandbox, "/teams/globex/addons")).json()
        apps = {app["name"] for app in (await answer(sandbox, "/teams/globex/apps")).json()}
        assert addons
        assert {addon["app"]["name"] for addon in addons} <= apps
        (pipeline,) = (await answer(sandbox, "/pipelines?eq[name]=atlas-0")).json()
        assert (await answer(sandbox, "/pipelines?eq[name]=none")).json() == []
        path = f"/pipelines/{pipeline['id']}"
        coupled = (await answer(sandbox, f"{path}/pipeline-couplings")).json()
        newest = (await answer(sandbox, f"{path}/latest-releases")).json()
        ids = {row["app"]["id"] for row in coupled}
        assert len(ids) == 4
        assert {row["app"]["id"] for row in newest} == ids
        for missing in ("/pipelines/none/pipeline-couplings", "/teams/none/addons"):
            assert (await answer(sandbox, missing)).status_code == 404


async def test_a_long_list_comes_in_large_pages() -> None:
    async with Sandbox(fleet=250) as sandbox:
        first = await answer(sandbox, "/apps", Range="id ..; max=200")
        assert (first.status_code, len(first.json())) == (206, 200)
        rest = await answer(sandbox, "/apps", Range=first.headers["Next-Range"])
        names = {app["name"] for app in first.json() + rest.json()}
        assert rest.status_code == 200
        assert len(names) == len([app for app in sandbox.catalogue.apps.values() if not app.hidden])
        whole = await answer(sandbox, "/apps", Range="id ..; max=1000")
        assert {app["name"] for app in whole.json()} == names


async def test_how_many_calls_are_left_is_told_for_nothing() -> None:
    async with Sandbox(calls=3) as sandbox:
        seen = [(await answer(sandbox, "/stacks")).headers["RateLimit-Remaining"] for _ in "ab"]
        assert seen == ["2", "1"]
        for _ in range(5):
            told = await answer(sandbox, "/account/rate-limits")
            assert told.json() == {"remaining": 1}
        await answer(sandbox, "/stacks")
        refused = await answer(sandbox, "/stacks")
        assert (refused.status_code, json.loads(refused.content)["id"]) == (429, "rate_limit")


def test_a_bucket_refills_as_time_passes_and_is_never_fuller_than_full() -> None:
    now = [0.0]
    bucket = Bucket(2, refill=60, clock=lambda: now[0])
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    now[0] = 1.5
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] = 100_000.0
    assert bucket.left == 4500


@pytest.mark.parametrize("calls", [None, 9000])
def test_a_bucket_may_be_larger_or_endless(calls: int | None) -> None:
    bucket = Bucket(calls, clock=lambda: 0.0)
    assert all(bucket.take() for _ in range(9000))
