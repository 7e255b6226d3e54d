"""The shortcut that can be had from anywhere."""

from bot.slack.desk import Desk
from bot.slack.listeners.picker import open_picker
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin


async def check_an_app(_: Body, origin: Origin, desk: Desk) -> None:
    """Show the list of apps."""
    await open_picker(desk, origin)
