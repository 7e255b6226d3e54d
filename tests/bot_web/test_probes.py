"""What is said of each part, with the part there and answering in its own way."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from bot.store import Store
from bot.web.known import Heroku, HerokuState, Slack, SlackState
from bot.web.probes import try_database, try_heroku, try_slack
from core.collect.http import HerokuClient
from sandbox import Sandbox
from sandbox.faults import FORBIDDEN, HttpError, Reset
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Broken, Fault, RateLimited, Refused
from sandbox.slack.server import WebServer


async def asked_with(heroku: Sandbox, token: str, **more: str) -> HerokuState:
    settings = Settings.load({**heroku.environ, "HEROKU_API_KEY": token, **more})
    return await try_heroku(settings, lambda key: HerokuClient(settings.sources_for(key)))


async def test_a_token_that_sees_everything(heroku: Sandbox) -> None:
    state = await asked_with(heroku, heroku.token)
    assert state.kind is Heroku.WORKS
    assert state.scope == "global"
    assert state.apps > 3
    assert not state.narrowed


async def test_a_token_that_can_only_read(heroku: Sandbox) -> None:
    state = await asked_with(heroku, heroku.tokens.read, PRODCHECK_APPS="ha-*")
    assert (state.kind, state.scope) == (Heroku.WORKS, "read")
    assert state.narrowed


async def test_a_token_of_somebody_without_apps(heroku: Sandbox) -> None:
    state = await asked_with(heroku, heroku.tokens.nothing)
    assert (state.kind, state.apps) == (Heroku.WORKS, 0)


@pytest.mark.parametrize("token", ["HRKU-AAwrong", "not a token at all".replace(" ", "")])
async def test_a_wrong_token(heroku: Sandbox, token: str) -> None:
    assert (await asked_with(heroku, token)).kind is Heroku.REFUSED


async def test_a_token_that_may_not_list_apps(heroku: Sandbox) -> None:
    heroku.fail("/apps", FORBIDDEN)
    assert (await asked_with(heroku, heroku.token)).kind is Heroku.FORBIDDEN


@pytest.mark.parametrize("fault", [Reset(), HttpError(503, "unavailable", "Down")])
async def test_heroku_away(heroku: Sandbox, fault: Reset | HttpError) -> None:
    heroku.fail("/apps", fault)
    async with asyncio.timeout(20):
        assert (await asked_with(heroku, heroku.token)).kind is Heroku.AWAY


async def test_without_a_token_heroku_is_not_asked() -> None:
    def never(_: str) -> HerokuClient:
        raise AssertionError

    linked = Settings(heroku_oauth_id="id", heroku_oauth_secret="secret", heroku_api_key="x")
    assert (await try_heroku(Settings(), never)).kind is Heroku.MISSING
    assert (await try_heroku(linked, never)).kind is Heroku.PERSONAL


async def asked(slack: PretendSlack, **more: str) -> SlackState:
    return await try_slack(Settings.load({**slack.environ, **more}))


async def test_a_bot_token_that_works(slack: PretendSlack) -> None:
    assert (await asked(slack)).kind is Slack.WORKS


async def test_a_bot_token_of_nobody(slack: PretendSlack) -> None:
    state = await asked(slack, SLACK_BOT_TOKEN="xoxb-1-2-wrong")
    assert state == SlackState(kind=Slack.REFUSED, error="invalid_auth")


async def test_no_bot_token() -> None:
    assert (await try_slack(Settings())).kind is Slack.UNTRIED


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Refused("token_revoked"), Slack.REFUSED),
        (Refused("account_inactive"), Slack.REFUSED),
        (Refused("internal_error"), Slack.AWAY),
        (Refused("ratelimited", 429), Slack.AWAY),
        (Refused("<script>"), Slack.AWAY),
        (RateLimited(30), Slack.AWAY),
        (Broken(503), Slack.AWAY),
    ],
)
async def test_a_bot_token_that_slack_says_something_else_of(
    slack: PretendSlack, fault: Fault, kind: Slack
) -> None:
    slack.fail("auth.test", fault)
    assert (await asked(slack)).kind is kind


async def test_slack_away() -> None:
    settings = Settings(slack_bot_token="xoxb-1", slack_api_url="http://127.0.0.1:9/")
    assert (await try_slack(settings)).kind is Slack.AWAY


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        (",".join(BOT_SCOPES), ()),
        (", ".join([*reversed(BOT_SCOPES), "files:write"]), ()),
        ("commands,chat:write", tuple(BOT_SCOPES[2:])),
    ],
)
async def test_scopes_that_the_app_was_not_given(given: str, lacking: tuple[str, ...]) -> None:
    async with serving(
        lambda: JSONResponse({"ok": True}, headers={"x-oauth-scopes": given})
    ) as url:
        state = await try_slack(Settings(slack_bot_token="xoxb-1", slack_api_url=f"{url}/"))
    assert state.lacking == lacking
    assert state.kind is (Slack.LACKS_SCOPE if lacking else Slack.WORKS)


async def test_the_database(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/bot.db")
    away = await Store.open("sqlite:////nowhere/that/is/bot.db")
    assert await try_database(store)
    assert not await try_database(away)
    await store.close()
    await away.close()


class serving:  # noqa: N801  a context manager reads like a function
    """Serve one answer to everything."""

    def __init__(self, answer: Callable[[], Response]) -> None:
        async def endpoint(_: Request) -> Response:
            return answer()

        route = Route("/{path:path}", endpoint, methods=["GET", "POST"])
        self._server = WebServer(Starlette(routes=[route]))

    async def __aenter__(self) -> str:
        await self._server.start()
        return self._server.url

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()
