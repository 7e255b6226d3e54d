"""What changed since an app was last checked."""

from bot.slack.blocks import notices
from bot.slack.blocks.ids import Target, decode
from bot.slack.blocks.since import TITLE, Links, changes_view
from bot.slack.blocks.surfaces import Modal
from bot.slack.desk import Desk
from bot.slack.kept import kept_report
from bot.slack.listeners.work import Body, pressed
from bot.slack.origin import Origin
from bot.store import StoredReport
from core.changes import compare


async def changed(body: Body, origin: Origin, desk: Desk) -> None:
    """Open the modal about what changed."""
    target = decode(pressed(body)[1], Target)
    await desk.show(origin, TITLE, _view(desk, origin, target))


async def _view(desk: Desk, origin: Origin, target: Target) -> Modal:
    refused = await desk.examiner.refused(origin, target.app)
    if refused is not None:
        return notices.message_view(TITLE, refused)
    stored = await kept_report(desk, origin, target)
    if stored is None:
        return notices.message_view(TITLE, notices.kept_no_longer(target.app))
    before = await desk.examiner.report_before(origin, stored.app, stored.at)
    changes = None if before is None else compare(before, stored.report)
    return changes_view(changes, stored.app, _links(desk, origin, stored))


def _links(desk: Desk, origin: Origin, stored: StoredReport) -> Links:
    pages = desk.addresses
    place = (stored.team_id, stored.app, origin.user_id)
    return Links(
        report=pages.report(stored.id),
        trend=pages.trend(*place),
        badge=pages.badge(*place),
        calendar=pages.calendar(*place),
        picture=pages.trend(*place, ".png"),
    )
