"""How an answer gets there, whatever Slack refuses on the way."""

import logging
from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.slack.blocks.surfaces import Section, message
from bot.slack.blocks.text import mrkdwn
from bot.slack.delivery import Audience, sendable
from bot.slack.origin import Origin
from bot.slack.patience import Patience
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import (
    EVERYTHING_OF_2026,
    Broken,
    OldClient,
    RateLimited,
    Refused,
)
from tests.bot_slack.bots import HASTY, Bot, option_of, running_bot, words_of


async def _late(bot: Bot) -> None:
    """Ask for something that is answered by a response URL."""
    await bot.say("/prodcheck troubled-app")


@pytest.fixture
async def hasty(slack: PretendSlack, heroku: Sandbox, database: str) -> AsyncIterator[Bot]:
    """A bot that never waits for an answer before it acknowledges."""
    async with running_bot(slack, heroku, database, patience=Patience(HASTY)) as bot:
        yield bot


async def test_a_client_that_knows_no_new_blocks_gets_plainer_ones(hasty: Bot) -> None:
    hasty.slack.fail("response_url", EVERYTHING_OF_2026)
    await _late(hasty)
    said = hasty.seen()[-1]
    assert "is not ready for production" in words_of(said)
    assert "container" not in {block["type"] for block in said.blocks}
    assert "Re-run" in words_of(said)


async def test_a_client_that_takes_no_blocks_at_all_gets_text(hasty: Bot) -> None:
    every = OldClient(("container", "header", "section", "context", "actions"))
    hasty.slack.fail("response_url", every)
    await _late(hasty)
    said = hasty.seen()[-1]
    assert said.blocks == []
    assert "is not ready for production" in said.text


async def test_what_one_route_refused_the_next_is_not_sent(hasty: Bot) -> None:
    hasty.slack.expire_response_urls()
    hasty.slack.fail("chat.postEphemeral", EVERYTHING_OF_2026)
    await _late(hasty)
    assert "Re-run" in words_of(hasty.seen()[-1])


async def test_slack_is_given_the_time_it_asks_for(hasty: Bot) -> None:
    hasty.slack.fail("response_url", RateLimited(7), times=2)
    await _late(hasty)
    assert "is not ready for production" in words_of(hasty.seen()[-1])
    assert hasty.waits == [7.0, 7.0]


async def test_the_web_api_is_given_time_too(hasty: Bot) -> None:
    hasty.slack.expire_response_urls()
    hasty.slack.fail("chat.postEphemeral", RateLimited(3), times=1)
    await _late(hasty)
    assert "is not ready for production" in words_of(hasty.seen()[-1])
    assert hasty.waits == [3.0]


async def test_nobody_waits_for_longer_than_a_minute(
    hasty: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await hasty.say("/prodcheck ha-app")
    hasty.slack.fail("*", RateLimited(3_000))
    await hasty.slack.type("ada", "#general", "/prodcheck ha-app")
    await hasty.settled()
    assert hasty.waits == []
    assert "was not delivered" in caplog.text


@pytest.mark.parametrize("fault", [Broken(503), Broken(200), Refused("fatal_error", 500)])
async def test_when_slack_is_away_the_log_says_what_was_lost(
    hasty: Bot, fault: Broken | Refused, caplog: pytest.LogCaptureFixture
) -> None:
    await hasty.say("/prodcheck help")
    await hasty.say("/prodcheck ha-app")
    for method in ("response_url", "chat.*"):
        hasty.slack.fail(method, fault)
    before = len(hasty.seen())
    await hasty.slack.type("ada", "#general", "/prodcheck ha-app")
    await hasty.settled()
    assert len(hasty.seen()) == before + 1
    assert "was not delivered" in caplog.text
    assert "Traceback" not in caplog.text
    assert "/hooks/" not in caplog.text
    assert hasty.slack.workspace.secrets.bot_token not in caplog.text


async def test_when_slack_cannot_be_reached_at_all_commands_are_still_acknowledged(
    slack: PretendSlack, heroku: Sandbox, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = {"SLACK_API_URL": "http://127.0.0.1:9/api/", "PRODCHECK_ALLOW_GUESTS": "1"}
    allowed = nowhere | {"PRODCHECK_ALLOW_EXTERNAL": "1"}
    async with running_bot(slack, heroku, database, environ=allowed) as bot:
        said = await bot.say("/prodcheck ha-app")
        assert "ha-app is ready" in words_of(said)
        slack.expire_response_urls()
        await bot.press(said, "Re-run")
    assert "was not delivered" in caplog.text


async def test_a_broken_response_url_is_no_reason_to_give_up(hasty: Bot) -> None:
    hasty.slack.fail("response_url", Broken(503))
    await _late(hasty)
    assert "is not ready for production" in words_of(hasty.seen()[-1])


async def test_nothing_is_sent_that_slack_would_refuse(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    token = bot.settings.slack_bot_token or ""
    origin = Origin(team_id="T", user_id="U024ADA", channel_id="C024GENERAL", token=token)
    too_long = message("words", Section(text=mrkdwn("x" * 3_001)))
    assert await bot.app.desk.delivery.send(origin, (too_long,)) is Audience.PERSON
    (said,) = bot.seen()
    assert said.text == "words"
    assert said.blocks == []
    assert "Slack would refuse a message" in caplog.text


def test_words_that_cannot_be_sent_at_all_are_replaced() -> None:
    caught = list(sendable((message("x" * 50_000),)))
    assert len(caught) == 1
    assert "could not write it" in caught[0]["text"]


async def test_links_are_not_unfurled(hasty: Bot) -> None:
    await _late(hasty)
    sent = [call.args for call in hasty.slack.calls if call.method == "response_url"]
    assert sent
    assert all(each["unfurl_links"] is False for each in sent)
    assert all(each["unfurl_media"] is False for each in sent)


async def test_no_secret_is_logged_or_shown(hasty: Bot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    said = await hasty.say("/prodcheck troubled-app")
    await hasty.choose(said, "report:more", option_of(said, "Show as JSON"))
    everything = caplog.text + msgspec.json.encode([c.args for c in hasty.slack.calls]).decode()
    secrets = hasty.slack.workspace.secrets
    for secret in (secrets.bot_token, secrets.signing_secret, hasty.heroku.token):
        assert secret not in everything
    assert "T024" not in repr(Origin(team_id="t", user_id="u", token="xoxb-secret"))
    assert "xoxb" not in repr(Origin(team_id="t", user_id="u", token="xoxb-secret"))
