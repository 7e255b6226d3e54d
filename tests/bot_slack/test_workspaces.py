"""Workspaces that install the bot themselves, over OAuth."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from slack_sdk.oauth.installation_store.models.installation import Installation
from starlette.applications import Starlette
from starlette.routing import Route

from bot.slack.app import INSTALL_PATH, slack_endpoint
from bot.store.installations import Installations
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.installation import BOT_ID, BOT_USER
from sandbox.slack.people import TEAM
from tests.bot_slack.bots import Bot, running_bot, words_of

CLIENT = {
    "SLACK_CLIENT_ID": "024.024",
    "SLACK_CLIENT_SECRET": "a-secret-of-the-client",
    "PRODCHECK_SECRET_KEY": "a-key-of-some-length-0123456789",
    "PRODCHECK_URL": "https://bot.example.com",
}


@pytest.fixture
async def bot(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    async with running_bot(slack, heroku, database, environ=CLIENT) as bot:
        yield bot


async def _install(bot: Bot) -> None:
    installations = Installations(bot.store, CLIENT["SLACK_CLIENT_ID"])
    await installations.async_save(
        Installation(
            app_id="A024PRODCHK",
            team_id=TEAM,
            bot_token=bot.slack.workspace.secrets.bot_token,
            bot_id=BOT_ID,
            bot_user_id=BOT_USER,
            user_id=bot.slack.person("ada").id,
        )
    )


async def test_a_workspace_that_installed_the_bot_is_answered(bot: Bot) -> None:
    await _install(bot)
    assert "ha-app is ready" in words_of(await bot.say("/prodcheck ha-app"))
    assert "auth.test" not in bot.methods()


async def test_a_workspace_that_did_not_is_told_so(bot: Bot) -> None:
    await bot.slack.type("ada", "#general", "/prodcheck ha-app")
    await bot.settled()
    assert bot.heroku.requests == []
    assert bot.seen() != []


async def test_an_uninstalled_bot_forgets_the_workspace(bot: Bot) -> None:
    await _install(bot)
    event = bot.slack.gestures.payloads.event({"type": "app_uninstalled"})
    body = msgspec.json.encode(event)
    assert (await bot.post(body, content_type="application/json")).status_code == 200
    installations = Installations(bot.store, CLIENT["SLACK_CLIENT_ID"])
    for _ in range(200):
        found = await installations.async_find_bot(enterprise_id=None, team_id=TEAM)
        if found is None:
            break
    assert found is None


async def test_an_installation_begins_at_slack(bot: Bot) -> None:
    app = Starlette(routes=[Route(INSTALL_PATH, slack_endpoint(bot.app))])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://bot.example.com"
    ) as client:
        page = await client.get(INSTALL_PATH)
    assert page.status_code == 200
    assert "https://slack.com/oauth/v2/authorize?state=" in page.text
    assert "users:read" in page.text
    assert "redirect_uri=https://bot.example.com/slack/oauth_redirect" in page.text
    assert "slack-app-oauth-state=" in page.headers["set-cookie"]
