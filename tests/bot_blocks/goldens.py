"""The canonical Report as Slack gets it, compared with the files in `golden`.

After a wanted change, `python -m tests.bot_blocks.goldens` writes the files anew.
"""

from datetime import timedelta
from pathlib import Path

import msgspec

from bot.slack.blocks import fleet, ids
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.ladder import ladder
from bot.slack.blocks.since import Links, changes_view
from bot.slack.blocks.validate import Sent, payload
from bot.slack.blocks.views import pick_view, results_view
from core.changes import compare
from core.report import Report, Status
from tests.bot_blocks.fleets import SCANNED, SCOPE
from tests.bot_blocks.watches import WATCHED
from tests.render.canonical import CANONICAL

TWO_DAYS_BEFORE = CANONICAL.taken_at - timedelta(days=2)
GOLDEN = Path(__file__).parent / "golden"


def without(report: Report, position: int) -> Report:
    """The report as if nothing was wrong with the first thing that failed, or with the next."""
    bad = [each for each in report.results if each.status in {"failed", "warning"}][position]
    well = msgspec.structs.replace(bad, status=Status.PASSED, findings=())
    results = tuple(well if each is bad else each for each in report.results)
    return msgspec.structs.replace(report, results=results)


_OCCASION = Occasion(asked_by="U012ABCDEF", seconds=1.34, report_id="r42")
_LADDER = ladder(CANONICAL, _OCCASION)
_FLEET = fleet.steps(SCANNED)
_DNS, _SSL = (without(CANONICAL, position) for position in (0, 1))
CHANGES = compare(msgspec.structs.replace(_DNS, taken_at=TWO_DAYS_BEFORE), _SSL)
_SINCE = Occasion(
    report_id="r42",
    changes=CHANGES,
    page="https://bot.example.com/reports/x.y",
)
_LINKS = Links(
    report="https://bot.example.com/reports/x.y",
    trend="https://bot.example.com/reports/trend/x.y",
    badge="https://bot.example.com/badge/x.y.svg",
    calendar="https://bot.example.com/calendar/x.y.ics",
    picture="https://bot.example.com/reports/trend/x.y.png",
)
_SETUP = Setup(account="ops@example.com", apps=("ha-*",), version="1.0.0")

SENT: dict[str, Sent] = {
    "report-rich.json": _LADDER.rich,
    "report-sections.json": _LADDER.sections,
    "report-text.json": _LADDER.text,
    "report-public.json": ladder(CANONICAL, Occasion(public=True)).sections,
    "results.json": results_view(CANONICAL, "r42"),
    "pick.json": pick_view(ids.Place(channel="C012ABCDEF")),
    "home.json": home_view([CANONICAL], _SETUP),
    "fleet-rich.json": _FLEET[0],
    "fleet-sections.json": _FLEET[1],
    "fleet-text.json": _FLEET[2],
    "fleet-scanning.json": fleet.scanning(SCOPE, "f42", "84 of 200, about 2 min left"),
    "changes.json": changes_view(CHANGES, CANONICAL.app, _LINKS),
    "report-since.json": ladder(CANONICAL, _SINCE).sections,
    "home-empty.json": home_view([], Setup(version="1.0.0")),
    **WATCHED,
}
"""Name of a golden file to what it holds."""


def document(name: str) -> bytes:
    """Write what is sent as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(payload(SENT[name])), indent=2) + b"\n"


def write() -> None:
    """Write the golden files anew."""
    for name in SENT:
        (GOLDEN / name).write_bytes(document(name))


if __name__ == "__main__":
    write()
