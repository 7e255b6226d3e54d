"""Presses that nobody knows: of an older message, or of none of ours."""

from bot.slack.blocks import notices
from bot.slack.desk import Desk
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin


async def say_unknown(_: Body, origin: Origin, desk: Desk) -> None:
    """Say so."""
    await desk.tell(origin, notices.not_understood())
