"""The form in which an app was chosen."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.blocks import ids, notices
from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.origin import Origin, at_place


async def app_picked(ack: AsyncAck, view: dict[str, Any], origin: Origin, desk: Desk) -> None:
    """Check the app that was chosen: for the channel it was asked in, or in the modal itself."""
    try:
        app, public = _chosen(view)
        place = ids.decode(view.get("private_metadata"), ids.Place)
    except ids.ForgedValue:
        await ack()
        desk.start(origin, desk.tell(origin, notices.not_understood()))
        return
    if place.channel is None:
        await ack({"response_action": "update", "view": await desk.first_view(origin, app)})
        return
    await ack()
    desk.check(at_place(origin, place), app, Audience.CHANNEL if public else Audience.PERSON)


def _chosen(view: dict[str, Any]) -> tuple[str, bool]:
    """Read which app, and whether the channel is to see it.

    Raises:
        ForgedValue: No app was chosen from our list.
    """
    values = (view.get("state") or {}).get("values") or {}
    fields = {name: field for block in values.values() for name, field in block.items()}
    app = ((fields.get(ids.PICK_APP) or {}).get("selected_option") or {}).get("value")
    if not isinstance(app, str) or not ids.names_an_app(app):
        raise ids.ForgedValue("no app was chosen")
    shown = (fields.get(ids.PICK_PUBLIC) or {}).get("selected_options") or []
    return app, any(option.get("value") == ids.PUBLIC for option in shown)
