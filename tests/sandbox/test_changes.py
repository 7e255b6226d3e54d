from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from tests.sandbox.clients import ask as ask_dns
from tests.sandbox.clients import heroku, records

SCALE = {"updates": [{"type": "web", "quantity": 1}]}


async def quantities(client: httpx.AsyncClient, app: str = "ha-app") -> dict[str, int]:
    rows = (await client.get(f"/apps/{app}/formation")).json()
    return {row["type"]: row["quantity"] for row in rows}


async def test_scaling_is_seen_by_whoever_asks_next(client: httpx.AsyncClient) -> None:
    assert await quantities(client) == {"web": 2, "worker": 2}
    answer = await client.patch("/apps/ha-app/formation", json=SCALE)
    assert (answer.status_code, [row["quantity"] for row in answer.json()]) == (200, [1])
    assert await quantities(client) == {"web": 1, "worker": 2}
    dynos = (await client.get("/apps/ha-app/dynos")).json()
    assert [row["name"] for row in dynos if row["type"] == "web"] == ["web.1"]


async def test_one_process_type_takes_a_size_in_each_of_its_forms(
    client: httpx.AsyncClient,
) -> None:
    for sent in ({"size": "performance-m"}, {"dyno_size": {"name": "Performance-M"}}):
        answer = await client.patch("/apps/ha-app/formation/worker", json={"quantity": 3, **sent})
        assert (answer.json()["size"], answer.json()["quantity"]) == ("Performance-M", 3)


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/formation", {"updates": [{"type": "nightly", "quantity": 1}]}, 404),
        ("/formation", {"updates": [{"type": "web", "quantity": -1}]}, 422),
        ("/formation", {"updates": [{"type": "web", "quantity": "many"}]}, 422),
        ("/formation", {"updates": [{"type": "web", "quantity": "-3"}]}, 422),
        ("/formation", {"updates": [{"type": "web", "quantity": "101"}]}, 422),
        ("/formation", {"updates": [{"type": "web", "size": "Enormous"}]}, 422),
        ("/formation", {"updates": [{"type": "web", "quantity": 2, "size": "basic"}]}, 422),
        ("/formation", {}, 422),
        ("", {"name": "-no-name-"}, 422),
        ("", {"name": "big-app"}, 422),
        ("", {"maintenance": "soon"}, 422),
    ],
)
async def test_what_makes_no_sense_changes_nothing(
    client: httpx.AsyncClient, path: str, sent: dict[str, Any], status: int
) -> None:
    before = await quantities(client)
    answer = await client.patch(f"/apps/ha-app{path}", json=sent)
    assert answer.status_code == status
    assert await quantities(client) == before


async def test_a_body_that_is_no_json_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.patch("/apps/ha-app", content=b"{")
    assert (answer.status_code, answer.json()["id"]) == (400, "bad_request")


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("nothing", 403), ("write", 200)])
async def test_a_change_needs_the_scope_write(sandbox: Sandbox, scope: str, status: int) -> None:
    async with heroku(sandbox, token=getattr(sandbox.tokens, scope)) as client:
        answer = await client.patch("/apps/ha-app/formation", json=SCALE)
        assert answer.status_code == status
        assert (await client.patch("/apps/ha-app", json={})).status_code == status
        assert (await client.delete("/apps/ha-app")).status_code == status


async def test_the_scope_write_reads_no_secrets(sandbox: Sandbox) -> None:
    async with heroku(sandbox, token=sandbox.tokens.write) as client:
        assert (await client.get("/apps/ha-app")).headers["Oauth-Scope"] == "read write"
        assert (await client.get("/apps/ha-app/config-vars")).status_code == 403


async def test_a_renamed_app_keeps_its_id_and_leaves_its_name(
    client: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    before = (await client.get("/apps/ha-app")).json()
    answer = await client.patch("/apps/ha-app", json={"name": "new-name"})
    assert answer.json()["name"] == "new-name"
    assert (await client.get("/apps/ha-app")).status_code == 404
    found = (await client.get(f"/apps/{before['id']}")).json()
    assert (found["id"], found["name"]) == (before["id"], "new-name")
    assert await quantities(client, "new-name") == {"web": 2, "worker": 2}
    rows = (await client.get("/apps/new-name/domains")).json()
    [own] = [row["hostname"] for row in rows if row["kind"] == "heroku"]
    assert own.startswith("new-name")
    assert records(await ask_dns(sandbox, own), "A")


async def test_a_deleted_app_is_gone_with_what_it_shared(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/apps/ha-app")).json()["name"] == "ha-app"
    assert (await client.get("/apps/ha-app")).status_code == 404
    shared = (await client.get("/apps/shared-db-app/addon-attachments")).json()
    assert "ha-app" not in [row["addon"]["app"]["name"] for row in shared]


async def test_maintenance_mode_is_switched(client: httpx.AsyncClient) -> None:
    answer = await client.patch("/apps/ha-app", json={"maintenance": True})
    assert answer.json()["maintenance"] is True
    assert (await client.get("/apps/ha-app")).json()["maintenance"] is True


async def test_dynos_crash_and_releases_fail(client: httpx.AsyncClient, sandbox: Sandbox) -> None:
    sandbox.change.crash("ha-app", "web.2")
    sandbox.change.fail_release("ha-app")
    dynos = (await client.get("/apps/ha-app/dynos")).json()
    assert {row["name"]: row["state"] for row in dynos}["web.2"] == "crashed"
    sandbox.change.release("troubled-app")
    restarted = (await client.get("/apps/troubled-app/dynos")).json()
    assert {row["state"] for row in restarted} == {"up"}
    releases = (await client.get("/apps/ha-app/releases")).json()
    newest = max(releases, key=lambda row: row["version"])
    assert (newest["status"], newest["current"]) == ("failed", False)
