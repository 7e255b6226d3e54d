"""The form of a watch: opened for a new one or for one that is there."""

from bot.slack.blocks import notices, watch_notices
from bot.slack.blocks.ids import WatchForm
from bot.slack.blocks.surfaces import Modal
from bot.slack.blocks.watch_form import Filled, form_view
from bot.slack.desk import Desk
from bot.slack.origin import Origin
from bot.store.records import Watch
from bot.watching.schedule import read

_NEW = "New watch"
_EDIT = "Edit watch"


async def open_new(desk: Desk, origin: Origin, app: str | None = None) -> None:
    """Show the form of a new watch: for the channel it is asked for in, or for one to be chosen."""
    form = WatchForm(app=app, channel=origin.channel_id)
    await desk.show(origin, _NEW, _new(desk, origin, form))


async def open_edit(desk: Desk, origin: Origin, watch: Watch) -> None:
    """Show the form of a watch that is there."""
    await desk.show(origin, _EDIT, _edit(watch))


async def _new(desk: Desk, origin: Origin, form: WatchForm) -> Modal:
    refused = await desk.examiner.refused(origin, form.app)
    if refused is not None:
        return notices.message_view(_NEW, refused)
    if origin.home_team not in {None, origin.team_id}:
        return notices.message_view(_NEW, watch_notices.members_only())
    return form_view(form, Filled(timezone=await desk.examiner.timezone(origin)))


async def _edit(watch: Watch) -> Modal:
    filled = Filled(schedule=read(watch.schedule), timezone=watch.timezone, digest=watch.digest)
    form = WatchForm(watch=watch.id, app=watch.app, channel=watch.channel_id)
    return form_view(form, filled)
