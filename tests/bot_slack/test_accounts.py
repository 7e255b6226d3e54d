"""Each person looks with their own Heroku account."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.store import Account, Store, StoreUnavailable
from sandbox import Sandbox
from sandbox.faults import UNAUTHORIZED
from sandbox.slack import PretendSlack
from sandbox.slack.people import TEAM
from tests.bot_slack.bots import Bot, option_of, running_bot, words_of

OAUTH = {
    "HEROKU_API_KEY": "",
    "HEROKU_OAUTH_ID": "0a1b2c3d",
    "HEROKU_OAUTH_SECRET": "a-secret-of-the-client",
    "HEROKU_LOGIN_HOST": "http://127.0.0.1:9",
    "PRODCHECK_SECRET_KEY": "a-key-of-some-length-0123456789",
    "PRODCHECK_URL": "https://bot.example.com",
}


@pytest.fixture
async def bot(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    async with running_bot(slack, heroku, database, environ=OAUTH) as bot:
        yield bot


async def _link(bot: Bot, name: str, token: str) -> None:
    await bot.store.save_account(
        Account(team_id=TEAM, user_id=bot.slack.person(name).id, access_token=token)
    )


async def test_who_linked_no_account_is_led_to_it(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-app")
    assert "Link your Heroku account" in said.text
    (button,) = next(b for b in said.blocks if b["type"] == "actions")["elements"]
    state = re.fullmatch(r"https://bot\.example\.com/heroku/login\?state=(.+)", button["url"])
    assert state is not None
    who = await bot.store.state(state[1])
    assert who is not None
    assert (who.team_id, who.user_id) == (TEAM, bot.slack.person("ada").id)
    assert "C024GENERAL" in who.return_to
    await bot.press(said, "Link Heroku account")
    assert bot.heroku.requests == []


async def test_without_an_address_of_its_own_the_bot_says_so(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, environ=OAUTH | {"PRODCHECK_URL": ""}) as bot:
        said = await bot.say("/prodcheck ha-app")
    assert "PRODCHECK_URL" in said.text


async def test_each_sees_what_their_account_sees(bot: Bot) -> None:
    await _link(bot, "ada", bot.heroku.token)
    await _link(bot, "grace", bot.heroku.tokens.nothing)
    assert "troubled-app is not ready" in words_of(await bot.say("/prodcheck troubled-app"))
    said = await bot.say("/prodcheck troubled-app", name="grace")
    assert "I see no app called *troubled-app*" in said.text
    assert "Did you mean" not in said.text


async def test_what_one_posted_tells_no_more_to_who_may_not_see_the_app(bot: Bot) -> None:
    await _link(bot, "ada", bot.heroku.token)
    await _link(bot, "grace", bot.heroku.tokens.nothing)
    said = await bot.say("/prodcheck troubled-app public")
    await bot.choose(said, "report:more", option_of(said, "Show all results"), name="grace")
    assert "kept no longer" in words_of(bot.modal("grace"))
    await bot.press(said, "Re-run", name="grace")
    assert not said.edited
    assert "I see no app called" in bot.seen("grace")[-1].text
    await bot.slack.open_home("grace")
    await bot.settled()
    home = bot.slack.home("grace")
    assert home is not None
    assert "troubled-app" not in words_of(home)


async def test_who_may_see_the_app_too_reads_on(bot: Bot) -> None:
    await _link(bot, "ada", bot.heroku.token)
    await _link(bot, "grace", bot.heroku.token)
    said = await bot.say("/prodcheck troubled-app public")
    await bot.choose(said, "report:more", option_of(said, "Show all results"), name="grace")
    assert "troubled-app is not ready" in words_of(bot.modal("grace"))


async def test_a_token_that_heroku_refuses_asks_to_link_anew(bot: Bot) -> None:
    await _link(bot, "ada", bot.heroku.token)
    bot.heroku.fail("/apps/ha-app", UNAUTHORIZED)
    said = await bot.say("/prodcheck ha-app")
    assert "Link your Heroku account" in said.text


async def test_while_the_database_is_away_nobody_is_taken_for_somebody_else(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unavailable(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database does not answer.")

    await _link(bot, "ada", bot.heroku.token)
    monkeypatch.setattr(Store, "account", unavailable)
    said = await bot.say("/prodcheck ha-app")
    assert "Something went wrong on my side" in said.text
    await bot.slack.open_home("ada")
    await bot.settled()
    assert bot.slack.home("ada") is not None
    assert bot.heroku.requests == []


async def test_an_account_is_disconnected_in_home(bot: Bot) -> None:
    await _link(bot, "ada", bot.heroku.token)
    await bot.slack.open_home("ada")
    await bot.settled()
    home = bot.slack.home("ada")
    assert home is not None
    await bot.press(home, "Disconnect Heroku")
    assert await bot.store.account(TEAM, bot.slack.person("ada").id) is None
    assert "Heroku account" in words_of(bot.modal())
    assert "Link Heroku account" in words_of(home)
    assert "Link your Heroku account" in (await bot.say("/prodcheck ha-app")).text


async def test_apps_of_who_linked_none_are_not_offered(bot: Bot) -> None:
    await bot.slack.type("ada", "#general", "/prodcheck")
    await bot.settled()
    assert await bot.slack.options("ada", bot.modal(), "pick:app", "") == []
