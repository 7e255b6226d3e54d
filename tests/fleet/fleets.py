"""Fleets for tests, without a scan."""

from datetime import UTC, datetime

from core.fleet import Fleet, FleetRow, FleetScope, Trouble, fleet_of, unread
from core.report import Counts, Status

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TEAM = FleetScope(kind="team", name="acme")
EVIL = "=cmd|'/C calc'!A0\x1b[31m<script>alert(1)</script>\u202e"


def failing(app: str, failed: int = 1, *, team: str | None = "acme") -> FleetRow:
    return FleetRow(
        app=app,
        team=team,
        verdict="not_ready",
        counts=Counts(failed=failed, warning=1, passed=3),
        taken_at=NOW,
        checks={"dyno-redundancy": Status.FAILED, "stack": Status.PASSED, "dns": Status.WARNING},
        worst=(
            Trouble(
                check="dyno-redundancy",
                status=Status.FAILED,
                message="web runs 1 Basic dyno: a restart or a host failure takes the app down",
            ),
            Trouble(check="dns", status=Status.WARNING, message="www.x.com cannot be verified"),
        ),
    )


def ready(app: str, *, team: str | None = "acme") -> FleetRow:
    return FleetRow(
        app=app,
        team=team,
        verdict="ready",
        counts=Counts(passed=5),
        taken_at=NOW,
        checks=dict.fromkeys(("dyno-redundancy", "stack", "dns"), Status.PASSED),
    )


def hostile() -> FleetRow:
    row = failing(EVIL, team=EVIL)
    trouble = Trouble(check="dns", status=Status.FAILED, message=EVIL)
    return FleetRow(
        app=row.app, team=row.team, verdict="not_ready", taken_at=NOW, worst=(trouble, trouble)
    )


def sample() -> Fleet:
    rows = [
        ready("alpha"),
        failing("beta"),
        failing("gamma", 3),
        unread("delta", "Heroku knows no app called delta.", taken_at=NOW, team="acme"),
        hostile(),
    ]
    return fleet_of(TEAM, rows, now=NOW)
