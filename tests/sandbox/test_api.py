import httpx
import pytest

from sandbox import Sandbox
from tests.sandbox.clients import ACCEPT, heroku


async def test_an_unknown_app_is_refused_in_herokus_words(client: httpx.AsyncClient) -> None:
    response = await client.get("/apps/no-such-app/formation")
    assert response.status_code == 404
    assert response.json() == {
        "resource": "app",
        "id": "not_found",
        "message": "Couldn't find that app.",
    }


async def test_an_app_is_found_by_its_id_too(client: httpx.AsyncClient) -> None:
    by_name = (await client.get("/apps/ha-app")).json()
    assert (await client.get(f"/apps/{by_name['id']}")).json() == by_name


async def test_ids_stay_the_same_from_one_start_to_the_next() -> None:
    seen = []
    for _ in range(2):
        async with Sandbox() as sandbox, heroku(sandbox) as client:
            seen.append((await client.get("/apps/ha-app")).json()["id"])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("token", [None, "HRKU-wrong"])
async def test_no_token_and_a_wrong_one_are_unauthorized(
    sandbox: Sandbox, token: str | None
) -> None:
    async with heroku(sandbox, token=token) as client:
        for path in ("/apps", "/apps/ha-app", "/apps/no-such-app", "/account"):
            response = await client.get(path)
            assert (response.status_code, response.json()["id"]) == (401, "unauthorized")


async def test_what_heroku_tells_everyone_needs_no_token(sandbox: Sandbox) -> None:
    async with heroku(sandbox, token=None) as client:
        stacks = (await client.get("/stacks")).json()
        services = (await client.get("/addon-services")).json()
    assert [row["name"] for row in stacks if row["default"]] == ["heroku-24"]
    assert {row["name"]: row["state"] for row in services}["logentries"] == "shutdown"


async def test_the_read_scope_sees_apps_but_no_secrets(sandbox: Sandbox) -> None:
    database = "/client/v11/databases/postgresql-curved-48213"
    async with heroku(sandbox, token=sandbox.tokens.read) as client:
        for path in ("/apps", "/apps/ha-app", "/apps/ha-app/addons", "/apps/ha-app/log-drains"):
            assert (await client.get(path)).status_code == 200
        for path in ("/apps/ha-app/config-vars", "/account", database, f"{database}/x"):
            assert (await client.get(path)).status_code in {403, 404}
        assert (await client.get(database)).json()["id"] == "forbidden"


async def test_a_token_without_apps_sees_none(sandbox: Sandbox) -> None:
    async with heroku(sandbox, token=sandbox.tokens.nothing) as client:
        assert (await client.get("/apps")).json() == []
        assert (await client.get("/apps/ha-app")).status_code == 403
        assert (await client.get("/apps/no-such-app")).status_code == 404
        assert (await client.get("/addons/postgresql-curved-48213")).status_code == 404


async def test_a_hidden_app_shows_only_in_what_is_attached_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    assert "vault-app" not in [row["name"] for row in (await client.get("/apps")).json()]
    assert (await client.get("/apps/vault-app")).status_code == 403
    include = {"Accept-Inclusion": "addon:plan,config_vars"}
    path = "/apps/shared-db-app/addon-attachments"
    rows = {row["name"]: row for row in (await client.get(path, headers=include)).json()}
    assert rows["DATABASE"]["addon"]["app"]["name"] == "ha-app"
    assert "plan" in rows["DATABASE"]["addon"]
    assert rows["VAULT"]["addon"]["app"]["name"] == "vault-app"
    assert "plan" not in rows["VAULT"]["addon"]


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "application/vnd.heroku+json", f"{ACCEPT[:-1]}2", f"{ACCEPT}0"],
)
async def test_without_version_3_nothing_is_acceptable(sandbox: Sandbox, accept: str) -> None:
    async with heroku(sandbox, accept=accept) as client:
        response = await client.get("/apps/ha-app")
    assert (response.status_code, response.json()["id"]) == (406, "not_acceptable")


async def test_every_answer_tells_request_id_rate_limit_and_etag(
    client: httpx.AsyncClient,
) -> None:
    first, second = [await client.get("/apps/ha-app") for _ in range(2)]
    assert first.headers["Request-Id"] != second.headers["Request-Id"]
    assert first.headers["RateLimit-Remaining"] == "4500"
    assert first.headers["ETag"] == second.headers["ETag"]
    missing = await client.get("/apps/no-such-app")
    assert missing.headers["Request-Id"]


async def test_what_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/apps/ha-app")).headers["ETag"]
    same = await client.get("/apps/ha-app", headers={"If-None-Match": etag})
    other = await client.get("/apps/big-app", headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200


async def test_calls_run_out_and_asking_how_many_are_left_is_free() -> None:
    async with Sandbox(calls=2) as sandbox, heroku(sandbox) as client:
        left = [(await client.get("/apps")).headers["RateLimit-Remaining"] for _ in range(2)]
        spent = await client.get("/apps")
        free = await client.get("/account/rate-limits")
    assert left == ["1", "0"]
    assert (spent.status_code, spent.json()["id"]) == (429, "rate_limit")
    assert free.status_code == 200


async def test_what_the_sandbox_does_not_do_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/apps", json={})).status_code == 405
    assert (await client.delete("/apps/ha-app/formation")).status_code == 405
    head = await client.head("/apps/ha-app")
    assert (head.status_code, head.content) == (200, b"")


async def test_paths_that_heroku_does_not_have_are_not_found(client: httpx.AsyncClient) -> None:
    for path in ("/nowhere", "/apps/ha-app/unknown", "/apps/ha-app/formation/nightly"):
        assert (await client.get(path)).status_code == 404


async def test_an_app_in_no_pipeline_says_so(client: httpx.AsyncClient) -> None:
    response = await client.get("/apps/troubled-app/pipeline-couplings")
    assert response.json()["resource"] == "pipeline_coupling"
    assert (await client.get("/apps/ha-app/pipeline-couplings")).json()["stage"] == "production"


async def test_autoscaling_is_told_by_app_id_alone(client: httpx.AsyncClient) -> None:
    identity = (await client.get("/apps/private-app")).json()["id"]
    by_id = await client.get(f"/apps/{identity}/formation/web/monitors")
    by_name = await client.get("/apps/private-app/formation/web/monitors")
    [monitor] = by_id.json()
    assert (monitor["action_type"], monitor["min_quantity"]) == ("scale", 2)
    assert by_name.status_code == 404
    assert (await client.get(f"/apps/{identity}/formation/worker/monitors")).json() == []


async def test_dynos_are_those_of_the_formation_and_one_offs(client: httpx.AsyncClient) -> None:
    rows = {row["name"]: row for row in (await client.get("/apps/troubled-app/dynos")).json()}
    assert {name: row["state"] for name, row in rows.items()} == {
        "web.1": "up",
        "worker.1": "crashed",
        "run.4821": "up",
    }
    releases = (await client.get("/apps/troubled-app/releases")).json()
    assert [row["version"] for row in releases if row["current"]] == [4]
    assert rows["web.1"]["release"]["version"] == 3
    assert rows["worker.1"]["release"]["version"] == 4


async def test_fir_names_dynos_and_drains_its_own_way(client: httpx.AsyncClient) -> None:
    dynos = (await client.get("/apps/fir-app/dynos")).json()
    assert all(row["name"].count("-") == 2 and "." not in row["name"] for row in dynos)
    assert len({row["name"] for row in dynos}) == 4
    assert (await client.get("/apps/fir-app/log-drains")).status_code == 422
    [drain] = (await client.get("/apps/fir-app/telemetry-drains")).json()
    assert drain["exporter"]["headers"]["Authorization"].startswith("Bearer s3cret")
    [shared] = (await client.get("/spaces/acme-fir/telemetry-drains")).json()
    assert shared["owner"]["type"] == "space"
