"""What is typed and pressed about watches, and how it is answered."""

import logging

from bot.jobs import new_reference
from bot.manifest import BOT_NAME
from bot.slack.blocks import states, watch_notices, watch_rows
from bot.slack.blocks.surfaces import Message
from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.origin import Origin
from bot.slack.typed import ListWatches, Unwatch, WatchApp
from bot.store.records import Watch
from bot.watching.listed import listed
from bot.watching.schedule import ScheduleError, Wish, parse
from bot.watching.sender import PAUSED_CLOSED
from bot.watching.service import TooMany
from core.errors import ProdcheckError

_LOG = logging.getLogger(__name__)


def first_words(typed: WatchApp) -> Message:
    """Answer at once what was typed: that the app is looked at, or that it is no schedule."""
    try:
        parse(typed.when)
    except ScheduleError as error:
        return watch_notices.not_a_schedule(error.what, error.advice)
    return states.checking(typed.app)


def understood(typed: WatchApp) -> bool:
    """Whether what was typed is a schedule."""
    try:
        parse(typed.when)
    except ScheduleError:
        return False
    return True


async def watching(typed: WatchApp | Unwatch | ListWatches, origin: Origin, desk: Desk) -> None:
    """Do what was typed."""
    match typed:
        case WatchApp(app, when):
            await desk.tell(origin, await begun(desk, origin, app, parse(when)))
        case Unwatch(app):
            await unwatch(desk, origin, app)
        case ListWatches():
            await desk.tell(origin, await _listing(desk, origin))


async def begun(desk: Desk, origin: Origin, app: str, wish: Wish) -> Message:
    """Begin to watch an app for the channel of an origin, and say so, or why not.

    Args:
        desk: The parts of the bot.
        origin: Who asks, and for which channel.
        app: The app, which the person must be able to read.
        wish: When to look.
    """
    refused = await desk.examiner.refused(origin, app)
    if refused is not None:
        return refused
    if origin.home_team not in {None, origin.team_id} or origin.channel_id is None:
        return watch_notices.members_only()
    try:
        watch = await desk.watches.begin(
            await desk.examiner.checked(origin, app),
            wish,
            team_id=origin.team_id,
            channel_id=origin.channel_id,
            user_id=origin.user_id,
            timezone=await desk.examiner.timezone(origin),
        )
    except TooMany as error:
        return watch_notices.too_many(error.message)
    except Exception as error:  # noqa: BLE001  somebody waits for an answer, whatever happens
        return await desk.examiner.explained(origin, app, error)
    if watch.paused == PAUSED_CLOSED:
        return watch_notices.not_there(watch.app, watch.channel_id, BOT_NAME)
    return watch_rows.begun_message(listed(watch))


async def unwatch(desk: Desk, origin: Origin, app: str) -> None:
    """End the watch of an app in the channel, and tell the channel who did."""
    refused = await desk.examiner.refused(origin)
    if refused is not None:
        await desk.tell(origin, refused)
        return
    here = await watches_here(desk, origin)
    watch = next((each for each in here if each.app == app), None)
    if watch is None:
        await desk.tell(origin, watch_notices.no_such_watch(app, [each.app for each in here]))
    else:
        await end(desk, origin, watch)


async def end(desk: Desk, origin: Origin, watch: Watch) -> None:
    """End a watch, and tell who did: its channel, where it was ended there."""
    if not await desk.watches.end(watch, await _token(desk, watch)):
        await desk.tell(origin, watch_notices.no_such_watch())
        return
    said = watch_notices.ended(watch.app, origin.user_id)
    here = origin.channel_id == watch.channel_id
    await desk.delivery.send(origin, (said,), Audience.CHANNEL if here else Audience.PERSON)


async def watches_here(desk: Desk, origin: Origin) -> list[Watch]:
    """List the watches of the channel where something was typed."""
    team = origin.home_team or origin.team_id
    return await desk.store.watches_of_channel(team, origin.channel_id or "")


async def looked_again(desk: Desk, watch: Watch) -> Message:
    """Look at the app of a watch now, and say how it stands then."""
    after = await desk.watches.run_now(watch)
    if after is None:
        return watch_notices.looked_soon(watch.app)
    return watch_rows.looked_again(listed(after))


async def _listing(desk: Desk, origin: Origin) -> Message:
    refused = await desk.examiner.refused(origin)
    if refused is not None:
        return refused
    return watch_rows.list_message(list(map(listed, await watches_here(desk, origin))))


async def _token(desk: Desk, watch: Watch) -> str | None:
    """Return the token that a watch reads with, to end what Heroku tells of its app."""
    try:
        return await desk.accounts.token_for(watch.team_id, watch.user_id)
    except ProdcheckError as error:
        _LOG.info("A watch ended without a token: %s [%s]", error.message, new_reference())
        return None
