"""What can be pressed in App Home alone."""

from bot.slack.blocks import notices
from bot.slack.desk import Desk
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin


async def sign_out(_: Body, origin: Origin, desk: Desk) -> None:
    """Forget the Heroku account of the person who pressed it."""
    revoked = await desk.accounts.disconnect(origin.team_id, origin.user_id)
    said = notices.message_view("Heroku account", notices.disconnected(revoked=revoked))
    await desk.screens.open(origin, said)
    await desk.home.show(origin)
