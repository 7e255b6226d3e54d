"""What other programs show: the badge of an app, and the calendar of its dates to come."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.store import StoredReport
from bot.web.reports.answers import file, published
from bot.web.reports.asked import Shelf
from bot.web.reports.single import snapshot_of
from bot.web.signed import Badge, Calendar, OfApp
from core.dates import upcoming
from core.render import calendar as calendars
from core.render.pictures import badge as picture
from core.snapshot import Snapshot

_FRESH: Final = timedelta(days=8)
"""A badge of an app that was not checked for longer says nothing: a weekly watch is checked within
a week, an app that is gone never again."""


async def badge(shelf: Shelf, link: Badge) -> Response:
    """Show how an app stands."""
    kept = await newest(shelf, link)
    fresh = kept is not None and shelf.moment - kept.at <= _FRESH
    drawn = picture.render(kept.report if kept and fresh else None)
    return published(drawn, "image/svg+xml")


async def calendar(shelf: Shelf, link: Calendar) -> Response:
    """List the dates to come of an app; none while it is not known how it is set up."""
    kept = await newest(shelf, link, whole=True)
    snapshot = None if kept is None else await snapshot_of(shelf, kept.id)
    entries = [] if kept is None or snapshot is None else _entries(kept, snapshot)
    made_at = shelf.moment if kept is None else kept.at
    document = calendars.render(entries, name=f"{link.app}: dates to come", made_at=made_at)
    return file(document, calendars.CONTENT_TYPE)


async def newest(shelf: Shelf, link: OfApp, *, whole: bool = False) -> StoredReport | None:
    """Return the newest report of an app; None when there is none.

    Args:
        shelf: Where it is kept.
        link: Which app, and whose reports.
        whole: Only one whose snapshot is there.
    """
    soon = shelf.moment + timedelta(seconds=1)
    return await shelf.store.report_before(
        link.team, link.app, soon, user_id=link.user, whole=whole
    )


def _entries(kept: StoredReport, snapshot: Snapshot) -> list[calendars.Entry]:
    return [
        calendars.Entry(
            app=kept.app,
            key=f"{coming.check} {coming.kind} {coming.resource}",
            day=coming.day,
            words=coming.words,
        )
        for coming in upcoming(kept.report, snapshot)
    ]
