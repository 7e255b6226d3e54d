import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator

from sandbox import Sandbox
from tests.sandbox.clients import heroku
from tests.sandbox.receiver import Receiver
from tests.sandbox.test_schema import FORMATS, SCHEMA

SECRET = "shared-with-heroku"
WEBHOOKS = "/apps/ha-app/webhooks"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver().running() as receiver:
        yield receiver


def wanted(url: str, *include: str, level: str = "sync") -> dict[str, Any]:
    chosen = list(include) or ["api:formation"]
    return {"include": chosen, "level": level, "url": url, "secret": SECRET}


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in receiver.told]


async def test_a_change_is_told_and_signed(
    sandbox: Sandbox, client: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await client.post(WEBHOOKS, json=wanted(receiver.url))
    assert (made.status_code, "secret" in made.json()) == (201, False)
    await client.patch("/apps/ha-app/formation/web", json={"quantity": 1})
    await sandbox.webhooks.settled()
    [(headers, raw)] = receiver.told
    digest = hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()
    assert headers["heroku-webhook-hmac-sha256"] == base64.b64encode(digest).decode()
    assert headers["content-type"] == "application/json"
    body = json.loads(raw)
    assert (body["resource"], body["action"]) == ("formation", "update")
    assert (body["data"]["type"], body["data"]["quantity"]) == ("web", 1)
    assert body["previous_data"] == {"quantity": 2}
    assert body["data"]["app"]["name"] == "ha-app"
    metadata = body["webhook_metadata"]
    assert metadata["webhook"]["id"] == made.json()["id"]
    assert metadata["event"] == {"id": body["id"], "include": "api:formation"}


async def test_only_what_was_asked_for_of_that_app_is_told(
    sandbox: Sandbox, client: httpx.AsyncClient, receiver: Receiver
) -> None:
    await client.post(WEBHOOKS, json=wanted(receiver.url, "api:release", "dyno"))
    sandbox.change.scale("big-app", web=1)
    sandbox.change.scale("ha-app", web=1)
    sandbox.change.fail_release("ha-app")
    sandbox.change.set("ha-app", log_drains=())
    await sandbox.webhooks.settled()
    told = [(body["resource"], body["action"]) for body in bodies(receiver)]
    assert told == [("dyno", "destroy"), ("release", "create"), ("release", "update")]
    assert [body["sequence"] for body in bodies(receiver)] == sorted(
        body["sequence"] for body in bodies(receiver)
    )


async def test_a_deploy_is_a_burst(
    sandbox: Sandbox, client: httpx.AsyncClient, receiver: Receiver
) -> None:
    await client.post(WEBHOOKS, json=wanted(receiver.url, "api:release", "dyno"))
    sandbox.change.release("ha-app")
    await sandbox.webhooks.settled()
    told = [(body["resource"], body["data"].get("status")) for body in bodies(receiver)]
    assert told[:2] == [("release", "pending"), ("release", "succeeded")]
    assert told[2:] == [("dyno", None)] * 4


@pytest.mark.parametrize("case", [("sync", 2, 3), ("notify", 1, 1), ("sync", 9, 4)])
async def test_sync_is_tried_again_and_notify_is_not(
    sandbox: Sandbox, client: httpx.AsyncClient, receiver: Receiver, case: tuple[str, int, int]
) -> None:
    level, failures, attempts = case
    receiver.statuses = [500] * failures
    await client.post(WEBHOOKS, json=wanted(receiver.url, level=level))
    sandbox.change.scale("ha-app", web=1)
    await sandbox.webhooks.settled()
    assert len(receiver.told) == attempts
    assert len({body["id"] for body in bodies(receiver)}) == 1
    assert len({body["webhook_metadata"]["attempt"]["id"] for body in bodies(receiver)}) == attempts


async def test_a_receiver_that_is_gone_ends_the_subscription(
    sandbox: Sandbox, client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    await client.post(WEBHOOKS, json=wanted(receiver.url))
    sandbox.change.scale("ha-app", web=1)
    sandbox.change.scale("ha-app", web=2)
    await sandbox.webhooks.settled()
    assert len(receiver.told) == 1
    assert (await client.get(WEBHOOKS)).json() == []


async def test_a_webhook_is_listed_changed_and_deleted(client: httpx.AsyncClient) -> None:
    made = (await client.post(WEBHOOKS, json=wanted("https://example.com/hooks"))).json()
    one = f"{WEBHOOKS}/{made['id']}"
    shape = {"$ref": "#/definitions/app-webhook/definitions/app_webhook", **SCHEMA}
    validator = Draft4Validator(shape, format_checker=FORMATS)
    assert [error.message for error in validator.iter_errors(made)] == []
    changed = (await client.patch(one, json={"level": "notify"})).json()
    assert (changed["level"], changed["url"]) == ("notify", made["url"])
    assert (await client.get(one)).json() == changed
    assert (await client.get(WEBHOOKS)).json() == [changed]
    assert (await client.delete(one)).json() == changed
    assert (await client.get(one)).json()["resource"] == "webhook"
    assert (await client.get(WEBHOOKS)).json() == []


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://example.com/hooks"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "https://["},
        {"url": None},
        {"level": "loud"},
        {"include": ["api:weather"]},
        {"include": []},
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    client: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    sent = {**wanted("https://example.com/hooks"), **change}
    answer = await client.post(WEBHOOKS, json={k: v for k, v in sent.items() if v is not None})
    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


@pytest.mark.parametrize("scope", ["read", "nothing"])
async def test_a_webhook_needs_the_scope_write(sandbox: Sandbox, scope: str) -> None:
    async with heroku(sandbox, token=getattr(sandbox.tokens, scope)) as client:
        assert (await client.get(WEBHOOKS)).status_code == 403
        answer = await client.post(WEBHOOKS, json=wanted("https://example.com/hooks"))
        assert answer.status_code == 403


async def test_nothing_leaves_the_machine(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    await client.post(WEBHOOKS, json=wanted("https://example.com/hooks", level="notify"))
    sandbox.change.scale("ha-app", web=1)
    await sandbox.webhooks.settled()
    assert [each.status for each in sandbox.webhooks.deliveries] == [None]
