"""`/prodcheck`: the answer itself when it is there within 2 s, else that it is on its way."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.listeners.guidance import guidance
from bot.slack.listeners.picker import open_picker
from bot.slack.listeners.watch_form import open_new
from bot.slack.listeners.watching import first_words, understood, watching
from bot.slack.origin import Origin
from bot.slack.reply import ack_body
from bot.slack.typed import (
    CheckApp,
    ListWatches,
    NewWatch,
    PickApp,
    ScanFleet,
    Unwatch,
    WatchApp,
    parse,
)


async def prodcheck(ack: AsyncAck, command: dict[str, Any], origin: Origin, desk: Desk) -> None:
    """Answer what was typed."""
    match parse(command.get("text") or ""):
        case PickApp():
            await ack()
            desk.start(origin, open_picker(desk, origin))
        case CheckApp(app, public):
            audience = Audience.CHANNEL if public else Audience.PERSON
            await ack(await desk.first_words(origin, app, audience))
        case NewWatch():
            await ack()
            desk.start(origin, open_new(desk, origin))
        case WatchApp() as typed:
            await ack(ack_body(first_words(typed)))
            if understood(typed):
                desk.start(origin, watching(typed, origin, desk))
        case (Unwatch() | ListWatches()) as typed:
            await ack()
            desk.start(origin, watching(typed, origin, desk))
        case ScanFleet() as asked:
            await ack()
            desk.start(origin, desk.fleets.ask(origin, asked))
        case typed:
            await ack(ack_body(guidance(typed)))
