"""What opens or changes a modal: why, all results, JSON, a waiver, the list of apps."""

from datetime import UTC, datetime

from bot.slack.blocks import notices
from bot.slack.blocks.guide import unknown_check
from bot.slack.blocks.ids import Choice, Target, decode
from bot.slack.blocks.surfaces import Modal
from bot.slack.blocks.views import json_view, results_view, why_view
from bot.slack.blocks.waive import TITLE as WAIVE
from bot.slack.blocks.waive import waivable, waive_view
from bot.slack.desk import Desk
from bot.slack.kept import kept_report
from bot.slack.listeners.guidance import check_called
from bot.slack.listeners.picker import open_picker
from bot.slack.listeners.work import Body, pressed
from bot.slack.origin import Origin
from bot.store import StoredReport
from core.check import all_checks

_WHY = "Why?"
RESULTS = "All results"
_JSON = "Report as JSON"


async def why(body: Body, origin: Origin, desk: Desk) -> None:
    """Open the modal about a check."""
    target = decode(pressed(body)[1], Target)
    await desk.show(origin, _WHY, _why(desk, origin, target, target.check or ""))


async def why_of_another(body: Body, origin: Origin, desk: Desk) -> None:
    """Show another check in the modal about one."""
    target = decode(body["view"].get("private_metadata"), Target)
    chosen = str(pressed(body)[1])
    view = await _why(desk, origin, target, chosen)
    await desk.screens.update(origin, origin.view_id or "", view)


async def more(body: Body, origin: Origin, desk: Desk) -> None:
    """Do what was chosen in the menu of a report; an address opens by itself."""
    choice = decode(pressed(body)[1], Choice)
    match choice.do:
        case "why":
            view = _why(desk, origin, choice, choice.check or "")
            await desk.show(origin, _WHY, view)
        case "all" | "json":
            title = _JSON if choice.do == "json" else RESULTS
            await desk.show(origin, title, whole(desk, origin, choice, title))
        case "waive":
            await desk.show(origin, WAIVE, whole(desk, origin, choice, WAIVE))


async def pick_app(_: Body, origin: Origin, desk: Desk) -> None:
    """Open the list of apps."""
    await open_picker(desk, origin)


async def _why(desk: Desk, origin: Origin, target: Target, check_id: str) -> Modal:
    refused = await desk.examiner.refused(origin, target.app)
    if refused is not None:
        return notices.message_view(_WHY, refused)
    check = check_called(check_id)
    if check is None:
        return notices.message_view(_WHY, unknown_check(check_id, all_checks()))
    stored = await kept_report(desk, origin, target)
    return why_view(check, target.app, stored.report if stored else None, target.report)


async def whole(desk: Desk, origin: Origin, target: Target, title: str) -> Modal:
    """Show every result of a report, or the report as JSON."""
    refused = await desk.examiner.refused(origin, target.app)
    if refused is not None:
        return notices.message_view(title, refused)
    stored = await kept_report(desk, origin, target)
    if stored is None:
        return notices.message_view(title, notices.kept_no_longer(target.app))
    return _view(stored, title)


def _view(stored: StoredReport, title: str) -> Modal:
    if title == WAIVE and waivable(stored.report):
        return waive_view(stored.report, stored.id, datetime.now(UTC).date())
    return json_view(stored.report) if title == _JSON else results_view(stored.report, stored.id)
