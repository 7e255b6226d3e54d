"""Posting to a place without being asked there."""

import pytest

from bot.slack.blocks.kit import Plain
from bot.slack.blocks.surfaces import Header, message
from bot.slack.posting import OneToken, Poster, tokens_of
from bot.slack.web_api import SlackRefused, SlackUnreachable
from sandbox.slack.faults import RateLimited, Refused
from sandbox.slack.people import TEAM
from tests.bot_slack.bots import Bot, words_of

RICH = message("hello", Header(text=Plain(text="Hello")))
OPS = "C024OPS"


@pytest.fixture
def poster(bot: Bot) -> Poster:
    return Poster(bot.app.api, tokens_of(bot.settings, bot.store))


async def test_a_message_is_posted_replied_to_and_changed(bot: Bot, poster: Poster) -> None:
    ts = await poster.post(TEAM, OPS, (RICH,))
    await poster.post(TEAM, OPS, (message("a reply"),), thread_ts=ts)
    await poster.update(TEAM, OPS, ts, (message("changed"),))
    first, reply = bot.seen(channel="#ops")
    assert (first.ts, words_of(first)) == (ts, "changed")
    assert (reply.thread_ts, words_of(reply)) == (ts, "a reply")


async def test_a_message_to_a_person_goes_to_their_conversation(bot: Bot, poster: Poster) -> None:
    ada = bot.slack.person("ada").id
    await poster.post(TEAM, ada, (RICH,))
    assert "Hello" in words_of(bot.seen(channel=bot.slack.workspace.direct(ada).id)[-1])


async def test_what_slack_refuses_is_said_more_plainly(bot: Bot, poster: Poster) -> None:
    bot.slack.fail("chat.postMessage", Refused("invalid_blocks"), times=1)
    await poster.post(TEAM, OPS, (RICH,))
    assert words_of(bot.seen(channel="#ops")[-1]) == "hello"


async def test_a_closed_channel_is_told_by_slacks_own_word(poster: Poster) -> None:
    with pytest.raises(SlackRefused, match="channel_not_found"):
        await poster.post(TEAM, "C024NOWHERE", (RICH,))


async def test_it_waits_when_slack_asks_for_it_and_gives_up_when_that_is_long(
    bot: Bot, poster: Poster
) -> None:
    bot.slack.fail("chat.postMessage", RateLimited(7), times=1)
    await poster.post(TEAM, OPS, (RICH,))
    assert bot.waits == [7.0]
    bot.slack.fail("chat.postMessage", RateLimited(600))
    with pytest.raises(SlackUnreachable):
        await poster.post(TEAM, OPS, (RICH,))


async def test_a_workspace_without_the_bot_is_told_as_slack_tells_it(bot: Bot) -> None:
    with pytest.raises(SlackRefused, match="account_inactive"):
        await Poster(bot.app.api, OneToken(None)).post(TEAM, OPS, (RICH,))
