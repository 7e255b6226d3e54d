"""`/prodcheck`, typed in a channel."""

import asyncio

import pytest

from bot.slack.patience import Patience
from sandbox import Sandbox
from sandbox.faults import UNAVAILABLE
from sandbox.slack import PretendSlack
from tests.bot_slack.bots import HASTY, Bot, option_of, running_bot, until, words_of


async def test_a_report_is_the_answer_itself_when_it_is_there_in_time(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-app")
    assert "ha-app is ready for production" in words_of(said)
    assert said.only_for == bot.slack.person("ada").id
    assert set(bot.methods()) <= {"auth.test", "users.info"}


async def test_a_report_that_takes_longer_follows_the_acknowledgement(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        said = await bot.say("/prodcheck ha-app")
        first, last = bot.seen()
    assert "Checking" in first.text
    assert said is last
    assert "ha-app is ready for production" in words_of(last)
    assert last.only_for == slack.person("ada").id
    assert bot.methods()[-1] == "response_url"


async def test_public_posts_the_report_and_what_was_typed(bot: Bot) -> None:
    said = await bot.say("/prodcheck troubled-app public")
    assert said.only_for is None
    assert "troubled-app is not ready for production" in words_of(said)
    assert "Post to channel" not in words_of(said)
    typed, _ = bot.slack.messages("grace", "#general")
    assert typed.text == "/prodcheck troubled-app public"


async def test_public_posts_late_too_and_tells_the_person_alone_to_wait(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await bot.say("/prodcheck ha-app public")
        first, last = bot.seen()
    assert first.only_for == slack.person("ada").id
    assert last.only_for is None


async def test_an_expired_response_url_is_replaced_by_the_web_api(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    slack.expire_response_urls()
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        said = await bot.say("/prodcheck ha-app")
        assert bot.methods()[-2:] == ["response_url", "chat.postEphemeral"]
        assert "ha-app is ready" in words_of(said)
        assert said.only_for == slack.person("ada").id
        public = await bot.say("/prodcheck ha-app public")
        assert bot.methods()[-2:] == ["response_url", "chat.postMessage"]
        assert public.only_for is None


async def test_where_the_bot_was_not_invited_the_person_is_told_directly(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    slack.expire_response_urls()
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await bot.say("/prodcheck ha-app", channel="#incident")
        direct = slack.workspace.direct(slack.person("ada").id).id
        (told,) = bot.seen(channel=direct)
        assert "ha-app is ready" in words_of(told)
        await bot.say("/prodcheck ha-app public", channel="#incident")
        *_, report, why = bot.seen(channel=direct)
    assert "ha-app is ready" in words_of(report)
    assert "/invite @prodcheck" in why.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("help", "/prodcheck myapp"),
        ("checks", "dyno-redundancy"),
        ("explain dns", "How to fix it"),
        ("explain dnss", "explain dns"),
        ("what is this", "I do not understand"),
    ],
)
async def test_what_can_be_asked_besides(bot: Bot, typed: str, words: str) -> None:
    said = await bot.say(f"/prodcheck {typed}")
    assert words in words_of(said)
    assert said.only_for == bot.slack.person("ada").id
    assert bot.heroku.requests == []


async def test_an_empty_command_opens_the_list_of_apps(bot: Bot) -> None:
    await bot.slack.type("ada", "#general", "/prodcheck")
    await bot.settled()
    modal = bot.modal()
    offered = await bot.slack.options("ada", modal, "pick:app", "")
    assert "ha-app" in [each["value"] for each in offered]
    offered = await bot.slack.options("ada", modal, "pick:app", "app")
    assert all("app" in each["value"] for each in offered)
    offered = await bot.slack.options("ada", modal, "pick:app", "HA-")
    assert [each["value"] for each in offered] == ["ha-app"]
    await bot.choose(modal, "pick:app", "ha-app")
    await bot.slack.submit("ada")
    await bot.settled()
    assert bot.slack.modal("ada") is None
    (said,) = bot.seen()
    assert "ha-app is ready" in words_of(said)
    assert said.only_for == bot.slack.person("ada").id


async def test_the_list_posts_to_the_channel_when_asked(bot: Bot) -> None:
    await bot.slack.type("ada", "#general", "/prodcheck")
    await bot.settled()
    await bot.choose(bot.modal(), "pick:app", "ha-app")
    await bot.choose(bot.modal(), "pick:public", "public")
    await bot.slack.submit("ada")
    await bot.settled()
    (said,) = bot.seen("grace")
    assert "ha-app is ready" in words_of(said)


async def test_without_a_list_a_name_can_be_typed_in_full(bot: Bot) -> None:
    bot.heroku.fail("/apps", UNAVAILABLE)
    await bot.slack.type("ada", "#general", "/prodcheck")
    await bot.settled()
    offered = await bot.slack.options("ada", bot.modal(), "pick:app", "ha-app")
    assert [each["value"] for each in offered] == ["ha-app"]
    assert await bot.slack.options("ada", bot.modal(), "pick:app", "no app!") == []


async def test_two_hundred_commands_at_once_are_answered_or_told_that_the_bot_is_busy(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    limits = {"PRODCHECK_MAX_CHECKS": "2", "PRODCHECK_MAX_WAITING": "3"}
    async with running_bot(slack, heroku, database, environ=limits) as bot:
        bot.checker.gate = asyncio.Event()
        typed = [f"/prodcheck app-{number}" for number in range(200)]
        outcomes = await asyncio.gather(*(slack.type("ada", "#general", each) for each in typed))
        assert all(outcome.failure is None for outcome in outcomes)
        await until(lambda: len(bot.jobs) <= 5)
        assert bot.checker.under_way == 5
        bot.checker.gate.set()
        await bot.settled()
        said = [words_of(message) for message in bot.seen()]
    assert sum("I am busy" in words for words in said) == 195
    assert sum("I see no app" in words for words in said) == 5


async def test_the_same_app_asked_for_twice_at_once_is_checked_once(bot: Bot) -> None:
    bot.checker.gate = asyncio.Event()
    both = asyncio.gather(
        *(bot.slack.type(name, "#general", "/prodcheck ha-app") for name in ("ada", "grace"))
    )
    await until(lambda: bot.checker.asked == 2)
    assert bot.checker.under_way == 1
    bot.checker.gate.set()
    await both
    assert "ha-app is ready" in words_of(bot.seen("ada")[-1])
    assert "ha-app is ready" in words_of(bot.seen("grace")[-1])
    assert sum(each.path == "/apps/ha-app" for each in bot.heroku.requests) == 1
    ids = {option_of(bot.seen(name)[-1], "Show all results") for name in ("ada", "grace")}
    assert len(ids) == 1


async def test_a_shutdown_tells_those_whose_check_it_cuts(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        bot.checker.gate = asyncio.Event()
        await slack.type("ada", "#general", "/prodcheck ha-app")
        await bot.jobs.drain(0)
        first, last = bot.seen()
    assert "Checking" in first.text
    assert "being restarted" in last.text
    assert "Try again" in words_of(last)


async def test_a_shutdown_waits_for_checks_that_end_in_time(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await slack.type("ada", "#general", "/prodcheck ha-app")
        await bot.jobs.drain(20)
        assert "ha-app is ready" in words_of(bot.seen()[-1])
        late = await bot.say("/prodcheck ha-app")
        assert "being restarted" in late.text


@pytest.mark.parametrize("app", ["big-app", "empty-app", "fir-app", "hostile-app", "relic-2012"])
async def test_whatever_an_app_is_like_its_report_arrives_with_blocks(
    slack: PretendSlack, heroku: Sandbox, database: str, app: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        said = await bot.say(f"/prodcheck {app}")
        assert "Re-run" in words_of(said)
        for words in ("Show all results", "Show as JSON"):
            await bot.choose(said, "report:more", option_of(said, words))
            assert "Something went wrong" not in words_of(bot.modal())
        await slack.open_home("ada")
        await bot.settled()
        home = slack.home("ada")
        assert home is not None
        assert app in words_of(home)
    assert caplog.text == ""
