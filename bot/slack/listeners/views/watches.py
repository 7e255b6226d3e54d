"""The forms in which a watch was made, changed or ended."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.blocks import ids, notices, states, watch_rows
from bot.slack.blocks.watch_form import Sent, sent
from bot.slack.desk import Desk
from bot.slack.listeners.watching import begun, end
from bot.slack.origin import Origin, in_channel
from bot.slack.screens import shown
from bot.slack.watched import watch_of
from bot.slack.web_api import SlackRefused, SlackUnreachable
from bot.watching.listed import listed
from bot.watching.schedule import Wish, known_zone

_TITLE = "Watch"


async def watch_sent(ack: AsyncAck, view: dict[str, Any], origin: Origin, desk: Desk) -> None:
    """Make or change a watch as the form says."""
    try:
        form = ids.decode(view.get("private_metadata"), ids.WatchForm)
        said = _read(view, form)
    except ids.ForgedValue:
        await ack()
        desk.start(origin, desk.tell(origin, notices.not_understood()))
        return
    if form.watch is not None:
        await ack()
        desk.start(origin, _change(desk, origin, form, said))
        return
    waiting = notices.message_view(_TITLE, states.checking(said.app or ""))
    await ack({"response_action": "update", "view": shown(waiting)})
    desk.start(origin, _begin(desk, origin, said))


async def watch_ended(ack: AsyncAck, view: dict[str, Any], origin: Origin, desk: Desk) -> None:
    """End a watch, after it was asked whether that is meant."""
    await ack()
    desk.start(origin, _end(desk, origin, view))


async def _begin(desk: Desk, origin: Origin, said: Sent) -> None:
    there = in_channel(origin, said.channel)
    answer = await begun(desk, there, said.app or "", _wish(said))
    view = notices.message_view(_TITLE, answer)
    try:
        await desk.screens.update(origin, origin.view_id or "", view)
    except (SlackRefused, SlackUnreachable):  # the modal is closed
        await desk.tell(there, answer)
    await desk.home.show(origin)


async def _change(desk: Desk, origin: Origin, form: ids.WatchForm, said: Sent) -> None:
    there = in_channel(origin, form.channel)
    watch = await watch_of(desk, there, form.watch or "")
    if watch is not None:
        changed = await desk.watches.change(watch, _wish(said))
        await desk.tell(there, watch_rows.changed_message(listed(changed)))
        await desk.home.show(origin)


async def _end(desk: Desk, origin: Origin, view: dict[str, Any]) -> None:
    target = ids.decode(view.get("private_metadata"), ids.WatchEnd)
    there = in_channel(origin, target.channel)
    watch = await watch_of(desk, there, target.watch)
    if watch is not None:
        await end(desk, there, watch)
        await desk.home.show(origin)


def _read(view: dict[str, Any], form: ids.WatchForm) -> Sent:
    """Read the form.

    Raises:
        ForgedValue: Neither the form nor what it is about names an app and a channel.
    """
    said = sent((view.get("state") or {}).get("values") or {})
    app, channel = form.app or said.app, form.channel or said.channel
    if (
        app is None
        or not ids.names_an_app(app)
        or channel is None
        or not ids.names_a_channel(channel)
    ):
        raise ids.ForgedValue("no app or no channel was chosen")
    return Sent(
        app=app,
        channel=channel,
        schedule=said.schedule,
        timezone=said.timezone,
        digest=said.digest,
    )


def _wish(said: Sent) -> Wish:
    zone = known_zone(said.timezone or "")
    wish = Wish(schedule=said.schedule, digest=said.digest)
    return wish if zone is None else Wish(schedule=said.schedule, digest=said.digest, timezone=zone)
