import asyncio

from bot.jobs import MOST
from tests.bot_slack.bots import Bot


async def test_when_too_much_is_under_way_a_command_is_told_so_at_once(bot: Bot) -> None:
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    for _ in range(MOST):
        bot.jobs.start(wait())
    outcome = await bot.slack.type("ada", "#general", "/prodcheck ha-app")
    assert outcome.answer is not None
    assert "busy" in str(outcome.answer.json)
    assert len(bot.jobs) == MOST
    gate.set()
    await bot.settled()
    assert "ready for production" in (await bot.say("/prodcheck ha-app")).text
