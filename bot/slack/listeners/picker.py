"""The modal in which an app is chosen, and the apps it offers."""

import asyncio
import logging

from bot.app_names import matching
from bot.jobs import new_reference
from bot.slack.blocks.ids import Place, names_an_app
from bot.slack.blocks.validate import Payload, payload
from bot.slack.blocks.views import app_options, pick_view
from bot.slack.desk import Desk
from bot.slack.origin import Origin

_LOG = logging.getLogger(__name__)


async def open_picker(desk: Desk, origin: Origin) -> None:
    """Show the list of apps to somebody who may ask."""
    refused = await desk.examiner.refused(origin)
    if refused is not None:
        await desk.tell(origin, refused)
        return
    place = Place(channel=origin.channel_id, thread=origin.reply_to)
    await desk.screens.open(origin, pick_view(place))


async def offered(desk: Desk, origin: Origin, typed: object) -> Payload:
    """List the apps that fit what was typed so far. It raises nothing: Slack waits for it."""
    letters = typed if isinstance(typed, str) else ""
    try:
        names = await visible_soon(desk, origin)
    except Exception:  # noqa: BLE001  no answer would cost the person 3 s
        _LOG.exception("No apps could be offered [%s]", new_reference())
        names = ()
    # Without a list, a name can still be typed in full.
    found = matching(letters, names) if names else list(filter(names_an_app, [letters.lower()]))
    return payload(app_options(found))


async def offered_of_fleet(desk: Desk, origin: Origin, fleet_id: str, typed: object) -> Payload:
    """List the apps of a scan that fit what was typed so far. It raises nothing."""
    try:
        async with asyncio.timeout(desk.patience.seconds):
            letters = typed if isinstance(typed, str) else ""
            found = await desk.fleets.apps(origin, fleet_id, letters)
    except Exception:  # noqa: BLE001  no answer would cost the person 3 s
        _LOG.exception("No apps of a fleet could be offered [%s]", new_reference())
        found = []
    return payload(app_options(found))


async def visible_soon(desk: Desk, origin: Origin) -> tuple[str, ...]:
    """List the apps a person may see, or none when that takes too long; it is there next time."""
    try:
        async with asyncio.timeout(desk.patience.seconds):
            if await desk.examiner.refused(origin) is not None:
                return ()
            return await desk.examiner.visible(origin)
    except TimeoutError:
        return ()
