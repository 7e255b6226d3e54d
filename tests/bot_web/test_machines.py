"""What machines ask: /healthz, /readyz, /metrics."""

import asyncio
import re

import httpx
import pytest

from bot.app import create_app
from bot.manifest import manifest
from bot.settings import Settings
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from tests.bot_web.bots import client_of, running
from tests.bot_web.test_home import knock

Environ = dict[str, str]


async def counts(bot: httpx.AsyncClient) -> dict[str, float]:
    page = await bot.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    rows = (line.rsplit(" ", 1) for line in page.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


async def test_the_process_is_healthy_whatever_else_is_not() -> None:
    async with running({"DATABASE_URL": "sqlite:////nowhere/that/is/bot.db"}) as bot:
        answer = await bot.get("/healthz")
        assert (answer.status_code, answer.text) == (200, "ok\n")
        ready = await bot.get("/readyz")
        assert (ready.status_code, ready.text) == (503, "not ready: database, slack\n")


async def test_it_is_ready_when_it_can_answer(slack: PretendSlack, database: Environ) -> None:
    async with running({**slack.environ, **database}) as bot:
        answer = await bot.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("missing", ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"])
async def test_it_is_not_ready_with_half_of_its_values(
    slack: PretendSlack, database: Environ, missing: str
) -> None:
    async with running({**slack.environ, **database, missing: ""}) as bot:
        assert (await bot.get("/readyz")).text == "not ready: slack\n"


async def test_it_is_not_ready_when_slack_refuses_it(
    slack: PretendSlack, database: Environ
) -> None:
    slack.fail("auth.test", Refused("token_revoked"))
    async with running({**slack.environ, **database}) as bot:
        answer = await bot.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: slack\n")


async def test_it_is_not_ready_while_it_ends(slack: PretendSlack, database: Environ) -> None:
    app = create_app(Settings.load({**slack.environ, **database}))
    async with app.router.lifespan_context(app), client_of(app) as bot:
        app.state.bot.board.draining = True
        answer = await bot.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: draining\n")


async def test_over_a_socket_it_is_ready_when_that_is_open(
    slack: PretendSlack, database: Environ
) -> None:
    slack.install(manifest(None))
    async with running({**slack.socket_environ, **database}, socket=True) as bot:
        async with asyncio.timeout(60):
            while (answer := await bot.get("/readyz")).status_code != 200:
                assert answer.text == "not ready: socket\n"
                await asyncio.sleep(0.01)
        assert slack.socket.connections == 1


async def test_it_is_not_ready_while_the_socket_is_not_open(
    slack: PretendSlack, database: Environ
) -> None:
    slack.fail("apps.connections.open", Refused("internal_error"))
    async with running({**slack.socket_environ, **database}, socket=True) as bot:
        answer = await bot.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: socket\n")


async def test_where_workspaces_install_it_there_is_no_token_to_try(database: Environ) -> None:
    environ = {
        **database,
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "client-secret",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "PRODCHECK_SECRET_KEY": "key-that-encrypts-tokens",
    }
    async with running(environ) as bot:
        assert (await bot.get("/readyz")).status_code == 200
        answer = await bot.get("/slack/install")
    assert answer.status_code in {200, 302}


async def test_requests_are_counted_by_what_came_of_them(
    slack: PretendSlack, database: Environ
) -> None:
    async with running({**slack.environ, **database}) as bot:
        await knock(bot, slack.workspace.secrets.signing_secret)
        await knock(bot, "another secret")
        await bot.post("/slack/events", content=b"x" * 1_100_000)
        found = await counts(bot)
    assert found['prodcheck_slack_requests_total{outcome="answered"}'] == 1
    assert found['prodcheck_slack_requests_total{outcome="unsigned"}'] == 1
    assert found['prodcheck_slack_requests_total{outcome="refused"}'] == 1
    assert found["prodcheck_slack_ack_seconds_count"] == 1


async def test_checks_are_timed_and_nobody_is_named(
    slack: PretendSlack, heroku: Sandbox, database: Environ
) -> None:
    app = create_app(Settings.load({**heroku.environ, **slack.environ, **database}))
    async with app.router.lifespan_context(app), client_of(app) as bot:
        await app.state.bot.checker.check("ha-app", heroku.token)
        found = await counts(bot)
        text = (await bot.get("/metrics")).text
    assert found['prodcheck_check_seconds_count{outcome="report"}'] == 1
    assert found["prodcheck_checks_under_way"] == 0
    assert found["prodcheck_jobs_running"] == 0
    assert "ha-app" not in text
    assert set(re.findall(r'(\w+)="', text)) <= {
        "implementation",
        "le",
        "major",
        "minor",
        "outcome",
        "patchlevel",
        "version",
    }


@pytest.mark.parametrize("path", ["/nothing", "/static/x.js", "/heroku", "/slack"])
async def test_there_is_nothing_else(database: Environ, path: str) -> None:
    async with running(database) as bot:
        assert (await bot.get(path)).status_code == 404
