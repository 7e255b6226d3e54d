"""`@prodcheck myapp`: the way to ask from a thread, where slash commands cannot be typed."""

import msgspec

from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.listeners.guidance import guidance
from bot.slack.listeners.watching import first_words, understood, watching
from bot.slack.listeners.work import Body
from bot.slack.origin import Origin
from bot.slack.typed import (
    CheckApp,
    Help,
    ListWatches,
    NewWatch,
    PickApp,
    ScanFleet,
    Unwatch,
    WatchApp,
    parse_mention,
)


async def mentioned(body: Body, origin: Origin, desk: Desk) -> None:
    """Answer in the thread. Slack sends an event again when it got no acknowledgement in time."""
    event = body["event"]
    if "bot_id" in event or not await desk.store.first_time(str(body.get("event_id"))):
        return
    match parse_mention(event.get("text") or ""):
        case CheckApp(app, _):
            desk.check(origin, app, Audience.CHANNEL)
        case WatchApp() as typed if not understood(typed):
            await desk.tell(origin, first_words(typed))
        case (WatchApp() | Unwatch() | ListWatches()) as typed:
            await watching(typed, origin, desk)
        case ScanFleet() as asked:
            shown = msgspec.structs.replace(asked, public=True)
            desk.start(origin, desk.fleets.ask(origin, shown))
        case PickApp() | NewWatch():
            await desk.tell(origin, guidance(Help()))
        case typed:
            await desk.tell(origin, guidance(typed))
