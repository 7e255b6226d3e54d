"""`@prodcheck myapp`, in a channel or in a thread."""

import asyncio

import httpx
import msgspec
import pytest

from bot.slack.patience import Patience
from sandbox import Sandbox
from sandbox.faults import NOT_FOUND
from sandbox.slack import PretendSlack
from sandbox.slack.messages import Message
from tests.bot_slack.bots import HASTY, Bot, running_bot, until, words_of


async def _mention(bot: Bot, typed: str, thread: Message | None = None) -> Message:
    await bot.slack.type("ada", "#general", f"@prodcheck {typed}", thread=thread)
    await bot.settled()
    return bot.seen()[-1]


async def test_a_mention_is_answered_in_a_thread_that_it_begins(bot: Bot) -> None:
    said = await _mention(bot, "ha-app")
    (mention, _) = bot.slack.messages("ada", "#general")
    assert "ha-app is ready" in words_of(said)
    assert said.thread_ts == mention.ts
    assert said.only_for is None


async def test_a_mention_in_a_thread_is_answered_there(bot: Bot) -> None:
    alert = bot.slack.workspace.post("C024GENERAL", "U024GRACE", "it is down")
    said = await _mention(bot, "ha-app", thread=alert)
    assert said.thread_ts == alert.ts
    assert said.only_for is None


async def test_what_goes_wrong_is_told_to_the_person_alone_in_the_thread(bot: Bot) -> None:
    alert = bot.slack.workspace.post("C024GENERAL", "U024GRACE", "it is down")
    bot.heroku.fail("/apps/ha-app", NOT_FOUND)
    said = await _mention(bot, "ha-app", thread=alert)
    assert "I see no app called" in said.text
    assert said.thread_ts == alert.ts
    assert said.only_for == bot.slack.person("ada").id


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "/prodcheck myapp"), ("help", "/prodcheck myapp"), ("explain dns", "How to fix it")],
)
async def test_help_is_told_to_the_person_alone(bot: Bot, typed: str, words: str) -> None:
    said = await _mention(bot, typed)
    assert words in words_of(said)
    assert said.only_for == bot.slack.person("ada").id


async def test_a_long_check_says_so_to_the_person_alone(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        await _mention(bot, "ha-app")
        first, last = bot.seen()
    assert "Checking" in first.text
    assert first.only_for == slack.person("ada").id
    assert last.only_for is None


async def test_a_shutdown_tells_who_mentioned_the_bot(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        bot.checker.gate = asyncio.Event()
        await slack.type("ada", "#general", "@prodcheck ha-app")
        await until(lambda: bot.checker.asked == 1)
        await bot.jobs.drain(0)
        assert "being restarted" in bot.seen()[-1].text


async def test_an_event_that_slack_sends_again_is_answered_once(bot: Bot) -> None:
    payload = _event(bot)
    assert (await _send(bot, payload)).status_code == 200
    again = await bot.post(
        payload,
        content_type="application/json",
        x_slack_retry_num="1",
        x_slack_retry_reason="http_timeout",
    )
    assert again.status_code == 200
    await bot.settled()
    assert len(bot.seen()) == 1


async def test_a_retry_whose_first_try_never_came_is_answered(bot: Bot) -> None:
    await _send(bot, _event(bot), x_slack_retry_num="2", x_slack_retry_reason="http_error")
    assert len(bot.seen()) == 1


async def test_other_apps_that_mention_the_bot_are_not_answered(bot: Bot) -> None:
    await _send(bot, _event(bot, bot_id="B0THER"))
    assert bot.seen() == []


async def test_events_that_nobody_asked_for_are_acknowledged(bot: Bot) -> None:
    response = await _send(bot, _event(bot, type="reaction_added"))
    assert response.status_code == 200
    assert bot.seen() == []


def _event(bot: Bot, **more: str) -> bytes:
    said = bot.slack.workspace.post("C024GENERAL", "U024ADA", "<@U024PRODCHK> ha-app")
    event = {
        "type": "app_mention",
        "user": bot.slack.person("ada").id,
        "text": "<@U024PRODCHK> ha-app",
        "channel": "C024GENERAL",
        "ts": said.ts,
        **more,
    }
    return msgspec.json.encode(bot.slack.gestures.payloads.event(event))


async def _send(bot: Bot, payload: bytes, **headers: str) -> httpx.Response:
    response = await bot.post(payload, content_type="application/json", **headers)
    await bot.settled()
    return response
