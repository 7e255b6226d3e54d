"""One report as a page."""

from starlette.responses import Response

from bot.web.reports.answers import document
from bot.web.reports.asked import Gone, Shelf
from bot.web.signed import ReportPage
from core.errors import SnapshotError
from core.render import html
from core.snapshot import Snapshot, load_snapshot


async def page(shelf: Shelf, link: ReportPage) -> Response:
    """Show the page."""
    kept = await shelf.store.report(link.report)
    if kept is None:
        raise Gone
    return document(html.render(kept.report, await snapshot_of(shelf, link.report)))


async def snapshot_of(shelf: Shelf, report_id: str) -> Snapshot | None:
    """Return what a report was made from; None when it is gone, or cannot be read any more."""
    kept = await shelf.store.snapshot(report_id)
    try:
        return None if kept is None else load_snapshot(kept)
    except SnapshotError:
        return None
