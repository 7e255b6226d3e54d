"""What changed since an app was last checked."""

from datetime import timedelta

import msgspec
import pytest

from bot.slack.blocks.since import ago
from core.report import Report, Status
from sandbox import Sandbox
from sandbox.slack import PretendSlack
from tests.bot_slack.bots import Bot, running_bot, words_of

PUBLIC = {"PRODCHECK_URL": "https://bot.example.com"}


async def keep_older(bot: Bot, *, days: int, user: str = "U024ADA") -> None:
    """Keep, as of some days ago, that all was well with the app."""
    checked = await bot.checker.check("troubled-app", bot.heroku.token)
    well = tuple(
        msgspec.structs.replace(result, status=Status.PASSED, findings=())
        for result in checked.report.results
    )
    old: Report = msgspec.structs.replace(
        checked.report,
        taken_at=checked.report.taken_at - timedelta(days=days),
        results=well,
        verdict="ready",
    )
    now = bot.store._now
    bot.store._now = lambda: now() - days * 86_400
    await bot.store.save_report(old, team_id="T024ACME", user_id=user)
    bot.store._now = now


async def test_a_first_report_has_nothing_to_compare_with(bot: Bot) -> None:
    message = await bot.say("/prodcheck troubled-app")
    assert "Since" not in words_of(message)
    assert "What changed" not in words_of(message)


async def test_a_report_says_what_changed_and_a_press_names_it(bot: Bot) -> None:
    await keep_older(bot, days=2)
    message = await bot.say("/prodcheck troubled-app")
    assert "Since 2 days ago: " in words_of(message)
    assert " new" in words_of(message)
    await bot.press(message, "What changed")
    shown = words_of(bot.modal())
    assert "*New (" in shown
    assert "Trend" not in shown


async def test_where_the_address_is_known_there_are_pages(
    slack: PretendSlack, heroku: Sandbox, database: str
) -> None:
    async with running_bot(slack, heroku, database, environ=PUBLIC) as bot:
        await keep_older(bot, days=1)
        message = await bot.say("/prodcheck troubled-app")
        assert "Full report" in words_of(message)
        await bot.press(message, "What changed")
        view = bot.modal()
        for words in ("Full report page", "Trend", "Badge", "Calendar"):
            assert words in words_of(view)
        (picture,) = [block for block in view.blocks if block["type"] == "image"]
        assert picture["image_url"].endswith(".png")


async def test_a_report_of_another_workspace_is_none_of_ours(bot: Bot) -> None:
    await keep_older(bot, days=2)
    async with bot.store.database.begin() as connection:
        table = bot.store.tables.reports
        await connection.execute(table.update().values(team_id="T0OTHER"))
    assert "Since" not in words_of(await bot.say("/prodcheck troubled-app"))


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "a moment ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1, hours=23), "1 day ago"),
        (timedelta(days=90), "90 days ago"),
    ],
)
def test_time_is_told_in_one_unit(passed: timedelta, words: str) -> None:
    assert ago(passed) == words
