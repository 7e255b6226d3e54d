"""Presses about watches: run, mute, pause, resume, edit, end, the whole report."""

from bot.slack.blocks import watch_notices, watch_rows
from bot.slack.blocks.ids import Target, WatchChoice, WatchTarget, decode
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.text import moment
from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.listeners.actions.windows import RESULTS, whole
from bot.slack.listeners.watch_form import open_edit, open_new
from bot.slack.listeners.watching import looked_again
from bot.slack.listeners.work import Body, pressed
from bot.slack.origin import Origin, under
from bot.slack.watched import watch_of
from bot.store.records import Watch


async def new_watch(_: Body, origin: Origin, desk: Desk) -> None:
    """Open the form of a new watch."""
    await open_new(desk, origin)


async def watch_app_of(body: Body, origin: Origin, desk: Desk) -> None:
    """Open the form of a new watch for the app of a report."""
    await open_new(desk, origin, decode(pressed(body)[1], Target).app)


async def run_watch(body: Body, origin: Origin, desk: Desk) -> None:
    """Look at the app of a watch now; what changed, its channel hears."""
    watch = await watch_of(desk, origin, decode(pressed(body)[1], WatchTarget).watch)
    if watch is not None:
        await _run(desk, origin, watch)


async def mute_check(body: Body, origin: Origin, desk: Desk) -> None:
    """Say nothing of a check for a week; who wanted that, the thread tells."""
    target = decode(pressed(body)[1], WatchTarget)
    watch = await watch_of(desk, origin, target.watch)
    if watch is None or target.check is None:
        return
    until = await desk.watches.mute(watch, target.check, origin.user_id)
    said = watch_notices.muted(target.check, origin.user_id, moment(until))
    await desk.delivery.send(under(origin), (said,), Audience.CHANNEL)


async def whole_report(body: Body, origin: Origin, desk: Desk) -> None:
    """Open the modal with every result."""
    target = decode(pressed(body)[1], Target)
    await desk.show(origin, RESULTS, whole(desk, origin, target, RESULTS))


async def watch_menu(body: Body, origin: Origin, desk: Desk) -> None:
    """Do what was chosen in the menu of a watch."""
    choice = decode(pressed(body)[1], WatchChoice)
    watch = await watch_of(desk, origin, choice.watch)
    if watch is None:
        return
    match choice.do:
        case "run" | "resume":
            await _run(desk, origin, watch)
        case "edit":
            await open_edit(desk, origin, watch)
        case "delete":
            await desk.screens.open(origin, watch_rows.delete_view(watch, origin.channel_id))
        case "pause":
            await desk.watches.pause(watch)
            await _say(desk, origin, watch_notices.paused(watch.app, watch.id))


async def _say(desk: Desk, origin: Origin, said: Message) -> None:
    """Answer a press: in App Home by a modal, for which there is still time, and by what it shows.

    A modal opens within 3 s of a press or not at all; a look at an app takes longer at times.
    """
    if origin.at_home:
        await desk.home.show(origin)
    await desk.tell(origin, said)


async def _run(desk: Desk, origin: Origin, watch: Watch) -> None:
    await _say(desk, origin, await looked_again(desk, watch))
