"""What tests of watches do again and again."""

from datetime import timedelta
from time import time

from bot.store.records import Watch
from bot.watching.parts import Watching, make_watching
from sandbox.slack.messages import Message
from sandbox.slack.people import TEAM
from tests.bot_slack.bots import Bot, words_of

OPS = "#ops"


class Clock:
    """Tells the time, and lets it pass."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time() + self._ahead

    def pass_(self, **given: float) -> None:
        """Let time pass."""
        self._ahead += timedelta(**given).total_seconds()


def with_clock(bot: Bot) -> Clock:
    """Run the watches of a bot by a clock of ours."""
    clock = Clock()
    parts = make_watching(
        bot.settings, bot.store, bot.checker, bot.accounts, bot.app.api, now=clock
    )
    bot.app.watching, bot.app.desk.watches = parts, parts.watches
    return clock


async def begin(bot: Bot, typed: str = "ha-app", *, channel: str = OPS, name: str = "ada") -> str:
    """Ask for a watch, and return what the person alone is told last."""
    await bot.say(f"/prodcheck watch {typed}", channel=channel, name=name)
    return words_of([m for m in bot.seen(name, channel) if m.only_for][-1])


def posted(bot: Bot, channel: str = OPS) -> list[Message]:
    """What everybody sees."""
    return [m for m in bot.seen("grace", channel) if not m.only_for]


def told(bot: Bot, name: str = "ada", channel: str = OPS) -> str:
    """What a person alone was told last."""
    return words_of([m for m in bot.seen(name, channel) if m.only_for][-1])


def direct(bot: Bot, name: str = "ada") -> list[str]:
    """What a person was told in their conversation with the bot."""
    channel = bot.slack.workspace.direct(bot.slack.person(name).id).id
    return [words_of(m) for m in bot.seen(name, channel)]


async def kept(bot: Bot, channel: str = OPS) -> list[Watch]:
    """The watches of a channel."""
    return await bot.store.watches_of_channel(TEAM, bot.slack.workspace.channel(channel).id)


async def run(bot: Bot, channel: str = OPS, *, times: int = 1) -> None:
    """Let the watches of a channel run as a worker runs them, and send what they say."""
    parts: Watching = bot.app.watching
    for _ in range(times):
        for each in await kept(bot, channel):
            if each.paused is None:
                claimed = await bot.store.claim_watch(each.id, each.next_due)
                assert claimed is not None
                await parts.runner.run(claimed.id, claimed.claim)
        await parts.sender.send_due()
