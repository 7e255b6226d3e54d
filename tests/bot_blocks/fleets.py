"""A fleet of a few apps, each of which stands otherwise, and one of many."""

from datetime import UTC, datetime, timedelta

from bot.slack.blocks.fleet import Scanned
from core.fleet import Fleet, FleetRow, FleetScope, Trouble, fleet_of, unread
from core.fleet_changes import FleetChanges
from core.report import Counts, Status

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)
HOSTILE = "*<!channel>* :tada: `x` https://evil.example/\u202e\x07 & <@U1>"
SCOPE = FleetScope(kind="team", name="acme")


def row(app: str, verdict: str | None = "ready", message: str = "", **counts: int) -> FleetRow:
    failed = Status.FAILED if counts.get("failed") else Status.WARNING
    worst = (Trouble(check="dns", status=failed, message=message),) if message else ()
    checks = {"dns": failed} if message else {"dns": Status.PASSED}
    return FleetRow(
        app=app,
        verdict=verdict,  # type: ignore[arg-type]
        counts=Counts(**counts),
        taken_at=NOW,
        checks=checks,
        worst=worst,
    )


ROWS = (
    row("billing", "not_ready", "web runs 1 Basic dyno", failed=2, warning=1),
    row("checkout", "not_ready", HOSTILE, failed=1),
    row("docs", "undetermined", unknown=1),
    row("shop", "warnings", "preboot is off", warning=2),
    row("wiki", passed=9),
    unread("secret", "Heroku says 403 for /apps/secret", taken_at=NOW),
)
FLEET = fleet_of(SCOPE, ROWS, now=NOW)
CHANGES = FleetChanges(
    since=NOW - timedelta(days=2),
    worse=("billing",),
    better=("shop", "wiki"),
    added=(),
    gone=("old-one",),
)
_PAGES = "https://bot.example.com/reports/fleet"
SCANNED = Scanned(
    id="f42",
    fleet=FLEET,
    changes=CHANGES,
    asked_by="U012ABCDEF",
    page=f"{_PAGES}/x.y",
    csv=f"{_PAGES}/x.y.csv",
    trend=f"{_PAGES}-trend/x.y",
)


def many(count: int, message: str = "x" * 300) -> Fleet:
    """As many apps as asked for, each with a long name and a long finding."""
    names = (f"a-rather-long-name-{number:05}" for number in range(count))
    rows = (row(name, "not_ready", message, failed=3, warning=11) for name in names)
    return fleet_of(FleetScope(kind="all"), rows, now=NOW)
