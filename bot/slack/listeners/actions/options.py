"""The options of a select that asks for them as the person types."""

from slack_bolt.async_app import AsyncAck

from bot.slack.blocks.ids import FLEET_BLOCK, ForgedValue, Place, decode
from bot.slack.blocks.validate import payload
from bot.slack.blocks.watch_form import zone_options
from bot.slack.desk import Desk
from bot.slack.listeners.picker import offered, offered_of_fleet
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin, at_place
from bot.watching.schedule import zones_like


async def offer_zones(ack: AsyncAck, body: Body) -> None:
    """Offer the time zones that hold what was typed."""
    typed = body.get("value")
    found = zones_like(typed) if isinstance(typed, str) else []
    await ack(payload(zone_options(found)))


async def offer_apps(ack: AsyncAck, body: Body, origin: Origin, desk: Desk) -> None:
    """Offer the apps that the person may see and that fit what was typed."""
    block, _, fleet_id = str(body.get("block_id")).partition(":")
    if block == FLEET_BLOCK:
        await ack(await offered_of_fleet(desk, origin, fleet_id, body.get("value")))
        return
    try:
        place = decode((body.get("view") or {}).get("private_metadata"), Place)
    except ForgedValue:
        place = Place()
    await ack(await offered(desk, at_place(origin, place), body.get("value")))
