from datetime import UTC, datetime

import httpx

from sandbox import Sandbox
from tests.sandbox.clients import heroku

DATABASE = "/client/v11/databases/postgresql-curved-48213"


def info(response: httpx.Response) -> dict[str, list[str]]:
    return {row["name"]: row["values"] for row in response.json()["info"]}


async def test_a_database_is_told_with_the_secrets_that_heroku_sends(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get(DATABASE)
    body = response.json()
    assert body["database_password"].startswith("s3cret")
    assert body["database_password"] in body["resource_url"]
    told = info(response)
    assert told["PG Version"] == ["17.5"]
    assert told["HA Status"] == ["Available"]
    assert told["Continuous Protection"] == ["On"]
    by_id = await client.get(f"/client/v11/databases/{body['addon_id']}")
    assert by_id.json() == body


async def test_an_essential_database_has_no_failover_and_no_protection(
    client: httpx.AsyncClient,
) -> None:
    told = info(await client.get("/client/v11/databases/postgresql-flat-30117"))
    assert told["HA Status"] == []
    assert told["Continuous Protection"] == ["Off"]


async def test_leader_and_follower_name_each_other_by_url_without_credentials(
    client: httpx.AsyncClient,
) -> None:
    leader = await client.get("/client/v11/databases/postgresql-metric-40001")
    follower = await client.get("/client/v11/databases/postgresql-metric-40002")
    [its_leader] = info(follower)["Following"]
    assert its_leader.startswith("postgres://")
    assert its_leader.removeprefix("postgres://") in leader.json()["resource_url"]
    [its_follower] = info(leader)["Followers"]
    assert its_follower.removeprefix("postgres://") in follower.json()["resource_url"]
    assert "@" not in its_leader + its_follower
    assert "Followers" not in info(follower)


async def test_schedules_are_those_of_the_whole_app(client: httpx.AsyncClient) -> None:
    path = "/client/v11/databases/{}/transfer-schedules"
    [schedule] = (await client.get(path.format("postgresql-metric-40002"))).json()
    assert (schedule["name"], schedule["hour"]) == ("DATABASE_URL", 3)
    assert (await client.get(path.format("postgresql-flat-30117"))).json() == []


async def test_backups_are_as_old_as_the_sample_says() -> None:
    now = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    async with Sandbox(now=now) as sandbox, heroku(sandbox) as client:
        rows = (await client.get("/client/v11/apps/ha-app/transfers")).json()
        [schedule] = (await client.get(f"{DATABASE}/transfer-schedules")).json()
    assert [row["finished_at"] for row in rows] == [
        "2026-11-21 10:00:00 +0000",
        "2026-11-22 10:00:00 +0000",
    ]
    assert {row["schedule"]["uuid"] for row in rows} == {schedule["uuid"]}
    assert all(row["succeeded"] and row["from_name"] == "DATABASE" for row in rows)


async def test_advanced_databases_answer_in_a_place_of_their_own(
    client: httpx.AsyncClient,
) -> None:
    name = "postgresql-powerful-50505"
    body = (await client.get(f"/data/postgres/v1/{name}/info")).json()
    assert body["features"]["highly_available"] == {"enabled": True}
    assert (body["tier"], body["pools"][0]["expected_count"]) == ("advanced", 2)
    assert (await client.get(f"/client/v11/databases/{name}")).status_code == 404
    assert (await client.get(f"{DATABASE}/info")).status_code == 404


async def test_key_value_stores_and_maintenances(client: httpx.AsyncClient) -> None:
    store = await client.get("/redis/v0/databases/redis-metric-20417")
    assert info(store)["Version"] == ["8.1.4"]
    assert "s3cret" in store.json()["resource_url"]
    config = (await client.get("/redis/v0/databases/redis-metric-20417/config")).json()
    assert config["maxmemory_policy"]["value"] == "noeviction"
    rows = (await client.get("/data/maintenances/v1/apps/ha-app")).json()["maintenances"]
    assert {row["addon"]["kind"]: row["status"] for row in rows} == {
        "heroku-postgresql": "none",
        "heroku-redis": "none",
    }


async def test_what_is_no_data_store_or_not_ready_is_not_found() -> None:
    text = """
        summary = "a database that is still made"
        [[addons]]
        plan = "heroku-postgresql:standard-0"
        name = "postgresql-new-1"
        database.ready = false
        [[addons]]
        plan = "heroku-postgresql:standard-0"
        name = "postgresql-new-2"
        state = "provisioning"
    """
    async with Sandbox(extra={"new-app": text}) as sandbox, heroku(sandbox) as client:
        for name in ("postgresql-new-1", "postgresql-new-2", "papertrail-round-51203", "nothing"):
            assert (await client.get(f"/client/v11/databases/{name}")).status_code == 404
        hidden = await client.get("/client/v11/databases/postgresql-hollow-77001")
        assert hidden.status_code == 404


async def test_the_data_api_takes_any_accept_but_no_lesser_token(sandbox: Sandbox) -> None:
    async with heroku(sandbox, accept="*/*") as client:
        assert (await client.get(DATABASE)).status_code == 200
    async with heroku(sandbox, token=sandbox.tokens.read) as client:
        assert (await client.get(DATABASE)).status_code == 403
    async with heroku(sandbox, token=None) as client:
        assert (await client.get(DATABASE)).status_code == 401
