"""From the menu of a report to the lines to commit, over HTTP."""

import tomllib
from datetime import UTC, datetime, timedelta

import msgspec

from bot.settings import Settings
from core.policy import Policy
from sandbox.slack.messages import Message
from sandbox.slack.views import View
from tests.bot_slack.bots import Bot, option_of, words_of


async def opened(bot: Bot) -> tuple[Message, View]:
    said = await bot.say("/prodcheck troubled-app")
    await bot.choose(said, "report:more", option_of(said, "Waive…"))
    return said, bot.modal()


def lines(view: View) -> str:
    (block,) = [block for block in view.blocks if block["type"] == "rich_text"]
    return str(block["elements"][0]["elements"][0]["text"])


async def test_a_finding_is_accepted_in_lines_to_commit_and_nothing_changes(bot: Bot) -> None:
    _, modal = await opened(bot)
    before = len(bot.heroku.requests)
    await bot.choose(modal, "waive:reason", 'Moves "soon"')
    await bot.slack.submit("ada")
    await bot.settled()
    told = tomllib.loads(lines(bot.modal()))["waivers"]
    assert len(told) == 1
    assert told[0]["app"] == "troubled-app"
    assert told[0]["reason"] == 'Moves "soon"'
    assert told[0]["expires"] == datetime.now(UTC).date() + timedelta(days=30)
    assert "prodcheck.toml" in words_of(bot.modal())
    assert len(bot.heroku.requests) == before


async def test_a_day_too_far_is_told_in_the_form(bot: Bot) -> None:
    _, modal = await opened(bot)
    await bot.choose(modal, "waive:reason", "x")
    await bot.choose(modal, "waive:until", "2099-01-01")
    await bot.slack.submit("ada")
    assert modal.errors == {"waive:until": "Choose a day from today on, a year ahead at most."}
    assert bot.modal() is modal


async def test_a_reason_is_required(bot: Bot) -> None:
    _, modal = await opened(bot)
    await bot.slack.submit("ada")
    assert set(modal.errors) == {"waive:reason"}
    await bot.choose(modal, "waive:reason", "   ")
    await bot.slack.submit("ada")
    assert modal.errors == {"waive:reason": "Say why it is accepted."}


async def test_a_report_that_is_gone_is_told(bot: Bot) -> None:
    _, modal = await opened(bot)
    await bot.choose(modal, "waive:reason", "x")
    modal.payload["private_metadata"] = '{"a":"troubled-app","r":"gone"}'
    await bot.slack.submit("ada")
    assert "is kept no longer" in words_of(bot.modal())


async def test_a_forged_form_is_not_understood(bot: Bot) -> None:
    _, modal = await opened(bot)
    await bot.choose(modal, "waive:reason", "x")
    modal.payload["private_metadata"] = "{}"
    await bot.slack.submit("ada")
    assert "I do not know that button" in words_of(bot.modal())


async def test_the_bot_judges_by_its_policy(bot: Bot) -> None:
    settings: Settings = msgspec.structs.replace(bot.settings, policy=Policy(profile="hobby"))
    bot.checker._settings = settings
    said = await bot.say("/prodcheck troubled-app")
    assert "Dynos of a tier made for production" not in words_of(said)
