"""What goes wrong at Heroku, or at home: each a short message of its own, with a reference."""

import re
import sys

import pytest

from bot.checking import Checker
from bot.slack.patience import Patience
from bot.store import Store, StoreUnavailable
from sandbox import Sandbox
from sandbox.faults import (
    DELINQUENT,
    FORBIDDEN,
    NOT_FOUND,
    RATE_LIMITED,
    SERVER_ERROR,
    SUSPENDED,
    TWO_FACTOR,
    UNAUTHORIZED,
    UNAVAILABLE,
    WRONG_JSON,
    AnyFault,
    Html,
    Reset,
    Truncated,
)
from sandbox.slack import PretendSlack
from tests.bot_slack.bots import HASTY, Bot, option_of, running_bot, words_of

_REFERENCE = re.compile(r"Reference `([0-9a-f]{8})`")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (UNAUTHORIZED, "Heroku refuses the token"),
        (FORBIDDEN, "does not let me look at *ha-app*"),
        (NOT_FOUND, "I see no app called *ha-app*"),
        (RATE_LIMITED, "takes no more calls"),
        (UNAVAILABLE, "Heroku does not answer"),
        (SERVER_ERROR, "Heroku does not answer"),
        (WRONG_JSON, "Heroku does not answer"),
        (Html(), "Heroku does not answer"),
        (Reset(), "Heroku does not answer"),
        (Truncated(), "Heroku does not answer"),
    ],
)
async def test_each_fault_has_a_message_and_a_reference_that_the_log_has_too(
    bot: Bot, fault: AnyFault, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot.heroku.fail("/apps/ha-app", fault)
    said = await bot.say("/prodcheck ha-app")
    assert words in said.text
    assert said.only_for == bot.slack.person("ada").id
    found = _REFERENCE.search(words_of(said))
    assert found is not None
    assert found[1] in caplog.text
    assert bot.heroku.token not in caplog.text


@pytest.mark.parametrize("fault", [TWO_FACTOR, SUSPENDED, DELINQUENT])
async def test_what_heroku_wants_of_the_account_is_said_to_be_of_the_account(
    bot: Bot, fault: AnyFault
) -> None:
    bot.heroku.fail("/apps*", fault)
    said = await bot.say("/prodcheck ha-app")
    assert "let the account that I use look at apps" in said.text


async def test_who_owns_the_token_is_named_to_those_who_can_let_it_in(bot: Bot) -> None:
    bot.heroku.fail("/apps/ha-app", FORBIDDEN)
    said = await bot.say("/prodcheck ha-app")
    assert "@" in said.text


async def test_close_names_are_offered_as_buttons(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-ap")
    assert "I see no app called *ha-ap*" in said.text
    await bot.press(said, "ha-app")
    assert "ha-app is ready" in words_of(bot.seen()[-1])


async def test_an_app_out_of_sight_looks_like_one_that_is_not_there(bot: Bot) -> None:
    bot.heroku.fail("/apps/secret-app", FORBIDDEN)
    hidden = await bot.say("/prodcheck secret-app")
    bot.heroku.heal()
    missing = await bot.say("/prodcheck secret-app")
    assert _same(words_of(hidden), "secret-app") == _same(words_of(missing), "secret-app")


async def test_an_app_the_bot_is_not_for_looks_like_one_that_is_not_there(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(
        slack, heroku, database, environ={"PRODCHECK_APPS": "ha-*,troubled-app"}
    ) as bot:
        there = await bot.say("/prodcheck empty-app")
        missing = await bot.say("/prodcheck empty-apq")
        assert _same(words_of(there), "empty-app") == _same(words_of(missing), "empty-apq")
        assert "empty-app" not in words_of(missing)
        assert all(each.path == "/apps" for each in heroku.requests)
        assert "ha-app is ready" in words_of(await bot.say("/prodcheck ha-app"))
        await slack.type("ada", "#general", "/prodcheck")
        await bot.settled()
        offered = await slack.options("ada", bot.modal(), "pick:app", "")
    assert sorted(each["value"] for each in offered) == ["ha-app", "troubled-app"]


async def test_no_token_at_all_is_said_as_it_is(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, environ={"HEROKU_API_KEY": ""}) as bot:
        said = await bot.say("/prodcheck ha-app")
    assert "HEROKU_API_KEY" in said.text


async def test_a_check_that_takes_too_long_is_given_up(
    slack: PretendSlack, heroku: Sandbox, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_bot(slack, heroku, database) as bot:
        monkeypatch.setattr(bot.checker, "_time_limit", 0.0)
        said = await bot.say("/prodcheck ha-app")
    assert "Heroku does not answer" in said.text


async def test_what_nobody_foresaw_is_admitted_and_logged(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(Checker, "check", crash)
    monkeypatch.setattr(type(bot.checker), "check", crash)
    said = await bot.say("/prodcheck ha-app")
    assert "Something went wrong on my side" in said.text
    assert "nobody foresaw this" not in words_of(said)
    found = _REFERENCE.search(words_of(said))
    assert found is not None
    assert found[1] in caplog.text
    assert "nobody foresaw this" in caplog.text


async def test_what_fails_before_the_acknowledgement_is_admitted_too(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: str) -> None:
        raise RuntimeError("nobody foresaw this")

    module = sys.modules["bot.slack.listeners.commands.prodcheck"]
    monkeypatch.setattr(module, "parse", crash)
    said = await bot.say("/prodcheck ha-app")
    assert "Something went wrong on my side" in said.text


async def test_what_fails_after_the_acknowledgement_does_not_take_it_along(
    slack: PretendSlack, heroku: Sandbox, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        said = await bot.say("/prodcheck ha-app")
        monkeypatch.setattr("bot.slack.kept.kept_report", crash)
        monkeypatch.setattr("bot.slack.listeners.actions.windows.kept_report", crash)
        monkeypatch.setattr("bot.slack.listeners.actions.report.kept_report", crash)
        await bot.press(said, "Post to channel")
        assert "Something went wrong on my side" in bot.seen()[-1].text
        await bot.choose(said, "report:more", option_of(said, "Show all results"))
        assert "Something went wrong on my side" in bot.seen()[-1].text


@pytest.fixture
def away(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A bot whose database went away."""

    async def unavailable(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database does not answer.")

    for method in ("save_report", "report", "latest_reports", "note"):
        monkeypatch.setattr(Store, method, unavailable)
    return bot


async def test_without_a_database_a_check_is_still_answered(
    away: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    said = await away.say("/prodcheck troubled-app")
    assert "is not ready for production" in words_of(said)
    assert "could not be kept" in caplog.text
    await away.press(said, "Re-run")
    assert "is not ready for production" in words_of(away.seen()[-1])
    await away.press(away.seen()[-1], "Post to channel")
    assert away.seen("grace") != []
    await away.choose(said, "report:more", option_of(said, "Show all results"))
    assert "kept no longer" in words_of(away.modal())
    await away.slack.open_home("ada")
    await away.settled()
    assert away.slack.home("ada") is not None


async def test_without_a_database_from_the_start_a_check_is_answered(
    slack: PretendSlack, heroku: Sandbox
) -> None:
    async with running_bot(slack, heroku, "sqlite:////nowhere/at/all/bot.db") as bot:
        said = await bot.say("/prodcheck ha-app")
    assert "ha-app is ready" in words_of(said)


def _same(text: str, name: str) -> str:
    """What is said, whatever the app is called and the reference is."""
    return _REFERENCE.sub("", text.replace(name, "NAME"))
