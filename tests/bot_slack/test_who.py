"""Who is answered, over HTTP."""

import pytest

from sandbox import Sandbox
from sandbox.slack import PretendSlack
from sandbox.slack.faults import Refused
from tests.bot_slack.bots import Bot, running_bot, words_of


async def test_guests_are_refused(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-app", name="gus", channel="#ops")
    assert "I am not set up to answer you" in said.text
    assert bot.heroku.requests == []
    await bot.slack.type("gus", "#ops", "/prodcheck")
    await bot.settled()
    assert bot.slack.modal("gus") is None


@pytest.mark.parametrize(
    "environ", [{"PRODCHECK_ALLOW_GUESTS": "1"}, {"PRODCHECK_USERS": "U024GUS"}]
)
async def test_guests_are_answered_where_that_is_allowed(
    slack: PretendSlack, heroku: Sandbox, database: str, environ: dict[str, str]
) -> None:
    async with running_bot(slack, heroku, database, environ=environ) as bot:
        said = await bot.say("/prodcheck ha-app", name="gus", channel="#ops")
        assert "ha-app is ready" in words_of(said)
        assert "users.info" not in bot.methods()


async def test_people_who_are_not_listed_are_refused(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(
        slack, heroku, database, environ={"PRODCHECK_USERS": "U024GRACE"}
    ) as bot:
        assert "I am not set up" in (await bot.say("/prodcheck ha-app")).text
        assert "ha-app is ready" in words_of(await bot.say("/prodcheck ha-app", name="grace"))


async def test_in_other_channels_the_bot_does_not_answer(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(
        slack, heroku, database, environ={"PRODCHECK_CHANNELS": "C024OPS"}
    ) as bot:
        assert "answer in this channel" in (await bot.say("/prodcheck ha-app")).text
        report = await bot.say("/prodcheck ha-app", channel="#ops")
        assert "ha-app is ready" in words_of(report)


async def test_permission_is_asked_again_at_every_press(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database) as bot:
        said = await bot.say("/prodcheck ha-app")
    heroku.requests.clear()
    async with running_bot(
        slack, heroku, database, environ={"PRODCHECK_USERS": "U024GRACE"}
    ) as bot:
        for words in ("Re-run", "Post to channel"):
            await bot.press(said, words)
            assert "I am not set up to answer you" in bot.seen()[-1].text
        assert not said.edited
        assert bot.seen("grace") == []
    assert heroku.requests == []


async def test_whom_slack_does_not_tell_of_is_not_answered(bot: Bot) -> None:
    bot.slack.fail("users.info", Refused("missing_scope"), times=1)
    said = await bot.say("/prodcheck ha-app")
    assert "Slack did not tell me whether you are a member" in said.text
    assert bot.heroku.requests == []
    assert "ha-app is ready" in words_of(await bot.say("/prodcheck ha-app"))


async def test_slack_is_asked_once_about_a_person(bot: Bot) -> None:
    for _ in range(3):
        await bot.say("/prodcheck ha-app")
    assert bot.methods().count("users.info") == 1
    assert bot.methods().count("auth.test") == 1


async def test_before_it_is_known_where_the_bot_is_at_home_nobody_is_answered(bot: Bot) -> None:
    bot.slack.fail("auth.test", Refused("internal_error"), times=1)
    said = await bot.say("/prodcheck ha-app")
    assert "Slack did not tell me" in said.text
    assert "ha-app is ready" in words_of(await bot.say("/prodcheck ha-app"))


async def test_people_of_other_workspaces_are_answered_where_that_is_allowed(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(
        slack, heroku, database, environ={"PRODCHECK_ALLOW_EXTERNAL": "1"}
    ) as bot:
        await slack.type("olga", "#partners", "@prodcheck ha-app")
        await bot.settled()
        assert "ha-app is ready" in words_of(bot.seen("olga", "#partners")[-1])


async def test_people_of_other_workspaces_mention_the_bot_in_vain(bot: Bot) -> None:
    await bot.slack.type("olga", "#partners", "@prodcheck ha-app")
    await bot.settled()
    assert "I am not set up to answer you" in bot.seen("olga", "#partners")[-1].text
    assert bot.heroku.requests == []
