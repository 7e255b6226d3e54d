"""Watches over the pretend Slack and the pretend Heroku, from the first word to the last."""

from sandbox.slack.messages import Message
from tests.bot_slack.bots import Bot, words_of

OPS = "#ops"


async def watch(
    bot: Bot, typed: str = "ha-app", *, channel: str = OPS, name: str = "ada"
) -> Message:
    """Ask for a watch, and return what the person alone is told last."""
    await bot.say(f"/prodcheck watch {typed}", channel=channel, name=name)
    return [m for m in bot.seen(name, channel) if m.only_for][-1]


def posted(bot: Bot, channel: str = OPS) -> list[Message]:
    """What everybody sees."""
    return [m for m in bot.seen("grace", channel) if not m.only_for]


async def run(bot: Bot, channel: str = OPS) -> None:
    """Let the watches of a channel run, as they would by their schedule."""
    team = bot.slack.person("ada").team_id
    for each in await bot.store.watches_of_channel(team, bot.slack.workspace.channel(channel).id):
        await bot.app.desk.watches.run_now(each)


async def test_a_watch_begins_alarms_and_recovers(bot: Bot) -> None:
    told = await watch(bot, "ha-app hourly")
    assert "I watch *ha-app* here every hour" in words_of(told)
    (first,) = posted(bot)
    assert "Watching *ha-app* every hour: ✅ all is well" in words_of(first)
    bot.heroku.change.scale("ha-app", web=1)
    await run(bot)
    _, alert = posted(bot)
    assert "🔻 *ha-app* got worse: *Two or more dynos of each type*" in words_of(alert)
    assert "✅ passed → ❌ failed" in words_of(alert)
    await run(bot)
    assert len(posted(bot)) == 2
    bot.heroku.change.scale("ha-app", web=2)
    await run(bot)
    _, alert, reply = posted(bot)
    assert "✅ *ha-app*: *Two or more dynos of each type*" in words_of(alert)
    assert alert.edited
    assert "recovered" in words_of(reply)
    assert reply.thread_ts == alert.ts
    await run(bot)
    assert len(posted(bot)) == 3
