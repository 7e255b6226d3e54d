"""Many apps at once: one row each, small enough to keep thousands of them. Pure data, no I/O."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from core.report import RANK, Counts, Report, Status, Verdict
from core.snapshot.base import Fact

FLEET_SCHEMA_VERSION = 1
MOST_WORST = 5
"""Findings a row keeps; its counts and the list of its checks tell of all the others."""
_MOST_CHARACTERS = 300
"""Of a message: one sentence; some list many names."""
_PEOPLE = frozenset({Status.FAILED, Status.UNKNOWN, Status.WARNING})

ScopeKind = Literal["all", "team", "pipeline"]
Standing = Literal["not_ready", "undetermined", "warnings", "ready", "unread"]
"""A verdict, or that the app could not be read."""

STANDINGS: tuple[Standing, ...] = ("not_ready", "unread", "undetermined", "warnings", "ready")
"""Worst first."""
_PLACE = {standing: place for place, standing in enumerate(STANDINGS)}


class FleetScope(Fact, frozen=True, kw_only=True):
    """Which apps."""

    kind: ScopeKind
    name: str | None = None
    """Of the team, name or id of the pipeline; None of all apps."""

    @property
    def words(self) -> str:
        """Say which apps, as in "prodcheck fleet: the team acme"."""
        return "all apps" if self.name is None else f"the {self.kind} {self.name}"


class Trouble(Fact, frozen=True, kw_only=True):
    """A finding that needs a person."""

    check: str
    """Id of the check."""
    status: Status
    message: str
    """One sentence. It may carry hostile text: renderers escape it."""


class FleetRow(Fact, frozen=True, kw_only=True):
    """How one app stands, or why it could not be read."""

    app: str
    team: str | None = None
    verdict: Verdict | None = None
    """None when it could not be read."""
    counts: Counts = Counts()
    taken_at: datetime
    checks: dict[str, Status] = {}
    """Id to status of every check that ran."""
    worst: tuple[Trouble, ...] = ()
    """What needs a person, worst first; the first few of them."""
    error: str | None = None
    """Why it could not be read, one sentence."""

    @property
    def standing(self) -> Standing:
        """Say in one word how it stands."""
        return self.verdict or "unread"

    @property
    def ready(self) -> bool:
        """Whether it is ready for production, with warnings or without."""
        return self.verdict in {"ready", "warnings"}


class CheckTotal(Fact, frozen=True, kw_only=True):
    """What one check said of all apps."""

    check: str
    counts: Counts


class Fleet(Fact, frozen=True, kw_only=True):
    """Many apps and how each stands."""

    schema_version: int = FLEET_SCHEMA_VERSION
    scope: FleetScope
    taken_at: datetime
    """When the last row was taken, aware, UTC."""
    rows: tuple[FleetRow, ...]
    notes: tuple[str, ...] = ()
    """What limits the whole, one sentence each."""

    def worst_first(self) -> tuple[FleetRow, ...]:
        """Order the rows: worst standing, then most failed, most unknown, most warnings, name."""
        return tuple(sorted(self.rows, key=_badness))

    def totals(self) -> dict[Standing, int]:
        """Count the apps by how they stand, worst first."""
        totals = dict.fromkeys(STANDINGS, 0)
        for row in self.rows:
            totals[row.standing] += 1
        return totals

    def check_totals(self) -> tuple[CheckTotal, ...]:
        """Count the apps by what each check said of them, the check that failed most first."""
        found: dict[str, dict[str, int]] = {}
        for row in self.rows:
            for check, status in row.checks.items():
                counts = found.setdefault(check, {})
                counts[status] = counts.get(status, 0) + 1
        totals = [CheckTotal(check=id_, counts=Counts(**found[id_])) for id_ in found]
        return tuple(sorted(totals, key=lambda each: (*_less(each.counts), each.check)))

    @property
    def ready_share(self) -> float | None:
        """The share of the apps that are ready for production; None of no apps."""
        return sum(row.ready for row in self.rows) / len(self.rows) if self.rows else None


def row_of(report: Report, *, team: str | None = None) -> FleetRow:
    """Take of a report what a fleet keeps."""
    troubles = sorted(
        (
            Trouble(check=result.id, status=finding.status, message=_short(finding.message))
            for result in report.results
            for finding in result.findings
            if finding.status in _PEOPLE
        ),
        key=lambda each: RANK[each.status],
    )
    return FleetRow(
        app=report.app,
        team=team,
        verdict=report.verdict,
        counts=report.counts,
        taken_at=report.taken_at,
        checks={result.id: result.status for result in report.results},
        worst=tuple(troubles[:MOST_WORST]),
    )


def unread(app: str, error: str, *, taken_at: datetime, team: str | None = None) -> FleetRow:
    """Say that an app could not be read, and why."""
    return FleetRow(app=app, team=team, taken_at=taken_at, error=_short(error))


def fleet_of(scope: FleetScope, rows: Iterable[FleetRow], *, now: datetime) -> Fleet:
    """Put rows together, worst first.

    Args:
        scope: Which apps these are.
        rows: One an app.
        now: What stands for the time of a fleet without apps.
    """
    fleet = Fleet(scope=scope, taken_at=now, rows=tuple(rows))
    taken_at = max((row.taken_at for row in fleet.rows), default=now)
    return msgspec.structs.replace(fleet, taken_at=taken_at, rows=fleet.worst_first())


def _short(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"


def _badness(row: FleetRow) -> tuple[object, ...]:
    return (_PLACE[row.standing], *_less(row.counts), row.app)


def _less(counts: Counts) -> tuple[int, int, int]:
    return (-counts.failed, -counts.unknown, -counts.warning)
