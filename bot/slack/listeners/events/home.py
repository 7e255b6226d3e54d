"""App Home is opened."""

from bot.slack.desk import Desk
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin


async def home_opened(body: Body, origin: Origin, desk: Desk) -> None:
    """Show what there is to show; the tab with messages asks for nothing."""
    if body["event"].get("tab") == "home":
        await desk.home.show(origin)
