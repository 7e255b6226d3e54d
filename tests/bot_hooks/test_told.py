import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from sandbox import Sandbox
from tests.bot_hooks.checks import Checks
from tests.bot_hooks.served import Served, app_id, event, served, signed, watch
from tests.postgres import Postgres

HOURS = timedelta(hours=1)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110  a database tells nobody that it changed
            await asyncio.sleep(0.02)


async def is_due(bot: Served) -> bool:
    return await bot.store.count_due(datetime.now(UTC)) > 0


async def is_answered(bot: Served) -> bool:
    return await bot.store.hooks_unanswered() == []


async def is_unsubscribed(heroku: Sandbox) -> bool:
    return heroku.webhooks.of(heroku.catalogue.apps["ha-app"]) == []


def ago(hours: float) -> str:
    return (datetime.now(UTC) - hours * HOURS).isoformat()


async def test_scaling_down_asks_for_a_check(heroku: Sandbox, bot: Served, checks: Checks) -> None:
    await bot.watch()
    heroku.change.scale("ha-app", web=1)
    await checks.next()
    assert checks.asked == [(app_id(heroku), "formation")]
    assert {each.status for each in heroku.webhooks.deliveries} == {204}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("crash", {"dyno": "web.1"}),
        ("fail_release", {}),
        ("rename", {"name": "other-name"}),
        ("delete", {}),
        ("set", {"addons": (), "log_drains": ()}),
        ("set", {"domains": ()}),
        ("set", {"maintenance": True}),
    ],
)
async def test_whatever_can_change_a_verdict_asks_for_a_check(
    heroku: Sandbox, bot: Served, checks: Checks, change: str, fields: dict[str, Any]
) -> None:
    identity = app_id(heroku)
    await bot.watch()
    getattr(heroku.change, change)("ha-app", **fields)
    await checks.next()
    assert [app for app, _ in checks.asked] == [identity]


async def test_a_deploy_costs_one_check(heroku: Sandbox, bot: Served, checks: Checks) -> None:
    bot.bot.hooks.bursts._quiet = 1.0
    await bot.watch()
    heroku.change.release("ha-app")
    heroku.change.scale("ha-app", web=5, worker=5)
    heroku.change.scale("ha-app", web=1, worker=1)
    await heroku.webhooks.settled()
    assert len(heroku.webhooks.deliveries) >= 20
    await until(partial(is_answered, bot))
    assert 1 <= len(checks.asked) <= 2


async def test_dynos_that_are_restarted_daily_cost_nothing(bot: Served, checks: Checks) -> None:
    hook = await bot.watch()
    for action, state in [("destroy", "up"), ("create", "starting"), ("update", "up")]:
        data = {"id": "d1", "state": state}
        assert await bot.tell(hook, resource="dyno", action=action, data=data) == 204
    assert await bot.store.hooks_unanswered() == []
    assert await bot.counted() == {"no_check": 3}
    assert checks.asked == []


async def test_a_dyno_that_recovers_asks_for_a_check(bot: Served, checks: Checks) -> None:
    hook = await bot.watch()
    was = {"state": "crashed"}
    await bot.tell(hook, resource="dyno", data={"state": "up"}, previous_data=was)
    await checks.next()
    assert [cause for _, cause in checks.asked] == ["dyno"]


async def test_the_check_is_due_at_once(heroku: Sandbox, database: dict[str, str]) -> None:
    async with served(heroku, **database) as bot:
        bot.bot.hooks.bursts._quiet = 0.01
        hook = await bot.watch()
        heroku.change.scale("ha-app", web=1)
        await heroku.webhooks.settled()
        await until(partial(is_due, bot))
        [due] = await bot.store.watches_of_app(hook.app_id)
        assert due.next_due <= datetime.now(UTC)


@pytest.mark.parametrize("signature", [None, "", "bm90IGl0", "é" * 44])
async def test_what_heroku_did_not_sign_is_refused(
    bot: Served, checks: Checks, signature: str | None
) -> None:
    hook = await bot.watch()
    sent = {} if signature is None else {b"Heroku-Webhook-Hmac-SHA256": signature.encode()}
    async with httpx.AsyncClient(trust_env=False) as client:
        address = f"{bot.url}/heroku/webhooks"
        answer = await client.post(address, content=event(hook), headers=sent)
    assert (answer.status_code, answer.text) == (401, "")
    assert await bot.store.hooks_unanswered() == []
    assert checks.asked == []


async def test_a_body_that_was_changed_on_the_way_is_refused(bot: Served) -> None:
    hook = await bot.watch()
    body = event(hook)
    signature = signed(body, hook.secret or "")
    assert await bot.post(body.replace(b'"quantity": 1', b'"quantity": 9'), signature) == 401
    assert await bot.tell(hook, secret="another-secret") == 401
    assert await bot.post(body, signature) == 204
    assert await bot.counted() == {"unsigned": 2, "check": 1}


async def test_another_apps_secret_does_not_do(bot: Served) -> None:
    one, other = await bot.watch("ha-app"), await bot.watch("big-app")
    assert await bot.tell(one, secret=other.secret) == 401


async def test_a_replay_changes_nothing(bot: Served, checks: Checks) -> None:
    hook = await bot.watch()
    body = event(hook)
    signature = signed(body, hook.secret or "")
    assert [await bot.post(body, signature) for _ in range(3)] == [204, 204, 204]
    await checks.next()
    assert await bot.post(body, signature) == 204
    assert await bot.store.hooks_unanswered() == []
    assert await bot.counted() == {"check": 1, "repeated": 3}


@pytest.mark.parametrize(
    ("hours", "outcome"), [(11.9, "check"), (12.1, "stale"), (-0.1, "check"), (-1, "stale")]
)
async def test_what_is_too_old_to_be_told_from_a_replay_changes_nothing(
    bot: Served, hours: float, outcome: str
) -> None:
    hook = await bot.watch()
    assert await bot.tell(hook, published_at=ago(hours)) == 204
    assert await bot.counted() == {outcome: 1}


async def test_without_a_time_of_publication_that_of_the_event_counts(bot: Served) -> None:
    hook = await bot.watch()
    assert await bot.tell(hook, published_at=None, created_at=ago(13)) == 204
    assert await bot.tell(hook, published_at=None, created_at=ago(0)) == 204
    assert await bot.tell(hook, published_at=None, created_at=None) == 204
    assert await bot.counted() == {"stale": 1, "check": 2}


async def test_a_webhook_that_is_none_of_ours_is_gone(bot: Served) -> None:
    hook = await bot.watch()
    made_up = msgspec.structs.replace(hook, webhook_id="made-up")
    assert await bot.tell(made_up) == 410
    assert await bot.post(b"{}", "bm90IGl0") == 410
    assert await bot.counted() == {"unknown": 2}


async def test_an_app_that_nobody_watches_is_told_of_no_more(
    heroku: Sandbox, bot: Served, checks: Checks
) -> None:
    hook = await bot.watch()
    [watched] = await bot.store.watches_of_app(hook.app_id)
    await bot.store.delete_watch(watched.id)
    assert await bot.tell(hook) == 410
    await until(partial(is_unsubscribed, heroku))
    assert await bot.store.hook(hook.app_id) is None
    assert await bot.tell(hook) == 410
    assert checks.asked == []


async def test_a_secret_whose_key_is_gone_verifies_nothing(
    heroku: Sandbox, database: dict[str, str]
) -> None:
    async with served(heroku, **database) as bot:
        hook = await bot.watch()
    other = {"PRODCHECK_SECRET_KEY": "quite-another-key-of-the-bot"}
    async with served(heroku, **database, **other) as bot:
        assert await bot.tell(hook) == 401
        renewed = await bot.watch()
        assert renewed.webhook_id != hook.webhook_id
        assert await bot.tell(renewed) == 204


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"<html>", b"[" * 100_000, b'{"data": 7}', b"7"],
)
async def test_garbage_is_refused(bot: Served, body: bytes) -> None:
    assert await bot.post(body, "bm90IGl0") == 400


async def test_hostile_fields_do_no_harm(bot: Served, checks: Checks) -> None:
    hook = await bot.watch()
    metadata = {"webhook": {"id": "'; DROP TABLE hooks; --"}, "event": None}
    assert await bot.tell(hook, webhook_metadata=metadata) == 410
    assert await bot.tell(hook, resource="<script>\u202e" * 99, id="x" * 9_000) == 204
    assert await bot.tell(hook, resource="dyno", data={"state": "\x00"}) == 204
    await checks.next()
    assert len(checks.asked) == 1


async def test_a_body_without_end_is_cut(bot: Served) -> None:
    hook = await bot.watch()
    body = event(hook, padding="x" * 1_000_000)
    assert await bot.post(body, signed(body, hook.secret or "")) == 413


async def test_other_methods_are_refused(bot: Served) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=bot.url) as client:
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            answer = await client.request(method, "/heroku/webhooks")
            assert answer.status_code == 405


async def test_a_client_that_dawdles_is_let_go(
    heroku: Sandbox, database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.heroku_hooks.BODY_SECONDS", 0.1)
    async with served(heroku, **database) as bot:
        address = urlsplit(bot.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(b"POST /heroku/webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        async with asyncio.timeout(60):
            assert b" 408 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_an_event_survives_the_end_of_the_bot(
    heroku: Sandbox, database: dict[str, str]
) -> None:
    async with served(heroku, **database) as bot:
        hook = await bot.watch()
        assert await bot.tell(hook) == 204
        assert await bot.store.count_due(datetime.now(UTC)) == 0
    async with served(heroku, **database) as bot:
        await until(partial(is_due, bot))
        await until(partial(is_answered, bot))


async def test_while_the_bot_is_away_heroku_tries_again(
    heroku: Sandbox, database: dict[str, str], checks: Checks
) -> None:
    async with served(heroku, **database) as bot:
        hook = await bot.watch()
    heroku.change.scale("ha-app", web=1)
    await heroku.webhooks.settled()
    assert [each.status for each in heroku.webhooks.deliveries][:2] == [None, None]
    async with served(heroku, **database) as bot:
        bot.bot.hooks.bursts._quiet = 0.01
        bot.bot.hooks.bursts._ask = checks
        late = heroku.webhooks.deliveries[0]
        signature = late.headers["Heroku-Webhook-Hmac-SHA256"]
        assert await bot.post(late.body, signature) == 204
        await checks.next()
    assert json.loads(late.body)["webhook_metadata"]["webhook"]["id"] == hook.webhook_id


async def test_a_watch_works_without_webhooks(bot: Served, heroku: Sandbox) -> None:
    made = await watch(bot.store, heroku)
    assert not await bot.subscribe(heroku.tokens.read)
    assert await bot.store.watches_of_app(app_id(heroku)) == [made]
    assert heroku.webhooks.of(heroku.catalogue.apps["ha-app"]) == []


async def test_it_ends_with_the_watch(bot: Served, heroku: Sandbox) -> None:
    hook = await bot.watch()
    [made] = await bot.store.watches_of_app(hook.app_id)
    await bot.unsubscribe(hook)
    assert len(heroku.webhooks.of(heroku.catalogue.apps["ha-app"])) == 1
    await bot.store.delete_watch(made.id)
    await bot.unsubscribe(hook)
    assert heroku.webhooks.of(heroku.catalogue.apps["ha-app"]) == []


async def test_of_many_at_once_one_is_new(bot: Served, checks: Checks) -> None:
    hook = await bot.watch()
    body = event(hook)
    signature = signed(body, hook.secret or "")
    answers = await asyncio.gather(*(bot.post(body, signature) for _ in range(10)))
    assert set(answers) == {204}
    await checks.next()
    assert await bot.counted() == {"check": 1, "repeated": 9}


async def test_whoever_runs_checks_is_woken_once_the_watch_is_due(
    bot: Served, heroku: Sandbox
) -> None:
    woken: asyncio.Queue[tuple[str, int]] = asyncio.Queue()

    async def wake(app_id: str) -> None:
        woken.put_nowait((app_id, await bot.store.count_due(datetime.now(UTC))))

    hooks = bot.bot.hooks
    hooks._wake = wake
    hooks.bursts._ask = hooks._make_due
    hook = await bot.watch()
    heroku.change.scale("ha-app", web=1)
    async with asyncio.timeout(60):
        assert await woken.get() == (hook.app_id, 1)


@pytest.mark.needs("initdb")
async def test_while_the_database_is_away_heroku_is_asked_to_send_again(
    heroku: Sandbox, postgres: Postgres, checks: Checks
) -> None:
    database = {"DATABASE_URL": postgres.new_database("hooks-away")}
    async with served(heroku, **database) as bot:
        bot.bot.hooks.bursts._quiet = 0.1
        bot.bot.hooks.bursts._ask = checks
        hook = await bot.watch()
        body = event(hook)
        signature = signed(body, hook.secret or "")
        postgres.stop()
        try:
            assert await bot.post(body, signature) == 503
        finally:
            postgres.start()

        async def is_taken() -> bool:
            return await bot.post(body, signature) == 204

        await until(is_taken)
        await checks.next()
        assert (await bot.counted())["failed"] >= 1
